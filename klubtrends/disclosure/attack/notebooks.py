"""Reads notebooks: prose, code, and every form in which an output is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from klubtrends.danish import say
from klubtrends.disclosure.attack.counts import SPEAKS
from klubtrends.disclosure.attack.embedded import values, words
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.reading import File, Page, no_page, page_of
from klubtrends.disclosure.attack.tree import Node, parse

_QUIET = frozenset({"kernelspec", "language_info", "tags", "collapsed", "scrolled", "jupyter", "editable",
                    "slideshow", "orig_nbformat", "trusted"})  # fmt: skip
_FIGURES = re.compile(
    r"application/(?:vnd\.plotly\.v1\+)?json|application/geo\+json|application/vnd\.vega.*json"
)
_HEADING = re.compile(r"^#+\s+(.+)", re.MULTILINE)
_EMPHASIS = re.compile(r"[*_`~]+")


def read_notebook(file: File) -> Page:
    """Read a notebook."""
    notebook = _loaded(file.body)
    if notebook is None:
        return no_page(file.name)
    reader = _Reader(file.name)
    reader.metadata(notebook.get("metadata"))
    for cell in notebook["cells"]:
        reader.cell(cell if isinstance(cell, dict) else {})
    return page_of(file.name, reader.root, reader.comments, reader.problems)


def _loaded(body: bytes) -> dict[str, Any] | None:
    """Load a notebook; None for anything else, and where one key stands twice: only the last would be seen."""
    try:
        notebook = json.loads(body.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return notebook if isinstance(notebook, dict) and isinstance(notebook.get("cells"), list) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


class _Reader:
    """Writes a notebook's cells as elements, a part for each heading."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root = Node("", {})
        self.comments: list[str] = []
        self.problems: list[Finding] = []
        self._part = self.root.add("part")
        self._heading = name

    def metadata(self, metadata: object) -> None:
        """Note what a notebook of ours does not say of itself."""
        for key in sorted((metadata or {}).keys() - _QUIET) if isinstance(metadata, dict) else ["?"]:
            self._find("metadata", say("found_metadata"), key)
        for text in words(metadata):
            self.root.add("p", text)

    def cell(self, cell: Mapping[str, Any]) -> None:
        """Write one cell and its outputs."""
        source = _text(cell.get("source"))
        self.metadata(cell.get("metadata", {}))
        if cell.get("attachments"):
            self._find("unreadable", say("found_output_unreadable"))
        if cell.get("cell_type") == "markdown":
            self._prose(source)
        else:
            self._part.add("pre", source)
        for output in cell.get("outputs", ()):
            self._output(output)

    def _prose(self, source: str) -> None:
        if found := _HEADING.findall(source):
            self._part, self._heading = self.root.add("part"), found[-1]
        for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+|#]|\d+[.)])\s)", source):
            self._part.add("p", " ".join(_EMPHASIS.sub("", block).replace("|", " : ").strip(" :#-").split()))
        if "<" in source:
            self._markup(source, strict=False)

    def _markup(self, text: str, *, strict: bool = True) -> None:
        markup = parse(text)
        self.comments += markup.comments
        if markup.torn and strict:
            self._find("unreadable", say("found_output_unreadable"))
        for table in markup.root.all("table"):
            if "dataframe" in table.attributes.get("class", "").split():
                table.children.append(Node("caption", {}, table, [self._heading]))
        self._part.take(markup.root)

    def _output(self, output: Mapping[str, Any]) -> None:
        kind = output.get("output_type")
        if kind == "error" or (kind == "stream" and output.get("name") == "stderr"):
            self._find("log", say("found_log"))
            self._part.add("pre", _text(output.get("traceback")) + _text(output.get("text")))
        elif kind == "stream":
            self._part.add("pre", _text(output.get("text")))
        self.metadata(output.get("metadata", {}))
        data = output.get("data", {})
        about = SPEAKS.search(" ".join([self._heading, *words(data)])) is not None
        for mime, content in data.items():
            self._shown(mime, content, about=about)

    def _shown(self, mime: str, content: object, *, about: bool) -> None:
        """Write one form of an output; one that nobody can read is a finding where it speaks of incidents."""
        if mime == "text/html":
            self._markup(_text(content))
        elif mime in {"text/plain", "text/markdown", "text/latex"}:
            self._part.add("pre", _text(content))
        elif mime == "image/svg+xml":
            self._markup(re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", _text(content), flags=re.DOTALL))
        elif _FIGURES.fullmatch(mime):
            self._figure(content, about=about)
        elif about or not mime.startswith("image/"):
            self._find("unreadable", say("found_output_unreadable"), mime)

    def _figure(self, figure: object, *, about: bool) -> None:
        """Write a figure's words, and its numbers where it is about incidents."""
        if not about:
            return
        numbers = list(values(figure))
        if any(not number.is_integer() or number < 0 for number in numbers):
            self._find("raw", say("found_behind"))
        whole = sorted({int(number) for number in numbers if number.is_integer()})
        self._part.add("output", "", **{"data-values": " ; ".join(map(str, whole))})
        for text in words(figure):
            self._part.add("p", text)

    def _find(self, kind: str, what: str, detail: str = "") -> None:
        where = f"{self.name}: {self._heading}" + (f" ({detail})" if detail else "")
        self.problems.append(Finding(kind, where, what))


def _text(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")

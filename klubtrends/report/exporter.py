"""Lets any notebook leave without its code and with its charts: `jupyter nbconvert --to klubtrends NOTEBOOK`.

The page is one file that asks for nothing from anywhere. Our own charts leave as drawings; a plotly figure of
another kind brings plotly's script with it, named by its digest in the Content-Security-Policy.

The attack reads what it can before anything leaves. A figure, picture or printed line that speaks of incidents, or
stands under a heading that does, and is none of ours cannot be read, and stops the export. What speaks of nothing,
as `print("grooming Birk 3")` does, cannot be known: your own outputs are your own responsibility.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import nh3
from markupsafe import Markup
from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode

from klubtrends.danish import say
from klubtrends.disclosure.attack import audit
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.numerals import plain
from klubtrends.disclosure.attack.reading import SPEAKS
from klubtrends.errors import DisclosureRisk
from klubtrends.report.page import markdown, render

PLOTLY = "application/vnd.plotly.v1+json"
OURS = 'class="klubtrends"'
PICTURES = ("image/png", "image/jpeg")
TAGS = nh3.ALLOWED_TAGS | {
    "svg", "title", "desc", "defs", "pattern", "g", "line", "polyline", "path", "rect", "circle", "text",
    "figure", "figcaption", "details", "summary",
}  # fmt: skip
DRAWING = {
    "id", "role", "viewBox", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "d", "points", "width", "height",
    "fill", "stroke", "stroke-width", "transform", "text-anchor", "patternUnits", "patternTransform", "aria-labelledby",
    "aria-hidden", "class", "scope",
}  # fmt: skip
ATTRIBUTES = dict.fromkeys(TAGS, DRAWING) | {"a": {"href"}}


@dataclass(frozen=True)
class NotebookPage:
    """What the page of a notebook says.

    `figures` are the plotly figures that need a script, `unread` the headings above outputs on incidents that nobody
    can read.
    """

    heading: str
    parts: tuple[Markup, ...]
    figures: tuple[str, ...]
    unread: tuple[str, ...] = ()


class KlubtrendsExporter(Exporter):
    """Exports a notebook as a page of ours, code left out."""

    file_extension = ".html"
    export_from_notebook = "klubtrends"
    output_mimetype = "text/html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export one notebook.

        Raises
        ------
        DisclosureRisk
            If the attack finds anything in the page, or an output on incidents cannot be read; nothing is
            written then.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        name = str(resources.get("metadata", {}).get("name", "notebook"))
        shown = notebook_page(nb, name)
        scripts = _scripts(shown.figures) if shown.figures else ()
        page = render("notebook.html.j2", {"page": shown}, scripts=scripts)
        unread = [Finding("unreadable", heading, say("found_output_unreadable")) for heading in shown.unread]
        if findings := [*unread, *audit([_without(page, scripts)])]:
            listed = "\n".join(f"– {finding}" for finding in findings)
            raise DisclosureRisk(say("page_refused", findings=listed, where=say("found_in_notebook")))
        return page.decode(), resources


def notebook_page(notebook: NotebookNode, name: str) -> NotebookPage:
    """Take a notebook's prose and the outputs of its cells."""
    parts: list[Markup] = []
    figures: list[str] = []
    unread: list[str] = []
    headings = [name]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            headings += re.findall(r"^#+\s+(.+)", cell.source, re.MULTILINE)
            parts.append(_without_local_links(markdown(cell.source, top=1)))
        for output in cell.get("outputs", ()):
            unread += [headings[-1]] * _unreadable(output, headings[-1])
            parts.extend(_captioned(shown, headings[-1]) for shown in _shown(output, figures))
    return NotebookPage(headings[:2][-1], tuple(parts), tuple(figures), tuple(dict.fromkeys(unread)))


def _unreadable(output: NotebookNode, heading: str) -> bool:
    """Tell whether an output is on incidents and in a form that the attack cannot read."""
    data = {kind: _text(content) for kind, content in output.get("data", {}).items()}
    markup, about = data.get("text/html", ""), _speaks(heading)
    if OURS in markup or (PLOTLY not in data and "<table" in markup):
        return False  # read where it stands on the page
    if PLOTLY in data:
        return about or _speaks(json.dumps(output.data[PLOTLY], ensure_ascii=False))
    if not markup and data.keys() & {"image/svg+xml", *PICTURES}:
        return about or _speaks(data.get("text/plain", "") + data.get("image/svg+xml", ""))
    printed = markup or data.get("text/plain", "") or _text(output.get("text", ""))
    return about and re.search(r"\d", printed) is not None


def _speaks(text: str) -> bool:
    return SPEAKS.search(plain(html.unescape(text))) is not None


def _without_local_links(markup: Markup) -> Markup:
    """Keep a link's words where its file does not travel along."""
    local = re.compile(r'<a href="(?!https?:|tel:|mailto:|#)[^"]*">(.*?)</a>', re.DOTALL)
    return Markup(local.sub(r"\1", markup))  # noqa: S704


def _captioned(markup: Markup, heading: str) -> Markup:
    """Give pandas' tables, which have none, their section's heading as caption."""
    caption = Markup("<caption>{}</caption>").format(heading)
    captioned = re.sub(r'(<table [^>]*class="dataframe"[^>]*>)', lambda found: found[1] + str(caption), markup)
    return Markup(captioned)  # noqa: S704


def _shown(output: NotebookNode, figures: list[str]) -> Iterator[Markup]:
    """Show one output in the best way that a page without scripts has."""
    if output.output_type == "stream":
        yield Markup("<pre>{}</pre>").format(output.text)
        return
    data = {kind: _text(content) for kind, content in output.get("data", {}).items()}
    words = data.get("text/plain", "")
    if OURS in data.get("text/html", "") or (PLOTLY not in data and "text/html" in data):
        yield safe(data["text/html"])
    elif PLOTLY in data:
        figures.append(json.dumps(output.data[PLOTLY], ensure_ascii=False))
        yield Markup('<div class="plotly" id="figure-{}"></div>').format(len(figures))
    elif "image/svg+xml" in data:
        yield safe(data["image/svg+xml"])
    elif picture := next((kind for kind in PICTURES if kind in data), ""):
        yield Markup('<img alt="{}" src="data:{};base64,{}">').format(words, picture, data[picture].strip())
    elif words:
        yield Markup("<pre>{}</pre>").format(words)


def safe(markup: str) -> Markup:
    """Keep an output's text, tables and drawings; scripts, styles, frames, handlers and local links stay behind."""
    schemes = {"https", "http", "tel", "mailto"}
    return _without_local_links(
        Markup(nh3.clean(markup, tags=TAGS, attributes=ATTRIBUTES, url_schemes=schemes, link_rel=None))  # noqa: S704
    )


def _text(value: object) -> str:
    return "".join(value) if isinstance(value, list) else str(value or "")


def _scripts(figures: Sequence[str]) -> tuple[str, ...]:
    """Give plotly's own script, and one that draws each figure."""
    from plotly.offline import get_plotlyjs

    calls = (
        f"var f={figure};Plotly.newPlot('figure-{at}',f.data,f.layout);" for at, figure in enumerate(figures, 1)
    )
    return (get_plotlyjs(), *(call.replace("</", "<\\/") for call in calls))


def _without(page: bytes, scripts: Sequence[str]) -> bytes:
    """Leave out the scripts that the page names in its policy: the attack lets none pass."""
    for script in scripts:
        page = page.replace(f"<script>{script}</script>".encode(), b"", 1)
    return page

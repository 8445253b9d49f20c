"""Reads PowerPoint files: what stands on the slides, in their notes, behind their charts and in no slide at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from klubtrends.danish import say
from klubtrends.disclosure.attack.charts import chart_title, children, texts, write_chart
from klubtrends.disclosure.attack.counts import SPEAKS
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.grids import write_blocks
from klubtrends.disclosure.attack.packages import Package, local, opened
from klubtrends.disclosure.attack.reading import File, Page, no_page, page_of
from klubtrends.disclosure.attack.tree import Node
from klubtrends.disclosure.attack.workbooks import read_workbook

_KNOWN = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app)\.xml"
    r"|ppt/(?:_rels/)?(?:presentation|presProps|viewProps|tableStyles)\.xml(?:\.rels)?"
    r"|ppt/(?:slides|slideLayouts|slideMasters|notesSlides|notesMasters|theme|charts)/(?:_rels/)?[A-Za-z]+\d+\.xml(?:\.rels)?"
    r"|ppt/embeddings/[\w-]+\.xlsx|ppt/media/[\w-]+\.(?:png|jpe?g)"
)
_TEXT_PARTS = re.compile(r"ppt/(slides|notesSlides|slideLayouts|slideMasters|notesMasters)/\w+\.xml")
_QUIET_NAME = re.compile(r"[^\W\d]+(?: [^\W\d]+)* \d+|")
_SHAPES = frozenset({"sp", "cxnSp"})


def read_slides(file: File) -> list[Page]:
    """Read a PowerPoint file, and each workbook behind a chart as a file of its own."""
    name, package = file.name, opened(file)
    if package is None or "ppt/presentation.xml" not in package.trees:
        return [no_page(name)]
    root = Node("", {})
    problems = list(package.check(_KNOWN))
    package.write_properties(root)
    for part in sorted(
        package.trees, key=lambda part: [int(run) if run.isdigit() else run for run in re.split(r"(\d+)", part)]
    ):
        if _TEXT_PARTS.fullmatch(part):
            problems += _write_slide(package, part, root.add("part"))
    return [page_of(name, root, problems=problems), *_workbooks(package)]


def _write_slide(package: Package, part: str, section: Node) -> Iterator[Finding]:
    tree, where = package.trees[part], f"{package.name} ({part.rpartition('/')[2]})"
    tables = [one for one in tree.iter() if local(one) == "tbl"]
    inner = {id(paragraph) for table in tables for paragraph in table.iter()}
    for paragraph in tree.iter():
        if local(paragraph) == "p" and id(paragraph) not in inner and (words := texts_of(paragraph)):
            section.add("p", words)
        if local(paragraph) == "cNvPr":
            _write_names(section, paragraph)
    for table in tables:
        write_blocks(section, _rows(table), title=_caption(section))
    charts = [
        chart for chart in package.related(part).values() if "/charts/" in chart and chart in package.trees
    ]
    for chart in charts:
        yield from write_chart(package.name, section, package.trees[chart])
    yield from _wrong(package, part, section, where)


def _wrong(package: Package, part: str, section: Node, where: str) -> Iterator[Finding]:
    """Find what cannot be read, or can be read by those alone who look behind."""
    tree = package.trees[part]
    if tree.get("show") in {"0", "false"}:
        yield Finding("hidden", where, say("found_hidden_part"))
    if any(one.text and one.text.strip() and local(one) != "t" for one in tree.iter()):
        yield Finding("raw", where, say("found_behind"))
    if not SPEAKS.search(section.text()):
        return
    if any("/media/" in target for target in package.related(part).values()):
        yield Finding("unreadable", where, say("found_output_unreadable"))
    if any(local(one) in _SHAPES and not texts(one) and _is_drawn(one) for one in tree.iter()):
        yield Finding("drawing", where, say("found_drawing_shape"))


def _is_drawn(shape: Element) -> bool:
    """Tell whether a shape without words is more than an empty place of the layout."""
    return any(local(one) in {"prstGeom", "custGeom"} for one in shape.iter())


def texts_of(paragraph: Element) -> str:
    """Join the words of one paragraph."""
    return "".join(one.text or "" for one in paragraph.iter() if local(one) == "t").strip()


def _write_names(section: Node, shape: Element) -> None:
    """Write what a shape is called, where that is more than its kind and a number."""
    for name in ("descr", "title", "name"):
        if not _QUIET_NAME.fullmatch(shape.get(name, "")):
            section.add("p", shape.get(name, ""))


def _rows(table: Element) -> list[list[str]]:
    """Give a table's cells as text, an indented one with blanks before it."""
    found = []
    for row in children(table, "tr"):
        cells = []
        for cell in children(row, "tc"):
            words = " ".join(texts_of(paragraph) for paragraph in children(cell, "txBody", "p"))
            moved = any(one.get("lvl", "0") != "0" for one in children(cell, "txBody", "p", "pPr"))
            spaces = next((one.text for one in cell.iter() if local(one) == "t" and one.text), "")
            cells.append("  " * (moved or spaces.startswith("  ")) + words.strip())
        found.append(cells)
    return found


def _caption(section: Node) -> str:
    """Give the last words on a slide that name a table of counts."""
    from klubtrends.disclosure.attack.counts import is_caption

    named = [child.text() for child in section.all("p") if is_caption(child.text())]
    return named[-1] if named else ""


def _workbooks(package: Package) -> Iterator[Page]:
    """Read the workbook behind each chart, under the chart's title."""
    titles = {target: chart_title(tree) for part, tree in package.trees.items() if "/charts/chart" in part
              for target in package.related(part).values()}  # fmt: skip
    for part, body in package.parts.items():
        if part.startswith("ppt/embeddings/"):
            yield from read_workbook(
                File(f"{package.name} ({part.rpartition('/')[2]})", body), title=titles.get(part, "")
            )

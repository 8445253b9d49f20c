"""What a chart of incidents gives away: numbers in its texts, lengths and points that belong to no shown count.

Taken for granted: a mark that draws a count names it in a native title. Not read: areas of curved paths.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from klubtrends.danish import HIDDEN_ALOUD, say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.reading import INCIDENT, Node, Page
from klubtrends.disclosure.attack.wording import numbers

_MARKS = ("rect", "circle", "ellipse", "line", "path", "polyline", "polygon")
_NEAR = 0.75  # drawing units within which two points are one


@dataclass(frozen=True)
class _Box:
    """A rectangle, or a circle seen as one."""

    x: float
    y: float
    width: float
    height: float
    title: str


def check(page: Page) -> Iterator[Finding]:
    """Look through every drawing that belongs to a table of counts or speaks of incidents."""
    with_counts = {id(table.node.above("figure", "section")) for table in page.tables}
    for svg in page.root.all("svg"):
        around = svg.above("figure", "section")
        if INCIDENT.search(svg.text()) or (around is not None and id(around) in with_counts):
            yield from _drawing(page, svg)


def _drawing(page: Page, svg: Node) -> Iterator[Finding]:
    if any(not _told(node, svg, page.shown) for node in svg.all("text", "title", "desc", "tspan")):
        yield Finding("drawing", page.name, say("found_drawing_number"))
    marks = [node for node in svg.all(*_MARKS) if node.above("defs") is None]
    if any(HIDDEN_ALOUD in _title(node) for node in marks):
        yield Finding("drawing", page.name, say("found_drawing_hidden"))
    boxes = [box for node in marks if (box := _box(node)) is not None]
    named = [box for box in boxes if numbers(box.title)]
    if any(_like_a_bar(box, named) for box in boxes if not box.title):
        yield Finding("drawing", page.name, say("found_drawing_bar"))
    spots = [(box.x + box.width / 2, box.y + box.height / 2) for box in named]
    if any(_passes_by(node, spots) for node in marks):
        yield Finding("drawing", page.name, say("found_drawing_point"))
    if not _axis_explained(svg, page.shown):
        yield Finding("drawing", page.name, say("found_drawing_axis"))


def _told(node: Node, svg: Node, shown: Collection[int]) -> bool:
    """Tell whether all numbers of a text stand in the tables; ticks and the heading are seen to elsewhere."""
    if (node.tag in {"title", "desc"} and node.parent is svg) or _is_tick(node):
        return True
    own = "".join(child for child in node.children if isinstance(child, str))
    return all(number in shown for number in numbers(own))


def _is_tick(node: Node) -> bool:
    at: Node | None = node
    while at is not None and at.tag != "svg":
        if re.search(r"axis|tick", at.attributes.get("class", "")):
            return True
        at = at.parent
    return False


def _axis_explained(svg: Node, shown: Collection[int]) -> bool:
    """Tell whether the axis ends where the largest number in the drawing's own titles and tables asks for it."""
    ticks = [number for node in svg.all("text") if _is_tick(node) for number in numbers(node.own_text())]
    expected = [
        int(n) for title in svg.all("title") for n in re.findall(r"vent\w*\s+\d+\s*[-–]\s*(\d+)", title.text())
    ]
    return max(ticks, default=0) <= max(4, 2 * max([*shown, *expected], default=0))


def _title(node: Node) -> str:
    return " ".join(child.text() for child in node.children if isinstance(child, Node) and child.tag == "title")


def _box(node: Node) -> _Box | None:
    at = {name: _float(value) for name, value in node.attributes.items()}
    if node.tag == "rect":
        x, y, width, height = (at.get(name, 0.0) for name in ("x", "y", "width", "height"))
        return _Box(x, y, width, height, _title(node))
    if node.tag in {"circle", "ellipse"}:
        across, down = at.get("r", at.get("rx", 0.0)), at.get("r", at.get("ry", 0.0))
        return _Box(at.get("cx", 0.0) - across, at.get("cy", 0.0) - down, 2 * across, 2 * down, _title(node))
    return None


def _like_a_bar(box: _Box, named: Collection[_Box]) -> bool:
    """Tell whether an unnamed box is as thick as the named bars, and stands on their line or grows from it."""
    return any(
        (abs(box.width - bar.width) < 0.1 and abs(box.y + box.height - bar.y - bar.height) < _NEAR)
        or (abs(box.height - bar.height) < 0.1 and abs(box.x - bar.x) < _NEAR)
        for bar in named
    )


def _passes_by(node: Node, spots: Collection[tuple[float, float]]) -> bool:
    """Tell whether a line joins at least two named points and turns anywhere else too."""
    if node.tag not in {"path", "polyline", "polygon"}:
        return False
    figures = [
        float(n)
        for n in re.findall(r"-?\d+(?:\.\d+)?", node.attributes.get("points", node.attributes.get("d", "")))
    ]
    points = list(zip(figures[::2], figures[1::2], strict=False))
    near = [any(abs(x - a) < _NEAR and abs(y - b) < _NEAR for a, b in spots) for x, y in points]
    return sum(near) >= 2 and not all(near)


def _float(value: str) -> float:
    return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else 0.0

"""What a chart of incidents gives away: it may draw named bars of shown counts, what was expected, and an axis.

A drawing that can be more than that cannot be read, and is a finding. Bars must stand to each other, and to the
axis, as their counts do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from klubtrends.danish import HIDDEN, HIDDEN_ALOUD, SHORT_MONTHS, say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.numerals import IN_WORDS, Range, ends, numbers, plain, whole
from klubtrends.disclosure.attack.reading import INCIDENT, Page
from klubtrends.disclosure.attack.scales import round_end
from klubtrends.disclosure.attack.styles import meets, sizing
from klubtrends.disclosure.attack.tree import Node

_NEAR = 1.0  # drawing units within which two lengths are one
_LEAST = 1.6  # the shortest that a count is drawn, so that it can be seen
_KEY = 14.0  # the side of the square that explains the band
_FORM = {"title", "desc", "defs", "rect", "line", "text"}
_PLACES = {"x", "y", "x1", "x2", "y1", "y2", "width", "height"}
_TITLE = re.compile(r"(?P<label>.+): (?P<count>[\d.]+)(?: \(ventet (?P<low>\d+)–(?P<high>\d+)\))?")
_HATCH = {  # the one thing that is defined and used again: what unusual columns are painted with
    "defs": {},
    "pattern": {
        "width": "5",
        "height": "5",
        "patternunits": "userSpaceOnUse",
        "patterntransform": "rotate(45)",
    },
    "rect": {"width": "5", "height": "5"},
    "line": {"x1": "0", "x2": "0", "y1": "0", "y2": "5"},
}


@dataclass(frozen=True)
class _Bar:
    """A rectangle; `count` is what its title says."""

    x: float
    y: float
    width: float
    height: float
    count: int = 0

    @property
    def foot(self) -> float:
        return self.y + self.height


def check(page: Page) -> Iterator[Finding]:
    """Look through every drawing that belongs to a table of counts or is called after incidents."""
    with_counts = {id(table.node.above("figure", "section")) for table in page.tables}
    told, sizes = _told_by_label(page), sizing(page.root)
    for svg in page.root.all("svg"):
        around, name = svg.above("figure", "section"), _title(svg)
        beside = around is not None and id(around) in with_counts
        if svg.above("svg") is None and (beside or INCIDENT.search(name) or (page.inside(svg) and not name)):
            for code in dict.fromkeys(_wrong(page, svg, told, sizes)):
                yield Finding("drawing", page.name, say(code))


def _told_by_label(page: Page) -> Mapping[str, set[int]]:
    """List the counts that the tables show for each of their rows and columns."""
    told: dict[str, set[int]] = {}
    for table in page.tables:
        for line in table.lines:
            for column, count in zip(table.columns, line.counts, strict=True):
                if count is not None:
                    told.setdefault(line.label.lower(), set()).add(count)
                    told.setdefault(column.lower(), set()).add(count)
    return told


def _wrong(page: Page, svg: Node, told: Mapping[str, set[int]], sizes: Sequence[str]) -> Iterator[str]:
    """Name what is wrong with a drawing, as the codes of messages."""
    if any(not _said(page, node, told) for node in svg.all("text", "title", "desc", "tspan")):
        yield "found_drawing_number"
    if not _in_form(svg) or _is_resized(svg, sizes):
        yield "found_drawing_shape"
        return
    rects = [node for node in svg.all("rect") if node.above("defs") is None]
    if any(HIDDEN_ALOUD in _title(node) for node in rects):
        yield "found_drawing_hidden"
    bars = [bar for node in rects if (bar := _bar(page, node, told)) is not None]
    bands = [_box(node) for node in rects if _is_band(node)]
    if len(bars) + len(bands) < len(rects):
        yield "found_drawing_bar"
    ticks = {
        whole(text.own_text()): _place(text, "y") - 4 for text in svg.all("text") if _is_number_of_axis(text)
    }
    lines = [node for node in svg.all("line") if node.above("defs") is None]
    if not (ticks or lines or bands):
        if not _grow_right(bars):
            yield "found_drawing_bar"
    elif not _is_axis(ticks, lines) or max(ticks) != round_end(_largest(page, svg, bars)):
        yield "found_drawing_axis"
    elif not (_grow_up(bars, ticks) and _bands_hold(page, bands, ticks)):
        yield "found_drawing_bar"


def _in_form(svg: Node) -> bool:
    """Tell whether a drawing holds nothing but what can be read here."""
    for node in svg.walk():
        if node is svg:
            continue
        if node.tag == "defs" or node.above("defs") is not None:
            if not _is_hatch(node):
                return False
        elif node.tag not in _FORM or any(
            not _plain_attribute(name, value) for name, value in node.attributes.items()
        ):
            return False
    hidden = [node for node in svg.all("text") if HIDDEN in node.text()]
    return len({_place(node, "x") for node in hidden}) < 2 or len({_place(node, "y") for node in hidden}) < 2


def _is_resized(svg: Node, sizes: Sequence[str]) -> bool:
    """Tell whether a style sheet gives a drawn mark another size, place or form than its own."""
    marks = [node for node in svg.all("rect", "line") if node.above("defs") is None]
    looks = {(node.tag, node.attributes.get("class", "")): node for node in marks}
    return any(meets(selector, mark) for selector in sizes for mark in looks.values())


def _is_hatch(node: Node) -> bool:
    own = {name: value for name, value in node.attributes.items() if name not in {"id", "class"}}
    return own == _HATCH.get(node.tag) and not any(
        re.search(r"\d", node.attributes.get(name, "")) for name in ("id", "class")
    )


def _plain_attribute(name: str, value: str) -> bool:
    if name in _PLACES:
        return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    return name not in {"transform", "style", "points", "d"} and not re.search(r"\d", value)


def _said(page: Page, node: Node, told: Collection[str]) -> bool:
    """Tell whether all numbers of a text stand in the tables; those of an axis are seen to elsewhere."""
    own = plain("".join(child for child in node.children if isinstance(child, str))).strip()
    if _is_number_of_axis(node) or own in SHORT_MONTHS or any(own.lower() in label for label in told):
        return True
    words = (
        re.findall(rf"(?<!\w)(?:{IN_WORDS})(?!\w)", own, re.IGNORECASE) if node.tag in {"text", "tspan"} else []
    )
    return all(number in page.shown for number in [*numbers(own, page.expected), *map(whole, words)])


def _is_number_of_axis(node: Node) -> bool:
    return (
        node.tag == "text"
        and "tick" in node.attributes.get("class", "").split()
        and re.fullmatch(r"\d{1,3}(?:\.\d{3})*|\d+", node.own_text()) is not None
    )


def _largest(page: Page, svg: Node, bars: Sequence[_Bar]) -> int:
    """Find the largest number that a drawing has room for: of a bar, or of what its own table says was expected."""
    around = svg.above("figure", "section")
    beside = [table for table in page.tables if table.node.above("figure", "section") is around] or page.tables
    return max([0, *(bar.count for bar in bars), *(high for table in beside for _, high in table.expected)])


def _is_axis(ticks: Mapping[int, float], lines: Sequence[Node]) -> bool:
    """Tell whether an axis counts from 0 in equal steps, with a line across at each of them."""
    counts = sorted(ticks)
    if len(counts) < 2 or counts[0] != 0:
        return False
    step, top = counts[1], counts[-1]
    unit = (ticks[0] - ticks[top]) / top
    even = counts == list(range(0, top + 1, step)) and unit > 0
    placed = all(abs(ticks[0] - unit * count - place) <= _NEAR for count, place in ticks.items())
    across = {(_place(line, "x1"), _place(line, "x2")) for line in lines}
    level = all(
        _place(line, "y1") == _place(line, "y2")
        and any(abs(_place(line, "y1") - place) <= _NEAR for place in ticks.values())
        for line in lines
    )
    return even and placed and level and len(across) <= 1


def _grow_right(bars: Sequence[_Bar]) -> bool:
    """Tell whether bars lie on one line at the left and are as long as their counts ask for."""
    largest = max(bars, key=lambda bar: bar.count, default=None)
    if largest is None:
        return True
    unit = largest.width / max(largest.count, 1)
    return all(
        abs(bar.x - largest.x) <= 0.1
        and abs(bar.height - largest.height) <= 0.1
        and _as_long(bar.width, unit * bar.count)
        for bar in bars
    )


def _grow_up(bars: Sequence[_Bar], ticks: Mapping[int, float]) -> bool:
    """Tell whether bars stand on the axis' zero and reach their counts on it."""
    unit = (ticks[0] - ticks[max(ticks)]) / max(ticks)
    return all(
        abs(bar.foot - ticks[0]) <= _NEAR
        and abs(bar.width - bars[0].width) <= 0.2
        and _as_long(bar.height, unit * bar.count)
        for bar in bars
    )


def _as_long(length: float, wanted: float) -> bool:
    return abs(length - wanted) <= _NEAR or (0 < wanted < _LEAST and length <= _LEAST)


def _bands_hold(page: Page, bands: Sequence[_Bar], ticks: Mapping[int, float]) -> bool:
    """Tell whether every band spans a range that a table says was expected; one small square explains them."""
    unit = (ticks[0] - ticks[max(ticks)]) / max(ticks)
    spans = [(ticks[0] - unit * low, ticks[0] - unit * high) for low, high in page.expected]
    odd = [
        band
        for band in bands
        if not any(abs(band.foot - foot) <= _NEAR and abs(band.y - top) <= _NEAR for foot, top in spans)
    ]
    return all(band.width == band.height == _KEY for band in odd) and len(odd) <= 1


def _bar(page: Page, node: Node, told: Mapping[str, set[int]]) -> _Bar | None:
    """Read a bar whose title says what a table shows; None for any other rectangle."""
    found = _TITLE.fullmatch(plain(_title(node)))
    if found is None or whole(found["count"]) not in told.get(found["label"].lower(), set()):
        return None
    expected: Range | None = ends(found["low"], found["high"]) if found["low"] else None
    if expected is not None and expected not in page.expected:
        return None
    box = _box(node)
    return _Bar(box.x, box.y, box.width, box.height, whole(found["count"]))


def _is_band(node: Node) -> bool:
    return "band" in node.attributes.get("class", "").split() and not _title(node)


def _box(node: Node) -> _Bar:
    return _Bar(_place(node, "x"), _place(node, "y"), _place(node, "width"), _place(node, "height"))


def _title(node: Node) -> str:
    return " ".join(child.text() for child in node.children if isinstance(child, Node) and child.tag == "title")


def _place(node: Node, name: str) -> float:
    value = node.attributes.get(name, "0")
    return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else 0.0

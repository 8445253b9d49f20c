"""Draws charts as inline SVG: labels at the marks, measured so that none is clipped, and a title on every mark."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree import ElementTree as ET

from klubtrends import danish
from klubtrends.report.chart import Bar, Bars, Chart, Column, Columns, Line, RankLines
from klubtrends.report.lettering import text_width, wrapped

TEXT = 13.0  # font size of ticks in the drawing's own units
LABEL = 14.0  # and of labels at marks
LINE_HEIGHT = 16.0


@dataclass(frozen=True)
class Size:
    """A drawing's width in its own units, and the class that style sheets know it by."""

    name: str
    width: int


WIDE = Size("w", 680)
NARROW = Size("n", 300)


def child(parent: ET.Element, tag: str, /, **attributes: str | float) -> ET.Element:
    """Add an element; `class_` and `text_anchor` become class and text-anchor, numbers keep one decimal."""
    names = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    texts = {n: f"{v:.1f}".removesuffix(".0") if isinstance(v, float) else str(v) for n, v in names.items()}
    return ET.SubElement(parent, tag, texts)


class _Sheet:
    """An SVG under construction."""

    def __init__(self, chart: Chart, size: Size, height: float) -> None:
        self.width, self.height = float(size.width), height
        ident = f"{chart.name}-{size.name}"
        names = {"class": size.name, "viewBox": f"0 0 {size.width} {height:g}", "role": "img"}
        self.root = ET.Element("svg", names | {"aria-labelledby": f"{ident}-t {ident}-d"})
        self.add("title", id=f"{ident}-t").text = chart.title
        told = [chart.description, f"{chart.origin}." if chart.origin else ""]
        self.add("desc", id=f"{ident}-d").text = " ".join(filter(None, told))
        self.hatch = f"{ident}-h"

    def add(self, tag: str, /, **attributes: str | float) -> ET.Element:
        return child(self.root, tag, **attributes)

    def mark(self, tag: str, title: str, /, **attributes: str | float) -> ET.Element:
        """Add a mark that names itself when pointed at."""
        element = self.add(tag, **attributes)
        child(element, "title").text = title
        return element

    def text(self, words: str, x: float, y: float, kind: str = "tick", anchor: str = "start") -> ET.Element:
        element = self.add("text", x=x, y=y, class_=kind)
        if anchor != "start":
            element.set("text-anchor", anchor)
        element.text = words
        return element

    def hatching(self) -> str:
        """Define a hatch once, and give the paint that uses it: colour is never alone."""
        pattern = child(
            self.add("defs"), "pattern", id=self.hatch, width=5, height=5, patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )  # fmt: skip
        child(pattern, "rect", width=5, height=5, class_="f-warm")
        child(pattern, "line", x1=0, x2=0, y1=0, y2=5, class_="s-paper")
        return f"url(#{self.hatch})"

    def markup(self) -> str:
        return ET.tostring(self.root, encoding="unicode", short_empty_elements=True)


def svg(chart: Chart, size: Size) -> str:
    """Draw a chart at one size, as markup for a page whose style sheet knows the classes."""
    drawing = chart.drawing
    if isinstance(drawing, RankLines):
        return _rank_lines(chart, drawing, size).markup()
    if isinstance(drawing, Columns):
        return _columns(chart, drawing, size).markup()
    if isinstance(drawing, Bars):
        return _bars(chart, drawing, size).markup()
    raise ValueError("an empty chart has no drawing")


# Ranks over days


def _rank_lines(chart: Chart, drawing: RankLines, size: Size) -> _Sheet:
    sheet = _Sheet(chart, size, 300.0)
    named = [line for line in drawing.lines if line.role != "context"]
    room = max((text_width(line.label, LABEL, bold=True) for line in named), default=0.0)
    room = min(max(room, text_width("nr. 100 → 100", TEXT)), size.width * 0.4)
    gutter = text_width("nr. 1", TEXT) + 6
    left, right, top, bottom = gutter + 4, size.width - room - 12, 22.0, 268.0
    span = max(len(drawing.days) - 1, 1)

    def x(day: int) -> float:
        return left + (right - left) * day / span

    def y(rank: float) -> float:
        return top + (bottom - top) * math.log(rank) / math.log(drawing.length)

    ticks = [rank for rank in (1, 3, 10, 30, 100, 200) if rank <= drawing.length]
    for rank in ticks:
        sheet.add("line", x1=left, x2=right, y1=y(rank), y2=y(rank), class_="s-grid")
    for line in sorted(drawing.lines, key=lambda line: line.role != "context"):
        _draw_line(sheet, line, x, y)
    for rank in ticks:
        sheet.text("nr. 1" if rank == 1 else str(rank), gutter - 2, y(rank) + 4, anchor="end")
    _line_labels(sheet, named, room, (right + 8, top, bottom), y)
    _day_ticks(sheet, drawing, x)
    return sheet


def _draw_line(sheet: _Sheet, line: Line, x: Callable[[int], float], y: Callable[[float], float]) -> None:
    for present, run in groupby(enumerate(line.ranks), key=lambda pair: pair[1] is not None):
        if not present:
            continue
        points = [(x(day), y(rank)) for day, rank in run if rank is not None]
        if len(points) == 1:
            cx, cy = points[0]
            sheet.mark("circle", f"{line.label}, {line.note}", cx=cx, cy=cy, r=2.0, class_=f"dot-{line.role}")
        else:
            path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
            sheet.mark("polyline", f"{line.label}, {line.note}", points=path, class_=f"line-{line.role}")


def _line_labels(
    sheet: _Sheet,
    lines: Sequence[Line],
    room: float,
    frame: tuple[float, float, float],
    y: Callable[[float], float],
) -> None:
    left, top, bottom = frame
    ends = [
        (y(next(r for r in reversed(line.ranks) if r is not None)), line) for line in lines if any(line.ranks)
    ]
    ends.sort(key=lambda end: end[0])
    blocks = [(wanted, line, wrapped(line.label, room, LABEL)) for wanted, line in ends]
    tops = spread([wanted - LINE_HEIGHT / 2 for wanted, _, _ in blocks],
                  [LINE_HEIGHT * (len(rows) + 1) + 4 for _, _, rows in blocks], top - 12, bottom + 8)  # fmt: skip
    for start, (_, line, rows) in zip(tops, blocks, strict=True):
        for index, row in enumerate(rows):
            words = sheet.text(row, left, start + LINE_HEIGHT * (index + 0.75), f"label t-{line.role}")
            _name_in_full(words, line.label)
        sheet.text(line.note, left, start + LINE_HEIGHT * (len(rows) + 0.75))


def _name_in_full(words: ET.Element, label: str) -> None:
    """Let a shortened label name itself when pointed at."""
    row = words.text or ""
    if row.endswith("…"):
        words.text = None
        child(words, "title").text = label
        words[0].tail = row


def spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Place blocks near where they are wanted (sorted), inside top and bottom, without overlap."""
    places: list[float] = []
    for want, _ in zip(wanted, heights, strict=True):
        below = places[-1] + heights[len(places) - 1] if places else top
        places.append(max(want, below))
    limit = bottom
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], limit - heights[index])
        limit = places[index]
    return places


def _day_ticks(sheet: _Sheet, drawing: RankLines, x: Callable[[int], float]) -> None:
    last = len(drawing.days) - 1
    ticks = {last: "end", 0: "start"} | ({last // 2: "middle"} if sheet.width > 400 and last > 6 else {})
    for day, anchor in ticks.items():
        sheet.text(danish.short_date(drawing.days[day]), x(day), sheet.height - 8, anchor=anchor)


# Totals by month against what was expected


def _columns(chart: Chart, drawing: Columns, size: Size) -> _Sheet:
    banded = any(column.expected for column in drawing.columns)
    sheet = _Sheet(chart, size, 250.0 if banded else 170.0)
    top, bottom = 44.0 if banded else 24.0, sheet.height - 32
    highest = max(
        [c.value or 0 for c in drawing.columns] + [c.expected[1] for c in drawing.columns if c.expected]
    )
    ceiling = nice_ceiling(highest)
    axis = text_width(danish.number(ceiling), TEXT) + 8
    step = (size.width - axis) / len(drawing.columns)

    def y(count: float) -> float:
        return bottom - (bottom - top) * count / ceiling

    for count in (0, ceiling // 2, ceiling):
        sheet.add("line", x1=0, x2=size.width - axis, y1=y(count), y2=y(count), class_="s-grid")
        sheet.text(danish.number(count), size.width, y(count) + 4, anchor="end")
    if banded:
        sheet.add("rect", x=0, y=4.0, width=14, height=14, class_="band")
        sheet.text(drawing.band_words, 20, 16)
    for index, column in enumerate(drawing.columns):
        _draw_column(sheet, column, (step * index, step), y, last=index == len(drawing.columns) - 1)
    every = 1 if step > text_width("marts", TEXT) + 4 else 3
    for index, column in enumerate(drawing.columns):
        if (len(drawing.columns) - 1 - index) % every == 0:
            middle = max(step * (index + 0.5), text_width(column.short, TEXT) / 2)
            sheet.text(column.short, middle, bottom + 22, anchor="middle")
    return sheet


def _draw_column(
    sheet: _Sheet, column: Column, place: tuple[float, float], y: Callable[[float], float], *, last: bool
) -> None:
    left, step = place
    if column.expected:
        low, high = column.expected
        sheet.add(
            "rect", x=left + step * 0.04, y=y(high), width=step * 0.92, height=y(low) - y(high), class_="band"
        )
    if column.value is None:
        hidden = sheet.text(None or "", left + step / 2, y(0) - 6, "label t-context", "middle")
        child(hidden, "title").text = f"{column.label}: {danish.HIDDEN_ALOUD}"
        hidden[0].tail = danish.HIDDEN
        return
    unusual = last and column.expected is not None and column.value > column.expected[1]
    paint: dict[str, str] = (
        {"fill": sheet.hatching()} if unusual else {"class_": "f-accent" if last else "f-bar"}
    )
    sheet.mark("rect", column.words, x=left + step * 0.2, y=y(column.value), width=step * 0.6,
               height=y(0) - y(column.value), **paint)  # fmt: skip
    if last:
        kind = "label t-falling" if unusual else "label t-main"
        sheet.text(danish.number(column.value), left + step / 2, y(column.value) - 6, kind, "middle")


def nice_ceiling(highest: float) -> int:
    """Round an axis's end up to an even, readable number.

    >>> nice_ceiling(47), nice_ceiling(3), nice_ceiling(120)
    (50, 4, 200)
    """
    steps = (4, 6, 8, 10, 20, 30, 40, 50, 60, 80, 100)
    scale = int(10 ** max(0, math.ceil(math.log10(max(highest, 1) / 100))))
    return next(step * scale for step in steps if step * scale >= highest)


# Counts by row


def _bars(chart: Chart, drawing: Bars, size: Size) -> _Sheet:
    stacked = size is NARROW
    widest = max((text_width(bar.label, TEXT, bold=True) for bar in drawing.bars), default=0.0)
    left = 0.0 if stacked else min(widest + 12, size.width * 0.45)
    labels = [wrapped(bar.label, size.width if stacked else left - 8, TEXT) for bar in drawing.bars]
    lines = max([1, *map(len, labels)])
    pitch = 28 + LINE_HEIGHT * lines if stacked else 16 + LINE_HEIGHT * lines
    sheet = _Sheet(chart, size, pitch * len(drawing.bars) + 8)
    highest = max([bar.value or 0 for bar in drawing.bars] + [1])
    room = size.width - left - text_width(danish.number(highest), LABEL, bold=True) - 10
    for index, (bar, rows) in enumerate(zip(drawing.bars, labels, strict=True)):
        top = pitch * index + (6 + LINE_HEIGHT * lines if stacked else pitch / 2 - 10)
        first = top - 6 if stacked else top + 15 + LINE_HEIGHT / 2
        _draw_bar(sheet, bar, (left, top), room / highest)
        for line, row in enumerate(rows):
            above = len(rows) - 1 - line if stacked else len(rows) / 2 - line
            _name_in_full(sheet.text(row, 0, first - LINE_HEIGHT * above, "rowlabel"), bar.label)
    return sheet


def _draw_bar(sheet: _Sheet, bar: Bar, corner: tuple[float, float], unit: float) -> None:
    left, top = corner
    if bar.value is None:
        sheet.text(f"{danish.HIDDEN} {danish.HIDDEN_ALOUD}", left, top + 14)
        return
    words = f"{bar.label}: {danish.number(bar.value)}"
    sheet.mark(
        "rect",
        words,
        x=left,
        y=top,
        width=max(unit * bar.value, 1.5) if bar.value else 0.0,
        height=18,
        class_="f-bar",
    )
    sheet.text(danish.number(bar.value), left + unit * bar.value + 8, top + 14, "label t-second")

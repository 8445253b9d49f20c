"""Charts with invented figures, and a reader of what was drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import polars as pl

from klubtrends.report.chart import Bar, Bars, Chart, Column, Columns, Drawing, Line, RankLines
from klubtrends.report.lettering import text_width
from klubtrends.report.svg import LABEL, TEXT, Size, svg

FIRST = dt.date(2026, 10, 1)
MONTHS = (
    "okt.",
    "nov.",
    "dec.",
    "jan.",
    "feb.",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "aug.",
    "sept.",
    "okt.",
)
NASTY = (
    "<script>alert(1)</script>",
    "A & B \"C\" 'D'",
    "</text><image href='https://x.example/a.png'/>",
    "]]>",
    "&lt;",
    "مرسال صغير",
    "\u202etxet desrever\u202c",
    "🎮👨\u200d👩\u200d👧 Spil™",
    "Langtnavnudenmellemrumsomaldrigholderopmednogetsomhelst",
    "WWWWWWWWWWWWWWWWWWWWWW MMMMMMMMMMMMMMMMMMM",
    "Et navn med rigtig mange ord, der ikke kan være på to linjer i et lille diagram",
    "漢字漢字漢字漢字漢字漢字漢字漢字",
    "…",
    " ",
    "x",
)


def chart_of(drawing: Drawing) -> Chart:
    """Put a drawing in a chart."""
    return Chart("proeve", "Titel & <mere>", "En sætning", "En beskrivelse", drawing, pl.DataFrame({"a": [1]}))


def ranks(labels: Sequence[str], runs: Sequence[Sequence[int | None]], days: int = 31) -> Chart:
    """Draw apps: the first climbs, the second falls, the third stands, the rest are grey."""
    roles = ("main", "falling", "second")
    lines = tuple(
        Line(label, "nr. 100 → 99", tuple(run), roles[index] if index < 3 else "context")
        for index, (label, run) in enumerate(zip(labels, runs, strict=True))
    )
    return chart_of(RankLines(tuple(FIRST + dt.timedelta(days=day) for day in range(days)), lines))


def columns(
    values: Sequence[int | None], expected: Sequence[tuple[int, int] | None], words: str = "det, vi ville vente"
) -> Chart:
    """Draw months."""
    names = [f"måned {number}" for number in range(len(values))]
    made = zip(names, MONTHS, values, expected, strict=False)
    return chart_of(Columns(tuple(Column(*facts) for facts in made), words))


def bars(rows: Sequence[tuple[str, int | None]]) -> Chart:
    """Draw rows."""
    return chart_of(Bars(tuple(Bar(label, value) for label, value in rows)))


@dataclass(frozen=True)
class Words:
    """One text of a drawing with the box that it is estimated to fill."""

    words: str
    title: str
    left: float
    right: float
    top: float
    bottom: float
    kind: str

    def overlaps(self, other: Words) -> bool:
        """Tell whether two texts share room (a unit of contact is none)."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > 1
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 1
        )


def drawing_of(chart: Chart, size: Size) -> ET.Element:
    """Parse what was drawn: it must be well-formed."""
    return ET.fromstring(svg(chart, size))


def texts(root: ET.Element) -> list[Words]:
    """List the texts of a drawing."""
    return [_words(element) for element in root.iter("text")]


def _words(element: ET.Element) -> Words:
    kind, x, y = element.get("class", ""), float(element.get("x", "")), float(element.get("y", ""))
    bold, size = kind.startswith("label"), LABEL if kind.startswith("label") else TEXT
    title = element.findtext("title") or ""
    words = (element.text or "") + "".join(child.tail or "" for child in element)
    width = text_width(words, size, bold=bold)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
    return Words(words, title, left, left + width, y - 0.8 * size, y + 0.2 * size, kind)


def size_of(root: ET.Element) -> tuple[float, float]:
    """Give a drawing's width and height."""
    _, _, width, height = map(float, root.get("viewBox", "").split())
    return width, height

"""A chart: a table, what to look at, and the one sentence that it supports.

It shows itself three ways: `to_plotly` for notebooks, `to_svg` for pages that must work anywhere, and `to_table`
for those who cannot see it. It is made of public or protected figures alone, so it can give away nothing else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

from klubtrends import danish
from klubtrends.report.origin import Origin

if TYPE_CHECKING:
    import plotly.graph_objects as go

Role = Literal["main", "second", "falling", "context"]


@dataclass(frozen=True)
class Line:
    """One app's ranks over the days of a chart; None where it was outside the chart or the day is missing."""

    label: str
    note: str
    ranks: tuple[int | None, ...]
    role: Role


@dataclass(frozen=True)
class RankLines:
    """Ranks by day on a log scale, number 1 at the top."""

    days: tuple[dt.date, ...]
    lines: tuple[Line, ...]
    length: int = 100  # how many places the chart has


@dataclass(frozen=True)
class Column:
    """One month's published total and the range that was expected; None where it is hidden or unknown."""

    label: str
    short: str
    value: int | None
    expected: tuple[int, int] | None = None

    @property
    def words(self) -> str:
        """Say it: 'oktober 2026: 47 (ventet 25–43)'."""
        value = danish.HIDDEN_ALOUD if self.value is None else danish.number(self.value)
        expected = f" (ventet {self.expected[0]}–{self.expected[1]})" if self.expected else ""
        return f"{self.label}: {value}{expected}"


@dataclass(frozen=True)
class Columns:
    """Published totals by month against what was expected; the last one is the month in question."""

    columns: tuple[Column, ...]
    band_words: str


@dataclass(frozen=True)
class Bar:
    """One row's published count; None where it is hidden."""

    label: str
    value: int | None


@dataclass(frozen=True)
class Bars:
    """Published counts by row, in the fixed order of the code lists."""

    bars: tuple[Bar, ...]


Drawing = RankLines | Columns | Bars


@dataclass(frozen=True)
class Chart:
    """What to draw, the sentence it supports, and its figures as a table.

    Parameters
    ----------
    name : str
        Short word that names the chart's elements on a page; letters only.
    title : str
        What is shown.
    sentence : str
        The finding, as a caption.
    description : str
        The same in words for those who cannot see it.
    drawing : Drawing or None
        None where there is nothing that may be drawn; the sentence then says why.
    table : polars.DataFrame
        The same figures, for those who cannot see the drawing.
    origin : Origin or None
        Where the figures come from: said under the drawing wherever it is shown. None without figures.
    """

    name: str
    title: str
    sentence: str
    description: str
    drawing: Drawing | None
    table: pl.DataFrame
    origin: Origin | None = None

    def to_plotly(self) -> go.Figure:
        """Draw the chart for a notebook."""
        from klubtrends.report.plotly import figure

        return figure(self)

    def to_svg(self) -> str:
        """Draw the chart twice, for a phone and for a desk; style sheets show one of them. Nothing if empty."""
        from klubtrends.report.svg import NARROW, WIDE, svg

        return svg(self, WIDE) + svg(self, NARROW) if self.drawing else ""

    def to_table(self) -> pl.DataFrame:
        """Give the figures as a reader may have them."""
        return self.table

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Show the plotly chart where a notebook can, else the drawn one, else the sentence."""
        from klubtrends.report.page import chart_html

        return {
            "application/vnd.plotly.v1+json": self.to_plotly().to_plotly_json(),
            "text/html": chart_html(self),
            "text/plain": self.sentence,
        }


def empty_chart(name: str, title: str, sentence: str) -> Chart:
    """Say why there is nothing to draw."""
    return Chart(name, title, sentence, sentence, None, pl.DataFrame())

"""One chart of one country, read for its rows and its days: which days were seen, and which cannot be believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl
from narwhals.typing import IntoDataFrame

from klubtrends.analysis.ranks import Lines, lines
from klubtrends.periods import first_day, last_day, shift
from klubtrends.tables import CHARTS


@dataclass(frozen=True, eq=False)
class Listing:
    """A chart's rows (date, rank, app_id, app_name; an app once a day), its days, and those it cannot be read on.

    `broken` days have an answer that contradicts itself: a rank below 1 or held by two apps, an app without a
    number, or fewer than three quarters of the apps that the chart usually has. They count as days without an
    answer.
    """

    rows: pl.DataFrame
    broken: tuple[dt.date, ...]

    def days(self, month: str) -> tuple[dt.date, ...]:
        """List the days of a month that were seen."""
        dates = self.rows.filter(pl.col("date").is_between(first_day(month), last_day(month)))["date"]
        return tuple(dates.unique().sort())

    def depth(self, days: Sequence[dt.date], length: int) -> int:
        """Give the length that all these days' lists have, where they are whole: no rank left out."""
        listed = self.rows.filter(pl.col("date").is_in(list(days)), pl.col("rank") <= length)
        lists = listed.group_by("date").agg(pl.len().alias("apps"), pl.col("rank").max().alias("deepest"))
        if lists.is_empty() or lists.select((pl.col("apps") < pl.col("deepest")).any()).item():
            return length
        return int(lists.select(pl.col("apps").min()).item())

    def lines(self, days: Sequence[dt.date], length: int) -> Lines:
        """Arrange these days' rows for counting."""
        rows = self.rows.filter(pl.col("date").is_in(list(days)))
        return lines(
            rows.select(pl.lit("").alias("chart"), "app_id", "date", "rank").sort("app_id", "date"),
            length=length,
        )

    def named(self, apps: pl.DataFrame) -> pl.DataFrame:
        """Add to app_id the name that each app had last."""
        names = self.rows.sort("date").unique("app_id", keep="last").select("app_id", "app_name")
        named = apps.join(names, on="app_id", how="left", maintain_order="left")
        return named.select("app_id", "app_name", pl.exclude("app_id", "app_name"))


def listing(charts: IntoDataFrame, chart: str) -> Listing:
    """Read one chart out of a table of charts: of a day fetched twice the last answer, of an app in it twice the best.

    Raises
    ------
    ValueError
        If columns are missing, or the table holds more than one country.
    """
    if (
        "country" in nw.from_native(charts, eager_only=True).columns
        and CHARTS.take(charts, "country")["country"].n_unique() > 1
    ):
        raise ValueError("table charts: one country at a time")
    rows = CHARTS.take(charts, "chart", "date", "rank", "app_id", "app_name", "fetched_at")
    last = pl.col("fetched_at") == pl.col("fetched_at").max().over("chart", "date")
    rows = (
        rows.filter(pl.col("chart") == chart, last)
        .sort("date", "rank", "app_id")
        .unique(["date", "app_id"], keep="first", maintain_order=True)
    )
    broken = _broken(rows)
    return Listing(rows.filter(~pl.col("date").is_in(broken)), tuple(broken))


def _broken(rows: pl.DataFrame) -> list[dt.date]:
    rank = pl.col("rank")
    days = rows.group_by("date").agg(
        wrong=(rank.is_null() | (rank < 1) | pl.col("app_id").is_null()).any() | rank.is_duplicated().any(),
        apps=pl.len(),
    )
    usual = pl.col("apps").filter(~pl.col("wrong")).median()
    short = (pl.col("apps") < 0.75 * usual).fill_null(value=False)
    return days.filter(pl.col("wrong") | short)["date"].sort().to_list()


def calendar(month: str) -> tuple[dt.date, ...]:
    """List all days of a month."""
    first = first_day(month)
    return tuple(first + dt.timedelta(days=day) for day in range((last_day(month) - first).days + 1))


def days_of(listed: Listing, month: str, *, months: int = 2) -> tuple[dt.date, ...]:
    """List the days that were seen of a month and of those before it, oldest first."""
    return tuple(day for back in range(months - 1, -1, -1) for day in listed.days(shift(month, -back)))

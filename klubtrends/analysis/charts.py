"""Who came in, who left, who climbed: a month of a top list, read as the censored view it is.

An app outside the list has an unknown rank beyond it. A day without an answer is missing for every app, so only
days on which the list was seen count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from narwhals.typing import IntoDataFrame

from klubtrends.periods import first_day, last_day, shift
from klubtrends.tables import CHARTS

WINDOW = 7  # observed chart-days at each end of the comparison


@dataclass(frozen=True, eq=False)
class Moves:
    """A month of one chart, its last observed days beside the last ones of the month before.

    `days` are the month's observed chart-days and `missed` those without an answer; `before` and `after` are
    the two windows compared. Where either is empty nothing can be compared, and all four tables are. Every app
    of a window is in exactly one of `entries`, `exits` or neither; ranks are those held or bettered on more
    than half of a window.

    entries : app_id, app_name, first (day), best (rank), days (in the chart this month); best first.
    exits : app_id, app_name, last (day in the chart), best (rank in `before`), days (in `before`); best first.
    climbs, falls : app_id, app_name, rank_before, rank_after, gain (ln of their ratio); largest first.
    """

    month: str
    chart: str
    length: int
    days: tuple[dt.date, ...]
    missed: tuple[dt.date, ...]
    before: tuple[dt.date, ...]
    after: tuple[dt.date, ...]
    entries: pl.DataFrame
    exits: pl.DataFrame
    climbs: pl.DataFrame
    falls: pl.DataFrame

    @property
    def comparable(self) -> bool:
        """Tell whether both this month and the one before were seen."""
        return bool(self.before and self.after)


def month_moves(charts: IntoDataFrame, month: str, *, chart: str = "free", length: int = 100) -> Moves:
    """Find a month's entries, exits, climbs and falls.

    Parameters
    ----------
    charts : polars or pandas frame
        Rows of `tables.CHARTS`, one country; only date, chart, rank, app_id, app_name and fetched_at are used.
        A day fetched twice counts once, its last answer. Apps are followed by id, and named as they were last.
    month : str
        'YYYY-MM'.
    length : int
        The list's length; what lies below is outside.
    """
    rows = _once_a_day(charts, chart)
    days, earlier = _observed(rows, month), _observed(rows, shift(month, -1))
    listed = rows.filter(pl.col("rank") <= length)
    before, after = earlier[-WINDOW:], days[-WINDOW:]
    whole, old, new = (_standing(listed, window) for window in (days, before, after))
    gone = _standing(listed, (*before, *days)).select("app_id", "last")
    if not (before and after):
        old = new = _standing(listed, ())
    entries = whole.join(new, on="app_id", how="semi").join(old, on="app_id", how="anti")
    exits = old.drop("last").join(new, on="app_id", how="anti").join(gone, on="app_id")
    moved = _moved(old, new)
    return Moves(
        month,
        chart,
        length,
        days=days,
        missed=tuple(day for day in _calendar(month) if day not in days),
        before=before,
        after=after,
        entries=_named(entries, rows)
        .select("app_id", "app_name", "first", "best", "days")
        .sort("best", "app_id"),
        exits=_named(exits, rows).select("app_id", "app_name", "last", "best", "days").sort("best", "app_id"),
        climbs=_named(moved.filter(pl.col("gain") > 0), rows).sort(-pl.col("gain"), "app_id"),
        falls=_named(moved.filter(pl.col("gain") < 0), rows).sort("gain", "app_id"),
    )


def rank_history(
    charts: IntoDataFrame, app_ids: Sequence[str], month: str, *, chart: str = "free", length: int = 100
) -> pl.DataFrame:
    """Follow some apps through every day of a month.

    Returns
    -------
    polars.DataFrame
        date, app_id, app_name (as it was last), rank and observed; a row for each app and calendar day, apps in
        the order asked for. A null rank means outside the list where `observed`, and unknown where not.
    """
    rows = _once_a_day(charts, chart)
    calendar = pl.DataFrame({"date": _calendar(month)}, schema={"date": pl.Date})
    asked = pl.DataFrame({"app_id": list(app_ids)}, schema={"app_id": pl.String}).with_row_index("order")
    listed = rows.filter(pl.col("rank") <= length).select("date", "app_id", "rank")
    return (
        _named(asked, rows)
        .join(calendar, how="cross")
        .join(listed, on=["date", "app_id"], how="left")
        .with_columns(observed=pl.col("date").is_in(list(_observed(rows, month))))
        .sort("order", "date")
        .select("date", "app_id", "app_name", "rank", "observed")
    )


def _once_a_day(charts: IntoDataFrame, chart: str) -> pl.DataFrame:
    rows = CHARTS.take(charts, "chart", "date", "rank", "app_id", "app_name", "fetched_at")
    return (
        rows.filter(
            pl.col("chart") == chart, pl.col("fetched_at") == pl.col("fetched_at").max().over("chart", "date")
        )
        .sort("date", "rank", "app_id")
        .unique(["date", "app_id"], keep="first", maintain_order=True)
    )


def _calendar(month: str) -> tuple[dt.date, ...]:
    first = first_day(month)
    return tuple(first + dt.timedelta(days=day) for day in range((last_day(month) - first).days + 1))


def _observed(rows: pl.DataFrame, month: str) -> tuple[dt.date, ...]:
    dates = rows.filter(pl.col("date").is_between(first_day(month), last_day(month)))["date"]
    return tuple(dates.unique().sort())


def _standing(listed: pl.DataFrame, days: Sequence[dt.date]) -> pl.DataFrame:
    """Sum up each app in a window; `rank` is null where the app was outside on half of the days or more."""
    return (
        listed.filter(pl.col("date").is_in(list(days)))
        .group_by("app_id")
        .agg(
            pl.col("rank").sort().slice(len(days) // 2, 1).first().alias("rank"),
            best=pl.col("rank").min(),
            days=pl.len(),
            first=pl.col("date").min(),
            last=pl.col("date").max(),
        )
    )


def _moved(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    ranks = old.select("app_id", rank_before="rank").join(new.select("app_id", rank_after="rank"), on="app_id")
    return ranks.drop_nulls().with_columns(gain=(pl.col("rank_before") / pl.col("rank_after")).log())


def _named(apps: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    names = rows.sort("date").unique("app_id", keep="last").select("app_id", "app_name")
    named = apps.join(names, on="app_id", how="left")
    return named.select("app_id", "app_name", pl.exclude("app_id", "app_name"))

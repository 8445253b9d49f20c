"""Who came in, who left, who climbed: a month of a top list, read as the censored view it is.

An app outside the list has an unknown rank beyond it. A day without an answer is missing for every app, so only
days on which the list was seen count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic

import narwhals as nw
import polars as pl
from narwhals.typing import IntoDataFrameT

from klubtrends.analysis.listings import Listing, calendar, listing
from klubtrends.periods import shift
from klubtrends.tables import as_given

WINDOW = 7  # observed chart-days at each end of the comparison
TABLES = ("entries", "exits", "climbs", "falls")


@dataclass(frozen=True, eq=False)
class Moves(Generic[IntoDataFrameT]):
    """A month of one chart, its last observed days beside the last ones of the month before.

    `days` are the month's observed chart-days and `missed` those without an answer, or with one that contradicts
    itself (`broken`, see `listings.Listing`); `before` and `after` are the two windows compared. Where either is
    empty nothing can be compared, and all four tables are. Every app of a window is in exactly one of `entries`,
    `exits` or neither; ranks are those held or bettered on more than half of a window. `length` is that of the
    shortest list of these days, so that no app is in or out because a list was longer.

    entries : app_id, app_name, first (day), best (rank), days (in the chart this month); best first.
    exits : app_id, app_name, last (day in the chart), best (rank in `before`), days (in `before`); best first.
    climbs, falls : app_id, app_name, rank_before, rank_after, gain (ln of their ratio); largest first.
    """

    month: str
    chart: str
    length: int
    days: tuple[dt.date, ...]
    missed: tuple[dt.date, ...]
    broken: tuple[dt.date, ...]
    before: tuple[dt.date, ...]
    after: tuple[dt.date, ...]
    entries: IntoDataFrameT
    exits: IntoDataFrameT
    climbs: IntoDataFrameT
    falls: IntoDataFrameT

    @property
    def comparable(self) -> bool:
        """Tell whether both this month and the one before were seen."""
        return bool(self.before and self.after)

    def to_polars(self) -> Moves[pl.DataFrame]:
        """Give the same with polars tables."""
        tables = {name: nw.from_native(getattr(self, name), eager_only=True).to_polars() for name in TABLES}
        return replace(self, **tables)  # type: ignore[return-value]


def month_moves(
    charts: IntoDataFrameT, month: str, *, chart: str = "free", length: int = 100
) -> Moves[IntoDataFrameT]:
    """Find a month's entries, exits, climbs and falls.

    Parameters
    ----------
    charts : polars or pandas frame
        Rows of `tables.CHARTS`, one country; only date, chart, rank, app_id, app_name and fetched_at are used.
        A day fetched twice counts once, its last answer. Apps are followed by id, and named as they were last.
        The tables of the answer are of the same kind.
    month : str
        'YYYY-MM'.
    length : int
        The list's length; what lies below is outside.
    """
    read = listing(charts, chart)
    days, earlier = read.days(month), read.days(shift(month, -1))
    before, after = earlier[-WINDOW:], days[-WINDOW:]
    length = read.depth((*before, *days), length)
    tables = _compared(read, days, (before, after), length)
    return Moves(
        month,
        chart,
        length,
        days=days,
        missed=tuple(day for day in calendar(month) if day not in days),
        broken=tuple(day for day in calendar(month) if day in read.broken),
        before=before,
        after=after,
        **{name: as_given(read.named(table), charts) for name, table in tables.items()},
    )


def _compared(
    read: Listing, days: Sequence[dt.date], windows: tuple[Sequence[dt.date], Sequence[dt.date]], length: int
) -> dict[str, pl.DataFrame]:
    """Set a month's standing beside that of the window before it."""
    listed = read.rows.filter(pl.col("rank") <= length)
    before, after = windows
    whole, gone = _standing(listed, days), _standing(listed, (*before, *days)).select("app_id", "last")
    old, new = (_standing(listed, window if before and after else ()) for window in windows)
    entries = whole.join(new, on="app_id", how="semi").join(old, on="app_id", how="anti")
    exits = old.drop("last").join(new, on="app_id", how="anti").join(gone, on="app_id")
    moved = _moved(old, new)
    return {
        "entries": entries.select("app_id", "first", "best", "days").sort("best", "app_id"),
        "exits": exits.select("app_id", "last", "best", "days").sort("best", "app_id"),
        "climbs": moved.filter(pl.col("gain") > 0).sort(-pl.col("gain"), "app_id"),
        "falls": moved.filter(pl.col("gain") < 0).sort("gain", "app_id"),
    }


def rank_history(
    charts: IntoDataFrameT, app_ids: Sequence[str], month: str, *, chart: str = "free", length: int = 100
) -> IntoDataFrameT:
    """Follow some apps through every day of a month.

    Returns
    -------
    frame of the kind that was given
        date, app_id, app_name (as it was last), rank and observed; a row for each app and calendar day, apps in
        the order asked for. A null rank means outside the list where `observed`, and unknown where not.
    """
    read = listing(charts, chart)
    days = pl.DataFrame({"date": calendar(month)}, schema={"date": pl.Date})
    asked = pl.DataFrame({"app_id": list(app_ids)}, schema={"app_id": pl.String}).with_row_index("order")
    listed = read.rows.filter(pl.col("rank") <= length).select("date", "app_id", "rank")
    history = (
        read.named(asked)
        .join(days, how="cross")
        .join(listed, on=["date", "app_id"], how="left")
        .with_columns(observed=pl.col("date").is_in(list(read.days(month))))
        .sort("order", "date")
        .select("date", "app_id", "app_name", "rank", "observed")
    )
    return as_given(history, charts)


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

"""A storefront's top lists summed up at once, however many: the arithmetic of `partitions.examine`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from klubtrends.analysis.divergence import overlap, turbulence
from klubtrends.analysis.ranks import Floats, Lines, flows, lines, momentum, movers, stays

COLUMNS = ("chart", "app_id", "date", "rank")
AT_ONCE = 200_000  # rows: a few charts at a time, so that what is worked on stays near the processor
USUAL = 0.75  # of the apps that a chart usually has: with fewer, a day is no whole answer

DAYS = {
    "chart": pl.String(),
    "date": pl.Date(),
    "listed": pl.Int32(),
    "entries": pl.Int32(),
    "returns": pl.Int32(),
    "exits": pl.Int32(),
    "overlap": pl.Float64(),
    "turbulence": pl.Float64(),
}
APPS = {
    "chart": pl.String(),
    "app_id": pl.String(),
    "days": pl.Int32(),
    "best": pl.Int32(),
    "stints": pl.Int32(),
    "longest": pl.Int32(),
    "first": pl.Date(),
    "last": pl.Date(),
    "momentum": pl.Float64(),
    "peak": pl.Float64(),
}
MOVERS = {
    "chart": pl.String(),
    "date": pl.Date(),
    "app_id": pl.String(),
    "rank": pl.Int32(),
    "momentum": pl.Float64(),
}
BROKEN = {"chart": pl.String(), "date": pl.Date()}


@dataclass(frozen=True, eq=False)
class Summary:
    """All charts of one storefront.

    days : by chart-day: listed (apps), and against the chart-day before: entries, returns (entries that had been
        there earlier), exits, overlap (rank-biased; 1 is the same order) and turbulence (rank-turbulence
        divergence; 0 is the same order). Both are null on a chart's first day.
    apps : by app on a chart, in chart-days: days, best (rank), stints (unbroken runs) and the longest; first and
        last (day); momentum on that last day, and its peak. Null until the chart has been seen on 28 days.
    movers : on each chart's last day the apps with the largest momentum, largest first.
    broken : days whose list contradicts itself; they count as days on which nobody saw that chart.
    """

    days: pl.DataFrame
    apps: pl.DataFrame
    movers: pl.DataFrame
    broken: pl.DataFrame


def summary(rows: pl.DataFrame, *, length: int = 100, count: int = 10) -> Summary:
    """Sum up one storefront's charts; what one chart holds never bears upon another.

    Parameters
    ----------
    rows : polars.DataFrame
        chart, app_id, date and rank, in any order; soonest done if sorted by chart, app_id and date, or in such
        pieces, month after month. An app listed twice on a day counts once, at its best rank. A day counts as
        broken if two apps hold one rank, a rank is missing or below 1, an app has no number, or the list has less
        than three quarters of the apps that it usually has.
    length : int
        What lies below this rank is outside the chart.
    count : int
        Movers a chart.

    Raises
    ------
    ValueError
        If columns are missing or of other types, a chart or a date is missing, or dates are two centuries apart.
    """
    rows, impossible = _possible(_typed(rows))
    names, coded = _coded(rows)
    found = [_summary(part, length, count) for part in _few_charts(coded)] or [_summary(coded, length, count)]
    days, apps, moved, broken = (
        _named(pl.concat([getattr(part, name) for part in found]), names, schema)
        for name, schema in (("days", DAYS), ("apps", APPS), ("movers", MOVERS), ("broken", BROKEN))
    )
    return Summary(days, apps, moved, pl.concat([broken, impossible]).sort("chart", "date"))


def _typed(rows: pl.DataFrame) -> pl.DataFrame:
    kinds = [rows.schema.get(name) for name in COLUMNS]
    fitting = kinds[:3] == [pl.String, pl.String, pl.Date] and kinds[3] is not None and kinds[3].is_integer()
    if not fitting:
        raise ValueError("chart rows: chart and app_id must be text, date a date and rank a whole number")
    if rows["chart"].null_count() or rows["date"].null_count():
        raise ValueError("chart rows: a chart or a date is missing")
    return rows.select(COLUMNS)


def _possible(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take out the days with a rank that none can have or an app without a number, and name them."""
    wrong = pl.col("rank").is_null() | (pl.col("rank") < 1) | pl.col("app_id").is_null()
    broken = rows.filter(wrong).select(list(BROKEN)).unique().sort(list(BROKEN))
    if broken.is_empty():
        return rows, broken
    return rows.join(broken, on=list(BROKEN), how="anti", maintain_order="left"), broken


def _coded(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each app on a chart a number, in the order of names, and rows with numbers in place of text, sorted.

    Text is compared once, row with row, and only the few places where it changes are sorted as text: it is the
    dearest thing that a row has.
    """
    changed = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in ("chart", "app_id"))
    starts = np.flatnonzero(rows.select(changed.fill_null(value=True)).to_series().to_numpy())
    pieces = rows.select("chart", "app_id")[starts]
    names = pieces.unique().sort("chart", "app_id").with_columns(line=pl.int_range(pl.len(), dtype=pl.Int32))
    names = names.with_columns(place=pl.col("chart").rle_id().cast(pl.Int32))
    line = pieces.join(names, on=["chart", "app_id"], how="left", maintain_order="left")["line"].to_numpy()
    line = np.repeat(line, np.diff(np.append(starts, len(rows))))
    coded = pl.DataFrame(
        {"chart": names["place"].to_numpy()[line], "app_id": line, "date": rows["date"], "rank": rows["rank"]}
    )
    return names, coded if _in_order(coded) else coded.sort("app_id", "date", maintain_order=True)


def _in_order(coded: pl.DataFrame) -> bool:
    line, date = coded["app_id"].to_numpy(), coded["date"].to_physical().to_numpy()
    return not ((line[1:] < line[:-1]) | ((line[1:] == line[:-1]) & (date[1:] < date[:-1]))).any()


def _named(table: pl.DataFrame, names: pl.DataFrame, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """Put text in place of numbers again."""
    texts = {"chart": names["chart"].unique(maintain_order=True), "app_id": names["app_id"]}
    table = table.with_columns(texts[name][table[name]] for name in texts if name in table.columns)
    return table.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _few_charts(coded: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut sorted rows between charts into pieces of about `AT_ONCE` rows."""
    first, ends = 0, np.append(np.flatnonzero(np.diff(coded["chart"].to_numpy())) + 1, len(coded))
    for end in ends.tolist():
        if end - first >= AT_ONCE or end == len(coded):
            yield coded[first:end]
            first = end


def _summary(coded: pl.DataFrame, length: int, count: int) -> Summary:
    """Sum up a few charts; charts and apps are numbers still."""
    found = lines(coded, length=length)
    gone = _chart_days(found, np.flatnonzero(_broken(found)))
    if len(gone):
        rows = coded.join(gone, on=["chart", "date"], how="anti", maintain_order="left")
        found = lines(rows, length=length)
    moment = momentum(found)
    return Summary(_days(found), _apps(found, moment), _movers(found, moment, count), gone)


def _broken(found: Lines) -> NDArray[np.bool_]:
    """Mark the chart-days on which a rank is held twice, or too few apps are listed."""
    edges = np.append(np.flatnonzero(found.opening), found.days)
    broken = found.tied.copy()
    for start, end in pairwise(edges):
        listed, whole = found.listed[start:end], ~found.tied[start:end]
        if whole.any():
            broken[start:end] |= listed < USUAL * np.median(listed[whole])
    return broken


def _chart_days(found: Lines, days: NDArray[np.intp]) -> pl.DataFrame:
    """Name chart-days by chart and date."""
    charts = found.apps["chart"].unique(maintain_order=True)
    return pl.DataFrame({"chart": charts[found.chart[days]], "date": _dates(found, days)})


def _dates(found: Lines, days: NDArray[np.integer]) -> pl.Series:
    return pl.Series(found.date[days], dtype=pl.Int32).cast(pl.Date)


def _days(found: Lines) -> pl.DataFrame:
    flow = flows(found)
    return _table(
        _chart_days(found, np.arange(found.days)),
        listed=found.listed,
        entries=flow.entries,
        returns=flow.returns,
        exits=flow.exits,
        overlap=overlap(found),
        turbulence=turbulence(found),
    )


def _apps(found: Lines, moment: Floats) -> pl.DataFrame:
    stay = stays(found)
    ends = np.append(found.starts[1:], len(found.rank))[: len(found.starts)] - 1
    return _table(
        found.apps,
        days=stay.days,
        best=stay.best,
        stints=stay.stints,
        longest=stay.longest,
        first=_dates(found, stay.first),
        last=_dates(found, stay.last),
        momentum=moment[ends],
        peak=np.fmax.reduceat(moment, found.starts) if len(ends) else moment,
    )


def _movers(found: Lines, moment: Floats, count: int) -> pl.DataFrame:
    rows = movers(found, moment, count=count)
    named = found.apps[found.line[rows]]
    return _table(named, date=_dates(found, found.day[rows]), rank=found.rank[rows], momentum=moment[rows])


def _table(named: pl.DataFrame, **figures: NDArray[np.generic] | pl.Series) -> pl.DataFrame:
    """Put figures beside what they are about; what is not a number is null."""
    return named.with_columns(pl.Series(name, values, nan_to_null=True) for name, values in figures.items())

"""What each app did on a chart in a month: how long, how high, how steadily, and whether it is rising."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrameT
from numpy.typing import NDArray

from klubtrends.analysis.listings import days_of, listing
from klubtrends.analysis.predictive import among_many
from klubtrends.analysis.ranks import LONG, SHORT, Lines
from klubtrends.analysis.tobit import tobit_trends
from klubtrends.tables import as_given

Floats = NDArray[np.float64]

MONTHS = 3  # read, so that there are 28 chart-days before each of the last
PERSISTS = 3  # chart-days on end, before a gain is a breakout
LEAST_BASE = 14  # chart-days to compare with
WILD = 4.0  # scaled median absolute deviations
LEAST_GAIN = float(np.log(1.5))  # in log rank: from 60 to 40, from 3 to 2
_TO_SIGMA = 1.4826  # makes a median absolute deviation a standard deviation of normal scatter

SCHEMA = {
    "app_id": pl.String(),
    "app_name": pl.String(),
    "days": pl.Int32(),
    "best": pl.Int32(),
    "longest": pl.Int32(),
    "returns": pl.Int32(),
    "first": pl.Date(),
    "last": pl.Date(),
    "momentum": pl.Float64(),
    "breakout": pl.Date(),
    "gain": pl.Float64(),
    "gain_low": pl.Float64(),
    "gain_high": pl.Float64(),
    "gain_p": pl.Float64(),
    "gain_adjusted": pl.Float64(),
    "gain_status": pl.String(),
}


def app_figures(
    charts: IntoDataFrameT, month: str, *, chart: str = "free", length: int = 100
) -> IntoDataFrameT:
    """Sum up every app that was on a chart in a month.

    Parameters
    ----------
    charts : polars or pandas frame
        As for `charts.month_moves`. Two earlier months are read where they are there.
    month : str
        'YYYY-MM'.

    Returns
    -------
    frame of the kind that was given, best rank first
        app_id, app_name (as it was last); in chart-days of the month: days (in the chart), best (rank), longest
        (unbroken run), returns (came back after having been out), first and last (day);
        momentum : mean visibility ln((length + 1) / rank) of the last 7 chart-days less that of the last 28, null
        until there are 28; breakout : the day from which on the app stood, three chart-days on end, higher than
        its median of the 28 before by ln 1.5 and by four of its own (scaled) median absolute deviations; null
        for newcomers, which have no such base;
        gain : trend in log rank a week, positive where the app rises, with its interval (95 %) and p-value, by
        `tobit.tobit_trends`, whose status is gain_status; null where that is not 'fitted'. gain_adjusted is the
        p-value after looking at so many apps (Benjamini-Hochberg).
        Without an observed day in the month the frame is empty.
    """
    read = listing(charts, chart)
    days, seen = read.days(month), days_of(read, month, months=MONTHS)
    found = read.lines(seen if days else (), length)
    held = _matrix(found)
    here = np.isfinite(held[:, len(seen) - len(days) :]).any(axis=1)
    figures = _figures(found, held[here], days).with_columns(
        app_id=found.apps["app_id"].filter(pl.Series(here))
    )
    table = read.named(figures).cast(SCHEMA).select(list(SCHEMA)).sort("best", "app_id")  # type: ignore[arg-type]
    return as_given(table, charts)


def _matrix(found: Lines) -> Floats:
    """Spread one chart's ranks out: a row for each app, a column for each chart-day, inf outside the chart."""
    held = np.full((len(found.starts), found.days), np.inf)
    held[found.line, found.day] = found.rank
    return held


def _figures(found: Lines, held: Floats, days: tuple[dt.date, ...]) -> pl.DataFrame:
    start = held.shape[1] - len(days)
    now, there = held[:, start:], np.isfinite(held)
    column = np.array(days, dtype="datetime64[D]")
    whole = found.listed == found.depth
    limit = np.where(whole, found.depth, found.length)[start:]
    trends = tobit_trends(now, column.astype(float), limit)
    broke = _breakouts(held, start)
    figures = {
        "days": there[:, start:].sum(axis=1),
        "best": now.min(axis=1, initial=np.inf),
        "longest": _longest(there[:, start:]),
        "returns": _returns(there)[:, start:].sum(axis=1),
        "first": column[there[:, start:].argmax(axis=1)] if days else column,
        "last": column[::-1][there[:, start:][:, ::-1].argmax(axis=1)] if days else column,
        "momentum": _momentum(held, found.length),
        "breakout": [_day(found, number) for number in broke],
        "gain": -7 * trends.slope,
        "gain_low": -7 * trends.upper,
        "gain_high": -7 * trends.lower,
        "gain_p": trends.p_value,
        "gain_adjusted": among_many(trends.p_value),
        "gain_status": trends.status,
    }
    return pl.DataFrame(figures, nan_to_null=True)


def _day(found: Lines, number: int) -> dt.date | None:
    return None if number < 0 else dt.date(1970, 1, 1) + dt.timedelta(days=int(found.date[number]))


def _longest(there: NDArray[np.bool_]) -> NDArray[np.int64]:
    run = longest = np.zeros(len(there), dtype=np.int64)
    for day in there.T:
        run = (run + 1) * day
        longest = np.maximum(longest, run)
    return longest


def _returns(there: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the days on which an app came back: in the chart, not the day before, but earlier."""
    returned = np.zeros_like(there)
    known = np.logical_or.accumulate(there, axis=1)
    returned[:, 1:] = there[:, 1:] & ~there[:, :-1] & known[:, :-1]
    return returned


def _momentum(held: Floats, length: int) -> Floats:
    visible = np.log((length + 1) / held.clip(max=length + 1))
    if held.shape[1] < LONG:
        return np.full(len(held), np.nan)
    return np.asarray(visible[:, -SHORT:].mean(axis=1) - visible[:, -LONG:].mean(axis=1))


def _breakouts(held: Floats, start: int) -> NDArray[np.int64]:
    """Give the chart-day from which each app broke out, the third of its days in the month; -1 without."""
    depth, found = np.log(held), np.full(len(held), -1)
    for day in range(max(start - PERSISTS + 1, LEAST_BASE), held.shape[1] - PERSISTS + 1):
        base = depth[:, max(0, day - LONG) : day]
        usual = np.median(base, axis=1)
        steady = np.isfinite(usual)
        spread = np.median(np.abs(base[steady] - usual[steady, None]), axis=1) * _TO_SIGMA
        gain = usual[steady, None] - depth[steady, day : day + PERSISTS]
        wild = (gain > np.maximum(WILD * spread, LEAST_GAIN)[:, None]).all(axis=1)
        broke = np.flatnonzero(steady)[wild]
        found[broke] = np.where(found[broke] < 0, day, found[broke])
    return found

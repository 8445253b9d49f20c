"""Whether the talk of an app and a type of incident move together: hardly ever, and never as cause and effect.

Two series that each wander will often wander alike. So what each week follows from the week before is taken out of
both first, all pairs and lags are counted, and under a year of weeks nothing is said. What is here is made of raw
counts: nothing of it may be shown but `Links.status`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrame
from scipy import stats

from klubtrends.analysis.daily import DAILY
from klubtrends.analysis.school import SCHOOL, part_of_year
from klubtrends.periods import month_of, thursday, week_of, weeks_between, weeks_of
from klubtrends.tables import FOLDED, INCIDENTS, REPORTED, Table

LAGS = range(-4, 5)  # weeks; above 0: the app first
LEAST_WEEKS = 52  # that a pair has in common
MOST_WEEKS = 156  # that are looked at
LEAST_CASES, LEAST_CASE_WEEKS = 20, 12  # of a type, or there is nothing to follow
LEAST_PAIRS = 30  # neighbouring weeks, to estimate what a week follows from the one before
FALSE_DISCOVERIES = 0.03  # asked for, so that in a first year, with few weeks, not more than 5 % come by chance
EARLY, NONE, SOME = "early", "none", "some"
POSITIVE = "positive"
SERIES = Table("daily", DAILY, ("app", "platform", "date"))


@dataclass(frozen=True)
class Link:
    """One app and one type that moved alike, `lag` weeks apart: raw, not for showing."""

    app: str
    type: str
    lag: int
    rho: float  # Spearman's, of what is new in each week
    p: float
    adjusted: float
    weeks: int


@dataclass(frozen=True)
class Links:
    """What was found: `status` is early (under a year of weeks in common), none or some. `links`: the surest first."""

    month: str
    status: str
    links: tuple[Link, ...] = field(repr=False)
    pairs: int = field(repr=False)  # of an app, a type and a lag that were looked at


def links(
    series: IntoDataFrame, incidents: IntoDataFrame, reported: IntoDataFrame, folded: IntoDataFrame, month: str
) -> Links:
    """Look for apps and types of incident that moved together up to a month's end.

    Parameters
    ----------
    series : polars or pandas frame
        As `daily.daily` gives it.
    incidents, reported, folded : polars or pandas frames
        `tables.INCIDENTS`, `REPORTED` and `FOLDED`. Only what had arrived by the month's end is used. A week counts
        as cases for each department that reported in its month; one in which nobody did is missing, and so are school
        holidays, which move everything at once.
    month : str
        'YYYY-MM'.

    References
    ----------
    .. [1] Haugh, L. D. (1976). Checking the independence of two covariance-stationary time series. JASA 71, 378-385.
    .. [2] Benjamini, Y. and Hochberg, Y. (1995). JRSS B 57, 289-300.
    """
    cases = weekly_cases(incidents, reported, folded, month)
    weeks = cases["week"].to_list()
    names, heights = weekly_heights(SERIES.take(series), weeks)
    found = correlated(heights, cases.drop("week").to_numpy().T) if names and weeks else _nothing()
    types = cases.columns[1:]
    told = [
        Link(names[a], types[t], int(lag), float(found.rho[at]), float(found.p[at]), float(found.adjusted[at]),
             int(found.weeks[at]))
        for at, (a, t, lag) in enumerate(found.pairs) if found.adjusted[at] <= FALSE_DISCOVERIES
    ]  # fmt: skip
    status = (SOME if told else NONE) if len(found.p) else EARLY
    return Links(
        month, status, tuple(sorted(told, key=lambda link: (link.p, link.app, link.type))), len(found.p)
    )


def weekly_cases(
    incidents: IntoDataFrame, reported: IntoDataFrame, folded: IntoDataFrame, month: str
) -> pl.DataFrame:
    """Give each type's cases a week for each reporting department; NaN is missing.

    Columns: `week`, then one for each type that has enough cases to follow.
    """
    rows = INCIDENTS.take(incidents, "week", "type", "kind", "arrived").filter(
        pl.col("arrived") <= month, pl.col("kind") != POSITIVE
    )
    last = weeks_of(month)[-1]
    known = dict(REPORTED.take(reported).filter(pl.col("month") <= month).group_by("month").len().iter_rows())
    old = FOLDED.take(folded)
    usual = sum(known.values()) / len(known) if known else 0.0
    known |= {
        month_of(week): usual for week in old["week"].unique() if month_of(week) < min(known, default=month)
    }
    counted = pl.concat([old, rows.group_by("week", "type").agg(count=pl.len().cast(pl.Int32))])
    counted = counted.filter(pl.col("week") <= last).group_by("week", "type").agg(pl.col("count").sum())
    first = min((weeks_of(m)[0] for m in known), default=last)
    weeks = weeks_between(first, last)[-MOST_WEEKS:]
    there = [known.get(month_of(week), 0) if part_of_year(week) == SCHOOL else 0 for week in weeks]
    chosen = (
        counted.filter(pl.col("week").is_in(weeks)).group_by("type").agg(pl.col("count").sum(), weeks=pl.len())
    )
    types = chosen.filter(pl.col("count") >= LEAST_CASES, pl.col("weeks") >= LEAST_CASE_WEEKS)["type"].sort()
    count = {(week, name): number for week, name, number in counted.iter_rows()}
    rates = {
        name: [
            count.get((week, name), 0) / here if here else np.nan
            for week, here in zip(weeks, there, strict=True)
        ]
        for name in types
    }
    return pl.DataFrame(
        {"week": weeks, **rates}, schema={"week": pl.String, **dict.fromkeys(rates, pl.Float64)}
    )


def weekly_heights(series: pl.DataFrame, weeks: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """Give each app's attention week by week, (apps, weeks): the log, without its weekday's usual, in its own units.

    An app of several sources has the mean of those that are known. School holidays and unknown weeks are NaN.
    """
    place = {week: at for at, week in enumerate(weeks)}
    known = series.drop_nulls("value").filter(pl.col("date").is_in(_days_of(weeks)))
    if known.is_empty():
        return [], np.empty((0, len(weeks)))
    height = (pl.col("value") + 0.5).log()
    rows = (
        known.with_columns(height=height - height.median().over("app", "platform", pl.col("date").dt.weekday()))
        .with_columns(week=pl.col("date").map_elements(week_of, return_dtype=pl.String))
        .group_by("app", "platform", "week").agg(pl.col("height").median())
        .with_columns(middle=pl.col("height").median().over("app", "platform"))
        .with_columns(spread=(pl.col("height") - pl.col("middle")).abs().median().over("app", "platform"))
        .with_columns(unit=pl.when(pl.col("spread") > 0).then("spread").otherwise(1.0))
        .with_columns(own=(pl.col("height") - pl.col("middle")) / pl.col("unit"))
        .group_by("app", "week").agg(pl.col("own").mean()).sort("app", "week")
    )  # fmt: skip
    names = rows["app"].unique().sort().to_list()
    heights = np.full((len(names), len(weeks)), np.nan)
    for app, week, own in rows.iter_rows():
        if part_of_year(week) == SCHOOL:
            heights[names.index(app), place[week]] = own
    return names, heights


def _days_of(weeks: Sequence[str]) -> list[dt.date]:
    mondays = [thursday(week) - dt.timedelta(days=3) for week in weeks]
    return [monday + dt.timedelta(days=day) for monday in mondays for day in range(7)]


@dataclass(frozen=True, eq=False)
class Correlated:
    """For each of `pairs` (row of the one, row of the other, lag) what `correlated` found."""

    pairs: list[tuple[int, int, int]]
    rho: np.ndarray
    p: np.ndarray
    adjusted: np.ndarray
    weeks: np.ndarray


def _nothing() -> Correlated:
    return Correlated([], np.empty(0), np.empty(0), np.empty(0), np.empty(0))


def correlated(apps: np.ndarray, types: np.ndarray, *, whiten: bool = True) -> Correlated:
    """Correlate what is new in every app with what is new in every type, at every lag.

    Parameters
    ----------
    apps : array, shape (n_apps, n_weeks)
    types : array, shape (n_types, n_weeks)
        Not negative; their roots are taken. NaN is missing in both.
    whiten : bool
        Take out of each week what follows from the week before, by AR(1). Only to show what happens without.

    Returns
    -------
    Correlated
        Spearman's rho of each pair and lag that have `LEAST_WEEKS` in common; p by Student's t, both ways;
        `adjusted` after Benjamini and Hochberg over all of them.

    Raises
    ------
    ValueError
        If the two have different weeks, or a count is negative.
    """
    apps, types = np.atleast_2d(np.asarray(apps, float)), np.atleast_2d(np.asarray(types, float))
    if apps.shape[1] != types.shape[1]:
        raise ValueError("apps and types: different numbers of weeks")
    if np.any(types < 0):
        raise ValueError("types: negative")
    x, y = (innovations(apps), innovations(np.sqrt(types))) if whiten else (apps, np.sqrt(types))
    found = [(row, lag, *_ranked(*_shifted(x, y[row], lag))) for row in range(len(y)) for lag in LAGS]
    pairs, rho, weeks = [], [], []
    for row, lag, correlations, common in found:
        for app in np.flatnonzero((common >= LEAST_WEEKS) & np.isfinite(correlations)):
            pairs.append((int(app), row, lag))
            rho.append(correlations[app])
            weeks.append(common[app])
    if not pairs:
        return _nothing()
    r, n = np.array(rho), np.array(weeks, dtype=float)
    p = 2 * stats.t.sf(np.abs(r) * np.sqrt((n - 2) / np.maximum(1 - r * r, 1e-12)), n - 2)
    return Correlated(pairs, r, np.asarray(p), np.asarray(stats.false_discovery_control(p)), n)


def innovations(series: np.ndarray) -> np.ndarray:
    """Take out of each week what follows from the week before: NaN where either is missing, or too few are known."""
    before, after = series[:, :-1], series[:, 1:]
    both = np.isfinite(before) & np.isfinite(after)
    count = np.maximum(both.sum(axis=1, keepdims=True), 1)
    middles = [np.where(both, part, 0).sum(axis=1, keepdims=True) / count for part in (before, after)]
    one, other = (
        np.where(both, part - middle, 0) for part, middle in zip((before, after), middles, strict=True)
    )
    below = (one * one).sum(axis=1, keepdims=True)
    follows = np.clip(
        np.divide((one * other).sum(axis=1, keepdims=True), below, out=np.zeros_like(below), where=below > 0),
        -1,
        1,
    )
    new = np.full(series.shape, np.nan)
    new[:, 1:] = np.where(both & (count >= LEAST_PAIRS), other - follows * one, np.nan)
    return new


def _shifted(x: np.ndarray, y: np.ndarray, lag: int) -> tuple[np.ndarray, np.ndarray]:
    """Lay y so that its week t + lag stands beside x's week t."""
    weeks = x.shape[1]
    if lag >= 0:
        return x[:, : weeks - lag], y[lag:]
    return x[:, -lag:], y[: weeks + lag]


def _ranked(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give Spearman's rho of each row of x with y over the weeks that both know, and how many those are.

    What is not known ranks last, and is then left out.
    """
    both = np.isfinite(x) & np.isfinite(y)
    alike = both[:1] if (both == both[:1]).all() else both  # then y is ranked once
    ranks = [stats.rankdata(np.where(known, part, np.inf), axis=1) for known, part in ((both, x), (alike, y))]
    common = both.sum(axis=1)
    centre = (common[:, None] + 1) / 2
    one, other = (np.where(both, rank - centre, 0.0) for rank in ranks)
    below = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    rho = np.divide((one * other).sum(axis=1), below, out=np.full(len(x), np.nan), where=below > 0)
    return rho, common

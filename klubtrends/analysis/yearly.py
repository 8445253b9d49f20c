"""Holds weeks of many series against earlier years: what both forms of Farrington's method share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from klubtrends.analysis.bounds import METHODS, POWERS, Judged, judge, judge_exactly
from klubtrends.analysis.loglinear import Baselines, Begun
from klubtrends.analysis.prediction import Predicted, Rules, Target, predict
from klubtrends.analysis.seasons import Pattern, Season, seasons
from klubtrends.analysis.series import Answers, Bools, Days, Floats, Ints, Status, in_last

AT_ONCE = 60_000  # reference weeks, of as many regressions as have them: what fits in a processor's cache


@dataclass(frozen=True)
class Farrington(Answers):
    """What became of each week, beside what all `Answers` say; no bound either where there are too few cases to ask.

    Attributes
    ----------
    score : ndarray
        (cases - mean) / (bound - mean): above 1 is an alarm. With nbPlugin and muan the logarithm of the mean
        stands for the mean, as in the reference implementation.
    slope : ndarray
        Change of the logarithm of the mean per week; NaN where no trend was kept.
    dispersion : ndarray
        How many times wider than Poisson's the variance is; at least 1.
    """

    score: Floats
    slope: Floats
    dispersion: Floats

    @classmethod
    def empty(cls, n_series: int, n_weeks: int) -> Farrington:
        """Say of every week that there is too little history."""
        shape = (n_series, n_weeks)
        figures = [field.name for field in fields(cls) if field.name not in ("alarm", "status")]
        unknown = dict(zip(figures, np.full((len(figures), *shape), np.nan), strict=True))
        short = np.full(shape, Status.TOO_SHORT, dtype=np.int8)
        return cls(alarm=np.zeros(shape, dtype=bool), status=short, **unknown)


@dataclass(frozen=True)
class Method:
    """How a count is judged once it is predicted."""

    threshold: str
    alpha: float
    power: str
    limit54: tuple[int, int]
    compatible: bool

    def __post_init__(self) -> None:
        if self.threshold not in METHODS or self.power not in POWERS:
            raise ValueError(f"threshold_method must be of {METHODS}, power_transform of {tuple(POWERS)}")
        if not 0 < self.alpha < 1:
            raise ValueError("alpha must lie between 0 and 1")


@dataclass(frozen=True)
class Surveyed:
    """The series and weeks asked about."""

    table: Floats
    weeks: Ints
    dates: Days | None
    population: Floats | None


def survey(surveyed: Surveyed, pattern: Pattern, rules: Rules, method: Method) -> Farrington:
    """Judge every week asked about of every series."""
    found = Farrington.empty(len(surveyed.table), len(surveyed.weeks))
    with np.errstate(all="ignore"):
        for season in seasons(surveyed.weeks, surveyed.dates, pattern):
            for rows, at in _blocks(len(surveyed.table), season):
                _fill(found, (rows, at), *_judged(surveyed, season, rows, at, rules, method))
    _limit(found, surveyed, rules, method)
    return found


def _blocks(n_series: int, season: Season) -> Iterator[tuple[slice, Ints]]:
    """Divide series and weeks so that what is worked on stays small."""
    most = max(1, AT_ONCE // len(season.back))
    for first in range(0, len(season.at), most):
        part = season.at[first : first + most]
        together = max(1, most // len(part))
        for begin in range(0, n_series, together):
            yield slice(begin, begin + together), part


def _judged(
    surveyed: Surveyed, season: Season, rows: slice, at: Ints, rules: Rules, method: Method
) -> tuple[Predicted, Judged, Bools]:
    """Judge some weeks of some series; tell which were judged exactly."""
    now = surveyed.weeks[at]
    baselines = _baselines(surveyed, rows, now[:, None] - season.back)
    cases = surveyed.table[rows, now].ravel()
    people = None if surveyed.population is None else surveyed.population[rows, now].ravel()
    exposure = np.ones(len(cases)) if people is None else people
    time = np.zeros(len(cases))
    if surveyed.dates is not None and rules.flexible:
        # The reference implementation predicts as if time began with the first week that is not missing.
        time = season.design.times[0] - season.design.times[baselines.weights.argmax(axis=1)]
    predicted = predict(season.design, baselines, Target(time, exposure), rules)
    return _answered(cases, predicted, exposure, method)


def _baselines(surveyed: Surveyed, rows: slice, before: Ints) -> Baselines:
    """Gather the reference weeks; the logarithms are taken once a week, however many are held against it."""
    table = surveyed.table[rows]
    missing = np.isnan(table)
    counts = np.where(missing, 0, table)
    begun = Begun.at(counts)

    def of(table: Floats) -> Floats:
        return table[:, before].reshape(-1, before.shape[1])

    exposure = None if surveyed.population is None else of(surveyed.population[rows])
    weights = of(np.where(missing, 0.0, 1.0))
    weekly = (begun.target, begun.surprise, begun.deviance, begun.two_thirds)
    gathered = Begun(np.repeat(begun.level, len(before)), *map(of, weekly))
    return Baselines(of(counts), gathered, weights, exposure)


def _answered(
    cases: Floats, predicted: Predicted, exposure: Floats, method: Method
) -> tuple[Predicted, Judged, Bools]:
    judged = judge(cases, predicted, method.threshold, method.alpha, method.power)
    failed = ~(predicted.converged & np.isfinite(judged.upper))
    if method.compatible:
        for figures in (judged.upper, judged.pvalue, judged.score, predicted.mean):
            figures[failed] = np.nan
        return predicted, judged, np.zeros(len(cases), dtype=bool)
    exact = failed | (predicted.season == 0)
    at = np.flatnonzero(exact)
    if not len(at):
        return predicted, judged, exact
    instead = judge_exactly(cases[at], predicted.season[at], (predicted.exposure / exposure)[at], method.alpha)
    judged.upper[at], judged.pvalue[at], judged.score[at] = instead.upper, instead.pvalue, instead.score
    predicted.mean[at] = (predicted.season * exposure / predicted.exposure)[at]
    predicted.dispersion[at], predicted.slope[at] = 1, np.nan
    return predicted, judged, exact


def _fill(
    found: Farrington, at: tuple[slice, Ints], predicted: Predicted, judged: Judged, exact: Bools
) -> None:
    shape = (-1, len(at[1]))
    found.upperbound[at] = judged.upper.reshape(shape)
    found.expected[at] = predicted.mean.reshape(shape)
    found.pvalue[at] = judged.pvalue.reshape(shape)
    found.score[at] = judged.score.reshape(shape)
    found.slope[at] = predicted.slope.reshape(shape)
    found.dispersion[at] = predicted.dispersion.reshape(shape)
    status = np.full(exact.shape, int(Status.FITTED), dtype=np.int8)
    status[exact] = Status.EXACT
    status[np.isnan(judged.upper)] = Status.NO_ANSWER
    found.status[at] = status.reshape(shape)


def _limit(found: Farrington, surveyed: Surveyed, rules: Rules, method: Method) -> None:
    """Take back what is said of a week with too few cases or with missing ones, and raise the alarms."""
    cases, length = method.limit54
    table = surveyed.table
    if not method.compatible:
        table = np.where(np.isnan(table), 0, table)
    recent, now = in_last(table, surveyed.weeks, length), surveyed.table[:, surveyed.weeks]
    judged = found.status != int(Status.TOO_SHORT)
    missing, few = judged & (np.isnan(recent) | np.isnan(now)), judged & (recent < cases)
    found.upperbound[few] = np.nan if rules.flexible else 0.0
    found.status[few] = Status.FEW
    found.upperbound[missing] = np.nan
    found.status[missing] = Status.MISSING
    if rules.flexible:
        found.expected[few | missing] = np.nan
    found.alarm[:] = (now > found.upperbound) & ~few & (now > 0)

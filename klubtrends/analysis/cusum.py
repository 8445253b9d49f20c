"""Slow drifts in tiny weekly counts: a cumulative sum that remembers what a single week cannot show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

RISE = 2.0  # the rate, in times the usual, that is found soonest
RUN_LENGTH = 260.0  # weeks between false alarms, on average: five years
GRID = 60  # levels of the sum that the chain tells apart
NEVER = 1e-10  # the chance of a count that the chain leaves out

Status = Literal["watched", "no exposure", "missing"]


@dataclass(frozen=True)
class Drift:
    """The sum week by week; an alarm where it reaches `threshold`, after which it starts anew.

    `since` is, for every week, the first week of the rise that the sum stands for; the week itself where it is 0.
    """

    status: tuple[Status, ...]
    sums: tuple[float, ...]
    alarms: tuple[bool, ...]
    since: tuple[int, ...]
    threshold: float


def cusum(
    counts: ArrayLike,
    exposures: ArrayLike,
    rate: float,
    *,
    spread: float = 1.0,
    rise: float = RISE,
    run_length: float = RUN_LENGTH,
) -> Drift:
    """Add up, week by week, how much likelier a raised rate is than the usual one; never below 0.

    Counts are Poisson with mean `rate` times exposure, or negative binomial with a variance `spread` times as
    large. A week without exposure or with a missing count adds nothing and says so. The threshold is the one at which
    the usual rate, over these exposures again and again, gives a false alarm every `run_length` weeks on
    average. The rate is taken as known: estimated from N cases it errs by 1 / sqrt(N), and where it was
    underestimated false alarms come sooner.

    Parameters
    ----------
    counts : array_like, shape (n_weeks,)
        Oldest first. NaN is a missing count.
    exposures : array_like, shape (n_weeks,)
        Departments that reported; 0 where none did.
    rate : float
        Usual cases per unit of exposure, above 0.
    spread : float
        Variance by mean, 1 (Poisson) or more.
    rise : float
        Which rise is to be found soonest, above 1.
    run_length : float
        Weeks, more than 1.

    Raises
    ------
    ValueError
        If counts are negative, fractional or infinite, or there are cases without exposure; if exposures are
        negative, infinite or missing, or not paired with counts; if the rest is out of its range.

    References
    ----------
    .. [1] Lucas, J. M. (1985). Counted data CUSUM's. Technometrics 27, 129-144.
    .. [2] Höhle, M. and Paul, M. (2008). Count data regression charts for the monitoring of surveillance time
       series. Computational Statistics and Data Analysis 52, 4357-4368.

    Examples
    --------
    >>> drift = cusum([0, 1, 0, 0, 1, 1, 2, 1, 2, 1, 2, 2], [18] * 12, rate=0.02)
    >>> drift.alarms.index(True), drift.since[8]
    (8, 4)
    """
    seen, units = _checked(counts, exposures)
    if not (np.isfinite([rate, spread, rise, run_length]).all() and rate > 0 and spread >= 1):
        raise ValueError("rate must be above 0 and spread at least 1, all finite")
    if not (rise > 1 and run_length > 1):
        raise ValueError("rise and run_length must be above 1")
    means = np.where(np.isnan(seen), 0.0, rate * units)
    gains = np.where(means > 0, _gain(np.nan_to_num(seen), means, spread, rise), 0.0)
    threshold = _threshold(means, spread, rise, run_length)
    status: list[Status] = ["no exposure" if u == 0 else "missing" if np.isnan(c) else "watched"
                            for c, u in zip(seen, units, strict=True)]  # fmt: skip
    return _summed(gains, threshold, tuple(status))


def mean_run_length(threshold: float, means: ArrayLike, *, spread: float = 1.0, rise: float = RISE) -> float:
    """Give the weeks to the first alarm, on average, from a sum of 0 and over weeks with these means in turn.

    The sum's levels make a Markov chain; what falls between two levels is shared by both.

    References
    ----------
    .. [1] Brook, D. and Evans, D. A. (1972). An approach to the probability distribution of cusum run length.
       Biometrika 59, 539-549.
    """
    around, weeks = np.eye(GRID), np.zeros(GRID)
    steps = {mean: _step(threshold, mean, spread, rise) for mean in {float(m) for m in np.ravel(means)}}
    for mean in np.ravel(means):
        weeks += around.sum(axis=1)
        around = around @ steps[float(mean)]
    return float(np.linalg.solve(np.eye(GRID) - around, weeks)[0])


def _step(threshold: float, mean: float, spread: float, rise: float) -> np.ndarray:
    """Give the chances of going from each level of the sum to each, in one week; what is missing is an alarm."""
    if mean == 0:
        return np.eye(GRID)
    law = stats.poisson(mean) if spread == 1 else stats.nbinom(mean / (spread - 1), 1 / spread)
    counts = np.arange(int(law.isf(NEVER)) + 2)
    width = threshold / GRID
    reached = np.maximum(np.arange(GRID)[:, None] + _gain(counts, mean, spread, rise) / width, 0.0)
    below = np.minimum(np.floor(reached), GRID - 1).astype(int)
    above = np.minimum(below + 1, GRID - 1)
    part = np.minimum(reached - below, 1.0)
    chance = np.where(reached < GRID, law.pmf(counts), 0.0)
    moves, rows = np.zeros((GRID, GRID)), np.broadcast_to(np.arange(GRID)[:, None], reached.shape)
    np.add.at(moves, (rows, below), chance * (1 - part))
    np.add.at(moves, (rows, above), chance * part)
    return moves


def _gain(counts: np.ndarray, means: np.ndarray | float, spread: float, rise: float) -> np.ndarray:
    """Give the log-likelihood ratio of a raised mean."""
    if spread == 1:
        return np.asarray(counts * np.log(rise) - (rise - 1) * means)
    usual = np.maximum(means, 1e-300) / (spread - 1)
    raised = rise * usual
    ways = special.gammaln(counts + raised) - special.gammaln(raised)
    ways -= special.gammaln(counts + usual) - special.gammaln(usual)
    return np.asarray(ways - (raised - usual) * np.log(spread))


def _threshold(means: np.ndarray, spread: float, rise: float, run_length: float) -> float:
    """Halve until the run length is met; infinite where nothing can be seen."""
    watched = means[means > 0]
    if not len(watched):
        return float("inf")
    low, high = 0.0, 1.0
    while mean_run_length(high, watched, spread=spread, rise=rise) < run_length:
        low, high = high, 2 * high
    for _ in range(20):
        middle = (low + high) / 2
        enough = mean_run_length(middle, watched, spread=spread, rise=rise) >= run_length
        low, high = (low, middle) if enough else (middle, high)
    return high


def _summed(gains: np.ndarray, threshold: float, status: tuple[Status, ...]) -> Drift:
    sums: list[float] = []
    since: list[int] = []
    for week, gain in enumerate(gains):
        goes_on = bool(sums) and 0 < sums[-1] < threshold
        since.append(since[-1] if goes_on and sums[-1] + gain > 0 else week)
        sums.append(max(0.0, float(gain) + (sums[-1] if goes_on else 0.0)))
    alarms = tuple(value >= threshold for value in sums)
    return Drift(status, tuple(sums), alarms, tuple(since), threshold)


def _checked(counts: ArrayLike, exposures: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    seen, units = np.asarray(counts, dtype=float), np.asarray(exposures, dtype=float)
    if seen.ndim != 1 or seen.shape != units.shape:
        raise ValueError("counts and exposures must be paired and one-dimensional")
    known = seen[~np.isnan(seen)]
    if not (np.isfinite(known).all() and (known >= 0).all() and (known == np.floor(known)).all()):
        raise ValueError("counts must be whole numbers, 0 or more; a missing one is NaN")
    if not (np.isfinite(units).all() and (units >= 0).all()) or (seen[units == 0] > 0).any():
        raise ValueError("exposures must be finite and 0 or more, and above 0 where there are cases")
    return seen, units

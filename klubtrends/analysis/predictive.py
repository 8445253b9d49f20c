"""How many we would have expected, and how often so many come by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from klubtrends.analysis.series import Floats

LEAST_MONTHS = 3  # of published totals before an expected band is drawn


@dataclass(frozen=True)
class Prior:
    """A gamma distribution of cases per unit of exposure, before any is seen."""

    shape: float
    exposure: float


JEFFREYS = Prior(shape=0.5, exposure=0.0)


@dataclass(frozen=True)
class Band:
    """What we would expect: the mean, and a range that chance leaves as seldom as was asked for."""

    expected: float
    lower: int
    upper: int


@dataclass(frozen=True)
class Prediction(Band):
    """The same beside a count that was seen: `p_value` is the probability of that many or more by chance."""

    p_value: float


def predictive(
    count: int,
    exposure: float,
    history_counts: ArrayLike,
    history_exposures: ArrayLike,
    *,
    prior: Prior = JEFFREYS,
    spread: float = 1.0,
    coverage: float = 0.95,
) -> Prediction:
    """Compare a count with its gamma-Poisson posterior predictive.

    Counts are Poisson with a common rate per unit of exposure; the rate is gamma distributed. Given the history
    the next count is negative binomial with size ``prior.shape + sum(history_counts)`` and, in units of the
    history's exposure, mean ``size * exposure / (prior.exposure + sum(history_exposures))``. The tail is exact.

    Parameters
    ----------
    count : int
        Cases seen.
    exposure : float
        What they were seen in, above 0: departments that reported, times weeks.
    history_counts, history_exposures : array_like, shape (n_periods,)
        The same of earlier periods; a period without exposure adds nothing. Missing periods are left out.
    prior : Prior
        Jeffreys' by default: shape 1/2, exposure 0, as in the Bayes method of R surveillance [2]_.
    spread : float
        How many times wider than Poisson's the variance of a period is (1: no wider), from `overdispersion`.
        The history then weighs less, so that the predictive, still negative binomial with the same mean, is as
        wide.
    coverage : float
        Least probability of the range from `lower` to `upper`.

    Raises
    ------
    ValueError
        If counts or exposures are negative or not paired, or there is no exposure to predict from or for.

    References
    ----------
    .. [1] Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., section 2.6.
    .. [2] Höhle, M. (2007). surveillance: An R package for the monitoring of infectious diseases.
       Computational Statistics 22, 571-582.

    Examples
    --------
    >>> predictive(6, 15, [2, 1, 3, 2], [15, 14, 16, 15]).p_value.__round__(4)
    0.0365
    """
    size, mean = _posterior(exposure, history_counts, history_exposures, prior, spread)
    law = stats.nbinom(size, size / (size + mean))
    outside = (1 - coverage) / 2
    return Prediction(mean, int(law.ppf(outside)), int(law.isf(outside)), float(law.sf(count - 1)))


def _posterior(
    exposure: float, counts: ArrayLike, exposures: ArrayLike, prior: Prior, spread: float
) -> tuple[float, float]:
    """Give size and mean of the negative binomial, the history's weight reduced to make room for the spread."""
    seen, units = _paired(counts, exposures)
    shape, weight = prior.shape + seen.sum(), prior.exposure + units.sum()
    if not (exposure > 0 and weight > 0 and shape > 0 and spread >= 1):
        raise ValueError("exposure, history and prior must be above 0, spread at least 1")
    mean = exposure * shape / weight
    return float(mean / (spread - 1 + exposure / weight)), float(mean)


def _paired(counts: ArrayLike, exposures: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    seen, units = np.asarray(counts, dtype=float), np.asarray(exposures, dtype=float)
    if seen.shape != units.shape or seen.ndim != 1 or (seen < 0).any() or (units < 0).any():
        raise ValueError("counts and exposures must be paired, one-dimensional and not negative")
    return seen, units


def overdispersion(counts: ArrayLike, exposures: ArrayLike) -> float:
    """Estimate how many times wider than Poisson's a history's variance is.

    Pearson's statistic per degree of freedom. Never below 1; 1 where fewer than two periods have exposure.

    References
    ----------
    .. [1] McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., section 6.2.4.

    Examples
    --------
    >>> overdispersion([0, 9, 1, 10], [1, 1, 1, 1]).__round__(2)
    5.47
    """
    seen, units = _paired(counts, exposures)
    seen, units = seen[units > 0], units[units > 0]
    if len(seen) < 2 or seen.sum() == 0:
        return 1.0
    mean = units * seen.sum() / units.sum()
    return max(1.0, float(((seen - mean) ** 2 / mean).sum() / (len(seen) - 1)))


def expected_totals(totals: Sequence[int | None], exposures: Sequence[float]) -> tuple[Band | None, ...]:
    """Say for each month's total what the months before it led us to expect.

    Only what is passed in is used, so a band drawn from published totals tells nothing that they do not.

    Parameters
    ----------
    totals : sequence of int or None
        Consecutive months, oldest first; None where the total is hidden or not known.
    exposures : sequence of float
        Departments that reported times `school.school_weeks`; 0 where none did.

    Returns
    -------
    tuple of Band or None
        One a month; None where the month has no exposure or fewer than three earlier totals are known.
    """
    return tuple(_expected(totals[:month], exposures[:month], exposures[month]) for month in range(len(totals)))


def _expected(totals: Sequence[int | None], exposures: Sequence[float], exposure: float) -> Band | None:
    known = [
        (total, units)
        for total, units in zip(totals, exposures, strict=True)
        if total is not None and units > 0
    ]
    if len(known) < LEAST_MONTHS or exposure <= 0:
        return None
    counts, units = zip(*known, strict=True)
    found = predictive(0, exposure, counts, units, spread=overdispersion(counts, units))
    return Band(found.expected, found.lower, found.upper)


def chance_of_any(p_value: float, series: int) -> float:
    """Give the chance that at least one of so many unrelated series shows a p-value this small or smaller.

    >>> chance_of_any(0.01, 17).__round__(3)
    0.157
    """
    return -math.expm1(series * math.log1p(-p_value)) if p_value < 1 else 1.0


def among_many(p_values: Floats) -> Floats:
    """Give p-values after looking at so many (Benjamini-Hochberg); NaN, where there was none, stays and is not counted.

    >>> among_many(np.array([0.01, np.nan, 0.5])).round(3)
    array([0.02,  nan, 0.5 ])
    """
    adjusted, known = np.full_like(p_values, np.nan), np.isfinite(p_values)
    adjusted[known] = stats.false_discovery_control(p_values[known])
    return adjusted

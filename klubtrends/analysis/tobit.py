"""Trends of ranks that are seen only down to the end of the chart, all apps at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LEAST_DAYS = 7  # in the chart, before a trend is fitted
COVERAGE = 0.95
STEPS = 50  # of Newton's method; far more than are ever needed
CLOSE = 1e-10  # Newton decrement
LEAST_POINTS = 3  # a line and its scatter need as many
STEEPEST = 1e4  # 1 / sigma; a line that fits more closely than this fits by accident
HIGHEST_CORRELATION = 0.95  # from one day to the next
_RIDGE = 1e-12 * np.eye(3)
_FIGURES = ("slope", "lower", "upper", "p_value", "level", "sigma", "correlation")


@dataclass(frozen=True, eq=False)
class Trends:
    """Lines through log rank; arrays of shape (n_apps,), NaN where `status` is not 'fitted'.

    `slope` is the change of ln(rank) a day, negative where an app rises, with its interval from `lower` to
    `upper` and the chance of one so steep without a trend (`p_value`); `level` is ln(rank) on the middle day,
    beyond the chart too; `sigma` the scatter about the line and `correlation` that of one day's scatter with the
    next. `status` is 'fitted', 'few_days' (too few in the chart), 'still' (one rank, on every day: no slope, and
    no scatter to judge it by), or 'not_fitted' (the ranks lie on a line: nothing to judge it by).
    """

    slope: Floats
    lower: Floats
    upper: Floats
    p_value: Floats
    level: Floats
    sigma: Floats
    correlation: Floats
    status: NDArray[np.str_]


def tobit_trends(
    ranks: ArrayLike,
    days: ArrayLike,
    limit: ArrayLike,
    *,
    least_days: int = LEAST_DAYS,
    coverage: float = COVERAGE,
) -> Trends:
    """Fit each app's trend in log rank, right-censored at the end of the chart.

    The likelihood is that of a straight line with normal scatter: a rank that was seen adds its density, a day
    outside the chart the probability of lying beyond its end ([1]_, in the concave form of [2]_). One day's
    scatter resembles the next: the interval is widened by what the correlation of neighbouring days does to the
    variance of a slope, and uses Student's t.

    Parameters
    ----------
    ranks : array_like, shape (n_apps, n_days)
        1 is the top; inf is outside the chart, NaN a day on which the chart was not seen.
    days : array_like, shape (n_days,)
        When, in days, increasing.
    limit : array_like, shape (n_days,) or ()
        The chart's length on each day, at least the deepest rank seen.

    Raises
    ------
    ValueError
        If shapes differ, days do not increase, a rank is below 1 or deeper than its day's limit.

    References
    ----------
    .. [1] Tobin, J. (1958). Estimation of relationships for limited dependent variables. Econometrica 26, 24-36.
    .. [2] Olsen, R. J. (1978). Note on the uniqueness of the maximum likelihood estimator for the Tobit model.
       Econometrica 46, 1211-1215.

    Examples
    --------
    >>> ranks = [[90, 70, np.inf, 66, 52, 46, 35, np.nan, 33, 24, 22]]
    >>> trend = tobit_trends(ranks, np.arange(11), 100)
    >>> trend.slope.round(3), trend.status
    (array([-0.15]), array(['fitted'], dtype='<U10'))
    """
    held, when, ends = _checked(ranks, days, limit)
    seen, beyond = np.isfinite(held), np.isinf(held)
    status = _status(held, seen, beyond, least_days)
    chosen = np.flatnonzero(status == "fitted")
    found = {name: np.full(len(held), np.nan) for name in _FIGURES}
    if len(chosen):
        clock = _Clock((when[0] + when[-1]) / 2, (when[-1] - when[0]) / 2)
        depth = np.log(np.where(seen, held, ends))[chosen]
        fit = _maximise(_Sample(clock.scaled(when), depth, seen[chosen], beyond[chosen]))
        status[chosen[~fit.done]] = "not_fitted"
        for name, figure in _figures(fit, when, coverage, clock.half).items():
            found[name][chosen[fit.done]] = figure[fit.done]
    return Trends(**found, status=status)


def _checked(ranks: ArrayLike, days: ArrayLike, limit: ArrayLike) -> tuple[Floats, Floats, Floats]:
    held, when = np.asarray(ranks, dtype=float), np.asarray(days, dtype=float)
    if held.ndim != 2 or when.shape != held.shape[1:]:
        raise ValueError("ranks must have a row for each app and a column for each day")
    ends = np.broadcast_to(np.asarray(limit, dtype=float), when.shape)
    if not (np.isfinite(when).all() and (np.diff(when) > 0).all()):
        raise ValueError("days must increase")
    if not (ends >= 1).all() or (held < 1).any() or (np.isfinite(held) & (held > ends)).any():
        raise ValueError("ranks must lie between 1 and their day's limit")
    return held, when, ends


def _status(held: Floats, seen: Mask, beyond: Mask, least_days: int) -> NDArray[np.str_]:
    status = np.full(len(held), "fitted", dtype="<U10")
    best = np.where(seen, held, np.inf).min(axis=1, initial=np.inf)
    worst = np.where(seen, held, 0).max(axis=1, initial=0)
    status[(best == worst) & ~beyond.any(axis=1)] = "still"
    status[seen.sum(axis=1) < max(least_days, LEAST_POINTS)] = "few_days"
    return status


@dataclass(frozen=True)
class _Clock:
    """Turns days into numbers from -1 to 1."""

    middle: float
    half: float

    def scaled(self, when: Floats) -> Floats:
        return (when - self.middle) / self.half


@dataclass(frozen=True, eq=False)
class _Sample:
    """What was seen of some apps: `time` by day, the rest by app and day; `depth` is ln(rank) or ln(limit)."""

    time: Floats
    depth: Floats
    seen: Mask
    beyond: Mask

    @property
    def design(self) -> Floats:
        """Give the factors of (level / sigma, slope / sigma, 1 / sigma) in the scaled distance to the line."""
        factors = np.stack(np.broadcast_arrays(1.0, self.time, -self.depth), axis=-1)
        return factors * (self.seen | self.beyond)[..., None]


@dataclass(frozen=True, eq=False)
class _Fit:
    """Olsen's parameters of each app, their information, and each day's score and weight; `done`: converged."""

    sample: _Sample
    parameters: Floats
    information: Floats
    scores: Floats
    weights: Floats
    done: Mask


def _maximise(sample: _Sample) -> _Fit:
    """Climb the concave likelihood of every app by Newton's method, halving steps that go too far."""
    design, count = sample.design, sample.seen.sum(axis=1)
    parameters = _start(sample)
    height = _log_likelihood(sample, design, parameters)
    for _ in range(STEPS):
        distance = np.einsum("adk,ak->ad", design, parameters)
        scores, weights = _scores(sample, distance)
        gradient = np.einsum("adk,ad->ak", design, scores)
        gradient[:, 2] += count / parameters[:, 2]
        information = np.einsum("adk,ad,adl->akl", design, weights, design)
        information[:, 2, 2] += count / parameters[:, 2] ** 2
        step = np.linalg.solve(information + _RIDGE, gradient[..., None])[..., 0]
        rise = np.einsum("ak,ak->a", gradient, step)
        if (rise < CLOSE).all():
            break
        step[rise < CLOSE] = 0  # an app that has arrived stays, however long the others climb
        parameters, height = _climb(sample, design, (parameters, height), (step, rise))
    done = (rise < CLOSE) & (parameters[:, 2] < STEEPEST)
    return _Fit(sample, parameters, information, scores, weights, done)


def _start(sample: _Sample) -> Floats:
    """Begin with a level line through everything, as if the end of the chart had been the rank."""
    used = sample.seen | sample.beyond
    mean = np.where(used, sample.depth, 0).sum(axis=1) / used.sum(axis=1)
    square = np.where(used, (sample.depth - mean[:, None]) ** 2, 0).sum(axis=1) / used.sum(axis=1)
    precision = 1 / np.sqrt(np.maximum(square, 0.05**2))
    return np.stack([mean * precision, np.zeros_like(mean), precision], axis=1)


def _log_likelihood(sample: _Sample, design: Floats, parameters: Floats) -> Floats:
    distance = np.einsum("adk,ak->ad", design, parameters)
    terms = np.where(sample.seen, -(distance**2) / 2, np.where(sample.beyond, special.log_ndtr(distance), 0))
    return np.asarray(terms.sum(axis=1) + sample.seen.sum(axis=1) * np.log(parameters[:, 2]))


def _scores(sample: _Sample, distance: Floats) -> tuple[Floats, Floats]:
    """Give the first and (negative) second derivative of each day's log-likelihood by its distance."""
    mills = np.exp(-(distance**2) / 2 - np.log(2 * np.pi) / 2 - special.log_ndtr(distance))
    scores = np.where(sample.seen, -distance, np.where(sample.beyond, mills, 0))
    weights = np.where(sample.seen, 1.0, np.where(sample.beyond, mills * (mills + distance), 0))
    return scores, weights


def _climb(
    sample: _Sample, design: Floats, here: tuple[Floats, Floats], way: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Take each app's step, halved until it rises; an app whose step never does stays where it is."""
    (parameters, height), (step, rise) = here, way
    share = np.ones(len(height))
    for _ in range(STEPS):
        reached = parameters + share[:, None] * step
        inside = reached[:, 2] > 0
        reached = np.where(inside[:, None], reached, parameters)
        level = np.where(inside, _log_likelihood(sample, design, reached), -np.inf)
        low = ~(level >= height + 1e-4 * share * rise - 1e-12 * np.abs(height))
        if not low.any():
            break
        share[low] /= 2
    return np.where(low[:, None], parameters, reached), np.where(low, height, level)


def _figures(fit: _Fit, when: Floats, coverage: float, half: float) -> dict[str, Floats]:
    """Turn parameters into slope, interval, level and scatter."""
    level, tilt, precision = fit.parameters.T
    slope = tilt / precision / half
    change = np.stack([np.zeros_like(tilt), 1 / precision, -tilt / precision**2], axis=1) / half
    spread = np.linalg.solve(fit.information + _RIDGE, change[..., None])[..., 0]
    variance = np.einsum("ak,ak->a", change, spread)
    known = np.maximum(fit.weights.sum(axis=1), LEAST_POINTS + 2)  # days, those outside by what they tell
    correlation = _correlation(fit, when, known)
    count = fit.sample.seen.sum(axis=1)
    wider = _inflation(fit, when, correlation) * count / (count - 2)
    freedom = np.maximum(known * (1 - correlation) / (1 + correlation) - 2, 2)
    error = np.sqrt(variance * wider)
    reach = stats.t.ppf((1 + coverage) / 2, freedom) * error
    return {
        "slope": slope,
        "lower": slope - reach,
        "upper": slope + reach,
        "p_value": 2 * stats.t.sf(np.abs(slope) / error, freedom),
        "level": level / precision,
        "sigma": 1 / precision,
        "correlation": correlation,
    }


def _correlation(fit: _Fit, when: Floats, known: Floats) -> Floats:
    """Estimate how one day's score resembles the next day's; what fitting a line takes away is put back."""
    used = fit.sample.seen | fit.sample.beyond
    pairs = used[:, 1:] & used[:, :-1] & (np.diff(when) == 1)
    product = np.where(pairs, fit.scores[:, 1:] * fit.scores[:, :-1], 0).sum(axis=1) / pairs.sum(axis=1).clip(1)
    square = (fit.scores**2).sum(axis=1) / used.sum(axis=1)
    raw = product / np.maximum(square, 1e-300)
    return np.asarray(np.clip((raw * known + 2) / (known - 4), 0, HIGHEST_CORRELATION))


def _inflation(fit: _Fit, when: Floats, correlation: Floats) -> Floats:
    """Give how many times wider a slope's variance is when scatter follows itself from day to day."""
    share = fit.weights / fit.weights.sum(axis=1, keepdims=True)
    centre = (share * fit.sample.time).sum(axis=1, keepdims=True)
    lever = np.sqrt(fit.weights) * (fit.sample.time - centre)
    alike = correlation[:, None, None] ** np.abs(when[:, None] - when)
    return np.asarray(np.einsum("ad,ade,ae->a", lever, alike, lever) / (lever**2).sum(axis=1))

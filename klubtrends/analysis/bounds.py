"""How high a count may come by chance: bounds and tails of what is predicted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from klubtrends.analysis.prediction import Predicted
from klubtrends.analysis.series import Bools, Floats, Ints

POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}
METHODS = ("delta", "nbPlugin", "muan")
FUZZ = 64 * float(np.finfo(float).eps)
WHOLE = 2.0**53  # from here on not every whole number is a float


@dataclass(frozen=True)
class Judged:
    """Bound, chance of so many or more, and how far from the mean to the bound, of shape (n_weeks,)."""

    upper: Floats
    pvalue: Floats
    score: Floats


def judge(counts: Floats, predicted: Predicted, method: str, alpha: float, power: str) -> Judged:
    """Hold counts against what was predicted, by one of `METHODS`."""
    z = float(special.ndtri(1 - alpha))
    if method == "delta":
        return _by_delta(counts, predicted, z, POWERS[power])
    mean = predicted.mean * np.exp(z * predicted.error) if method == "muan" else predicted.mean
    upper = quantile(1 - alpha, mean, predicted.dispersion)
    pvalue = np.where(np.isnan(upper), np.nan, tail(counts, mean, predicted.dispersion))
    linear = np.log(predicted.mean)  # on this scale in the reference implementation
    return Judged(upper, pvalue, (counts - linear) / (upper - linear))


def _by_delta(counts: Floats, predicted: Predicted, z: float, power: float) -> Judged:
    mean = predicted.mean
    variance = mean * predicted.dispersion + (predicted.error * mean) ** 2
    spread = power * mean ** (power - 1) * np.sqrt(variance)
    upper = np.maximum(mean**power + z * spread, 0) ** (1 / power)
    pvalue = special.ndtr(-(counts**power - mean**power) / spread)
    return Judged(upper, pvalue, (counts - mean) / (upper - mean))


def judge_exactly(counts: Floats, seen: Floats, ratio: Floats, alpha: float) -> Judged:
    """Hold counts against the sum of earlier ones, which had `ratio` times their exposure.

    If both are Poisson with the same rate, a count is binomial given the sum of all, whatever the rate: the tail is
    exact [1]_, and that of a negative binomial of size `seen` + 1.

    References
    ----------
    .. [1] Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson
       series. Biometrika 31, 313-323.
    """
    size = seen + 1
    chance = ratio / (ratio + 1)
    mean = seen / ratio
    pvalue = np.where(counts > 0, special.betainc(np.maximum(counts, 1), size, 1 - chance), 1.0)

    def within(most: Floats, rows: Ints) -> Bools:
        return special.betainc(most + 1, size[rows], (1 - chance)[rows]) <= alpha

    upper = np.full(len(counts), np.nan)
    known = np.flatnonzero(np.isfinite(ratio) & (ratio > 0))
    upper[known] = _least(np.ceil(mean)[known], lambda most, rows: within(most, known[rows]))
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (counts - mean) / (upper - mean)
    return Judged(upper, np.where(np.isnan(upper), np.nan, pvalue), score)


def tail(counts: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """Give the chance of so many or more: Poisson, or negative binomial where the variance is larger."""
    some = np.maximum(counts, 1)
    chance = special.gammainc(some, mean)
    wide = dispersion > 1
    size = mean[wide] / (dispersion[wide] - 1)
    chance[wide] = special.betainc(some[wide], size, 1 - 1 / dispersion[wide])
    return np.where(counts == 0, 1.0, chance)


def quantile(chance: float, mean: Floats, dispersion: Floats) -> Floats:
    """Give the least count that is not exceeded with this chance; NaN where mean or dispersion are not finite."""
    most = 1 - chance * (1 - FUZZ)
    z = float(special.ndtri(chance))
    deviation = np.sqrt(mean * dispersion)
    guess = np.rint(mean + z * deviation + (2 * dispersion - 1) * (z**2 - 1) / 6)
    known = np.flatnonzero(np.isfinite(guess) & np.isfinite(dispersion))

    def within(counts: Floats, rows: Ints) -> Bools:
        at = known[rows]
        return tail(counts + 1, mean[at], dispersion[at]) <= most

    found = np.full(mean.shape, np.nan)
    found[known] = _least(np.maximum(guess[known], 0), within)
    return found


def _least(guess: Floats, within: Callable[[Floats, Ints], Bools]) -> Floats:
    """Find the least count that is enough: go from a guess in doubling steps until enclosed, then halve."""
    every = np.arange(len(guess))
    enough = within(guess, every)
    low, high = np.where(enough, guess - 1, guess), np.where(enough, guess, guess + 1)
    going, step = every, 1.0
    while len(going) and step < WHOLE:
        down = enough[going]
        at = np.where(down, low[going], high[going])
        on = (within(np.maximum(at, 0), going) & (at >= 0)) == down
        going, down, at = going[on], down[on], at[on]
        low[going], high[going] = np.where(down, np.maximum(at - step, -1), at), np.where(down, at, at + step)
        step *= 2
    going = every[(high - low > 1) & (high < WHOLE)]
    while len(going):
        middle = np.floor((low[going] + high[going]) / 2)
        good = within(middle, going)
        high[going[good]], low[going[~good]] = middle[good], middle[~good]
        going = going[high[going] - low[going] > 1]
    return high

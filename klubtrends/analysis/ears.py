"""EARS: a week against the few weeks before it, where there is no history of years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from klubtrends.analysis import series
from klubtrends.analysis.bounds import judge_exactly
from klubtrends.analysis.series import Answers, Bools, Floats, Ints, Status

ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
GAP = {"C1": 0, "C2": 2, "C3": 2}  # weeks between the baseline and the week judged
EARLIER = (1, 2)  # weeks back whose excess C3 adds


class Ears(Answers):
    """What became of each week; `expected` is the mean of its baseline, and `pvalue` is of the exact test alone."""


@dataclass(frozen=True)
class _Recent:
    """Mean and standard deviation before each week; NaN where the series had not begun or a week is missing."""

    mean: Floats
    deviation: Floats


def ears(
    counts: ArrayLike,
    *,
    evaluate: ArrayLike | None = None,
    method: str = "C1",
    baseline: int = 7,
    min_sigma: float = 0,
    alpha: float | None = None,
    compatible: bool = False,
) -> Ears:
    """Hold weekly counts against the weeks just before: C1, C2 and C3 of Hutwagner et al. [1]_.

    C1 takes mean and standard deviation of the `baseline` weeks before, C2 of those that end two weeks earlier; C3
    adds to C2 what the two weeks before had in excess of one standard deviation. Numbers are those of the R package
    surveillance 1.20.3 [2]_, where the bound of C3 starts from the week's own count and is not below 0.

    Parameters
    ----------
    counts : array_like, shape (n_weeks,) or (n_series, n_weeks)
        Cases a week, oldest first; NaN is a missing week.
    evaluate : array_like of int, optional
        Weeks to judge, counted from 0; the last one by default.
    method : {"C1", "C2", "C3"}
        Which of the three.
    baseline : int
        Weeks in the baseline, at least 2.
    min_sigma : float
        Least standard deviation.
    alpha : float, optional
        One-sided chance of an alarm; .001 for C1 and C2, .025 for C3.
    compatible : bool
        Give R's own answers. By default a week after equal ones, whose standard deviation of 0 makes any case an
        alarm, is judged by an exact test (Status.EXACT).

    Returns
    -------
    Ears
        Arrays of shape (..., n_evaluated); a week that cannot be judged says why in `status`.

    Raises
    ------
    ValueError
        If counts are negative, fractional or infinite, or an argument is out of its range.

    References
    ----------
    .. [1] Hutwagner, L. et al. (2003). The bioterrorism preparedness and response Early Aberration Reporting
       System (EARS). Journal of Urban Health 80, i89-i96.
    .. [2] Salmon, M., Schumacher, D. and Höhle, M. (2016). Monitoring count time series in R: aberration detection
       in public health surveillance. Journal of Statistical Software 70(10).

    Examples
    --------
    >>> found = ears([3, 1, 2, 4, 2, 3, 2, 11])
    >>> bool(found.alarm[0]), float(found.upperbound[0].round(2))
    (True, 5.44)
    """
    if method not in ALPHA:
        raise ValueError(f"method must be of {tuple(ALPHA)}")
    chance = ALPHA[method] if alpha is None else alpha
    if baseline < 2 or min_sigma < 0 or not 0 < chance < 1:
        raise ValueError("baseline must be at least 2, min_sigma not negative, alpha between 0 and 1")
    table = series.checked_counts(counts)
    weeks = series.checked_weeks(evaluate, table.shape[1])
    first = baseline + GAP[method] + (max(EARLIER) if method == "C3" else 0)
    before = _before(table, weeks - GAP[method], baseline, min_sigma)
    with np.errstate(all="ignore"):
        upper = _bound(table, weeks, before, method, baseline, min_sigma, chance)
    upper[:, weeks < first] = np.nan
    found = _said(table, weeks, before, upper, weeks < first)
    if not compatible:
        _judge_exactly(found, table, weeks - GAP[method], table[:, weeks], baseline, chance)
    return found if np.ndim(counts) > 1 else found.only_series()


def _before(table: Floats, ends: Ints, baseline: int, least: float) -> _Recent:
    """Take mean and standard deviation of the weeks before each end."""
    known = table[:, np.maximum(ends[:, None] - np.arange(baseline, 0, -1), 0)]
    mean, deviation = known.mean(axis=2), np.maximum(known.std(axis=2, ddof=1), least)
    mean[:, ends < baseline] = np.nan
    return _Recent(mean, deviation)


def _bound(
    table: Floats, weeks: Ints, before: _Recent, method: str, baseline: int, least: float, alpha: float
) -> Floats:
    z = special.ndtri(1 - alpha)
    if method != "C3":
        bound: Floats = before.mean + z * before.deviation
        return bound
    excess = np.zeros_like(before.mean)
    for back in EARLIER:
        then = np.maximum(weeks - back, 0)
        earlier = _before(table, then - GAP[method], baseline, least)
        excess += np.maximum((table[:, then] - earlier.mean) / earlier.deviation - 1, 0)
    return np.maximum(table[:, weeks] + before.deviation * (z - excess), 0)


def _said(table: Floats, weeks: Ints, before: _Recent, upper: Floats, short: Bools) -> Ears:
    now = table[:, weeks]
    with np.errstate(invalid="ignore"):
        alarm = now > upper
    status = np.where(np.isnan(upper), Status.NO_ANSWER, Status.FITTED)
    status[np.isnan(now) | np.isnan(before.mean)] = Status.MISSING
    status[:, short] = Status.TOO_SHORT
    return Ears(alarm, upper, before.mean, np.full_like(upper, np.nan), status.astype(np.int8))


def _judge_exactly(found: Ears, table: Floats, ends: Ints, now: Floats, baseline: int, alpha: float) -> None:
    """Judge weeks after equal ones by an exact test, in place."""
    known = table[:, np.maximum(ends[:, None] - np.arange(baseline, 0, -1), 0)]
    equal = (known == known[:, :, :1]).all(axis=2)
    exact = (equal | (found.status == Status.NO_ANSWER)) & np.isin(
        found.status, (Status.FITTED, Status.NO_ANSWER)
    )
    cases = now[exact]
    judged = judge_exactly(cases, known.sum(axis=2)[exact], np.full(len(cases), float(baseline)), alpha)
    found.upperbound[exact], found.pvalue[exact] = judged.upper, judged.pvalue
    found.alarm[exact], found.status[exact] = cases > judged.upper, Status.EXACT

"""Farrington's outbreak detection, as first published and in its flexible form."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from klubtrends.analysis import series
from klubtrends.analysis.prediction import Rules
from klubtrends.analysis.seasons import Pattern
from klubtrends.analysis.yearly import Farrington, Method, Surveyed, survey

LEAST_YEARS = 3  # for a trend


def farrington_flexible(
    counts: ArrayLike,
    dates: ArrayLike | None = None,
    population: ArrayLike | None = None,
    *,
    evaluate: ArrayLike | None = None,
    freq: int = 52,
    b: int = 5,
    w: int = 3,
    no_periods: int = 1,
    past_weeks_not_included: int | None = None,
    threshold_method: str = "delta",
    weights_threshold: float = 2.58,
    alpha: float = 0.05,
    trend: bool = True,
    p_threshold_trend: float = 0.05,
    reweight: bool = True,
    power_transform: str = "2/3",
    limit54: tuple[int, int] = (5, 4),
    population_offset: bool = False,
    compatible: bool = False,
) -> Farrington:
    """Hold weekly counts against the same season of earlier years, by the flexible method of Noufaily et al. [1]_.

    A quasi-Poisson regression with levels for the periods of the year and, where it is significant, a trend is
    fitted to the last `b` years; unusually high weeks in it count less. A count above the bound that follows is an
    alarm. Arguments are named as by the R package surveillance [2]_, whose version 1.20.3 is the reference.

    Parameters
    ----------
    counts : array_like, shape (n_weeks,) or (n_series, n_weeks)
        Cases a week, oldest first; NaN is a missing week, which the regression leaves out.
    dates : array_like of dates, shape (n_weeks,), optional
        With dates, earlier years are found by the calendar, so years of 53 weeks do not shift the season.
        Without, a year is `freq` counts.
    population : array_like, shape of counts or (n_weeks,), optional
        Used with `population_offset`: the mean is then proportional to it.
    evaluate : array_like of int, optional
        Weeks to judge, counted from 0; the last one by default.
    freq, b, w, no_periods : int
        Counts a year; years back; weeks to each side of the same week in them; periods of a year (1: only the
        weeks within `w` are used).
    past_weeks_not_included : int, optional
        Last weeks to leave out, so that an outbreak does not hide itself; `w` by default.
    threshold_method : {"delta", "nbPlugin", "muan"}
        Bound by a normal approximation, from a negative binomial, or from one at the mean's own upper limit.
    weights_threshold : float
        Standardised Anscombe residual above which a week counts less.
    alpha : float
        One-sided chance of an alarm where nothing has changed.
    trend, p_threshold_trend : bool, float
        Whether to try a trend (b of at least 3), and how significant it must be.
    reweight : bool
        Whether unusually high weeks count less.
    power_transform : {"2/3", "1/2", "none"}
        The scale on which delta is normal.
    limit54 : tuple of int
        No alarm with fewer than (cases) in the last (weeks), this one included.
    compatible : bool
        Give R's own answers. By default a week after nothing but zeros in its season, and one whose regression
        finds no end, is judged by an exact test (Status.EXACT), where R gives none or alarms at any case.

    Returns
    -------
    Farrington
        Arrays of shape (..., n_evaluated); a week that cannot be judged says why in `status`.

    Raises
    ------
    ValueError
        If counts are negative, fractional or infinite, dates uneven, population not above 0, or an argument out of
        its range.

    References
    ----------
    .. [1] Noufaily, A. et al. (2013). An improved algorithm for outbreak detection in multiple surveillance
       systems. Statistics in Medicine 32, 1206-1222.
    .. [2] Salmon, M., Schumacher, D. and Höhle, M. (2016). Monitoring count time series in R: aberration detection
       in public health surveillance. Journal of Statistical Software 70(10).

    Examples
    --------
    >>> weekly = [2, 1, 0, 3, 1, 2] * 45 + [9]
    >>> found = farrington_flexible(weekly, no_periods=10, threshold_method="nbPlugin", alpha=0.01)
    >>> bool(found.alarm[0]), float(found.upperbound[0])
    (True, 5.0)
    """
    skipped = w if past_weeks_not_included is None else past_weeks_not_included
    pattern = Pattern(freq, b, w, no_periods, skipped, partial=False, dated=True)
    rules = Rules(trend and b >= LEAST_YEARS, p_threshold_trend, reweight, weights_threshold, flexible=True)
    limit = series.checked_limit(limit54)
    method = Method(threshold_method, alpha, power_transform, limit, compatible)
    table = series.checked_counts(counts)
    surveyed = Surveyed(
        table,
        series.checked_weeks(evaluate, table.shape[1]),
        series.checked_dates(dates, table.shape[1], freq),
        series.checked_population(population, table) if population_offset else None,
    )
    found = survey(surveyed, pattern, rules, method)
    return found if np.ndim(counts) > 1 else found.only_series()


def farrington(
    counts: ArrayLike,
    dates: ArrayLike | None = None,
    *,
    evaluate: ArrayLike | None = None,
    freq: int = 52,
    b: int = 5,
    w: int = 3,
    alpha: float = 0.05,
    trend: bool = True,
    reweight: bool = True,
    power_transform: str = "2/3",
    limit54: tuple[int, int] = (5, 4),
    compatible: bool = False,
) -> Farrington:
    """Hold weekly counts against the same weeks of earlier years, as first published by Farrington et al. [1]_.

    See `farrington_flexible`, from which it differs: only the weeks within `w` are used, every week above the
    fitted mean counts less, and `alpha` is shared by two sides. If `compatible`, years that lie before the series
    are left out, and a bound without enough cases is 0, as in R; by default too little history is a status.

    Returns
    -------
    Farrington
        Arrays of shape (..., n_evaluated).

    Raises
    ------
    ValueError
        As `farrington_flexible`.

    References
    ----------
    .. [1] Farrington, C. P. et al. (1996). A statistical algorithm for the early detection of outbreaks of
       infectious disease. Journal of the Royal Statistical Society A 159, 547-563.
    """
    pattern = Pattern(freq, b, w, 1, w, partial=compatible, dated=False)
    rules = Rules(trend and b >= LEAST_YEARS, 0.05, reweight, 1.0, flexible=False)
    method = Method("delta", alpha / 2, power_transform, series.checked_limit(limit54), compatible)
    table = series.checked_counts(counts)
    weeks, dated = (
        series.checked_weeks(evaluate, table.shape[1]),
        series.checked_dates(dates, table.shape[1], freq),
    )
    found = survey(Surveyed(table, weeks, dated, None), pattern, rules, method)
    return found if np.ndim(counts) > 1 else found.only_series()

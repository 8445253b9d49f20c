"""The methods that look at one week at a time, on many series at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from benchmarks.detectors import LEVEL, NOTHING, Detector, Evidence, View
from benchmarks.scenarios import A_YEAR
from klubtrends.analysis.outbreaks import Status, ears, farrington, farrington_flexible

ALPHA = 0.005  # at which the published scenarios are judged
YEARS, FEWEST_YEARS, HALF_WINDOW = 5, 3, 3  # the methods' own defaults, and the fewest years for a trend
JUDGED = (Status.FITTED, Status.EXACT)
UNANSWERED = (Status.MISSING, Status.TOO_SHORT, Status.NO_ANSWER)


@dataclass(frozen=True)
class Answers:
    """Of each series and week: the method's score (larger is more), its alarm, and whether it had no answer.

    Too few cases in four weeks to be looked at is an answer: no alarm.
    """

    score: np.ndarray
    alarm: np.ndarray
    missing: np.ndarray


Method = Callable[[np.ndarray, np.ndarray], Answers]


def flexible(counts: np.ndarray, weeks: np.ndarray, *, alpha: float = ALPHA, **options: object) -> Answers:
    """Ask Farrington Flexible."""
    found = farrington_flexible(counts.astype(float), evaluate=weeks, alpha=alpha, **options)
    judged = np.isin(found.status, JUDGED) & ~np.isnan(found.pvalue)
    score = np.where(judged, -np.log10(np.maximum(np.where(judged, found.pvalue, 1.0), 1e-300)), NOTHING)
    return Answers(score, found.alarm, np.isin(found.status, UNANSWERED))


def classic(counts: np.ndarray, weeks: np.ndarray, *, alpha: float = ALPHA, **options: object) -> Answers:
    """Ask Farrington's first algorithm; its score is how many times its bound a count is."""
    found = farrington(counts.astype(float), evaluate=weeks, alpha=2 * alpha, **options)
    judged = np.isin(found.status, JUDGED) & ~np.isnan(found.upperbound)
    times = counts[:, weeks] / np.maximum(np.where(judged, found.upperbound, 1.0), 0.1)
    return Answers(np.where(judged, times, NOTHING), found.alarm, np.isin(found.status, UNANSWERED))


def early(counts: np.ndarray, weeks: np.ndarray, *, method: str, compatible: bool = False) -> Answers:
    """Ask EARS; its bound is a line in the normal quantile, so two bounds tell how far out a count is."""
    now, series = counts[:, weeks], counts.astype(float)
    asked = {"evaluate": weeks, "method": method, "compatible": compatible}
    found = ears(series, **asked)
    centre, above = (
        ears(series, **{**asked, "compatible": True}, alpha=float(ndtr(-z))).upperbound for z in (0, 1)
    )
    width = above - centre
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(width > 0, (now - centre) / width, np.where(found.alarm, 1e6 + now, NOTHING))
    missing = np.isin(found.status, UNANSWERED)
    return Answers(np.where(missing, NOTHING, score), found.alarm, missing)


PERIODS: Mapping[str, Method] = {
    "Farrington Flexible, 10 periods": lambda counts, weeks: flexible(counts, weeks, no_periods=10),
}
WEEKLY_METHODS: Mapping[str, Method] = {
    "Farrington Flexible": flexible,
    "Farrington Flexible, compatible": lambda counts, weeks: flexible(counts, weeks, compatible=True),
    "Farrington Flexible, weights from 1": lambda counts, weeks: flexible(counts, weeks, weights_threshold=1.0),
    "Farrington": classic,
    "Farrington, compatible": lambda counts, weeks: classic(counts, weeks, compatible=True),
    "EARS C1, compatible": lambda counts, weeks: early(counts, weeks, method="C1", compatible=True),
    "EARS C1": lambda counts, weeks: early(counts, weeks, method="C1"),
    "EARS C2": lambda counts, weeks: early(counts, weeks, method="C2"),
    "EARS C3": lambda counts, weeks: early(counts, weeks, method="C3"),
}


def weekly(view: View, asked: Method, *, least: int = 0, **options: object) -> Evidence | None:
    """Ask a method of each week of the month; None where it needs a longer history."""
    weeks = np.arange(len(view.networks.weeks))[-view.networks.month :]
    if weeks[0] < least:
        return None
    found = asked(view.series, weeks, **options)
    return Evidence(found.score, found.alarm, found.missing)


def farringtons(view: View, method: Method, *, offset: bool = False, **options: object) -> Evidence | None:
    """Ask a Farrington method with as many years as there are, at the level that the month's weeks share."""
    month = view.networks.month
    years = min(YEARS, (len(view.networks.weeks) - month - HALF_WINDOW) // A_YEAR)
    if years < FEWEST_YEARS:
        return None
    if offset:
        options |= {"population": view.each(view.exposures), "population_offset": True}
    found = weekly(view, method, b=years, alpha=LEVEL / month, **options)
    return found and Evidence(found.score - np.log10(month), found.alarm, found.missing)


WEEKLY: Mapping[str, Detector] = {
    "EARS C1": lambda view: weekly(view, early, method="C1", least=9),
    "EARS C1, compatible": lambda view: weekly(view, early, method="C1", least=9, compatible=True),
    "EARS C2": lambda view: weekly(view, early, method="C2", least=11),
    "EARS C3": lambda view: weekly(view, early, method="C3", least=11),
    "Farrington": lambda view: farringtons(view, classic),
    "Farrington, compatible": lambda view: farringtons(view, classic, compatible=True),
    "Farrington Flexible": lambda view: farringtons(view, flexible),
    "Farrington Flexible, compatible": lambda view: farringtons(view, flexible, compatible=True),
    "Farrington Flexible, with exposure": lambda view: farringtons(view, flexible, offset=True),
}

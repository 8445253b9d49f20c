"""Every method that is calibrated, on many series at once: how much each week of a month stands out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from benchmarks.scenarios import A_YEAR, Network
from klubtrends.analysis.exposure import ASSUMED_CASES
from klubtrends.analysis.outbreaks import JEFFREYS
from klubtrends.analysis.school import ACTIVITY, SCHOOL

NOTHING = -np.inf
LEVEL = 0.01  # of one type's month, at which each method speaks


@dataclass(frozen=True)
class Evidence:
    """What a method makes of each week of the month.

    Parameters
    ----------
    score : float array, shape (n_series, n_month)
        Larger is more; minus infinity where the method has no answer, or would not speak whatever the score.
    alarm : bool array of the same shape
        At the method's own level.
    """

    score: np.ndarray
    alarm: np.ndarray
    missing: np.ndarray | None = None

    @property
    def silent(self) -> np.ndarray:
        """Tell the series and weeks without an answer."""
        return np.zeros(1) if self.missing is None else self.missing.ravel()

    @property
    def most(self) -> np.ndarray:
        """Give the month's largest score for each series."""
        return self.score.max(axis=1)


@dataclass(frozen=True)
class View:
    """Networks and what the watch knows of their exposure, shape (n_networks, n_weeks)."""

    networks: Network
    exposures: np.ndarray

    @property
    def series(self) -> np.ndarray:
        """Give all counts, shape (n_series, n_weeks)."""
        return self.networks.counts.reshape(-1, len(self.networks.weeks))

    def each(self, values: np.ndarray) -> np.ndarray:
        """Repeat what holds of a network for each of its series."""
        return np.repeat(values, self.networks.counts.shape[1], axis=0)


Detector = Callable[[View], "Evidence | None"]


def exposures(networks: Network) -> np.ndarray:
    """Give departments times the part of an ordinary week, as the watch estimates it from all types together."""
    past = slice(None, -networks.month)
    totals, activity = networks.counts.sum(axis=1), np.ones_like(networks.reporting)
    school = networks.parts[past] == SCHOOL
    rate = totals[:, past][:, school].sum(1) / np.maximum(networks.reporting[:, past][:, school].sum(1), 1e-9)
    for part, assumed in ACTIVITY.items():
        here = networks.parts[past] == part
        cases, units = totals[:, past][:, here].sum(1), networks.reporting[:, past][:, here].sum(1)
        share = (ASSUMED_CASES * assumed + cases) / (ASSUMED_CASES + rate * units)
        activity[:, networks.parts == part] = 1.0 if part == SCHOOL else share[:, None]
    return networks.reporting * activity


def tails(counts: np.ndarray, units: np.ndarray, past: np.ndarray, past_units: np.ndarray) -> np.ndarray:
    """Give the predictive's tail, as `outbreaks.predictive` with the spread of `overdispersion`.

    Shapes: counts and units (n_series, n), past and past_units (n_series, n_past).
    """
    rate = past.sum(1, keepdims=True) / np.maximum(past_units.sum(1, keepdims=True), 1e-12)
    mean, seen = rate * past_units, past_units > 0
    chi = np.where(seen & (mean > 0), (past - mean) ** 2 / np.where(mean > 0, mean, 1), 0).sum(1, keepdims=True)
    spread = np.maximum(1, chi / np.maximum(seen.sum(1, keepdims=True) - 1, 1))
    expected = units * (JEFFREYS.shape + past.sum(1, keepdims=True)) / past_units.sum(1, keepdims=True)
    excess = spread - 1 + units / past_units.sum(1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        tail = betainc(np.maximum(counts, 1), expected / excess, excess / (1 + excess))
    return np.where(units > 0, np.where(counts > 0, tail, 1.0), np.nan)


def by_month(view: View, newest: int = 10**6) -> Evidence:
    """Compare the month's cases with earlier months, or with those of so many newest weeks, by the predictive."""
    networks = view.networks
    begins = np.flatnonzero(np.diff(networks.months, prepend=-1))
    begins = begins[begins >= max(0, len(networks.weeks) - networks.month - newest)]
    counts = np.add.reduceat(view.series, begins, axis=1)
    units = view.each(np.add.reduceat(view.exposures, begins, axis=1))
    tail = tails(counts[:, -1:], units[:, -1:], counts[:, :-1], units[:, :-1])
    return _of_month(tail, networks.month)


def by_week(view: View) -> Evidence:
    """Compare each week with all earlier ones by the predictive; the month's weeks share its level."""
    month, units = view.networks.month, view.each(view.exposures)
    tail = tails(view.series[:, -month:], units[:, -month:], view.series[:, :-month], units[:, :-month])
    return _spoken(tail * month)


def _of_month(tail: np.ndarray, month: int) -> Evidence:
    """Let a month's figure be known at its end."""
    weeks = np.full((len(tail), month), np.nan)
    weeks[:, -1:] = tail
    return _spoken(weeks)


def _spoken(tail: np.ndarray) -> Evidence:
    """Speak where the tail is at most the level."""
    known = ~np.isnan(tail)
    score = np.where(known, -np.log10(np.maximum(np.where(known, tail, 1), 1e-300)), NOTHING)
    return Evidence(score, known & (tail <= LEVEL))


PREDICTIVE: Mapping[str, Detector] = {
    "Predictive by month, all history": by_month,
    "Predictive by month, newest 3 years": lambda view: by_month(view, 3 * A_YEAR),
    "Predictive by month, newest 2 years": lambda view: by_month(view, 2 * A_YEAR),
    "Predictive by month, newest year": lambda view: by_month(view, A_YEAR),
    "Predictive by week": by_week,
}

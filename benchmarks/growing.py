"""A type that grows slowly, and who notices.

After two years it grows for half a year; the watch looks at the last month, so many weeks after growth began.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import cache

import numpy as np

from benchmarks.detectors import LEVEL, View, by_month, exposures
from benchmarks.scenarios import A_YEAR, MEANS, WATCHED, Network, Scenario, network
from klubtrends.analysis.cusum import RISE, cusum

HISTORY, GROWING, NETWORKS = 130, 26, 60
GROWN = (4, 9, 13, 17, 26)  # weeks since the growth began
A_MONTH = A_YEAR / 12
KNOWN = np.geomspace(0.01, 5, 16)  # means of which the threshold is asked


def grown(number: str) -> dict[str, object]:
    """Try the month's predictive and the cumulative sum on what grows to so many times as often."""
    times = float(number)
    rng = np.random.default_rng(zlib.crc32(f"drift {times}".encode()))
    scores: dict[str, dict[int, list[np.ndarray]]] = {name: {} for name in METHODS}
    for month in WATCHED:
        quiet = network(Scenario(HISTORY), month, NETWORKS, rng)
        known = exposures(quiet)
        for weeks in (0, *GROWN):
            view = View(_growing(quiet, times, weeks, rng), known)
            for name, method in METHODS.items():
                scores[name].setdefault(weeks, []).append(method(view))
    return {"methods": {name: _shares(months) for name, months in scores.items()}}


def _shares(months: dict[int, list[np.ndarray]]) -> dict[str, object]:
    """Give the share of types that alarm, at the method's own level and at one at which 1 in 100 does by chance."""
    scores = {weeks: np.concatenate(parts) for weeks, parts in months.items()}
    alike = np.quantile(scores[0], 1 - LEVEL)
    own = {weeks: _mean(score >= 1) for weeks, score in scores.items()}
    return {"own": own, "alike": {weeks: _mean(score > alike) for weeks, score in scores.items()}}


def by_predictive(view: View) -> np.ndarray:
    """Give the evidence of the month's predictive, in times what is asked for."""
    return by_month(view, 3 * A_YEAR).most / -np.log10(LEVEL)


def _growing(quiet: Network, times: float, weeks: int, rng: np.random.Generator) -> Network:
    """Add what growth adds, straight up to so many times, over half a year or as far as it has come."""
    if not weeks:
        return quiet
    counts = quiet.counts.copy()
    grown = np.minimum(np.arange(1, weeks + 1) / GROWING, 1) * (times - 1)
    rate = counts[..., :-weeks].sum(2, keepdims=True) / counts.shape[2]
    usual = np.maximum(MEANS[None, :, None], rate) * quiet.reporting[:, None, -weeks:] / quiet.reporting.max()
    counts[..., -weeks:] += rng.poisson(usual * grown * (quiet.parts[-weeks:] == "school"))
    return replace(quiet, counts=counts)


def summed(view: View) -> np.ndarray:
    """Give the month's highest cumulative sum in times its threshold; the usual rate is that of before."""
    units, counts = view.each(view.exposures), view.series
    before = slice(None, -GROWING)
    rate = (counts[:, before].sum(1) + 0.5) / units[:, before].sum(1)
    means = rate[:, None] * units[:, -GROWING:]
    gains = counts[:, -GROWING:] * np.log(RISE) - (RISE - 1) * means
    thresholds = np.interp(np.log(means.mean(1)), np.log(KNOWN), threshold())
    level, most = np.zeros(len(gains)), np.zeros(len(gains))
    for week in range(gains.shape[1]):
        level = np.maximum(level + gains[:, week], 0)
        most = np.maximum(most, level) if week >= GROWING - view.networks.month else most
    return most / thresholds


@cache
def threshold() -> tuple[float, ...]:
    """Ask the library where the sum's threshold lies for some means."""
    return tuple(cusum([0], [1.0], mean, run_length=A_MONTH / LEVEL).threshold for mean in KNOWN)


def _mean(hits: np.ndarray) -> list[float]:
    return [round(float(hits.mean()), 5), round(float(hits.std() / len(hits) ** 0.5), 5), len(hits)]


METHODS = {"Predictive by month, newest 3 years": by_predictive, "CUSUM": summed}

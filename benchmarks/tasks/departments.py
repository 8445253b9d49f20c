"""Simulates tiny counts of 18 unequal departments; prints how often each way to see several at once raises an alarm."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from klubtrends.analysis.clusters import DRAWS, LONGEST, clusters

DEPARTMENTS, WEEKS, LEVEL = 18, 104, 0.02
QUIET, OUTBREAKS = 250, 100
TOTALS = (0.3, 1.0, 3.0)  # cases a week, all departments together
SHAPES = ((2, 2), (4, 2), (4, 4), (6, 3))  # cases, departments
Alarm = Callable[[np.ndarray], bool]


def in_two_weeks(counts: np.ndarray) -> bool:
    """Follow the plain rule: two departments or more within 14 days."""
    return int((counts[:, -2:].sum(axis=1) > 0).sum()) >= 2


def many_departments(counts: np.ndarray) -> bool:
    """Follow the rule only where so many departments come seldom: exactly, each one's cases at random in its weeks."""
    chance = np.ones(1)
    for total in counts.sum(axis=1):
        some = 1 - (1 - 2 / counts.shape[1]) ** total
        chance = np.convolve(chance, [1 - some, some])
    seen = int((counts[:, -2:].sum(axis=1) > 0).sum())
    return in_two_weeks(counts) and bool(chance[seen:].sum() <= LEVEL)


def permuted(counts: np.ndarray) -> bool:
    """Scan departments and weeks, the weeks of all cases permuted among them (Kulldorff et al. 2005)."""
    department, week = (np.repeat(each.ravel(), counts.ravel()) for each in np.indices(counts.shape))
    ago, total = counts.shape[1] - 1 - week, len(week)
    rng = np.random.default_rng(0)
    drawn = np.concatenate([ago[None], ago[np.argsort(rng.random((DRAWS, total)), axis=1)]])
    best = np.zeros(len(drawn))
    for window in range(1, LONGEST + 1):
        cases = np.zeros((len(drawn), DEPARTMENTS))
        draw, which = np.nonzero(drawn < window)
        np.add.at(cases, (draw, department[which]), 1)
        expected = counts.sum(axis=1) * (ago < window).sum() / total
        best = np.maximum(best, best_set(cases, expected, total))
    return best[0] > 0 and bool((1 + (best[1:] >= best[0] - 1e-9).sum()) / len(best) <= LEVEL)


def best_set(cases: np.ndarray, expected: np.ndarray, total: int) -> np.ndarray:
    """Give the best Poisson scan statistic of two departments or more."""
    order = np.argsort(-cases / np.maximum(expected, 1e-12), axis=1)
    sorted_cases = np.take_along_axis(cases, order, axis=1)
    inside, mean = sorted_cases.cumsum(axis=1), expected[order].cumsum(axis=1)
    several = (sorted_cases > 0).cumsum(axis=1) >= 2
    rest, others = total - inside, np.maximum(total - mean, 1e-12)
    score = inside * np.log(np.maximum(inside, 1) / np.maximum(mean, 1e-12))
    score += rest * np.log(np.maximum(rest, 1) / others)
    return np.where(several & (inside > mean), score, 0.0).max(axis=1)


def own_histories(counts: np.ndarray) -> bool:
    """Ask the kit: each department's cases drawn into its own weeks."""
    return clusters(counts).p_value <= LEVEL


ALARMS: dict[str, Alarm] = {
    "the kit: scan, own histories": own_histories,
    "scan, weeks permuted": permuted,
    "14 days, with its exact chance": many_departments,
    "14 days, plain": in_two_weeks,
}


def quiet(rng: np.random.Generator, total: float) -> np.ndarray:
    """Draw departments of very different rates, and two years of their weeks."""
    rates = rng.dirichlet(np.ones(DEPARTMENTS)) * total
    return rng.poisson(rates[:, None], size=(DEPARTMENTS, WEEKS))


def outbreak(rng: np.random.Generator, total: float, cases: int, departments: int) -> np.ndarray:
    """Add so many cases to the last two weeks of so many departments, one each at least."""
    counts = quiet(rng, total)
    where = rng.choice(DEPARTMENTS, departments, replace=False)
    for case in range(cases):
        row = where[case] if case < departments else rng.choice(where)
        counts[row, WEEKS - 1 - rng.integers(2)] += 1
    return counts


def lines() -> Iterator[str]:
    """Write the percent of alarms: each situation, then each way."""
    for total in TOTALS:
        rng = np.random.default_rng(1)
        yield from said(f"{total} a week, nothing happens", [quiet(rng, total) for _ in range(QUIET)])
        for cases, where in SHAPES:
            drawn = [outbreak(rng, total, cases, where) for _ in range(OUTBREAKS)]
            yield from said(f"{total} a week, {cases} cases in {where} departments", drawn)


def said(situation: str, drawn: list[np.ndarray]) -> Iterator[str]:
    """Write one situation."""
    for name, alarm in ALARMS.items():
        yield f"{situation}|{name}|{100 * float(np.mean([alarm(counts) for counts in drawn]))}"


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)

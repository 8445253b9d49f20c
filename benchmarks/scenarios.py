"""Invented weekly counts for calibration: networks like ours, and the published scenarios of Noufaily et al. (2013).

References
----------
.. [1] Noufaily, A. et al. (2013). An improved algorithm for outbreak detection in multiple surveillance systems.
   Statistics in Medicine 32, 1206-1222.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np

from klubtrends.analysis.school import BREAK, SCHOOL, SUMMER, part_of_year
from klubtrends.periods import month_of, thursday, week_of, weeks_of

MEANS = np.repeat([0.05, 0.15, 0.4, 1.0, 3.0], [3, 4, 5, 4, 1])  # a week and type, all departments together
DEPARTMENTS, KEPT_WEEKS = 18, 104  # rows older than this are folded: nobody knows who reported
TRUE_ACTIVITY = {SCHOOL: 1.0, BREAK: 0.45, SUMMER: 0.1}  # not what the kit assumes
MEMORY = {"few gaps": (0.8, 0.97), "many gaps": (0.4, 0.95)}  # how often a department remembers to report
WATCHED = ("2026-03", "2026-05", "2026-09", "2026-11")  # months that are looked at in turn
HISTORIES = (8, 26, 52, 104, 160, 208, 300)  # weeks before that month
SIZES = tuple(range(2, 11))
A_YEAR = 52


@dataclass(frozen=True)
class Scenario:
    """How a network lives: weeks of history, who forgets to report, spread, and what changes over the years."""

    history: int
    gaps: str = "few gaps"
    spread: float = 1.0  # variance over mean of a type's week
    change: str = "steady"  # or rising, seasonal

    @property
    def name(self) -> str:
        """Name it, for files and seeds."""
        return f"{self.history} weeks, {self.gaps}, spread {self.spread:g}, {self.change}"


def scenarios() -> list[Scenario]:
    """List the networks that are measured."""
    plain = [Scenario(*each) for each in product(HISTORIES, MEMORY, (1.0, 1.5))]
    long = [Scenario(history, "few gaps", 1.0, change) for history in HISTORIES if history >= A_YEAR
            for change in ("rising", "seasonal")]  # fmt: skip
    return [*plain, *long]


@dataclass(frozen=True)
class Network:
    """Many networks that watch the same month.

    Parameters
    ----------
    weeks : tuple of str
        ISO weeks, oldest first; the last of them are the month that is looked at.
    counts : int array, shape (n_networks, n_types, n_weeks)
        Cases, all reporting departments together.
    places : int array, shape (n_networks, n_types, n_recent, n_departments)
        The same of the newest weeks, by department.
    reporting : float array, shape (n_networks, n_weeks)
        Departments that reported, as far as anybody knows: where the history is folded, their mean.
    reported : bool array, shape (n_networks, n_recent, n_departments)
        Which ones, in the newest weeks.
    """

    weeks: tuple[str, ...]
    counts: np.ndarray
    places: np.ndarray
    reporting: np.ndarray
    reported: np.ndarray

    @cached_property
    def month(self) -> int:
        """How many weeks the month has that is looked at."""
        return sum(month_of(week) == month_of(self.weeks[-1]) for week in self.weeks)

    @cached_property
    def months(self) -> np.ndarray:
        """Each week's month, numbered."""
        names = [month_of(week) for week in self.weeks]
        return np.unique(names, return_inverse=True)[1]

    @cached_property
    def parts(self) -> np.ndarray:
        """Each week's part of the school year."""
        return np.array([part_of_year(week) for week in self.weeks])

    def of(self, types: np.ndarray, cases: np.ndarray) -> Network:
        """Keep one type of each network, with so many cases more, by recent week and department."""
        at = np.arange(len(types))
        counts, places = self.counts[at, types].copy(), self.places[at, types] + cases
        counts[:, -cases.shape[1] :] += cases.sum(axis=2)
        return replace(self, counts=counts[:, None], places=places[:, None])


def network(scenario: Scenario, month: str, count: int, rng: np.random.Generator) -> Network:
    """Draw so many networks that look at one month."""
    weeks = _weeks(scenario.history, month)
    names = [month_of(week) for week in weeks]
    months = np.unique(names, return_inverse=True)[1]
    reliable = rng.uniform(*MEMORY[scenario.gaps], (count, 1, DEPARTMENTS))
    remembered = rng.random((count, months[-1] + 1, DEPARTMENTS)) < reliable
    shares = rng.dirichlet(np.full(DEPARTMENTS, 30.0), count)
    present = np.einsum("nmd,nd->nm", remembered, shares)[:, months]
    usual = MEANS[None, :, None] * _course(scenario, weeks, count, rng) * present[:, None, :]
    counts = negative_binomial(rng, usual, scenario.spread)
    reporting = remembered.sum(axis=2)[:, months].astype(float)
    if len(weeks) > KEPT_WEEKS:
        reporting[:, :-KEPT_WEEKS] = reporting[:, -KEPT_WEEKS:].mean(axis=1, keepdims=True)
    places = _placed(rng, counts, remembered[:, months], shares)
    return Network(tuple(weeks), counts, places, reporting, remembered[:, months][:, -RECENT:])


def _weeks(history: int, month: str) -> list[str]:
    """List the weeks of history and of the month."""
    first = thursday(weeks_of(month)[0])
    return [week_of(first - (history - n) * _WEEK) for n in range(history)] + weeks_of(month)


_WEEK = thursday("2026-W02") - thursday("2026-W01")


def _course(scenario: Scenario, weeks: list[str], count: int, rng: np.random.Generator) -> np.ndarray:
    """Give what each week is of an ordinary one, shape (n_networks, n_types, n_weeks)."""
    school = np.array([TRUE_ACTIVITY[part_of_year(week)] for week in weeks])
    back = np.arange(len(weeks)) - len(weeks)
    shape = (count, len(MEANS), 1)
    if scenario.change == "rising":
        return school * np.exp(rng.choice([0.0, 0.2, 0.4], shape) * back / A_YEAR)
    if scenario.change == "seasonal":
        phase = rng.uniform(0, 2 * np.pi, shape)
        return school * np.exp(0.5 * np.cos(2 * np.pi * back / A_YEAR + phase))
    return np.broadcast_to(school, (count, len(MEANS), len(weeks)))


RECENT = 52  # weeks of which departments are drawn


def _placed(
    rng: np.random.Generator, counts: np.ndarray, remembered: np.ndarray, shares: np.ndarray
) -> np.ndarray:
    """Deal the newest weeks' cases to the departments that reported."""
    weights = (remembered * shares[:, None, :])[:, None, -RECENT:, :]
    weights = weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-12)
    weights = np.where(weights.sum(axis=-1, keepdims=True) > 0, weights, 1 / DEPARTMENTS)
    return rng.multinomial(counts[..., -RECENT:], weights / weights.sum(axis=-1, keepdims=True))


def negative_binomial(rng: np.random.Generator, mean: np.ndarray, spread: float | np.ndarray) -> np.ndarray:
    """Draw counts with a mean and so many times its variance (1: Poisson)."""
    if np.all(np.asarray(spread) <= 1):
        return rng.poisson(mean)
    return rng.poisson(rng.gamma(np.maximum(mean, 1e-9) / (spread - 1)) * (spread - 1))


@dataclass(frozen=True)
class Outbreaks:
    """One outbreak for each network: of which type, its first week in the month, and its cases.

    `cases` has the shape (n_networks, n_recent, n_departments).
    """

    types: np.ndarray
    starts: np.ndarray
    lasting: np.ndarray
    places: np.ndarray
    cases: np.ndarray


def outbreaks(networks: Network, size: int, rng: np.random.Generator) -> Outbreaks:
    """Draw outbreaks of one size, over one to four weeks of the month and one, two or more departments."""
    count, types, recent = len(networks.counts), networks.counts.shape[1], networks.places.shape[2]
    month = networks.month
    lasting = np.minimum(rng.choice([1, 2, 4], count), month)
    starts = rng.integers(0, month - lasting + 1)
    places = np.minimum(rng.choice([1, 2, 4], count), size)
    cases = np.zeros((count, recent, DEPARTMENTS), dtype=np.int64)
    for n in range(count):
        weeks = starts[n] + np.r_[0, rng.integers(0, lasting[n], size - 1)]
        hit = rng.choice(DEPARTMENTS, places[n], replace=False)
        where = np.r_[hit, rng.choice(hit, size - places[n])]
        np.add.at(cases[n], (recent - month + weeks, where), 1)
    return Outbreaks(np.arange(count) % types, starts, lasting, places, cases)


# Noufaily et al. (2013)

SETS = {  # theta, beta, gamma1, gamma2, phi
    1: (0.1, 0.0025, 0.6, 0.6, 1.5), 2: (-2, 0.005, 0.1, 0.3, 2), 3: (1.5, 0.003, 0.2, -0.4, 1),
    4: (0.5, 0.002, 0.5, 0.5, 5), 5: (2.5, 0.001, 1, 0.1, 3), 6: (3.75, 0.001, 0.1, -0.1, 1.1),
    7: (5, 0.0001, 0.05, 0.01, 1.2),
}  # fmt: skip
TRENDS, SEASONS, STRENGTHS = (0, 1), (0, 1, 2), tuple(range(1, 11))
WEEKS, TRAINING, BASELINE = 624, 312, 575  # of which the last 49 are looked at


@dataclass(frozen=True)
class Published:
    """One of the 42 scenarios."""

    parameters: int
    trend: int
    seasons: int

    @property
    def name(self) -> str:
        """Name it, for files and seeds."""
        return f"set {self.parameters}, trend {self.trend}, seasons {self.seasons}"

    def means(self) -> np.ndarray:
        """Give each week's mean."""
        theta, beta, one, two, _ = SETS[self.parameters]
        week = np.arange(1, WEEKS + 1)
        waves = (
            one * np.cos(2 * np.pi * j * week / A_YEAR) + two * np.sin(2 * np.pi * j * week / A_YEAR)
            for j in range(1, self.seasons + 1)
        )
        return np.exp(theta + beta * self.trend * week + sum(waves, np.zeros(WEEKS)))

    def counts(self, replicates: int, rng: np.random.Generator) -> np.ndarray:
        """Draw series, shape (n_replicates, 624)."""
        return negative_binomial(rng, np.tile(self.means(), (replicates, 1)), SETS[self.parameters][4])

    def outbreak(self, start: int, strength: int, replicates: int, rng: np.random.Generator) -> np.ndarray:
        """Draw outbreaks that start in a week, `strength` times its standard deviation large, (n_replicates, 624)."""
        deviation = np.sqrt(SETS[self.parameters][4] * self.means()[start])
        cases = np.zeros((replicates, WEEKS), dtype=np.int64)
        for row, size in enumerate(rng.poisson(strength * deviation, replicates)):
            weeks = start + np.floor(rng.lognormal(0, 0.5, size)).astype(int)
            np.add.at(cases[row], weeks[weeks < WEEKS], 1)
        return cases


def published() -> Iterator[Published]:
    """List the 42 scenarios."""
    return (Published(*each) for each in product(SETS, TRENDS, SEASONS))

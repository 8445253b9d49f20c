"""Invented histories: a thousand in which anything may be rare, and the example's own network.

A history is drawn from its number alone, so that one that fails can be made again. None is about anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from benchmarks.histories import KINDS, History, Line, shipped_codes
from klubtrends.analysis.watch import watch
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.signals import SignalFacts
from klubtrends.disclosure.specs import Rules
from klubtrends.example.network import WEEKLY, Diary, simulate_network
from klubtrends.example.plan import make_plan
from klubtrends.example.sheets import AGE_BANDS
from klubtrends.periods import last_months
from klubtrends.publishing.desk import signal_facts
from klubtrends.tables import FOLDED, INCIDENTS, REPORTED

NEWEST = "2026-10"
THRESHOLDS = ((5, 10), (5, 10), (5, 10), (8, 10), (5, 20), (10, 15))
STEADY_UNTIL = "2026-09"
SEASON = (1, 1, 1, 1, 0.9, 0.9, 0.3, 0.9, 1, 0.8, 1, 0.9)  # January to December, of an ordinary month
DEPARTMENTS, GOOD = 18, 0.4  # good episodes to an incident
LATE, SILENT, SLOW = (
    0.05,
    0.08,
    0.25,
)  # of the rows; of the months, with too few reports; of the months, with few rows


@dataclass(frozen=True)
class World:
    """How likely each type, age and department is."""

    types: Mapping[str, Mapping[str, float]]  # by kind
    ages: tuple[float, ...]
    departments: tuple[float, ...]

    @classmethod
    def usual(cls, rng: np.random.Generator) -> World:
        """Take the example's rates, in departments that are nearly alike."""
        rates = {kind: {code: rate for code, rate in WEEKLY.items() if _kind(code) == kind} for kind in KINDS}
        types = {
            kind: {code: rate / sum(of.values()) for code, rate in of.items()} for kind, of in rates.items()
        }
        return cls(types, tuple(AGE_BANDS.values()), _chances(rng, DEPARTMENTS, 30.0))

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> World:
        """Draw one in which anything may be rare, types and ages every other time."""
        world = cls.usual(rng)
        places = int(rng.choice([2, 3, 5, 9, 18], p=[0.05, 0.1, 0.2, 0.25, 0.4]))
        world = replace(world, departments=_chances(rng, places, rng.choice([0.3, 2.0, 30.0])))
        if rng.random() < 0.5:
            return world
        spread, types = rng.choice([0.3, 0.6, 2.0]), dict[str, dict[str, float]]()
        for kind, of in world.types.items():
            types[kind] = dict(zip(of, _chances(rng, len(of), spread), strict=True))
        return replace(world, types=types, ages=_chances(rng, len(AGE_BANDS), rng.choice([0.5, 3.0])))

    def lines(self, rng: np.random.Generator, month: str, kind: str, number: int) -> list[Line]:
        """Draw rows of one month and kind."""
        types = self.types[kind]
        picked = zip(
            rng.choice(list(types), number, p=list(types.values())),
            rng.choice(list(AGE_BANDS), number, p=self.ages),
            rng.choice(len(self.departments), number, p=self.departments),
            strict=True,
        )
        return [(month, kind, str(code), str(age), f"d{place}", 1) for code, age, place in picked]


def generated(number: int, *, longest: int = 6, most: float = 400) -> History:
    """Draw a history from its number.

    One to `longest` months with a mean of 3 to `most` incidents; published in order or not; some months nearly
    without reports, some rows late; signals, and approved exceptions that raise floors.
    """
    rng = np.random.default_rng([20261, number])
    world, months = World.drawn(rng), _months(rng, longest)
    mean = float(np.exp(rng.uniform(np.log(3), np.log(most))))
    lines = []
    for month in months:
        some = mean * (0.3 if rng.random() < SLOW else 1)
        for kind, share in zip(KINDS, (1, GOOD), strict=True):
            lines += world.lines(rng, month, kind, rng.poisson(share * some))
    order = months if rng.random() < 0.6 else [str(month) for month in rng.permutation(months)]
    late = [(int(rng.integers(len(months))), line) for line in lines if rng.random() < LATE]
    threshold, sensitive = THRESHOLDS[rng.integers(len(THRESHOLDS))]
    rules = Rules(threshold, sensitive, shipped_codes().sensitive, rng.bytes(32))
    reporting = {
        month: int(rng.integers(3)) if rng.random() < SILENT else len(world.departments) for month in months
    }
    history = History(tuple(lines), tuple(order), rules, reporting, tuple(late))
    signals, exceptions = _announced(rng, history)
    return replace(history, signals=signals, exceptions=exceptions)


def steady(mean: float, seed: int) -> History:
    """Draw two years of a network with so many incidents in an average month, fewer in the holidays."""
    rng, months = np.random.default_rng([20262, int(mean), seed]), last_months(STEADY_UNTIL, len(SEASON) * 2)
    world, usual = World.usual(rng), sum(SEASON) / len(SEASON)
    lines = []
    for month in months:
        some = mean * SEASON[int(month[5:]) - 1] / usual
        for kind, share in zip(KINDS, (1, GOOD), strict=True):
            lines += world.lines(rng, month, kind, rng.poisson(share * some))
    rules = Rules(5, 10, shipped_codes().sensitive, rng.bytes(32))
    return History(tuple(lines), tuple(months), rules, dict.fromkeys(months, DEPARTMENTS))


def _chances(rng: np.random.Generator, number: int, spread: float) -> tuple[float, ...]:
    return tuple(map(float, rng.dirichlet(np.full(number, spread))))


def _months(rng: np.random.Generator, longest: int) -> list[str]:
    """Draw neighbouring months: quarters that are whole and quarters that are not."""
    until = str(rng.choice(last_months(NEWEST, 3)))
    return last_months(until, int(rng.integers(1, longest + 1)))


def _announced(
    rng: np.random.Generator, history: History
) -> tuple[dict[str, tuple[SignalFacts, ...]], dict[str, tuple[Release, ...]]]:
    """Draw what is announced in some months: signals, and quoted episodes. All of it is true."""
    signals, exceptions = dict[str, tuple[SignalFacts, ...]](), dict[str, tuple[Release, ...]]()
    for month in history.order:
        counts = Counter(line[1:4] for line in history.lines if line[0] == month)
        if not counts or rng.random() < 0.4:
            continue
        chosen = [list(counts)[at] for at in rng.choice(len(counts), min(len(counts), 3), replace=False)]
        signals[month] = tuple(_signal(rng, month, code) for kind, code, _ in chosen[:2] if kind == "negative")
        quoted = [place for place in chosen[1:] if rng.random() < 0.5]
        exceptions[month] = tuple(_quoted(rng, month, place, counts[place]) for place in quoted)
    return signals, exceptions


def _signal(rng: np.random.Generator, month: str, code: str) -> SignalFacts:
    least, places = int(rng.choice([1, 5])), int(rng.integers(1, 6))
    return SignalFacts(code, code, month, adjusted=0.01, chance=0.2, departments=places, least=least)


def _quoted(rng: np.random.Generator, month: str, place: tuple[str, str, str], count: int) -> Release:
    kind, code, age = place
    ages = [age] if rng.random() < 0.3 else []
    floor = int(rng.integers(1, min(count, 3) + 1))
    return Release(Cell.of(month, kind, type=[code], age_band=ages), floor=floor, why="citat")


def example(seed: int, *, months: int = 30) -> History:
    """Take the example's network through its months, with the signals that its own watch gives."""
    plan = make_plan(months=months, seed=seed)
    diary, ages = simulate_network(plan), plan.rng("ages of the benchmark")
    drawn = ages.choice(list(AGE_BANDS), len(diary.cases), p=list(AGE_BANDS.values()))
    lines = tuple(
        (case.arrived, _kind(case.type), case.type, case.age_band or str(age), case.department, 1)
        for case, age in zip(diary.cases, drawn, strict=True)
    )
    reported = pl.DataFrame(sorted(diary.reported), schema=REPORTED.columns, orient="row")
    reporting = dict(reported.group_by("month").len().iter_rows())
    rules = Rules(5, 10, shipped_codes().sensitive, plan.secret)
    return History(lines, plan.months, rules, reporting, signals=_watched(diary, reported, plan.months))


def _watched(diary: Diary, reported: pl.DataFrame, months: Sequence[str]) -> dict[str, tuple[SignalFacts, ...]]:
    """Watch every month as the desk does."""
    cases = [(case.week, case.arrived, case.department, _kind(case.type), case.type) for case in diary.cases]
    known = pl.DataFrame(cases, schema=["week", "arrived", "department", "kind", "type"], orient="row")
    unknown = [name for name in INCIDENTS.columns if name not in {"id", *known.columns}]
    rows = known.with_row_index("id").with_columns(pl.lit(None).alias(name) for name in unknown)
    folded = [(week, kind, count) for (week, kind), count in diary.folded.items()]
    past = pl.DataFrame(folded, schema=FOLDED.columns, orient="row")
    signals = {month: watch(rows, reported, past, month, departments=DEPARTMENTS).signals for month in months}
    return {
        month: tuple(signal_facts(signal, shipped_codes()) for signal in found)
        for month, found in signals.items()
    }


def _kind(code: str) -> str:
    return KINDS[code.startswith("pos_")]

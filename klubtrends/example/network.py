"""Invented incidents: what happened in each department, week by week, and when it was reported, if it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from klubtrends.analysis.school import BREAK, SCHOOL, SUMMER, part_of_year
from klubtrends.example.plan import CODES, Plan
from klubtrends.periods import month_of, shift, weeks_between, weeks_of

WEEKLY = {  # cases in an ordinary week, all departments together
    "bullying": 2.2, "harmful_content": 1.2, "threats": 1.0, "overuse_design": 1.0, "scam_theft": 1.0,
    "gambling_spending": 0.8, "privacy_identity": 0.5, "stranger_contact": 0.7, "dangerous_challenge": 0.6,
    "selfharm_content": 0.5, "image_sharing": 0.45, "hate_extremism": 0.3, "ai_companion": 0.3, "other": 0.3,
    "grooming": 0.15, "sextortion": 0.15, "crime_recruitment": 0.15,
    "pos_bystander": 0.7, "pos_activity": 0.6, "pos_disclosure": 0.5, "pos_community": 0.5, "pos_creative": 0.4,
    "pos_parent": 0.3,
}  # fmt: skip
ACTIVITY = {SCHOOL: 1.0, BREAK: 0.45, SUMMER: 0.1}  # of an ordinary week
SECOND = 0.12  # how many cases bring another one in the same department and week
MEMORY_YEARS = 6  # of folded history before the first month
RELIABILITY = (0.8, 0.97)  # how often a department remembers to report, from the worst to the best
FORGOTTEN_COMES_LATER = 0.5
LAST_WEEK_COMES_LATER = 0.15


@dataclass(frozen=True)
class Case:
    """One episode as it reaches the register: the week it happened in and the month it arrived in."""

    week: str
    arrived: str
    department: str
    type: str
    platform: str = ""  # where it is planted; else drawn when the sheet is written
    age_band: str = ""


@dataclass(frozen=True)
class Diary:
    """All that reached the register. `zero_reports` are pairs of month and department: intet at melde."""

    cases: tuple[Case, ...]
    zero_reports: tuple[tuple[str, str], ...]
    folded: dict[tuple[str, str], int]  # (week, type) -> count, before the first month

    @property
    def reported(self) -> set[tuple[str, str]]:
        """List the pairs of month and department that reported at all."""
        return {(case.arrived, case.department) for case in self.cases} | set(self.zero_reports)


def simulate_network(plan: Plan) -> Diary:
    """Draw every episode, who reported it, and when it arrived."""
    rng = plan.rng("network")
    shares = rng.dirichlet(np.full(len(CODES), 30.0))
    remembered = _remembered(rng, plan)
    happened = _happened(rng, weeks_between(weeks_of(plan.months[0])[0], weeks_of(plan.until)[-1]), shares)
    cases = [
        case for place in happened for case in _arrival(rng, *place, remembered) if case.arrived <= plan.until
    ]
    for outbreak in plan.outbreaks:
        cases += [
            Case(week, outbreak.month, department, outbreak.type, outbreak.platform, outbreak.age_band)
            for week, department in outbreak.cases
        ]
    spoken = {(case.arrived, case.department) for case in cases}
    silent = sorted(place for place in remembered if place not in spoken and place[0] <= plan.until)
    return Diary(tuple(cases), tuple(silent), _folded(rng, plan, shares))


def _remembered(rng: np.random.Generator, plan: Plan) -> set[tuple[str, str]]:
    """Draw which departments remember to report each month; those of an outbreak do."""
    reliable = rng.uniform(*RELIABILITY, size=len(CODES))
    drawn = {
        (month, department)
        for month in (*plan.months, shift(plan.until, 1))
        for department, remembers in zip(CODES, rng.random(len(CODES)) < reliable, strict=True)
        if remembers
    }
    return drawn | {(outbreak.month, place) for outbreak in plan.outbreaks for place in outbreak.departments}


def _happened(rng: np.random.Generator, weeks: list[str], shares: np.ndarray) -> Iterator[tuple[str, str, str]]:
    """Draw (week, department, type) of every episode, oldest first; some come in twos."""
    usual = np.outer(shares, list(WEEKLY.values())) / (1 + SECOND)
    for week in weeks:
        first = rng.poisson(usual * ACTIVITY[part_of_year(week)])
        counts = first + rng.binomial(first, SECOND)
        for place, kind in np.argwhere(counts):
            for _ in range(counts[place, kind]):
                yield week, CODES[place], list(WEEKLY)[kind]


def _arrival(
    rng: np.random.Generator, week: str, department: str, kind: str, remembered: set[tuple[str, str]]
) -> Iterator[Case]:
    """Let an episode arrive in its own month, in the next, or never."""
    month = month_of(week)
    luck = rng.random()
    if (month, department) in remembered:
        late = week == weeks_of(month)[-1] and luck < LAST_WEEK_COMES_LATER
    else:
        late = luck < FORGOTTEN_COMES_LATER
        if not late:
            return
    arrived = shift(month, 1) if late else month
    if (arrived, department) in remembered:
        yield Case(week, arrived, department, kind)


def _folded(rng: np.random.Generator, plan: Plan, shares: np.ndarray) -> dict[tuple[str, str], int]:
    """Draw the negative episodes of the years before, as counts alone."""
    first = weeks_of(shift(plan.months[0], -12 * MEMORY_YEARS))[0]
    weeks = weeks_between(first, weeks_of(shift(plan.months[0], -1))[-1])
    counts = Counter(
        (week, kind)
        for week, _, kind in _happened(rng, weeks, shares * np.mean(RELIABILITY))
        if not kind.startswith("pos_")
    )
    return dict(sorted(counts.items()))

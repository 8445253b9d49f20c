"""How much could have been seen in each week: departments that reported, times the part of an ordinary week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from klubtrends.analysis.school import ACTIVITY, BREAK, SCHOOL, part_of_year
from klubtrends.periods import month_of

EVENT = "event"
ASSUMED = {**ACTIVITY, EVENT: 1.0}  # of an ordinary week, where nothing is known yet
ASSUMED_CASES = 5.0  # how much that weighs against what is seen


@dataclass(frozen=True)
class KnownWeeks:
    """ISO weeks that a calendar names: holidays beside those that every school has, and events.

    An event (a campaign week) is one in which more may be reported without more happening.
    """

    holidays: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()

    def part_of(self, week: str) -> str:
        """Tell which part of the year a week is, as `school.part_of_year` does; an event's is a part of its own."""
        part = part_of_year(week)
        if part == SCHOOL and week in self.holidays:
            return BREAK
        return EVENT if part == SCHOOL and week in self.events else part


NONE_KNOWN = KnownWeeks()


def exposures(
    weeks: Sequence[str],
    totals: Mapping[str, int],
    reporting: Mapping[str, float],
    known: KnownWeeks,
    *,
    past: int,
) -> dict[str, float]:
    """Give each week's exposure.

    What a holiday or event week holds of an ordinary one is estimated from all types together; an assumption
    of `ASSUMED_CASES` cases weighs against what is seen.

    Parameters
    ----------
    weeks : sequence of str
        Weeks whose month has a report, oldest first.
    totals : mapping
        Week to cases of all types; weeks left out have none.
    reporting : mapping
        Month to departments that reported.
    known : KnownWeeks
    past : int
        How many of the weeks are history: only they are learnt from.
    """
    parts = [known.part_of(week) for week in weeks]
    units = [reporting[month_of(week)] for week in weeks]
    cases, seen = dict.fromkeys(ASSUMED, 0.0), dict.fromkeys(ASSUMED, 0.0)
    for week, part, unit in zip(weeks[:past], parts, units, strict=False):
        cases[part] += totals.get(week, 0)
        seen[part] += unit
    rate = cases[SCHOOL] / seen[SCHOOL] if seen[SCHOOL] else 0.0
    activity = {
        part: (ASSUMED_CASES * share + cases[part]) / (ASSUMED_CASES + rate * seen[part])
        for part, share in ASSUMED.items()
    } | {SCHOOL: 1.0}
    return {week: unit * activity[part] for week, part, unit in zip(weeks, parts, units, strict=True)}

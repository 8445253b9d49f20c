"""What must stay possible, and the tables that show that it is.

A witness is a whole-number table that agrees with all that is public. It holds for every hidden set that covers
the named cells in which it differs from the truth, so hiding more never makes one false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from klubtrends.disclosure.problem import Bools, Problem
from klubtrends.disclosure.tally import Ints


@dataclass(frozen=True)
class Goal:
    """A cell that must be able to be one of `targets` (or beyond it, seen from its value).

    `knows` is a row of `Witnesses.lowers`: what the onlooker knows to be there. In `company`, some hidden cell must
    not be zero at the same time. Where `unless` is above zero, it is enough that the cell cannot be below it.
    """

    cell: int
    targets: tuple[int, ...]
    knows: int = 0
    company: bool = False
    unless: int = 0


@dataclass(frozen=True)
class Certificate:
    """Proof that a cell cannot be below `unless`, as long as the cells in `needs` are shown."""

    goal: Goal
    needs: Bools  # (named,)


class Witnesses:
    """All tables and certificates found so far, each checked exactly; any hidden set may ask which of them hold.

    `lowers` are counts that an onlooker may know to be there: none, each department's own (those that have no more
    than another in any count are left out), and at last the most that any department has, count by count.
    """

    def __init__(self, problem: Problem, floors: Ints) -> None:
        own = problem.own
        nothing = np.zeros((1, len(problem.truth)), dtype=np.int64)
        distinct = np.unique(np.vstack([own, nothing]), axis=0)
        covered = [(distinct[others] >= row).all(axis=1).any() for row, others in _others(distinct)]
        self.lowers = np.vstack([nothing, distinct[~np.array(covered)], distinct.max(axis=0)])
        self.problem, self.floors, self.values = problem, floors, problem.values
        self.certificates: list[Certificate] = []
        self._values = np.zeros((0, len(problem.masks)), dtype=np.int64)
        self._moved = np.zeros((0, problem.named), dtype=bool)
        self._above = np.zeros((0, len(self.lowers)), dtype=bool)
        self.add(problem.truth)

    @property
    def ceiling(self) -> int:
        """The last row of `lowers`."""
        return len(self.lowers) - 1

    def add(self, table: Ints) -> bool:
        """Keep a table if it is possible by all that is public, in exact arithmetic."""
        problem = self.problem
        if (
            (table < 0).any()
            or (problem.fixed @ (table - problem.truth) != 0).any()
            or (problem.floors @ table < problem.floor_values).any()
        ):
            return False
        held = problem.masks @ table
        self._values = np.vstack([self._values, held])
        self._moved = np.vstack([self._moved, (held != self.values)[: problem.named]])
        self._above = np.vstack([self._above, (table >= self.lowers).all(axis=1)])
        return True

    def met(self, goal: Goal, hidden: Bools) -> bool:
        """Tell whether a witness or a certificate shows that a goal is met."""
        value = self.values[goal.cell]
        holds = ~self._moved[:, ~hidden].any(axis=1) & self._above[:, goal.knows]
        seen = self._values[holds, goal.cell]
        reached = np.zeros(len(seen), dtype=bool)
        for target in goal.targets:
            reached |= seen >= target if target > value else seen <= target
        if goal.company:
            reached &= (self._values[holds][:, : len(hidden)][:, hidden] > 0).any(axis=1)
        return bool(reached.any()) or self.certified(goal, hidden)

    def certified(self, goal: Goal, hidden: Bools) -> bool:
        """Tell whether a cell provably cannot be so small that it would matter."""
        return bool(goal.unless) and any(
            proof.goal == goal and not (proof.needs & hidden).any() for proof in self.certificates
        )

    def unmet(self, hidden: Bools, asked: Bools) -> Iterator[Goal]:
        """List what these named cells (and those below them) must be able to be and nothing shows that they can.

        Small cells their floor, in company, and their threshold; others their floor unless they cannot be small,
        and, if named, their threshold; none may be exact for any department.
        """
        problem, named = self.problem, self.problem.named
        below = np.arange(len(self.values)) >= named
        asked = np.concatenate([asked, below[named:]])
        holds = ~self._moved[:, ~hidden].any(axis=1)
        seen, above = self._values[holds], self._above[holds]
        alone = ~(seen[:, :named][:, hidden] > 0).any(axis=1)
        accompanied = ~(alone[:, None] & ~below & ~problem.masks.all(axis=1))
        small, veiled = problem.small, problem.veiled
        stays = asked & (small | ~below | veiled)
        low = stays & ~((seen <= self.floors) & accompanied).any(axis=0)
        for cell in np.flatnonzero(low):
            company = bool(cell < named and not problem.masks[cell].all())
            unless = 0 if small[cell] else int(problem.thresholds[cell])
            goal = Goal(int(cell), (int(self.floors[cell]),), 0, company, unless)
            if not self.certified(goal, hidden):
                yield goal
        high = stays & (small | ~below) & ~(seen >= problem.thresholds).any(axis=0)
        for cell in np.flatnonzero(high):
            yield Goal(int(cell), (int(problem.thresholds[cell]),))
        doubted = asked & (~below | veiled)
        for knows in range(1, self.ceiling):
            exact = doubted & (seen[above[:, knows]] == self.values).all(axis=0)
            for cell in np.flatnonzero(exact):
                yield self.doubt(int(cell), knows)

    def doubt(self, cell: int, knows: int) -> Goal:
        """State that a cell must not be exact for somebody."""
        value = int(self.values[cell])
        return Goal(cell, (value + 1, value - 1), knows)


def _others(rows: Ints) -> Iterator[tuple[Ints, Bools]]:
    for at, row in enumerate(rows):
        yield row, np.arange(len(rows)) != at

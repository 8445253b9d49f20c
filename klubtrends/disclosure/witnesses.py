"""What must stay possible, and the tables that show that it is.

A witness is a whole-number table that agrees with all that is public. It holds for every hidden set that covers
the named cells in which it differs from the truth, so hiding more never makes one false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from klubtrends.disclosure.problem import Bools, Problem
from klubtrends.disclosure.tally import Ints


@dataclass(frozen=True)
class Goal:
    """A cell that must be able to be one of `targets`, or beyond it as seen from its value.

    `knows` is a row of `Witnesses.lowers`: what the onlooker knows to be there. In `company`, some hidden cell must
    not be zero at the same time. Where `unless` is above zero, it is enough that the cell cannot be below that.
    """

    cell: int
    targets: tuple[int, ...]
    knows: int = 0
    company: bool = False
    unless: int = 0


class Witnesses:
    """All tables found so far, each checked exactly; any hidden set may ask which of them hold for it.

    `lowers` are counts that an onlooker may know to be there: none, each department's own (but for departments that
    have no more than another in any count), and at last the most that any department has, count by count.
    """

    def __init__(self, problem: Problem, floors: Ints) -> None:
        self.problem, self.floors, self.values = problem, floors, problem.values
        self.lowers = _lowers(problem.own)
        self._found = 0
        self._values = np.zeros((64, len(problem.masks)), dtype=np.int64)
        self._moved = np.zeros((64, problem.named), dtype=bool)
        self._above = np.zeros((64, len(self.lowers)), dtype=bool)
        self._held: tuple[bytes, Bools] = (b"", np.zeros(0, dtype=bool))
        self._bounds: dict[int, list[Bools]] = {}
        self.add(problem.truth)

    @property
    def everyone(self) -> int:
        """The last row of `lowers`: a witness that has so many answers all departments at once."""
        return len(self.lowers) - 1

    def add(self, table: Ints) -> None:
        """Keep a table if it is possible by all that is public, in whole numbers."""
        problem, found = self.problem, self._found
        if (
            (table < 0).any()
            or (problem.fixed @ (table - problem.truth) != 0).any()
            or (problem.floors @ table < problem.floor_values).any()
        ):
            return
        if found == len(self._values):
            self._values, self._moved, self._above = map(_doubled, (self._values, self._moved, self._above))
        self._values[found] = problem.masks @ table
        self._moved[found] = (self._values[found] != self.values)[: problem.named]
        self._above[found] = (table >= self.lowers).all(axis=1)
        self._found += 1

    def bound(self, cell: int, needs: Bools) -> None:
        """Keep the proof that a cell cannot be below its threshold while the cells in `needs` are shown."""
        self._bounds.setdefault(cell, []).append(needs)

    def bounded(self, cell: int, hidden: Bools) -> bool:
        """Tell whether a cell provably cannot be below its threshold."""
        return any(not (needs & hidden).any() for needs in self._bounds.get(cell, []))

    def met(self, goal: Goal, hidden: Bools) -> bool:
        """Tell whether it is shown that a goal is met."""
        value = self.values[goal.cell]
        holds = np.flatnonzero(self._holds(hidden) & self._above[: self._found, goal.knows])
        seen = self._values[holds, goal.cell]
        reached = np.zeros(len(seen), dtype=bool)
        for target in goal.targets:
            reached |= seen >= target if target > value else seen <= target
        if goal.company:
            reached &= (self._values[holds, : len(hidden)][:, hidden] > 0).any(axis=1)
        return bool(reached.any()) or (goal.unless > 0 and self.bounded(goal.cell, hidden))

    def unmet(self, hidden: Bools, asked: Bools) -> Iterator[Goal]:
        """List what nothing shows yet of these named cells, and of those below them.

        Small cells must be able to be their floor, in company, and their threshold; others their floor, unless they
        cannot be small, and, if named, their threshold; nobody may find a named or veiled cell exact.
        """
        problem, holds = self.problem, np.flatnonzero(self._holds(hidden))
        small, below, veiled = problem.small, problem.below, problem.veiled
        total = np.asarray(problem.masks.all(axis=1), dtype=bool)
        asked = np.concatenate([asked, below[problem.named :]])
        seen, above = self._values[holds], self._above[holds]
        accompanied = (seen[:, : problem.named][:, hidden] > 0).any(axis=1, keepdims=True)
        low = ~((seen <= self.floors) & (accompanied | below | total)).any(axis=0)
        for cell in np.flatnonzero(low & asked & (small | ~below | veiled)).tolist():
            unless = 0 if small[cell] else int(problem.thresholds[cell])
            if not unless or not self.bounded(cell, hidden):
                yield Goal(cell, (int(self.floors[cell]),), 0, not (below[cell] or total[cell]), unless)
        high = ~(seen >= problem.thresholds).any(axis=0)
        for cell in np.flatnonzero(high & asked & (small | ~below)).tolist():
            yield Goal(cell, (int(problem.thresholds[cell]),))
        for knows in range(self.everyone):
            exact = (seen[above[:, knows]] == self.values).all(axis=0)
            for cell in np.flatnonzero(exact & asked & (~below | veiled)).tolist():
                yield self.doubt(cell, knows)

    def doubt(self, cell: int, knows: int) -> Goal:
        """State that a cell must not be exact for somebody."""
        value = int(self.values[cell])
        return Goal(cell, (value + 1, value - 1), knows)

    def _holds(self, hidden: Bools) -> Bools:
        """Tell which witnesses hold for a hidden set; what was found for the last one asked about is kept."""
        key = hidden.tobytes()
        known = self._held[1] if self._held[0] == key else np.zeros(0, dtype=bool)
        new = ~self._moved[len(known) : self._found, ~hidden].any(axis=1)
        self._held = (key, np.concatenate([known, new]))
        return self._held[1]


def _doubled(rows: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([rows, np.zeros_like(rows)])


def _lowers(own: Ints) -> Ints:
    nothing = np.zeros((1, own.shape[1]), dtype=np.int64)
    distinct = np.unique(np.vstack([own, nothing]), axis=0)
    above = (distinct[:, None, :] <= distinct[None, :, :]).all(axis=2)
    return np.vstack([nothing, distinct[above.sum(axis=1) == 1], distinct.max(axis=0)])

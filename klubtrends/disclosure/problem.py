"""What is decided when a month is published: which of the named cells are hidden, and at what price."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from klubtrends.disclosure.tally import Ints

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Problem:
    """One month and kind: what is true, what is already known (and true), and which cells a page would name.

    `masks` has a row for each cell; the first `named` of them would stand in tables, the others are finer cells
    that the tables' hierarchies know but do not show. Those of the others that are `guarded` stand hidden on an
    earlier page.
    """

    truth: Ints  # (base,)
    own: Ints  # (departments, base)
    masks: Ints  # (cells, base)
    named: int
    thresholds: Ints  # (cells,)
    costs: Ints  # (named,)
    fixed: Ints  # (equations, base), already public
    floors: Ints  # (floors, base), already announced
    floor_values: Ints
    hidden_before: Bools  # (named,)
    guarded: Bools  # (cells,)

    @property
    def values(self) -> Ints:
        """What each cell holds."""
        return self.masks @ self.truth

    @property
    def small(self) -> Bools:
        """Which cells hold 1 to their threshold less one."""
        return np.asarray((self.values > 0) & (self.values < self.thresholds), dtype=bool)

    @property
    def below(self) -> Bools:
        """Which cells stand in no table of this page."""
        return np.asarray(np.arange(len(self.masks)) >= self.named, dtype=bool)

    @property
    def veiled(self) -> Bools:
        """Which of these stand hidden on an earlier page."""
        return np.asarray(self.below & self.guarded, dtype=bool)

    @property
    def public(self) -> Bools:
        """Which named cells are public already, word for word."""
        return np.array(
            [(self.fixed == mask).all(axis=1).any() for mask in self.masks[: self.named]], dtype=bool
        )

    def primaries(self) -> Bools:
        """Name what may not be shown: small cells, those of exactly two departments, those hidden before.

        Of two departments each could subtract its own and hold the other's.
        """
        two = ((self.own @ self.masks[: self.named].T) > 0).sum(axis=0) == 2
        return np.asarray((self.small[: self.named] | two | self.hidden_before) & ~self.public, dtype=bool)


@dataclass(frozen=True)
class Suppression:
    """Which named cells are hidden, what that costs, and the least that any safe choice must cost.

    The bound is as exact as HiGHS's arithmetic. That the choice is safe was checked in whole numbers.
    """

    hidden: Bools  # (named,)
    cost: int
    bound: float

    @property
    def proved(self) -> bool:
        """Tell whether no safe choice is cheaper; costs are whole."""
        return self.cost < self.bound + 1


@dataclass(frozen=True)
class Reduced:
    """The same problem without base counts that nothing tells apart, and each sum named once.

    `stands_for` gives each named cell of the original its place in the reduced problem.
    """

    problem: Problem
    stands_for: Ints  # (named of the original,)


def reduced(problem: Problem) -> Reduced:
    """Merge what is the same: base counts in all that is known or asked, and named cells.

    Cells that are the same sum are hidden together or not at all: one shown would tell the other.
    """
    blocks = [problem.masks, problem.fixed, problem.floors]
    everything = np.vstack(blocks)
    columns, which = np.unique(everything, axis=1, return_inverse=True)
    if not len(problem.truth):  # nothing is counted: one count that is in no cell
        columns, which = np.zeros((len(everything), 1), dtype=np.int64), np.zeros(0, dtype=np.int64)
    merging = (which.ravel()[:, None] == np.arange(columns.shape[1])).astype(np.int64)
    masks, fixed, floors = np.split(columns, np.cumsum([len(block) for block in blocks[:2]]))
    _, first, same = np.unique(masks[: problem.named], axis=0, return_index=True, return_inverse=True)
    stands_for = np.argsort(np.argsort(first))[same.ravel()]
    alike = stands_for == np.arange(len(first))[:, None]
    keep = np.concatenate([np.sort(first), np.arange(problem.named, len(masks))])
    thresholds = problem.thresholds[keep]
    thresholds[: len(first)] = (alike * problem.thresholds[: problem.named]).max(axis=1, initial=0)
    return Reduced(
        replace(
            problem,
            truth=problem.truth @ merging,
            own=problem.own @ merging,
            masks=masks[keep],
            named=len(first),
            thresholds=thresholds,
            costs=alike @ problem.costs,
            fixed=fixed,
            floors=floors,
            hidden_before=(alike & problem.hidden_before).any(axis=1),
            guarded=problem.veiled[keep],
        ),
        stands_for,
    )

"""What must be decided when a month is published: which of the named cells to hide, and at what price."""

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
    that the tables' hierarchies know but do not show. Those of them that are `guarded` stand hidden on an earlier
    page.
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
    guarded: Bools | None = None  # (cells,); none where nothing is given

    @property
    def values(self) -> Ints:
        """What each cell holds."""
        return self.masks @ self.truth

    @property
    def small(self) -> Bools:
        """Which cells hold 1 to their threshold less one."""
        return np.asarray((self.values > 0) & (self.values < self.thresholds), dtype=bool)

    @property
    def public(self) -> Bools:
        """Which named cells are public already, word for word."""
        return np.array(
            [(self.fixed == mask).all(axis=1).any() for mask in self.masks[: self.named]], dtype=bool
        )

    @property
    def veiled(self) -> Bools:
        """Which cells below the named ones stand hidden on an earlier page."""
        guarded = np.zeros(len(self.masks), dtype=bool) if self.guarded is None else self.guarded
        return np.asarray(guarded & (np.arange(len(self.masks)) >= self.named), dtype=bool)

    def primaries(self) -> Bools:
        """Name what may not be shown: small cells, those of exactly two departments, those hidden before.

        Of two departments each could subtract its own and hold the other's.
        """
        two = ((self.own @ self.masks[: self.named].T) > 0).sum(axis=0) == 2
        return np.asarray((self.small[: self.named] | two | self.hidden_before) & ~self.public, dtype=bool)


@dataclass(frozen=True)
class Suppression:
    """Which named cells are hidden, what that costs, and the least that any safe choice must cost.

    `bound` is as exact as HiGHS's own arithmetic; that every promise holds is checked in integers.
    """

    hidden: Bools  # (named,)
    cost: int
    bound: float

    @property
    def proved(self) -> bool:
        """Tell whether nothing cheaper is safe; costs are whole."""
        return self.cost < self.bound + 1


@dataclass(frozen=True)
class Reduced:
    """The same problem without base counts that nothing tells apart and without cells that are named twice.

    `stands_for` gives for each named cell of the original its place in the reduced one.
    """

    problem: Problem
    stands_for: Ints


def reduced(problem: Problem) -> Reduced:
    """Merge equal columns of all that is known or asked, and named cells that are the same sum."""
    everything = np.vstack([problem.masks, problem.fixed, problem.floors])
    columns, which = np.unique(everything, axis=1, return_inverse=True)
    summing = (which.ravel()[:, None] == np.arange(columns.shape[1])).astype(np.int64)
    cells, fixed = len(problem.masks), len(problem.fixed)
    masks = columns[:cells]
    _, first, same = np.unique(masks[: problem.named], axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    stands_for = np.argsort(order)[same.ravel()]
    keep = np.concatenate([first[order], np.arange(problem.named, cells)])
    shared = stands_for == np.arange(len(first))[:, None]  # reduced named cells × named cells
    return Reduced(
        replace(
            problem,
            truth=problem.truth @ summing,
            own=problem.own @ summing,
            masks=masks[keep],
            named=len(first),
            thresholds=np.concatenate(
                [
                    (shared * problem.thresholds[: problem.named]).max(axis=1, initial=0),
                    problem.thresholds[problem.named :],
                ]
            ),
            costs=shared @ problem.costs,
            fixed=columns[cells : cells + fixed],
            floors=columns[cells + fixed :],
            hidden_before=(shared & problem.hidden_before).any(axis=1),
            guarded=problem.veiled[keep],
        ),
        stands_for,
    )

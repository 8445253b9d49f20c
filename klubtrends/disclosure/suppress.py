"""Which cells to hide: the smallest set, step by step, that leaves every hidden cell in doubt.

An outsider knows that counts are whole and not negative, and every equation and floor that was published. A cell is
in doubt because of *witnesses*: whole-number tables that agree with all of it and differ in the cell. Every promise
below is kept by a witness that was checked exactly, so none rests on a solver's tolerance. The search for cheap
partners is a heuristic (Kelly et al. 1992): safe, not proved cheapest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from klubtrends.disclosure.tally import Ints

Bools = NDArray[np.bool_]
# Bounded by work done, not by seconds. HiGHS prints a line of its own when it mends a rounded answer: that is rare
# where linear programs are asked first, all variables are whole and presolve is on.
SOLVING: Any = {"node_limit": 2000, "mip_rel_gap": 0}


@dataclass(frozen=True)
class Problem:
    """One month and kind: what is true, what is already known (and true), and which cells a page would name.

    `masks` has a row for each cell; the first `named` of them would stand in tables, the others are finer cells
    that the tables' hierarchies know but do not show.
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
    guarded: Bools  # (cells,): beyond the named ones, those that stand hidden on an earlier page

    @property
    def values(self) -> Ints:
        """What each cell holds."""
        return self.masks @ self.truth

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
        values, thresholds = self.values[: self.named], self.thresholds[: self.named]
        two = ((self.own @ self.masks[: self.named].T) > 0).sum(axis=0) == 2
        small = (values > 0) & (values < thresholds)
        return np.asarray((small | two | self.hidden_before) & ~self.public, dtype=bool)


@dataclass(frozen=True)
class _Goal:
    """A cell that must be able to be at least, or at most, so much, for someone who knows `lower` counts.

    Where `company` is given, these counts and those of new partners must not all be zero at the same time.
    """

    mask: Ints
    least: float
    most: float
    lower: Ints
    company: Ints | None = None


@dataclass
class _Search:
    """The hidden cells so far and the witnesses that hold for them; hiding more never makes a witness false."""

    problem: Problem
    hidden: Bools
    witnesses: list[Ints] = field(default_factory=list)

    def seen(self, mask: Ints, lower: Ints | None = None) -> Ints:
        """List what a cell is in all witnesses, or in those that have at least `lower` everywhere."""
        tables = np.array(self.witnesses)
        if lower is not None:
            tables = tables[(tables >= lower).all(axis=1)]
        return np.asarray(tables @ mask, dtype=np.int64)

    def company(self) -> Ints:
        """Add the hidden cells up: zero where nothing would have been hidden."""
        return np.asarray(self.problem.masks[: self.problem.named][self.hidden].sum(axis=0), dtype=np.int64)

    def reach(self, *goals: _Goal) -> bool:
        """Hide what is cheapest to hide so that one of the goals can be true; tell whether one can."""
        free = (answer for goal in goals if (answer := _free(self.problem, self.hidden, goal)))
        found = next(free, None) or min(
            (answer for goal in goals if (answer := _cheapest(self.problem, self.hidden, goal))),
            key=lambda answer: answer[0],
            default=None,
        )
        if found is None:
            return False
        _, table, partners = found
        self.witnesses.append(table)
        self.hidden |= partners
        return True


def suppress(problem: Problem) -> Bools | None:
    """Choose the named cells to hide, or None where no safe choice was found.

    Guaranteed of an answer, for whoever knows all equations, floors and the shown cells:

    - every hidden cell can be its floor, while another hidden cell is not zero (the total of all is spared the
      latter), and can be its threshold or more; or it cannot be below its threshold and is not exact;
    - every finer cell that holds 1 to its threshold less one can be its floor and can be its threshold or more;
    - for a department that knows its own rows too, no hidden cell is exact.

    Not covered: two departments that pool what they know, and an attacker who reasons from the choice itself.
    """
    search = _Search(problem, problem.primaries(), [problem.truth])
    while True:
        before = search.hidden.sum()
        if not (_doubt_for_outsiders(search) and _doubt_for_departments(search)):
            return None
        if search.hidden.sum() == before:
            return search.hidden


def _doubt_for_outsiders(search: _Search) -> bool:
    problem = search.problem
    for index, mask in enumerate(problem.masks):
        value, threshold = int(problem.values[index]), int(problem.thresholds[index])
        named, small = index < problem.named, 0 < value < threshold
        if not (search.hidden[index] if named else small or problem.guarded[index]):
            continue
        company = search.company() if named and not mask.all() else None
        if not (
            _can_be_small(search, mask, 0 if small else threshold, company)
            and _can_be_large(search, mask, threshold)
        ):
            return False
    return True


def _can_be_large(search: _Search, mask: Ints, threshold: int) -> bool:
    nothing = np.zeros_like(search.problem.truth)
    return bool(search.seen(mask).max() >= threshold) or search.reach(_Goal(mask, threshold, np.inf, nothing))


def _can_be_small(search: _Search, mask: Ints, out_of_danger: int, company: Ints | None) -> bool:
    """See to it that a cell can be its floor, in company; or, from a threshold on, cannot be small at all."""
    problem = search.problem
    nothing, floor, seen = np.zeros_like(problem.truth), _floor(problem, mask), search.seen(mask)
    accompanied = search.seen(company) > 0 if company is not None else np.ones(len(seen), dtype=bool)
    if ((seen <= floor) & accompanied).any():
        return True
    if out_of_danger and _smallest(search, mask) >= out_of_danger:
        return len(set(seen.tolist())) > 1 or search.reach(*_either_way(mask, int(seen[0]), nothing))
    return search.reach(_Goal(mask, -np.inf, floor, nothing, company))


def _doubt_for_departments(search: _Search) -> bool:
    problem = search.problem
    for own in problem.own:
        for index in np.flatnonzero(search.hidden):
            mask, value = problem.masks[index], int(problem.values[index])
            if (search.seen(mask, own) != value).any():
                continue
            if not search.reach(*_either_way(mask, value, own)):
                return False
    return True


def _either_way(mask: Ints, value: int, lower: Ints) -> tuple[_Goal, _Goal]:
    return _Goal(mask, value + 1, np.inf, lower), _Goal(mask, -np.inf, value - 1, lower)


def _floor(problem: Problem, mask: Ints) -> int:
    """Find how small a cell could be if nothing but the floors were known."""
    return int(_least(problem, mask, problem.floors[:0])) if (problem.floors @ mask).any() else 0


def _smallest(search: _Search, mask: Ints) -> int:
    """Find how small a hidden cell can be now."""
    shown = search.problem.masks[: search.problem.named][~search.hidden]
    return _least(search.problem, mask, np.vstack([shown, search.problem.fixed]))


def _least(problem: Problem, mask: Ints, equations: Ints) -> int:
    """Give the least that a cell holds in any table that has these sums and keeps the floors: a proved bound."""
    sums = equations @ problem.truth
    constraints = [LinearConstraint(rows, low, high) for rows, low, high in (
        (equations, sums, sums), (problem.floors, problem.floor_values, np.inf)) if len(rows)]  # fmt: skip
    answer = milp(
        mask, constraints=constraints, integrality=np.ones(len(mask), dtype=np.int64), options=SOLVING
    )
    return 0 if answer.mip_dual_bound is None else math.ceil(answer.mip_dual_bound - 1e-6)


def _free(problem: Problem, hidden: Bools, goal: _Goal) -> tuple[int, Ints, Bools] | None:
    """Find a table that meets the goal and breaks no shown cell, as far as linear programming goes.

    Sums down and across give corners in whole numbers, so what is found here is nearly always whole.
    """
    most, lines = _most(problem), np.vstack([problem.masks[: problem.named][~hidden], problem.fixed])
    sums = lines @ problem.truth
    both = np.array([goal.mask, np.ones_like(goal.mask)])
    rows = [LinearConstraint(both, [goal.least, -np.inf], [goal.most, most])]
    if len(lines):
        rows.append(LinearConstraint(lines, sums, sums))
    if len(problem.floors):
        rows.append(LinearConstraint(problem.floors, lb=problem.floor_values))
    if goal.company is not None:
        rows.append(LinearConstraint(goal.company[None, :], lb=1))
    aim = goal.mask if goal.least == -np.inf else -goal.mask
    answer = milp(aim, bounds=Bounds(goal.lower, np.full(len(aim), most)), constraints=rows)
    if answer.x is None:
        return None
    found = _checked(problem, hidden, goal, np.rint(answer.x).astype(np.int64))
    return None if found is None or found[2].any() else found


def _most(problem: Problem) -> int:
    """Limit the incidents in a witness: more than the truth by twice what any cell must be able to reach."""
    return int(problem.truth.sum() + 2 * problem.thresholds.max())


def _cheapest(problem: Problem, hidden: Bools, goal: _Goal) -> tuple[int, Ints, Bools] | None:
    """Find a table that meets the goal and breaks the cheapest set of shown cells: (cost, table, set).

    The variables are the table, a switch for each shown cell that lets it differ, and how much (to 1) a cell that
    was switched adds to the goal's company.
    """
    open_cells = np.flatnonzero(~hidden & ~problem.public)
    size, base = len(open_cells), len(problem.truth)
    most = _most(problem)
    answer = milp(
        np.concatenate([np.zeros(base), problem.costs[open_cells], np.zeros(size)]),
        integrality=np.ones(base + 2 * size, dtype=np.int64),
        bounds=Bounds(
            np.concatenate([goal.lower, np.zeros(2 * size)]),
            np.concatenate([np.full(base, most), np.ones(2 * size)]),
        ),
        constraints=list(_constraints(problem, open_cells, goal, most)),
        options=SOLVING,
    )
    if answer.x is None:
        return None
    return _checked(problem, hidden, goal, np.rint(answer.x[:base]).astype(np.int64))


def _constraints(problem: Problem, open_cells: Ints, goal: _Goal, most: int) -> Iterator[LinearConstraint]:
    """State what a table must keep to: shown cells unless switched, what is public, the goal and its company."""
    shown, size = problem.masks[open_cells], len(open_cells)
    values, zero, one = shown @ problem.truth, np.zeros((size, size)), np.eye(size)

    def whole(rows: Ints) -> NDArray[np.float64]:
        return np.hstack([rows, np.zeros((len(rows), 2 * size))])

    yield LinearConstraint(np.hstack([shown, -np.diag(most - values), zero]), ub=values)
    yield LinearConstraint(np.hstack([shown, np.diag(values), zero]), lb=values)
    yield LinearConstraint(whole(goal.mask[None, :]), goal.least, goal.most)
    yield LinearConstraint(whole(np.ones_like(goal.mask)[None, :]), ub=most)
    if len(problem.fixed):
        yield LinearConstraint(
            whole(problem.fixed), problem.fixed @ problem.truth, problem.fixed @ problem.truth
        )
    if len(problem.floors):
        yield LinearConstraint(whole(problem.floors), lb=problem.floor_values)
    if goal.company is not None:
        yield LinearConstraint(np.hstack([0 * shown, -one, one]), ub=0)
        yield LinearConstraint(np.hstack([-shown, zero, one]), ub=0)
        yield LinearConstraint(np.concatenate([goal.company, np.zeros(size), np.ones(size)])[None, :], lb=1)


def _checked(problem: Problem, hidden: Bools, goal: _Goal, table: Ints) -> tuple[int, Ints, Bools] | None:
    """Check a table exactly, in integers, and name the shown cells that it breaks."""
    named = problem.masks[: problem.named]
    partners = ~hidden & (named @ (table - problem.truth) != 0)
    if (
        (table < goal.lower).any()
        or not goal.least <= goal.mask @ table <= goal.most
        or (goal.company is not None and not (named[hidden | partners] @ table).any())
        or (problem.fixed @ (table - problem.truth) != 0).any()
        or (problem.floors @ table < problem.floor_values).any()
    ):
        return None
    return int(problem.costs[partners].sum()), table, partners

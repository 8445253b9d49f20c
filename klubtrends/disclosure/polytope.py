"""The linear system that everything published makes, as an attacker solves it.

Its variables are the base counts and every sum that is named, known or asked about, so that whatever is known of
one of them is a bound on one variable (Fischetti & Salazar 2000).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_array, csr_array, eye_array, kron

from klubtrends.disclosure.problem import Bools, Problem
from klubtrends.disclosure.tally import Ints

Floats = NDArray[np.float64]
# Bounded by work done, not by seconds. HiGHS prints a line of its own when it mends a rounded answer: that is rare
# where linear programs are asked first, all variables are whole and presolve is on.
SOLVING: Any = {"node_limit": 2000, "mip_rel_gap": 0}
LEAN: Any = {"presolve": False}  # for programs so small that presolve costs more than it saves
PARTS = 60  # prices are rounded to sixtieths, and what follows from them is then worked out exactly


@dataclass(frozen=True)
class Box:
    """The least and the most that each variable can be.

    Sums that are not `stated` are left out of programs: their limits only repeat those of the counts.
    """

    low: Floats
    high: Floats
    stated: Bools

    def copy(self) -> Box:
        """Give a box that can be changed by itself."""
        return Box(self.low.copy(), self.high.copy(), self.stated.copy())

    def but(self, at: int, low: float, high: float) -> Box:
        """Give the same with other limits for one variable."""
        changed = self.copy()
        changed.low[at], changed.high[at], changed.stated[at] = low, high, True
        return changed


@dataclass(frozen=True)
class Push:
    """A variable to be pushed up (sign 1) or down (-1) in a box that holds the truth."""

    at: int
    sign: int
    box: Box


@dataclass(frozen=True)
class Pushed:
    """Where a variable was pushed as far as linear programming goes, and why it goes no farther.

    `table` is `point` rounded. `prices` are whole: multiplied with all variables of any table, they make `PARTS`
    times the pushed one, or less `PARTS` times if it was pushed down.
    """

    table: Ints  # (base,)
    point: Floats  # (variables,)
    prices: Ints  # (variables,)


@dataclass(frozen=True)
class Whole:
    """A table that was found in whole numbers, if any, and whether there is none for certain."""

    table: Ints | None
    impossible: bool


@dataclass(frozen=True)
class Polytope:
    """Variables: base counts first, then sums. `place` finds each cell among them."""

    truth: Ints  # (variables,)
    sums: Ints  # (variables - base, base)
    place: Ints  # (cells,)
    named: int
    known: Box

    @classmethod
    def of(cls, problem: Problem) -> Polytope:
        """Set up the system of a problem."""
        base = len(problem.truth)
        places = {row.tobytes(): at for at, row in enumerate(np.eye(base, dtype=np.int64))}
        everything = np.vstack([problem.masks, problem.fixed, problem.floors]).astype(np.int64)
        place = np.array([places.setdefault(row.tobytes(), len(places)) for row in everything], dtype=np.int64)
        sums = np.array([np.frombuffer(row, dtype=np.int64) for row in list(places)[base:]], dtype=np.int64)
        sums = sums.reshape(len(places) - base, base)
        truth = np.concatenate([problem.truth, sums @ problem.truth])
        low, high = np.zeros(len(truth)), np.full(len(truth), np.inf)
        cells, fixed, floors = np.split(place, np.cumsum([len(problem.masks), len(problem.fixed)]))
        np.maximum.at(low, floors, problem.floor_values)
        low[fixed] = high[fixed] = truth[fixed]
        stated = np.arange(len(truth)) < base
        stated[np.concatenate([cells[: problem.named], fixed, floors])] = True
        return cls(truth, sums, cells, problem.named, Box(low, high, stated))

    @property
    def stands(self) -> Ints:
        """The places of the named cells."""
        return self.place[: self.named]

    def all_of(self, tables: NDArray[Any]) -> NDArray[Any]:
        """Work out all variables of tables of base counts."""
        return np.hstack([tables, tables @ self.sums.T])

    def push(self, pushes: Sequence[Push]) -> list[Pushed | None]:
        """Push variables as far as linear programming goes, each in its own box; None where the solver gives up.

        They are solved side by side, as one program: so small a program costs more to state than to solve.
        """
        base, times = self.sums.shape[1], len(pushes)
        stated = np.flatnonzero(np.any([push.box.stated for push in pushes], axis=0))
        aims = np.array([-push.sign * (stated == push.at) for push in pushes])
        ties = self._ties(stated)
        boxes: Any = np.hstack([(push.box.low[stated], push.box.high[stated]) for push in pushes]).T
        answer = linprog(
            aims.ravel(), A_eq=_side_by_side(ties, times), b_eq=np.zeros(times * len(ties)), bounds=boxes,
            method="highs-ds", options=LEAN,
        )  # fmt: skip
        if answer.x is None:
            return [None] * times
        multipliers = np.rint(PARTS * answer.eqlin.marginals).astype(np.int64).reshape(times, -1)
        prices = np.zeros((times, len(self.truth)), dtype=np.int64)
        prices[:, stated] = multipliers @ ties - PARTS * aims
        points = self.all_of(answer.x.reshape(times, -1)[:, :base])
        return [Pushed(self._table(point), point, price) for point, price in zip(points, prices, strict=True)]

    def pull(self, aims: Ints, box: Box) -> Ints | None:
        """Go as far as linear programming can towards all aims together, up (1) and down (-1); give that rounded."""
        stated = np.flatnonzero(box.stated)
        answer = milp(
            -aims[stated], constraints=LinearConstraint(self._ties(stated), 0, 0),
            bounds=Bounds(box.low[stated], box.high[stated]),
        )  # fmt: skip
        return None if answer.x is None else self._table(answer.x)

    def whole(self, box: Box, company: Bools | None) -> Whole:
        """Look for a table in a box, in whole numbers; if `company` is given, not all of these cells may be zero."""
        stated = np.flatnonzero(box.stated)
        rows = [LinearConstraint(self._ties(stated), 0, 0)]
        if company is not None:
            counted = np.bincount(self.stands[company], minlength=len(self.truth))
            rows.append(LinearConstraint(counted[None, stated], lb=1))
        answer = milp(
            np.zeros(len(stated)), constraints=rows, bounds=Bounds(box.low[stated], box.high[stated]),
            integrality=np.ones_like(stated), options=SOLVING,
        )  # fmt: skip
        return Whole(None if answer.x is None else self._table(answer.x), answer.status == 2)

    def nearest(self, box: Box, costs: Floats) -> Ints | None:
        """Find a table in a box, in whole numbers, whose named cells differ from the truth as cheaply as can be.

        How far each differs, upwards and downwards, are variables of their own.
        """
        stated, none = np.flatnonzero(box.stated), np.zeros(2 * self.named)
        ties, one = csr_array(self._ties(stated)), eye_array(self.named)
        named = csr_array((self.stands[:, None] == stated).astype(float))
        blocks: Any = [[ties, None, None], [named, -one, one]]
        right = np.concatenate([np.zeros(ties.shape[0]), self.truth[self.stands]])
        answer = milp(
            np.concatenate([np.zeros(len(stated)), costs, costs]),
            constraints=LinearConstraint(csr_array(block_array(blocks)), right, right),
            bounds=Bounds(np.append(box.low[stated], none), np.append(box.high[stated], none + np.inf)),
            integrality=np.repeat([1, 0], [len(stated), len(none)]),
            options=SOLVING,
        )
        return None if answer.x is None else self._table(answer.x)

    def _ties(self, stated: Ints) -> NDArray[np.int64]:
        """Give the equations that tie the sums to the counts, for those variables."""
        sums = self.sums[stated[stated >= self.sums.shape[1]] - self.sums.shape[1]]
        return np.hstack([sums, -np.eye(len(sums), dtype=np.int64)])

    def _table(self, point: Floats) -> Ints:
        return np.rint(point[: self.sums.shape[1]]).astype(np.int64)


def _side_by_side(matrix: NDArray[np.int64], times: int) -> Any:
    return kron(eye_array(times), csr_array(matrix), format="csr")

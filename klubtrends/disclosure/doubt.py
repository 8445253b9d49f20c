"""Is every hidden cell in doubt? A witness for each promise, or a cut that every safe choice satisfies.

Most cuts come from an attacker's linear program: its prices say which cells hold the pushed one fast, and how much
each would give way if it were hidden (capacity constraints, Fischetti & Salazar 2000, 2001). Where only whole
numbers fail, or only company is missing, the hidden set is enlarged as far as the promise still fails: one of the
rest must be hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from klubtrends.disclosure.cuts import Cuts
from klubtrends.disclosure.polytope import PARTS, Box, Floats, Polytope, Push, Pushed
from klubtrends.disclosure.problem import Bools, Problem
from klubtrends.disclosure.tally import Ints
from klubtrends.disclosure.witnesses import Goal, Witnesses

MANY = 10  # unmet goals, from which on it pays to look for tables that meet several at once
SIDE_BY_SIDE = 16  # linear programs that are solved as one
T = TypeVar("T")


@dataclass(frozen=True)
class _Failure:
    """How a goal was missed: for each target what its prices prove, if anything, and the point last reached."""

    proofs: list[Floats | None]
    point: Floats


class Doubt:
    """One problem, and all that was found out about it: witnesses and cuts."""

    def __init__(self, problem: Problem, floors: Ints) -> None:
        self.problem = problem
        self.polytope = Polytope.of(problem)
        self.witnesses = Witnesses(problem, floors)
        self.cuts = Cuts(problem.costs, problem.primaries(), ~problem.public)
        self.partners = ~problem.primaries() & ~problem.public
        self.certain = True  # until a cut rests on a question that the solver gave up
        self._lowers = self.polytope.all_of(self.witnesses.lowers)

    def safe(self, hidden: Bools) -> bool:
        """Tell whether every promise holds; stop at the first that does not."""
        return not self.cuts.exclude(hidden) and next(self.broken(hidden), None) is None

    def broken(self, hidden: Bools) -> Iterator[Goal]:
        """Give the goals that a hidden set does not meet; cuts that follow are kept.

        Whether a cell is exact is asked for whoever knows nothing first, then for all departments at once, which
        one table may answer, and then for each, until it is exact for one.
        """
        self._meet_many(hidden)
        asked, exact = set[Goal](), set[int]()
        while goals := self._next(hidden, asked, exact):
            for goal, failure in self._reach(goals, hidden):
                if goal.knows != self.witnesses.everyone:
                    exact |= {goal.cell} if len(goal.targets) > 1 else set()
                    self._cut(goal, hidden, failure.proofs, self._fallen(goal, failure.point))
                    yield goal

    def separate(self, shares: Floats) -> int:
        """Find cuts that exclude shares of cells; tell how many. Of each cell's doubts, one is asked about."""
        hidden, before = shares > 1 - 1e-6, len(self.cuts)
        self._meet_many(hidden)
        goals = {
            (goal.cell, goal.targets): goal
            for goal in reversed(list(self.witnesses.unmet(hidden, shares > 0.01)))
            if not goal.unless
        }
        questions = [(goal, target) for goal in goals.values() for target in self.targets(goal)]
        proofs: dict[Goal, list[Floats | None]] = {goal: [] for goal in goals.values()}
        for part in _parts(questions):
            pushes = [self._push(goal, target, self._slack(goal, target, shares)) for goal, target in part]
            for (goal, target), pushed in zip(part, self.polytope.push(pushes), strict=True):
                proofs[goal].append(None if pushed is None else self._proof(goal, target, pushed))
        for goal, proved in proofs.items():
            self._cut(goal, shares, proved)
        return len(self.cuts) - before

    def enlarge(self, goal: Goal, hidden: Bools) -> None:
        """Hide as many more cells as leave a goal unmet, and keep the cut that one of the rest must be hidden."""
        missed = next(self._reach([goal], hidden), None)
        if missed is None:
            return
        enlarged, chunks = hidden.copy(), [np.flatnonzero(self.partners & ~hidden)]
        while chunks:
            chunk = chunks.pop()
            more = enlarged.copy()
            more[chunk] = True
            if not any(self.found(goal, target, more, proving=True) for target in self.targets(goal)):
                enlarged = more
            elif len(chunk) > 1:
                chunks += np.array_split(chunk, 2)
        rest = (self.partners & ~enlarged).astype(float)
        self._cut(goal, hidden, [rest], self._fallen(goal, missed[1].point))

    def targets(self, goal: Goal) -> list[int]:
        """List the targets that are not ruled out by what is known of the cell itself."""
        at = self.polytope.place[goal.cell]
        low = max(self.polytope.known.low[at], self._lowers[goal.knows, at])
        return [target for target in goal.targets if low <= target <= self.polytope.known.high[at]]

    def beyond(self, goal: Goal, target: int, hidden: Bools) -> Box:
        """Say what the onlooker knows of every variable, and that the cell is at a target or beyond it."""
        at, box = int(self.polytope.place[goal.cell]), self._box(goal.knows, hidden)
        up = target > self.polytope.truth[at]
        return box.but(at, target if up else box.low[at], box.high[at] if up else target)

    def found(self, goal: Goal, target: int, hidden: Bools, *, proving: bool = False) -> bool:
        """Look for a witness in whole numbers; if that proves a cut, note where nothing is certain."""
        asked = self.polytope.whole(self.beyond(goal, target, hidden), hidden if goal.company else None)
        if asked.table is not None:
            self.witnesses.add(asked.table)
        met = self.witnesses.met(goal, hidden)
        self.certain &= met or asked.impossible or not proving
        return met

    def _meet_many(self, hidden: Bools) -> None:
        """Find tables that meet many goals at once, for whoever knows nothing and for all departments."""
        left = list(self.witnesses.unmet(hidden, hidden))
        for turn in range(4):
            if len(left) < MANY:
                return
            for knows in (0, self.witnesses.everyone):
                box, aims = self._box(knows, hidden), np.zeros(len(self.polytope.truth), dtype=np.int64)
                for goal in left:
                    if bool(goal.knows) == bool(knows):
                        self._aim(Goal(goal.cell, goal.targets, knows), turn, box, aims)
                table = self.polytope.pull(aims, box) if aims.any() else None
                if table is not None:
                    self.witnesses.add(table)
            before, left = len(left), list(self.witnesses.unmet(hidden, hidden))
            if turn % 2 and len(left) > 0.8 * before:
                return

    def _aim(self, goal: Goal, turn: int, box: Box, aims: Ints) -> None:
        """Aim at one of a goal's targets, and no farther; by turns at the other."""
        at, targets = self.polytope.place[goal.cell], self.targets(goal)
        if aims[at] or not targets:
            return
        target = targets[(turn + int(at)) % len(targets)]
        aims[at] = 1 if target > self.polytope.truth[at] else -1
        (box.high if aims[at] > 0 else box.low)[at] = target
        box.stated[at] = True

    def _next(self, hidden: Bools, asked: set[Goal], exact: set[int]) -> list[Goal]:
        """List what to ask next: of each cell one question of a kind."""
        goals: dict[tuple[int, tuple[int, ...]], Goal] = {}
        for unmet in self.witnesses.unmet(hidden, hidden):
            everyone = self.witnesses.doubt(unmet.cell, self.witnesses.everyone)
            goal = everyone if unmet.knows and everyone not in asked else unmet
            if goal not in asked and not (len(goal.targets) > 1 and goal.cell in exact):
                goals.setdefault((goal.cell, goal.targets), goal)
        asked.update(goals.values())
        return list(goals.values())

    def _reach(self, goals: Sequence[Goal], hidden: Bools) -> Iterator[tuple[Goal, _Failure]]:
        """Meet goals with new witnesses or bounds, and tell how that failed for the others."""
        for part in _parts(goals):
            questions = [(goal, target) for goal in part for target in self.targets(goal)]
            boxes = {knows: self._box(knows, hidden) for knows in {goal.knows for goal in part}}
            pushes = [self._push(goal, target, boxes[goal.knows]) for goal, target in questions]
            answers = self.polytope.push(pushes) if pushes else []
            for pushed in answers:
                if pushed is not None:
                    self.witnesses.add(pushed.table)
            for goal in part:
                mine = [
                    (target, pushed)
                    for (other, target), pushed in zip(questions, answers, strict=True)
                    if other is goal
                ]
                failure = self._failure(goal, hidden, mine, boxes[goal.knows])
                if failure is not None:
                    yield goal, failure

    def _failure(
        self, goal: Goal, hidden: Bools, answers: list[tuple[int, Pushed | None]], box: Box
    ) -> _Failure | None:
        """Tell how a goal was missed, if it was."""
        proofs, point = list[Floats | None](), self.polytope.truth.astype(float)
        for target, pushed in answers:
            if self.witnesses.met(goal, hidden):
                return None
            if pushed is None:
                proofs.append(None)
                continue
            if goal.unless and self._bounded(goal, pushed, box):
                return None
            point, reached = pushed.point, pushed.point[self.polytope.place[goal.cell]]
            missed = abs(reached - target) > 1e-6
            self.certain &= not goal.unless or bool(reached < goal.unless - 1 + 1e-6)
            proofs.append(self._proof(goal, target, pushed) if missed else None)
            if not missed and self.found(goal, target, hidden):
                return None
        return _Failure(proofs, point)

    def _cut(
        self, goal: Goal, shares: Floats | Bools, proofs: list[Floats | None], fallen: Bools | None = None
    ) -> None:
        """Keep that the proofs together make 1: if the cell is hidden, and if those are that let it fall."""
        proved = [proof for proof in proofs if proof is not None]
        if len(proved) < len(proofs):
            return
        weights, least = np.minimum(sum(proved, np.zeros(len(shares))), 1.0), 1.0
        if fallen is not None:
            weights, least = weights - fallen, least - int(fallen.sum())
        if goal.cell < len(shares) and self.partners[goal.cell]:
            weights[goal.cell], least = -1.0, least - 1
        self.cuts.add(weights, least, shares)

    def _fallen(self, goal: Goal, point: Floats) -> Bools | None:
        """Name the partners without which a cell could not have fallen below what matters, if that matters."""
        if not goal.unless:
            return None
        moved = (np.abs(point - self.polytope.truth)[self.polytope.stands] > 1e-9) & self.partners
        moved[goal.cell : goal.cell + 1] = False
        return np.asarray(moved, dtype=bool)

    def _free(self, knows: int) -> Box:
        known = self.polytope.known
        return Box(np.maximum(known.low, self._lowers[knows]), known.high.copy(), known.stated.copy())

    def _box(self, knows: int, hidden: Bools) -> Box:
        """Say what somebody knows of every variable when these cells are hidden."""
        box, shown = self._free(knows), self.polytope.stands[~hidden]
        box.low[shown] = box.high[shown] = self.polytope.truth[shown]
        return box

    def _slack(self, goal: Goal, target: int, shares: Floats) -> Box:
        """Let every named cell give way by its share of what the goal needs; the goal's own cell is free."""
        box, truth = self._free(goal.knows), self.polytope.truth
        partly = shares < 1 - 1e-6
        partly[goal.cell : goal.cell + 1] = False
        at, needed = self.polytope.stands[partly], abs(target - truth[self.polytope.place[goal.cell]])
        down = shares[partly] * np.minimum(truth[at] - box.low[at], needed)
        up = shares[partly] * np.minimum(box.high[at] - truth[at], needed)
        box.low[at], box.high[at] = truth[at] - down, truth[at] + up
        return box

    def _push(self, goal: Goal, target: int, box: Box) -> Push:
        """State how far a goal's cell should go, and no farther."""
        at = int(self.polytope.place[goal.cell])
        if target > self.polytope.truth[at]:
            return Push(at, 1, box.but(at, box.low[at], target))
        return Push(at, -1, box.but(at, target, box.high[at]))

    def _proof(self, goal: Goal, target: int, pushed: Pushed) -> Floats | None:
        """Turn prices into what each hidden cell gives towards a target (1 in all); None if they prove nothing."""
        box, polytope, prices = self._free(goal.knows), self.polytope, pushed.prices
        falls = np.where(prices < 0, -prices * (polytope.truth - box.low), 0.0)
        rises = (prices > 0) & (box.low < box.high)
        named = np.zeros(len(prices), dtype=bool)
        named[polytope.stands] = True
        named[polytope.place[goal.cell]] = False
        needed = PARTS * abs(target - polytope.truth[polytope.place[goal.cell]]) - falls[~named].sum()
        if rises[~named].any() or needed <= 0:
            return None
        gives = np.where(named, np.where(rises, 1.0, np.minimum(falls / needed, 1.0)), 0.0)
        return np.asarray(gives[polytope.stands], dtype=np.float64)

    def _bounded(self, goal: Goal, pushed: Pushed, box: Box) -> bool:
        """Prove from the prices, in whole numbers, that a cell cannot be below what matters, if it cannot."""
        used = pushed.prices != 0
        limits = np.where(pushed.prices > 0, box.high, box.low)[used]
        if not np.isfinite(limits).all():
            return False
        least = -int(pushed.prices[used] @ limits.astype(np.int64))  # of PARTS times the cell
        if least <= PARTS * (goal.unless - 1):
            return False
        self.witnesses.bound(goal.cell, (used & (box.low == box.high))[self.polytope.stands] & self.partners)
        return True


def _parts(questions: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(questions), SIDE_BY_SIDE):
        yield questions[at : at + SIDE_BY_SIDE]

"""Is there doubt about every hidden cell? A witness for each promise, or a cut that every safe choice satisfies.

A cut is an inequality over the named cells (1 hidden, 0 shown). Most come from an attacker's linear program: its
prices say which shown cells hold the pushed cell fast, and how much each would give way (capacity constraints,
Fischetti & Salazar 2000, 2001). Where only whole numbers fail, or only company is missing, the hidden set is
enlarged as far as the promise still fails: one of the rest must be hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from klubtrends.disclosure.problem import Bools, Problem
from klubtrends.disclosure.system import PARTS, Box, Floats, Pushed, System
from klubtrends.disclosure.tally import Ints
from klubtrends.disclosure.witnesses import Certificate, Goal, Witnesses


@dataclass(frozen=True)
class Cut:
    """What every safe choice satisfies: `weights` times the hidden cells make at least `least`."""

    weights: Floats  # (named,)
    least: float

    def broken(self, hidden: Floats | Bools) -> bool:
        """Tell whether a choice, or a mixture of several, breaks it by more than rounding could."""
        return bool(self.weights @ hidden < self.least - 1e-6)


class Doubt:
    """One problem, and all that has been found out about it: witnesses, certificates and cuts."""

    def __init__(self, problem: Problem, floors: Ints) -> None:
        self.problem = problem
        self.system = System.of(problem)
        self.witnesses = Witnesses(problem, floors)
        self.cuts: list[Cut] = []
        self.forced = problem.primaries()
        self.candidates = ~self.forced & ~problem.public
        self.open = False  # a question was given up, so that nothing more can be proved
        self._lowers = self.system.all_of(self.witnesses.lowers)

    def safe(self, hidden: Bools) -> bool:
        """Tell whether every promise holds; stop at the first that does not."""
        if any(cut.broken(hidden) for cut in self.cuts):
            return False
        return next(self.broken(hidden), None) is None

    def broken(self, hidden: Bools) -> Iterator[tuple[Goal, Cut]]:
        """Give every goal that a hidden set does not meet, with a new cut that says why."""
        for goal in self._unshared(self.witnesses.unmet(hidden, hidden), hidden):
            if self.witnesses.met(goal, hidden):
                continue
            cut = self._attempt(goal, hidden)
            if cut is not None:
                self.cuts.append(cut)
                yield goal, cut

    def separate(self, mixture: Floats) -> int:
        """Find cuts that a mixture of hidden sets breaks; tell how many."""
        hidden, before = mixture > 1 - 1e-6, len(self.cuts)
        asked: set[tuple[int, bool]] = set()
        for goal in self.witnesses.unmet(hidden, mixture > 0.01):
            kind = (goal.cell, len(goal.targets) > 1)
            if goal.unless or kind in asked or self.witnesses.met(goal, hidden):
                continue
            asked.add(kind)
            self._separate(goal, mixture)
        return len(self.cuts) - before

    def _separate(self, goal: Goal, mixture: Floats) -> None:
        proofs = []
        for target in self.targets(goal):
            pushed = self._push(goal, target, self._slack(goal, target, mixture))
            proof = pushed and self._prices(goal, target, pushed)
            if pushed is None or proof is None:
                return
            self.witnesses.add(pushed.table)
            proofs.append(proof)
        cut = self._cut(goal, np.sum(proofs, axis=0) if proofs else np.zeros(self.problem.named), None)
        if cut.weights @ mixture < cut.least - 1e-3:
            self.cuts.append(cut)

    def _unshared(self, goals: Iterable[Goal], hidden: Bools) -> Iterator[Goal]:
        """Look first for a table that would answer all departments at once."""
        tried: set[int] = set()
        for goal in list(goals):
            if len(goal.targets) > 1 and goal.cell not in tried:
                tried.add(goal.cell)
                everyone = self.witnesses.doubt(goal.cell, self.witnesses.ceiling)
                if not self.witnesses.met(everyone, hidden):
                    for target in self.targets(everyone):
                        pushed = self._push(everyone, target, self.box(everyone, hidden))
                        if pushed is not None and self.witnesses.add(pushed.table) and self.witnesses.met(everyone, hidden):
                            break
            yield goal

    def _attempt(self, goal: Goal, hidden: Bools) -> Cut | None:
        """Meet a goal with a new witness or certificate, or give the cut that follows."""
        box, proofs, near = self.box(goal, hidden), [], np.zeros(0)
        for target in self.targets(goal):
            pushed = self._push(goal, target, box)
            if pushed is None:
                proofs.append(None)
                continue
            self.witnesses.add(pushed.table)
            if self.witnesses.met(goal, hidden) or self._certify(goal, pushed, box):
                return None
            near = pushed.point
            missed = abs(pushed.point[self.system.place[goal.cell]] - target) > 1e-6
            proofs.append(self._prices(goal, target, pushed) if missed else None)
            if not missed and self.whole(goal, target, hidden):
                return None
        return self._explain(goal, hidden, proofs, near)

    def _explain(self, goal: Goal, hidden: Bools, proofs: list[Floats | None], near: Floats) -> Cut:
        fallen = self._fallen(goal, near) if goal.unless else None
        if all(proof is not None for proof in proofs):
            cut = self._cut(goal, np.sum(proofs, axis=0) if proofs else np.zeros(len(hidden)), fallen)
            if cut.broken(hidden):
                return cut
        return self._cut(goal, (~self._enlarged(goal, hidden) & self.candidates).astype(float), fallen)

    def _cut(self, goal: Goal, weights: Floats, fallen: Bools | None) -> Cut:
        """State that `weights` must make 1: if the cell is hidden, and if those that let it fall are."""
        weights, least = np.minimum(weights, 1.0), 1.0
        if fallen is not None:
            weights, least = weights - fallen, least - fallen.sum()
        if goal.cell < self.problem.named and not self.forced[goal.cell]:
            weights[goal.cell], least = -1.0, least - 1
        return Cut(weights, float(least))

    def _fallen(self, goal: Goal, near: Floats) -> Bools:
        """Name the partners without which the cell could not have fallen below what matters."""
        named = self.system.place[: self.problem.named]
        fallen = (np.abs(near - self.system.truth)[named] > 1e-9) & self.candidates
        if goal.cell < len(fallen):
            fallen[goal.cell] = False
        return np.asarray(fallen, dtype=bool)

    def targets(self, goal: Goal) -> list[int]:
        """List the targets that are not ruled out by what is known of the cell itself."""
        at = self.system.place[goal.cell]
        low = max(self.system.known.low[at], self._lowers[goal.knows, at])
        return [target for target in goal.targets if low <= target <= self.system.known.high[at]]

    def box(self, goal: Goal, hidden: Bools) -> Box:
        """Say what somebody knows of every variable when these cells are hidden."""
        box = self._free(goal.knows)
        shown = self.system.place[: self.problem.named][~hidden]
        box.low[shown] = box.high[shown] = self.system.truth[shown]
        return box

    def reaching(self, goal: Goal, target: int, hidden: Bools) -> Box:
        """Add to that box that a goal's cell is at a target, or beyond it."""
        at, value = int(self.system.place[goal.cell]), int(self.witnesses.values[goal.cell])
        box = self.box(goal, hidden)
        return box.but(at, *((target, box.high[at]) if target > value else (box.low[at], target)))

    def _free(self, knows: int) -> Box:
        known = self.system.known
        return Box(np.maximum(known.low, self._lowers[knows]), known.high.copy())

    def _slack(self, goal: Goal, target: int, mixture: Floats) -> Box:
        """Let every named cell give way by its share in a mixture of what a table needs that meets the goal."""
        box = self._free(goal.knows)
        place, truth = self.system.place[: self.problem.named], self.system.truth
        needed = abs(target - int(self.witnesses.values[goal.cell]))
        partly = mixture < 1 - 1e-6
        if goal.cell < len(partly):
            partly[goal.cell] = False
        at, share = place[partly], mixture[partly]
        down = np.minimum(truth[at] - box.low[at], needed)
        up = np.minimum(box.high[at] - truth[at], needed)
        box.low[at], box.high[at] = truth[at] - share * down, truth[at] + share * up
        return box

    def _push(self, goal: Goal, target: int, box: Box) -> Pushed | None:
        at, value = self.system.place[goal.cell], int(self.witnesses.values[goal.cell])
        sign = 1 if target > value else -1
        low, high = (box.low[at], target) if sign > 0 else (target, box.high[at])
        return self.system.push(int(at), sign, box.but(int(at), low, high))

    def _prices(self, goal: Goal, target: int, pushed: Pushed) -> Floats | None:
        """Turn prices into what each hidden cell gives towards a target (1 in all); None if they prove nothing."""
        box, system, prices = self._free(goal.knows), self.system, pushed.prices
        bound = np.where(prices < 0, system.truth - box.low, 0) * np.abs(prices)
        endless = (prices > 0) & (box.low < box.high)
        named = np.zeros(len(prices), dtype=bool)
        named[system.place[: self.problem.named]] = True
        named[system.place[goal.cell]] = False
        needed = PARTS * abs(target - int(self.witnesses.values[goal.cell])) - bound[~named].sum()
        if (endless & ~named).any() or needed <= 0:
            return None
        gives = np.minimum(np.where(endless, needed, bound) / needed, 1.0)
        gives[~named] = 0
        return np.asarray(gives[system.place[: self.problem.named]], dtype=np.float64)

    def _certify(self, goal: Goal, pushed: Pushed, box: Box) -> bool:
        """Prove from the prices, in whole numbers, that a cell cannot be small, if it cannot."""
        if not goal.unless:
            return False
        at, prices = self.system.place[goal.cell], pushed.prices
        box = box.but(int(at), self._free(goal.knows).low[at], box.high[at])
        limits = np.where(prices > 0, box.high, box.low)
        if not np.isfinite(limits[prices != 0]).all():
            return False
        most = int((prices[prices != 0] * limits[prices != 0].astype(np.int64)).sum())  # of -PARTS times the cell
        if -most <= PARTS * (goal.unless - 1):
            return False
        named = self.system.place[: self.problem.named]
        pins = (prices[named] != 0) & (box.low == box.high)[named] & self.candidates
        self.witnesses.certificates.append(Certificate(goal, pins))
        return True

    def whole(self, goal: Goal, target: int, hidden: Bools) -> bool:
        """Look for a witness in whole numbers; note it if the question stays open."""
        table, none = self.system.whole(self.reaching(goal, target, hidden), hidden if goal.company else None)
        if table is not None and self.witnesses.add(table) and self.witnesses.met(goal, hidden):
            return True
        self.open |= not none
        return False

    def _enlarged(self, goal: Goal, hidden: Bools) -> Bools:
        """Hide as many more cells as leave a goal unmet."""
        enlarged = hidden.copy()
        chunks = [np.flatnonzero(self.candidates & ~hidden)]
        while chunks:
            chunk = chunks.pop()
            more = enlarged.copy()
            more[chunk] = True
            if not any(self.whole(goal, target, more) for target in self.targets(goal)):
                enlarged = more
            elif len(chunk) > 1:
                chunks += [chunk[len(chunk) // 2 :], chunk[: len(chunk) // 2]]
        return enlarged

"""Which cells to hide: the cheapest set that leaves every hidden cell in doubt.

An outsider knows that counts are whole and not negative, and every equation and floor that was published. A cell is
in doubt because of *witnesses*: whole-number tables that agree with all of it and differ in the cell. Every promise
below is kept by a witness (or a dual bound) that was checked exactly, so none rests on a solver's tolerance.

What is cheapest is found by cutting planes (Fischetti & Salazar 2000, 2001): a small mixed-integer program chooses
what to hide, the attacker's linear programs tell which promise would fail and what could keep it.

References
----------
.. [1] Fischetti, M. & Salazar, J. J. (2000). JASA 95, 916-928.
.. [2] Fischetti, M. & Salazar, J. J. (2001). Management Science 47, 1008-1027.
.. [3] Kelly, J. P., Golden, B. L. & Assad, A. A. (1992). Networks 22, 397-417.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from klubtrends.disclosure.doubt import Doubt
from klubtrends.disclosure.partners import pruned, repaired
from klubtrends.disclosure.problem import Bools, Problem, Suppression, reduced
from klubtrends.disclosure.system import Floats
from klubtrends.disclosure.tally import Ints

__all__ = ["Problem", "Suppression", "solve", "suppress"]


def suppress(problem: Problem) -> Bools | None:
    answer = solve(problem)
    return None if answer is None else answer.hidden


def solve(problem: Problem, *, mixtures: int = 12, rounds: int = 12, gap: float = 0.01) -> Suppression | None:
    small = reduced(problem)
    answer = _Search(small.problem, gap).run(mixtures, rounds)
    if answer is None:
        return None
    return Suppression(answer.hidden[small.stands_for], answer.cost, answer.bound)


@dataclass(frozen=True)
class _Choice:
    share: Floats
    bound: float


class _Search:
    def __init__(self, problem: Problem, gap: float) -> None:
        self.problem, self.gap = problem, gap
        self.doubt = Doubt(problem, _floors(problem))
        self.best: Bools | None = None
        self.bound = float(problem.costs[self.doubt.forced].sum())
        self.hopeless = False

    def run(self, mixtures: int, rounds: int) -> Suppression | None:
        for whole, times in ((False, mixtures), (True, rounds)):
            for _ in range(times):
                if not self._round(whole):
                    break
            if whole is False and not self.hopeless and not self._done():
                self._improve(self.doubt.forced, np.zeros(len(self.doubt.forced)))
                choice = self._choose(False)
                if choice is not None:
                    self._improve(self.doubt.forced, choice.share)
        if self.best is None:
            return None
        return Suppression(self.best, self._cost(self.best), self.bound)

    def _round(self, whole: bool) -> bool:
        """Choose, and see what the choice breaks; tell whether to go on."""
        if self.hopeless or self._done():
            return False
        choice = self._choose(whole)
        if choice is None:
            self.hopeless = True
            return False
        if not self.doubt.open:
            self.bound = max(self.bound, math.ceil(choice.bound - 1e-4))
        import os
        if os.environ.get('TRACE'): print('round',whole,round(choice.bound),self.bound,len(self.doubt.cuts),None if self.best is None else self._cost(self.best), len(self.doubt.witnesses._values))
        if self._done():
            return False
        if not whole:
            return self.doubt.separate(choice.share) > 0
        hidden = choice.share > 0.5
        if not list(self.doubt.broken(hidden)):
            self._take(hidden)
            return False
        self._improve(hidden, choice.share)
        return True

    def _done(self) -> bool:
        return self.best is not None and self._cost(self.best) <= max(self.bound, self.bound * (1 + self.gap))

    def _improve(self, hidden: Bools, share: Floats) -> None:
        prices = self.problem.costs * (1 - 0.9 * share)
        found = repaired(self.doubt, hidden, prices)
        if found is not None:
            self._take(pruned(self.doubt, found))

    def _take(self, hidden: Bools) -> None:
        if self.best is None or self._cost(hidden) < self._cost(self.best):
            self.best = hidden

    def _cost(self, hidden: Bools) -> int:
        return int(self.problem.costs[hidden].sum())

    def _choose(self, whole: bool) -> _Choice | None:
        doubt = self.doubt
        rows = [LinearConstraint(np.array([cut.weights for cut in doubt.cuts]), lb=np.array([cut.least for cut in doubt.cuts]))] if doubt.cuts else []
        answer = milp(
            self.problem.costs, constraints=rows,
            bounds=Bounds(doubt.forced.astype(float), (~self.problem.public).astype(float)),
            integrality=np.full(len(doubt.forced), int(whole)),
            options={"node_limit": 500, "mip_rel_gap": self.gap/2},
        )
        if answer.x is None:
            return None
        return _Choice(answer.x, answer.mip_dual_bound if whole else answer.fun)


def _floors(problem: Problem) -> Ints:
    return np.array([_floor(problem, mask) for mask in problem.masks], dtype=np.int64)


def _floor(problem: Problem, mask: Ints) -> int:
    """Find how small a cell could be if nothing but the floors were known."""
    if not (problem.floors @ mask).any():
        return 0
    answer = milp(mask, constraints=LinearConstraint(problem.floors, lb=problem.floor_values), integrality=np.ones(len(mask)))
    return math.ceil(answer.mip_dual_bound - 1e-6)

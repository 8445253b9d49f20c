"""Which cells to hide: the cheapest set that leaves every hidden cell in doubt.

An outsider knows that counts are whole and not negative, and every equation and floor that was published. A cell is
in doubt because of *witnesses*: whole-number tables that agree with all of it and differ in the cell. Every promise
below is kept by a witness, or by a bound, that was checked in whole numbers: none rests on a solver's tolerance.

What is cheapest is found by cutting planes [1]_ [2]_: a small program chooses what to hide, the attacker's linear
programs tell which promises that would break and what could keep them, and so on until the choice is safe. A
heuristic [3]_ makes every choice safe on the way, so that there is an answer when the work is cut short.

References
----------
.. [1] Fischetti, M. & Salazar, J. J. (2000). JASA 95, 916-928.
.. [2] Fischetti, M. & Salazar, J. J. (2001). Management Science 47, 1008-1027.
.. [3] Kelly, J. P., Golden, B. L. & Assad, A. A. (1992). Networks 22, 397-417.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import LinearConstraint, milp

from klubtrends.disclosure.cuts import Choice
from klubtrends.disclosure.doubt import Doubt
from klubtrends.disclosure.partners import pruned, repaired
from klubtrends.disclosure.polytope import SOLVING
from klubtrends.disclosure.problem import Bools, Problem, Suppression, reduced
from klubtrends.disclosure.tally import Ints

__all__ = ["Problem", "Suppression", "solve", "suppress"]

NONE, ALL_IT_TAKES = 0, 400_000  # work on whole cells: for a safe choice, and for a cheap one
MIXTURES = 12  # choices of shares of cells, at most
FAR = 1.3  # times the bound: from here on it does not pay to look for partners that are not needed
TOO_MUCH = (
    0.2  # of all costs: where so much must be hidden, some table is too fine anyway, and a quick choice will do
)
ROUND = 20_000  # weights of inequalities: the least that a choice of whole cells counts for
STALLED = 1.001  # times the bound before: if it grew by less, shares of cells have told what they can


def suppress(problem: Problem, *, work: int = ALL_IT_TAKES) -> Bools | None:
    """Choose the named cells to hide, or None where no safe choice was found; `solve` explains `work`.

    Guaranteed of an answer, for whoever knows all equations, floors and the shown cells:

    - every hidden cell can be its floor, while another hidden cell is not zero (the total of all is spared the
      latter), and can be its threshold or more; or it cannot be below its threshold, as linear programming proves,
      and is not exact;
    - every finer cell that holds 1 to its threshold less one can be its floor and can be its threshold or more;
    - every finer cell that stands hidden on an earlier page can be its floor, or cannot be below its threshold, and
      is not exact;
    - for a department that knows its own rows too, no hidden cell, of this page or an earlier one, is exact.

    Not covered: two departments that pool what they know, and an attacker who reasons from the choice itself.
    """
    answer = solve(problem, mixtures=MIXTURES if work else 1, work=work)
    return None if answer is None else answer.hidden


def solve(
    problem: Problem, *, gap: float = 0.03, mixtures: int = MIXTURES, work: int = ALL_IT_TAKES
) -> Suppression | None:
    """Choose the named cells to hide, and tell how good the choice is; `suppress` says what is guaranteed.

    Parameters
    ----------
    problem : Problem
        What is true, known and named.
    gap : float
        Stop when the choice costs at most this share more than the proved bound.
    mixtures : int
        Choose shares of cells at most so often.
    work : int
        Then choose whole cells until so many weights of inequalities were looked at. Work done is counted, not
        seconds, so that the same problem has the same answer everywhere.

    Returns
    -------
    Suppression or None
        None where no safe choice was found; most often there is none.
    """
    return _Search(reduced(problem), gap).run(mixtures, work)


class _Search:
    """The best choice so far, and the least that any safe one costs."""

    def __init__(self, problem: Problem, gap: float) -> None:
        self.problem, self.gap = problem, gap
        self.doubt = Doubt(problem, _floors(problem))
        self.bound = float(problem.costs[problem.primaries()].sum())
        self.best: Bools | None = None
        self.fewest = len(problem.masks) ** 2  # broken promises of a choice that was made safe

    def run(self, mixtures: int, work: int) -> Suppression | None:
        """Choose shares of cells until that tells nothing more, then whole cells until one choice is safe."""
        whole, choice = work > 0, self._mix(mixtures)
        if choice is not None:
            self._make_safe(choice)
        while choice is not None and work > 0 and not self._done():
            work -= ROUND + len(self.doubt.cuts) * self.problem.named
            choice = self._choose(whole=True)
            if choice is not None and not self._done() and self._settle(choice):
                break
        if whole and choice is not None and not self._done():
            self._make_safe(choice)
        if self.best is None:
            return None
        hopeless = not whole and self.bound > TOO_MUCH * self.problem.costs.sum()
        if not hopeless and not self._done():
            self._take(pruned(self.doubt, self.best))
        return Suppression(self.best, self._cost(self.best), self.bound)

    def _mix(self, mixtures: int) -> Choice | None:
        choice = self._choose(whole=False)
        for _ in range(mixtures):
            before = self.bound
            if choice is None or not self.doubt.separate(choice.shares):
                break
            choice = self._choose(whole=False)
            if self.bound < before * STALLED:
                break
        return choice

    def _settle(self, choice: Choice) -> bool:
        """See which promises a choice breaks; tell whether none. The least broken so far is made safe."""
        cuts = len(self.doubt.cuts)
        goals = list(self.doubt.broken(choice.hidden))
        if not goals:
            self._take(choice.hidden)
            return True
        if len(self.doubt.cuts) == cuts:
            self.doubt.enlarge(goals[0], choice.hidden)
        if len(goals) <= self.fewest:
            self.fewest = len(goals)
            self._make_safe(choice)
        return False

    def _choose(self, *, whole: bool) -> Choice | None:
        choice = self.doubt.cuts.cheapest(whole=whole, gap=self.gap)
        if choice is not None and self.doubt.certain:
            self.bound = max(self.bound, math.ceil(choice.bound - 1e-4))
        return choice

    def _make_safe(self, choice: Choice) -> None:
        """Hide what a choice lacks, and show what it does not need unless it is too far from the bound."""
        prices = self.problem.costs * (1 - 0.9 * choice.shares)
        allowed = -1
        while allowed != self.doubt.cuts.allowed.sum():  # it may turn out that a cell can never be hidden
            allowed = self.doubt.cuts.allowed.sum()
            found = repaired(self.doubt, choice.hidden & self.doubt.cuts.allowed, prices)
            if found is None and self.best is None:  # dear, but if anything is safe this most often is
                found = repaired(self.doubt, self.doubt.cuts.allowed.copy(), prices)
            if found is not None:
                near = self._cost(found) < FAR * self.bound
                self._take(pruned(self.doubt, found) if near else found)
                return

    def _take(self, hidden: Bools) -> None:
        if self.best is None or self._cost(hidden) < self._cost(self.best):
            self.best = hidden

    def _cost(self, hidden: Bools) -> int:
        return int(self.problem.costs[hidden].sum())

    def _done(self) -> bool:
        return self.best is not None and self._cost(self.best) < max(
            self.bound + 1, self.bound * (1 + self.gap)
        )


def _floors(problem: Problem) -> Ints:
    """Find how small each cell could be if nothing but the floors were known."""
    floors = np.zeros(len(problem.masks), dtype=np.int64)
    for cell in np.flatnonzero((problem.masks @ problem.floors.T).any(axis=1)):
        answer = milp(
            problem.masks[cell], constraints=LinearConstraint(problem.floors, lb=problem.floor_values),
            integrality=np.ones_like(problem.truth), options=SOLVING,
        )  # fmt: skip
        floors[cell] = 0 if answer.mip_dual_bound is None else math.ceil(answer.mip_dual_bound - 1e-6)
    return floors

"""What whole-number tables agree with all that is known: the attacker's own arithmetic.

A table that was found serves every question that it answers. What no table answers is refuted by linear programming
where that is enough, else by integer programming; where the solver gives up, the answer is 'undecided'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

Ints = NDArray[np.int64]
YES, NO, UNDECIDED = "yes", "no", "undecided"
NODES = 20_000
HELPING = 0.05  # how much a guess also aims at the other open questions


@dataclass(frozen=True)
class System:
    """What is known: `equations @ table == sums`, `floors @ table >= least`, whole numbers from 0 to `most`."""

    equations: Ints
    sums: Ints
    floors: Ints
    least: Ints
    most: int

    def admits(self, table: Ints, lower: Ints) -> bool:
        """Check a table exactly."""
        return bool(
            (table >= lower).all()
            and (self.equations @ table == self.sums).all()
            and (self.floors @ table >= self.least).all()
        )

    def solve(self, aim: NDArray[np.float64], lower: Ints, *rows: LinearConstraint, whole: bool) -> Any:
        """Minimise over all tables that have at least `lower`."""
        known = list(rows)
        if len(self.equations):
            known.append(LinearConstraint(self.equations, self.sums, self.sums))
        if len(self.floors):
            known.append(LinearConstraint(self.floors, lb=self.least))
        return milp(
            aim,
            integrality=np.full(len(aim), int(whole)),
            bounds=Bounds(lower, np.maximum(lower, self.most)),
            constraints=known or None,
            options={"node_limit": NODES},
        )

    def extreme(self, mask: Ints, sign: int, lower: Ints) -> int | None:
        """Give the least (sign 1) or the most (sign -1) that a sum can be; None where the solver gave up."""
        answer = self.solve(sign * mask.astype(float), lower, whole=True)
        return None if answer.status else sign * round(answer.fun)


@dataclass(frozen=True)
class Question:
    """Can a sum be at most (sign 1) or at least (sign -1) so much, for whoever knows that `lower` is there?"""

    name: int
    mask: Ints
    sign: int
    bound: int
    lower: Ints

    def answered(self, table: Ints) -> bool:
        """Tell whether a table that agrees with what is public says yes."""
        return self.sign * int(self.mask @ table - self.bound) <= 0 and bool((table >= self.lower).all())


@dataclass
class Possible:
    """The tables found so far, the true one among them."""

    system: System
    found: list[Ints]
    chance: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def ask(self, questions: Sequence[Question]) -> Iterator[tuple[Question, str]]:
        """Answer YES, NO or UNDECIDED to each question."""
        still = list(questions)
        for question in questions:
            if any(question.answered(table) for table in self.found):
                yield question, YES
                still.remove(question)
        while still:
            question, *others = still
            yield question, self._guess(question, others) or self._prove(question)
            still = [other for other in others if not other.answered(self.found[-1])]
            yield from ((other, YES) for other in others if other.answered(self.found[-1]))

    def differs(self, mask: Ints, lower: Ints) -> str:
        """Tell whether a sum can be anything but what it is, for whoever knows that `lower` is there."""
        truth = int(mask @ self.found[0])
        if any(mask @ table != truth and (table >= lower).all() for table in self.found):
            return YES
        either = (Question(0, mask, sign, truth - sign, lower) for sign in (1, -1))
        answers = {answer for question in either for _, answer in self.ask([question])}
        return next(answer for answer in (YES, UNDECIDED, NO) if answer in answers)

    def _guess(self, question: Question, others: Sequence[Question]) -> str:
        """Look for a table by linear programming, first for one that also helps with the other questions."""
        aim = question.sign * question.mask.astype(float)
        mixed = aim.copy()
        for other in others:
            mixed += HELPING * self.chance.random() * other.sign * other.mask
        for objective in (mixed, aim):
            answer = self.system.solve(objective, question.lower, whole=False)
            if self._keeps(question, answer.x):
                return YES
        too_far = answer.fun is not None and answer.fun > question.sign * question.bound + 1e-4
        return NO if answer.status == 2 or too_far else ""

    def _prove(self, question: Question) -> str:
        """Ask for a whole-number table outright."""
        within = (-np.inf, question.bound) if question.sign > 0 else (question.bound, np.inf)
        row = LinearConstraint(question.mask[None, :], *within)
        answer = self.system.solve(np.zeros(len(question.mask)), question.lower, row, whole=True)
        if self._keeps(question, answer.x):
            return YES
        return NO if answer.status == 2 else UNDECIDED

    def _keeps(self, question: Question, values: NDArray[np.float64] | None) -> bool:
        """Keep a table that agrees with everything, and tell whether it says yes."""
        table = None if values is None else np.rint(values).astype(np.int64)
        if table is None or not self.system.admits(table, question.lower):
            return False
        self.found.append(table)
        return question.answered(table)

"""What an outsider can work out: the least and the most that each hidden cell can be, in whole numbers.

What is shown is put in first; what is left falls apart into small systems that have no cell in common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from klubtrends.danish import TOTAL
from klubtrends.disclosure.attack.outsider import Cell, Key, System

SOLVING: Any = {"node_limit": 5000, "mip_rel_gap": 0}
_INFEASIBLE = 2


@dataclass(frozen=True)
class Thresholds:
    """What a count must be able to reach; `by_label` for labels that sensitive types belong to."""

    threshold: int = 5
    by_label: Mapping[str, int] = field(default_factory=dict)

    @property
    def largest(self) -> int:
        """The highest of all."""
        return max([self.threshold, *self.by_label.values()])

    def of(self, key: Key) -> int:
        """Give a cell's threshold: that of its mildest label, for the sensitive part is in all of them."""
        return min(self.by_label.get(label, self.threshold) for label in key or {TOTAL})


@dataclass(frozen=True)
class Learnt:
    """What can be learnt of one cell: nothing of it is the number itself."""

    cell: Cell
    where: str
    how: str  # small, exact, not_small, not_large, order, contradiction, unsolved


class _Contradiction(Exception):
    """No whole numbers add up as the tables say."""


class _Unsolved(Exception):
    """The bounded search ended without an answer."""


@dataclass(frozen=True)
class _Relation:
    """A sum of cells, each so many times, that is exactly (or, for an order, at least) `least`."""

    terms: Mapping[Cell, int]
    least: int
    exact: bool = True


def learn(system: System, thresholds: Thresholds) -> Iterator[Learnt]:
    """Tell what can be learnt of every cell that is shown too small, hidden, or stands nowhere but in a sum."""
    torn = {period for (period, _), counts in system.shown.items() if len(counts) > 1}
    for period in sorted(torn):
        yield Learnt((period, frozenset()), period, "contradiction")
    for (period, key), counts in system.shown.items():
        least = thresholds.of(key) if key else thresholds.threshold  # a total of good ones is not strict
        if 0 < min(counts) < least:
            yield Learnt((period, key), system.seen[period, key], "small")
    found = set()
    for learnt in _learn(system, thresholds, torn, ordered=False):
        found.add(learnt.cell)
        yield learnt
    if system.orders:
        for learnt in _learn(system, thresholds, torn, ordered=True):
            if learnt.cell not in found:
                yield Learnt(learnt.cell, learnt.where, "order")


def _learn(system: System, thresholds: Thresholds, torn: Collection[str], *, ordered: bool) -> Iterator[Learnt]:
    known = {cell: min(counts) for cell, counts in system.shown.items()}
    relations, wrong = _relations(system, known, ordered=ordered)
    for period in sorted(wrong - set(torn)):
        yield Learnt((period, frozenset()), period, "contradiction")
    blank = _Blank(system)
    for part in _parts(system, relations, thresholds):
        if not any(period in torn or period in wrong for period, _ in part.cells):
            yield from _learn_part(part, system, thresholds, blank)


def _relations(
    system: System, known: Mapping[Cell, int], *, ordered: bool = False
) -> tuple[list[_Relation], set[str]]:
    """Put what is known into every equation; name the periods in which nothing is left and it does not add up."""
    signed = [(parts, whole, True) for whole, parts in system.sums]
    signed += [((more,), less, False) for more, less in system.orders if ordered]
    found, wrong = [], {cell[0] for cell, floor in system.floors.items() if known.get(cell, floor) < floor}
    for parts, whole, exact in signed:
        terms = Counter(parts)
        terms[whole] -= 1
        least = -sum(sign * known[cell] for cell, sign in terms.items() if cell in known)
        unknown = {cell: sign for cell, sign in terms.items() if cell not in known and sign}
        if unknown:
            found.append(_Relation(unknown, least, exact))
        elif exact and least != 0:
            wrong.add(whole[0])
    return found, wrong


@dataclass
class _Part:
    """Cells that hang together, and every answer found for them so far: what each has been seen to be able to be."""

    cells: tuple[Cell, ...]
    relations: list[_Relation]
    floors: Mapping[Cell, int]
    most: int
    answers: list[npt.NDArray[np.int64]] = field(default_factory=list)

    @cached_property
    def place(self) -> dict[Cell, int]:
        """Where each cell stands among the unknowns."""
        return {cell: at for at, cell in enumerate(self.cells)}

    @cached_property
    def _constraints(self) -> list[LinearConstraint]:
        if not self.relations:
            return []
        entries = [(at, self.place[cell], sign) for at, relation in enumerate(self.relations)
                   for cell, sign in relation.terms.items()]  # fmt: skip
        rows, columns, signs = zip(*entries, strict=True)
        least = [relation.least for relation in self.relations]
        most = [relation.least if relation.exact else np.inf for relation in self.relations]
        shape = (len(self.relations), len(self.cells))
        return [LinearConstraint(csr_array((signs, (rows, columns)), shape=shape), least, most)]

    def can_be(self, cell: Cell) -> tuple[int, int]:
        """Give the least and the most that a cell has been seen to be able to be."""
        values = [answer[self.place[cell]] for answer in self.answers]
        return int(min(values)), int(max(values))

    def solve(self, aim: Mapping[Cell, int]) -> None:
        """Find and keep one answer that makes a sum of cells as small as can be."""
        weights = np.zeros(len(self.cells))
        weights[[self.place[cell] for cell in aim]] = list(aim.values())
        low = np.array([float(self.floors.get(cell, 0)) for cell in self.cells])
        bounds = Bounds(low, np.maximum(low, self.most))
        for integral in (0, 1):  # whole numbers only where fractions are not whole by themselves
            kinds = np.full(len(weights), integral)
            answer = milp(
                weights, integrality=kinds, bounds=bounds, constraints=self._constraints, options=SOLVING
            )
            if answer.status == _INFEASIBLE:
                raise _Contradiction
            if answer.success and np.abs(answer.x - np.rint(answer.x)).max() < 1e-6:
                self.answers.append(np.rint(answer.x).astype(np.int64))
                return
        raise _Unsolved


class _Blank:
    """The same system with nothing shown: what an announcement alone tells of a cell."""

    def __init__(self, system: System) -> None:
        self._system = system

    @cached_property
    def _parts(self) -> list[_Part]:
        relations, _ = _relations(self._system, {})
        return list(_parts(self._system, relations, Thresholds()))

    def least(self, cell: Cell) -> int:
        """Give the least that a cell can be."""
        if not self._system.floors:
            return 0
        part = next((part for part in self._parts if cell in part.place), None)
        if part is None:
            return self._system.floors.get(cell, 0)
        part.solve({cell: 1})
        return part.can_be(cell)[0]


def _parts(system: System, relations: Sequence[_Relation], thresholds: Thresholds) -> Iterator[_Part]:
    """Split the unknown cells into parts that have no relation in common."""
    leader: dict[Cell, Cell] = {cell: cell for cell in [*system.hidden, *system.unsaid]}
    for relation in relations:
        leader |= {cell: cell for cell in relation.terms if cell not in leader}
        first, *others = (_lead(leader, cell) for cell in relation.terms)
        leader |= dict.fromkeys(others, first)
    members: dict[Cell, list[Cell]] = {}
    inside: dict[Cell, list[_Relation]] = {}
    for cell in leader:
        members.setdefault(_lead(leader, cell), []).append(cell)
    for relation in relations:
        inside.setdefault(_lead(leader, next(iter(relation.terms))), []).append(relation)
    for head, cells in members.items():
        own = inside.get(head, [])
        most = sum(abs(relation.least) for relation in own) + 20 * thresholds.largest
        yield _Part(tuple(cells), own, system.floors, most + sum(system.floors.values()))


def _lead(leader: dict[Cell, Cell], cell: Cell) -> Cell:
    while leader[cell] != cell:
        leader[cell] = cell = leader[leader[cell]]
    return cell


def _learn_part(part: _Part, system: System, thresholds: Thresholds, blank: _Blank) -> Iterator[Learnt]:
    targets = [cell for cell in part.cells if cell in system.hidden or cell in system.unsaid]
    for cell in targets:
        where = system.hidden.get(cell) or system.unsaid[cell]
        try:
            how = _judge(part, cell, thresholds.of(cell[1]), blank, said=cell in system.hidden)
        except _Contradiction:
            yield Learnt(cell, where, "contradiction")
            return
        except _Unsolved:
            how = "unsolved"
        if how:
            yield Learnt(cell, where, how)


def _judge(part: _Part, cell: Cell, threshold: int, blank: _Blank, *, said: bool) -> str:
    """Name what is wrong with what a cell can be, if anything; what answers found for others show is not solved for."""
    if not part.answers or part.can_be(cell)[1] < threshold:
        part.solve({cell: -1})
    if part.can_be(cell)[0] > 0:
        part.solve({cell: 1})
    low, high = part.can_be(cell)
    if low == high and low >= threshold:
        part.solve({cell: -1})
        low, high = part.can_be(cell)
    if not said and (low == 0 or high >= threshold):
        return ""  # stands nowhere, so nobody has said that it is small
    if low == high:
        return "exact"
    if 0 < low < threshold and low > blank.least(cell):
        return "not_small"
    return "not_large" if high < threshold else ""

"""An attacker that is not the protector: from releases alone, how little and how much can every count be?

It imports nothing of the program. It takes releases for what they say (sums that are known, floors that were
announced, cells that stand hidden), joins the months that they tie together, and asks for each count of interest
which whole-number tables agree with all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.possible import NO, UNDECIDED, YES, Ints, Possible, Question, System

Codes = tuple[tuple[str, tuple[str, ...]], ...]
EXACT, NARROW, INSIDER = "exact", "narrow", "insider"
ROOM = 200  # how many more incidents there may be in a possible table than there are


class CellLike(Protocol):
    """A sum of counts: of some months, and of the codes that `parts` names; a dimension not named counts whole."""

    @property
    def months(self) -> tuple[str, ...]: ...
    @property
    def parts(self) -> Codes: ...


class ReleaseLike(Protocol):
    """What was told of a cell: its value, or a floor, or (neither) that it is hidden."""

    @property
    def cell(self) -> Any: ...
    @property
    def value(self) -> int | None: ...
    @property
    def floor(self) -> int: ...


@dataclass(frozen=True)
class Truth:
    """One kind's counts: departments × months × the codes of each dimension."""

    months: tuple[str, ...]
    dimensions: Mapping[str, tuple[str, ...]]
    own: Ints

    @classmethod
    def of(
        cls, rows: Iterable[Sequence[Any]], months: Sequence[str], dimensions: Mapping[str, Sequence[str]]
    ) -> Truth:
        """Add up rows of (department, month, a code of each dimension, count)."""
        rows = list(rows)
        axes = [sorted({row[0] for row in rows}), list(months), *map(list, dimensions.values())]
        own = np.zeros([len(axis) for axis in axes], dtype=np.int64)
        for *codes, count in rows:
            own[tuple(axis.index(code) for axis, code in zip(axes, codes, strict=True))] += int(count)
        return cls(tuple(months), {name: tuple(codes) for name, codes in dimensions.items()}, own)

    def mask(self, cell: CellLike) -> NDArray[np.bool_]:
        """Mark the counts that a cell adds up, flat."""
        parts = dict(cell.parts)
        if unknown := set(parts) - set(self.dimensions):
            raise ValueError(f"no such dimension: {sorted(unknown)}")
        chosen = [np.isin(self.months, cell.months)]
        chosen += [np.isin(codes, parts.get(name, codes)) for name, codes in self.dimensions.items()]
        return np.asarray(reduce(np.logical_and.outer, chosen).ravel(), dtype=bool)


@dataclass(frozen=True)
class Finding:
    """What could be learnt of one cell: `least` to `most` is all that it can be (None: the solver gave up).

    Without a department it is learnt by anybody, else by that one.
    """

    kind: str
    months: tuple[str, ...]
    parts: Codes
    count: int
    least: int | None
    most: int | None
    department: int | None = None


@dataclass
class Report:
    """How many cells were attacked, and what was learnt."""

    hidden: int = 0
    sensitive: int = 0
    findings: list[Finding] = field(default_factory=list)

    def __iadd__(self, other: Report) -> Report:
        self.hidden += other.hidden
        self.sensitive += other.sensitive
        self.findings += other.findings
        return self

    def number(self, kind: str) -> int:
        """Count the findings of one kind."""
        return sum(finding.kind == kind for finding in self.findings)


def attack(
    truth: Truth,
    releases: Iterable[ReleaseLike],
    finer: Iterable[CellLike],
    threshold: Callable[[CellLike], int],
) -> Report:
    """Try every hidden cell, and every sensitive count of the cells named, for outsiders and for each department.

    Parameters
    ----------
    truth : Truth
        One kind's counts.
    releases : iterable
        Everything that was ever told of this kind; cells of months that `truth` has.
    finer : iterable
        Cells that a page's tables know, shown or not.
    threshold : callable
        Gives a cell's threshold k.

    Returns
    -------
    Report
        `exact`: a hidden cell can be but one number. `narrow`: a count from 1 to k - 1 cannot be its floor, or
        cannot reach k; not where it is but the sum of cells that are shown themselves. `insider`: a hidden cell is
        exact for a department. `undecided`: the solver gave up.
    """
    told, named = list(releases), list(finer)
    report = Report()
    for months in _joined(truth.months, [*(row.cell for row in told), *named]):
        mine = [row for row in told if months.issuperset(row.cell.months)]
        targets = [cell for cell in named if months.issuperset(cell.months)]
        report += _Block.of(truth, mine, targets).attacked(threshold)
    return report


def _joined(months: Sequence[str], cells: Iterable[CellLike]) -> list[set[str]]:
    """Group the months that cells tie together."""
    groups = [{month} for month in months]
    for cell in cells:
        tied = [group for group in groups if group & set(cell.months)]
        if len(tied) > 1:
            groups = [group for group in groups if group not in tied] + [set().union(*tied)]
    return groups


@dataclass(frozen=True)
class _Block:
    """Months that are tied together; counts that no cell tells apart are added up first."""

    cells: tuple[CellLike, ...]  # the hidden ones first
    hides: int
    masks: Ints  # cells × counts
    own: Ints  # departments × counts
    system: System

    @classmethod
    def of(cls, truth: Truth, told: Sequence[ReleaseLike], finer: Sequence[CellLike]) -> _Block:
        """Write down what is known.

        Raises
        ------
        ValueError
            If something was told that is not true.
        """
        values = [row for row in told if row.value is not None]
        floors = [row for row in told if row.value is None and row.floor]
        hidden = dict.fromkeys(row.cell for row in told if row.value is None and not row.floor)
        cells = list(dict.fromkeys([*hidden, *finer]))
        kept, own = _merged(truth, [*cells, *(row.cell for row in values), *(row.cell for row in floors)])
        masks, equations, lowest = np.split(kept, [len(cells), len(cells) + len(values)])
        sums = np.array([row.value for row in values], dtype=np.int64)
        least = np.array([row.floor for row in floors], dtype=np.int64)
        system = System(equations, sums, lowest, least, int(own.sum()) + ROOM)
        if not system.admits(own.sum(axis=0), np.zeros(own.shape[1], dtype=np.int64)):
            raise ValueError("something was told that is not true")
        return cls(tuple(cells), len(hidden), masks, own, system)

    def attacked(self, threshold: Callable[[CellLike], int]) -> Report:
        """Ask about every sensitive count, and about every hidden cell for everybody."""
        nobody, truth = np.zeros(self.own.shape[1], dtype=np.int64), self.own.sum(axis=0)
        limits, counts = [threshold(cell) for cell in self.cells], self.masks @ truth
        sensitive = [at for at, limit in enumerate(limits) if 0 < counts[at] < limit]
        report, possible = Report(self.hides, len(sensitive)), Possible(self.system, [truth])
        bounds = [(at, 1, self._floor(at)) for at in sensitive] + [(at, -1, limits[at]) for at in sensitive]
        questions = [Question(at, self.masks[at], sign, bound, nobody) for at, sign, bound in bounds]
        failed = {question.name: answer for question, answer in possible.ask(questions) if answer != YES}
        narrow = {at: answer for at, answer in failed.items() if not self._adds_up(at)}
        report.findings += [self._finding(NARROW, at, answer, None) for at, answer in narrow.items()]
        for department in (None, *range(len(self.own))):
            lower = nobody if department is None else self.own[department]
            for at in range(self.hides):
                if (answer := possible.differs(self.masks[at], lower)) != YES:
                    kind = EXACT if department is None else INSIDER
                    report.findings.append(self._finding(kind, at, answer, department))
        return report

    def _adds_up(self, at: int) -> bool:
        """Tell whether a cell is no more than a sum of shown cells that do not overlap."""
        mask, shown = self.masks[at], self.system.equations
        inside = shown[(shown <= mask).all(axis=1) & shown.any(axis=1)]
        least = [one for one in inside if not ((inside <= one).all(axis=1) & (inside < one).any(axis=1)).any()]
        disjoint = np.unique(least, axis=0).sum(axis=0) if least else np.zeros_like(mask)
        return bool((disjoint == mask).all()) and not (shown == mask).all(axis=1).any()

    def _floor(self, at: int) -> int:
        """Find how small a cell could be if nothing but the announcements were known."""
        known, mask = self.system, self.masks[at]
        if not (known.floors @ mask).any():
            return 0
        alone = System(known.equations[:0], known.sums[:0], known.floors, known.least, known.most)
        return alone.extreme(mask, 1, np.zeros_like(mask)) or 0

    def _finding(self, kind: str, at: int, answer: str, department: int | None) -> Finding:
        mask, cell = self.masks[at], self.cells[at]
        lower = np.zeros_like(mask) if department is None else self.own[department]
        least, most = (self.system.extreme(mask, sign, lower) for sign in (1, -1))
        count = int(mask @ self.own.sum(axis=0))
        return Finding(
            kind if answer == NO else UNDECIDED, cell.months, cell.parts, count, least, most, department
        )


def _merged(truth: Truth, cells: Sequence[CellLike]) -> tuple[Ints, Ints]:
    """Add up counts that no cell tells apart: the cells' masks, and each department's counts."""
    size = int(np.prod(truth.own.shape[1:]))
    masks = np.array([truth.mask(cell) for cell in cells], dtype=np.int64).reshape(len(cells), size)
    kept, group = np.unique(masks, axis=1, return_inverse=True)
    own = np.zeros((len(truth.own), kept.shape[1]), dtype=np.int64)
    np.add.at(own.T, group.ravel(), truth.own.reshape(len(truth.own), size).T)
    return kept, own

"""What an outsider can work out: all pages' tables as one system of equations over whole numbers from 0.

A cell is known by what it counts, the month, and its labels; the same labels on two tables are the same cell.
The equations are those that a reader knows: a group is the sum of its rows, "I alt" the sum of its groups or
rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from klubtrends.danish import TOTAL
from klubtrends.disclosure.attack.reading import CountTable, Line

SOLVING: Any = {"node_limit": 5000, "mip_rel_gap": 0}
Key = frozenset[str]  # the labels of a cell, "I alt" left out


@dataclass(frozen=True)
class Thresholds:
    """What a count must be able to reach; `by_label` for labels that sensitive types belong to."""

    threshold: int = 5
    by_label: Mapping[str, int] = field(default_factory=dict)

    def of(self, key: Key) -> int:
        """Give a cell's threshold: that of its mildest label, for the sensitive part is in all of them."""
        return min(self.by_label.get(label, self.threshold) for label in key or {TOTAL})


@dataclass
class System:
    """One subject in one month: the cells' equations, what is shown, what is hidden, what was announced."""

    subject: str
    month: str
    cells: dict[Key, int] = field(default_factory=dict)
    sums: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    shown: dict[Key, set[int]] = field(default_factory=dict)
    hidden: dict[Key, str] = field(default_factory=dict)  # where it stands
    announced: set[Key] = field(default_factory=set)

    def see(self, key: Key, count: int | None, where: str) -> None:
        """Note one cell of one table."""
        self.cells.setdefault(key, len(self.cells))
        if count is None:
            self.hidden.setdefault(key, where)
        else:
            self.shown.setdefault(key, set()).add(count)

    def add(self, whole: Key, parts: Sequence[Key]) -> None:
        """Note that a cell is the sum of others."""
        if parts and tuple(parts) != (whole,):
            self.sums.append((whole, tuple(parts)))


@dataclass(frozen=True)
class Learnt:
    """What can be learnt of one hidden cell: nothing of it is the number itself."""

    key: Key
    where: str
    how: str  # exact, not_small, not_large, contradiction, unsolved


def systems(tables: Sequence[tuple[str, CountTable]]) -> list[System]:
    """Join tables, each with where it stands, into one system a subject and month."""
    found: dict[tuple[str, str], System] = {}
    for where, table in tables:
        for body in table.bodies:
            for line in body:
                month, label = (table.month, line.label) if table.month else (line.label.lower(), TOTAL)
                system = found.setdefault((table.subject, month), System(table.subject, month))
                for column, count in zip(table.columns, line.counts, strict=True):
                    system.see(_key(label, column), count, where)
        if table.month:
            _sums(found[table.subject, table.month], table)
    return list(found.values())


def learn(system: System, thresholds: Thresholds) -> Iterator[Learnt]:
    """Solve for the least and the most of every hidden cell, in whole numbers."""
    if any(len(values) > 1 for values in system.shown.values()):
        yield Learnt(frozenset(), system.month, "contradiction")
        return
    most = sum(max(values) for values in system.shown.values()) + 20 * max(
        [thresholds.threshold, *thresholds.by_label.values()]
    )
    for key, where in system.hidden.items():
        low, high = _extreme(system, key, 1, most), _extreme(system, key, -1, most)
        if low is None or high is None:
            yield Learnt(key, where, "unsolved")
        elif (how := _judge(system, thresholds, key, (low, high), most)) is not None:
            yield Learnt(key, where, how)


def _judge(
    system: System, thresholds: Thresholds, key: Key, interval: tuple[int, int], most: int
) -> str | None:
    """Name what is wrong with a hidden cell's interval, if anything."""
    (low, high), threshold = interval, thresholds.of(key)
    if low > high:
        return "contradiction"
    if low == high:
        return "exact"
    if 0 < low < threshold and low > (_extreme(system, key, 1, most, blank=True) or 0):
        return "not_small"
    return "not_large" if high < threshold else None


def _extreme(system: System, key: Key, sign: int, most: int, *, blank: bool = False) -> int | None:
    """Find the least (sign 1) or the most (sign -1) that a cell can be; `blank` forgets the shown counts.

    A contradiction gives an empty interval: 1 as the least and 0 as the most.
    """
    rows = np.zeros((len(system.sums), len(system.cells)))
    for at, (whole, parts) in enumerate(system.sums):
        rows[at, system.cells[whole]] = -1
        for part in parts:
            rows[at, system.cells[part]] += 1
    low, high = np.zeros(len(system.cells)), np.full(len(system.cells), float(most))
    for known in system.announced & set(system.cells):
        low[system.cells[known]] = 1
    for known, values in ({} if blank else system.shown).items():
        low[system.cells[known]] = high[system.cells[known]] = min(values)
    aim = np.zeros(len(system.cells))
    aim[system.cells[key]] = sign
    for integral in (0, 1):  # whole numbers only where fractions are not whole by themselves
        answer = milp(
            aim,
            integrality=np.full(len(aim), integral, dtype=np.int64),
            bounds=Bounds(low, high),
            constraints=[LinearConstraint(rows, 0, 0)] if len(rows) else None,
            options=SOLVING,
        )
        if answer.status == 2:
            return int(sign == 1)
        if answer.success and np.abs(answer.x - np.rint(answer.x)).max() < 1e-6:
            return round(sign * answer.fun)
    return None


def _key(*labels: str) -> Key:
    return frozenset(label for label in labels if label != TOTAL)


def _sums(system: System, table: CountTable) -> None:
    """Note every equation that a reader knows of a table."""
    lines = [line for body in table.bodies for line in body]
    for column in table.columns:
        tops: list[Line] = []
        for body in table.bodies:
            grouped = len(body) > 1 and body[0].opens_group
            if grouped:
                system.add(_key(body[0].label, column), [_key(line.label, column) for line in body[1:]])
            tops += [line for line in (body[:1] if grouped else body) if line.label != TOTAL]
        if any(line.label == TOTAL for line in lines):
            system.add(_key(column), [_key(line.label, column) for line in tops])
    if TOTAL in table.columns and len(table.columns) > 1:
        for line in lines:
            parts = [_key(line.label, column) for column in table.columns if column != TOTAL]
            system.add(_key(line.label), parts)

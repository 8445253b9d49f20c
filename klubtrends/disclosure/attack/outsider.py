"""What an outsider knows: all pages' tables of one subject as one system of equations over whole numbers from 0.

A cell is known by its period and its labels; the same labels on two tables are the same cell. The equations are
those that a reader knows: a group is the sum of its rows, "I alt" the sum of its groups or rows, a quarter's cell
the sum of its three months' cells. What adds up on one page of a quarter adds up in all of its months, also where
a month's page shows less. Of a cell that stands nowhere nobody has said that it is small: it counts as learnt only
where it cannot be nought and cannot reach its threshold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from klubtrends.danish import TOTAL
from klubtrends.disclosure.attack.counts import CountTable, Line, months_of

Key = frozenset[str]  # the labels of a cell, "I alt" left out
Cell = tuple[str, Key]  # a period and labels
Sum = tuple[Cell, tuple[Cell, ...]]  # a cell and those that add up to it


@dataclass
class System:
    """One subject: what adds up to what, what is shown and hidden and where, what was announced.

    `unsaid` are cells that stand nowhere and follow from a quarter's; `orders` are pairs of cells, the first at least
    the second, if rows are sorted by their counts.
    """

    subject: str
    sums: dict[Sum, None] = field(default_factory=dict)
    shown: dict[Cell, set[int]] = field(default_factory=dict)
    seen: dict[Cell, str] = field(default_factory=dict)
    hidden: dict[Cell, str] = field(default_factory=dict)
    unsaid: dict[Cell, str] = field(default_factory=dict)
    floors: dict[Cell, int] = field(default_factory=dict)
    orders: list[tuple[Cell, Cell]] = field(default_factory=list)

    def see(self, cell: Cell, count: int | None, where: str) -> None:
        """Note one cell of one table."""
        if count is None:
            self.hidden.setdefault(cell, where)
        else:
            self.shown.setdefault(cell, set()).add(count)
            self.seen.setdefault(cell, where)

    def add(self, whole: Cell, parts: Sequence[Cell]) -> None:
        """Note that a cell is the sum of others."""
        if parts and tuple(parts) != (whole,):
            self.sums[whole, tuple(parts)] = None

    def hear(self, cell: Cell, floor: int) -> None:
        """Note that a cell was announced to be at least so much."""
        self.floors[cell] = max(floor, self.floors.get(cell, 0))

    def hear_of(self, period: str, label: str, floor: int) -> None:
        """Note a floor of the one cell in a month that has a label, if any page tells of it."""
        cells = (
            {cell for one in self.sums for cell in (one[0], *one[1])} | self.shown.keys() | self.hidden.keys()
        )
        for cell in cells & {(period, frozenset([label]))}:
            self.hear(cell, floor)


def systems(tables: Sequence[tuple[str, CountTable]]) -> list[System]:
    """Join tables, each with where it stands, into one system a subject."""
    found: dict[str, System] = {}
    for where, table in tables:
        system = found.setdefault(table.subject, System(table.subject))
        for line in table.lines:
            for column, count in zip(table.columns, line.counts, strict=True):
                system.see(_cell(table, line, column), count, where)
        if table.period:
            for whole, parts in _sums(table):
                system.add((table.period, whole), [(table.period, part) for part in parts])
    for where, table in tables:
        if months := months_of(table.period):
            _join(found[table.subject], table.period, months, where)
    _note_orders(found, [table for _, table in tables if table.period])
    return list(found.values())


def hidden_keys(tables: Sequence[CountTable]) -> set[Key]:
    """Name what stands hidden in tables, whatever the period."""
    cells = [
        (_cell(table, line, column)[1], count)
        for table in tables
        for line in table.lines
        for column, count in zip(table.columns, line.counts, strict=True)
    ]
    return {key for key, count in cells if count is None}


def _cell(table: CountTable, line: Line, column: str) -> Cell:
    if not table.period:
        return line.label.lower(), _key(column)
    return table.period, _key(line.label, column)


def _key(*labels: str) -> Key:
    return frozenset(label for label in labels if label != TOTAL)


def _sums(table: CountTable) -> Iterator[tuple[Key, list[Key]]]:
    """Give every equation that a reader knows of a table."""
    for column in table.columns:
        for body in table.bodies:
            if _is_group(body):
                yield _key(body[0].label, column), [_key(line.label, column) for line in body[1:]]
        if any(line.label == TOTAL for line in table.lines):
            yield _key(column), [_key(line.label, column) for line in _tops(table)]
    if TOTAL in table.columns and len(table.columns) > 1:
        for line in table.lines:
            yield _key(line.label), [_key(line.label, column) for column in table.columns if column != TOTAL]


def _is_group(body: Sequence[Line]) -> bool:
    return len(body) > 1 and body[0].opens_group


def _tops(table: CountTable) -> list[Line]:
    """List the lines that add up to the total."""
    tops = [line for body in table.bodies for line in (body[:1] if _is_group(body) else body)]
    return [line for line in tops if line.label != TOTAL]


def _join(system: System, quarter: str, months: Sequence[str], where: str) -> None:
    """Note that a quarter is the sum of its months, and that what adds up in one of them does in each."""
    seen = [key for period, key in [*system.shown, *system.hidden] if period == quarter]
    for whole, parts in _structure(system, (quarter, *months)):
        for month in months:
            system.add((month, whole), [(month, part) for part in parts])
            system.unsaid |= {(month, key): where for key in (whole, *parts)}
    for key in dict.fromkeys(seen):
        system.add((quarter, key), [(month, key) for month in months])
        system.unsaid |= {(month, key): where for month in months}
    said = system.shown.keys() | system.hidden.keys()
    system.unsaid = {cell: place for cell, place in system.unsaid.items() if cell not in said}


def _structure(system: System, periods: Sequence[str]) -> list[tuple[Key, list[Key]]]:
    """List what adds up in some of these periods, the fullest list of parts only: a type may be new."""
    known = {(whole, frozenset(key for _, key in parts))
             for (period, whole), parts in system.sums if period in periods and parts[0][0] == period}  # fmt: skip
    fullest = [one for one in known if not any(one[0] == other[0] and one[1] < other[1] for other in known)]
    return [(whole, sorted(parts, key=sorted)) for whole, parts in fullest]


def _note_orders(found: dict[str, System], tables: Sequence[CountTable]) -> None:
    """Note which rows stand in the order of their counts, where no other table shows that order to be a fixed one."""
    rows = [(table, lines) for table in tables for lines in _siblings(table)]
    ways = {id(lines): _direction([_count(table, line) for line in lines]) for table, lines in rows}
    fixed = {_order(table, lines) for table, lines in rows if ways[id(lines)] == 0}
    for table, lines in rows:
        labels = [line.label for line in lines]
        counts = [_count(table, line) for line in lines]
        if not _may_be_sorted(counts) or labels == sorted(labels, key=_alphabetical):
            continue
        if way := ways[id(lines)] if _order(table, lines) not in fixed else 0:
            cells = [_cell(table, line, _main(table)) for line in lines[::way]]
            found[table.subject].orders += list(pairwise(cells))


def _siblings(table: CountTable) -> list[list[Line]]:
    return [_tops(table), *(list(body[1:]) for body in table.bodies if _is_group(body))]


def _order(table: CountTable, lines: Sequence[Line]) -> tuple[str, ...]:
    return (table.subject, *(line.label for line in lines))


def _main(table: CountTable) -> str:
    return TOTAL if TOTAL in table.columns else table.columns[0]


def _count(table: CountTable, line: Line) -> int | None:
    return line.counts[table.columns.index(_main(table))]


def _direction(counts: Sequence[int | None]) -> int:
    """Tell whether the shown counts fall (1), rise (-1) or do neither (0)."""
    shown = [count for count in counts if count is not None]
    if shown == sorted(shown, reverse=True):
        return 1
    return -1 if shown == sorted(shown) else 0


def _may_be_sorted(counts: Sequence[int | None]) -> bool:
    """Tell whether there is enough to see an order, and a hidden count inside it."""
    places = [at for at, count in enumerate(counts) if count is not None]
    return len({counts[at] for at in places}) >= 3 and None in counts[places[0] : places[-1]]


def _alphabetical(label: str) -> str:
    return label.casefold().translate(str.maketrans("æøå", "{|}"))

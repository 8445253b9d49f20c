"""How a table at one of its steps is laid out: which cell of counts stands in which row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from klubtrends import danish
from klubtrends.danish import TOTAL, capital, say
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.protected import ProtectedTable, Row
from klubtrends.disclosure.specs import ALL, Level, Step, TableSpec
from klubtrends.disclosure.tally import Base

MOST_HIDDEN = 0.2  # of a table's cells, when choosing how fine it is
Codes = Mapping[str, tuple[str, ...]]  # of a dimension, that a line counts


@dataclass(frozen=True)
class Layout:
    """A table without its numbers."""

    level: str
    stub: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    grid: tuple[tuple[Cell, ...], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, row by row; a cell may stand twice."""
        return tuple(cell for line in self.grid for cell in line)

    @property
    def total(self) -> Cell:
        """The cell of all that the table counts: the last of all."""
        return self.grid[-1][-1]

    def share(self, shown: Mapping[Cell, int | None]) -> float:
        """Tell which share of the table would be hidden."""
        return sum(shown[cell] is None for cell in self.cells) / len(self.cells)

    def fits(self, shown: Mapping[Cell, int | None]) -> bool:
        """Tell whether so little would be hidden that the table need not be coarser."""
        return self.share(shown) <= MOST_HIDDEN

    def table(self, name: str, caption: str, shown: Mapping[Cell, int | None], note: str) -> ProtectedTable:
        """Fill in what is shown."""
        cells = tuple(tuple(shown[cell] for cell in line) for line in self.grid)
        released = tuple(Release(cell, shown[cell]) for cell in dict.fromkeys(self.cells))
        return ProtectedTable(
            name, caption, self.stub, self.columns, self.rows, cells, self.level, note, released
        )


def layout(spec: TableSpec, step: Step, base: Base, months: tuple[str, ...] = ()) -> Layout:
    """Lay a table out at one step, for its own months or for others.

    Raises
    ------
    ValueError
        If two rows or two columns have the same label, or a split leaves a code out.
    """
    rows = tuple(_rows(step.rows, base))
    columns = tuple(_columns(step.columns, base))
    for labels in ([row.label for row, _ in rows], [label for label, _ in columns]):
        if len(set(labels)) < len(labels):
            raise ValueError(f"table {spec.name}: two lines are called the same at step {step.name}")
    grid = tuple(
        tuple(Cell.of(months or spec.months, spec.kind, **down, **across) for _, across in columns)
        for _, down in rows
    )
    return Layout(
        step.name,
        say("stub_all") if step.rows == ALL else capital(step.rows.name),
        tuple(name for name, _ in columns),
        tuple(row for row, _ in rows),
        grid,
    )


def months_layout(totals: Sequence[Cell]) -> Layout:
    """Lay a series of months' totals out."""
    rows = tuple(Row(danish.month_name(month), "leaf", month) for cell in totals for month in cell.months)
    grid = tuple((cell,) for cell in totals)
    return Layout(say("protected_level_months"), capital(say("protected_level_months")), (TOTAL,), rows, grid)


def _rows(level: Level, base: Base) -> Iterator[tuple[Row, Codes]]:
    groups: dict[str, dict[str, list[str]]] = {}
    for code, label in level.labels.items():
        groups.setdefault(level.heads.get(code, ""), {}).setdefault(label, []).append(code)
    _complete(level, base)
    for head, lines in groups.items():
        if head:
            yield Row(head, "group"), _codes(level, [code for codes in lines.values() for code in codes])
        for label, codes in lines.items():
            yield Row(label, "leaf"), _codes(level, codes)
    yield Row(TOTAL, "total"), {}


def _columns(level: Level, base: Base) -> Iterator[tuple[str, Codes]]:
    lines: dict[str, list[str]] = {}
    for code, label in level.labels.items():
        lines.setdefault(label, []).append(code)
    _complete(level, base)
    for label, codes in lines.items():
        yield label, _codes(level, codes)
    yield TOTAL, {}


def _complete(level: Level, base: Base) -> None:
    """See to it that a split adds up to the total."""
    if level.labels and set(level.labels) != set(base.dimensions[level.dimension]):
        raise ValueError(f"level {level.name}: must label exactly the codes of {level.dimension}")


def _codes(level: Level, codes: Sequence[str]) -> Codes:
    return {} if set(codes) == set(level.labels) else {level.dimension: tuple(codes)}

"""How fine each table is shown: the finest step at which at most a fifth of its cells must be hidden.

That a table is coarse would itself say that the finer one had small counts, where it has few lines. So a step is
now and then passed over for cover: the key decides which, by month, table and step alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from klubtrends.danish import say
from klubtrends.disclosure.cells import Cell
from klubtrends.disclosure.layout import Layout, layout
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.disclosure.specs import ALL, Level, MonthsSpec, Step, TableSpec
from klubtrends.disclosure.system import COVER, Shown, System, drawn


@dataclass(frozen=True)
class Ladder:
    """One table at all its steps, finest first; `steps` are those that may be shown."""

    spec: TableSpec
    rungs: tuple[Layout, ...]
    steps: tuple[int, ...]

    @classmethod
    def of(cls, spec: TableSpec, system: System) -> Ladder:
        """Lay a table out at every step, and pass some over."""
        rungs = tuple(layout(spec, step, system.base) for step in spec.steps)
        key = system.rules.key
        steps = (
            at
            for at, step in enumerate(spec.steps)
            if (step.rows, step.columns) == (ALL, ALL)
            or drawn(key, "passed over", spec.months, spec.kind, spec.name, step.name, at) >= COVER
        )
        return cls(spec, rungs, tuple(steps))

    def rung(self, place: int) -> Layout | None:
        """Give the table at one of its places; past the last, nothing is shown."""
        return self.rungs[self.steps[place]] if place < len(self.steps) else None

    def unseen(self, place: int) -> Iterator[Cell]:
        """Name the cells of all steps that are no sums of those shown."""
        shown = self.spec.steps[self.steps[place]] if place < len(self.steps) else None
        yield from _unseen((cell for rung in self.rungs for cell in rung.cells), shown)

    def table(self, place: int, shown: Shown) -> ProtectedTable:
        """Fill in what is shown, and say what a reader must know of what is not."""
        rung = self.rung(place)
        if rung is None:
            return nothing(self.spec, say("protected_nothing"))
        coarser = rung is not self.rungs[0]
        note = say("protected_coarser", level=rung.level) if coarser else ""
        return rung.table(self.spec.name, f"{self.spec.caption} {rung.level}", shown, note)


def coarsen(
    system: System, plans: Sequence[TableSpec], totals: Sequence[Cell]
) -> tuple[list[ProtectedTable], Shown | None]:
    """Find for each table the finest step at which at most a fifth of its cells are hidden.

    `totals` stand elsewhere on the page, and are decided with the tables. Without any answer, not even nothing is
    safe: what was told already leaves too little doubt.
    """
    ladders = {spec.name: Ladder.of(spec, system) for spec in plans}
    places = dict.fromkeys(ladders, 0)
    elsewhere = set(_elsewhere(system, plans))
    while True:
        rungs = [rung for name, place in places.items() if (rung := ladders[name].rung(place))]
        unseen = {cell for name, place in places.items() for cell in ladders[name].unseen(place)}
        shown = None if system.contradicted else system.decide(rungs, totals, unseen | elsewhere)
        coarser = _too_fine(ladders, places, shown)
        if not coarser:
            return [ladders[name].table(place, shown or {}) for name, place in places.items()], shown
        for name in coarser:
            places[name] += 1


def nothing(spec: TableSpec | MonthsSpec, note: str) -> ProtectedTable:
    """Make the table that shows nothing but why."""
    return ProtectedTable(spec.name, spec.caption, "", (), (), (), say("protected_level_nothing"), note, ())


def _elsewhere(system: System, plans: Sequence[TableSpec]) -> Iterator[Cell]:
    """Name the cells of other months, tied to these, that are no sums of what was shown of them."""
    told = {row.cell for row in system.told if row.value is not None or row.hides}
    blocks = {cell.months for cell in told} | {(month,) for month in system.base.months}
    for months in blocks - {spec.months for spec in plans}:
        for spec in plans:
            tables = [(step, layout(spec, step, system.base, months).cells) for step in spec.steps]
            shown = next((step for step, cells in tables if told.issuperset(cells)), None)
            yield from _unseen((cell for _, cells in tables for cell in cells), shown)


def _unseen(cells: Iterable[Cell], shown: Step | None) -> Iterator[Cell]:
    return (cell for cell in cells if shown is None or not _adds_up_to(shown, cell))


def _adds_up_to(step: Step, cell: Cell) -> bool:
    """Tell whether a cell is a sum of those that a table at this step has."""
    lines = {level.dimension: _lines(level) for level in (step.rows, step.columns)}
    return all(
        dimension in lines and all(line <= {*codes} or not line & {*codes} for line in lines[dimension])
        for dimension, codes in cell.parts
    )


def _lines(level: Level) -> list[set[str]]:
    """List the codes of each of a level's lines."""
    lines: dict[str, set[str]] = {}
    for code, label in level.labels.items():
        lines.setdefault(label, set()).add(code)
    return list(lines.values())


def _too_fine(ladders: Mapping[str, Ladder], places: Mapping[str, int], shown: Shown | None) -> list[str]:
    """Name the tables to coarsen: the one with most hidden, or the finest where nothing safe was found.

    With it go all that hide too much and their own totals too: hardly a step could bring those back, and each costs
    a search.
    """
    rungs = {name: rung for name, place in places.items() if (rung := ladders[name].rung(place))}
    if not rungs:
        return []
    if shown is None:
        return [max(rungs, key=lambda name: len(ladders[name].steps) - places[name])]
    worst = max(rungs, key=lambda name: rungs[name].share(shown))
    return [
        name
        for name, rung in rungs.items()
        if not rung.fits(shown) and (name == worst or shown[rung.total] is None)
    ]

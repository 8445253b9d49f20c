"""One kind's counts with everything that is known of them: one linear system, and what is still to be decided."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.layout import Layout
from klubtrends.disclosure.specs import Rules
from klubtrends.disclosure.suppress import ALL_IT_TAKES, NONE, Problem, suppress
from klubtrends.disclosure.tally import Base

COVER = 0.125  # how often something that could be shown is not, so that what is not shown need not be small
Shown = Mapping[Cell, int | None]


def drawn(key: bytes, *what: object) -> float:
    """Draw a number from 0 to 1: always the same for the same thing, and nobody without the key can tell it."""
    return int.from_bytes(hmac.digest(key, repr(what).encode(), hashlib.sha256)[:8], "big") / 2**64


def threshold_of(cell: Cell, types: Collection[str], rules: Rules) -> int:
    """Give a cell's threshold: the higher one if a sensitive type counts in it. It does not depend on counts."""
    sensitive = rules.sensitive & set(cell.codes("type") or types)
    return rules.sensitive_threshold if sensitive else rules.threshold


def in_cover(cell: Cell, count: int, threshold: int, rules: Rules) -> bool:
    """Tell whether a total is hidden for cover.

    A total that stands alone has no partner, so if only small ones were hidden, a hidden one would be known to be
    small. Some that are none, or not far above the threshold, are hidden as well; the key decides which.
    """
    near = count == 0 or threshold <= count < 1.5 * threshold
    return not cell.parts and near and drawn(rules.key, "cover", cell) < COVER


@dataclass(frozen=True)
class System:
    """The base counts of one kind over all months that what was told ties together, and what was told."""

    base: Base
    rules: Rules
    told: tuple[Release, ...]

    @property
    def contradicted(self) -> bool:
        """Tell whether a row was erased or changed after its count had been published."""
        return any(row.value is not None and self.base.count(row.cell) != row.value for row in self.told)

    def decide(
        self, layouts: Sequence[Layout], totals: Sequence[Cell], finer: Collection[Cell]
    ) -> Shown | None:
        """Decide what each cell of some tables, and of totals beside them, shows; None where nothing safe was found.

        `finer` cells are shown nowhere, but must not be found out. The hopeless is not solved, and the cheapest
        choice is searched only for tables that a quick one leaves fine.
        """
        stands_in = [cell for layout in layouts for cell in layout.cells] + [*totals]
        named = list(dict.fromkeys(stands_in))
        problem = self._problem(named, [stands_in.count(cell) for cell in named], finer)
        hidden = problem.primaries()
        for work in (NONE, ALL_IT_TAKES):
            if not all(layout.fits(_shown(problem, named, hidden)) for layout in layouts):
                break
            answer = suppress(problem, work=work)
            if answer is None:
                return None
            hidden = answer
        return _shown(problem, named, hidden)

    def _problem(self, named: Sequence[Cell], tables: Sequence[int], finer: Collection[Cell]) -> Problem:
        public = {row.cell for row in self.told if row.value is not None}
        hidden = {row.cell for row in self.told if row.hides} - public
        kept = sorted(hidden - set(named))
        below = sorted(set(finer) - set(named) - hidden - public)
        cells = [*named, *kept, *below]
        floors = [row for row in self.told if 0 < row.floor <= self.base.count(row.cell)]
        return Problem(
            truth=self.base.truth,
            own=self.base.own,
            masks=self.base.masks(cells),
            named=len(named),
            thresholds=np.array([self._threshold(cell) for cell in cells], dtype=np.int64),
            costs=np.array([self._cost(*priced) for priced in zip(named, tables, strict=True)], dtype=np.int64),
            fixed=self.base.masks(sorted(public)),
            floors=self.base.masks([row.cell for row in floors]),
            floor_values=np.array([row.floor for row in floors], dtype=np.int64),
            hidden_before=np.array([cell in hidden or self._in_cover(cell) for cell in named], dtype=bool),
            guarded=np.isin(np.arange(len(cells)), len(named) + np.arange(len(kept))),
        )

    def _threshold(self, cell: Cell) -> int:
        return threshold_of(cell, self.base.dimensions["type"], self.rules)

    def _in_cover(self, cell: Cell) -> bool:
        return in_cover(cell, self.base.count(cell), self._threshold(cell), self.rules)

    def _cost(self, cell: Cell, tables: int) -> int:
        """Price a cell by the tables that it stands in and the incidents it shows; the key breaks ties."""
        share = self.base.count(cell) / (int(self.base.truth.sum()) + 1)
        return round(1000 * tables * (1 + share)) + int(64 * drawn(self.rules.key, "tie", cell))


def _shown(problem: Problem, named: Sequence[Cell], hidden: np.ndarray) -> dict[Cell, int | None]:
    return {cell: None if hidden[at] else int(problem.values[at]) for at, cell in enumerate(named)}

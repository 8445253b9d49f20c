"""A cell of counts, and a released row: the words in which protection and ledger talk to each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Cell:
    """A sum of counts: rows of one month and kind whose type and age half lie in the named sets.

    `types` and `halves` are sorted codes; empty means all, those that are not known yet included.
    """

    month: str
    kind: str
    types: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Release:
    """What the world was told about a cell.

    A `value` is a linear equation. Without one the cell stood in a table as hidden and stays so, unless `floor`
    is above 0: then it was only announced that the cell holds at least so many.
    """

    cell: Cell
    value: int | None = None
    floor: int = 0

    @property
    def hides(self) -> bool:
        """Tell whether this is a hidden cell of a published table."""
        return self.value is None and self.floor == 0

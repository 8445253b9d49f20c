"""A cell of counts, and a released row: the words in which protection and ledger talk to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Cell:
    """A sum of counts: rows of one kind, of some months, whose codes lie in the named sets.

    `months` is one month or those of a quarter. `parts` pairs a dimension (a column of `tables.INCIDENTS`) with
    the sorted codes that count; a dimension that is not named counts whole.
    """

    months: tuple[str, ...]
    kind: str
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, months: str | Iterable[str], kind: str, **codes: Iterable[str]) -> Cell:
        """Make a cell of one month or several; a dimension with no codes counts whole.

        >>> Cell.of("2026-10", "negative", type=["threats", "bullying"], age_band=[]).parts
        (('type', ('bullying', 'threats')),)
        """
        named = (months,) if isinstance(months, str) else tuple(sorted(months))
        parts = ((dimension, tuple(sorted(chosen))) for dimension, chosen in sorted(codes.items()))
        return cls(named, kind, tuple(part for part in parts if part[1]))

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Give the codes of a dimension that count; none means all."""
        return dict(self.parts).get(dimension, ())


@dataclass(frozen=True, order=True)
class Release:
    """What the world was told about a cell.

    A `value` is a linear equation. Without one the cell stood in a table as hidden and stays so, unless `floor`
    is above 0: then it was only announced that the cell holds at least so many, and `why` names the exception.
    """

    cell: Cell
    value: int | None = None
    floor: int = 0
    why: str = ""

    @property
    def hides(self) -> bool:
        """Tell whether this is a hidden cell of a published table."""
        return self.value is None and self.floor == 0

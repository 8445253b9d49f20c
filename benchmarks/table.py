"""The table of what was measured, with the limits and whether each holds."""

from __future__ import annotations

from dataclasses import dataclass

HEADING = ("| What | Measured | At most | Holds |", "|---|--:|--:|---|")


@dataclass(frozen=True)
class Figure:
    """One measured figure; `limit` is the most that it may be, or nothing for one that is only compared with."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def holds(self) -> bool:
        """Tell whether it is within its limit."""
        return self.limit is None or self.value <= self.limit

    def row(self) -> str:
        """Write it as a row of the table."""
        measured = f"| {self.what} | {written(self.value)} {self.unit}".rstrip()
        if self.limit is None:
            return f"{measured} | | |"
        return f"{measured} | {written(self.limit)} | {'yes' if self.holds else '**NO**'} |"


def written(value: float) -> str:
    """Write a figure with three digits, or all of those before the point."""
    digits = next((digits for most, digits in ((0.1, 4), (1, 3), (10, 2), (100, 1)) if abs(value) < most), 0)
    return f"{value:,.{digits}f}"

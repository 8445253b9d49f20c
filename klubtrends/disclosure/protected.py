"""What leaves the room: a table of counts in which whatever is hidden is not there at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

from klubtrends.danish import TOTAL
from klubtrends.disclosure.cells import Release

if TYPE_CHECKING:
    import pandas as pd

Role = Literal["group", "leaf", "total"]


@dataclass(frozen=True)
class Row:
    """A line of a table: a group's sum, a line of its own, or the total. `key` is the month in a series."""

    label: str
    role: Role
    key: str = ""


@dataclass(frozen=True)
class ProtectedTable:
    """Counts that may be read by anybody; None is a hidden cell. Holds no raw number in any form.

    Attributes
    ----------
    rows, columns, cells
        `cells[i][j]` is the count of `rows[i]` under `columns[j]`; the total row and column are headed 'I alt'.
        Without rows nothing could be shown, and `note` says why.
    level : str
        How finely the counts are split, in Danish.
    note : str
        What a reader must know about what is not shown, in Danish, or nothing.
    released : tuple of Release
        The same, as equations for the ledger.
    """

    name: str
    caption: str
    stub: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    cells: tuple[tuple[int | None, ...], ...]
    level: str
    note: str
    released: tuple[Release, ...]

    @property
    def hidden_share(self) -> float:
        """The share of the table's cells that are hidden, from 0 to 1."""
        cells = [cell for row in self.cells for cell in row]
        return sum(cell is None for cell in cells) / len(cells) if cells else 0.0

    def value(self, row: str, column: str = TOTAL) -> int | None:
        """Look a count up by the labels of its row and column; None is hidden.

        Raises
        ------
        KeyError
            If the table has no such row or column.
        """
        labels = [line.label for line in self.rows]
        if row not in labels or column not in self.columns:
            raise KeyError(f"table {self.name} has no row {row!r} with column {column!r}")
        return self.cells[labels.index(row)][self.columns.index(column)]

    def releases(self) -> tuple[Release, ...]:
        """List what the table tells the world, for the ledger."""
        return self.released

    def to_polars(self) -> pl.DataFrame:
        """Give the table as polars: the row labels, then a column of counts each; null is hidden."""
        labels = pl.Series(self.stub, [row.label for row in self.rows], dtype=pl.String)
        counts = [
            pl.Series(column, [cells[index] for cells in self.cells], dtype=pl.Int64)
            for index, column in enumerate(self.columns)
        ]
        return pl.DataFrame([labels, *counts])

    def to_pandas(self) -> pd.DataFrame:
        """Give the table as pandas, indexed by row label; <NA> is hidden."""
        import pandas as pd

        index = pd.Index([row.label for row in self.rows], name=self.stub, dtype="str")
        columns = {name: [cells[at] for cells in self.cells] for at, name in enumerate(self.columns)}
        return pd.DataFrame(columns, index=index, dtype="Int64")

    def _repr_html_(self) -> str:
        return str(self.to_pandas()._repr_html_())  # type: ignore[operator]

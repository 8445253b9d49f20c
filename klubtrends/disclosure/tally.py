"""The base counts below everything that is published: one vector a month and kind, over type × age half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrame
from numpy.typing import NDArray

from klubtrends.disclosure.cells import Cell
from klubtrends.disclosure.specs import Rules

Ints = NDArray[np.int64]
_DIMENSIONS = ("month", "kind", "type", "age_band", "department")


def tally(frame: IntoDataFrame, rules: Rules) -> pl.DataFrame:
    """Count rows by month of arrival, kind, type, age half and department.

    Parameters
    ----------
    frame : polars or pandas frame
        `tables.INCIDENTS`, or counts already: month, kind, type, age_band, department, count.
    rules : Rules
        Gives each age band its half.

    Raises
    ------
    ValueError
        If a column is missing, an age band is not in the rules, or a count is negative or no whole number.
        The message names columns, never a value.
    """
    given = nw.from_native(frame, eager_only=True).to_polars()
    if "count" not in given.columns:
        given = given.rename({"arrived": "month"}).with_columns(count=pl.lit(1))
    if missing := sorted({*_DIMENSIONS, "count"} - set(given.columns)):
        raise ValueError(f"counts: missing columns {missing}")
    counts = given["count"]
    if counts.null_count() or not all(value >= 0 and value == int(value) for value in counts):
        raise ValueError("counts: column count must hold whole numbers from 0")
    if not set(given["age_band"].to_list()) <= set(rules.halves):
        raise ValueError("counts: column age_band holds a code without a half")
    keys = [pl.col(name).cast(pl.String) for name in _DIMENSIONS]
    half = pl.col("age_band").replace_strict(dict(rules.halves), return_dtype=pl.String).alias("half")
    return (
        given.select(*keys, pl.col("count").cast(pl.Int64))
        .with_columns(half)
        .group_by("month", "kind", "type", "half", "department")
        .agg(pl.col("count").sum())
        .filter(pl.col("count") > 0)
        .sort("month", "kind", "type", "half", "department")
    )


@dataclass(frozen=True)
class Base:
    """One month's counts of one kind, by department, over every (type, half) that a cell can be made of."""

    month: str
    kind: str
    types: tuple[str, ...]
    halves: tuple[str, ...]
    own: Ints  # departments × (types × halves)

    @property
    def truth(self) -> Ints:
        """The counts of all departments together."""
        return np.asarray(self.own.sum(axis=0), dtype=np.int64)

    def mask(self, cell: Cell) -> Ints:
        """Tell with 1 and 0 which base counts a cell adds up."""
        types = np.array([not cell.types or code in cell.types for code in self.types])
        halves = np.array([not cell.halves or code in cell.halves for code in self.halves])
        return np.outer(types, halves).astype(np.int64).ravel()

    def masks(self, cells: Sequence[Cell]) -> Ints:
        """Stack the masks of several cells, one row each."""
        rows = [self.mask(cell) for cell in cells]
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(self.types) * len(self.halves))


def base(counts: pl.DataFrame, month: str, kind: str, types: Sequence[str], rules: Rules) -> Base:
    """Arrange one month and kind of a tally.

    Raises
    ------
    ValueError
        If a row's type is not among `types`: a table that does not know it would add up wrongly.
    """
    rows = counts.filter(pl.col("month") == month, pl.col("kind") == kind)
    halves = tuple(sorted(set(rules.halves.values())))
    if not set(rows["type"]) <= set(types):
        raise ValueError("counts: column type holds a code that no table shows")
    departments = sorted(set(rows["department"]))
    own = np.zeros((len(departments), len(types), len(halves)), dtype=np.int64)
    for department, code, half, count in rows.select("department", "type", "half", "count").iter_rows():
        own[departments.index(department), list(types).index(code), halves.index(half)] += count
    return Base(month, kind, tuple(types), halves, own.reshape(len(departments), len(types) * len(halves)))

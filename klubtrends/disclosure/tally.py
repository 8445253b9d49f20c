"""The base counts below everything that is published: one vector a kind, over months and every dimension's codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import narwhals as nw
import numpy as np
import polars as pl
from narwhals.typing import IntoDataFrame
from numpy.typing import NDArray

from klubtrends.disclosure.cells import Cell

Ints = NDArray[np.int64]
BASIC = ("month", "kind", "department", "count")  # columns of a tally besides its dimensions


def tally(frame: IntoDataFrame, dimensions: Collection[str]) -> pl.DataFrame:
    """Count rows by month of arrival, kind, department and some dimensions.

    Parameters
    ----------
    frame : polars or pandas frame
        `tables.INCIDENTS`, or counts already: month, kind, department, the dimensions, count.
    dimensions : collection of str
        Columns to count by.

    Raises
    ------
    ValueError
        If a column is missing, or a count is negative or no whole number. The message names columns, never a value.
    """
    given = nw.from_native(frame, eager_only=True).to_polars()
    if "count" not in given.columns:
        given = given.rename({"arrived": "month"}).with_columns(count=pl.lit(1))
    keys = [*BASIC[:3], *sorted(dimensions)]
    if missing := sorted({*keys, "count"} - set(given.columns)):
        raise ValueError(f"counts: missing columns {missing}")
    counts = given["count"]
    if counts.null_count() or not all(value >= 0 and value == int(value) for value in counts):
        raise ValueError("counts: column count must hold whole numbers from 0")
    return (
        given.select(*(pl.col(name).cast(pl.String) for name in keys), pl.col("count").cast(pl.Int64))
        .group_by(keys)
        .agg(pl.col("count").sum())
        .filter(pl.col("count") > 0)
        .sort(keys)
    )


@dataclass(frozen=True)
class Base:
    """The counts of one kind, by department, over every combination that a cell can be made of."""

    kind: str
    months: tuple[str, ...]
    dimensions: Mapping[str, tuple[str, ...]]  # with all its codes
    own: Ints  # departments × (months × the codes of each dimension)

    @property
    def truth(self) -> Ints:
        """The counts of all departments together."""
        return np.asarray(self.own.sum(axis=0), dtype=np.int64)

    def mask(self, cell: Cell) -> Ints:
        """Tell with 1 and 0 which base counts a cell adds up."""
        chosen = [np.isin(self.months, cell.months)]
        for dimension, codes in self.dimensions.items():
            chosen.append(np.isin(codes, cell.codes(dimension) or codes))
        return np.asarray(reduce(np.multiply.outer, chosen).ravel(), dtype=np.int64)

    def masks(self, cells: Sequence[Cell]) -> Ints:
        """Stack the masks of several cells, one row each."""
        return np.array([self.mask(cell) for cell in cells], dtype=np.int64).reshape(
            len(cells), self.own.shape[1]
        )

    def count(self, cell: Cell) -> int:
        """Add a cell up over all departments."""
        return int(self.mask(cell) @ self.truth)


def base(
    counts: pl.DataFrame, kind: str, months: Sequence[str], dimensions: Mapping[str, Sequence[str]]
) -> Base:
    """Arrange some months of one kind of a tally.

    Raises
    ------
    ValueError
        If a row's code is not among those given for its dimension: a table that does not know it would add up
        wrongly.
    """
    rows = counts.filter(pl.col("kind") == kind, pl.col("month").is_in(months))
    for dimension, codes in dimensions.items():
        if not set(rows[dimension]) <= set(codes):
            raise ValueError(f"counts: column {dimension} holds a code that no table shows")
    axes: list[Sequence[str]] = [sorted(set(rows["department"])), list(months), *dimensions.values()]
    own = np.zeros([len(axis) for axis in axes], dtype=np.int64)
    places = [{code: at for at, code in enumerate(axis)} for axis in axes]
    for *codes, count in rows.select("department", "month", *dimensions, "count").iter_rows():
        own[tuple(place[code] for place, code in zip(places, codes, strict=True))] += count
    named = {dimension: tuple(codes) for dimension, codes in dimensions.items()}
    return Base(kind, tuple(months), named, own.reshape(len(axes[0]), -1) if own.size else _nobody(axes))


def _nobody(axes: Sequence[Sequence[str]]) -> Ints:
    return np.zeros((0, int(np.prod([len(axis) for axis in axes[1:]]))), dtype=np.int64)

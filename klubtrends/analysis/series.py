"""Checks of the weekly counts that outbreak detection is given, and what it may say of a week."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]

MONTHLY = 12


class Status(IntEnum):
    """What became of a week.

    FITTED: compared with a regression on its history (EARS: with mean and standard deviation).
    EXACT: where that breaks down, as after nothing but zeros, compared by an exact test; never if `compatible`.
    FEW: fewer cases in the last weeks than `limit54` asks for, so there is no alarm.
    MISSING: this week's count, or one that it cannot be judged without, is missing.
    TOO_SHORT: there is too little history.
    NO_ANSWER: nothing to compare with, or, if `compatible`, no answer from the reference implementation.
    """

    FITTED = 0
    EXACT = 1
    FEW = 2
    MISSING = 3
    TOO_SHORT = 4
    NO_ANSWER = 5


@dataclass(frozen=True)
class Answers:
    """What became of each series in each week that was evaluated.

    Every array is of shape (n_evaluated,) for one series and (n_series, n_evaluated) for several.

    Attributes
    ----------
    alarm : ndarray of bool
        More cases than the bound.
    upperbound : ndarray
        The most cases that are not unusual; NaN where there is no answer.
    expected : ndarray
        The mean that the history leads us to expect.
    pvalue : ndarray
        Chance of so many cases or more; NaN where the method gives none.
    status : ndarray of int
        A `Status` each.
    """

    alarm: Bools
    upperbound: Floats
    expected: Floats
    pvalue: Floats
    status: NDArray[np.int8]

    def only_series(self) -> Self:
        """Leave out the dimension of the series."""
        return type(self)(*(getattr(self, field.name)[0] for field in fields(self)))


def checked_counts(counts: ArrayLike) -> Floats:
    """Give the counts as a table, one series a row.

    Raises
    ------
    ValueError
        If they are negative, fractional or infinite, or not of one or two dimensions. NaN is a missing week.
    """
    table = np.atleast_2d(np.asarray(counts, dtype=float))
    if table.ndim > 2 or table.shape[1] == 0:
        raise ValueError("counts must have the shape (n_weeks,) or (n_series, n_weeks)")
    if np.isinf(table).any():
        raise ValueError("counts must be finite; NaN marks a missing week")
    if (table < 0).any():
        raise ValueError("counts must not be negative")
    if (table > np.floor(table)).any():
        raise ValueError("counts must be whole numbers")
    return table


def checked_weeks(evaluate: ArrayLike | None, n_weeks: int) -> Ints:
    """Give the weeks to evaluate, counted from 0; the last one if none are named."""
    weeks = np.atleast_1d(np.asarray(n_weeks - 1 if evaluate is None else evaluate))
    if weeks.ndim != 1 or not (np.issubdtype(weeks.dtype, np.integer) or not len(weeks)):
        raise ValueError("evaluate must list whole numbers: weeks counted from 0")
    if ((weeks < 0) | (weeks >= n_weeks)).any():
        raise ValueError(f"evaluate must lie within the {n_weeks} weeks of counts")
    return weeks.astype(np.int64)


def checked_dates(dates: ArrayLike | None, n_weeks: int, freq: int) -> Days | None:
    """Give the dates of the counts.

    Raises
    ------
    ValueError
        If they are not one a count, unknown, or unsorted, doubled or uneven: months in turn where there are 12 a
        year, 7 days apart where there are 52, else equally far apart.
    """
    if dates is None:
        return None
    days: Days = np.asarray(dates, dtype="datetime64[D]")
    if days.shape != (n_weeks,) or np.isnat(days).any():
        raise ValueError(f"dates must be {n_weeks} known days, one for each week of counts")
    unit = "datetime64[M]" if freq == MONTHLY else "datetime64[D]"
    steps = np.diff(days.astype(unit)).astype(np.int64)
    if (steps <= 0).any():
        raise ValueError("dates must be sorted, and none twice")
    step = {MONTHLY: 1, 52: 7}.get(freq, steps[0] if len(steps) else 1)
    if (steps != step).any():
        raise ValueError(f"dates must follow each other evenly, {freq} a year; give a missing week as NaN")
    return days


def checked_population(population: ArrayLike | None, table: Floats) -> Floats:
    """Give the population behind each count, which must be known and above 0."""
    if population is None:
        raise ValueError("population_offset needs a population")
    people = np.asarray(population, dtype=float)
    if people.shape not in (table.shape, table.shape[1:]):
        raise ValueError("population must have the shape of counts, or be one figure for each week")
    if not (np.isfinite(people) & (people > 0)).all():
        raise ValueError("population must be known and above 0 in every week")
    return np.broadcast_to(people, table.shape)


def checked_limit(limit54: tuple[int, int]) -> tuple[int, int]:
    """Give the fewest cases, and in how many weeks."""
    cases, weeks = limit54
    if cases < 0 or weeks < 1:
        raise ValueError("limit54 must be a number of cases, not negative, and of weeks, at least 1")
    return cases, weeks


def in_last(table: Floats, weeks: Ints, length: int) -> Floats:
    """Sum each week to evaluate with those before it, `length` in all; NaN where one of them is missing."""
    sums = [table[:, max(0, week - length + 1) : week + 1].sum(axis=1) for week in weeks]
    return np.stack(sums, axis=1) if sums else np.zeros((len(table), 0))

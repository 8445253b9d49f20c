"""Which earlier weeks a week is held against: the same time of earlier years, and the periods between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from klubtrends.analysis.loglinear import Design
from klubtrends.analysis.series import MONTHLY, Days, Ints


@dataclass(frozen=True)
class Season:
    """Weeks that are held against the same pattern of earlier weeks.

    Attributes
    ----------
    at : ndarray of int, shape (n_evaluated,)
        Which of the weeks to evaluate they are.
    back : ndarray of int, shape (n_reference,)
        How far back from each the reference weeks lie, oldest first.
    design : Design
        Level (the last is the season of the evaluated week) and time of each, the evaluated week's being 0.
    """

    at: Ints
    back: Ints
    design: Design


@dataclass(frozen=True)
class Pattern:
    """What of the history is used: `years` back, `half` a window, `periods` of the year, not the last `skipped`.

    `partial` accepts windows that begin before the series; `dated` takes time from the dates.
    """

    freq: int
    years: int
    half: int
    periods: int
    skipped: int
    partial: bool
    dated: bool

    def __post_init__(self) -> None:
        if min(self.freq, self.years, self.periods) < 1 or min(self.half, self.skipped) < 0:
            raise ValueError(
                "freq, b and no_periods must be at least 1; w and past_weeks_not_included at least 0"
            )
        if 2 * self.half + 1 > self.freq:
            raise ValueError("a window of w weeks to each side must fit in a year of freq weeks")


def seasons(weeks: Ints, dates: Days | None, pattern: Pattern) -> Iterator[Season]:
    """Sort the weeks to evaluate by what they are held against; a week with too little history is left out.

    The oldest window may begin one week before the series; more only where the pattern accepts it.
    """
    centres = _centres(weeks, dates, pattern)
    oldest = centres[:, -1] - pattern.half
    within = (centres + pattern.half >= 0).any(axis=1)
    enough = within if pattern.partial else (centres[:, -1] >= 0) & (oldest >= -1)
    shapes = np.column_stack([weeks[:, None] - centres, np.maximum(-oldest, 0)])
    for at, shape in _alike(np.flatnonzero(enough), shapes[enough]):
        back, design = _evenly(tuple(shape.tolist()), pattern)
        if len(back):
            # Weeks are as far apart by their dates as by their number; months are not.
            months = dates if pattern.dated and pattern.freq == MONTHLY else None
            yield from [Season(at, back, design)] if months is None else _timed(at, back, design, weeks, months)


def _alike(at: Ints, shapes: Ints) -> Iterator[tuple[Ints, Ints]]:
    if (shapes == shapes[:1]).all():
        yield from [(at, shape) for shape in shapes[:1]]
        return
    kinds, kind = np.unique(shapes, axis=0, return_inverse=True)
    for number, shape in enumerate(kinds):
        yield at[kind.ravel() == number], shape


def _timed(at: Ints, back: Ints, design: Design, weeks: Ints, dates: Days) -> Iterator[Season]:
    """Measure time in the first step between two dates, as months are not all as long."""
    now = weeks[at]
    days = (dates[now[:, None] - back] - dates[now][:, None]).astype(np.int64)
    step = (dates[1] - dates[0]).astype(np.int64)
    for place, distances in _alike(at, days):
        yield Season(place, back, Design(design.levels, distances / step))


def _centres(weeks: Ints, dates: Days | None, pattern: Pattern) -> Ints:
    """Find the week of each earlier year whose date is nearest; below 0 where the series had not begun."""
    years = np.arange(1, pattern.years + 1)
    if dates is None or pattern.freq == MONTHLY or len(dates) < 2:
        return weeks[:, None] - pattern.freq * years
    since = (_years_before(dates[weeks], years) - dates[0]).astype(np.int64)
    nearest: Ints = np.rint(since / (dates[1] - dates[0]).astype(np.int64)).astype(np.int64)
    return nearest


def _years_before(days: Days, years: Ints) -> Days:
    """Go back whole years; 29 February becomes 1 March."""
    month = days.astype("datetime64[M]")
    in_month = (days - month.astype("datetime64[D]"))[:, None]
    before: Days = (month[:, None] - 12 * years).astype("datetime64[D]") + in_month
    return before


@lru_cache(maxsize=64)
def _evenly(shape: tuple[int, ...], pattern: Pattern) -> tuple[Ints, Design]:
    """Give how far back the reference weeks that there are lie, and their design by number of weeks."""
    back, levels = _reference(shape[:-1], pattern)
    there = back <= shape[-2] + pattern.half - shape[-1]
    return back[there], Design(levels[there], -back[there].astype(float))


def _reference(centres: tuple[int, ...], pattern: Pattern) -> tuple[Ints, Ints]:
    """Give how far back the reference weeks lie, oldest first, and their levels.

    Between two windows the weeks are divided in periods as equal as can be, the longer ones first. Where there are
    more periods than weeks, the reference implementation counts the last of these weeks, and the first of the
    window after them, to the last of the periods; so it is here.
    """
    half, last, top = pattern.half, pattern.periods - 1, centres[-1] + pattern.half
    levels = np.full(top, -1)  # of the week that lies top, top - 1, ..., 1 back
    for centre, following in zip(centres[::-1], [*centres[-2::-1], 0], strict=True):
        begin, end = top - centre + half + 1, top - following - half
        levels[begin - 2 * half - 1 : begin] = last
        if last:
            levels[begin:end] = _divided(end - begin, last)
    levels[top - half :] = last
    if 0 < pattern.freq - 2 * half - 1 < last:
        for following in [*centres[:-1], 0]:
            levels[top - following - half - 1 : top - following - half + 1] = last - 1
    used = np.flatnonzero((levels >= 0) & (np.arange(top, 0, -1) > pattern.skipped))
    return top - used, levels[used]


def _divided(weeks: int, periods: int) -> Ints:
    """Divide weeks in periods from 0, as equal as can be, the longer ones first."""
    least, longer = divmod(weeks, periods)
    return np.repeat(np.arange(periods), [least + 1] * longer + [least] * (periods - longer))

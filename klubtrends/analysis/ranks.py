"""Top lists as sorted arrays: counted for every chart, app and day at once, without a loop over any of them.

A line is one app on one chart. A chart-day is a day on which that chart was seen; a day without an answer does
not exist here, so an app is absent only where its chart was seen without it. Arrays are by row (an app on a
chart-day), by line, or by chart-day; chart-days are numbered through, chart by chart and oldest first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SHORT, LONG = 7, 28  # chart-days in the two means of a momentum
LONGEST_SPAN = 200 * 366  # days; dates further apart are somebody's broken clock
_UNIT = 2.0**32  # visibility is summed in whole parts of this, so that sums do not depend on what else is there


@dataclass(frozen=True, eq=False)
class Lines:
    """Observed ranks, from `lines`.

    By line: `apps` (chart, app_id) and `starts`, its first row.
    By row, in the order of lines and days: `line`, `day` (number of the chart-day), `rank`, and `follows`: the
    app was on the chart-day before, too.
    By chart-day: `chart` (number), `date` (days since 1970), `opening` (the chart's first day: nothing is known
    of the day before), `listed` (apps), `depth` (the last rank seen), `tied` (a rank was held twice) and `held`,
    shape (days, length + 1): that rank was held.
    """

    length: int
    apps: pl.DataFrame
    starts: Ints
    line: NDArray[np.int32]
    day: NDArray[np.int32]
    rank: NDArray[np.int32]
    follows: NDArray[np.bool_]
    chart: NDArray[np.int32]
    date: NDArray[np.int32]
    opening: NDArray[np.bool_]
    listed: Ints
    depth: Ints
    tied: NDArray[np.bool_]
    held: NDArray[np.bool_]

    @property
    def days(self) -> int:
        """Count the chart-days of all charts."""
        return len(self.date)


@dataclass(frozen=True, eq=False)
class Stays:
    """By line: `days` in the chart, `best` rank, `stints` (unbroken runs of chart-days) and the `longest` of them.

    `first` and `last` are numbers of chart-days. An app that left and came back has as many re-entries as it has
    stints more than one.
    """

    days: Ints
    best: NDArray[np.int32]
    stints: Ints
    longest: Ints
    first: NDArray[np.int32]
    last: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Flows:
    """By chart-day, against the one before: apps that came, of which `returns` had been there earlier, and left.

    All are 0 on a chart's opening day, when nobody can be seen to come.
    """

    entries: Ints
    returns: Ints
    exits: Ints


def lines(rows: pl.DataFrame, *, length: int = 100) -> Lines:
    """Arrange chart rows by line and chart-day.

    Parameters
    ----------
    rows : polars.DataFrame
        chart, app_id (any types that can be compared), date (Date) and rank (integers, 1 is the top), sorted by
        chart, app_id and date. An app listed twice on a day counts once, at its best rank.
    length : int
        What lies below this rank is outside the chart.

    Raises
    ------
    ValueError
        If rows are not so sorted, something is missing, a rank is below 1, or dates are two centuries apart.
    """
    rows = _checked(rows, length)
    new = _changes(rows, "chart", "app_id")
    starts = np.flatnonzero(new)
    apps = rows.select("chart", "app_id")[starts]
    rank = rows["rank"].cast(pl.Int32).to_numpy()
    date = rows["date"].to_physical().to_numpy()
    line = np.cumsum(new, dtype=np.int32) - 1
    _check_order(apps, date, new)
    again = np.zeros(len(date), dtype=bool)
    again[1:] = (date[1:] == date[:-1]) & ~new[1:]
    if again.any():
        groups = np.flatnonzero(~again)
        rank = np.minimum.reduceat(rank, groups)
        date, line, new = date[groups], line[groups], new[groups]
        starts = np.flatnonzero(new)
    chart_of_line = np.cumsum(_changes(apps, "chart"), dtype=np.int32) - 1
    day, chart, dates = _chart_days(chart_of_line, line, date)
    follows = np.zeros(len(day), dtype=bool)
    follows[1:] = (day[1:] == day[:-1] + 1) & ~new[1:]
    held = np.zeros((len(chart), length + 1), dtype=bool)
    held.ravel()[day.astype(np.int64) * (length + 1) + rank] = True
    listed = np.bincount(day, minlength=len(chart))
    return Lines(
        length,
        apps,
        starts,
        line,
        day,
        rank,
        follows,
        chart,
        dates,
        opening=np.diff(chart, prepend=-1) > 0,
        listed=listed,
        depth=length - held[:, ::-1].argmax(axis=1),
        tied=held.sum(axis=1) != listed,
        held=held,
    )


def _checked(rows: pl.DataFrame, length: int) -> pl.DataFrame:
    """Refuse what is missing or impossible, and leave out what lies below the chart."""
    rows = rows.select("chart", "app_id", "date", "rank")
    if length < 1:
        raise ValueError("a chart's length must be at least 1")
    if rows["date"].dtype != pl.Date or not rows["rank"].dtype.is_integer():
        raise ValueError("chart rows: date must be a date and rank a whole number")
    if any(count for column in rows.null_count() for count in column):
        raise ValueError("chart rows: chart, app_id, date or rank is missing")
    if rows.is_empty():
        return rows
    least, most = rows.select(least=pl.col("rank").min(), most=pl.col("rank").max()).row(0)
    if least < 1:
        raise ValueError("chart rows: a rank is below 1")
    return rows.filter(pl.col("rank") <= length) if most > length else rows


def _changes(rows: pl.DataFrame, *columns: str) -> NDArray[np.bool_]:
    """Mark each row that differs from the one before."""
    changed = pl.any_horizontal(pl.col(name) != pl.col(name).shift() for name in columns)
    return rows.select(changed.fill_null(value=True)).to_series().to_numpy()


def _check_order(apps: pl.DataFrame, date: NDArray[np.int32], new: NDArray[np.bool_]) -> None:
    chart, app = pl.col("chart"), pl.col("app_id")
    after = (chart > chart.shift()) | ((chart == chart.shift()) & (app > app.shift()))
    backwards = (date[1:] < date[:-1]) & ~new[1:]
    if not apps.select(after.fill_null(value=True).all()).item() or backwards.any():
        raise ValueError("chart rows must be sorted by chart, app_id and date")


def _chart_days(
    chart_of_line: NDArray[np.int32], line: NDArray[np.int32], date: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Number the days on which each chart was seen; give the number of each row, and chart and date of each."""
    if not len(date):
        return (np.zeros(0, dtype=np.int32),) * 3
    first, span = int(date.min()), int(date.max()) - int(date.min()) + 1
    if span > LONGEST_SPAN:
        raise ValueError("chart rows: the dates are more than two centuries apart")
    charts = int(chart_of_line[-1]) + 1
    cell = (chart_of_line.astype(np.int64) * span - first)[line] + date
    seen = np.zeros(charts * span, dtype=bool)
    seen[cell] = True
    number = np.cumsum(seen, dtype=np.int32) - 1
    chart, since = np.divmod(np.flatnonzero(seen), span)
    return number[cell], chart.astype(np.int32), (since + first).astype(np.int32)


def stays(found: Lines) -> Stays:
    """Sum up each line: days, best rank, stints and the longest of them."""
    if not len(found.starts):
        none = np.zeros(0, dtype=np.int64)
        return Stays(none, none.astype(np.int32), none, none, found.day, found.day)
    ends = np.append(found.starts[1:], len(found.rank))
    heads = np.flatnonzero(~found.follows)
    first_head = np.searchsorted(heads, found.starts)
    return Stays(
        days=ends - found.starts,
        best=np.minimum.reduceat(found.rank, found.starts),
        stints=np.diff(np.append(first_head, len(heads))),
        longest=np.maximum.reduceat(np.diff(np.append(heads, len(found.rank))), first_head),
        first=found.day[found.starts],
        last=found.day[ends - 1],
    )


def flows(found: Lines) -> Flows:
    """Count for each chart-day who came, who came back and who left since the one before."""
    heads = found.day[~found.follows]
    common = np.bincount(found.day[found.follows], minlength=found.days)
    came = np.bincount(heads, minlength=found.days)
    debuts = np.bincount(found.day[found.starts], minlength=found.days)
    left = before(found.listed) - common
    compared = ~found.opening
    return Flows(came * compared, (came - debuts) * compared, left * compared)


def before(by_day: Ints) -> Ints:
    """Give for each chart-day the figure of the one before (of another chart on an opening day)."""
    return np.append(by_day[:1], by_day[:-1])


def momentum(found: Lines) -> Floats:
    """Give each row the mean visibility of its last 7 chart-days less that of its last 28.

    Visibility is ln((length + 1) / rank), and 0 on a chart-day without the app: a definition, not demand. NaN
    until the chart has been seen on 28 days.
    """
    ladder = np.log((found.length + 1) / np.arange(1, found.length + 1)) * _UNIT
    parts = np.append(0, np.rint(ladder).astype(np.int64))
    total = np.append(0, np.cumsum(parts[found.rank]))
    means = [(total[1:] - total[_window(found, width)]) / (width * _UNIT) for width in (SHORT, LONG)]
    opening = np.flatnonzero(found.opening)[found.chart] if found.days else found.day
    early = np.arange(found.days) - opening < LONG - 1
    return np.where(early[found.day], np.nan, means[0] - means[1])


def _window(found: Lines, width: int) -> Ints:
    """Find the first row of each row's line that lies within its last `width` chart-days.

    Where a line has been out, that is later than the row `width` - 1 before: the rest is halved until it is found.
    """
    low = np.maximum(np.arange(len(found.day)) - (width - 1), found.starts[found.line])
    outside = found.day - width
    broken = np.flatnonzero(found.day[low] <= outside)
    first, edge = low[broken], outside[broken]
    step = 1 << ((width - 1).bit_length() - 1)
    while step:
        probe = np.minimum(first + step - 1, broken)
        first = np.where(found.day[probe] <= edge, probe + 1, first)
        step >>= 1
    low[broken] = first
    return low


def movers(found: Lines, moment: Floats, *, count: int = 10) -> Ints:
    """Choose on each chart's last day the rows with the largest momentum, largest first; charts in order.

    Apps of equal momentum stand in the order of lines. Rows without a momentum are left out.
    """
    closing = np.flatnonzero(np.append(found.opening[1:], True)) if found.days else np.zeros(0, dtype=np.int64)
    last = np.zeros(found.days, dtype=bool)
    last[closing] = True
    rows = np.flatnonzero(last[found.day] & ~np.isnan(moment))
    chart = found.chart[found.day[rows]]
    order = np.lexsort((rows, -moment[rows], chart))
    rows, chart = rows[order], chart[order]
    place = np.arange(len(rows)) - np.searchsorted(chart, chart)
    return rows[place < count]

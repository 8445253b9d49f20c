"""ISO weeks ('2026-W43') and months ('2026-10') as sortable text; a week lies in the month of its Thursday."""

from __future__ import annotations

import datetime as dt
import re

MONTH_PATTERN = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def week_of(day: dt.date) -> str:
    """Name the ISO week that a day lies in."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def thursday(week: str) -> dt.date:
    """Give the Thursday of a week: the day that decides its month."""
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 4)


def month_of(week: str) -> str:
    """Name the month that a week belongs to.

    >>> month_of("2026-W40"), month_of("2026-W53")
    ('2026-10', '2026-12')
    """
    return f"{thursday(week):%Y-%m}"


def weeks_of(month: str) -> list[str]:
    """List the weeks that belong to a month, oldest first.

    >>> weeks_of("2026-10")
    ['2026-W40', '2026-W41', '2026-W42', '2026-W43', '2026-W44']
    """
    first = dt.date.fromisoformat(f"{month}-01")
    days = (first + dt.timedelta(days=d) for d in range(31))
    return [week_of(day) for day in days if day.isoweekday() == 4 and f"{day:%Y-%m}" == month]


def weeks_between(first: str, last: str) -> list[str]:
    """List all weeks from the first to the last, both included."""
    start, end = thursday(first), thursday(last)
    return [week_of(start + dt.timedelta(weeks=w)) for w in range((end - start).days // 7 + 1)]


def shift(month: str, by: int) -> str:
    """Go some months forward (or back, if negative).

    >>> shift("2026-10", -12), shift("2026-10", 3)
    ('2025-10', '2027-01')
    """
    count = int(month[:4]) * 12 + int(month[5:7]) - 1 + by
    return f"{count // 12:04}-{count % 12 + 1:02}"


def last_months(month: str, count: int) -> list[str]:
    """List the `count` months that end with this one, oldest first."""
    return [shift(month, -back) for back in range(count - 1, -1, -1)]


def quarter_of(month: str) -> tuple[str, ...]:
    """List the three months of the quarter that a month lies in.

    >>> quarter_of("2026-09")
    ('2026-07', '2026-08', '2026-09')
    """
    first = shift(month, -((int(month[5:7]) - 1) % 3))
    return tuple(last_months(shift(first, 2), 3))


def first_day(month: str) -> dt.date:
    """Give the first day of a month."""
    return dt.date.fromisoformat(f"{month}-01")


def last_day(month: str) -> dt.date:
    """Give the last day of a month."""
    return first_day(shift(month, 1)) - dt.timedelta(days=1)


def easter(year: int) -> dt.date:
    """Find Easter Sunday (Western), after the anonymous Gregorian algorithm.

    References
    ----------
    .. [1] Meeus, J. (1991). Astronomical Algorithms, chapter 8.

    Examples
    --------
    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    golden, century, rest = year % 19, year // 100, year % 100
    correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)

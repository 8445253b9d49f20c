"""The Danish school year: how much of a week's club life there is in holidays."""

from __future__ import annotations

import datetime as dt

from klubtrends.periods import easter, thursday, weeks_of

SCHOOL, BREAK, SUMMER = "school", "break", "summer"
# How much of an ordinary week's incidents we expect where nothing is known yet: our own assumption.
ACTIVITY = {SCHOOL: 1.0, BREAK: 0.4, SUMMER: 0.2}
WINTER_WEEK, AUTUMN_WEEK = 7, 42  # some municipalities have week 8
SUMMER_WEEKS = 6


def part_of_year(week: str) -> str:
    """Tell whether an ISO week is a school week, a short holiday (uge 7, påske, uge 42, jul) or summer holiday.

    The summer holiday begins with the week after June's last Saturday and lasts six weeks.

    >>> [part_of_year(week) for week in ("2026-W14", "2026-W30", "2026-W42", "2026-W43", "2026-W53")]
    ['break', 'summer', 'break', 'school', 'break']
    """
    day = thursday(week)
    days_to_easter = (easter(day.year) - day).days
    if 0 <= (day - _summer_begins(day.year)).days < 7 * SUMMER_WEEKS:
        return SUMMER
    christmas = (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2)
    if int(week[6:]) in (WINTER_WEEK, AUTUMN_WEEK) or days_to_easter == 3 or christmas:
        return BREAK
    return SCHOOL


def _summer_begins(year: int) -> dt.date:
    last_day = dt.date(year, 6, 30)
    last_saturday = last_day - dt.timedelta(days=(last_day.weekday() - 5) % 7)
    return last_saturday + dt.timedelta(days=2)


def school_weeks(month: str) -> float:
    """Add up a month's weeks, holidays counted as the part of a week that `ACTIVITY` says.

    >>> school_weeks("2026-09"), school_weeks("2026-10")
    (4.0, 4.4)
    """
    return sum(ACTIVITY[part_of_year(week)] for week in weeks_of(month))

"""Weeks and months obey the laws of the calendar, for every day there is."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from klubtrends import periods

DAYS = st.dates(dt.date(1990, 1, 8), dt.date(2089, 12, 20))
MONTHS = DAYS.map(lambda day: f"{day:%Y-%m}")
SHIFTS = st.integers(-600, 600)


@given(DAYS)
def test_a_week_lies_in_the_month_of_its_thursday(day):
    """A week that two months share has one home."""
    week = periods.week_of(day)

    assert periods.thursday(week).isoweekday() == 4
    assert periods.week_of(periods.thursday(week)) == week
    assert abs((periods.thursday(week) - day).days) <= 3
    assert week in periods.weeks_of(periods.month_of(week))


@given(MONTHS)
def test_months_share_no_week_and_leave_none_out(month):
    """The weeks of two months on end are all weeks, each once."""
    after = periods.shift(month, 1)
    both = periods.weeks_of(month) + periods.weeks_of(after)

    assert both == periods.weeks_between(both[0], both[-1])
    assert {periods.month_of(week) for week in periods.weeks_of(month)} == {month}
    assert len(periods.weeks_of(month)) in (4, 5)


@given(DAYS, DAYS)
def test_weeks_sort_as_days_do(one, other):
    """Weeks and months are text that sorts by time, across years with 52 and 53 weeks."""
    first, last = sorted((one, other))

    assert periods.week_of(first) <= periods.week_of(last)
    assert f"{first:%Y-%m}" <= f"{last:%Y-%m}"


@given(DAYS, st.integers(0, 300))
def test_weeks_between_are_a_week_apart(day, count):
    """No week is skipped or repeated at New Year."""
    weeks = periods.weeks_between(periods.week_of(day), periods.week_of(day + dt.timedelta(weeks=count)))

    assert len(weeks) == count + 1
    days = [periods.thursday(week) for week in weeks]
    assert all((later - earlier).days == 7 for earlier, later in pairwise(days))


@given(MONTHS, SHIFTS, SHIFTS)
def test_shifts_add_up_and_undo_each_other(month, one, other):
    """Going forward and back again ends where it began."""
    assert periods.shift(periods.shift(month, one), other) == periods.shift(month, one + other)
    assert periods.shift(periods.shift(month, one), -one) == month
    assert periods.MONTH_PATTERN.fullmatch(periods.shift(month, one))


@given(MONTHS, st.integers(1, 60))
def test_the_last_months_end_with_the_one_asked_for(month, count):
    """Thirteen months hold the same month of last year at their beginning."""
    months = periods.last_months(month, count)

    assert len(months) == count
    assert months[-1] == month
    assert months == sorted(set(months))
    assert months[0] == periods.shift(month, 1 - count)


@given(MONTHS)
def test_a_month_runs_from_its_first_day_to_the_day_before_the_next(month):
    """The days of a month are its own."""
    first, last = periods.first_day(month), periods.last_day(month)

    assert first.day == 1
    assert {f"{day:%Y-%m}" for day in (first, last)} == {month}
    assert last + dt.timedelta(days=1) == periods.first_day(periods.shift(month, 1))


@given(st.integers(1900, 2199))
def test_easter_is_a_sunday_between_its_bounds(year):
    """Easter falls from 22 March to 25 April."""
    day = periods.easter(year)

    assert day.isoweekday() == 7
    assert dt.date(year, 3, 22) <= day <= dt.date(year, 4, 25)


def test_easter_at_its_extremes():
    """The years in which the rules of the moon bind, as printed in almanacs."""
    known = {1954: (4, 18), 1981: (4, 19), 2008: (3, 23), 2011: (4, 24), 2038: (4, 25), 2049: (4, 18)}

    assert {year: (periods.easter(year).month, periods.easter(year).day) for year in known} == known

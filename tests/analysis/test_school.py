"""The school year: the holidays are where the calendar says, and nothing else is."""

import datetime as dt

import pytest

from klubtrends.analysis.school import ACTIVITY, BREAK, SCHOOL, SUMMER, part_of_year, school_weeks
from klubtrends.periods import easter, thursday, weeks_between, weeks_of

EASTERS = {
    2019: (4, 21),
    2020: (4, 12),
    2024: (3, 31),
    2025: (4, 20),
    2026: (4, 5),
    2027: (3, 28),
    2038: (4, 25),
}


@pytest.mark.parametrize("year", EASTERS)
def test_easter_is_the_almanacs(year):
    """Published dates of Easter Sunday, one of the latest possible among them."""
    assert easter(year) == dt.date(year, *EASTERS[year])


def test_the_holidays_of_2026_are_these_weeks_and_no_others():
    """Nytår, uge 7, påske (Maundy Thursday's week), six weeks of summer, uge 42 and jul."""
    weeks = weeks_between("2026-W01", "2026-W53")

    assert [int(w[6:]) for w in weeks if part_of_year(w) == BREAK] == [1, 7, 14, 42, 52, 53]
    assert [int(w[6:]) for w in weeks if part_of_year(w) == SUMMER] == [27, 28, 29, 30, 31, 32]


def test_every_year_has_its_holidays():
    """Fifty years: six weeks of summer in June to August, Easter one week, Christmas one or two."""
    for year in range(2000, 2050):
        weeks = [w for w in weeks_between(f"{year}-W01", f"{year + 1}-W01") if w.startswith(str(year))]
        summer = [thursday(w) for w in weeks if part_of_year(w) == SUMMER]
        assert len(summer) == 6
        assert dt.date(year, 6, 27) <= summer[0] <= summer[-1] <= dt.date(year, 8, 14)
        assert sum(part_of_year(w) == BREAK for w in weeks if 10 < int(w[6:]) < 20) == 1
        assert part_of_year(f"{year}-W39") == SCHOOL


def test_a_month_is_the_sum_of_its_weeks():
    """An exposure adds up over weeks, so months can be joined."""
    for month in ("2026-07", "2026-10", "2026-12"):
        assert school_weeks(month) == sum(ACTIVITY[part_of_year(week)] for week in weeks_of(month))

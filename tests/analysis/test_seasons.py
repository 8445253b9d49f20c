"""Which weeks a week is held against: by the calendar, in periods that fill the year."""

import numpy as np
import pytest

from klubtrends.analysis.seasons import Pattern, seasons

DATES = np.datetime64("2012-01-02") + 7 * np.arange(470)  # 2015 and 2020 have 53 weeks


def pattern(**changed):
    """Five years back, three weeks to each side."""
    usual = {"freq": 52, "years": 5, "half": 3, "periods": 10, "skipped": 26, "partial": False, "dated": True}
    return Pattern(**{**usual, **changed})


@pytest.mark.parametrize("week", [300, 364, 410, 469])
def test_years_of_53_weeks_do_not_shift_the_season(week):
    """The middle of each window begins within three days of the same date, on the same weekday."""
    (season,) = seasons(np.array([week]), DATES, pattern(half=0, periods=1))

    then, now = DATES[week - season.back].astype(object), DATES[week].astype(object)

    assert len(then) == 5
    for years, day in zip(range(5, 0, -1), then, strict=True):
        assert abs((day - now.replace(year=now.year - years)).days) <= 3


def test_without_dates_a_year_is_as_many_counts_as_were_said():
    """The index is all there is."""
    (season,) = seasons(np.array([300]), None, pattern(half=0, periods=1))

    assert season.back.tolist() == [260, 208, 156, 104, 52]


@pytest.mark.parametrize("periods", [2, 3, 10, 46])
def test_periods_fill_the_year_and_differ_by_a_week_at_most(periods):
    """Every week from the first window on has one level; the season's own is the last."""
    (season,) = seasons(np.array([300]), None, pattern(periods=periods, skipped=0))
    levels = season.design.levels

    assert season.back.tolist() == list(range(263, 0, -1))
    assert (levels[:7] == periods - 1).all()
    lengths = np.bincount(levels[7:52])
    assert lengths.max() - lengths.min() <= 1
    assert (np.diff(levels[7:52]) >= 0).all()


def test_the_last_weeks_are_left_out():
    """So that an outbreak under way does not hide itself."""
    (season,) = seasons(np.array([300]), None, pattern())

    assert season.back.min() == 27


@pytest.mark.parametrize(("week", "weeks_used"), [(263, 35), (262, 34), (261, 0), (259, 0)])
def test_one_week_may_be_missing_at_the_beginning(week, weeks_used):
    """As in the reference implementation; with two there is too little history."""
    found = list(seasons(np.array([week]), None, pattern(periods=1)))

    assert sum(len(season.back) for season in found) == weeks_used


def test_weeks_with_the_same_pattern_are_judged_together():
    """One batch without dates, and few with them."""
    weeks = np.arange(300, 470)

    assert len(list(seasons(weeks, None, pattern()))) == 1
    assert len(list(seasons(weeks, DATES, pattern()))) < 20

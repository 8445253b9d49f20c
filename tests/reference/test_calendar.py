"""The network's year is found in any year."""

import datetime as dt

import pytest

from klubtrends.reference.calendar import (
    Span,
    campaign_weeks,
    coming,
    events_between,
    holiday_weeks,
    meeting_about,
    read_when,
    span_words,
)
from klubtrends.reference.rows import Event


def event(when: str, kind: str = "season", text: str = "x") -> Event:
    """Make an event."""
    return Event("", "general", dt.date(2027, 1, 31), read_when(when), text, kind)


@pytest.mark.parametrize(
    ("when", "year", "first", "last", "words"),
    [
        ("2027-02-09", 2027, "2027-02-09", "2027-02-09", "9. feb."),
        ("uge 11", 2027, "2027-03-15", "2027-03-21", "Uge 11 (15.–21. marts)"),
        ("Uge 11 2027", 2027, "2027-03-15", "2027-03-21", "Uge 11 (15.–21. marts)"),
        ("uge 27-32", 2027, "2027-07-05", "2027-08-15", "Uge 27–32 (5. juli–15. aug.)"),
        ("uge 53", 2026, "2026-12-28", "2027-01-03", "Uge 53 (28. dec.–3. jan.)"),
        ("august", 2027, "2027-08-01", "2027-08-31", "August"),
        ("påske", 2027, "2027-03-20", "2027-03-29", "20.–29. marts"),
        ("jul", 2026, "2026-12-22", "2027-01-02", "22. dec.–2. jan."),
    ],
)
def test_a_rule_gives_its_days_and_says_them(when, year, first, last, words):
    """Week 11 of 2027 is 15 to 21 March."""
    span = read_when(when).span(year)

    assert span == Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert span_words(span) == words


@pytest.mark.parametrize(("when", "year"), [("2027-02-09", 2026), ("uge 11 2027", 2028), ("uge 53", 2027)])
def test_a_rule_of_one_year_is_silent_in_the_others(when, year):
    """And a week 53 comes only now and then."""
    assert read_when(when).span(year) is None


@pytest.mark.parametrize("when", ["", "snart", "uge 0", "uge 32-27", "uge 54", "2027-02-30", "13. marts"])
def test_what_gives_no_days_is_refused(when):
    """A rule that nobody understands must not vanish."""
    with pytest.raises(ValueError):  # noqa: PT011 - the table says where
        read_when(when)


def test_what_comes_in_the_next_days_is_listed_in_order():
    """What is under way counts, what is over does not."""
    events = [
        event("uge 11"),
        event("2027-02-09"),
        event("jul"),
        event("november"),
        event("oktober"),
        event("april"),
    ]
    found = coming(events, dt.date(2026, 11, 24))

    assert [span_words(dated.span) for dated in found] == [
        "November", "22. dec.–2. jan.", "9. feb.", "Uge 11 (15.–21. marts)"
    ]  # fmt: skip


def test_a_holiday_over_new_year_is_seen_from_january():
    """It began in the year before."""
    assert events_between([event("jul")], dt.date(2027, 1, 1), dt.date(2027, 1, 5))


def test_the_weeks_of_holidays_are_named_for_the_analysis():
    """Weeks with three or more weekdays off; a campaign is no holiday."""
    events = [
        event("uge 42", "holiday"),
        event("påske", "holiday"),
        event("jul", "holiday"),
        event("uge 11", "campaign"),
    ]

    assert holiday_weeks(events, "2026-W40", "2027-W16") == {"2026-W42", "2026-W52", "2026-W53", "2027-W12"}


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ("2026-10", "2026-11-24"),
        ("2026-11", "2027-01-12"),  # none in December
        ("2026-12", "2027-01-12"),
        ("2027-01", "2027-02-28"),  # none that is near enough: the last day of the month after
        ("2027-05", "2027-06-30"),
        ("2027-06", "2027-08-16"),
    ],
)
def test_the_meeting_about_a_month_is_the_first_one_after_it(month, day):
    """Within two months, for a summer without one; a feast is no meeting, and a week counts from its first day."""
    events = [
        event("2026-11-02", "campaign"), event("2026-10-28", "meeting"), event("2027-01-12", "meeting"),
        event("2026-11-24", "meeting"), event("uge 33 2027", "meeting"), event("2027-08-30", "meeting"),
    ]  # fmt: skip

    assert meeting_about(events, month) == dt.date.fromisoformat(day)


def test_a_campaign_counts_in_each_week_that_it_touches():
    """A day, some weeks, and only what lies in the range; a holiday is no campaign."""
    events = [event("2027-02-09", "campaign"), event("uge 11", "campaign"), event("uge 42", "holiday")]
    assert campaign_weeks(events, "2026-W40", "2027-W16") == {"2027-W06", "2027-W11"}
    assert campaign_weeks(events, "2027-W12", "2027-W12") == set()

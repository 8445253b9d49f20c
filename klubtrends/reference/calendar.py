"""The network's year: days, weeks, months and feasts, every year or once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klubtrends.danish import MONTHS, capital, date, say, short_date
from klubtrends.periods import easter, first_day, last_day, shift, week_of, weeks_between
from klubtrends.reference.cells import DAY, Kind, month_number

if TYPE_CHECKING:
    from klubtrends.reference.rows import Event

HOLIDAY = "holiday"
MEETING = "meeting"
CAMPAIGN = "campaign"
LATEST_MEETING = 2  # months after the one that it is about
SCHOOL_DAYS_OFF = 3  # of a week's five, for the week to count as a holiday


@dataclass(frozen=True)
class Span:
    """Some days in a row, both ends included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class When:
    """A rule that gives days. `kind` is a key of `SPANS`, `numbers` what it takes; no `year`: every year."""

    kind: str
    numbers: tuple[int, ...] = ()
    year: int | None = None

    def span(self, year: int) -> Span | None:
        """Give the days in (or beginning in) a year; None if there are none."""
        if self.year not in (None, year):
            return None
        try:
            return SPANS[self.kind](year, *self.numbers)
        except ValueError:  # no week 53 in this year
            return None


@dataclass(frozen=True)
class Dated:
    """An event in a certain year."""

    span: Span
    text: str
    kind: str
    placeholder: bool = False


def _easter_holiday(year: int) -> Span:
    """From the Saturday before Palm Sunday to Easter Monday."""
    return Span(easter(year) - dt.timedelta(days=8), easter(year) + dt.timedelta(days=1))


def _weeks(year: int, first: int, last: int) -> Span:
    return Span(dt.date.fromisocalendar(year, first, 1), dt.date.fromisocalendar(year, last, 7))


SPANS: Mapping[str, Callable[..., Span]] = {
    "day": lambda year, month, day: Span(dt.date(year, month, day), dt.date(year, month, day)),
    "weeks": _weeks,
    "month": lambda year, month: Span(first_day(f"{year}-{month:02}"), last_day(f"{year}-{month:02}")),
    "easter": _easter_holiday,
    "christmas": lambda year: Span(dt.date(year, 12, 22), dt.date(year + 1, 1, 2)),
}


def read_when(text: str) -> When:
    """Read '2027-02-09', 'uge 42', 'uge 27-32', 'uge 11 2027', 'august', 'marts 2027', 'påske' or 'jul'.

    Raises
    ------
    ValueError
        If it is none of these.
    """
    word = text.casefold()
    if word in ("påske", "jul"):
        return When("easter" if word == "påske" else "christmas")
    if found := re.fullmatch(r"uge (\d\d?)(?:-(\d\d?))?(?: (\d{4}))?", word):
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= 53:
            raise ValueError
        return When("weeks", (first, last), int(found[3]) if found[3] else None)
    if found := re.fullmatch(r"([^\W\d]+\.?)(?: (\d{4}))?", word):
        return When("month", (month_number(found[1]),), int(found[2]) if found[2] else None)
    day = DAY.read(text)
    return When("day", (day.month, day.day), day.year)


WHEN = Kind(read_when, say("cell_when"))


def events_between(events: Iterable[Event], first: dt.date, last: dt.date) -> tuple[Dated, ...]:
    """List what happens from the first to the last day, what began earlier included, the earliest first."""
    found = [
        Dated(span, event.text, event.kind, event.placeholder)
        for event in events
        for year in range(first.year - 1, last.year + 1)
        if (span := event.when.span(year)) and span.last >= first and span.first <= last
    ]
    return tuple(sorted(found, key=lambda dated: (dated.span.first, dated.span.last, dated.text)))


def coming(events: Iterable[Event], today: dt.date, *, days: int = 120) -> tuple[Dated, ...]:
    """List what happens in the next days."""
    return events_between(events, today, today + dt.timedelta(days=days))


def meeting_about(events: Iterable[Event], month: str) -> dt.date:
    """Tell when the network meets about a month: the first meeting in the two months after it.

    Where the calendar has none, the last day of the month after it. A meeting of some days counts from its first.
    """
    after, latest = first_day(shift(month, 1)), last_day(shift(month, LATEST_MEETING))
    meetings = events_between((event for event in events if event.kind == MEETING), after, latest)
    days = (meeting.span.first for meeting in meetings if meeting.span.first >= after)
    return next(days, last_day(shift(month, 1)))


def holiday_weeks(events: Iterable[Event], first_week: str, last_week: str) -> frozenset[str]:
    """Name the ISO weeks of which school holidays take three weekdays or more, from the first week to the last.

    A winter holiday that lies in week 7 or 8 counts in both until the municipality's own week is filled in.
    """
    weeks = weeks_between(first_week, last_week)
    first, last = _monday(weeks[0]), _monday(weeks[-1]) + dt.timedelta(days=6)
    holidays = events_between((event for event in events if event.kind == HOLIDAY), first, last)
    off = {day for holiday in holidays for day in _weekdays(holiday.span)}
    counts = [week_of(day) for day in off]
    return frozenset(week for week in weeks if counts.count(week) >= SCHOOL_DAYS_OFF)


def campaign_weeks(events: Iterable[Event], first_week: str, last_week: str) -> frozenset[str]:
    """Name the ISO weeks that campaigns touch, from the first week to the last."""
    weeks = weeks_between(first_week, last_week)
    campaigns = [event for event in events if event.kind == CAMPAIGN]
    days = [
        day
        for campaign in events_between(campaigns, _monday(weeks[0]), _monday(weeks[-1]) + dt.timedelta(days=6))
        for day in _weekdays(campaign.span)
    ]
    return frozenset({week_of(day) for day in days} & {*weeks})


def _monday(week: str) -> dt.date:
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def _weekdays(span: Span) -> Iterator[dt.date]:
    days = (span.first + dt.timedelta(days=n) for n in range((span.last - span.first).days + 1))
    return (day for day in days if day.isoweekday() <= 5)


def span_words(span: Span) -> str:
    """Say when: '9. feb.', 'Uge 11 (15.-21. marts)', 'August' or '22. dec.-2. jan.'."""
    first, last = span.first, span.last
    if first == last:
        return short_date(first)
    ends = f"{first.day}." if first.month == last.month else short_date(first)
    days = f"{ends}–{date(last, year=False) if first.month == last.month else short_date(last)}"
    weeks = weeks_between(week_of(first), week_of(last))
    if first.isoweekday() == 1 and last.isoweekday() == 7:
        numbers = [str(int(week[6:])) for week in (weeks[0], weeks[-1])]
        return capital(f"uge {'–'.join(dict.fromkeys(numbers))} ({days})")
    if first.day == 1 and last == last_day(f"{first:%Y-%m}"):
        return capital(MONTHS[first.month - 1])
    return days

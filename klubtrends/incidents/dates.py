"""Dates as Danes write them in sheets."""

from __future__ import annotations

import datetime as dt
import re

from klubtrends.danish import MONTHS

EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel's calendar
TIME = r"(?:[Tt ][\d:.]{4,15})?"
YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})-(?P<m>\d\d?)-(?P<d>\d\d?){TIME}")
THE = r"(?:\w{2,4}dag\s)?(?:d\.|(?:den|d\.?)\s)?\s?"
DAY_FIRST = re.compile(rf"{THE}(?P<d>\d\d?)[-./ ]{{1,2}}(?P<m>\d\d?)[-./ ]{{1,2}}(?P<y>\d{{4}}|\d\d){TIME}")
SPOKEN = re.compile(rf"{THE}(?P<d>\d\d?)\.?[ -]?(?P<month>[^\W\d]{{3,9}})\.?[ -]?(?P<y>\d{{4}}|\d\d)?")
SHORT = re.compile(rf"{THE}(?P<d>\d\d?)[-/.](?P<m>\d\d?)\.?")
WEEK = re.compile(r"(?:i\s)?uge\s?(?P<w>\d\d?)(?:[\s,]{1,2}(?P<y>\d{4}))?|(?P<iso>20\d\d-w\d\d)")
DAY_NUMBER = re.compile(r"[3-6]\d{4}([.,]\d{1,15})?")


def read_date(cell: str | dt.date) -> dt.date | None:
    """Read a date: a real one, 2026-11-03, 3-11-2026, 03.11.26, 3. nov. 2026 or Excel's day number; None if none.

    >>> read_date("03.11.26"), read_date("46329")
    (datetime.date(2026, 11, 3), datetime.date(2026, 11, 3))
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if DAY_NUMBER.fullmatch(cell):
        return EPOCH + dt.timedelta(days=int(cell[:5]))
    for form in (YEAR_FIRST, DAY_FIRST, SPOKEN):
        if (found := form.fullmatch(cell if form is YEAR_FIRST else cell.casefold())) and found["y"]:
            year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
            return _date(year, _month(found), int(found["d"]))
    return None


def read_yearless(cell: str | dt.date, today: dt.date) -> dt.date | None:
    """Read a date without its year as the latest one that is not to come; None if it is none.

    >>> read_yearless("3. nov.", dt.date(2026, 11, 10)), read_yearless("24/12", dt.date(2026, 11, 10))
    (datetime.date(2026, 11, 3), datetime.date(2025, 12, 24))
    """
    if isinstance(cell, dt.date):
        return None
    found = SHORT.fullmatch(cell.casefold()) or SPOKEN.fullmatch(cell.casefold())
    if not found or found.groupdict().get("y"):
        return None
    days = (_date(today.year - back, _month(found), int(found["d"])) for back in range(2))
    return next((day for day in days if day and day <= today), None)


def read_week(cell: str | dt.date, today: dt.date) -> dt.date | None:
    """Read a week, as its Thursday, or the Monday of one whose Thursday is to come; None if it is none.

    Without its year it is the latest that has begun.

    >>> read_week("uge 41", dt.date(2026, 11, 10)), read_week("uge 53 2025", dt.date(2026, 11, 10))
    (datetime.date(2026, 10, 8), None)
    """
    found = None if isinstance(cell, dt.date) else WEEK.fullmatch(cell.casefold())
    if not found:
        return None
    year, week = found["iso"].split("-w") if found["iso"] else (found["y"], found["w"])
    years = [int(year)] if year else range(today.isocalendar().year, today.year - 7, -1)
    begun = (_thursday(each, int(week), today) for each in years)
    return next((day for day in begun if day and (year or day <= today)), None)


def _thursday(year: int, week: int, today: dt.date) -> dt.date | None:
    try:
        monday = dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    thursday = monday + dt.timedelta(days=3)
    return thursday if thursday <= today else monday


def _month(found: re.Match[str]) -> int:
    """Give the month's number; 0 if its name begins none."""
    if "month" not in found.re.groupindex:
        return int(found["m"])
    word = found["month"]
    return next((number for number, name in enumerate(MONTHS, 1) if name.startswith(word)), 0)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None

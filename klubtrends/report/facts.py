"""What the hand-kept tables and the archive hold, as the notes that a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from klubtrends import danish
from klubtrends.danish import CERTAINTIES, say
from klubtrends.periods import first_day, last_day
from klubtrends.reference.bundle import Reference
from klubtrends.reference.calendar import coming, span_words
from klubtrends.reference.choose import (
    app_caveat,
    app_of_month,
    features,
    figure_basis,
    figures_of_month,
    law_of_month,
    source_words,
)
from klubtrends.reference.law import case_of, law_status, suggested_stage
from klubtrends.reference.rows import Contact
from klubtrends.report.briefing import (
    AppNote,
    ContactNote,
    EventNote,
    FigureNote,
    LawNote,
    NewsNote,
)
from klubtrends.workspace import DENMARK

NEWS_AT_MOST = 4


def app_note(reference: Reference, month: str) -> AppNote | None:
    """Give the app sheet of the month."""
    sheet = app_of_month(reference.app_sheets, month)
    if sheet is None:
        return None
    answers = tuple((feature.label, feature.answer) for feature in features(sheet))
    age = (say("app_age"), sheet.terms_min_age)
    return AppNote(sheet.name, sheet.good, (age, *answers), app_caveat(sheet), sheet.questions)


def law_notes(
    reference: Reference, month: str, today: dt.date, cases: pl.DataFrame | None = None
) -> tuple[LawNote, ...]:
    """Say of the month's laws what each means for a club and where it stands, held against Folketinget's cases."""
    rows = law_of_month(reference.law, month)
    return tuple(
        LawNote(
            row.title,
            row.meaning,
            f"{law_status(row, today, cases)} {source_words(row.source, CERTAINTIES[row.confidence])}",
        )
        for row in rows
    )


def moved_cases(reference: Reference, month: str, cases: pl.DataFrame) -> pl.DataFrame:
    """Take the cases that say another stage than the month's laws."""
    moved = [row for row in law_of_month(reference.law, month) if suggested_stage(row, cases)]
    return pl.concat([cases.clear(), *(case_of(row, cases) for row in moved)])


def figure_notes(reference: Reference, month: str) -> tuple[FigureNote, ...]:
    """Give the month's survey figures, each with its basis."""
    chosen = figures_of_month(reference.figures, month)
    return tuple(FigureNote(f"{row.value} {row.what}", figure_basis(row)) for row in chosen)


def event_notes(reference: Reference, today: dt.date) -> tuple[EventNote, ...]:
    """List what is coming."""
    return tuple(
        EventNote(span_words(event.span), event.text + (f" ({danish.LOCAL})" if event.placeholder else ""))
        for event in coming(reference.calendar, today)
    )


def contact_notes(contacts: Iterable[Contact]) -> tuple[ContactNote, ...]:
    """List whom to call; a number still missing says so."""
    return tuple(
        ContactNote(row.who, row.number, "".join(filter(str.isdecimal, row.number)), row.web,
                    ". ".join(filter(None, (row.hours, danish.LOCAL if row.placeholder else row.note))))
        for row in contacts
    )  # fmt: skip


def of_month(news: pl.DataFrame, month: str) -> pl.DataFrame:
    """Keep the headlines of one month's Danish days."""
    day = pl.col("published").dt.convert_time_zone(DENMARK.key).dt.date()
    return news.filter(day.is_between(first_day(month), last_day(month)))


def news_notes(news: pl.DataFrame) -> tuple[NewsNote, ...]:
    """Take the latest headlines, the newest first; one that several outlets have counts once."""
    rows = news.sort("published", "url", descending=True).unique("title", keep="first", maintain_order=True)
    return tuple(
        NewsNote(row["title"], row["url"], row["outlet"], _danish_day(row["published"]))
        for row in rows.head(NEWS_AT_MOST).iter_rows(named=True)
    )


def _danish_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(DENMARK).date()

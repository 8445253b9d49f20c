"""Hand-kept tables and the archive as notes: nothing said that their rows do not say."""

import datetime as dt

import polars as pl
import pytest

from klubtrends.danish import LOCAL
from klubtrends.periods import last_months
from klubtrends.reference import law_of_month
from klubtrends.reference.bundle import Reference
from klubtrends.report import facts
from klubtrends.tables import CASES, NEWS
from klubtrends.workspace import shipped

TODAY = dt.date(2026, 11, 24)
MONTH = "2026-10"


@pytest.fixture(scope="module")
def reference():
    """The tables that travel with the package."""
    return Reference.read(shipped("reference"))


def news(*rows):
    """Make headlines: (published, title, url)."""
    whole = [
        {
            "published": when,
            "outlet": "Avisen",
            "title": title,
            "url": url,
            "fetched_at": when,
            "digest": f"sha256:{url}",
        }
        for when, title, url in rows
    ]
    return pl.DataFrame(whole, schema=NEWS.columns)


def at(day, hour=12, month=10):
    """Give an instant."""
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def test_headlines_are_the_newest_four_each_once():
    """One that several outlets have counts once, by its newest."""
    rows = [(at(day), f"Nyt {day}", f"https://a.example/{day}") for day in range(1, 7)]
    notes = facts.news_notes(news(*rows, (at(8), "Nyt 6", "https://b.example/6")))

    assert [note.title for note in notes] == ["Nyt 6", "Nyt 5", "Nyt 4", "Nyt 3"]
    assert notes[0].url == "https://b.example/6"


def test_a_months_headlines_are_those_of_its_danish_days():
    """Half past eleven at night in London is the next day, and the next month, in Denmark."""
    kept = facts.of_month(
        news(
            (at(30, 23, month=9), "første", "https://a.example/1"),
            (at(31, 22), "sidste", "https://a.example/2"),
            (at(31, 23, month=10), "næste", "https://a.example/3"),
        ),
        MONTH,
    )

    assert kept["title"].to_list() == ["første", "sidste"]
    assert [note.day for note in facts.news_notes(kept)] == [dt.date(2026, 10, 31), dt.date(2026, 10, 1)]


def test_contacts_are_dialled_by_their_digits(reference):
    """A number in groups is one number to a telephone; one still missing says so."""
    notes = {note.who: note for note in facts.contact_notes(reference.contacts)}

    assert {"112", "114", "116111"} <= {note.tel for note in notes.values()}
    assert all(note.tel == "" or note.tel.isdecimal() for note in notes.values())
    lacking = [facts.contact_notes([row])[0] for row in reference.contacts if row.placeholder]
    assert lacking
    assert all(LOCAL in note.note and not note.tel for note in lacking)


def test_every_law_says_its_stage_and_when_it_was_checked(reference):
    """Never 'gælder' without an official source."""
    notes = facts.law_notes(reference, MONTH, TODAY)
    proven = {row.title for row in reference.law if row.proven}

    assert notes
    assert all("jekke" in note.status for note in notes)
    assert all("Kilde: " in note.status for note in notes)
    assert not [note for note in notes if note.title not in proven and "gælder" in note.status.lower()]


def test_a_check_that_is_two_months_old_is_called_for_again(reference):
    """Older than 60 days is stale."""
    later = facts.law_notes(reference, MONTH, TODAY + dt.timedelta(days=90))

    assert all("Skal tjekkes" in note.status for note in later)


def test_a_law_whose_case_has_moved_is_to_be_checked_and_the_case_is_named_as_a_source(reference):
    """Only where the page's own words come from it."""
    row = next(row for row in reference.law if row.case)
    states = pl.DataFrame(
        {
            "case_id": [1, 2], "number": [row.case_number, "L 1"], "session": [row.session] * 2, "title": ["x", "y"],
            "type_id": [3, 3], "status_id": [11, 13], "updated": [dt.datetime(2026, 10, 1)] * 2,
            "fetched_at": [dt.datetime(2026, 10, 2, tzinfo=dt.UTC)] * 2, "digest": ["a", "b"],
        },
        schema=CASES.columns,
    )  # fmt: skip
    month = next(month for month in last_months("2027-12", 24) if row in law_of_month(reference.law, month))
    (note,) = (note for note in facts.law_notes(reference, month, TODAY, states) if note.title == row.title)

    assert note.status.startswith("Skal tjekkes")
    assert facts.moved_cases(reference, month, states)["digest"].to_list() == ["a"]
    assert facts.moved_cases(reference, month, states.filter(case_id=2)).is_empty()
    assert facts.law_notes(reference, month, TODAY, states.clear()) == facts.law_notes(reference, month, TODAY)


def test_every_figure_says_whom_it_was_asked_of(reference):
    """How many, ages and year, or that the number is unknown."""
    notes = facts.figure_notes(reference, MONTH)

    assert notes
    assert all(" spurgt, " in note.base or "er ukendt" in note.base for note in notes)


def test_an_app_sheet_says_what_is_good_and_what_nobody_checked(reference):
    """Good first; features as yes, no, partly or unknown."""
    note = facts.app_note(reference, MONTH)

    assert note.good
    assert note.checked
    assert {answer for _, answer in note.features[1:]} <= {"ja", "nej", "delvist", "ukendt"}


def test_what_is_coming_is_after_today(reference):
    """The calendar looks forward, the nearest first."""
    notes = facts.event_notes(reference, TODAY)

    assert notes
    assert all(note.when and note.what for note in notes)

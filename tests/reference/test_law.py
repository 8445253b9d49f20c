"""The law tracker never says more than was seen."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klubtrends.danish import LAW_STAGES
from klubtrends.errors import ReferenceTableError
from klubtrends.reference.law import ADOPTED, LAPSED, PROPOSED, STAGE_OF_STATUS, law_status, suggested_stage
from klubtrends.reference.rows import CLAIMS_FORCE, Law
from klubtrends.reference.table import columns_of, parse_table
from klubtrends.tables import CASES

TODAY = dt.date(2026, 11, 22)
LAW = Law(
    title="Lov om alder",
    body="Folketinget",
    stage="in_force",
    stage_date=dt.date(2024, 1, 1),
    checked_on=TODAY,
    primary_url="https://www.retsinformation.dk/eli/lta/2023/1",
    source="",
    confidence="verified",
    meaning="Grænsen er 15 år.",
)
NO_PROOF = [
    "",
    "https://retsinformation.dk.example/eli",
    "https://notft.dk/sag",
    "https://ft.dk@example.org/",
    "https://example.org/?q=retsinformation.dk",
    "https://example.org/eur-lex.europa.eu",
]


@pytest.mark.parametrize("host", ["retsinformation.dk", "www.ft.dk", "eur-lex.europa.eu", "WWW.FT.DK"])
def test_what_is_in_force_by_an_official_text_is_said_to_be(host):
    """The three places where Danish and European law is published."""
    status = law_status(replace(LAW, primary_url=f"https://{host}/x"), TODAY)

    assert status == "Gælder siden 1. januar 2024. Tjekket 22. november 2026."


@pytest.mark.parametrize("url", NO_PROOF)
def test_no_other_address_lets_it_say_so(url):
    """A newspaper, a look-alike and a link with the right word in it are no law."""
    status = law_status(replace(LAW, primary_url=url), TODAY)

    assert status.startswith("Meldt i kraft 1. januar 2024, men vi har ikke set den officielle tekst.")
    assert "gælder" not in status.casefold()


@given(
    stage=st.sampled_from(list(LAW_STAGES)),
    stage_date=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    age=st.integers(-100, 400),
    url=st.sampled_from([LAW.primary_url, *NO_PROOF]),
)
def test_in_force_is_said_only_when_all_goes_together(stage, stage_date, age, url):
    """Stage, official text and day, whatever the rest."""
    row = replace(
        LAW, stage=stage, stage_date=stage_date, primary_url=url, checked_on=TODAY - dt.timedelta(age)
    )
    says = "gælder" in law_status(row, TODAY).casefold()

    assert says == (
        stage == "in_force" and url == LAW.primary_url and (stage_date is None or stage_date <= TODAY)
    )


def test_a_law_that_begins_later_begins_later():
    """Published is not in force."""
    row = replace(LAW, stage_date=dt.date(2027, 1, 1))

    assert law_status(row, TODAY).startswith("Træder i kraft 1. januar 2027.")


@pytest.mark.parametrize(("age", "stale"), [(60, False), (61, True)])
def test_a_row_that_nobody_has_looked_at_for_sixty_days_says_so(age, stale):
    """The table changed its meaning four times in a year."""
    status = law_status(replace(LAW, checked_on=TODAY - dt.timedelta(days=age)), TODAY)

    assert ("Skal tjekkes" in status) == stale
    assert ("Tjekket" in status) != stale


@pytest.mark.parametrize(
    "meaning", ["Loven gælder fra i dag.", "Nu er det gældende ret.", "Den er trådt I KRAFT."]
)
def test_her_own_words_cannot_say_it_either(meaning):
    """The sentence beside the status is checked as it is read."""
    cells = dict.fromkeys(columns_of(Law), "") | {
        "title": "L", "body": "EU", "stage": "proposal", "checked_on": "2026-11-22",
        "confidence": "verified", "meaning": meaning,
    }  # fmt: skip
    body = f"{';'.join(cells)}\n{';'.join(cells.values())}".encode()

    with pytest.raises(ReferenceTableError, match="række 2, kolonnen »meaning«"):
        parse_table(Law, body)
    assert CLAIMS_FORCE.search(meaning)


# held against Folketinget

BILL = replace(LAW, stage="proposal", primary_url="", case="L 130 (2025-26)")


def cases(*states, number="L 130", session="2025-26"):
    """Make a case of (status, day of the change)."""
    rows = [
        {"case_id": 1, "number": number, "session": session, "title": "Om alder", "type_id": 3, "status_id": status,
         "updated": dt.datetime(2026, 1, day), "fetched_at": dt.datetime(2026, 2, 1, tzinfo=dt.UTC), "digest": ""}
        for status, day in states
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=CASES.columns)


def test_each_status_says_one_stage_at_most():
    """And none says that a law is in force."""
    assert len(STAGE_OF_STATUS) == len(PROPOSED) + len(ADOPTED) + len(LAPSED)
    assert "in_force" not in STAGE_OF_STATUS.values()


@pytest.mark.parametrize(
    ("stage", "status", "suggested"),
    [
        ("proposal", 24, None), ("proposal", 13, "lapsed"), ("proposal", 11, "adopted"), ("lapsed", 13, None),
        ("adopted", 11, None), ("in_force", 11, None), ("in_force", 13, "lapsed"), ("unknown", 24, "proposal"),
        ("proposal", 20, None), ("proposal", None, None),
    ],
)  # fmt: skip
def test_a_stage_is_suggested_where_the_case_has_come_further(stage, status, suggested):
    """In force is for whoever has seen the official text."""
    assert suggested_stage(replace(BILL, stage=stage), cases((status, 1))) == suggested


def test_the_last_change_of_the_right_case_counts():
    """Numbers are used again in each session."""
    assert suggested_stage(BILL, cases((13, 9), (24, 1))) == "lapsed"
    assert suggested_stage(BILL, cases((24, 9), (13, 1))) is None
    assert suggested_stage(BILL, cases((13, 1), session="2026-27")) is None
    assert suggested_stage(BILL, cases((13, 1), number="L 13")) is None
    assert suggested_stage(BILL, cases((13, 1), session="2025-26 (2. samling)")) == "lapsed"
    assert suggested_stage(replace(BILL, case=""), cases((13, 1), number="", session="")) is None


def test_a_row_that_folketinget_contradicts_is_to_be_checked():
    """Whatever it says, and however lately somebody looked."""
    for row in (BILL, replace(LAW, case=BILL.case)):
        status = law_status(row, TODAY, cases((13, 1)))
        assert status.startswith("Skal tjekkes")
        assert "gælder" not in status.casefold()
    assert law_status(BILL, TODAY, cases((24, 1))) == law_status(BILL, TODAY)


@pytest.mark.parametrize("case", ["L130", "L 130", "130 (2025-26)", "L 130 (25-26)"])
def test_a_case_is_written_with_its_session(case):
    """The number alone is another law next year."""
    cells = dict.fromkeys(columns_of(Law), "") | {
        "title": "L", "body": "EU", "stage": "proposal", "checked_on": "2026-11-22",
        "confidence": "verified", "meaning": "Et forslag.", "case": case,
    }  # fmt: skip

    with pytest.raises(ReferenceTableError, match="kolonnen »case«"):
        parse_table(Law, f"{';'.join(cells)}\n{';'.join(cells.values())}".encode())


def test_a_table_from_before_needs_no_new_column():
    """Nobody has to mend a file because the program learnt more."""
    cells = dict.fromkeys(columns_of(Law), "") | {
        "title": "L", "body": "EU", "stage": "proposal", "checked_on": "2026-11-22",
        "confidence": "verified", "meaning": "Et forslag.",
    }  # fmt: skip
    del cells["case"]

    assert parse_table(Law, f"{';'.join(cells)}\n{';'.join(cells.values())}".encode())[0].case == ""
    twice = {**cells, "case": "", " case": ""}
    with pytest.raises(ReferenceTableError, match="»case«"):
        parse_table(Law, f"{';'.join(twice)}\n{';'.join(twice.values())}".encode())

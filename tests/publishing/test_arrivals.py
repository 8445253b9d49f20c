"""Late rows are taken in, and no published figure changes for it."""

import csv
import datetime as dt
from dataclasses import replace

import pytest

from klubtrends.danish import INCIDENT_COLUMNS
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.errors import RegisterError
from klubtrends.incidents.register import Register
from klubtrends.incidents.upkeep import retain
from klubtrends.periods import quarter_of
from klubtrends.publishing import prepare
from klubtrends.publishing.arrivals import erase, take_in
from klubtrends.publishing.out import open_ledger
from klubtrends.reference import read_departments
from klubtrends.workspace import Workspace

NEEDED = ("department", "date", "type", "platform", "age_band", "severity")


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """No test sees the environment's own clock."""
    monkeypatch.delenv("KLUBTRENDS_NOW", raising=False)


def late_sheet(workspace, path):
    """Write three incidents of October, from a department of the network, as codes."""
    department = read_departments(workspace.reference)[0].name
    rows = [(department, f"{day}-10-2026", "bullying", "snapchat", "overgang", "2") for day in (6, 13, 20)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([[INCIDENT_COLUMNS[name][0] for name in NEEDED], *rows])
    return path


def arrived(workspace):
    """Count the register's incidents by the month they count in."""
    with Register(workspace.incidents_file) as register:
        return dict(register.incidents().group_by("arrived").len().iter_rows())


def test_a_late_row_of_a_published_month_counts_in_this_month(mine, tmp_path):
    """The page stays true: published again, it is the same to the byte."""
    page = prepare(mine).publish().path.read_bytes()
    before = arrived(mine)
    intake = take_in(mine, [late_sheet(mine, tmp_path / "sent.csv")])

    assert intake.accepted == 3, intake.lines()
    assert arrived(mine)["2026-11"] == before.get("2026-11", 0) + 3
    assert arrived(mine)["2026-10"] == before["2026-10"]
    assert prepare(mine, "2026-10").publish().path.read_bytes() == page


def test_a_row_of_an_open_month_counts_where_it_happened(mine, tmp_path):
    """Until the month is out."""
    before = arrived(mine)
    take_in(mine, [late_sheet(mine, tmp_path / "i_tide.csv")])

    assert arrived(mine)["2026-10"] == before["2026-10"] + 3


def first_of(workspace, month):
    """Give the id of an incident that counts in a month, and its type."""
    with Register(workspace.incidents_file) as register:
        return register.incidents().filter(arrived=month, kind="negative")["id"][0]


def test_erasing_leaves_the_page_and_says_what_becomes_of_its_quarter(mine):
    """The figure is out; the quarter that it is part of is not, and its tables may be left out."""
    page = prepare(mine).publish().path
    published = page.read_bytes()
    told = erase(mine, first_of(mine, "2026-10")).lines()

    assert page.read_bytes() == published
    assert told[0].startswith("Hændelsen er slettet for altid")
    assert "oktober 2026, som er udgivet" in told[1]
    assert "4. kvartal 2026" in told[2]
    assert len(told) == 4


def test_erasing_from_an_open_month_has_no_more_to_say(mine):
    """Nothing of it is out."""
    assert len(erase(mine, first_of(mine, "2026-10")).lines()) == 2


def test_a_quarter_that_is_out_stays_as_it_is(mine):
    """Its page is as final as the month's."""
    cells = [Cell.of("2026-09", "negative"), Cell.of(quarter_of("2026-09"), "negative")]
    ledger = open_ledger(mine)
    for number, cell in enumerate(cells, 1):
        ledger.append(page="briefing", month=f"2026-0{number}", as_of=mine.now(), digest="d",
                      releases=[Release(cell, 40)], previous=ledger.head())  # fmt: skip
        assert len(erase(mine, first_of(mine, "2026-09")).lines()) == 5 - number


def answer(workspace, path, severity, day="6-10-2026"):
    """Write what a form exports: one answer."""
    department = read_departments(workspace.reference)[0].name
    own = ("ID", "Starttidspunkt", "Fuldførelsestidspunkt")
    row = (
        "1",
        "2026-11-02 09:14:05",
        "2026-11-02 09:15:07",
        department,
        day,
        "bullying",
        "snapchat",
        "overgang",
        severity,
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [[*own, *(INCIDENT_COLUMNS[name][0] for name in NEEDED)], row]
        )
    return path


def test_a_correction_of_a_month_that_is_out_leaves_the_page_and_says_so(mine, tmp_path):
    """As erasing does; in a month that is open nothing of the kind is said."""
    take_in(mine, [answer(mine, tmp_path / "svar.csv", "1")])
    open_month = take_in(mine, [answer(mine, tmp_path / "svar.csv", "2")])
    assert (open_month.corrected, open_month.published) == (1, ())
    page = prepare(mine, "2026-10").publish().path
    published = page.read_bytes()
    told = take_in(mine, [answer(mine, tmp_path / "svar.csv", "3")]).lines()

    assert told[1] == "Rettet: uge 41 2026."
    assert told[2].startswith(
        "Det rettede i uge 41 2026 tæller med på siden for oktober 2026, som er udgivet. Siden bliver"
    )
    assert "4. kvartal 2026" in told[3]
    assert page.read_bytes() == published


def test_an_id_that_is_none_and_one_that_was_erased_are_told_apart(mine):
    """Who types it learns where to find it."""
    name = first_of(mine, "2026-10")
    erase(mine, name)
    with pytest.raises(RegisterError, match="slettet før"):
        erase(mine, name)
    with pytest.raises(RegisterError, match="register show"):
        erase(mine, "findes ikke")


def test_a_month_that_is_folded_takes_no_more_in(mine, tmp_path):
    """Where little is kept: a late row of it counts now, and its report would make a quiet month of it."""
    short = Workspace(
        mine.root, replace(mine.settings, retention_months=1, now=dt.datetime(2026, 12, 8, tzinfo=dt.UTC))
    )
    retain(short)
    intake = take_in(short, [late_sheet(short, tmp_path / "sent.csv")])

    assert intake.accepted == 3
    assert arrived(short) == {"2026-12": 3}
    with Register(short.incidents_file) as register:
        assert register.reported().is_empty()


def test_what_is_retired_takes_no_signal_and_no_page_with_it(another):
    """The page of a month whose older history is folded says what it said before."""
    whole, folded = another("whole"), another("folded")
    retain(Workspace(folded.root, replace(folded.settings, retention_months=14)))

    assert prepare(folded).page == prepare(whole).page

"""Late rows are taken in, and no published figure changes for it."""

import csv

import pytest

from klubtrends.danish import INCIDENT_COLUMNS
from klubtrends.incidents.register import Register
from klubtrends.publishing import prepare
from klubtrends.publishing.arrivals import take_in
from klubtrends.reference import read_departments

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

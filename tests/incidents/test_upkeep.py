"""Looking after the register: what is too old goes, and what is wrong is said."""

import datetime as dt
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from klubtrends.analysis.watch import watch
from klubtrends.errors import RegisterError
from klubtrends.incidents.register import Incident, Register
from klubtrends.incidents.upkeep import check, oldest_kept, retain, rows_of
from klubtrends.periods import last_months, weeks_of
from klubtrends.workspace import Workspace

ROW = Incident("a", "2026-W42", "2026-10", "klub-havnen", "negative", "bullying", "snapchat", "mellem", 2)


def keeping(workspace, months, **settings):
    """Give the workspace with another limit."""
    return Workspace(workspace.root, replace(workspace.settings, retention_months=months, **settings))


def added(workspace, *rows):
    """Put rows straight into the register."""
    with Register(workspace.incidents_file) as register:
        register.add(rows)


@pytest.mark.parametrize(("months", "first"), [(24, "2024-11"), (12, "2025-11"), (1, "2026-10")])
def test_the_limit_is_the_setting(workspace, months, first):
    """So many whole months before the present one are kept; what counts earlier goes."""
    here = keeping(workspace, months)
    rows = [replace(ROW, id=f"r{month}", arrived=month) for month in last_months("2026-11", 30)]
    added(here, *rows)
    (told,) = retain(here)

    with Register(here.incidents_file) as register:
        assert register.incidents()["arrived"].min() == first == oldest_kept(here)
    assert told.startswith(f"{30 - months - 1} hændelser fra før ")
    assert retain(here)[0].startswith("Der er ingen hændelser fra før ")


def test_a_month_that_is_folded_is_not_quiet(workspace):
    """What was more than expected before its history was folded is as much so after; nothing new is."""
    months = last_months("2026-10", 30)
    rows = [
        replace(ROW, id=f"{week}-{n}", week=week, arrived=month, department=f"klub-{n}", type=kind)
        for month in months for week in weeks_of(month) for n in range(4)
        for kind in ["bullying", *["threats"] * (month == "2026-10")]
        if (n, kind) != (3, "threats")
    ]  # fmt: skip
    rows = [replace(row, id=str(number)) for number, row in enumerate(rows)]
    added(workspace, *rows)

    def signals():
        with Register(workspace.incidents_file) as register:
            found = watch(
                register.incidents(), register.reported(), register.folded(), "2026-10", departments=4
            )
        return [(signal.type, signal.count, round(signal.expected, 9)) for signal in found.signals]

    before = signals()
    retain(workspace)
    assert [kind for kind, _, _ in before] == ["threats"]
    assert signals() == before


def test_a_register_that_is_well_says_so(workspace):
    """One line of counts, one that all is well."""
    added(workspace, ROW)
    with Register(workspace.incidents_file) as register:
        register.erase("a")
        register.add([replace(ROW, id="b")])
    examined = check(workspace)

    assert examined.complaints == ()
    assert examined.lines() == [
        "1 hændelse, 1 melding fra afdelinger, 0 noter og 0 ugetal fra før. 1 slettet bliver holdt ude.",
        "Registret er helt.",
    ]
    assert json.loads(json.dumps(examined.summary()))["condition"]["counts"]["gone"] == 1


def test_whatever_is_wrong_is_told_without_a_row(workspace):
    """Too old, of a department or with a code that is on no list, half erased; counted, never quoted."""
    added(workspace, ROW, replace(ROW, id="b", arrived="2023-10"), replace(ROW, id="c", department="lukket-klub"),
          replace(ROW, id="d", flags="repeat ufo"))  # fmt: skip
    with closing(sqlite3.connect(workspace.incidents_file)) as file:
        file.execute("PRAGMA application_id = 1")
    unwiped, old, orphans, unlisted = check(workspace).complaints

    assert "rester" in unwiped
    assert old.startswith("En hændelse er ældre")
    assert orphans.startswith("1 hændelse og 1 melding hører til »lukket-klub«")
    assert unlisted.startswith("Kendetegn: 1 kode i")
    assert "ufo" not in unlisted


def test_a_damaged_file_is_found(workspace):
    """What SQLite cannot read at all, and a note that belongs to no incident."""
    added(workspace, *(replace(ROW, id=f"{n:05}", flags="repeat " * 15) for n in range(200)))
    with closing(sqlite3.connect(workspace.incidents_file)) as file, file:
        file.execute("INSERT INTO note VALUES ('nobody', '2026-10', 'x')")
    assert check(workspace).complaints == ("Registret er beskadiget. Hent det fra en sikkerhedskopi.",)

    body = bytearray(workspace.incidents_file.read_bytes())
    body[4096 * 9 : 4096 * 9 + 8] = b"\x0a\xff\xff\xff\xff\xff\xff\xff"
    workspace.incidents_file.write_bytes(body)
    with pytest.raises(RegisterError, match="beskadiget"):
        check(workspace)


def test_a_week_is_shown_with_its_ids(workspace):
    """In the lists' words, how serious and in which month it counts too, and no other week's."""
    good = replace(ROW, id="c", kind="positive", type="pos_bystander", severity=None, arrived="2026-11")
    added(workspace, ROW, replace(ROW, id="b", week="2026-W43"), good)
    bad, fine = rows_of(workspace, "2026-W42")

    assert bad == (
        "a  Klub Havnen, Digital mobning eller udelukkelse, Snapchat, Klub, 4.-5. klasse, alvor: Mellem,"
        " tæller i oktober 2026"
    )
    assert fine.startswith("c  Klub Havnen, ")
    assert fine.endswith(", Snapchat, Klub, 4.-5. klasse, tæller i november 2026")
    assert rows_of(workspace, "2026-W01") == ["Der er ingen hændelser i uge 1 2026."]


def test_a_leap_day_has_a_year_before_it(workspace):
    """29 February is no reason to stop."""
    now = dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC)
    assert len(retain(keeping(workspace, 24, now=now))) == 1

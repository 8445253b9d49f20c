"""The doctor says what is missing, stale or unsafe, and what to do about it."""

import datetime as dt
import re
import shutil
from dataclasses import replace

import polars as pl
import pytest

from klubtrends.collect import Archive, Exchange
from klubtrends.collect.memory import Memory
from klubtrends.collect.processed import add
from klubtrends.danish import INCIDENT_COLUMNS, MESSAGES
from klubtrends.doctor import examine
from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.register import Incident, Register
from klubtrends.incidents.template import write_template
from klubtrends.incidents.upkeep import check
from klubtrends.publishing import prepare
from klubtrends.reference.departments import write_departments
from klubtrends.sources import Context, sources
from klubtrends.tables import CASES
from klubtrends.workspace import Settings, Workspace, create

NEWEST = dt.date(2026, 10, 31)


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """No test sees the environment's own clock."""
    monkeypatch.delenv("KLUBTRENDS_NOW", raising=False)


@pytest.fixture
def fresh(tmp_path):
    """A workspace as `init` leaves it."""
    made = create(tmp_path / "ny", Settings("Eksempelkøbing Kommune", contact="klubber@kommune.example"))
    write_departments(made.reference / "departments.csv", ["Havnen", "Bakken"])
    return made


def told(workspace, code):
    """Find the complaint of one kind."""
    start = re.split(r"\{", MESSAGES[code])[0] or None
    found = [line for line in examine(workspace) if (line.startswith(start) if start else matches(code, line))]
    return found[0] if found else ""


def matches(code, line):
    """Tell whether a line is a message with its facts filled in."""
    pattern = "".join(
        re.escape(part) if n % 2 == 0 else ".+" for n, part in enumerate(re.split(r"(\{\w+\})", MESSAGES[code]))
    )
    return re.fullmatch(pattern, line, re.S) is not None


def on(workspace, day):
    """Let the workspace stand at noon of a day."""
    now = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    return Workspace(workspace.root, replace(workspace.settings, now=now))


def collected(workspace, *days, name="apple_v2"):
    """Archive an answer of a source on some days."""
    (request, *_) = sources()[name].requests(Context("dk", NEWEST))
    for day in days:
        at = dt.datetime.combine(day, dt.time(6), tzinfo=dt.UTC)
        Archive(workspace.raw).write(name, [Exchange(request, at, 200, (), b"{}")], at)
    return workspace


def test_a_fresh_workspace_is_told_what_to_do_first(fresh):
    """Placeholders are counted by file; nothing was fetched yet."""
    complaints = examine(fresh)

    assert re.search(r"contacts\.csv \(\d+\)", told(fresh, "doctor_placeholders"))
    assert MESSAGES["doctor_nothing_collected"] in complaints
    assert not told(fresh, "doctor_contact")
    assert not told(fresh, "doctor_departments")


def test_every_complaint_is_a_sentence_with_a_way_out(fresh, example):
    """What is wrong, and a file, a command or a thing to do."""
    for line in [*examine(fresh), *examine(example)]:
        assert line[-1] == "."
        assert re.search(r"[Kk]ør »|[Rr]et |[Ss]kriv |[Ss]e |[Hh]ent |[Vv]ælg |ligger i|som ukendte", line), (
            line
        )


def test_a_missing_address_is_asked_for(fresh):
    """Some sources do not answer without it."""
    nameless = Workspace(fresh.root, replace(fresh.settings, contact=""))

    assert MESSAGES["doctor_contact"] in examine(nameless)


def test_a_workspace_without_departments_is_told(fresh):
    """Nothing can be taken in without them."""
    (fresh.reference / "departments.csv").unlink()

    assert MESSAGES["doctor_departments"] in examine(fresh)


def test_departments_without_an_ambassador_are_named(fresh):
    """The department's name, never a person's."""
    write_departments(fresh.reference / "departments.csv", ["Havnen", "Bakken"], lacking=["Bakken"])

    assert told(fresh, "doctor_ambassador").startswith("Uden ambassadør: Bakken.")


def test_the_example_names_the_one_department_that_lacks_an_ambassador(example):
    """It was planted."""
    assert re.match(r"Uden ambassadør: (?!.* og )[^,.]+\. ", told(example, "doctor_ambassador"))


def test_a_broken_table_is_one_complaint_and_the_rest_is_still_examined(fresh):
    """One slip of the hand must not hide the others."""
    (fresh.reference / "contacts.csv").write_text("who;number\nx;y\n", encoding="utf-8")
    complaints = examine(fresh)

    assert any("contacts.csv" in line for line in complaints)
    assert MESSAGES["doctor_nothing_collected"] in complaints


def test_rows_past_their_check_are_counted(fresh):
    """None now, many in ten years."""
    later = on(fresh, dt.date(2036, 1, 1))

    assert re.match(r"\d+ oplysninger skulle være tjekket", told(later, "doctor_overdue"))


def complaints_of(workspace, source):
    return [line for line in examine(workspace) if re.match(rf"([\w, ]+ og )?{source}\b", line)]


def test_a_list_fetched_yesterday_is_fresh_and_one_of_the_day_before_is_stale(fresh):
    """A day that is not fetched is lost."""
    collected(fresh, NEWEST)

    assert complaints_of(on(fresh, NEWEST), "apple_v2") == []
    assert complaints_of(on(fresh, NEWEST + dt.timedelta(days=1)), "apple_v2") == []
    stale, missing = sorted(complaints_of(on(fresh, NEWEST + dt.timedelta(days=2)), "apple_v2"), key=len)
    assert "31. oktober 2026. Kør »klubtrends collect«" in stale
    assert "mangler en gang siden 1. november 2026" in missing


def test_days_never_fetched_are_counted(fresh):
    """Of the last thirty days; they count as unknown, not as nought."""
    collected(fresh, *(dt.date(2026, 10, day) for day in range(1, 32) if day not in (20, 21, 22)))
    (missing,) = complaints_of(on(fresh, NEWEST), "apple_v2")

    assert missing.startswith("apple_v2 mangler tre gange siden 20. oktober 2026.")
    assert "»klubtrends archive pull«" in missing


def test_every_source_is_looked_after_and_not_the_charts_alone(fresh):
    """What was never fetched, and what went wrong last."""
    collected(fresh, NEWEST)
    Memory(fresh).note("steam", dt.datetime(2026, 10, 31, tzinfo=dt.UTC), ("Steam svarede 500.",))
    complaints = examine(on(fresh, NEWEST))

    assert "steam gik ikke godt 31. oktober 2026: Steam svarede 500." in complaints
    assert [line for line in complaints if "statbank" in line and "aldrig hentet" in line]


def test_nobody_is_sent_to_collect_into_the_example(example):
    """Its figures are invented, and the command would refuse."""
    assert not [line for line in examine(example) if "klubtrends collect" in line or "archive pull" in line]


def test_a_synchronised_folder_is_warned_of(fresh, tmp_path):
    """At every examination, not only when it is made."""
    moved = tmp_path / "OneDrive" / "klub"
    shutil.copytree(fresh.root, moved)

    assert "OneDrive" in " ".join(examine(Workspace.open(moved)))


ROW = Incident(
    "a", "2026-W42", "2026-10", "havnen", "negative", "bullying", "snapchat", "mellem", 2, note="hemmelignote"
)


def test_a_register_that_is_not_there_yet_is_no_complaint_and_is_not_made(fresh):
    """Looking changes nothing."""
    examine(fresh)

    assert not fresh.incidents_file.exists()


def test_what_the_register_check_complains_of_is_told(fresh):
    """Too old, noted, of a department that is gone, of a kind that is on no list; well, and nothing is said."""
    here = on(fresh, NEWEST)
    with Register(here.incidents_file) as register:
        register.add([replace(ROW, note="")])
    assert check(here).complaints == ()
    with Register(here.incidents_file) as register:
        register.add([replace(ROW, id="b", arrived="2020-01", department="lukket", type="ukendt")])
    complaints = examine(here)

    assert len(check(here).complaints) == 4
    assert set(check(here).complaints) <= set(complaints)
    assert told(here, "register_too_old").startswith("En hændelse er ældre")
    assert not [line for line in complaints if "hemmelignote" in line]


def test_a_register_that_cannot_be_read_is_one_complaint_that_quotes_nothing(fresh):
    """The rest is examined all the same."""
    fresh.incidents_file.write_bytes(b"hemmelignote " * 500)
    complaints = examine(fresh)

    assert [line for line in complaints if "incidents.sqlite" in line]
    assert MESSAGES["doctor_nothing_collected"] in complaints
    assert not [line for line in complaints if "hemmelignote" in line]


def test_a_table_that_several_need_is_complained_of_once(fresh):
    """The register cannot be looked over without the departments."""
    with Register(fresh.incidents_file) as register:
        register.add([ROW])
    (fresh.reference / "departments.csv").write_text("x;y\n1;2\n", encoding="utf-8")

    assert len([line for line in examine(fresh) if "departments.csv" in line]) == 1


def test_pages_and_ledger_that_agree_are_well(mine):
    """No complaint after a publication."""
    prepare(mine).publish()

    assert not [line for line in examine(mine) if "ledger.sqlite" in line]


def test_a_page_that_the_ledger_knows_and_reports_lacks_is_found(mine):
    """Somebody deleted it, or the run was killed; publishing again writes it."""
    page = prepare(mine).publish().path
    page.unlink()
    complaint = told(mine, "ledger_page_missing")

    assert "oktober 2026" in complaint
    assert "klubtrends publish 2026-10" in complaint
    prepare(mine, "2026-10").publish()
    assert not told(mine, "ledger_page_missing")


def test_a_ledger_cut_with_its_page_is_found(mine):
    """No page tells of it any more; the file beside the ledger does."""
    prepare(mine).publish().path.unlink()
    mine.ledger_file.unlink()

    assert [line for line in examine(mine) if "ledger.head" in line]


def test_a_secret_that_is_gone_is_found(mine):
    """Nothing can be published without it."""
    (mine.register / "secret.key").unlink()

    assert [line for line in examine(mine) if "secret.key" in line]


def test_a_page_that_was_changed_is_found(mine):
    """Somebody edited a published page."""
    page = prepare(mine).publish().path
    page.write_bytes(page.read_bytes() + b"\n")

    assert [line for line in examine(mine) if "ledger.sqlite" in line]


def test_an_older_ledger_than_the_pages_is_found(mine):
    """A restored backup would let the same counts out twice."""
    prepare(mine).publish()
    mine.ledger_file.unlink()

    assert [line for line in examine(mine) if "ledger.sqlite" in line]


def case(status):
    """The state of the case that a shipped law names."""
    row = {
        "case_id": 1, "number": "L 130", "session": "2025-26", "title": "x", "type_id": 3, "status_id": status,
        "updated": dt.datetime(2026, 10, 30), "fetched_at": dt.datetime(2026, 10, 31, tzinfo=dt.UTC),
        "digest": "",
    }  # fmt: skip
    return pl.DataFrame([row], schema=CASES.columns)


def test_a_law_whose_case_has_moved_is_to_be_looked_up(mine):
    """What to write is hers to decide; the file is as it was."""
    before = (mine.reference / "law.csv").read_bytes()
    assert (told(mine, "doctor_law"), told(mine, "doctor_case")) == ("", "")

    add(mine, CASES, case(11))

    assert "L 130 (2025-26)" in told(mine, "doctor_law")
    assert "»Vedtaget, endnu ikke trådt i kraft«, men her står »Bortfaldet«" in told(mine, "doctor_law")
    assert (mine.reference / "law.csv").read_bytes() == before


def test_a_case_that_is_not_found_is_told_of(fresh):
    """Perhaps the number was mistyped; before anything was collected nobody can know."""
    assert told(fresh, "doctor_case") == ""

    add(fresh, CASES, case(11).with_columns(pl.lit("L 131").alias("number")))

    assert "L 130 (2025-26)" in told(fresh, "doctor_case")


def test_raw_sheets_that_still_lie_in_the_workspace_are_named(fresh):
    """Wherever somebody put them; what was taken in is to be deleted, what was not is to be taken in first."""
    heads = ";".join(heading for heading, _ in INCIDENT_COLUMNS.values())
    row = "Havnen;3-11-2026;Svindel;Spil;13-14;1" + ";" * (len(INCIDENT_COLUMNS) - 6)
    (fresh.root / "notebooks" / "oktober.csv").write_text(f"{heads}\n{row}\n", encoding="utf-8-sig")
    (fresh.root / "andet.csv").write_text("a;b\n1;2\n", encoding="utf-8")

    told_of = told(fresh, "doctor_sheets")
    assert told_of.startswith("Disse ark ligger her stadig: notebooks/oktober.csv. ")
    assert "Havnen" not in told_of


def test_the_empty_template_is_no_raw_sheet(fresh):
    """It may lie where it was made."""
    write_template(fresh.root / "ark.xlsx", read_codes(fresh.reference / "codes.toml"), ["Havnen"], notes=True)
    (fresh.root / "gammel.xlsx").write_bytes(b"intet regneark")

    assert told(fresh, "doctor_sheets") == ""

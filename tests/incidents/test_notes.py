"""A note waits for a person, and is gone for good when somebody has decided or its time is over."""

import datetime as dt
import random
import subprocess
import sys
from dataclasses import replace

import pytest
from incident_sheets import HEADINGS, NOTHING, OTHER, ROW, make_workspace

from klubtrends.errors import ReferenceTableError, RegisterError
from klubtrends.incidents.intake import take_in
from klubtrends.incidents.register import Incident, Register
from klubtrends.incidents.upkeep import check, oldest_noted, retain
from klubtrends.workspace import Workspace

NOTE = "Hemmeligheden stod på skærmen hele aftenen"
NOTED = (*HEADINGS, "Note")
FORMS = ("ID", "Starttidspunkt", "Fuldførelsestidspunkt", "Mail", "Navn")


@pytest.fixture
def noting(tmp_path):
    """A workspace with notes on, whose clock stands at 10 November 2026."""
    return make_workspace(tmp_path / "noter", notes=True)


def left(workspace):
    """Read every file of the register's folder, the log included."""
    return b"".join(path.read_bytes() for path in sorted(workspace.register.iterdir()))


def texts(workspace):
    """Give the notes that wait."""
    with Register(workspace.incidents_file) as register:
        return [note.text for note in register.notes()]


def decided(workspace):
    """Decide on the first note that waits."""
    with Register(workspace.incidents_file) as register:
        register.decide(register.notes()[0])


def at(workspace, day):
    """Let the clock stand elsewhere."""
    now = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), dt.UTC)
    return Workspace(workspace.root, replace(workspace.settings, now=now))


def answers(sheet, *rows):
    """Write an export of Microsoft Forms whose answers are known by number and times."""
    own = [
        (str(n), f"2026-11-03 08:{n:02}:11", f"2026-11-03 08:{n:02}:44", "anonymous", "") for n in range(1, 60)
    ]
    return sheet(*[(*mine, *row) for mine, row in zip(own, rows, strict=False)], headings=(*FORMS, *NOTED))


def with_meetings(workspace, *days):
    """Write meetings into the calendar."""
    path = workspace.reference / "calendar.csv"
    rows = "".join(f"{day};Netværksmøde.;meeting;;general;2027-01-31\n" for day in days)
    path.write_text(path.read_text(encoding="utf-8-sig") + rows, encoding="utf-8-sig")


# decided


def test_a_note_that_was_decided_on_leaves_no_byte_and_its_incident_stays(noting, sheet):
    """Neither in the file, nor in the log, nor in free pages."""
    take_in(noting, [sheet((*ROW, NOTE), headings=NOTED)])
    assert NOTE.encode() in left(noting)
    decided(noting)

    assert b"emmelighed" not in left(noting)
    with Register(noting.incidents_file) as register:
        assert register.incidents().height == 1
        assert not register.condition().leftovers


@pytest.mark.parametrize("export", [lambda sheet, *rows: sheet(*rows, headings=NOTED), answers])
def test_it_does_not_come_back_with_the_next_export(noting, sheet, export):
    """A sheet of our own and an export of Forms, with more rows each time; the others' notes come in."""
    take_in(noting, [export(sheet, (*ROW, NOTE))])
    decided(noting)
    intake = take_in(noting, [export(sheet, (*ROW, NOTE), (*OTHER, "En anden"))])

    assert (intake.accepted, intake.already_known, intake.notes) == (1, 1, 1)
    assert texts(noting) == ["En anden"]
    assert b"emmelighed" not in left(noting)


@pytest.mark.parametrize("note", [NOTE, f"{NOTE} og lidt til"])
def test_it_does_not_come_back_with_a_correction_of_its_row(noting, sheet, note):
    """Whether the correction is of the row, of the note or of both, or goes over "nothing to report"."""
    take_in(noting, [answers(sheet, (*ROW, NOTE))])
    decided(noting)
    for row in ((*ROW[:5], "Akut"), (*NOTHING,), ROW):
        intake = take_in(noting, [answers(sheet, (*row, note))])
        assert intake.rejected_rows == intake.notes == 0

    assert texts(noting) == []
    assert b"emmelighed" not in left(noting)
    with Register(noting.incidents_file) as register:
        assert register.incidents()["severity"].to_list() == [1]


def test_until_then_a_note_says_what_its_row_said_last(noting, sheet):
    """Whoever corrects an answer takes back what stood in it; an empty note takes it back altogether."""
    take_in(noting, [answers(sheet, (*ROW, NOTE))])
    assert take_in(noting, [answers(sheet, (*ROW, "Noget andet"))]).notes == 1
    assert texts(noting) == ["Noget andet"]
    assert b"emmelighed" not in left(noting)

    assert take_in(noting, [answers(sheet, (*ROW, ""))]).notes == 0
    assert texts(noting) == []


def test_an_erased_or_retired_incident_leaves_no_mark_of_its_note_behind(noting, sheet):
    """The id that stays is the one that keeps the row out."""
    take_in(noting, [answers(sheet, (*ROW, NOTE), (*OTHER, NOTE))])
    decided(noting)
    decided(noting)
    with Register(noting.incidents_file) as register:
        register.erase(register.incidents()["id"][0])
        assert register.condition().counts["decided"] == 1
        register.retire("2026-12", since="2026-W01")
        assert register.condition().counts["decided"] == 0


def test_a_note_that_changed_since_it_was_shown_is_not_decided_on(noting, sheet):
    """What was read is not what would go; nothing of either is quoted in the refusal."""
    take_in(noting, [answers(sheet, (*ROW, NOTE))])
    with Register(noting.incidents_file) as register:
        (shown,) = register.notes()
    take_in(noting, [answers(sheet, (*ROW, "Noget andet"))])
    done = []
    with Register(noting.incidents_file) as register, pytest.raises(RegisterError, match="ændret") as refused:
        register.decide(shown, lambda: done.append(1))

    assert done == []
    assert texts(noting) == ["Noget andet"]
    assert "emmelighed" not in f"{refused.value}{shown!r}"


def test_what_fails_first_leaves_the_note(noting, sheet):
    """It can be decided on again."""
    take_in(noting, [sheet((*ROW, NOTE), headings=NOTED)])
    with Register(noting.incidents_file) as register:
        (note,) = register.notes()
        with pytest.raises(ZeroDivisionError):
            register.decide(note, lambda: 1 / 0)
        assert register.notes() == [note]
        register.decide(note)
        assert register.notes() == []


def test_no_byte_of_a_note_is_left_among_hundreds(tmp_path):
    """Rows move about within the file as others come and go."""
    path = tmp_path / "incidents.sqlite"
    numbers = list(range(400))
    random.Random(7).shuffle(numbers)
    for first in range(0, 400, 40):
        with Register(path) as register:
            register.add(
                [incident(n, note=f"MARK{n:05}{'-' * (n * 7919 % 300)}") for n in numbers[first : first + 40]]
            )
    with Register(path) as register:
        for note in register.notes()[::40]:
            register.decide(note)
            held = b"".join(each.read_bytes() for each in tmp_path.iterdir())
            assert note.text[:9].encode() not in held
        assert len(register.notes()) == 390
        assert register.forget_notes("2026-11") == 390
    assert b"MARK" not in b"".join(each.read_bytes() for each in tmp_path.iterdir())


def incident(number, *, note="", arrived="2026-10"):
    """Make an incident with a note."""
    return Incident(
        f"s{number}", "2026-W42", arrived, "havnen", "negative", "bullying", "snapchat", "mellem", 2, note=note
    )


KILLED = """
import os, signal, sys
from pathlib import Path
from klubtrends.incidents.register import Register

left = int(sys.argv[2])

def step(statement):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

with Register(Path(sys.argv[1])) as register:
    register._connection.set_trace_callback(step)
    first, second = register.notes()
    register.decide(first)
    register.forget_notes("2026-12")
print("done")
"""


def test_killed_at_any_statement_a_note_is_there_or_decided_on(tmp_path):
    """Never gone without its mark, never marked and there; what is left over is known and wiped."""
    states = set()
    for number in range(1, 60):
        path = tmp_path / f"{number}" / "incidents.sqlite"
        path.parent.mkdir()
        with Register(path) as register:
            register.add([incident(1, note="MARKone"), incident(2, note="MARKtwo")])
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(number)], capture_output=True, text=True
        )
        with Register(path) as register:
            assert register.condition().whole
            kept = [note.text for note in register.notes()]
            assert register.condition().counts["decided"] == ("MARKone" not in kept)
            register.wipe()
        held = b"".join(each.read_bytes() for each in path.parent.iterdir())
        assert [text for text in ("MARKone", "MARKtwo") if text.encode() in held] == kept
        states.add(tuple(kept))
        if "done" in ended.stdout:
            break

    assert "done" in ended.stdout, ended.stderr
    assert states == {("MARKone", "MARKtwo"), ("MARKtwo",), ()}


BESIDE = """
import sys
from pathlib import Path
from klubtrends.errors import RegisterError
from klubtrends.incidents.register import Register

with Register(Path(sys.argv[1]), wait_seconds=60) as register:
    notes = register.notes()
done = 0
for note in notes:
    with Register(Path(sys.argv[1]), wait_seconds=60) as register:
        try:
            register.decide(note, lambda: print("first", flush=True))
        except RegisterError:
            pass
"""


def test_two_who_decide_at_once_decide_on_each_note_once(tmp_path):
    """What must be done first is done by one of them."""
    path = tmp_path / "incidents.sqlite"
    with Register(path) as register:
        register.add([incident(n, note=f"note {n}") for n in range(12)])
    both = [
        subprocess.Popen([sys.executable, "-c", BESIDE, str(path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    done = "".join(each.communicate()[0] for each in both)

    assert done.count("first") == 12
    with Register(path) as register:
        assert register.notes() == []


# its time


def test_the_time_of_a_note_is_thirty_days_from_the_meeting_about_its_month(noting, sheet):
    """To the day; before the meeting stands in the calendar it is the last day of the month after."""
    take_in(noting, [sheet((*ROW, NOTE), headings=NOTED)])
    assert oldest_noted(at(noting, "2026-12-30")) == "2026-10"
    assert oldest_noted(at(noting, "2026-12-31")) == "2026-11"

    with_meetings(noting, "2026-10-28", "2026-11-24", "2027-01-12")
    assert oldest_noted(at(noting, "2026-12-24")) == "2026-10"
    assert oldest_noted(at(noting, "2026-12-25")) == "2026-11"
    assert oldest_noted(at(noting, "2027-02-11")) == "2026-11"
    assert oldest_noted(at(noting, "2027-02-12")) == "2027-01"


@pytest.mark.parametrize("way", ["retain", "import"])
def test_a_note_whose_time_is_over_goes_without_a_byte(noting, sheet, way):
    """Whichever command is given first; the check says so until then."""
    take_in(noting, [sheet((*ROW, NOTE), headings=NOTED)])
    on_time, late = at(noting, "2026-12-30"), at(noting, "2026-12-31")
    retain(on_time)
    assert texts(noting) == [NOTE]
    assert check(on_time).complaints == ()
    assert any("1 noter skulle" in line for line in check(late).complaints)

    if way == "retain":
        assert any("1 noter er slettet" in line for line in retain(late))
    else:
        take_in(late, [sheet(ROW, name="andet.csv")])
    assert texts(noting) == []
    assert b"emmelighed" not in left(noting)
    assert check(late).complaints == ()


def test_a_note_that_comes_in_too_late_is_not_stored(noting, sheet):
    """Its incident is, and counts in its month; nothing of it touches the disk."""
    intake = take_in(at(noting, "2026-12-31"), [sheet((*ROW, NOTE), headings=NOTED)])

    assert (intake.accepted, intake.notes) == (1, 0)
    assert b"emmelighed" not in left(noting)


def test_where_notes_are_switched_off_those_that_wait_go(noting, sheet):
    """At the next import, or when old rows are deleted."""
    take_in(noting, [sheet((*ROW, NOTE), headings=NOTED)])
    off = Workspace(noting.root, replace(noting.settings, notes=False))
    assert len(check(off).complaints) == 1
    retain(off)

    assert texts(noting) == []


def test_a_calendar_that_cannot_be_read_is_named_only_where_notes_are_on(noting, workspace, sheet):
    """Without notes nobody needs it at the door."""
    for each in (noting, workspace):
        (each.reference / "calendar.csv").unlink()
    take_in(workspace, [sheet(ROW)])
    with pytest.raises(ReferenceTableError, match=r"calendar\.csv"):
        take_in(noting, [sheet(ROW)])


# hostile


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script> <b>fed</b>", "=HYPERLINK(1)", "\u202ekcolb vendt\u202c om", "nul\x00 tegn",
     "x" * 30_000, "en\nlinje\r\nmere", "{braces} %s {0}"],
)  # fmt: skip
def test_a_hostile_note_is_text_and_nothing_else(noting, text):
    """It comes out of the register as it went in."""
    with Register(noting.incidents_file) as register:
        register.add([incident(1, note=text)])
        (note,) = register.notes()
        assert note.text == text
        register.decide(note)
        assert register.notes() == []

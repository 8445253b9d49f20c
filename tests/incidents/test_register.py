"""The register: all or nothing, never silent about what stands in its way."""

import random
import re
import sqlite3
import subprocess
import sys

import polars as pl
import pytest

from klubtrends.errors import RegisterError
from klubtrends.incidents.register import Added, Incident, Register, Retired
from klubtrends.tables import FOLDED, INCIDENTS, REPORTED


def incident(name, *, arrived="2026-10", department="havnen"):
    """Make an incident with this id."""
    return Incident(name, "2026-W42", arrived, department, "negative", "bullying", "snapchat", "mellem", 2)


@pytest.fixture
def path(tmp_path):
    """Where the register lies."""
    return tmp_path / "incidents.sqlite"


def test_a_new_register_gives_empty_tables(path):
    """The first month has something to analyse."""
    with Register(path) as register:
        assert register.incidents().equals(INCIDENTS.empty())
        assert register.reported().equals(REPORTED.empty())
        assert register.folded().equals(FOLDED.empty())


def test_what_is_known_is_left_as_it_is(path):
    """An id comes in once; it does not report for another month either."""
    with Register(path) as register:
        reports = (("2026-10", "bakken"), ("2026-10", "havnen"))
        assert register.add([incident("a")], reports) == Added((incident("a"),), reports)
        again, new = incident("a", arrived="2026-11"), incident("b", department="skoven")
        assert register.add([again, new]) == Added((new,), ())
    with Register(path) as register:
        assert register.incidents()["arrived"].to_list() == ["2026-10", "2026-10"]
        assert register.reported().rows() == [
            ("2026-10", "bakken"), ("2026-10", "havnen"), ("2026-10", "skoven"),
        ]  # fmt: skip


def test_a_late_incident_is_no_report(path):
    """Its department may not have looked at the month in which it counts."""
    with Register(path) as register:
        register.add([incident("a"), incident("b", department="bakken")], late={"a"})
        assert register.incidents().height == 2
        assert register.reported().rows() == [("2026-10", "bakken")]


def test_folded_history_adds_up(path):
    """Counts of the same week and type are summed."""
    counts = pl.DataFrame({"week": ["2023-W01"], "type": ["bullying"], "count": [3]}, schema=FOLDED.columns)
    with Register(path) as register:
        register.fold(counts)
        register.fold(counts)
        assert register.folded().rows() == [("2023-W01", "bullying", 6)]


def test_a_failure_within_a_transaction_undoes_all_of_it(path):
    """Half a sheet is never kept."""
    broken = Incident("b", "2026-W42", "2026-10", "bakken", "negative", "x", "y", "z", None, spread=None)
    with Register(path) as register:
        with pytest.raises(RegisterError):
            register.add([incident("a"), broken], [("2026-10", "skoven")])
        assert register.incidents().is_empty()
        assert register.reported().is_empty()
        assert register.add([incident("a")]) == Added((incident("a"),), ())


def test_a_locked_register_is_explained(path):
    """Another program writes: the reader is told to close it."""
    with Register(path) as register:
        register.add([incident("a")])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        Register(path, wait_seconds=0.05) as register,
        pytest.raises(RegisterError, match="Luk andre programmer"),
    ):
        register.add([incident("b")])
    other.close()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.write_bytes(b"Hemmelighed, men ingen database" * 40), "beskadiget"),
        (lambda path: path.mkdir(), "komme til"),
        (lambda path: sqlite3.connect(path).execute("CREATE TABLE x (y)").connection.close(), "version 0"),
        (
            lambda path: sqlite3.connect(path).executescript("PRAGMA user_version=9;CREATE TABLE x (y)"),
            "version 9",
        ),
    ],
)
def test_what_is_no_register_of_ours_is_left_alone(path, spoil, says):
    """It is named, and nothing is written to it."""
    spoil(path)
    with pytest.raises(RegisterError, match=says) as caught:
        Register(path)

    assert "Hemmelighed" not in str(caught.value)


def test_a_missing_folder_is_explained(tmp_path):
    """No stack, a sentence."""
    with pytest.raises(RegisterError, match="komme til"):
        Register(tmp_path / "ingen" / "incidents.sqlite")


def test_the_file_is_set_up_to_forget_and_to_survive(path):
    """Erased rows are overwritten, and a crash loses nothing that was committed."""
    with Register(path) as register:
        settings = [
            register._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("secure_delete", "journal_mode", "user_version", "foreign_keys")
        ]

    assert settings == [1, "wal", 3, 1]


# what is erased


def secretive(number, *, arrived="2024-03"):
    """Make an incident each of whose texts can be found again, of a length that makes the pages of the file move."""
    mark, long = f"MARK{number:05}", "-" * (number * 7919 % 90)
    return Incident(f"{mark}i", "2024-W10", arrived, "havnen", "negative", f"{mark}t{long}", f"{mark}p", f"{mark}a", 1,
                    f"{mark}s", f"{mark}f{long}", f"{mark}r", f"{mark}l", note=f"{mark}n{long}")  # fmt: skip


def bytes_left(path):
    """Read every file that lies beside the register, the log and the index included."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.iterdir()))


def filled(path, count=600):
    """Fill a register in no order, in many small steps, as years of imports do."""
    numbers = list(range(count))
    random.Random(4).shuffle(numbers)
    for first in range(0, count, 50):
        with Register(path) as register:
            register.add([secretive(number) for number in numbers[first : first + 50]])
    return path


def test_no_byte_of_an_erased_row_is_left(path):
    """Its fields and its note stand in none of the files, while they are open and after; its keyed id alone stays."""
    with Register(filled(path)) as register:
        for number in (0, 17, 300, 599):
            mark = b"MARK%05d" % number
            assert mark in bytes_left(path)
            assert register.erase(f"{mark.decode()}i") == "2024-03"
            assert bytes_left(path).replace(mark + b"i", b"").count(mark) == 0
        assert not register.condition().leftovers
    left = bytes_left(path)

    assert left.count(b"MARK00017") == left.count(b"MARK00017i") == 1
    assert b"MARK00018p" in left


def test_an_erased_row_stays_out(path):
    """However often its sheet comes again."""
    with Register(path) as register:
        register.add([incident("a"), incident("b")])
        register.erase("a")
        again = register.add([incident("a"), incident("b")])
        assert (again.incidents, again.corrected, again.kept_out) == ((), (), 1)
        assert register.incidents()["id"].to_list() == ["b"]
        assert register.erase("a") == register.erase("c") == ""
        assert register.ids() == {"a", "b"}


def test_what_is_too_old_becomes_counts_and_nothing_else(path):
    """By week and type over all clubs together; no department, no platform, no note, no report is left of it."""
    old, twin = incident("x1", arrived="2024-09"), incident("x2", arrived="2024-09", department="bakken")
    with Register(path) as register:
        register.add([old, twin, incident("x3", arrived="2024-08"), incident("y", department="skoven")],
                     [("2024-08", "nothing-there")])  # fmt: skip
        register.fold(
            pl.DataFrame({"week": ["2026-W42"], "type": ["bullying"], "count": [4]}, schema=FOLDED.columns)
        )
        assert register.retire("2026-10", since="2025-W40") == Retired(3, 4)
        assert register.folded().rows() == [("2026-W42", "bullying", 7)]
        assert register.incidents()["id"].to_list() == ["y"]
        assert register.reported().rows() == [("2026-10", "skoven")]
        assert register.retire("2026-10", since="2025-W40") == Retired(0, 0)
        assert register.folded().rows() == [("2026-W42", "bullying", 7)]


def test_no_byte_of_what_is_too_old_is_left(path):
    """Nor of its notes, nor of who reported: only how many there were of each type in its week."""
    with Register(filled(path)) as register:
        register.add([secretive(9999, arrived="2026-10")])
        register.retire("2026-10", since="2025-W40")
        left = bytes_left(path).replace(b"MARK09999", b"")

    assert set(re.findall(rb"MARK\d{5}(.)", left)) == {b"t"}
    assert left.count(b"MARK") == 600
    assert left.count(b"havnen") == 2  # of the row that stays, and its report


def test_only_what_could_come_again_leaves_its_id(path):
    """A row is let in for a year, a form's answer says nothing of the incident: of the rest not even a digest stays."""
    kept_out = [incident("s-form"), incident("recent")]
    rows = [kept_out[0], incident("old"), kept_out[1]]
    with Register(path) as register:
        register.add([Incident(**{**vars(row), "week": week})
                      for row, week in zip(rows, ("2024-W20", "2024-W20", "2026-W20"), strict=True)])  # fmt: skip
        register.retire("2026-11", since="2026-W10")
        assert register.ids() == {"s-form", "recent"}


def test_a_reader_that_hinders_the_wiping_is_told_of_and_the_next_time_it_is_done(path):
    """The row is gone at once; that bytes may be left is said, remembered and mended."""
    filled(path, 100)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM incident").fetchone()
    with Register(path, wait_seconds=0.05) as register:
        with pytest.raises(RegisterError, match="retain"):
            register.erase("MARK00017i")
        assert "MARK00017i" not in register.incidents()["id"].to_list()
        assert register.condition().leftovers
    reader.close()

    with Register(path) as register:
        register.wipe()
        assert not register.condition().leftovers
    assert bytes_left(path).replace(b"MARK00017i", b"").count(b"MARK00017") == 0


def test_a_corrected_row_replaces_its_own_and_leaves_nothing(path):
    """It counts where it did once that month is out."""
    before, after = secretive(1, arrived="2026-09"), secretive(2, arrived="2026-10")
    after = Incident(**{**vars(after), "id": before.id})
    with Register(path) as register:
        register.add([before])
        assert register.add([after], closed={"2026-09"}).corrected[0].arrived == "2026-09"
        assert register.incidents().select("type", "arrived").row(0) == (after.type, "2026-09")
        assert [note.text for note in register.notes()] == [after.note]
        assert register.add([after]).corrected == ()
    assert bytes_left(path).replace(b"MARK00001i", b"").count(b"MARK00001") == 0


def test_a_row_that_was_no_incident_is_taken_out(path):
    """An answer corrected to "nothing to report"."""
    with Register(path) as register:
        register.add([incident("a")])
        assert register.add([], [("2026-10", "havnen")], withdrawn=["a", "b"]) == Added((), (), withdrawn=1)
        assert register.incidents().is_empty()


@pytest.mark.parametrize("lacks", [(1, "gone", "decided"), (2, "decided")])
def test_a_file_of_an_earlier_version_is_brought_up_to_this_one(path, lacks):
    """What stands in it stays."""
    version, *tables = lacks
    with Register(path) as register:
        register.add([incident("a")])
        drop = "".join(f"DROP TABLE {table};" for table in tables)
        register._connection.executescript(f"{drop} PRAGMA user_version = {version};")
    with Register(path) as register:
        assert register.notes() == []
        assert register.erase("a") == "2026-10"
        assert register.ids() == {"a"}


# what goes wrong


def test_a_full_disk_is_named_and_changes_nothing(path):
    """SQLite's own limit stands in for the disk's."""
    with Register(path) as register:
        register.add([incident("a")])
        pages = register._connection.execute("PRAGMA page_count").fetchone()[0]
        register._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(RegisterError, match="ikke plads på disken"):
            register.add([secretive(number) for number in range(500)])
        assert register.incidents()["id"].to_list() == ["a"]
        assert register.add([incident("b")]).incidents == (incident("b"),)


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from klubtrends.incidents.register import Incident, Register

left = int(sys.argv[2])

def step(statement):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

def row(name, type):
    return Incident(name, "2024-W20", "2024-05", "havnen", "negative", type, "snapchat", "mellem", 2, note="MARKn")

with Register(Path(sys.argv[1])) as register:
    register._connection.set_trace_callback(step)
    register.add([row("a", "MARKb"), row("n", "new")], [("2024-05", "bakken")])
    register.erase("e")
    register.retire("2024-02", since="2023-W01")
print("done")
"""


def test_killed_at_any_statement_the_register_holds_all_of_each_step_or_nothing(path):
    """Import, erasing, folding: after each statement of theirs the process is killed, and the file looked over."""
    states = set()
    for number in range(1, 100):
        for each in path.parent.iterdir():
            each.unlink()
        with Register(path) as register:
            rows = [incident("a"), incident("e"), incident("o", arrived="2024-01")]
            register.add(rows, late={"a", "e", "o"})
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(number)], capture_output=True, text=True
        )
        with Register(path) as register:
            assert register.condition().whole
            types = dict(register.incidents().select("id", "type").iter_rows())
            added = types.pop("a") == "MARKb"
            state = (added, "e" not in types, "o" not in types)
            assert ("n" in types) is added is bool(register.notes()) is (register.reported().height == 2)
            assert ("o" not in types) is (register.folded().height == 1)
            assert ("e" in register.ids()) or not state[1]
            assert not (state[2] and not state[1])
            assert not (state[1] and not state[0])
            register.wipe()
        states.add(state)
        if "done" in ended.stdout:
            break

    assert "done" in ended.stdout, ended.stderr
    assert number > 25
    assert states == {(False,) * 3, (True, False, False), (True, True, False), (True,) * 3}


BESIDE = """
import sys
from pathlib import Path
from klubtrends.incidents.register import Incident, Register

path, own = Path(sys.argv[1]), sys.argv[2]
for n in range(20):
    names = [f"{own}{n}", f"both{n}"]
    with Register(path) as register:
        register.add([Incident(each, "2026-W42", "2026-10", own, "negative", "x", "y", "z", 1) for each in names])
"""


def test_two_imports_at_once_lose_nothing_and_take_nothing_twice(path):
    """Not even where both make the file."""
    both = [
        subprocess.Popen([sys.executable, "-c", BESIDE, str(path), own], stderr=subprocess.PIPE) for own in "pq"
    ]

    assert [each.communicate()[1].decode() for each in both] == ["", ""]
    with Register(path) as register:
        names = set(register.incidents()["id"])
    assert names == {f"{own}{n}" for own in ("p", "q", "both") for n in range(20)}

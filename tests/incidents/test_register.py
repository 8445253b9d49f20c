"""The register: all or nothing, never silent about what stands in its way."""

import sqlite3

import polars as pl
import pytest

from klubtrends.errors import RegisterError
from klubtrends.incidents.register import Added, Incident, Register
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

    assert settings == [1, "wal", 1, 1]

"""Who reads the tables and who writes them take turns: processes at once, none of them a pretence."""

import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from loopback import MORNING, V2, at, files_of, run, v2_body

from klubtrends.collect import load, memory, rebuild
from klubtrends.collect.memory import alone_with, tables_alone
from klubtrends.errors import WorkspaceError
from klubtrends.tables import CHARTS
from klubtrends.workspace import Settings, Workspace, settings_text

MOMENT = 0.5  # long enough for who does not wait to be done


@pytest.fixture
def outdated(tmp_path, loopback):
    """A workspace with yesterday's charts, whose tables are of another version."""
    root = tmp_path / "here"
    workspace = Workspace(root, Settings("Eksempelkøbing Kommune", mirror=loopback.url, now=MORNING))
    for chart in ("free", "paid"):
        loopback.serve(V2.format(chart=chart), v2_body(("1", "Hoppebold", "Legehuset")))
    run(at(workspace, days=-1), "apple_v2")
    (root / "klubtrends.toml").write_text(settings_text(root, workspace.settings), encoding="utf-8")
    for path in workspace.processed.rglob("*.parquet"):
        pl.DataFrame({"rank": [1]}).write_parquet(path)
    workspace.processed.with_name("processed.version").write_bytes(b"0-older\n")
    return workspace


def reader(workspace):
    """Start a process of its own that reads the charts."""
    asked = [sys.executable, Path(__file__).with_name("paused.py"), workspace.root]
    process = subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begins\n"
    return process


@contextmanager
def builder_stopped(workspace):
    """A process that builds the tables anew, stopped where it has read the archive and put nothing into place yet."""
    with reader(workspace) as building:
        assert building.stdout.readline() == "stopped\n"
        yield building
        building.communicate("go on\n")
    assert building.returncode == 0


def as_rebuilt(workspace):
    """Give the tables as the archive alone gives them."""
    copy = Workspace(workspace.root.with_name("copy"), workspace.settings)
    shutil.copytree(workspace.raw, copy.raw, dirs_exist_ok=True)
    rebuild(copy)
    return files_of(copy.processed)


def test_a_day_collected_while_another_builds_the_tables_is_in_them(outdated):
    """Who builds them has read the archive without it, and must not write over it."""
    with builder_stopped(outdated) as building:
        runs = {}
        collecting = threading.Thread(target=lambda: runs.update(run(outdated, "apple_v2")))
        collecting.start()
        collecting.join(MOMENT)
        building.stdin.write("go on\n")
        building.stdin.flush()
        collecting.join()

    assert runs["apple_v2"].problems == ()
    assert set(load(outdated, CHARTS)["date"].dt.day()) == {4, 5}
    assert files_of(outdated.processed) == as_rebuilt(outdated)


def test_a_run_that_begins_clears_nothing_away_that_another_is_writing(outdated):
    """What lies beside its place may be about to be moved there."""
    with builder_stopped(outdated), alone_with(outdated):
        assert list(outdated.processed.rglob("*.tmp"))
    assert load(outdated, CHARTS).height == 2


def test_many_readers_of_an_outdated_table_all_get_the_whole_of_it(outdated):
    """One of them builds it; the others wait for that and read it."""
    with builder_stopped(outdated):
        readers = [reader(outdated) for _ in range(3)]
        time.sleep(MOMENT)
    read = [one.communicate("go on\n")[0] for one in readers]

    assert read == ["2\n"] * len(readers)
    assert files_of(outdated.processed) == as_rebuilt(outdated)


def test_who_has_waited_long_enough_is_told_what_to_do(outdated, monkeypatch):
    """In Danish, and without having touched anything."""
    monkeypatch.setattr(memory, "WAIT_SECONDS", 0.2)
    with builder_stopped(outdated):
        for meet in (lambda: load(outdated, CHARTS), lambda: rebuild(outdated)):
            with pytest.raises(WorkspaceError, match="Vent et øjeblik, og prøv igen"):
                meet()
    assert load(outdated, CHARTS).height == 2


def test_a_run_that_waited_in_vain_loses_no_answer(outdated, monkeypatch):
    """They are archived, and the next run reads them into the tables."""
    monkeypatch.setattr(memory, "WAIT_SECONDS", 0.2)
    with builder_stopped(outdated):
        waited = run(outdated, "apple_v2")["apple_v2"]
    later = run(outdated, "apple_v2")["apple_v2"]

    assert (waited.answers, len(waited.problems)) == (2, 1)
    assert (later.answers, later.problems) == (0, ())
    assert set(load(outdated, CHARTS)["date"].dt.day()) == {4, 5}


def test_who_is_killed_with_the_tables_leaves_them_to_the_next(outdated):
    """The system lets go of the lock, and what was half done is done again."""
    with reader(outdated) as building:
        assert building.stdout.readline() == "stopped\n"
        building.kill()

    assert load(outdated, CHARTS).height == 2
    run(outdated, "apple_v2")
    assert files_of(outdated.processed) == as_rebuilt(outdated)


def test_where_nothing_can_be_written_the_tables_can_be_read(outdated):
    """A copy that is for reading only."""
    rebuild(outdated)
    shutil.rmtree(outdated.runs)
    outdated.runs.write_bytes(b"")  # where no folder can be made, nor a lock

    with tables_alone(outdated):
        pass
    assert load(outdated, CHARTS).height == 2

"""The commands of collecting and its archive, as somebody types them or a scheduler runs them."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from loopback import Reply, v2_body

from klubtrends.cli import main
from klubtrends.collect import Archive, Progress
from klubtrends.progress import shown_progress
from klubtrends.workspace import Settings, create

FREE, PAID = (
    f"/rss.marketingtools.apple.com/api/v2/dk/apps/top-{chart}/100/apps.json" for chart in ("free", "paid")
)


@pytest.fixture
def made(tmp_path, loopback):
    """A workspace that can be opened by its folder, which asks the loopback server alone."""
    for path in (FREE, PAID):
        loopback.serve(path, v2_body(("1", "Hoppebold", "Legehuset")))
    return create(tmp_path / "net", Settings("X Kommune", mirror=loopback.url))


def told(capsys, *line, status=0):
    """Run a command, and give what it wrote."""
    assert main([str(word) for word in line]) == status
    return capsys.readouterr().out


def test_the_archive_is_listed_shown_checked_and_shared(made, tmp_path, capsys):
    """In words, and as JSON."""
    here = ("--workspace", made.root)
    told(capsys, "collect", "apple_v2", *here)
    listed = json.loads(told(capsys, "archive", "list", "--json", *here))
    shown = json.loads(told(capsys, "archive", "show", "apple_v2", "--json", *here))
    checked = json.loads(told(capsys, "archive", "check", "--json", *here))
    exported = json.loads(told(capsys, "archive", "export", tmp_path / "out", "--json", *here))
    other = create(tmp_path / "other", Settings("Y Kommune"))
    pulled = json.loads(told(capsys, "archive", "pull", tmp_path / "out", "--json", "--workspace", other.root))

    assert {held["source"]: held["files"] for held in listed}["apple_v2"] == 1
    assert [answer["rows"][0]["app_name"] for answer in shown] == ["Hoppebold"] * 2
    assert (checked["files"], checked["answers"], checked["complaints"]) == (1, 2, [])
    assert (exported["copied"], pulled["taken"], pulled["refused"]) == (1, 1, [])
    assert "Hoppebold" in told(capsys, "archive", "show", shown[0]["digest"], *here)
    assert "Arkivet er helt" in told(capsys, "archive", "check", "--workspace", other.root)
    assert "apple_v2: en dag" in told(capsys, "archive", "list", *here)


def test_damage_ends_with_status_1(made, capsys):
    """A scheduler takes notice."""
    here = ("--workspace", made.root)
    told(capsys, "collect", "apple_v2", *here)
    path = Archive(made.raw).files("apple_v2")[0]
    path.write_bytes(path.read_bytes()[:-9])

    assert path.name in told(capsys, "archive", "check", *here, status=1)
    told(capsys, "archive", "show", "apple_v2", *here, status=1)
    told(capsys, "archive", "pull", made.root / "nothing", *here, status=1)


def test_a_rebuild_settles_what_was_owed(made, capsys):
    """The next run need not look back."""
    from klubtrends.collect.memory import Memory

    Memory(made).owes("apple_v2", made.now())
    told(capsys, "rebuild", "--workspace", made.root)

    assert Memory(made).unread == {}


# progress


def collecting(made, **settings):
    """Start collecting as a process of its own."""
    command = [sys.executable, "-m", "klubtrends", "collect", "apple_v2", "--workspace", str(made.root)]
    return subprocess.Popen(command, env=os.environ | {"TERM": "xterm"}, **settings)


def test_in_a_log_there_are_lines_and_nothing_else(made):
    """No bars, no colours, no half lines."""
    run = collecting(made, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = run.communicate(timeout=60)

    assert (run.returncode, out.decode().strip(), err) == (0, "apple_v2: to svar hentet.", b"")


@pytest.mark.skipif(
    sys.platform == "win32", reason="a terminal is made of a pair of files, which Windows lacks"
)
def test_on_a_terminal_there_are_bars(made):
    """They are gone at the end; the lines go where they went."""
    import pty

    ours, theirs = pty.openpty()
    run = collecting(made, stdout=subprocess.PIPE, stderr=theirs)
    out, _ = run.communicate(timeout=60)
    os.close(theirs)
    drawn = os.read(ours, 100_000).decode(errors="replace")
    os.close(ours)

    assert out.decode().strip() == "apple_v2: to svar hentet."
    assert "apple_v2" in drawn
    assert "2/2" in drawn


def test_progress_costs_nothing_where_nobody_looks():
    """The library that draws is not even fetched."""
    code = """
import sys
import threading
from klubtrends.progress import shown_progress
with shown_progress() as tell:
    tell(None)
print("rich" in sys.modules)
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "False"


def test_progress_is_quiet_when_asked(capsys):
    """For --json."""
    with shown_progress(quiet=True) as tell:
        tell(Progress("a", 1, 1, over=False))

    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_run_keeps_what_was_answered(made, loopback, sign):
    """Whether somebody presses Ctrl-C or the computer is shut down."""
    over = threading.Event()
    loopback.serve(PAID, lambda _: Reply(act=lambda handler: over.wait(60), headers={"Content-Length": "9"}))
    run = collecting(made, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not loopback.times(PAID):
        time.sleep(0.05)
    run.send_signal(sign)
    try:
        _, err = run.communicate(timeout=30)
    finally:
        over.set()

    assert run.returncode == 1
    assert "Stoppet" in err.decode()
    assert [exchange.request.labels["chart"] for exchange in Archive(made.raw).read("apple_v2")] == ["free"]

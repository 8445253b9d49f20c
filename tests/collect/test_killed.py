"""A run killed at any of its steps on the disk: the archive checks clean, and the next run completes the day."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from loopback import MORNING, V2, at, files_of, run, v2_body

from klubtrends.collect import Archive, archive, rebuild
from klubtrends.collect.inventory import check
from klubtrends.collect.memory import Memory
from klubtrends.workspace import Settings, Workspace, settings_text

FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><item><title>Nyt {n}</title><link>https://nyt.example/{n}</link>'
    "<pubDate>Wed, 30 Sep 2026 23:30:00 GMT</pubDate></item></channel></rss>"
)
ONE, TWO = ("1", "Hoppebold", "Legehuset"), ("2", "Tegn", "Huset")


@pytest.fixture
def before(tmp_path, loopback):
    """A workspace with yesterday's charts, one of them unchanged since, and headlines that are kept no longer."""
    root = tmp_path / "before"
    workspace = Workspace(root, Settings("Eksempelkøbing Kommune", mirror=loopback.url, now=MORNING))
    workspace.reference.mkdir(parents=True)
    (workspace.reference / "feeds.csv").write_bytes(b"outlet;url\r\nNyt;https://nyt.example/feed/\r\n")
    (root / "klubtrends.toml").write_text(settings_text(root, workspace.settings), encoding="utf-8")
    loopback.serve("/nyt.example/feed/", FEED.format(n=1).encode(), FEED.format(n=2).encode())
    loopback.serve(V2.format(chart="free"), v2_body(ONE))
    loopback.serve(V2.format(chart="paid"), v2_body(ONE), v2_body(TWO))
    run(at(workspace, days=-90, hours=-12), "news")
    run(at(workspace, days=-1), "apple_v2")
    return workspace


@pytest.mark.skipif(
    not hasattr(os, "fork"), reason="a process is copied before each step, which Windows cannot"
)
def test_killed_at_any_step_the_archive_is_whole_and_the_next_run_completes_the_day(before, tmp_path):
    """Answers, tables, what is remembered, and what is forgotten; nothing is lost either if it runs a day later."""
    asked = [sys.executable, Path(__file__).with_name("killed.py"), before.root, tmp_path / "copies"]
    killed = subprocess.run(asked, capture_output=True, text=True, check=True)
    steps = killed.stdout.splitlines()
    *copies, whole = [Workspace.open(path) for path in sorted((tmp_path / "copies").iterdir())]
    expected = files_of(whole.processed)

    assert len(steps) == len(copies) > 35
    assert any(step.startswith("os.remove data/raw/news") for step in steps)
    assert [exchange.repeats is not None for exchange in Archive(whole.raw).read("apple_v2")][2:] == [
        True,
        False,
    ]
    assert len(Archive(whole.raw).files("news")) == 1
    for step, workspace in zip(steps, copies, strict=True):
        assert check(workspace).complaints == (), step
        next_day = Workspace(
            workspace.root.with_name(f"{workspace.root.name}-next"), at(workspace, days=1).settings
        )
        shutil.copytree(workspace.root, next_day.root)
        run(next_day)
        tables = files_of(next_day.processed)
        rebuild(next_day)
        assert files_of(next_day.processed) == tables, step
        run(workspace)
        assert files_of(workspace.processed) == expected, step
        assert check(workspace).complaints == (), step
        assert (Memory(workspace).unread, Memory(workspace).stale) == ({}, frozenset()), step
        assert len(Archive(workspace.raw).files("news")) == 1, step
        assert not list(workspace.root.rglob("*.tmp")), step
        rebuild(workspace)
        assert files_of(workspace.processed) == expected, step


def test_a_full_disk_costs_one_source_alone(before, monkeypatch):
    """What could be written is; what could not is told of and asked for again."""
    place = archive.place

    def full(path, content):
        if path.name.startswith("news"):
            raise OSError(28, "No space left on device")
        place(path, content)

    monkeypatch.setattr(archive, "place", full)
    runs = run(before)
    monkeypatch.undo()

    assert runs["news"].failed
    assert runs["apple_v2"].answers == 2
    assert run(before)["news"].answers == 1

"""A run killed at any of its steps on the disk: the archive checks clean, and the next run completes the day."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from loopback import MORNING, V2, at, files_of, run, v2_body

from klubtrends.collect import Archive, archive, load, rebuild
from klubtrends.collect.inventory import check
from klubtrends.collect.memory import Memory
from klubtrends.tables import CHARTS
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


can_fork = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="a process is copied before each step, which Windows cannot"
)


def killed_at_each(what, workspace, copies):
    """Give the steps on the disk, a copy of the workspace killed at each of them, and one that got through."""
    asked = [sys.executable, Path(__file__).with_name("killed.py"), what, workspace.root, copies]
    killed = subprocess.run(asked, capture_output=True, text=True, check=True)
    *left, whole = [Workspace.open(path) for path in sorted(copies.iterdir())]
    return killed.stdout.splitlines(), left, whole


@can_fork
def test_killed_at_any_step_the_archive_is_whole_and_the_next_run_completes_the_day(before, tmp_path):
    """Answers, tables, what is remembered, and what is forgotten; nothing is lost either if it runs a day later."""
    steps, copies, whole = killed_at_each("collect", before, tmp_path / "copies")
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


@can_fork
def test_killed_at_any_step_of_building_the_tables_the_next_who_reads_gets_them_whole(before, tmp_path):
    """They are built again, by a reader or a run, and nothing that was left unfinished stays."""
    for path in before.processed.rglob("*.parquet"):
        path.write_bytes(b"of another version")
    before.processed.with_name("processed.version").write_bytes(b"0-older\n")
    steps, copies, whole = killed_at_each("read", before, tmp_path / "copies")
    expected = files_of(whole.processed)
    collected = at(whole, days=0)
    run(collected)

    assert len(steps) == len(copies) > 10
    assert any(step.startswith("os.rename data/processed") for step in steps)
    for step, workspace in zip(steps, copies, strict=True):
        load(workspace, CHARTS)
        assert {name: files_of(workspace.processed).get(name) for name in expected} == expected, step
        run(workspace)
        assert files_of(workspace.processed) == files_of(collected.processed), step
        assert not list(workspace.root.rglob("*.tmp")), step


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

"""The page about collecting every day: its commands exist, its units and workflow can be read, and do what it says."""

import configparser
import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from loopback import LEGACY, MORNING, V2, files_of, legacy_body, v2_body

from klubtrends.cli import main, parser
from klubtrends.collect import load
from klubtrends.collect.pull import pull
from klubtrends.sources import sources
from klubtrends.tables import CHARTS
from klubtrends.workspace import Settings, Workspace

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "every-day.md").read_text(encoding="utf-8")
FENCES = {
    kind: re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) for kind in ("yaml", "ini")
}
CALLED = re.compile(r"\bklubtrends(?:\.exe)? ((?:init|collect|archive|doctor)\b[^`\n]*)")


def commands(text):
    """Give the words after each `klubtrends` that is a command: up to what the shell does with what it says."""
    for words in CALLED.findall(text):
        words = re.split(r" >> | \|\| ", words)[0]
        yield shlex.split(words[:-1] if words.count('"') % 2 else words)  # the task's own quotation mark


@pytest.fixture
def workflow():
    (written,) = FENCES["yaml"]
    return yaml.safe_load(written)


def test_every_command_on_the_page_exists_with_its_options():
    """In prose, in the task's line, in the unit, in the crontab and in the workflow."""
    named = list(commands(PAGE))

    assert len(named) > 10
    assert [words[0] for words in named].count("collect") == 4
    for words in named:
        parser().parse_args(words)


def test_the_task_and_its_steps_run_the_same():
    """Whoever follows the steps gets what the line gives."""
    program, arguments = re.search(r"Program: `([^`]+)`\. Argumenter: `([^`]+)`", PAGE).groups()

    assert f'-Execute "{program}" -Argument "{arguments}"' in PAGE
    hours = re.findall(r"kl\. (\d+)\.(\d+)", PAGE.partition("## Linux")[0])
    assert [f"{int(hour):02}:{minute}" for hour, minute in hours] == re.findall(r"-Daily -At (\S+?)\)", PAGE)


def test_the_units_belong_together():
    """A service that ends, and a timer of the same name that catches up."""
    texts = [configparser.ConfigParser(strict=False, interpolation=None) for _ in FENCES["ini"]]
    for unit, text in zip(texts, FENCES["ini"], strict=True):
        unit.optionxform = str
        unit.read_string(text)
    service, timer = texts

    assert service["Service"]["Type"] == "oneshot"
    assert timer["Timer"]["Persistent"] == "true"
    assert all(f"systemd/user/klubtrends.{kind}" in PAGE for kind in ("service", "timer"))
    assert "enable --now klubtrends.timer" in PAGE


def test_the_workflow_keeps_the_archive_alone_and_knows_no_secret(workflow):
    """It may write to its own repository, and nothing more."""
    (job,) = workflow["jobs"].values()

    assert workflow["permissions"] == {"contents": "write"}
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}  # YAML reads "on" as true
    assert "secrets" not in FENCES["yaml"][0]
    added = re.findall(r"git add (.+)", "\n".join(step.get("run", "") for step in job["steps"]))
    assert added == ["arkiv"]
    assert not [
        words for words in commands(FENCES["yaml"][0]) if words[0] not in ("init", "collect", "archive")
    ]


def test_the_workflow_collects_what_cannot_be_had_later(workflow):
    """Daily sources that may be shared, and that answer to who does not say a name."""
    (collect,) = [words for words in commands(FENCES["yaml"][0]) if words[0] == "collect"]
    daily = {
        name
        for name, source in sources().items()
        if source.period == "day" and source.kept_days is None and not source.needs_contact
    }

    assert set(parser().parse_args(collect).source) == daily


def test_what_the_workflow_archives_a_new_club_can_pull(loopback, tmp_path, monkeypatch, capsys):
    """Its own commands, run here; a source that fails keeps no other from being shared."""
    monkeypatch.setenv("KLUBTRENDS_MIRROR", loopback.url)
    monkeypatch.setenv("KLUBTRENDS_NOW", MORNING.isoformat())
    monkeypatch.chdir(tmp_path)
    for chart in ("free", "paid"):
        loopback.serve(V2.format(chart=chart), v2_body(("1", "Hoppebold", "Huset")))
    for genre in ("", "/genre=6014", "/genre=6005"):
        loopback.serve(LEGACY.format(genre=genre), legacy_body(("1", "Hoppebold", "Huset")))
    status = {}
    for words in commands(FENCES["yaml"][0]):
        status[words[0]] = main([word.replace("$RUNNER_TEMP", str(tmp_path)) for word in words])

    assert status == {"init": 0, "collect": 1, "archive": 0}
    index = json.loads((tmp_path / "arkiv" / "index.json").read_bytes())
    assert {entry["file"] for entry in index["files"]} == set(files_of(tmp_path / "arkiv")) - {"index.json"}
    assert {entry["file"].split("/")[0] for entry in index["files"]} == {"apple_v2", "apple_legacy"}
    club = Workspace(tmp_path / "klub", Settings("Eksempelkøbing Kommune"))
    assert pull(club, "arkiv").refused == ()
    assert load(club, CHARTS)["chart"].n_unique() == 4
    assert all("-pulled-" in name for name in files_of(club.raw))

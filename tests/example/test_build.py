"""The example workspace on disk: complete, the same to the byte, and what its truth says."""

import hashlib
import json
import shutil
import sys

import polars as pl
import pytest

from klubtrends.analysis.charts import month_moves
from klubtrends.analysis.watch import watch
from klubtrends.collect import load, rebuild
from klubtrends.collect.archive import Archive
from klubtrends.collect.processed import parse_all
from klubtrends.danish import SECTIONS
from klubtrends.errors import WorkspaceError
from klubtrends.example import build
from klubtrends.example.network import simulate_network
from klubtrends.example.plan import DEPARTMENTS, make_plan
from klubtrends.example.sheets import Sheets
from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.intake import take_in
from klubtrends.incidents.register import Register
from klubtrends.reference import app_ids
from klubtrends.reference.bundle import Reference
from klubtrends.reference.choose import app_of_month
from klubtrends.reference.law import case_of, suggested_stage
from klubtrends.reference.words import read_words, words_path
from klubtrends.sources import sources
from klubtrends.sources.pageviews import FIRST_DAY
from klubtrends.tables import APPS, CASES, CHARTS, NEWS, PAGEVIEWS, PLAYERS, SURVEY
from klubtrends.workspace import Workspace


def digests(root):
    """Give a digest of every file."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def truth(example):
    """What is planted in the session's example."""
    return json.loads((example.root / "truth.json").read_text(encoding="utf-8"))


def test_the_truth_is_found_in_the_built_workspace(example, truth):
    """The planted outbreak and apps, from the register and the parsed answers."""
    with Register(example.incidents_file) as register:
        frames = register.incidents(), register.reported(), register.folded()
    moves = month_moves(load(example, CHARTS, "dk"), truth["until"])
    for outbreak in truth["outbreaks"]:
        signals = {signal.type: signal for signal in watch(*frames, outbreak["month"], departments=18).signals}
        assert signals[outbreak["type"]].departments >= len(outbreak["departments"])

    assert moves.climbs["app_id"][0] == truth["rising"]["app_id"]
    assert moves.falls["app_id"][0] == truth["falling"]["app_id"]
    assert moves.missed == ()


def test_the_register_holds_what_was_drawn_and_no_row_was_refused(example):
    """Every episode goes through the real door: none rejected, none lost, none twice."""
    diary = simulate_network(make_plan())
    with Register(example.incidents_file) as register:
        incidents, reported, folded = register.incidents(), register.reported(), register.folded()

    drawn = pl.DataFrame([(c.week, c.department, c.type, c.arrived) for c in diary.cases], orient="row")
    kept = incidents.select("week", "department", "type", "arrived")
    assert sorted(kept.rows()) == sorted(drawn.rows())
    assert set(reported.rows()) == diary.reported
    assert {(week, kind): count for week, kind, count in folded.rows()} == diary.folded
    assert incidents.filter(kind="negative")["severity"].null_count() == 0


def test_a_sheet_is_taken_in_whole(example, tmp_path):
    """Cell by cell: no rejection, and a second time nothing new."""
    copy = shutil.copytree(example.root, tmp_path / "copy")
    workspace = Workspace.open(copy)
    workspace.incidents_file.unlink()
    plan, diary = make_plan(), simulate_network(make_plan())
    sheets = Sheets(read_codes(workspace.reference / "codes.toml"), plan.rng("sheets"))
    cases = [case for case in diary.cases if case.arrived == plan.until]
    silent = [department for month, department in diary.zero_reports if month == plan.until]
    sheets.write(tmp_path / "ark.csv", plan.until, cases, silent)

    first = take_in(workspace, [tmp_path / "ark.csv"], arrived=plan.until)
    again = take_in(workspace, [tmp_path / "ark.csv"], arrived=plan.until)

    assert (first.rejected, first.accepted, first.zero_reports) == ((), len(cases), len(silent))
    assert (again.accepted, again.zero_reports) == (0, 0)


def test_the_tables_are_those_that_the_archive_gives(example, tmp_path):
    """data/processed is a function of data/raw, to the same bytes."""
    copy = shutil.copytree(example.root, tmp_path / "copy")
    shutil.rmtree(copy / "data" / "processed")
    rebuild(Workspace.open(copy))

    assert digests(copy) == digests(example.root)


def test_the_archive_covers_charts_views_and_news(example):
    """443 days of charts from both addresses, the articles' views since 2015, news of 90 days at most."""
    charts, views, news = (load(example, table) for table in (CHARTS, PAGEVIEWS, NEWS))
    titles = Reference.read(example.reference).wikipedia_titles()

    assert charts["date"].n_unique() >= 400
    assert set(charts["chart"]) == {"free", "paid", "games", "social"}
    assert set(views["title"]) == {title.replace(" ", "_") for title in titles}
    assert len(titles) >= 8
    asked = [exchange.request.url for exchange in Archive(example.raw).read("pageviews")]
    assert len(set(asked)) == len(asked) > 50 * len(titles)
    assert sum(len(exchange.body) for exchange in Archive(example.raw).read("pageviews")) < 10_000_000
    assert views["date"].min() == FIRST_DAY
    assert (example.now() - news["published"].min()).days <= 90 + 7
    assert set(news["outlet"].str.contains("opdigtet")) == {True}
    assert all(len(list(Archive(example.raw).read(name))) for name in ("apple_v2", "apple_legacy"))


def test_the_archive_covers_stores_games_cases_and_the_survey(example):
    """Each source has answered, and every answer was read; the law tracker and its case agree."""
    reference = Reference.read(example.reference)
    apps, players, cases = (load(example, table) for table in (APPS, PLAYERS, CASES))
    for name, source in sources().items():
        parsed = parse_all(source, Archive(example.raw).read(name))
        assert parsed.rows.height, name
        assert parsed.problems == (), name

    assert set(apps["app_id"]) == set(app_ids(reference.app_sheets).filter(platform="app_store")["id"])
    assert apps.sort("app_id", "date").filter(pl.col("rating_count").diff().over("app_id") < 0).height == 1
    assert set(players["platform"]) == {"steam", "roblox"}
    assert "1" not in set(players["game_id"])  # the advertisement
    assert all("EKSEMPELDATA" in title for title in cases["title"])
    named = [row for row in reference.law if row.case]
    assert [len(case_of(row, cases)) for row in named] == [1]
    assert [suggested_stage(row, cases) for row in named] == [None]
    assert load(example, SURVEY)["percent"].is_between(0, 100).all()


def test_the_reference_tables_are_the_networks_own(example, truth):
    """Eighteen departments, one without an ambassador; the rising app is the month's; words in every section."""
    reference = Reference.read(example.reference)
    words = read_words(words_path(example.reference, truth["until"]))

    assert [department.name for department in reference.departments] == list(DEPARTMENTS)
    assert [department.ambassador for department in reference.departments].count(False) == 1
    sheet = app_of_month(reference.app_sheets, truth["until"])
    assert sheet.name == truth["rising"]["name"]
    assert "opdigtet" in sheet.source
    assert list(words.sections) == list(SECTIONS)
    assert truth["rising"]["name"] in words.get("kort")
    assert truth["falling"]["name"] in words.get("nyt")


def test_everything_invented_says_so(example, truth):
    """Settings, truth and words call themselves examples, and no sheet is left behind."""
    assert example.settings.example
    assert "Eksempel" in example.settings.municipality
    assert "EKSEMPELDATA" in truth["note"]
    assert "EKSEMPELDATA" in words_path(example.reference, truth["until"]).read_text(encoding="utf-8")
    assert not list(example.root.rglob("haendelser*"))


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path):
    """Three small workspaces: every file of two is equal, and archive, register and words of the third are not."""
    once, again, other = (
        digests(build(tmp_path / name, months=3, seed=seed).root)
        for name, seed in (("once", 4), ("again", 4), ("other", 5))
    )

    assert once == again
    differing = {name for name in once if once[name] != other.get(name)}
    for part in (
        "data/raw/apple_v2",
        "data/raw/pageviews",
        "data/raw/news",
        "data/processed",
        "data/register/incidents",
    ):
        assert any(name.startswith(part) for name in differing), part
    assert {"truth.json", "data/register/secret.key", "data/reference/briefings/2026-10.md"} <= differing


def test_a_workspace_is_never_built_over(example, tmp_path):
    """The second time is refused, and nothing is changed."""
    copy = shutil.copytree(example.root, tmp_path / "copy")

    with pytest.raises(WorkspaceError):
        build(copy, months=3, seed=2)
    assert digests(copy) == digests(example.root)


def test_an_example_that_was_stopped_halfway_is_made_again(tmp_path, monkeypatch):
    """The second double-click must not end at a workspace that is none; a real one is never touched."""

    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["klubtrends.example.build"], "rebuild", stopped)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "stopped", months=3)
    monkeypatch.undo()
    assert (tmp_path / "stopped" / "klubtrends.toml").exists()

    again = build(tmp_path / "stopped", months=3)

    assert (again.root / "truth.json").exists()
    with pytest.raises(WorkspaceError):
        build(again.root, months=3)

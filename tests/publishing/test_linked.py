"""What the page says of apps is what is planted, and of links nothing that could tell of an incident."""

import datetime as dt
import json

import polars as pl
import pytest

from klubtrends.analysis.links import Links
from klubtrends.danish import ORIGINS
from klubtrends.errors import NotEnoughData
from klubtrends.publishing import desk, prepare
from klubtrends.publishing.linked import look_for_links
from klubtrends.publishing.out import open_ledger
from klubtrends.sources.pageviews import AGAIN_DAYS
from klubtrends.tables import PAGEVIEWS

SENTENCES = 3


@pytest.fixture(scope="module")
def truth(example):
    """What is planted."""
    return json.loads((example.root / "truth.json").read_text(encoding="utf-8"))


def test_the_planted_apps_are_on_the_page(example, truth):
    """All four in words, the new one with a question, three of them in the picture."""
    edition = prepare(example)
    whys = [note.why for note in edition.briefing.picks]
    page = edition.page.decode()

    for planted in (
        truth["rising"]["name"],
        truth["falling"]["name"],
        truth["newcomer"]["name"],
        truth["talked"]["title"],
    ):
        assert any(why.startswith(planted) for why in whys), planted
        assert planted in page
    asked = [note.why for note in edition.briefing.picks if note.ask]
    assert [why.split()[0] for why in asked] == [truth["newcomer"]["name"]]
    named = {line.label for line in edition.charts["hitliste"].drawing.lines if line.role != "context"}
    assert named == {truth[way]["name"] for way in ("rising", "falling", "newcomer")}


def test_a_month_before_is_called_by_its_own_figures(example, truth):
    """What is planted in October is no news in September."""
    whys = " ".join(note.why for note in prepare(example, "2026-09").briefing.picks)

    assert truth["newcomer"]["name"] not in whys
    assert truth["rising"]["name"] not in whys


def test_the_page_names_the_answers_that_it_drew_on(example):
    """Of views only those of the app that is told of, and of no more than they were held against."""
    briefing = prepare(example).briefing
    views = briefing.origins["views"]

    assert views.name == ORIGINS["pageviews"]
    assert 8 <= len(views.answers) <= 16
    assert "players" not in briefing.origins


def test_what_the_page_says_of_links_is_one_of_three_sentences(example, monkeypatch):
    """Whatever is found, nothing else changes on the page."""
    lines = set()
    for status in ("early", "none", "some"):
        monkeypatch.setattr(desk, "links", lambda *_, status=status: Links("2026-10", status, (), 900))
        briefing = prepare(example).briefing
        lines.add(briefing.linked)
        assert not any(mark.isdecimal() for mark in briefing.linked)

    assert len(lines) == SENTENCES


def test_every_sentence_on_links_passes_the_attack(example, monkeypatch):
    """They speak of incidents, and must not seem to tell a size."""
    for status in ("early", "none", "some"):
        monkeypatch.setattr(desk, "links", lambda *_, status=status: Links("2026-10", status, (), 900))
        edition = prepare(example)

        assert edition.attack(edition.page) == []


def asked_weekly(until):
    """Make views as they stand on a day: asked for every Monday, each time from a week before the newest day known."""
    mondays = [dt.date(2026, 9, 7) + dt.timedelta(weeks=week) for week in range(14)]
    asked = {}
    for monday in (monday for monday in mondays if monday <= until):
        newest = max(asked, default=dt.date(2026, 9, 1))
        first = newest - dt.timedelta(days=AGAIN_DAYS)
        for day in range((monday - first).days):
            asked[first + dt.timedelta(days=day)] = dt.datetime.combine(monday, dt.time(4), tzinfo=dt.UTC)
    rows = [("da.wikipedia", "Roblox", day, 100, at, f"d{at:%d%m}") for day, at in sorted(asked.items())]
    return pl.DataFrame(rows, schema=PAGEVIEWS.columns, orient="row")


@pytest.mark.parametrize("day", [dt.date(2026, 11, day) for day in (8, 9, 12, 15, 24)])
def test_a_day_that_is_asked_for_again_does_not_change_a_page(example, monkeypatch, day):
    """Weeks later the last days have a later answer; what the page drew on is the same rows still."""
    as_of = dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC)
    drawn = []
    for weeks in (0, 1, 2):
        table = asked_weekly(day + dt.timedelta(weeks=weeks))
        monkeypatch.setattr(desk, "load", lambda *_, table=table: table)
        drawn.append(desk.Desk(example, "2026-10", as_of, open_ledger(example), None).views)

    assert drawn[0].equals(drawn[1])
    assert drawn[0].equals(drawn[2])
    assert drawn[0]["date"].max() == min(dt.date(2026, 10, 31), day - dt.timedelta(days=16))


def test_the_example_has_no_link(example):
    """Its apps and incidents were drawn apart."""
    assert look_for_links(example, "2026-10").status == "none"


def test_a_month_that_is_none_is_refused(example):
    """In Danish, with how to write one."""
    with pytest.raises(NotEnoughData, match="2026-10"):
        look_for_links(example, "oktober")


def test_a_workspace_without_public_figures_still_has_a_page(mine):
    """The first day: it is too early, and said so."""
    for name in ("charts", "pageviews", "players", "apps"):
        for part in sorted((mine.processed / name).rglob("*.parquet")):
            part.unlink()
    briefing = prepare(mine).briefing

    assert briefing.picks == ()
    assert "to måneder i træk" in briefing.picks_note
    assert "endnu" in briefing.linked

"""What the page says of apps is what is planted, and of links nothing that could tell of an incident."""

import json

import pytest

from klubtrends.analysis.links import Links
from klubtrends.errors import NotEnoughData
from klubtrends.publishing import prepare, risen
from klubtrends.publishing.risen import look_for_links

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
    """Views and ratings are sources of the page now."""
    names = [note.name for note in prepare(example).briefing.sources]

    assert any("Wikipedia" in name for name in names)
    assert any("Bedømmelser" in name for name in names)


def test_what_the_page_says_of_links_is_one_of_three_sentences(example, monkeypatch):
    """Whatever is found, nothing else changes on the page."""
    lines = set()
    for status in ("early", "none", "some"):
        monkeypatch.setattr(risen, "links", lambda *_, status=status: Links("2026-10", status, (), 900))
        briefing = prepare(example).briefing
        lines.add(briefing.linked)
        assert not any(mark.isdecimal() for mark in briefing.linked)

    assert len(lines) == SENTENCES


def test_every_sentence_on_links_passes_the_attack(example, monkeypatch):
    """They speak of incidents, and must not seem to tell a size."""
    for status in ("early", "none", "some"):
        monkeypatch.setattr(risen, "links", lambda *_, status=status: Links("2026-10", status, (), 900))
        edition = prepare(example)

        assert edition.attack(edition.page) == []


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

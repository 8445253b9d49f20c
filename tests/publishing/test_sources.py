"""A month's page says of every figure where it comes from, as a notebook does."""

import pytest

from klubtrends.collect import load
from klubtrends.danish import MESSAGES
from klubtrends.publishing import prepare
from klubtrends.tables import CHARTS, NEWS


@pytest.fixture(scope="module")
def edition(example):
    """The example's newest month."""
    return prepare(example)


def test_the_page_names_the_answers_that_its_figures_are_made_of_and_no_others(edition, example):
    """The days drawn and compared of the one list, and the feeds whose headlines are shown."""
    answers = {source.name: {answer.digest for answer in source.answers} for source in edition.briefing.sources}
    free = load(example, CHARTS).filter(chart="free")
    news = load(example, NEWS)
    shown = [note.url for note in edition.briefing.news]

    assert answers["Apples hitliste"] <= set(free["digest"])
    assert len(edition.briefing.ranks.origin.answers) <= 31 + 7
    assert answers["nyhedskilderne"] == set(news.filter(news["url"].is_in(shown))["digest"])
    assert answers["klubbernes egen log"] == set()


def test_the_clubs_own_figures_say_their_months_alone(edition):
    """Every protected figure, and the same shape as the public ones."""
    drawn = [edition.charts[name].origin for name in ("ialt", "slags")] + [edition.briefing.origins["good"]]

    assert all(not origin.answers and origin.months for origin in drawn)
    assert str(drawn[1]) == "Kilde: klubbernes egen log, oktober 2026, beskyttet"


@pytest.mark.parametrize("month", ["2026-03", "2026-10"])
def test_what_a_dot_means_is_said_where_there_is_one(example, month):
    """And only there: a note on what nobody sees is a riddle."""
    edition = prepare(example, month)
    page = edition.draft_page.decode()

    assert (MESSAGES["small_hidden"] in page) == ('<td class="num h">' in page)


def test_a_caption_says_how_fine_its_table_is(edition):
    """A lone total is not split 'efter slags'."""
    shown = [table for name, table in edition.tables.items() if table.rows and name != "months"]

    assert shown
    assert all(table.caption.endswith(f" {table.level}") for table in shown)


def test_a_notebook_lists_the_sources_with_their_commands(edition):
    """One row a place, the command ready to be copied."""
    assert edition.sources.columns == ["Hvor fra", "Hvornår", "Slå op"]
    assert edition.sources["Hvor fra"].to_list() == [
        "Wikimedias visningstal",
        "Apples hitliste",
        "Klubbernes egen log",
        "Nyhedskilderne",
    ]
    assert all(command.startswith("klubtrends ") for command in edition.sources["Slå op"])

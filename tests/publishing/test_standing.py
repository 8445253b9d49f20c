"""A month that is out stands: no file shows the other figures that it would have by now."""

import sqlite3

import pytest

from klubtrends.errors import DisclosureRisk
from klubtrends.publishing import prepare
from klubtrends.publishing.arrivals import erase
from klubtrends.publishing.out import open_ledger
from klubtrends.reference.words import read_words, words_path, write_words

MONTH = "2026-10"


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """No test sees the environment's own clock."""
    monkeypatch.delenv("KLUBTRENDS_NOW", raising=False)


def files(workspace):
    """Give every file below reports with its bytes."""
    return {path: path.read_bytes() for path in workspace.reports.rglob("*") if path.is_file()}


def ids(workspace, kind="negative"):
    """Name the month's incidents."""
    with sqlite3.connect(workspace.incidents_file) as database:
        found = database.execute(
            "SELECT id FROM incident WHERE arrived = ? AND kind = ? ORDER BY id", (MONTH, kind)
        ).fetchall()
    database.close()
    return [name for (name,) in found]


def change_words(workspace, **sections):
    """Write something else in the month's file."""
    path = words_path(workspace.reference, MONTH)
    words = read_words(path)
    for slug, text in sections.items():
        words = words.with_section(slug, text)
    write_words(path, words)


@pytest.mark.parametrize("kind", ["negative", "positive"])
def test_an_erased_row_gives_no_draft_beside_the_page(mine, kind):
    """The difference between the two files would be one child."""
    prepare(mine, MONTH).publish()
    before = files(mine)
    erase(mine, ids(mine, kind)[0])

    with pytest.raises(DisclosureRisk, match="Oktober 2026 er udgivet og ligger fast") as refusal:
        prepare(mine, MONTH)

    assert "Rækkerne i registret er ændret siden" in str(refusal.value)
    assert "behøver ikke gøre noget" in str(refusal.value)
    assert files(mine) == before


def test_an_edition_from_before_the_page_gives_no_other_draft_either(mine):
    """A notebook stays open for days: what it holds may be older than the page."""
    early = prepare(mine, MONTH)
    erase(mine, ids(mine)[0])
    prepare(mine, MONTH).publish()
    before = files(mine)

    for show in (early.draft, early.preview):
        with pytest.raises(DisclosureRisk, match="ligger fast"):
            show()
    assert files(mine) == before


def test_no_draft_survives_the_page(mine):
    """Not even if whoever publishes is killed once the release is recorded."""
    draft = prepare(mine, MONTH).draft().path
    edition = prepare(mine, MONTH)
    seen = []
    ledger = type(open_ledger(mine))
    append = ledger.append

    def watched(*facts, **named):
        seen.append(draft.exists())
        return append(*facts, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "append", watched)
        edition.publish()

    assert seen == [False]


def test_a_draft_of_a_month_that_is_out_says_so_and_shows_the_same(mine):
    """Where nothing was changed the draft is the page but for its mark."""
    page = prepare(mine, MONTH).publish().path
    again = prepare(mine, MONTH)

    assert again.remarks[0] == "Oktober 2026 er udgivet og ligger fast. Kladden siger det samme som siden."
    assert again.page == page.read_bytes()
    assert again.draft().path.is_file()


def test_changed_words_are_told_as_words(mine):
    """She can write the correction next month; her rows are not to blame."""
    prepare(mine, MONTH).publish()
    change_words(mine, kort="- Noget helt andet.")

    with pytest.raises(DisclosureRisk) as refusal:
        prepare(mine, MONTH)
    assert "Ordene i månedens fil er ændret siden" in str(refusal.value)
    assert "Rækkerne" not in str(refusal.value)


def test_a_told_row_that_was_erased_is_told_as_rows(mine):
    """The line FORTALT names more than there is now, and that is nothing for her to mend."""
    from tests.publishing.test_exceptions import a_type_with, tell

    label, code, count = a_type_with(mine, 2)
    tell(mine, f"{label} · {count} · godkendt af klublederen")
    prepare(mine, MONTH).publish()
    with sqlite3.connect(mine.incidents_file) as database:
        (name,) = database.execute(
            "SELECT id FROM incident WHERE arrived = ? AND type = ?", (MONTH, code)
        ).fetchone()
    database.close()
    erase(mine, name)

    with pytest.raises(DisclosureRisk, match="Rækkerne i registret er ændret"):
        prepare(mine, MONTH)


def test_a_page_that_is_gone_and_cannot_be_made_again_is_not_made_otherwise(mine):
    """It says where to fetch it."""
    prepare(mine, MONTH).publish().path.unlink()
    erase(mine, ids(mine)[0])

    with pytest.raises(DisclosureRisk, match="sikkerhedskopi"):
        prepare(mine, MONTH)
    assert files(mine) == {}

"""What was published cannot be changed, cut off or forgotten without being noticed."""

import datetime as dt
import shutil
import sqlite3

import pytest

from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.ledger import GENESIS, Ledger
from klubtrends.errors import DisclosureRisk, RegisterError

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TOLD = (
    Release(Cell.of("2026-10", "negative"), 47),
    Release(Cell.of("2026-10", "negative", type=["scam"], age_band=["ung"])),
)


@pytest.fixture
def ledger(tmp_path):
    """An empty ledger."""
    return Ledger(tmp_path / "register" / "ledger.sqlite")


def publish(ledger, month, *, digest="d", releases=TOLD, previous=None):
    """Record a briefing."""
    return ledger.append(page="briefing", month=month, as_of=NOON, digest=f"{digest}-{month}", releases=releases,
                         previous=ledger.head() if previous is None else previous)  # fmt: skip


def altered(ledger, statement):
    """Change the file behind the ledger's back."""
    database = sqlite3.connect(ledger.path)
    with database:
        database.executescript(f"DROP TRIGGER never_changed; DROP TRIGGER never_deleted; {statement}")
    database.close()


def test_a_ledger_that_does_not_exist_yet_is_empty_and_stays_so(ledger):
    """Reading makes no file."""
    assert (ledger.head(), ledger.entries(), ledger.releases()) == (GENESIS, [], ())
    ledger.check()
    assert not ledger.path.exists()


def test_what_is_recorded_is_found_again(ledger):
    """Every field, to the letter."""
    entry = publish(ledger, "2026-10")

    assert ledger.entry("briefing", "2026-10") == entry
    assert (entry.previous, entry.as_of, entry.releases) == (GENESIS, NOON, TOLD)
    assert ledger.head() == entry.head
    assert ledger.entry("briefing", "2026-11") is None


def test_releases_before_an_entry_are_what_its_page_was_made_with(ledger):
    """A page can be made again after later ones."""
    first = publish(ledger, "2026-09", releases=TOLD[:1])
    second = publish(ledger, "2026-10", releases=TOLD)

    assert ledger.releases() == TOLD
    assert ledger.releases(before=second) == TOLD[:1]
    assert (ledger.head(before=second), ledger.head(before=first)) == (first.head, GENESIS)


def test_the_same_again_adds_nothing(ledger):
    """Also when other pages came in between."""
    entry = publish(ledger, "2026-10")
    publish(ledger, "2026-11")

    assert publish(ledger, "2026-10", previous=GENESIS) == entry
    assert len(ledger.entries()) == 2


def test_another_page_for_the_same_month_is_refused(ledger):
    """A count is published once."""
    publish(ledger, "2026-10")

    with pytest.raises(DisclosureRisk, match="oktober 2026"):
        publish(ledger, "2026-10", digest="other")


def test_a_page_made_before_somebody_else_published_is_refused(ledger):
    """Its tables were not protected against the other's."""
    publish(ledger, "2026-10")

    with pytest.raises(DisclosureRisk):
        publish(ledger, "2026-11", previous=GENESIS)
    assert len(ledger.entries()) == 1


@pytest.mark.parametrize("statement", ["UPDATE entries SET digest = 'x'", "DELETE FROM entries"])
def test_the_file_itself_forbids_changes(ledger, statement):
    """Triggers stop a slip of the hand."""
    publish(ledger, "2026-10")
    database = sqlite3.connect(ledger.path)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute(statement)
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET digest = 'x' WHERE number = 1",
        "UPDATE entries SET releases = '[]' WHERE number = 2",
        "UPDATE entries SET as_of = '2026-11-23T12:00:00+00:00' WHERE number = 1",
        "DELETE FROM entries WHERE number = 1",
        "DELETE FROM entries WHERE number = 2",
        "UPDATE entries SET number = 9 WHERE number = 3",
    ],
)
def test_an_altered_entry_is_noticed(ledger, statement):
    """Each entry is sealed with the one before it."""
    for month in ("2026-08", "2026-09", "2026-10"):
        publish(ledger, month)
    ledger.check()

    altered(ledger, statement)

    with pytest.raises(DisclosureRisk):
        ledger.check()


def test_a_cut_tail_is_noticed_by_what_pages_say(ledger):
    """A page on disk names a head, or is itself, missing from the ledger."""
    first, second = publish(ledger, "2026-09"), publish(ledger, "2026-10")
    pages = {("briefing", "2026-10"): second.digest}
    ledger.check(heads=[first.head, second.previous], pages=pages)

    altered(ledger, "DELETE FROM entries WHERE number = 2")

    ledger.check()
    with pytest.raises(DisclosureRisk):
        ledger.check(heads=[second.head])
    with pytest.raises(DisclosureRisk):
        ledger.check(pages=pages)


def test_an_older_copy_is_noticed(ledger, tmp_path):
    """Restoring last month's file is a cut tail."""
    publish(ledger, "2026-09")
    shutil.copy(ledger.path, tmp_path / "copy")
    newest = publish(ledger, "2026-10")
    shutil.copy(tmp_path / "copy", ledger.path)

    with pytest.raises(DisclosureRisk):
        ledger.check(heads=[newest.previous, newest.head])


def test_a_transaction_that_was_broken_off_leaves_nothing(ledger):
    """Killed between schema and entry, the ledger is empty and can be used."""
    ledger.path.parent.mkdir()
    database = sqlite3.connect(ledger.path)
    database.execute("CREATE TABLE other (x)")
    database.close()

    assert ledger.head() == GENESIS
    assert publish(ledger, "2026-10").number == 1


def test_a_file_that_is_no_ledger_is_refused(ledger):
    """A clear message, exit 1."""
    ledger.path.parent.mkdir()
    ledger.path.write_text("noget andet" * 100, encoding="utf-8")

    with pytest.raises(RegisterError, match=r"ledger\.sqlite"):
        ledger.entries()

"""What was published cannot be changed, cut off or forgotten without being noticed."""

import datetime as dt
import hashlib
import hmac
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from klubtrends.danish import TOTAL
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.ledger import Ledger
from klubtrends.disclosure.protected import ProtectedTable, Row
from klubtrends.errors import DisclosureRisk, RegisterError

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TOLD = (
    Release(Cell.of("2026-10", "negative"), 47),
    Release(Cell.of("2026-10", "negative", type=["scam"], age_band=["ung"])),
)
SECRET = bytes(range(32))
TABLE = ProtectedTable(
    "types", "Hændelser i oktober 2026 efter område", "Område", (TOTAL,),
    (Row("Svindel", "leaf"), Row("oktober 2026", "leaf", "2026-10"), Row(TOTAL, "total")),
    ((None,), (None,), (47,)), "efter område", "Små tal er skjult.", TOLD,
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path):
    """An empty ledger."""
    return Ledger(tmp_path / "register" / "ledger.sqlite", SECRET)


def publish(ledger, month, *, digest="d", releases=TOLD, previous=None, as_of=NOON):
    """Record a briefing."""
    return ledger.append(page="briefing", month=month, as_of=as_of, digest=f"{digest}-{month}", releases=releases,
                         previous=ledger.head() if previous is None else previous, tables=[TABLE])  # fmt: skip


def beside(ledger):
    """Find the file that holds the newest seal once more."""
    return ledger.path.with_name("ledger.head")


def altered(ledger, statement):
    """Change the file behind the ledger's back."""
    database = sqlite3.connect(ledger.path)
    with database:
        database.executescript(f"DROP TRIGGER never_changed; DROP TRIGGER never_deleted; {statement}")
    database.close()


def test_a_ledger_that_does_not_exist_yet_is_empty_and_stays_so(ledger):
    """Reading makes no file."""
    assert (ledger.entries(), ledger.releases()) == ([], ())
    assert len(ledger.head()) == 64
    ledger.check()
    assert not ledger.path.parent.exists()


def test_what_is_recorded_is_found_again(ledger):
    """Every field, to the letter; of a table what stood in it, for what it told stands among the releases."""
    before = ledger.head()
    entry = publish(ledger, "2026-10")

    assert ledger.entry("briefing", "2026-10") == entry
    assert (entry.previous, entry.as_of, entry.releases) == (before, NOON, TOLD)
    (table,) = entry.tables
    assert table.to_polars().equals(TABLE.to_polars())
    assert (table.name, table.caption, table.level, table.rows) == (
        TABLE.name,
        TABLE.caption,
        TABLE.level,
        TABLE.rows,
    )
    assert ledger.head() == entry.head
    assert ledger.entry("briefing", "2026-11") is None


def test_releases_before_an_entry_are_what_its_page_was_made_with(ledger):
    """A page can be made again after later ones."""
    before = ledger.head()
    first = publish(ledger, "2026-09", releases=TOLD[:1])
    second = publish(ledger, "2026-10", releases=TOLD)

    assert ledger.releases() == TOLD
    assert ledger.releases(before=second) == TOLD[:1]
    assert (ledger.head(before=second), ledger.head(before=first)) == (first.head, before)


def test_the_same_again_adds_nothing(ledger):
    """Also when other pages came in between."""
    before = ledger.head()
    entry = publish(ledger, "2026-10")
    publish(ledger, "2026-11")

    assert publish(ledger, "2026-10", previous=before) == entry
    assert len(ledger.entries()) == 2


def test_another_page_for_the_same_month_is_refused(ledger):
    """A count is published once."""
    publish(ledger, "2026-10")

    with pytest.raises(DisclosureRisk, match="oktober 2026"):
        publish(ledger, "2026-10", digest="other")


def test_a_page_made_before_somebody_else_published_is_refused(ledger):
    """Its tables were not protected against the other's; also where the other's is of the same month."""
    before = ledger.head()
    publish(ledger, "2026-10")

    with pytest.raises(DisclosureRisk, match="Kør kommandoen igen"):
        publish(ledger, "2026-11", previous=before)
    with pytest.raises(DisclosureRisk, match="Kør kommandoen igen"):
        publish(ledger, "2026-10", digest="other", previous=before, as_of=NOON + dt.timedelta(seconds=1))
    assert len(ledger.entries()) == 1
    ledger.check()


def test_months_may_come_in_any_order(ledger):
    """The chain is that of publication, not of the calendar."""
    for month in ("2026-10", "2026-08", "2026-09"):
        publish(ledger, month)

    ledger.check()
    assert [entry.month for entry in ledger.entries()] == ["2026-10", "2026-08", "2026-09"]


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
        "UPDATE entries SET tables = replace(tables, '47', '48') WHERE number = 2",
        "UPDATE entries SET tables = replace(tables, ' ', '') WHERE number = 2",
        "UPDATE entries SET releases = 'x' WHERE number = 3",
        "UPDATE entries SET as_of = '2026-11-23T12:00:00+00:00' WHERE number = 1",
        "DELETE FROM entries WHERE number = 1",
        "DELETE FROM entries WHERE number = 2",
        "DELETE FROM entries WHERE number = 3",
        "DELETE FROM entries",
        "DROP TABLE entries",
        "UPDATE entries SET number = 9 WHERE number = 3",
    ],
)
def test_an_altered_entry_is_noticed(ledger, statement):
    """Each entry is sealed with the one before it, the last in the file beside; nothing is added to such a ledger."""
    for month in ("2026-08", "2026-09", "2026-10"):
        publish(ledger, month)
    ledger.check()
    head = ledger.head()

    altered(ledger, statement)

    with pytest.raises(DisclosureRisk):
        ledger.check()
    with pytest.raises(DisclosureRisk):
        publish(ledger, "2026-11", previous=head)


def test_an_older_pair_of_files_is_noticed_by_what_pages_say(ledger, tmp_path):
    """Both files from last month's backup: a page on disk names a head, or is itself, missing from the ledger."""
    first = publish(ledger, "2026-09")
    shutil.copytree(ledger.path.parent, tmp_path / "backup")
    second = publish(ledger, "2026-10")
    pages = {("briefing", "2026-10"): second.digest}
    ledger.check(heads=[first.head, second.previous, second.head], pages=pages)

    shutil.copytree(tmp_path / "backup", ledger.path.parent, dirs_exist_ok=True)

    ledger.check()
    with pytest.raises(DisclosureRisk):
        ledger.check(heads=[second.head])
    with pytest.raises(DisclosureRisk):
        ledger.check(pages=pages)


@pytest.mark.parametrize("name", ["ledger.sqlite", "ledger.head"])
@pytest.mark.parametrize("replaced", ["by an older copy", "by nothing"])
def test_one_file_of_the_two_is_noticed_also_where_no_page_lies(ledger, tmp_path, name, replaced):
    """Restoring one of them, or losing it, is a refusal that says what to do."""
    publish(ledger, "2026-09")
    shutil.copytree(ledger.path.parent, tmp_path / "backup")
    newest = publish(ledger, "2026-10")
    file = ledger.path.with_name(name)
    file.unlink()
    if replaced == "by an older copy":
        shutil.copy(tmp_path / "backup" / name, file)

    with pytest.raises(DisclosureRisk, match="den samme sikkerhedskopi"):
        ledger.check()
    with pytest.raises(DisclosureRisk):
        publish(ledger, "2026-11", previous=newest.head)


def test_a_newest_seal_cannot_be_made_of_an_older_entry(ledger):
    """Whoever cuts the tail and writes the head that is then last into the file beside is noticed."""
    first = publish(ledger, "2026-09")
    publish(ledger, "2026-10")
    altered(ledger, "DELETE FROM entries WHERE number = 2")
    with closing(sqlite3.connect(beside(ledger))) as database, database:
        database.execute("UPDATE seals SET seal = ?", (first.head,))

    with pytest.raises(DisclosureRisk):
        ledger.check()


# sealed with the secret


def test_another_secret_is_told_apart_from_an_altered_entry(ledger):
    """She must fetch the key, not the ledger; and nothing is added to the chain of another key."""
    head = publish(ledger, "2026-09").head
    other = Ledger(ledger.path, bytes(32))

    with pytest.raises(DisclosureRisk, match=r"secret\.key"):
        other.check()
    with pytest.raises(DisclosureRisk, match=r"secret\.key"):
        publish(other, "2026-10", previous=head)
    ledger.check()


def test_a_head_confirms_no_guess_of_what_the_entry_holds(ledger):
    """Who reads the next page's head, and guesses the whole entry right, floors and all, still learns nothing."""
    floor = Release(Cell.of("2026-10", "negative", type=["scam"]), floor=3)
    entry = publish(ledger, "2026-10", releases=(floor,))
    with closing(sqlite3.connect(ledger.path)) as database:
        *guess, _ = database.execute("SELECT * FROM entries").fetchone()

    for written in (guess, ["entry", *guess]):
        message = json.dumps(written, ensure_ascii=False).encode()
        assert hashlib.sha256(message).hexdigest() != entry.head
        assert hmac.new(b"", message, hashlib.sha256).hexdigest() != entry.head
        assert hmac.new(SECRET, message, hashlib.sha256).hexdigest() != entry.head  # the key has one purpose


def test_the_secret_shows_in_no_repr(ledger):
    """A traceback or a notebook may print a ledger."""
    assert SECRET.hex() not in repr(ledger)
    assert repr(SECRET) not in repr(ledger)


# killed, and two at once

APPEND = """
import datetime as dt, sys
from pathlib import Path
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.ledger import Ledger
from klubtrends.errors import DisclosureRisk

ledger = Ledger(Path(sys.argv[1]), bytes(range(32)))
for number in range(int(sys.argv[3])):
    print("entry", flush=True)
    try:
        ledger.append(page=f"{sys.argv[2]}-{number}", month="2026-10", as_of=dt.datetime.now(dt.UTC), digest="d",
                      releases=[Release(Cell.of("2026-10", "negative"), 47)], previous=ledger.head())
    except DisclosureRisk as refusal:
        assert "igen" in str(refusal), refusal
"""


def appending(ledger, name, number):
    """Start a process that appends."""
    return subprocess.Popen(
        [sys.executable, "-c", APPEND, str(ledger.path), name, str(number)], stdout=subprocess.PIPE
    )


def test_a_process_killed_at_any_moment_leaves_a_whole_ledger(ledger):
    """Both files say the same afterwards, and the next entry can be added."""
    for attempt in range(12):
        process = appending(ledger, f"killed-{attempt}", 1000)
        process.stdout.readline()
        time.sleep(0.004 * attempt)
        process.kill()
        process.communicate()

        ledger.check()
    assert publish(ledger, "2026-11").number == len(ledger.entries())


def test_processes_that_append_at_once_make_one_chain(ledger):
    """Who comes too late is told to run again; whatever is recorded is recorded whole."""
    processes = [appending(ledger, name, 15) for name in ("a", "b", "c")]
    for process in processes:
        process.communicate(timeout=120)

    assert [process.returncode for process in processes] == [0, 0, 0]
    ledger.check()
    assert len(ledger.entries()) >= 15


def test_a_transaction_that_was_broken_off_leaves_nothing(ledger):
    """Killed between schema and entry, the ledger is empty and can be used."""
    ledger.path.parent.mkdir()
    database = sqlite3.connect(ledger.path)
    database.execute("CREATE TABLE other (x)")
    database.close()

    assert ledger.entries() == []
    assert publish(ledger, "2026-10").number == 1


def test_a_file_that_is_no_ledger_is_refused(ledger):
    """A clear message, exit 1."""
    ledger.path.parent.mkdir()
    ledger.path.write_text("noget andet" * 100, encoding="utf-8")

    with pytest.raises(RegisterError, match=r"ledger\.sqlite"):
        ledger.entries()

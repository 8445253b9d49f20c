"""The register of everything that ever left: append-only, each entry sealed with the one before it.

A page names the ledger's head as it was before the page's own entry, so an entry's seal can hold the page's
digest without a circle. The triggers stop a slip of the hand; an edited file is told by `Ledger.check`, a cut
tail or an older copy by what the published pages say of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from klubtrends.danish import month_name, say
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.errors import DisclosureRisk, RegisterError

GENESIS = "begyndelsen"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    number INTEGER PRIMARY KEY, page TEXT NOT NULL, month TEXT NOT NULL, as_of TEXT NOT NULL, digest TEXT NOT
    NULL, releases TEXT NOT NULL, previous TEXT NOT NULL UNIQUE, head TEXT NOT NULL UNIQUE, UNIQUE (page,
    month)
) STRICT;
CREATE TRIGGER IF NOT EXISTS never_changed BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS never_deleted BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""


@dataclass(frozen=True)
class Entry:
    """One published page. `previous` is the head that the page itself names; `head` seals this entry."""

    number: int
    page: str
    month: str
    as_of: dt.datetime
    digest: str
    releases: tuple[Release, ...]
    previous: str
    head: str


@dataclass(frozen=True)
class Ledger:
    """The ledger in a file; nothing is created before the first entry."""

    path: Path

    def entries(self) -> list[Entry]:
        """List everything that was published, oldest first."""
        if not self.path.exists():
            return []
        with self._open() as database:
            return _read(database)

    def entry(self, page: str, month: str) -> Entry | None:
        """Find what was published as this page of this month."""
        return next((entry for entry in self.entries() if (entry.page, entry.month) == (page, month)), None)

    def head(self, before: Entry | None = None) -> str:
        """Name the newest entry's seal, or the one that stood before an entry."""
        if before is not None:
            return before.previous
        entries = self.entries()
        return entries[-1].head if entries else GENESIS

    def releases(self, before: Entry | None = None) -> tuple[Release, ...]:
        """List everything that ever left, or that had left before an entry."""
        known = [entry for entry in self.entries() if before is None or entry.number < before.number]
        return tuple(dict.fromkeys(release for entry in known for release in entry.releases))

    def append(
        self,
        *,
        page: str,
        month: str,
        as_of: dt.datetime,
        digest: str,
        releases: Sequence[Release],
        previous: str,
    ) -> Entry:
        """Record one page, in one transaction.

        The same page of the same month with the same digest adds nothing, so a run that was killed between ledger
        and page is repaired by running it again.

        Parameters
        ----------
        page, month, as_of, digest
            Which page, of which month, made as of when, and the digest of its bytes.
        releases : sequence of Release
            All that it tells.
        previous : str
            The head that the page names.

        Returns
        -------
        Entry
            The entry as it stands in the ledger.

        Raises
        ------
        DisclosureRisk
            If another page was published for the month, or anything since the page was made.
        RegisterError
            If the file cannot be written.
        """
        draft = Entry(0, page, month, as_of.astimezone(dt.UTC), digest, tuple(releases), previous, "")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as database:
            database.executescript(_SCHEMA)
            database.execute("BEGIN IMMEDIATE")
            return _append(database, draft)

    def check(self, heads: Collection[str] = (), pages: Mapping[tuple[str, str], str] | None = None) -> None:
        """See that no entry was altered, and that all that published pages tell of is there.

        Parameters
        ----------
        heads : collection of str
            The heads that pages on disk name.
        pages : mapping
            Page and month to digest, of pages on disk.

        Raises
        ------
        DisclosureRisk
            If an entry is not what its seal says, or the file is an older copy than the pages.
        RegisterError
            If the file cannot be read.
        """
        previous, entries = GENESIS, self.entries()
        for number, entry in enumerate(entries, start=1):
            if (entry.number, entry.previous, entry.head) != (number, previous, _seal(entry)):
                raise DisclosureRisk(say("ledger_altered", path=self.path, number=number))
            previous = entry.head
        digests = {(entry.page, entry.month): entry.digest for entry in entries}
        known = {GENESIS, *(entry.head for entry in entries)}
        if not set(heads) <= known or any(digests.get(at) != digest for at, digest in (pages or {}).items()):
            raise DisclosureRisk(say("ledger_behind", path=self.path))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file; whatever is not committed is undone on the way out."""
        problem = ""
        try:
            with closing(sqlite3.connect(self.path, timeout=10, isolation_level=None)) as database:
                database.execute("PRAGMA synchronous = FULL")
                yield database
        except (sqlite3.Error, ValueError, KeyError, TypeError):
            problem = say("ledger_unreadable", path=self.path)
        if problem:
            raise RegisterError(problem)


def _append(database: sqlite3.Connection, draft: Entry) -> Entry:
    """Add an entry to the newest, unless it is there already."""
    entries = _read(database)
    for old in entries:
        if (old.page, old.month, old.digest) == (draft.page, draft.month, draft.digest):
            return old
        if (old.page, old.month) == (draft.page, draft.month):
            raise DisclosureRisk(say("ledger_other_page", month=month_name(draft.month)))
    if draft.previous != (entries[-1].head if entries else GENESIS):
        raise DisclosureRisk(say("ledger_moved"))
    numbered = replace(draft, number=len(entries) + 1)
    entry = replace(numbered, head=_seal(numbered))
    database.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*_fields(entry), entry.head))
    database.execute("COMMIT")
    return entry


def _fields(entry: Entry) -> tuple[int | str, ...]:
    """Give what is stored and sealed, in the order of the columns, without the seal."""
    releases = json.dumps([asdict(release) for release in entry.releases], ensure_ascii=False, sort_keys=True)
    return (
        entry.number,
        entry.page,
        entry.month,
        entry.as_of.isoformat(),
        entry.digest,
        releases,
        entry.previous,
    )


def _seal(entry: Entry) -> str:
    return hashlib.sha256(json.dumps(_fields(entry), ensure_ascii=False).encode()).hexdigest()


def _read(database: sqlite3.Connection) -> list[Entry]:
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'entries'").fetchone():
        return []
    return [
        Entry(
            number=number,
            page=page,
            month=month,
            as_of=dt.datetime.fromisoformat(as_of),
            digest=digest,
            releases=tuple(_release(**row) for row in json.loads(releases)),
            previous=previous,
            head=head,
        )
        for number, page, month, as_of, digest, releases, previous, head in database.execute(
            "SELECT * FROM entries ORDER BY number"
        )
    ]


def _release(cell: dict[str, Any], value: int | None, floor: int, why: str) -> Release:
    parts = tuple((dimension, tuple(codes)) for dimension, codes in cell["parts"])
    return Release(Cell(tuple(cell["months"]), cell["kind"], parts), value, floor, why)

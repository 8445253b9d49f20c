"""The register of everything that ever left: append-only, each entry sealed with the one before it.

A page names the ledger's head as it was before the page's own entry, so an entry's seal can hold the page's
digest without a circle. Seals are keyed with the workspace's secret: an entry holds floors that no page tells,
and nobody shall confirm a guess at them by the heads that pages name. The triggers stop a slip of the hand; an
edited file is told by `Ledger.check`, a cut tail or an older copy by the published pages and by a second file,
`ledger.head`, which SQLite changes with the ledger or not at all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from klubtrends.danish import month_name, say
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.disclosure.protected import ProtectedTable, Row
from klubtrends.disclosure.signals import ProtectedSignal
from klubtrends.errors import DisclosureRisk, RegisterError

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS entries (
        number INTEGER PRIMARY KEY, page TEXT NOT NULL, month TEXT NOT NULL, as_of TEXT NOT NULL,
        digest TEXT NOT NULL, releases TEXT NOT NULL, tables TEXT NOT NULL, previous TEXT NOT NULL UNIQUE,
        head TEXT NOT NULL UNIQUE, UNIQUE (page, month)
    ) STRICT""",
    """CREATE TRIGGER IF NOT EXISTS never_changed BEFORE UPDATE ON entries
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS never_deleted BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    "CREATE TABLE IF NOT EXISTS newest.seals (seal TEXT NOT NULL) STRICT",
)
Stored = tuple[int | str, ...]  # a row of the file: number, ..., previous, head


@dataclass(frozen=True)
class Entry:
    """One published page. `previous` is the head that the page itself names; `head` seals this entry.

    `tables` are those that left with it, as they were shown; what they told stands in `releases`. `signals` are what
    was said with them; None in an entry of a version that did not keep them.
    """

    number: int
    page: str
    month: str
    as_of: dt.datetime
    digest: str
    releases: tuple[Release, ...]
    tables: tuple[ProtectedTable, ...]
    previous: str
    head: str
    signals: tuple[ProtectedSignal, ...] | None = None


@dataclass(frozen=True)
class Ledger:
    """The ledger in a file, sealed with a key made of the workspace's secret; nothing is created before an entry."""

    path: Path
    secret: bytes = field(repr=False)

    def entries(self) -> list[Entry]:
        """List everything that was published, oldest first."""
        if not self.path.exists():
            return []
        with self._open() as database:
            return [_entry(row) for row in _rows(database)]

    def entry(self, page: str, month: str) -> Entry | None:
        """Find what was published as this page of this month."""
        return next((entry for entry in self.entries() if (entry.page, entry.month) == (page, month)), None)

    def head(self, before: Entry | None = None) -> str:
        """Name the newest entry's seal, or the one that stood before an entry."""
        if before is not None:
            return before.previous
        return self._last(self.entries())

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
        tables: Sequence[ProtectedTable] = (),
        signals: Sequence[ProtectedSignal] | None = (),
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
        tables : sequence of ProtectedTable
            The tables that leave with it.
        signals : sequence of ProtectedSignal
            What it says of its signals; None leaves them out, as versions did that did not keep them.

        Returns
        -------
        Entry
            The entry as it stands in the ledger.

        Raises
        ------
        DisclosureRisk
            If another page was published for the month, or anything since the page was made, or if the ledger is
            not whole.
        RegisterError
            If the file cannot be written.
        """
        shown = tuple(replace(table, released=()) for table in tables)
        utc = as_of.astimezone(dt.UTC)
        draft = Entry(
            0,
            page,
            month,
            utc,
            digest,
            tuple(releases),
            shown,
            previous,
            "",
            signals if signals is None else tuple(signals),
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            rows = _rows(database)
            self._verify(rows, _newest(database))
            entries = [_entry(row) for row in rows]
            return _same(entries, draft) or self._add(database, entries, draft)

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
            If an entry is not what its seal says, the secret is another than it was sealed with, or the file is an
            older copy than `ledger.head` or the pages.
        RegisterError
            If the file cannot be read.
        """
        entries: list[Entry] = []
        if self.path.exists() or self._beside.exists():
            with self._open() as database:
                database.execute("BEGIN")
                rows = _rows(database)
                self._verify(rows, _newest(database))
                entries = [_entry(row) for row in rows]
        digests = {(entry.page, entry.month): entry.digest for entry in entries}
        known = {self._last([]), *(entry.head for entry in entries)}
        if not set(heads) <= known or any(digests.get(at) != digest for at, digest in (pages or {}).items()):
            raise DisclosureRisk(say("ledger_behind", path=self.path))

    @property
    def _beside(self) -> Path:
        """The file that holds the newest entry's seal once more."""
        return self.path.with_suffix(".head")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the ledger and the file beside it; whatever is not committed is undone on the way out."""
        problem = ""
        try:
            with closing(sqlite3.connect(self.path, timeout=10, isolation_level=None)) as database:
                database.execute("ATTACH ? AS newest", (str(self._beside),))
                database.execute("PRAGMA synchronous = FULL")
                yield database
        except (sqlite3.Error, ValueError, KeyError, TypeError):
            problem = say("ledger_unreadable", path=self.path)
        if problem:
            raise RegisterError(problem)

    def _add(self, database: sqlite3.Connection, entries: Sequence[Entry], draft: Entry) -> Entry:
        """Add an entry to the newest, in both files or in neither."""
        if draft.previous != self._last(entries):
            raise DisclosureRisk(say("ledger_moved"))
        numbered = replace(draft, number=len(entries) + 1)
        entry = replace(numbered, head=self._seal("entry", *_stored(numbered)))
        for statement in _SCHEMA:
            database.execute(statement)
        row = (*_stored(entry), entry.head)
        database.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        database.execute("DELETE FROM newest.seals")
        database.execute("INSERT INTO newest.seals VALUES (?)", (self._seal("newest", entry.head),))
        database.execute("COMMIT")
        return entry

    def _verify(self, rows: Sequence[Stored], newest: str) -> None:
        """See that each entry is what its seal says, to the letter, and that the last is the newest there ever was."""
        last = first = self._last([])
        for number, (*stored, head) in enumerate(rows, start=1):
            if number == stored[0] == 1 and stored[-1] != first:
                raise DisclosureRisk(say("ledger_other_secret", path=self.path))
            if (stored[0], stored[-1], head) != (number, last, self._seal("entry", *stored)):
                raise DisclosureRisk(say("ledger_altered", path=self.path, number=number))
            last = str(head)
        if newest != (self._seal("newest", last) if rows else ""):
            raise DisclosureRisk(say("ledger_cut", path=self.path, beside=self._beside.name))

    def _last(self, entries: Sequence[Entry]) -> str:
        """Give the last entry's head; before the first, what only this secret can begin with."""
        return entries[-1].head if entries else self._seal("beginning")

    def _seal(self, *parts: int | str) -> str:
        key = hmac.digest(self.secret, b"ledger", hashlib.sha256)
        return hmac.new(key, json.dumps(parts, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()


def _same(entries: Sequence[Entry], draft: Entry) -> Entry | None:
    """Find the entry that a page has already, if it is the same page."""
    for old in entries:
        if (old.page, old.month) != (draft.page, draft.month):
            continue
        if old.digest == draft.digest:
            return old
        if old.as_of != draft.as_of:  # made without knowing of it
            raise DisclosureRisk(say("ledger_moved"))
        raise DisclosureRisk(say("ledger_other_page", month=month_name(draft.month)))
    return None


def _stored(entry: Entry) -> Stored:
    """Give what is stored and sealed, in the order of the columns, without the seal.

    Signals stand in one column with the tables, so that a file of a version without them keeps its form.
    """
    tables = [asdict(table) for table in entry.tables]
    left = tables if entry.signals is None else {"signals": list(map(asdict, entry.signals)), "tables": tables}
    written = (_written([asdict(release) for release in entry.releases]), _written(left))
    as_of = entry.as_of.isoformat()
    return (entry.number, entry.page, entry.month, as_of, entry.digest, *written, entry.previous)


def _rows(database: sqlite3.Connection) -> list[Stored]:
    if not database.execute("SELECT 1 FROM main.sqlite_master WHERE name = 'entries'").fetchone():
        return []
    return database.execute("SELECT * FROM main.entries ORDER BY number").fetchall()


def _entry(row: Stored) -> Entry:
    number, page, month, as_of, digest, releases, left, previous, head = map(str, row)
    told = json.loads(left)
    tables, signals = (told["tables"], told["signals"]) if isinstance(told, dict) else (told, None)
    return Entry(
        number=int(number),
        page=page,
        month=month,
        as_of=dt.datetime.fromisoformat(as_of),
        digest=digest,
        releases=tuple(_release(told) for told in json.loads(releases)),
        tables=tuple(map(_table, tables)),
        previous=previous,
        head=head,
        signals=None if signals is None else tuple(ProtectedSignal(**signal) for signal in signals),
    )


def _newest(database: sqlite3.Connection) -> str:
    """Read the seal in the file beside the ledger; without any, nothing was ever published."""
    if not database.execute("SELECT 1 FROM newest.sqlite_master WHERE name = 'seals'").fetchone():
        return ""
    row = database.execute("SELECT seal FROM newest.seals").fetchone()
    return str(row[0]) if row else ""


def _written(rows: object) -> str:
    return json.dumps(rows, ensure_ascii=False, sort_keys=True)


def _release(row: dict[str, Any]) -> Release:
    return Release(**{**row, "cell": Cell(**_frozen(row["cell"]))})


def _table(row: dict[str, Any]) -> ProtectedTable:
    return ProtectedTable(**{**_frozen(row), "rows": tuple(Row(**line) for line in row["rows"])})


def _frozen(value: Any) -> Any:
    """Make what JSON gives as it was: tuples for lists, however deep."""
    if isinstance(value, dict):
        return {name: _frozen(part) for name, part in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value

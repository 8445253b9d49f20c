"""One SQLite file whose rows can really be erased, and that says in Danish what is in its way.

Deleted content is overwritten with zeros (`secure_delete`), but SQLite moves rows about within a page and keeps a log
beside the file: so a deletion sets a mark, the file is written anew and the log emptied, and the mark is taken away.
Whoever is killed in between leaves the mark, and the next deletion, or `wipe`, finishes the work.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from klubtrends.danish import say
from klubtrends.errors import RegisterError

UNWIPED = 1  # the mark, kept as `application_id`: it comes and goes with the transaction
NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
PRIMARY = 0xFF  # of an error's code, which may say more


@dataclass(frozen=True)
class Condition:
    """How the file is: rows by table, whether SQLite finds it whole, whether deleted rows may have left bytes."""

    counts: Mapping[str, int]
    whole: bool
    leftovers: bool


class Store:
    """The open file; use it in a `with`. One that is not there yet is made.

    Parameters
    ----------
    path : Path
        The file; its folder must exist.
    wait_seconds : float
        How long to wait for another program that is writing.

    Raises
    ------
    RegisterError
        If the file cannot be reached, is locked, is no register or is one of another version, or the disk is full;
        so in any method.
    """

    SCHEMA: str
    VERSION: int
    UPGRADES: Mapping[int, str]  # what a file of an earlier version lacks

    def __init__(self, path: Path, *, wait_seconds: float = 5.0) -> None:
        self._path = path
        with self._explained():
            self._connection = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def condition(self) -> Condition:
        """Look the file over; nothing is changed."""
        with self._explained():
            whole = self._one("PRAGMA integrity_check") == ("ok",) and not self._one("PRAGMA foreign_key_check")
            tables = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            counts = {name: self._one(f"SELECT count(*) FROM {name}")[0] for (name,) in tables}  # noqa: S608
            return Condition(counts, whole, self._marked())

    def wipe(self) -> None:
        """Write the file anew and empty the log beside it, so that nothing is left of deleted rows.

        Raises
        ------
        RegisterError
            If another program holds the file: what was deleted stays deleted, but may have left bytes.
        """
        clean = False
        with suppress(sqlite3.OperationalError):
            self._connection.execute("VACUUM")
            if clean := self._log_emptied():
                self._connection.execute("PRAGMA application_id = 0")
                self._log_emptied()
        if not clean:
            raise RegisterError(say("register_leftovers", path=self._path))

    def _prepare(self) -> None:
        """Set the file up, or recognise it; one of an earlier version is brought up to this one."""
        with self._explained():
            self._connection.executescript(
                "PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
            )
            if self._empty():
                self._connection.execute("PRAGMA journal_mode = WAL")
                with self._transaction():
                    if self._empty():
                        self._build(self.SCHEMA)
            if changes := self.UPGRADES.get(self._one("PRAGMA user_version")[0]):
                with self._transaction():
                    self._build(changes)
            found = self._one("PRAGMA user_version")[0]
        if found != self.VERSION:
            raise RegisterError(say("register_version", path=self._path, found=found, known=self.VERSION))

    def _empty(self) -> bool:
        return self._one("SELECT 1 FROM sqlite_master") == ()

    def _build(self, statements: str) -> None:
        """Make tables within the transaction that is open (`executescript` would end it)."""
        for statement in filter(str.strip, statements.split(";")):
            self._connection.execute(statement)
        self._connection.execute(f"PRAGMA user_version = {self.VERSION}")

    def _one(self, statement: str, *values: object) -> tuple[Any, ...]:
        """Give the first row of an answer, or an empty one."""
        return self._connection.execute(statement, values).fetchone() or ()

    def _insert(self, table: str, row: Sequence[object]) -> bool:
        """Insert a row unless its key is known; tell whether it was new."""
        places = ", ".join("?" * len(row))
        statement = f"INSERT INTO {table} VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608 our own names
        return self._connection.execute(statement, row).rowcount == 1

    def _forget(self, statement: str, *values: object) -> int:
        """Delete rows within a transaction, mark that they may have left bytes, and tell how many they were."""
        rows = self._connection.execute(statement, values).rowcount
        if rows:
            self._connection.execute(f"PRAGMA application_id = {UNWIPED}")
        return rows

    def _marked(self) -> bool:
        return self._one("PRAGMA application_id") == (UNWIPED,)

    def _log_emptied(self) -> bool:
        return bool(self._one("PRAGMA wal_checkpoint(TRUNCATE)")[0] == 0)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Do all of it or nothing."""
        with self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk ends it by itself
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in Danish what SQLite says, and nothing of what it was given."""
        try:
            yield
        except sqlite3.OperationalError as error:
            code = "register_full" if error.sqlite_errorcode & PRIMARY in NO_ROOM else "register_unreachable"
            raise RegisterError(say(code, path=self._path)) from None
        except sqlite3.Error:
            raise RegisterError(say("register_damaged", path=self._path)) from None

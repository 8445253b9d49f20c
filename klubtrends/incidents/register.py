"""The register of incidents: one SQLite file, personal data, rows that can really be erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import polars as pl

from klubtrends.danish import say
from klubtrends.errors import RegisterError
from klubtrends.periods import shift
from klubtrends.tables import FOLDED, INCIDENTS, REPORTED, Table

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE incident (
    id TEXT PRIMARY KEY, week TEXT NOT NULL, arrived TEXT NOT NULL, department TEXT NOT NULL,
    kind TEXT NOT NULL, type TEXT NOT NULL, platform TEXT NOT NULL, age_band TEXT NOT NULL,
    severity INTEGER, spread TEXT NOT NULL, flags TEXT NOT NULL,
    response TEXT NOT NULL, timeliness TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE note (
    id TEXT PRIMARY KEY REFERENCES incident ON DELETE CASCADE, arrived TEXT NOT NULL, text TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE reported (
    month TEXT NOT NULL, department TEXT NOT NULL, PRIMARY KEY (month, department)
) WITHOUT ROWID;
CREATE TABLE folded (
    week TEXT NOT NULL, type TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (week, type)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Incident:
    """One row of the register: the columns of INCIDENTS, and the scrubbed note where notes are on."""

    id: str
    week: str
    arrived: str
    department: str
    kind: str
    type: str
    platform: str
    age_band: str
    severity: int | None
    spread: str = ""
    flags: str = ""
    response: str = ""
    timeliness: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class Added:
    """What of that which was offered was new: incidents, and pairs (month, department)."""

    incidents: tuple[Incident, ...]
    reports: tuple[tuple[str, str], ...]


class Register:
    """The open register; use it in a `with`. A file that is not there yet is made.

    Parameters
    ----------
    path : Path
        incidents.sqlite; its folder must exist.
    wait_seconds : float
        How long to wait for another program that is writing.

    Raises
    ------
    RegisterError
        If the file cannot be reached, is locked, is no register or is one of another version; so in any method.
    """

    def __init__(self, path: Path, *, wait_seconds: float = 5.0) -> None:
        self._path = path
        with self._explained():
            self._connection = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Register:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def add(
        self,
        incidents: Iterable[Incident],
        reported: Iterable[tuple[str, str]] = (),
        *,
        late: Collection[str] = (),
    ) -> Added:
        """Take rows in, all or none; those whose id is known already are left as they are.

        A department has reported for the month in which a new incident of its counts, unless its id is in `late`
        (then it belongs to another month), and for the pairs (month, department) of `reported`. Notes are forgotten
        when the month after their arrival is over.
        """
        with self._transaction():
            reports = [pair for pair in sorted(set(reported)) if self._insert("reported", pair)]
            new = [incident for incident in incidents if self._insert("incident", _columns(incident))]
            for incident in new:
                if incident.id not in late:
                    self._insert("reported", (incident.arrived, incident.department))
                if incident.note:
                    self._insert("note", (incident.id, incident.arrived, incident.note))
            if new:
                latest = max(incident.arrived for incident in new)
                self._connection.execute("DELETE FROM note WHERE arrived < ?", (shift(latest, -1),))
        return Added(tuple(new), tuple(reports))

    def incidents(self) -> pl.DataFrame:
        """Give every incident (INCIDENTS)."""
        return self._frame(INCIDENTS, "incident")

    def reported(self) -> pl.DataFrame:
        """Give the departments that reported, month by month (REPORTED)."""
        return self._frame(REPORTED, "reported")

    def folded(self) -> pl.DataFrame:
        """Give the weekly counts of history whose rows are gone (FOLDED)."""
        return self._frame(FOLDED, "folded")

    def notes(self) -> dict[str, str]:
        """Give the scrubbed notes that are still kept, by incident."""
        with self._explained():
            return dict(self._connection.execute("SELECT id, text FROM note ORDER BY id"))

    def fold(self, counts: pl.DataFrame) -> None:
        """Add weekly counts (FOLDED) to the folded history, all or none."""
        rows = FOLDED.check(counts).rows()
        with self._transaction():
            self._connection.executemany(
                "INSERT INTO folded VALUES (?, ?, ?)"
                " ON CONFLICT (week, type) DO UPDATE SET count = count + excluded.count",
                rows,
            )

    def _prepare(self) -> None:
        """Set the file up, or recognise it."""
        with self._explained():
            self._connection.executescript("PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;")
            empty = self._connection.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0]
            if empty:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.executescript(
                    f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
                )
            found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if found != SCHEMA_VERSION:
            raise RegisterError(say("register_version", path=self._path, found=found, known=SCHEMA_VERSION))

    def _insert(self, table: str, row: Sequence[object]) -> bool:
        """Insert a row unless its key is known; tell whether it was new."""
        places = ", ".join("?" * len(row))
        statement = f"INSERT INTO {table} VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608 our own names
        return self._connection.execute(statement, row).rowcount == 1

    def _frame(self, table: Table, name: str) -> pl.DataFrame:
        with self._explained():
            rows = self._connection.execute(
                f"SELECT {', '.join(table.columns)} FROM {name}"  # noqa: S608 our own names
            ).fetchall()
        try:
            return table.check(pl.DataFrame(rows, schema=table.columns, orient="row"))
        except (pl.exceptions.PolarsError, ValueError, TypeError, OverflowError):
            problem = say("register_damaged", path=self._path)
        raise RegisterError(problem)  # outside the except: polars quotes the cell

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Do all of it or nothing."""
        with self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in Danish what SQLite says, and nothing of what it was given."""
        try:
            yield
        except sqlite3.OperationalError:
            raise RegisterError(say("register_unreachable", path=self._path)) from None
        except sqlite3.Error:
            raise RegisterError(say("register_damaged", path=self._path)) from None


def _columns(incident: Incident) -> tuple[object, ...]:
    return tuple(getattr(incident, column) for column in INCIDENTS.columns)

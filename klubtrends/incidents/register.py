"""The register of incidents: one SQLite file, personal data, rows that can really be erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import polars as pl

from klubtrends.danish import say
from klubtrends.errors import RegisterError
from klubtrends.incidents.notes import ANSWER, Notes
from klubtrends.tables import FOLDED, INCIDENTS, REPORTED, Table

GONE = "CREATE TABLE gone (id TEXT PRIMARY KEY) WITHOUT ROWID;"  # what stays out: keyed digests, nothing else
DECIDED = "CREATE TABLE decided (id TEXT PRIMARY KEY) WITHOUT ROWID;"  # whose notes stay out: the same
SCHEMA = f"""
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
{GONE}
{DECIDED}
"""
FOLD = """
INSERT INTO folded SELECT week, type, count(*) FROM incident WHERE arrived < ? GROUP BY week, type
ON CONFLICT (week, type) DO UPDATE SET count = count + excluded.count
"""
FOLD_COUNT = """
INSERT INTO folded VALUES (?, ?, ?) ON CONFLICT (week, type) DO UPDATE SET count = count + excluded.count
"""
RECODE_FOLDED = """
INSERT INTO folded SELECT week, ?, count FROM folded WHERE type = ?
ON CONFLICT (week, type) DO UPDATE SET count = count + excluded.count
"""
KEEP_OUT = """
INSERT INTO gone SELECT id FROM incident WHERE arrived < ? AND (id GLOB ? OR week >= ?) ON CONFLICT DO NOTHING
"""
UNDECIDE = "DELETE FROM decided WHERE id IN (SELECT id FROM incident WHERE arrived < ?)"


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
    """What of that which was offered was new: incidents, and pairs (month, department).

    `corrected` are rows that came again, said something else and replaced their own; `withdrawn` counts those that
    turned out to be no incident, `kept_out` those that were erased or retired before, `notes` the notes that are new.
    """

    incidents: tuple[Incident, ...]
    reports: tuple[tuple[str, str], ...]
    corrected: tuple[Incident, ...] = ()
    withdrawn: int = 0
    kept_out: int = 0
    notes: int = 0


@dataclass(frozen=True)
class Retired:
    """How many incidents became weekly counts, and how many pairs (month, department) went with them."""

    incidents: int
    reports: int


class Register(Notes):
    """The open register (`Store` says how it is opened and what it raises)."""

    SCHEMA = SCHEMA
    VERSION = 3
    UPGRADES = {1: GONE + DECIDED, 2: DECIDED}  # noqa: RUF012 as the base class has it

    def add(
        self,
        incidents: Iterable[Incident],
        reported: Iterable[tuple[str, str]] = (),
        *,
        late: Collection[str] = (),
        closed: Collection[str] = (),
        withdrawn: Iterable[str] = (),
        replaced: Mapping[str, str] = MappingProxyType({}),
        notes_since: str = "",
    ) -> Added:
        """Take rows in, all or none.

        A row whose id is known is left as it is, or replaced if it says something else now (then it counts where it
        did, if that month is among `closed` or its id in `late`); so is one that is known by another id, where
        `replaced` tells which (id -> the id it had). One that was erased or retired stays out. Incidents among the
        ids of `withdrawn` are taken out again.

        A department has reported for the month in which a new incident of its counts, unless its id is in `late`
        (then it belongs to another month), and for the pairs (month, department) of `reported`. Notes of incidents
        that count before `notes_since` are not kept, nor those that were decided on.
        """
        with self._transaction():
            reports = tuple(pair for pair in sorted(set(reported)) if self._insert("reported", pair))
            for name, former in replaced.items():
                self._rename(former, name)
            taken_out = sum(self._delete(name) for name in set(withdrawn))
            offered = list(incidents)
            welcome = [each for each in offered if not self._one("SELECT 1 FROM gone WHERE id = ?", each.id)]
            new, corrected = self._sort_in(welcome, late, closed)
            for incident in (*new, *corrected):
                if incident.id not in late:
                    self._insert("reported", (incident.arrived, incident.department))
            notes = sum(self._keep_note(each.id, each.note, notes_since) for each in welcome)
            self._forget("DELETE FROM note WHERE arrived < ?", notes_since)
        if self._marked():
            with suppress(
                RegisterError
            ):  # all is in; who reads it now hinders only the wiping, and is told by `check`
                self.wipe()
        return Added(tuple(new), reports, tuple(corrected), taken_out, len(offered) - len(welcome), notes)

    def erase(self, name: str) -> str:
        """Erase one incident, its note included, and leave no byte of it; its id stays out from then on.

        Returns
        -------
        str
            The month that it counted in; empty if there is no such incident.

        Raises
        ------
        RegisterError
            If it is erased, but another program holds the file so that what it left cannot be wiped yet.
        """
        with self._transaction():
            found = self._one("SELECT arrived FROM incident WHERE id = ?", name)
            if found:
                self._insert("gone", (name,))
                self._forget("DELETE FROM decided WHERE id = ?", name)
                self._delete(name)
        self.wipe()
        return str(found[0]) if found else ""

    def retire(self, before: str, *, since: str) -> Retired:
        """Fold the incidents that count in months before one into weekly counts, and leave no byte of them.

        Their months' reports go with them: a month with reports and without rows would look quiet. What could still
        come in again leaves its id behind: answers of forms, and rows of the week `since` or later.

        Raises
        ------
        RegisterError
            As `erase`.
        """
        with self._transaction():
            self._connection.execute(FOLD, (before,))
            self._connection.execute(KEEP_OUT, (before, f"{ANSWER}*", since))
            self._forget(UNDECIDE, before)
            retired = Retired(
                self._forget("DELETE FROM incident WHERE arrived < ?", before),
                self._forget("DELETE FROM reported WHERE month < ?", before),
            )
        self.wipe()
        return retired

    def incidents(self) -> pl.DataFrame:
        """Give every incident (INCIDENTS)."""
        return self._frame(INCIDENTS, "incident")

    def reported(self) -> pl.DataFrame:
        """Give the departments that reported, month by month (REPORTED)."""
        return self._frame(REPORTED, "reported")

    def folded(self) -> pl.DataFrame:
        """Give the weekly counts of history whose rows are gone (FOLDED)."""
        return self._frame(FOLDED, "folded")

    def ids(self) -> frozenset[str]:
        """Give every id that is known, of incidents and of what stays out."""
        with self._explained():
            rows = self._connection.execute("SELECT id FROM incident UNION ALL SELECT id FROM gone").fetchall()
        return frozenset(name for (name,) in rows)

    def recode(self, column: str, old: str, new: str) -> None:
        """Write a code as it is called now, in the rows and in the folded weeks; in a cell of several, among them."""
        with self._transaction():
            run = self._connection.execute
            run(f"UPDATE incident SET {column} = trim(replace(' ' || {column} || ' ', ?, ?))"  # noqa: S608 our own
                f" WHERE ' ' || {column} || ' ' GLOB ?", (f" {old} ", f" {new} ", f"* {old} *"))  # fmt: skip
            if column == "type":
                run(RECODE_FOLDED, (new, old))
                self._forget("DELETE FROM folded WHERE type = ?", old)

    def fold(self, counts: pl.DataFrame) -> None:
        """Add weekly counts (FOLDED) to the folded history, all or none."""
        rows = FOLDED.check(counts).rows()
        with self._transaction():
            self._connection.executemany(FOLD_COUNT, rows)

    def _sort_in(
        self, incidents: Iterable[Incident], late: Collection[str], closed: Collection[str]
    ) -> tuple[list[Incident], list[Incident]]:
        """Insert what is new and replace what says something else now; give both."""
        new, corrected = [], []
        for incident in incidents:
            if self._insert("incident", _columns(incident)):
                new.append(incident)
                continue
            held = self._held(incident.id)
            if held != replace(incident, arrived=held.arrived, note=""):
                stays = incident.id in late or held.arrived in closed
                corrected.append(replace(incident, arrived=held.arrived) if stays else incident)
                self._delete(incident.id)
                self._insert("incident", _columns(corrected[-1]))
        return new, corrected

    def _rename(self, former: str, name: str) -> None:
        """Let an incident, its note, and whether that was decided on be known by another id."""
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        for table in ("incident", "note", "decided"):
            self._connection.execute(f"UPDATE {table} SET id = ? WHERE id = ?", (name, former))  # noqa: S608 our own

    def _held(self, name: str) -> Incident:
        """Give one incident without its note."""
        columns = ", ".join(INCIDENTS.columns)
        return Incident(*self._one(f"SELECT {columns} FROM incident WHERE id = ?", name))  # noqa: S608 our own names

    def _delete(self, name: str) -> int:
        return self._forget("DELETE FROM incident WHERE id = ?", name)

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


def _columns(incident: Incident) -> tuple[object, ...]:
    return tuple(getattr(incident, column) for column in INCIDENTS.columns)

"""Looking after the register: what is too old goes, and what is not as it should be is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from klubtrends import danish
from klubtrends.danish import number, say
from klubtrends.incidents.codes import Codes, read_codes
from klubtrends.incidents.register import Register, Retired
from klubtrends.incidents.store import Condition
from klubtrends.periods import shift, week_of
from klubtrends.reference import read_departments
from klubtrends.reference.bundle import read_calendar
from klubtrends.reference.calendar import LATEST_MEETING, meeting_about
from klubtrends.workspace import Workspace

AFTER_MEETING = dt.timedelta(days=30)  # how long a note may still be there
NEVER = "9999-12"
NOUNS = {  # of what the register's tables hold: one, many
    "incident": ("hændelse", "hændelser"),
    "reported": ("melding", "meldinger"),
    "note": ("note", "noter"),
    "folded": ("ugetal", "ugetal"),
    "gone": ("slettet", "slettede"),
}


def oldest_kept(workspace: Workspace) -> str:
    """Name the first month whose rows may still be there: `retention_months` before the present one."""
    return shift(f"{workspace.today():%Y-%m}", -workspace.settings.retention_months)


def oldest_noted(workspace: Workspace) -> str:
    """Name the first month whose notes may still be there: 30 days after its meeting they go.

    Where notes are off, no month's may.

    Raises
    ------
    ReferenceTableError
        If notes are on and the calendar, which has the meetings, cannot be used.
    """
    if not workspace.settings.notes:
        return NEVER
    today, events = workspace.today(), read_calendar(workspace.reference)
    month = shift(f"{today:%Y-%m}", -LATEST_MEETING - 2)
    while meeting_about(events, month) + AFTER_MEETING < today:
        month = shift(month, 1)
    return month


def retain(workspace: Workspace) -> list[str]:
    """Fold what is older than the workspace keeps, forget the notes whose time is over, leave no byte of either.

    Returns
    -------
    list of str
        What was done, in Danish.

    Raises
    ------
    RegisterError
        As `Register.retire`.
    ReferenceTableError
        As `oldest_noted`.
    """
    today, before, noted = workspace.today(), oldest_kept(workspace), oldest_noted(workspace)
    with Register(workspace.incidents_file) as register:
        notes = register.forget_notes(noted)
        retired = register.retire(before, since=week_of(today.replace(year=today.year - 1, day=1)))
    forgotten = [say("retain_notes", notes=_many(notes, "note", "noter"))] if notes else []
    return [_told(retired, danish.month_name(before)), *forgotten]


def _told(retired: Retired, before: str) -> str:
    if not retired.incidents:
        return say("retain_nothing", before=before)
    return say("retain_done", incidents=_digits(retired.incidents, "hændelse", "hændelser"), before=before)


@dataclass(frozen=True)
class Examined:
    """How the register is, and what somebody should see to."""

    condition: Condition
    complaints: tuple[str, ...]

    def summary(self) -> dict[str, object]:
        """Give it by machine."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Say it in Danish."""
        counts = {
            name: _digits(count, *NOUNS[name]) for name, count in self.condition.counts.items() if name in NOUNS
        }
        return [say("register_counts", **counts), *(self.complaints or [say("register_well")])]


def check(workspace: Workspace) -> Examined:
    """Look the register over: is it whole, is anything left of what was deleted, too old, or on no list.

    Raises
    ------
    RegisterError
        If it cannot be read at all.
    ReferenceTableError
        If the code lists, the departments or (where notes are on) the calendar cannot be used.
    """
    noted = oldest_noted(workspace)
    with Register(workspace.incidents_file) as register:
        condition = register.condition()
        incidents, reported = register.incidents(), register.reported()
        late_notes = sum(note.month < noted for note in register.notes())
    codes = read_codes(workspace.reference / "codes.toml")
    departments = [each.code for each in read_departments(workspace.reference)]
    old = incidents.filter(pl.col("arrived") < oldest_kept(workspace)).height
    complaints = [
        *([] if condition.whole else [say("register_broken")]),
        *([say("register_unwiped")] if condition.leftovers else []),
        *([say("register_too_old", rows=_many(old, "hændelse", "hændelser"))] if old else []),
        *([say("register_late_notes", notes=_many(late_notes, "note", "noter"))] if late_notes else []),
        *_orphans(incidents, reported, departments),
        *_unknown(incidents, codes),
    ]
    return Examined(condition, tuple(complaints))


def rows_of(workspace: Workspace, week: str) -> list[str]:
    """Show a week's incidents, each with its id: personal data, for the eyes of who must find one to erase it."""
    with Register(workspace.incidents_file) as register:
        incidents = register.incidents().filter(week=week)
    codes = read_codes(workspace.reference / "codes.toml")
    labels: dict[str, Mapping[str, str]] = {
        "department": {each.code: each.name for each in read_departments(workspace.reference)}
    }
    labels |= {name: codes.columns[name] for name in ("type", "platform", "age_band", "severity")}
    rows = [_shown(row, labels) for row in incidents.iter_rows(named=True)]
    return rows or [say("register_week_empty", week=danish.whole_week(week))]


def _shown(row: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]) -> str:
    """Write a row in the lists' words; a good episode has no severity."""
    told = {
        name: known.get(str(row[name]), str(row[name]))
        for name, known in labels.items()
        if row[name] is not None
    }
    if "severity" in told:
        told["severity"] = say("register_severity", label=told["severity"])
    month = danish.month_name(row["arrived"])
    return say("register_row", id=row["id"], told=", ".join(told.values()), month=month)


def _orphans(incidents: pl.DataFrame, reported: pl.DataFrame, departments: list[str]) -> Iterator[str]:
    """Tell of rows and reports whose department is on the list no more."""
    listed = pl.col("department").is_in(departments)
    rows, reports = incidents.filter(~listed), reported.filter(~listed)
    if rows.height or reports.height:
        names = sorted({*rows["department"], *reports["department"]})
        told = {
            "rows": _digits(rows.height, *NOUNS["incident"]),
            "reports": _digits(reports.height, *NOUNS["reported"]),
        }
        yield say("register_orphans", **told, departments=danish.listed([f"»{name}«" for name in names]))


def _unknown(incidents: pl.DataFrame, codes: Codes) -> Iterator[str]:
    """Tell of columns that hold a code which no list has."""
    for column, chosen in codes.columns.items():
        cells = incidents[column].cast(pl.String).fill_null("").str.split(" ").explode()
        unknown = sorted(set(cells) - {*chosen, ""})
        if unknown:
            yield say(
                "register_unlisted",
                column=danish.INCIDENT_COLUMNS[column][0],
                codes=_digits(len(unknown), "kode", "koder"),
            )


def _digits(count: int, one: str, many: str) -> str:
    return f"{number(count)} {one if count == 1 else many}"


def _many(count: int, one: str, many: str) -> str:
    """Begin a sentence with a count."""
    return danish.capital(danish.counted(count, one, many))

"""Looking after the register: what is too old goes, and what is not as it should be is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import polars as pl

from klubtrends import danish
from klubtrends.danish import number, say
from klubtrends.incidents.codes import Codes, read_codes
from klubtrends.incidents.register import Register, Retired
from klubtrends.incidents.store import Condition
from klubtrends.periods import shift, week_of
from klubtrends.reference import read_departments
from klubtrends.workspace import Workspace


def oldest_kept(workspace: Workspace) -> str:
    """Name the first month whose rows may still be there: `retention_months` before the present one."""
    return shift(f"{workspace.today():%Y-%m}", -workspace.settings.retention_months)


def retain(workspace: Workspace) -> list[str]:
    """Fold what is older than the workspace keeps, leave no byte of it, and say so in Danish.

    Raises
    ------
    RegisterError
        As `Register.retire`.
    """
    today, before = workspace.today(), oldest_kept(workspace)
    with Register(workspace.incidents_file) as register:
        retired = register.retire(before, since=week_of(today.replace(year=today.year - 1, day=1)))
    return [_told(retired, danish.month_name(before))]


def _told(retired: Retired, before: str) -> str:
    if not retired.incidents:
        return say("retain_nothing", before=before)
    return say("retain_done", count=number(retired.incidents), before=before)


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
        counts = {name: number(count) for name, count in self.condition.counts.items()}
        return [say("register_counts", **counts), *(self.complaints or [say("register_well")])]


def check(workspace: Workspace) -> Examined:
    """Look the register over: is it whole, is anything left of what was deleted, too old, or on no list.

    Raises
    ------
    RegisterError
        If it cannot be read at all.
    ReferenceTableError
        If the code lists or departments cannot be used.
    """
    with Register(workspace.incidents_file) as register:
        condition = register.condition()
        incidents, reported = register.incidents(), register.reported()
    codes = read_codes(workspace.reference / "codes.toml")
    departments = [each.code for each in read_departments(workspace.reference)]
    old = incidents.filter(pl.col("arrived") < oldest_kept(workspace)).height
    complaints = [
        *([] if condition.whole else [say("register_broken")]),
        *([say("register_unwiped")] if condition.leftovers else []),
        *([say("register_too_old", count=number(old))] if old else []),
        *_orphans(incidents, reported, departments),
        *_unknown(incidents, codes),
    ]
    return Examined(condition, tuple(complaints))


def rows_of(workspace: Workspace, week: str) -> list[str]:
    """Show a week's incidents, each with its id: personal data, for the eyes of who must find one to erase it."""
    with Register(workspace.incidents_file) as register:
        incidents = register.incidents().filter(week=week)
    codes = read_codes(workspace.reference / "codes.toml")
    labels = {"department": {each.code: each.name for each in read_departments(workspace.reference)}}
    labels |= {name: dict(codes.columns[name]) for name in ("type", "platform", "age_band")}
    rows = [
        say("register_row", id=row["id"],
            told=", ".join(known.get(row[name], row[name]) for name, known in labels.items()))
        for row in incidents.iter_rows(named=True)
    ]  # fmt: skip
    return rows or [say("register_week_empty", week=week)]


def _orphans(incidents: pl.DataFrame, reported: pl.DataFrame, departments: list[str]) -> Iterator[str]:
    """Tell of rows and reports whose department is on the list no more."""
    listed = pl.col("department").is_in(departments)
    rows, reports = incidents.filter(~listed), reported.filter(~listed)
    if rows.height or reports.height:
        names = sorted({*rows["department"], *reports["department"]})
        told = {"rows": number(rows.height), "reports": number(reports.height)}
        yield say("register_orphans", **told, departments=danish.listed([f"»{name}«" for name in names]))


def _unknown(incidents: pl.DataFrame, codes: Codes) -> Iterator[str]:
    """Tell of columns that hold a code which no list has."""
    for column, chosen in codes.columns.items():
        cells = incidents[column].cast(pl.String).fill_null("").str.split(" ").explode()
        unknown = sorted(set(cells) - {*chosen, ""})
        if unknown:
            yield say(
                "register_unlisted", column=danish.INCIDENT_COLUMNS[column][0], count=number(len(unknown))
            )

"""What a row is known by when it comes again, and which row took whose place. `intake` says the rules."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from klubtrends.incidents.account import FileRows, Resembling
from klubtrends.incidents.codes import Codes
from klubtrends.incidents.judge import Judged, Lists, judge
from klubtrends.incidents.notes import ANSWER
from klubtrends.incidents.read import Sheet
from klubtrends.incidents.register import Incident
from klubtrends.periods import month_of
from klubtrends.tables import INCIDENTS

CELLS = tuple(name for name in INCIDENTS.columns if name not in ("id", "arrived", "department", "kind"))
ALIKE = ("week", "department", "type")  # what a row that was corrected most often still has


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its verdict; `name` is what it is known by."""

    file: str
    number: int
    judged: Judged
    name: str = ""

    def is_known(self, known: Collection[object], closed: Collection[str]) -> bool:
        """Tell whether a row that is too old has been here before: by its name, or as a report of its month."""
        report = self.judged.report
        return (self.name in known if self.judged.incident else report in known) or bool(
            report and report[0] in closed
        )


def identified(tables: Sequence[Sheet], lists: Lists, key: bytes) -> list[Row]:
    """Judge the rows of one file, and find what each is known by."""
    equal: Counter[str] = Counter()
    answers: dict[str, dict[str, int]] = {}
    found = []
    for table in tables:
        for row in table.rows:
            judged, name = judge(row, lists), ""
            content = _content(judged)
            if row.answer:
                said = answers.setdefault(row.answer, {})
                ordinal = said.setdefault(
                    content, len(said)
                )  # one answer says one thing, unless rows were copied
                name = ANSWER + _digest(key, f"answer {ordinal} {row.answer}")[1:]
            elif judged.incident:
                name = _digest(key, f"incident {equal[content]} {content}")
                equal[content] += 1
            found.append(Row(table.file, row.number, _present(judged, lists.codes), name))
    return found


def replaced(before: pl.DataFrame, rows: Iterable[Row], known: Collection[object]) -> dict[str, str]:
    """Find the rows of plain sheets that were corrected since they came.

    A file shows a department's month again if at least one row of it came before and every other one that came is
    there but for one cell; and no two rows could be meant. Anything less is another incident.

    Parameters
    ----------
    before : polars.DataFrame
        `tables.INCIDENTS`, before the rows are taken in.
    rows : iterable of Row
        All that is offered.
    known : collection
        The ids that the register knows, of what stays out too.

    Returns
    -------
    dict of str to str
        The id of a row as it is now -> the id of the same row as it was.
    """
    offered = [(row.file, replace(row.judged.incident, id=row.name)) for row in rows if row.judged.incident]
    names = {each.id for _, each in offered}
    gone, again, new = defaultdict(list), set(), defaultdict(list)
    for old in before.drop("arrived").iter_rows(named=True):
        if old["id"] not in names and not old["id"].startswith(ANSWER):
            gone[old["department"], month_of(old["week"])].append(old)
    for file, each in offered:
        place = each.department, month_of(each.week)
        if each.id in known:
            again.add((file, place))
        elif not each.id.startswith(ANSWER):
            new[file, place].append(each)
    pairs = [_paired(gone[where[1]], changed) for where, changed in new.items() if where in again]
    return {now: then for found in pairs for now, then in found.items()}


def _paired(gone: Sequence[Mapping[str, object]], new: Sequence[Incident]) -> dict[str, str]:
    """Give for each row that is gone the one that took its place; nothing if that is not clear for all of them."""
    pairs = [(each.id, str(old["id"])) for old in gone for each in new if _cells_apart(old, each) <= 1]
    clear = len(gone) == len(pairs) == len({now for now, _ in pairs}) == len({then for _, then in pairs})
    return dict(pairs) if clear else {}


def _cells_apart(old: Mapping[str, object], new: Incident) -> int:
    return sum(old[name] != getattr(new, name) for name in CELLS)


def resembling(
    before: pl.DataFrame, offered: Collection[str], accepted: Iterable[Incident]
) -> tuple[Resembling, ...]:
    """Give the new incidents that are like one which came before and is offered no more."""
    gone: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for name, *what in before.select("id", *ALIKE).sort("id").iter_rows():
        if name not in offered:
            gone[tuple(what)].append(name)
    likely = [(each.week, gone.get(tuple(getattr(each, name) for name in ALIKE))) for each in accepted]
    return tuple(Resembling(week, tuple(former)) for week, former in likely if former)


def twins(rows: Iterable[Row], accepted: Collection[str]) -> tuple[FileRows, ...]:
    """Find the rows of plain sheets that are equal to another of their file, where one of them is new."""
    equal: dict[tuple[str, str, Incident], list[Row]] = defaultdict(list)
    for row in rows:
        if row.judged.incident and not row.name.startswith(ANSWER):
            equal[row.file, row.judged.month, replace(row.judged.incident, note="")].append(row)
    found: dict[str, list[int]] = defaultdict(list)
    for (file, *_), same in equal.items():
        if len(same) > 1 and any(row.name in accepted for row in same):
            found[file] += [row.number for row in same]
    return tuple(FileRows(file, tuple(sorted(numbers))) for file, numbers in found.items())


def repeated(before: pl.DataFrame, rows: Iterable[Row], former: Collection[str]) -> tuple[FileRows, ...]:
    """Find the rows of plain sheets that are equal to one of another sheet.

    A sheet that comes again repeats most of what it holds, and all that came of its departments' months: only fewer
    than half of a file's rows, beside others of their department and month that are not in it, are of another sheet.
    `former` are ids that were replaced.
    """
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, week, department in before.select("id", "week", "department").iter_rows():
        if not name.startswith(ANSWER) and name not in former:
            held[department, month_of(week)].add(name)
    files: dict[str, list[tuple[int, str, tuple[str, str]]]] = defaultdict(list)
    for row in rows:
        if (each := row.judged.incident) and not row.name.startswith(ANSWER):
            files[row.file].append((row.number, row.name, (each.department, month_of(each.week))))
    found = []
    for file, lines in files.items():
        names = {name for _, name, _ in lines}
        known = [(number, held[place]) for number, name, place in lines if name in held[place]]
        again = tuple(number for number, others in known if others - names)
        if again and len(known) * 2 < len(lines):
            found.append(FileRows(file, again))
        for _, name, place in lines:
            held[place].add(name)
    return tuple(found)


def older(before: pl.DataFrame, rows: Iterable[Row], changed: Collection[str]) -> tuple[str, ...]:
    """Name the files of answers that may be from before another: they change answers, and lack some that came.

    Only answers of the file's own weeks or later are missed, for a form may be emptied when its answers are in.
    """
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    latest: dict[str, str] = {}
    for row in rows:
        if row.name.startswith(ANSWER):
            answers[row.file][row.name] = row.judged.incident.week if row.judged.incident else ""
            latest[row.name] = row.file
    held = {name: week for name, week in before.select("id", "week").iter_rows() if name.startswith(ANSWER)}
    held |= {name: week for said in answers.values() for name, week in said.items() if week}
    suspected = {latest[name] for name in changed if name in latest}
    return tuple(file for file, said in answers.items() if file in suspected and _lacks(said, held))


def _lacks(said: Mapping[str, str], held: Mapping[str, str]) -> bool:
    first = min(filter(None, said.values()), default="")
    return any(week >= first and name not in said for name, week in held.items())


def _content(judged: Judged) -> str:
    """Write what is kept of an incident, in the codes of its time."""
    if not judged.incident:
        return json.dumps(judged.report)
    kept = vars(judged.incident) | {"arrived": "", "note": ""}
    return json.dumps([judged.month, kept], sort_keys=True)


def _digest(key: bytes, message: str) -> str:
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()[:16]


def _present(judged: Judged, codes: Codes) -> Judged:
    """Let an incident say its codes as they are called now."""
    if not judged.incident or not codes.renamed:
        return judged
    now = {
        column: " ".join(codes.present(column, code) for code in getattr(judged.incident, column).split())
        for column in codes.columns if column != "severity"
    }  # fmt: skip
    return replace(judged, incident=replace(judged.incident, **now))  # type: ignore[arg-type]

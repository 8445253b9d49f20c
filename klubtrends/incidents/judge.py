"""Judge one row of a sheet: an incident, a report that there was nothing, or what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from klubtrends import danish
from klubtrends.danish import INCIDENT_COLUMNS, KINDS, say
from klubtrends.incidents.codes import NOTHING, POSITIVE, Codes
from klubtrends.incidents.dates import read_date, read_week, read_yearless
from klubtrends.incidents.read import REQUIRED, SheetRow
from klubtrends.incidents.register import Incident
from klubtrends.incidents.scrub import identifier_spans, scrub
from klubtrends.incidents.spelling import meant, part_of, perhaps
from klubtrends.incidents.workbook import Cell
from klubtrends.periods import week_of

SEVERAL = ("flags", "response")
LONGEST_WRITTEN_OUT = 6
TOTALS = ("i alt", "ialt", "total", "sum", "antal")
YEAR = re.compile(r"\d{4}")
TOO_OLD = say("cell_date_old")


class Answer(NamedTuple):
    """What a cell says, as a code; or why it says nothing that can be used; or what was mended to use it."""

    code: str
    wrong: str = ""
    mended: str = ""


@dataclass(frozen=True)
class Judged:
    """One of three: an incident (without its id yet), a report (month, department), or what is wrong.

    `month` is that of the incident's date: it tells rows of one week apart that lie on either side of a month's
    end, and is not kept. `wrong` pairs each unusable cell's Danish heading with the reason, `mended` each cell's that
    was read with goodwill. An incident that is wrong only in being too old to come in is given as well, for it may
    be known.
    """

    incident: Incident | None = None
    month: str = ""
    report: tuple[str, str] | None = None
    wrong: tuple[tuple[str, str], ...] = ()
    mended: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Lists:
    """What rows are judged by: `choices` maps a column's labels and codes, folded, to codes.

    Old ones are among them, and a code that was renamed is given as it was first: so a row is known again.

    `spellings` holds the labels alone, which a misspelt word is held against; departments have none, for two of
    them may differ by a letter and one of them be missing from the list. `strange` has the labels of all other columns:
    in this one such a word is no code and no part of a label, for it may stand in the wrong column.
    """

    codes: Codes
    choices: Mapping[str, Mapping[str, str]]
    spellings: Mapping[str, tuple[str, ...]]
    strange: Mapping[str, Collection[str]]
    labels: Mapping[str, Mapping[str, str]]
    arrived: str
    today: dt.date
    notes: bool = field(default=False, kw_only=True)

    @classmethod
    def of(
        cls, codes: Codes, departments: Mapping[str, str], *, arrived: str, today: dt.date, notes: bool
    ) -> Lists:
        """Arrange the code lists and departments (code -> name) for looking up."""
        labels = {"department": departments, **codes.columns}
        folded = {column: {_folded(label) for label in chosen.values()} for column, chosen in labels.items()}
        strange = {column: frozenset().union(*folded.values()) - own for column, own in folded.items()}
        choices = {
            column: {
                _folded(word): codes.earliest(column, code)
                for code, label in chosen.items()
                for word in (code, label)
                if word == label or _folded(word) not in strange[column]
            }
            for column, chosen in labels.items()
        }
        for column, old in codes.renamed_in.items():
            more = {
                word: codes.earliest(column, code) for word, code in codes.everyday_in[column].items()
            } | old
            choices[column] |= {
                _folded(word): code for word, code in more.items() if _folded(word) not in choices[column]
            }
        spellings = {column: tuple(map(_folded, chosen.values())) for column, chosen in codes.columns.items()}
        return cls(codes, choices, spellings, strange, labels, arrived, today, notes=notes)


def judge(row: SheetRow, lists: Lists) -> Judged:
    """Judge one row. Its date becomes a week (for a report of nothing: a month) here and is not kept."""
    answers = {column: _choice(column, row, lists) for column in lists.choices}
    episode = lists.codes.present("type", answers["type"].code)
    day, answers["date"] = _day(row.cells["date"], lists.today)
    counted = _columns_that_count(episode, lists.codes)
    if not episode and not row.cells.get("severity"):
        counted -= {"severity"}  # perhaps it was a good one, which needs none
    said = {heading: answers[column] for column, (heading, _) in INCIDENT_COLUMNS.items() if column in counted}
    wrong = tuple((heading, answer.wrong) for heading, answer in said.items() if answer.wrong)
    if wrong and (total := _total(row)):
        return Judged(wrong=((total, say("cell_total")),))
    if day is None or (wrong and [*dict(wrong).values()] != [TOO_OLD]):
        return Judged(wrong=wrong)
    mended = tuple((heading, answer.mended) for heading, answer in said.items() if answer.mended)
    mended += tuple(
        (INCIDENT_COLUMNS[column][0], say("mended_merged")) for column in row.merged if column in counted
    )
    code = {column: answer.code for column, answer in answers.items() if column in counted}
    if episode == NOTHING:
        mended += tuple(_unused(row, counted))
        return Judged(report=(f"{day:%Y-%m}", code["department"]), wrong=wrong, mended=mended)
    note = scrub(str(row.cells.get("note", ""))).text if lists.notes else ""
    return Judged(_incident(week_of(day), code, note, lists), f"{day:%Y-%m}", wrong=wrong, mended=mended)


def _total(row: SheetRow) -> str:
    """Give the heading under which a row is called a total, if it is one."""
    called = (column for column in REQUIRED if _folded(str(row.cells.get(column, ""))).rstrip(":") in TOTALS)
    return next((INCIDENT_COLUMNS[column][0] for column in called), "")


def _unused(row: SheetRow, counted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Name the columns that a row has filled though it says that there was nothing."""
    beside = [
        heading
        for column, (heading, _) in INCIDENT_COLUMNS.items()
        if column not in (*counted, *row.merged) and str(row.cells.get(column, "")).strip()
    ]
    if beside:
        yield INCIDENT_COLUMNS["type"][0], say("mended_nothing", columns=danish.listed(beside))


def _incident(week: str, code: Mapping[str, str], note: str, lists: Lists) -> Incident:
    return Incident(
        id="",
        week=week,
        arrived=lists.arrived,
        department=code["department"],
        kind=lists.codes.kind(lists.codes.present("type", code["type"])),
        type=code["type"],
        platform=code["platform"],
        age_band=code["age_band"],
        severity=int(code["severity"]) if "severity" in code else None,
        spread=code["spread"],
        flags=code["flags"],
        response=code["response"],
        timeliness=code["timeliness"],
        note=note,
    )


def _columns_that_count(episode: str, codes: Codes) -> frozenset[str]:
    """Name the columns that matter for such an episode ("" if it is not known which)."""
    if episode == NOTHING:
        return frozenset({"department", "date", "type"})
    columns = frozenset(INCIDENT_COLUMNS) - {"note"}
    return columns - {"severity"} if episode and codes.kind(episode) == POSITIVE else columns


def _choice(column: str, row: SheetRow, lists: Lists) -> Answer:
    """Find the code, or codes joined by spaces in the list's order, that a cell means."""
    cell, choices = row.cells.get(column, ""), lists.choices[column]
    words = re.split(r"[;,\n]", str(cell)) if column in SEVERAL else [str(cell)]
    written = [_folded(word) for word in words if word.strip()]
    codes = [choices.get(word) for word in written]
    mended = say("mended_word") if None in codes else ""
    if mended and not identifier_spans(str(cell)):
        codes = [choices.get(word) or choices.get(_meant(word, column, lists)) for word in written]
    if None in codes:
        near = _nearest(written[codes.index(None)], lists.labels[column].values())
        return Answer("", _unknown(cell, near or _expected(column, row, lists)))
    if not codes and column in REQUIRED:
        return Answer("", say("cell_empty", expected=_expected(column, row, lists)))
    if len(codes) > 1:
        codes = [code for code in dict.fromkeys(choices.values()) if code in codes]
    return Answer(" ".join(code for code in codes if code), mended=mended)


def _day(cell: Cell, today: dt.date) -> tuple[dt.date | None, Answer]:
    """Read the day of an episode, or say why it cannot be."""
    if cell == "":
        return None, Answer("", say("cell_date_empty"))
    mended = ""
    day = read_date(cell)
    if day is None and (day := read_yearless(cell, today)):
        mended = say("mended_year")
    if day is None and (day := read_week(cell, today)) and not YEAR.search(str(cell)):
        mended = say("mended_week")
    if day is None:
        return None, Answer("", say("cell_date_wrong", example=f"{today.day}-{today.month}-{today.year}"))
    if day > today:
        return None, Answer("", say("cell_date_future"))
    old = (day.year, day.month, day.day) < (today.year - 1, today.month, today.day)
    return day, Answer("", TOO_OLD if old else "", mended)


def _unknown(cell: Cell, expected: str) -> str:
    """Say that a cell is not on the list, and if it holds an identifier, which kind."""
    spans = identifier_spans(str(cell))
    if spans:
        return say("cell_identifier", kind=KINDS[spans[0].kind], expected=expected)
    return say("cell_unknown", expected=expected)


def _meant(word: str, column: str, lists: Lists) -> str:
    """Give the label that a misspelt or shortened word can only mean, or nothing."""
    labels = lists.spellings.get(column, ())
    return meant(word, labels) or ("" if word in lists.strange[column] else part_of(word, labels))


def _nearest(word: str, names: Iterable[str]) -> str:
    """Offer the names that a misspelt or shortened one may mean, or nothing."""
    near = [f"»{name}«" for name in perhaps(word, names)]
    return say("expect_perhaps", names=" eller ".join(near)) if near else ""


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()


def _expected(column: str, row: SheetRow, lists: Lists) -> str:
    """Say what can be written: all of it, if that is little, or where it stands."""
    labels = lists.labels[column]
    if column != "department" and len(labels) <= LONGEST_WRITTEN_OUT:
        return say("expect_one_of", labels=danish.listed([f"»{label}«" for label in labels.values()]))
    file = "departments.csv" if column == "department" else "codes.toml"
    return say("expect_listed") if row.drop_downs else say("expect_elsewhere", file=file)

"""Judge one row of a sheet: an incident, a report that there was nothing, or what is wrong with it."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from klubtrends import danish
from klubtrends.danish import INCIDENT_COLUMNS, KINDS, say
from klubtrends.incidents.codes import NOTHING, POSITIVE, Codes
from klubtrends.incidents.dates import read_date, read_yearless
from klubtrends.incidents.read import REQUIRED, SheetRow
from klubtrends.incidents.register import Incident
from klubtrends.incidents.scrub import identifier_spans, scrub
from klubtrends.incidents.spelling import meant
from klubtrends.incidents.workbook import Cell
from klubtrends.periods import week_of

SEVERAL = ("flags", "response")
LONGEST_WRITTEN_OUT = 6
LEAST_LIKENESS = 0.75  # of a misspelt department; many names share a word such as »Klub«
LEAST_LETTERS = 3  # of a shortened one
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
    them may differ by a letter and one of them be missing from the list.
    """

    codes: Codes
    choices: Mapping[str, Mapping[str, str]]
    spellings: Mapping[str, tuple[str, ...]]
    expected: Mapping[str, str]
    departments: Sequence[str]
    arrived: str
    today: dt.date
    notes: bool = field(default=False, kw_only=True)

    @classmethod
    def of(
        cls, codes: Codes, departments: Mapping[str, str], *, arrived: str, today: dt.date, notes: bool
    ) -> Lists:
        """Arrange the code lists and departments (code -> name) for looking up."""
        labels = {"department": departments, **codes.columns}
        choices = {
            column: {
                _folded(word): codes.earliest(column, code)
                for code, label in chosen.items()
                for word in (code, label)
            }
            for column, chosen in labels.items()
        }
        for column, old in codes.renamed_in.items():
            choices[column] |= {
                _folded(word): code for word, code in old.items() if _folded(word) not in choices[column]
            }
        spellings = {column: tuple(map(_folded, chosen.values())) for column, chosen in codes.columns.items()}
        expected = {column: _expected(column, chosen) for column, chosen in labels.items()}
        names = list(departments.values())
        return cls(codes, choices, spellings, expected, names, arrived, today, notes=notes)


def judge(row: SheetRow, lists: Lists) -> Judged:
    """Judge one row. Its date becomes a week (for a report of nothing: a month) here and is not kept."""
    answers = {column: _choice(column, row, lists) for column in lists.choices}
    episode = lists.codes.present("type", answers["type"].code)
    day, answers["date"] = _day(row.cells["date"], lists.today)
    counted = _columns_that_count(episode, lists.codes)
    said = {heading: answers[column] for column, (heading, _) in INCIDENT_COLUMNS.items() if column in counted}
    wrong = tuple((heading, answer.wrong) for heading, answer in said.items() if answer.wrong)
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
    return columns - {"severity"} if not episode or codes.kind(episode) == POSITIVE else columns


def _choice(column: str, row: SheetRow, lists: Lists) -> Answer:
    """Find the code, or codes joined by spaces in the list's order, that a cell means."""
    cell, choices, expected = row.cells.get(column, ""), lists.choices[column], lists.expected[column]
    words = re.split(r"[;,\n]", str(cell)) if column in SEVERAL else [str(cell)]
    written = [_folded(word) for word in words if word.strip()]
    codes = [choices.get(word) for word in written]
    mended = say("mended_word") if None in codes else ""
    if mended and not identifier_spans(str(cell)):
        codes = [
            choices.get(word) or choices.get(meant(word, lists.spellings.get(column, ()))) for word in written
        ]
    if None in codes:
        near = _nearest(_folded(str(cell)), lists.departments) if column == "department" else ""
        return Answer("", _unknown(cell, near or expected))
    if not codes and column in REQUIRED:
        return Answer("", say("cell_empty", expected=expected))
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


def _nearest(word: str, names: Sequence[str]) -> str:
    """Offer the name that a misspelt or shortened one seems to mean, or nothing."""
    folded = {_folded(name): name for name in names}
    close = difflib.get_close_matches(word, folded, n=1, cutoff=LEAST_LIKENESS)
    within = [name for name in folded if word in name] if len(word) >= LEAST_LETTERS else []
    meant = close or (within if len(within) == 1 else [])
    return say("expect_perhaps", name=folded[meant[0]]) if meant else ""


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()


def _expected(column: str, labels: Mapping[str, str]) -> str:
    if column == "department" or len(labels) > LONGEST_WRITTEN_OUT:
        return say("expect_listed")
    return say("expect_one_of", labels=danish.listed([f"»{label}«" for label in labels.values()]))

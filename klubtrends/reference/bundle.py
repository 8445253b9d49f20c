"""All hand-kept tables of a workspace, read together."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path

from klubtrends.danish import SUGGESTION, say
from klubtrends.errors import ReferenceTableError
from klubtrends.reference.rows import (
    Action,
    AppSheet,
    Contact,
    Department,
    Event,
    Feed,
    Figure,
    Law,
    PlanStep,
    Question,
)
from klubtrends.reference.table import AnyRow, Row, parse_table
from klubtrends.reference.words import Words, read_words


@dataclass(frozen=True)
class Reference:
    """The tables of data/reference, each in its file's order. `suggestions` maps weeks of history to words."""

    departments: tuple[Department, ...]
    contacts: tuple[Contact, ...]
    law: tuple[Law, ...]
    figures: tuple[Figure, ...]
    calendar: tuple[Event, ...]
    app_sheets: tuple[AppSheet, ...]
    plans: tuple[PlanStep, ...]
    questions: tuple[Question, ...]
    actions: tuple[Action, ...]
    feeds: tuple[Feed, ...]
    suggestions: tuple[tuple[int, Words], ...]

    @classmethod
    def read(cls, folder: Path) -> Reference:
        """Read every table of a folder. A folder whose network is not named yet has no departments.

        Raises
        ------
        ReferenceTableError
            If a table is missing or a cell cannot be used; names the file, the row and the column.
        """
        has_departments = (folder / Department.FILE).exists()
        return cls(
            departments=_read(folder, Department) if has_departments else (),
            contacts=_read(folder, Contact),
            law=_read(folder, Law),
            figures=_read(folder, Figure),
            calendar=_read(folder, Event),
            app_sheets=_read(folder, AppSheet),
            plans=_read(folder, PlanStep),
            questions=_read(folder, Question),
            actions=_read(folder, Action),
            feeds=_read(folder, Feed),
            suggestions=_suggestions(folder / "suggestions"),
        )

    def rows(self) -> tuple[Row, ...]:
        """List the rows of all tables."""
        tables = (getattr(self, field.name) for field in fields(self) if field.name != "suggestions")
        return tuple(chain.from_iterable(tables))

    def placeholders(self) -> tuple[Row, ...]:
        """List the rows that the municipality has yet to fill in."""
        return tuple(row for row in self.rows() if row.placeholder)

    def wikipedia_titles(self) -> tuple[str, ...]:
        """List the articles of da.wikipedia whose views are counted."""
        return tuple(sheet.wikipedia for sheet in self.app_sheets if sheet.wikipedia)

    def suggested(self, weeks: int) -> Words:
        """Suggest words for every section, fit for so many weeks of history, each marked as a suggestion."""
        words = Words()
        for least, chosen in self.suggestions:
            for slug, text in chosen.sections.items() if least <= weeks else ():
                words = words.with_section(slug, as_suggestion(text))
        return words


def as_suggestion(text: str) -> str:
    """Mark Markdown as a suggestion, in words that stay when the text is copied."""
    return f"*{SUGGESTION}*\n\n{text}"


def accepted(text: str) -> str:
    """Take the mark of a suggestion off: its words are hers from then on."""
    return re.sub(rf"\*?{re.escape(SUGGESTION)}\*?[ \t]*\n*", "", text)


def _read(folder: Path, row_type: type[AnyRow]) -> tuple[AnyRow, ...]:
    path = folder / row_type.FILE
    if not path.is_file():
        raise ReferenceTableError(say("reference_missing", file=row_type.FILE, where=folder))
    return parse_table(row_type, path.read_bytes())


def read_departments(folder: Path) -> tuple[Department, ...]:
    """Read the departments alone."""
    return _read(folder, Department)


def read_calendar(folder: Path) -> tuple[Event, ...]:
    """Read the calendar alone."""
    return _read(folder, Event)


def _suggestions(folder: Path) -> tuple[tuple[int, Words], ...]:
    files = sorted(folder.glob("[0-9][0-9].md"))
    return tuple((int(path.stem), read_words(path)) for path in files)

"""What a month's briefing takes from the tables: the same month and tables always give the same choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from klubtrends.danish import ANSWERS, CERTAINTIES, FEATURES, PLAN_PARTS, date, number, say
from klubtrends.reference.rows import Action, AppSheet, Figure, Law, PlanStep, Question
from klubtrends.reference.table import Row

Item = TypeVar("Item")
EVERY_PLAN = "alle"


@dataclass(frozen=True)
class Questions:
    """Three to talk about at the meeting and one to ask the children."""

    meeting: tuple[str, ...]
    children: str


@dataclass(frozen=True)
class Feature:
    """One line of an app sheet: what it is about and the answer, both in Danish."""

    label: str
    answer: str


def rotated(items: Sequence[Item], month: str, count: int) -> tuple[Item, ...]:
    """Take the next `count` items each month, starting over when the list is through.

    >>> rotated("abcde", "2026-10", 2), rotated("abcde", "2026-11", 2)
    (('c', 'd'), ('e', 'a'))
    """
    start = (int(month[:4]) * 12 + int(month[5:7]) - 1) * count
    return tuple(items[(start + turn) % len(items)] for turn in range(min(count, len(items))))


def app_of_month(sheets: Sequence[AppSheet], month: str) -> AppSheet | None:
    """Take the app sheet chosen for a month (its `month`), else the next in turn; None if there are none."""
    chosen = tuple(sheet for sheet in sheets if sheet.month == month)
    return next(iter(chosen or rotated(sheets, month, 1)), None)


def features(sheet: AppSheet) -> tuple[Feature, ...]:
    """List what an app does and does not, in Danish."""
    return tuple(Feature(label, ANSWERS[getattr(sheet, name)]) for name, label in FEATURES.items())


def source_words(source: str, sure: str) -> str:
    """Name the source of what is kept by hand, and how sure that is."""
    return say("kept_source", source=source, sure=sure) if source else say("kept_unsourced", sure=sure)


def app_caveat(sheet: AppSheet) -> str:
    """Say where an app's sheet comes from, and whether and when somebody looked it up in the app itself."""
    seen = say("app_unchecked", day=date(sheet.check_by)) if sheet.check_by else ""
    if sheet.checked_on:
        seen = say("app_checked", day=date(sheet.checked_on))
    return f"{source_words(sheet.source, CERTAINTIES[sheet.confidence])} {seen}".strip()


def law_of_month(law: Sequence[Law], month: str, *, always: int = 3, turning: int = 2) -> tuple[Law, ...]:
    """Take the file's first rows each month, and of the rest the next in turn."""
    return (*law[:always], *rotated(law[always:], month, turning))


def figures_of_month(figures: Sequence[Figure], month: str, *, count: int = 3) -> tuple[Figure, ...]:
    """Take the next figures in turn."""
    return rotated(figures, month, count)


def figure_basis(figure: Figure) -> str:
    """Say whom a figure is about, when, of how many, where it stands, and when somebody last looked there."""
    asked = say("figure_basis_unknown", ages=figure.ages, year=figure.year)
    if figure.base_n is not None:
        asked = say("figure_basis", ages=figure.ages, year=figure.year, base=number(figure.base_n))
    sure = CERTAINTIES[figure.confidence]
    day = figure.checked_on
    dated = say("kept_checked", sure=sure, day=date(day)) if day else say("kept_undated", sure=sure)
    return f"{asked} {source_words(figure.source, dated)}"


def questions_of_month(questions: Sequence[Question], month: str, types: Iterable[str] = ()) -> Questions:
    """Take three questions for the meeting and one for the children.

    First those of the types named (the month's signals, the surest first), then those of the time of the year,
    then the general ones in turn.
    """
    types = tuple(types)
    meeting = _fitting([q for q in questions if q.audience == "meeting"], month, types, 3)
    children = _fitting([q for q in questions if q.audience == "children"], month, types, 1)
    return Questions(tuple(q.text for q in meeting), "".join(q.text for q in children))


def _fitting(questions: Sequence[Question], month: str, types: Sequence[str], count: int) -> list[Question]:
    of_types = [next((q for q in questions if q.type == code), None) for code in types]
    of_season = [q for q in questions if not q.type and q.season == int(month[5:7])]
    general = [q for q in questions if not q.type and not q.season]
    return [*(q for q in of_types if q), *of_season, *rotated(general, month, count)][:count]


def actions_of_month(
    actions: Sequence[Action], month: str, types: Iterable[str] = (), *, count: int = 3
) -> tuple[Action, ...]:
    """Take what to do now: one for each type named (the surest first), then the general ones in turn."""
    of_types = [next((a for a in actions if a.type == code), None) for code in types]
    general = [action for action in actions if not action.type]
    return (*(a for a in of_types if a), *rotated(general, month, count))[:count]


def plan_steps(plans: Iterable[PlanStep], plan: str) -> tuple[PlanStep, ...]:
    """List a plan's steps: what goes for every plan, then its own, part by part; the local plan last."""
    parts = tuple(PLAN_PARTS)
    of_plan = [step for step in plans if step.plan in (EVERY_PLAN, plan)]
    return tuple(sorted(of_plan, key=lambda step: (parts.index(step.part), step.plan != EVERY_PLAN)))


def overdue(rows: Iterable[Row], today: dt.date) -> tuple[Row, ...]:
    """List the rows that nobody saw in a source and that should have been looked up by now."""
    return tuple(row for row in rows if (day := getattr(row, "check_by", None)) and day < today)

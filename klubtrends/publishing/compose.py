"""From a month's protected figures, public figures and the coordinator's words to what the page says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import polars as pl

from klubtrends import danish
from klubtrends.danish import SUGGESTION, say
from klubtrends.disclosure.attack import audit
from klubtrends.disclosure.protect import Protected
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.disclosure.specs import FEWEST_DEPARTMENTS
from klubtrends.periods import quarter_of
from klubtrends.publishing.counted import QUARTER
from klubtrends.publishing.desk import GAMES, Desk
from klubtrends.publishing.life import Life
from klubtrends.publishing.out import PAGE
from klubtrends.reference.words import Words
from klubtrends.report import facts, rising, seen, suggested
from klubtrends.report.briefing import Briefing
from klubtrends.report.origin import Origin, origin_of, own_log
from klubtrends.report.talked import talk_charts
from klubtrends.tables import APPS, CASES, NEWS, PAGEVIEWS, PLAYERS
from klubtrends.workspace import DENMARK


def suggestions(desk: Desk) -> dict[str, str]:
    """Suggest each section's words, from what the page may show anyway."""
    signals, shown = desk.protected.signals, (rising.lead(desk.pulse), desk.protected.table("good"))
    words = suggested.words_for(desk.reference, desk.month, signals, shown, weeks=desk.weeks)
    questions = suggested.questions_words(desk.reference, desk.month, [signal.type for signal in signals])
    return {**words.sections, "spoergsmaal": questions}


def compose(desk: Desk, own: Words, suggested_words: Mapping[str, str]) -> Briefing:
    """Write the month's briefing, suggestions included where her own words are missing."""
    words = {**suggested_words, **own.sections}
    left = {slug for slug, text in words.items() if SUGGESTION in text}
    return _page(desk, words, frozenset(left))


def _page(desk: Desk, words: dict[str, str], suggestions: frozenset[str]) -> Briefing:
    settings, tables = desk.workspace.settings, _Tables.of(desk.protected)
    alike = seen.comparable(desk.reporting, desk.month, len(desk.reference.departments))
    news = tuple(note for note in facts.news_notes(desk.news) if harmless(escape(note.title)))
    return Briefing(
        month=desk.month,
        municipality=settings.municipality,
        marks=(say("mark_example"),) if settings.example else (),
        words=words,
        suggested=suggestions,
        signals=_life(desk).notes(desk.protected.signals, alike=alike),
        no_signals=_no_signals(desk),
        **_rising(desk),
        **_in_the_clubs(desk, tables, alike),
        **_beside(desk),
        news=news,
        method=(*seen.method_lines(settings.threshold, settings.sensitive_threshold), *_told_lines(desk)),
        origins=_origins(desk, tables, [note.url for note in news]),
        as_of=desk.as_of,
        ledger_head=desk.ledger.head(before=desk.entry),
    )


@dataclass(frozen=True)
class _Tables:
    """The month's protected tables: those that say more than a total, and the others that a page needs."""

    types: ProtectedTable
    shown: tuple[ProtectedTable, ...]
    quarter: tuple[ProtectedTable, ...]
    good: ProtectedTable
    months: ProtectedTable

    @classmethod
    def of(cls, protected: Protected) -> _Tables:
        types, ages = protected.table("types"), protected.table("ages")
        quarter = [table for table in protected.tables if table.name.endswith(QUARTER)]
        shown, quarterly = (
            tuple(filter(seen.says_more_than_a_total, each)) for each in ((types, ages), quarter)
        )
        return cls(types, shown, quarterly, protected.table("good"), protected.table("months"))

    @property
    def dots(self) -> bool:
        """Tell whether anything is hidden in one of them."""
        return any(table.hidden_share for table in (*self.shown, *self.quarter, self.good, self.months))


def _rising(desk: Desk) -> dict[str, Any]:
    """Write what is rising."""
    return {
        "ranks": rising.rank_chart(desk.charts, desk.moves, desk.pulse),
        "moves": rising.move_lines(desk.moves),
        "picks": rising.pick_notes(desk.pulse),
        "picks_note": rising.picks_note(desk.pulse),
        "talks": talk_charts(desk.pulse, *desk.talk),
        "linked": rising.link_line(desk.links),
    }


def _in_the_clubs(desk: Desk, tables: _Tables, alike: bool) -> dict[str, Any]:
    """Write what is seen in the clubs, of protected figures alone."""
    departments = len(desk.reference.departments)
    return {
        "coverage": seen.coverage_line(desk.reporting, desk.month, departments),
        "totals": seen.totals_chart(tables.months, desk.reporting, desk.month, departments),
        "kinds": seen.kinds_chart(tables.types, desk.month),
        "incident_tables": tables.shown,
        "quarter_tables": tables.quarter,
        "incident_notes": seen.incident_notes(tables.shown or (tables.types,), alike=alike, dots=tables.dots),
        "positive_table": tables.good if tables.good.rows else None,
    }


def _beside(desk: Desk) -> dict[str, Any]:
    """Write what is kept by hand."""
    month, reference, today = desk.month, desk.reference, desk.as_of.astimezone(DENMARK).date()
    return {
        "app_sheet": facts.app_note(reference, month),
        "law": facts.law_notes(reference, month, today, desk.cases),
        "figures": facts.figure_notes(reference, month),
        "events": facts.event_notes(reference, today),
        "contacts": facts.contact_notes(row for row in reference.contacts if not row.placeholder),
    }


def _origins(desk: Desk, tables: _Tables, urls: list[str]) -> dict[str, Origin]:
    """Say where what has no drawing comes from, as far as it is shown."""
    shown = desk.news.filter(pl.col("url").is_in(urls))
    origins = {
        "good": own_log([desk.month]) if tables.good.rows else None,
        "quarter": own_log(quarter_of(desk.month)) if tables.quarter else None,
        "views": origin_of(desk.evidence(desk.views, "title", "wikipedia"), PAGEVIEWS),
        "ratings": origin_of(desk.evidence(desk.ratings, "app_id", "app_store"), APPS),
        "players": origin_of(desk.evidence(desk.players, "game_id", *GAMES), PLAYERS),
        "law": origin_of(facts.moved_cases(desk.reference, desk.month, desk.cases), CASES),
        "news": origin_of(shown, NEWS),
    }
    return {place: origin for place, origin in origins.items() if origin}


def _told_lines(desk: Desk) -> list[str]:
    """Say openly what the network has told of beside the tables."""
    month = danish.month_name(desk.month)
    told = [
        (floor.floor, desk.codes.label(code)) for floor in desk.exceptions for code in floor.cell.codes("type")
    ]
    return [say("method_told", count=count, label=label, month=month) for count, label in told]


def harmless(markup: str) -> bool:
    """Tell whether the attack would let these words pass; somebody else's must not stop a page."""
    return not audit([f"<!doctype html><html><body><div>{markup}</div></body></html>".encode()])


def _no_signals(desk: Desk) -> str:
    """Say why there is no signal: nothing came more often, too few have reported, or it is too early to say."""
    if desk.found.status == "early":
        return say("signals_later")
    if desk.reporting.get(desk.month, 0) < FEWEST_DEPARTMENTS:
        return say("signals_nobody", month=danish.month_name(desk.month, year=False))
    return say("no_signals")


def _life(desk: Desk) -> Life:
    """Gather what the earlier months' pages said of their signals, as the ledger keeps it.

    An entry of a version that did not keep them is watched again.
    """
    pages = []
    for entry in sorted(desk.ledger.entries(), key=lambda entry: entry.month):
        if entry.page != PAGE or entry.month >= desk.month or (desk.entry and entry.number > desk.entry.number):
            continue
        if entry.signals is None:
            said = dict.fromkeys(signal.type for signal in desk.watched(entry.month).signals)
        else:
            said = {signal.type: signal for signal in entry.signals}
        pages.append((entry.month, said))
    return Life(pages, desk.codes.label)

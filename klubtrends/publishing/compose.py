"""From a month's protected figures, public figures and the coordinator's words to what the page says."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import polars as pl

from klubtrends import danish
from klubtrends.danish import SUGGESTION, say
from klubtrends.disclosure.attack import audit
from klubtrends.disclosure.specs import FEWEST_DEPARTMENTS
from klubtrends.periods import quarter_of
from klubtrends.publishing.counted import QUARTER
from klubtrends.publishing.desk import GAMES, Desk
from klubtrends.publishing.life import Life
from klubtrends.publishing.out import PAGE
from klubtrends.reference.words import Words
from klubtrends.report import facts, rising, seen, suggested
from klubtrends.report.briefing import Briefing
from klubtrends.report.origin import origin_of, own_log
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
    month, protected, reference = desk.month, desk.protected, desk.reference
    today, departments = desk.as_of.astimezone(DENMARK).date(), len(reference.departments)
    alike = seen.comparable(desk.reporting, month, departments)
    both = [protected.table(name) for name in ("types", "ages")]
    tables = [table for table in both if seen.says_more_than_a_total(table)]
    good = protected.table("good")
    quarter = [table for table in protected.tables if table.name.endswith(QUARTER)]
    quarter = [table for table in quarter if seen.says_more_than_a_total(table)]
    news = tuple(note for note in facts.news_notes(desk.news) if harmless(escape(note.title)))
    shown = desk.news.filter(pl.col("url").is_in([note.url for note in news]))
    origins = {
        "good": own_log([month]) if good.rows else None,
        "quarter": own_log(quarter_of(month)) if quarter else None,
        "views": origin_of(desk.evidence(desk.views, "title", "wikipedia"), PAGEVIEWS),
        "ratings": origin_of(desk.evidence(desk.ratings, "app_id", "app_store"), APPS),
        "players": origin_of(desk.evidence(desk.players, "game_id", *GAMES), PLAYERS),
        "law": origin_of(facts.moved_cases(reference, month, desk.cases), CASES),
        "news": origin_of(shown, NEWS),
    }
    dots = any(table.hidden_share for table in (*tables, *quarter, good, protected.table("months")))
    return Briefing(
        month=month,
        municipality=desk.workspace.settings.municipality,
        marks=(say("mark_example"),) if desk.workspace.settings.example else (),
        coverage=seen.coverage_line(desk.reporting, month, departments),
        words=words,
        suggested=suggestions,
        signals=_life(desk).notes(protected.signals, alike=alike),
        no_signals=_no_signals(desk),
        ranks=rising.rank_chart(desk.charts, desk.moves, desk.pulse),
        moves=rising.move_lines(desk.moves),
        picks=rising.pick_notes(desk.pulse),
        picks_note=rising.picks_note(desk.pulse),
        linked=rising.link_line(desk.links),
        totals=seen.totals_chart(protected.table("months"), desk.reporting, month, departments),
        kinds=seen.kinds_chart(protected.table("types"), month),
        incident_tables=tuple(tables),
        quarter_tables=tuple(quarter),
        incident_notes=seen.incident_notes(tables or both[:1], alike=alike, dots=dots),
        positive_table=good if good.rows else None,
        app_sheet=facts.app_note(reference, month),
        law=facts.law_notes(reference, month, today, desk.cases),
        figures=facts.figure_notes(reference, month),
        news=news,
        events=facts.event_notes(reference, today),
        contacts=facts.contact_notes(row for row in reference.contacts if not row.placeholder),
        method=(
            *seen.method_lines(desk.workspace.settings.threshold, desk.workspace.settings.sensitive_threshold),
            *_told_lines(desk),
        ),
        origins={place: origin for place, origin in origins.items() if origin},
        as_of=desk.as_of,
        ledger_head=desk.ledger.head(before=desk.entry),
    )


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

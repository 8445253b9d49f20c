"""From a month's protected figures, public figures and the coordinator's words to what the page says."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import polars as pl

from klubtrends import danish
from klubtrends.analysis.watch import LEAST_WEEKS, watch
from klubtrends.danish import SUGGESTION, say
from klubtrends.disclosure.attack import audit
from klubtrends.periods import quarter_of, shift
from klubtrends.publishing.counted import QUARTER
from klubtrends.publishing.desk import Desk
from klubtrends.publishing.out import PAGE
from klubtrends.reference.words import Words
from klubtrends.report import facts, rising, seen, suggested
from klubtrends.report.briefing import Briefing, SignalNote
from klubtrends.report.chart import Chart
from klubtrends.report.origin import origin_of, own_log
from klubtrends.tables import CASES, NEWS
from klubtrends.workspace import DENMARK


def suggestions(desk: Desk) -> dict[str, str]:
    """Suggest each section's words, from what the page may show anyway."""
    ranks, signals = rising.rank_chart(desk.charts, desk.moves), desk.protected.signals
    words = suggested.words_for(
        desk.reference, desk.month, signals, (ranks, desk.protected.table("good")), weeks=desk.weeks
    )
    questions = suggested.questions_words(desk.reference, desk.month, [signal.type for signal in signals])
    return {**words.sections, "spoergsmaal": questions}


def compose(desk: Desk, own: Words, suggested_words: Mapping[str, str]) -> Briefing:
    """Write the month's briefing, suggestions included where her own words are missing."""
    words = {**suggested_words, **own.sections}
    left = {slug for slug, text in words.items() if SUGGESTION in text}
    ranks = rising.rank_chart(desk.charts, desk.moves)
    return _page(desk, words, frozenset(left), (ranks, rising.move_lines(desk.moves)))


def _page(
    desk: Desk, words: dict[str, str], suggestions: frozenset[str], rising_part: tuple[Chart, tuple[str, ...]]
) -> Briefing:
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
        signals=_signal_notes(desk),
        no_signals=say("no_signals" if desk.weeks >= LEAST_WEEKS else "signals_later"),
        ranks=rising_part[0],
        moves=rising_part[1],
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


def _signal_notes(desk: Desk) -> tuple[SignalNote, ...]:
    """Say of each signal whether it is new, and which of the last briefing's are closed."""
    before = shift(desk.month, -1)
    last = desk.ledger.entry(PAGE, before)
    is_out = last is not None and (desk.entry is None or last.number < desk.entry.number)
    earlier = watch(*desk.register, before, departments=len(desk.reference.departments)) if is_out else ()
    known, current = {signal.type for signal in earlier}, {signal.type for signal in desk.protected.signals}
    notes = []
    for signal in desk.protected.signals:
        age = say("signal_continued" if signal.type in known else "signal_new")
        chips = [age, say("signal_certain", certainty=signal.certainty)]
        chips += [say("signal_where", places=signal.places)] if signal.places else []
        notes.append(SignalNote(signal.label, tuple(chips), signal.sentence()))
    for code in sorted(known - current):
        notes.append(SignalNote(desk.codes.label(code), (say("signal_closed"),), say("signal_closed_text")))
    return tuple(notes)

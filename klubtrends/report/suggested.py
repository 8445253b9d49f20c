"""Words for the sections that the coordinator has not written yet, made of what the page may show anyway."""

from __future__ import annotations

import re
from collections.abc import Sequence

from klubtrends.analysis.watch import LEAST_WEEKS
from klubtrends.danish import TOTAL, say
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.disclosure.signals import ProtectedSignal
from klubtrends.reference.bundle import Reference, as_suggestion
from klubtrends.reference.choose import actions_of_month, questions_of_month
from klubtrends.reference.words import Words


def words_for(
    reference: Reference,
    month: str,
    signals: Sequence[ProtectedSignal],
    shown: tuple[str, ProtectedTable],
    *,
    weeks: int,
) -> Words:
    """Suggest Markdown for every section that needs words: what the figures say, else the tables' own texts.

    Parameters
    ----------
    shown : tuple
        The surest rise in one sentence (or nothing), and the table of good episodes.
    weeks : int
        How many weeks of incidents there are.
    """
    types = [signal.type for signal in signals]
    actions = actions_of_month(reference.actions, month, types)
    made = {
        "kort": _bullets(_findings(signals, *shown, early=weeks < LEAST_WEEKS)),
        "nu": _numbered([f"{plain(a.what)} *{plain(a.who)} · {plain(a.by_when)}*" for a in actions]),
    }
    words = reference.suggested(weeks)
    for slug, text in made.items():
        words = words.with_section(slug, as_suggestion(text)) if text else words
    return words


def questions_words(reference: Reference, month: str, types: Sequence[str]) -> str:
    """Write three questions for the meeting and one for the children."""
    chosen = questions_of_month(reference.questions, month, types)
    return (
        _numbered([plain(q) for q in chosen.meeting])
        + f"\n\n{say('to_children', question=plain(chosen.children))}"
    )


def _findings(signals: Sequence[ProtectedSignal], lead: str, good: ProtectedTable, *, early: bool) -> list[str]:
    lines = [plain(signal.sentence()) for signal in signals[:1]]
    if not lines and not early:
        lines.append(say("kort_calm"))
    if lead:
        lines.append(f"{plain(lead)} {say('kort_ask')}")
    if good.rows and good.value(TOTAL):
        lines.append(say("kort_good", count=good.value(TOTAL)))
    return lines


def plain(text: str) -> str:
    """Write data as Markdown that shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", " ".join(text.split()))


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))

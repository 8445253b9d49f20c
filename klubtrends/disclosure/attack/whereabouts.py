"""Who, where and when: a child described, a department or a day tells those who were there which incident it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from klubtrends.danish import MONTHS, SHORT_MONTHS, say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.reading import Page
from klubtrends.disclosure.attack.sentences import Sentence, sentences

_MONTH = "|".join(re.escape(name) for name in sorted({*MONTHS, *SHORT_MONTHS}, key=len, reverse=True))
_DAY = re.compile(
    rf"\b\d{{1,2}}\.\s*(?:{_MONTH})|\b\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{2}}){{1,2}}\b|\b\d{{4}}-\d\d-\d\d\b"
    rf"|\b(?:den|d\.)\s+\d{{1,2}}(?:\.|/\d{{1,2}})",
    re.IGNORECASE,
)
_WEEK = re.compile(r"\buge\s+\d{1,2}\b|\b\d{4}-?W\d\d\b", re.IGNORECASE)
_CHILD = re.compile(
    r"\b(?:en|et|den|det|denne|vores)\s+(?:[\w-]+\s+){0,2}(?:dreng|pige|elev|barn|teenager|søster|bror)\b"
    r"|\b(?:drengen|pigen|eleven|barnet)\b",
    re.IGNORECASE,
)
_KNOWN_BY = re.compile(
    r"\b\d{1,2}-årig\w*|\bpå\s+\d{1,2}(?:\s+år)?\b|\b\d{1,2}\.\s*(?:klasse|[a-f]\b)|\b\d[a-f]\b", re.IGNORECASE
)
_PSEUDONYM = re.compile(
    r"\b(?i:barn|dreng|pige|elev|klub|afdeling|sag|hændelse|episode)\s+(?:nr\.\s*)?(?:[A-HJ-ZÆØÅ]|\d{1,4})(?![\w-]|[.,]\d)"
)
_DEADLINE = re.compile(
    rf"\b(?:inden|senest|fra|frem til|til og med)\s+(?:den\s+)?(?:{_DAY.pattern}|{_WEEK.pattern})",
    re.IGNORECASE,
)


def check(page: Page, names: Collection[str]) -> Iterator[Finding]:
    """Find children that one can be known by, names that stay, and departments, days and weeks beside an incident."""
    if any(name.casefold() in label.casefold() for name in names for label in page.labels):
        yield Finding("place", page.name, say("found_place"))
    for sentence in sentences(page):
        if _CHILD.search(sentence.text) and _KNOWN_BY.search(sentence.text):
            yield Finding("person", page.name, say("found_person"))
        if _PSEUDONYM.search(sentence.text):
            yield Finding("pseudonym", page.name, say("found_pseudonym"))
        about = sentence.singles_out or (sentence.inside and sentence.speaks)
        if about and any(map(sentence.names, names)):
            yield Finding("place", page.name, say("found_place"))
        if about and _dated(sentence):
            yield Finding("date", page.name, say("found_date"))


def _dated(sentence: Sentence) -> bool:
    """Tell whether a sentence says on which day, or of one incident in which week; a deadline is neither."""
    text = _DEADLINE.sub(" ", sentence.text)
    return _DAY.search(text) is not None or (sentence.singles_out and _WEEK.search(text) is not None)

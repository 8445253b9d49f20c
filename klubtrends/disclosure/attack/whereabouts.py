"""Where and when: the department or the day of an incident tells those who were there which one it is."""

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
_DEADLINE = re.compile(
    rf"\b(?:inden|senest|fra|frem til|til og med)\s+(?:den\s+)?(?:{_DAY.pattern}|{_WEEK.pattern})",
    re.IGNORECASE,
)


def check(page: Page, names: Collection[str]) -> Iterator[Finding]:
    """Find names of departments, days and weeks beside an incident."""
    if any(name.casefold() in label.casefold() for name in names for label in page.labels):
        yield Finding("place", page.name, say("found_place"))
    for sentence in sentences(page):
        about = sentence.singles_out or (sentence.inside and sentence.speaks)
        if about and any(map(sentence.names, names)):
            yield Finding("place", page.name, say("found_place"))
        if about and _dated(sentence):
            yield Finding("date", page.name, say("found_date"))


def _dated(sentence: Sentence) -> bool:
    """Tell whether a sentence says on which day, or of one incident in which week; a deadline is neither."""
    text = _DEADLINE.sub(" ", sentence.text)
    return _DAY.search(text) is not None or (sentence.singles_out and _WEEK.search(text) is not None)

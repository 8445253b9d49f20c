"""Sizes in words: so many times as many, most, nearly all, few, more than. They must follow from what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from klubtrends.danish import MONTHS, TOTAL, say
from klubtrends.disclosure.attack.counts import CountTable
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.numerals import IN_WORDS, whole
from klubtrends.disclosure.attack.reading import Page
from klubtrends.disclosure.attack.sentences import Sentence, counts_of, sentences

_AS_MANY = r"(?:så\s+(?:mange|ofte|tit|hyppig\w*|stor\w*|meget)|flere|færre|oftere|hyppigere|mere)"
_TIMES = re.compile(
    rf"\b(?:(?P<word>dobbelt|tredobbelt|firedobbelt|halvt)\s+{_AS_MANY}"
    rf"|(?P<number>\d+(?:,\d+)?|{IN_WORDS})\s+gange\s+{_AS_MANY}|(?P<verb>fordobl|tredobl|firedobl|halver)\w*)",
    re.IGNORECASE,
)
_FACTORS = {"dobbelt": 2, "fordobl": 2, "halvt": 2, "halver": 2, "tredobbelt": 3, "tredobl": 3,
            "firedobbelt": 4, "firedobl": 4}  # fmt: skip
_MOST = re.compile(r"\b(?:flest|fleste|oftest|hyppigst\w*|mest(?! hentede))\b", re.IGNORECASE)
_LEAST = re.compile(
    r"\b(?:færrest|færreste|sjældnest|mindst(?!\s+(?:\d|én\b|ét\b|en\b|et\b)))\b", re.IGNORECASE
)
_BULK = re.compile(
    r"\b(?P<nearly>(?:næsten|stort set|så godt som)\s+alle|langt de fleste)"
    r"|\b(?:størstedelen|hovedparten|flertallet)\b",
    re.IGNORECASE,
)
_FEW = re.compile(
    r"(?<!for )\b(?:få(?!\s*\(under)|enkelte|en\s+håndfuld|et\s+fåtal|næsten\s+ingen)\s+"
    r"(?!afdeling|klub|uger|måned|dage|gange)(?:[^\W\d]+\s+){0,2}(?=[^\W\d]*(?:hændelser|episoder|tilfælde|sager))"
    r"|\b(?:ingen|næsten ingen|kun få|de færreste|mindretallet)\b",
    re.IGNORECASE,
)
_PARTS = ("halv", "tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende", "tiende")
_PART = re.compile(
    rf"\b(?:(?P<top>\d+|{IN_WORDS})\s*)?(?P<part>{'|'.join(_PARTS)})(?:del|dele|delen|delene|parten)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?P<way>flere|oftere|hyppigere|mere|højere|færre|sjældnere|mindre|lavere)\b[^.!?]{0,60}?\bend\b(?P<than>.*)",
    re.IGNORECASE,
)
_EXPECTED = re.compile(r"\s+(?:for)?ventet\b|\s+vi\s+(?:ville\s+vente|ventede|havde\s+ventet)", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:ste[gt]|steget|stiger|stigning\w*|faldt|faldet|falder|fald|vokse\w*)\b", re.IGNORECASE
)
_SHOWABLE = "vi kan vise"
_NEAR, _EXACT = 0.25, 0.005  # how near a factor, and a part of a whole, must be


def check(page: Page) -> Iterator[Finding]:
    """Find sizes in words that do not follow from the page's tables."""
    for sentence in sentences(page):
        if any(words.search(sentence.text) for words in _RULES) and _is_about(page, sentence):
            named = {label: counts_of(page, label) for label in sentence.named(page.labels)}
            hidden = any(None in counts and not any(counts) for counts in named.values())
            broken = any(
                found and not rule(page, sentence, found, named) for found, rule in _found(sentence.text)
            )
            if broken or (hidden and not _only_expected(sentence.text)):
                yield Finding("comparison", page.name, say("found_comparison", tag=sentence.node.tag))


Named = Mapping[str, Sequence[int | None]]
Rule = Callable[[Page, Sentence, "re.Match[str]", Named], bool]


def _found(text: str) -> Iterator[tuple[re.Match[str] | None, Rule]]:
    return ((words.search(text), rule) for words, rule in _RULES.items())


def _is_about(page: Page, sentence: Sentence) -> bool:
    if sentence.node.tag in {"caption", "th"} or sentence.node.above("svg") is not None:
        return False
    return sentence.speaks or (sentence.inside and any(map(sentence.names, page.labels)))


def _only_expected(text: str) -> bool:
    """Tell whether all that is compared is compared with what was expected, as signals are."""
    found = _MORE.search(text)
    others = [words for words in _RULES if words is not _MORE and words.search(text)]
    return found is not None and _EXPECTED.match(found["than"]) is not None and not others


def _times(page: Page, sentence: Sentence, found: re.Match[str], named: Named) -> bool:
    """Hold that one shown count is so many times another, of the named ones where two are named."""
    word = (found["word"] or found["verb"] or "").lower()
    number = found["number"] or ""
    factor = _FACTORS.get(word) or (float(number.replace(",", ".")) if "," in number else whole(number))
    factors = {float(factor), factor + 1.0} if "flere" in found[0] else {float(factor)}
    named = _with_total(page, sentence, named)
    groups = [[count for count in counts if count] for counts in named.values()] or [list(page.shown)]
    others = groups[1:] or [list(page.shown)]
    pairs = [(one, two) for one in groups[0] for other in others for two in other if one and two]
    return any(abs(max(pair) / min(pair) - each) <= _NEAR for pair in pairs for each in factors)


def _part(page: Page, sentence: Sentence, found: re.Match[str], named: Named) -> bool:
    """Hold that one shown count, of what is named if anything is, is this part of another."""
    share = (whole(found["top"]) if found["top"] else 1) / (_PARTS.index(found["part"].lower()) + 2)
    parts = [count for counts in named.values() for count in counts if count] or page.shown
    return any(abs(part / total - share) <= _EXACT for part in parts for total in page.shown if total)


def _most(page: Page, sentence: Sentence, found: re.Match[str], named: Named) -> bool:
    """Hold that what is named is the largest of its table, and that none beside it is hidden, unless that is said."""
    return bool(named) and all(_is_extreme(page, label, sentence.text, max) for label in named)


def _least(page: Page, sentence: Sentence, found: re.Match[str], named: Named) -> bool:
    return bool(named) and all(_is_extreme(page, label, sentence.text, min) for label in named)


def _is_extreme(page: Page, label: str, text: str, end: Callable[[Sequence[int]], int]) -> bool:
    for table in page.tables:
        if beside := _beside(table, label):
            counts = [count for count in beside.values() if count is not None]
            if (None not in beside.values() or _SHOWABLE in text) and counts and beside[label] == end(counts):
                return True
    return False


def _beside(table: CountTable, label: str) -> dict[str, int | None]:
    """Give the counts of the rows, or columns, that a label stands among."""
    for body in table.bodies:
        if label in [line.label for line in body[1:]] and body[0].opens_group:
            return {line.label: line.counts[-1] for line in body[1:]}
    tops = {line.label: line.counts[-1] for body in table.bodies
            for line in (body[:1] if body[0].opens_group else body) if line.label != TOTAL}  # fmt: skip
    totals = [line for line in table.lines if line.label == TOTAL]
    across = {
        name: count
        for line in totals
        for name, count in zip(table.columns, line.counts, strict=True)
        if name != TOTAL
    }
    return next((found for found in (tops, across) if label in found), {})


def _bulk(page: Page, sentence: Sentence, found: re.Match[str], named: Named) -> bool:
    """Hold that what is named is most, or nearly all, of a shown total."""
    least = 0.75 if found["nearly"] else 0.5
    totals = [count for count in counts_of(page, TOTAL) if count]
    return bool(named) and all(
        any(count > least * total for count in counts if count for total in totals) for counts in named.values()
    )


def _few(page: Page, sentence: Sentence, found: re.Match[str], named: Named) -> bool:
    """Hold that what is named is shown; "none" of what is not named says nothing of a cell."""
    return bool(named) or found[0].lower() == "ingen"


def _more(page: Page, sentence: Sentence, found: re.Match[str], named: Named) -> bool:
    """Hold that both sides are shown, and the one is more (or less) than the other."""
    if _EXPECTED.match(found["than"]):
        return True
    way = -1 if found["way"].lower() in {"færre", "sjældnere", "mindre", "lavere"} else 1
    named = _with_total(page, sentence, named)
    order = sorted(named, key=lambda label: sentence.text.lower().find(label.lower()))
    if len(order) > 1:
        return any(way * (one - two) > 0 for one in named[order[0]] for two in named[order[1]]
                   if one is not None and two is not None)  # fmt: skip
    months = _months(page)
    earlier = next((month for month in months if month.split()[0] in found["than"].lower()), "")
    if earlier or any(name in found["than"].lower() for name in MONTHS):
        now = months.get(max(months, key=list(months).index)) if months else None
        before = months.get(earlier)
        return now is not None and before is not None and way * (now - before) > 0
    return _last_two_shown(page)


def _with_total(page: Page, sentence: Sentence, named: Named) -> Named:
    """Count "I alt" among what is named, where one thing is compared with another."""
    return {**named, TOTAL: counts_of(page, TOTAL)} if sentence.names(TOTAL) and len(named) == 1 else named


def _moved(page: Page, sentence: Sentence, found: re.Match[str], named: Named) -> bool:
    """Hold that the totals of this month and the last are shown, or what is named is."""
    return bool(named) or _last_two_shown(page)


def _months(page: Page) -> dict[str, int | None]:
    """Give the totals of a series of months, oldest first."""
    return {
        line.label.lower(): line.counts[0] for table in page.tables if not table.period for line in table.lines
    }


def _last_two_shown(page: Page) -> bool:
    totals = list(_months(page).values())[-2:]
    return len(totals) == 2 and None not in totals


_RULES: dict[re.Pattern[str], Rule] = {
    _TIMES: _times,
    _PART: _part,
    _MOST: _most,
    _LEAST: _least,
    _BULK: _bulk,
    _FEW: _few,
    _MORE: _more,
    _MOVED: _moved,
}

"""Numbers in words around the tables: sentences and headings that say more than the tables do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from klubtrends.danish import say
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.disclosure.attack.numerals import IN_WORDS, ONE, ROMAN, numbers, whole, without_harmless
from klubtrends.disclosure.attack.outsider import Key
from klubtrends.disclosure.attack.reading import INCIDENT, Block, Page
from klubtrends.disclosure.attack.sentences import counts_of
from klubtrends.disclosure.attack.told import told_in
from klubtrends.disclosure.attack.tree import Node

_NOUN = r"(?:[^\W\d]+-)?[^\W\d]*(?:hændelse|episode|tilfælde|(?<!år)sag(?:en|er|erne)?\b)"
_PLURAL = r"(?:hændelser|episoder|tilfælde|sager)"
_OTHER = r"(?!afdeling|klub|uger?\b|måned|dag|døgn|år\b|time|minut|klasse|kommune|barn|børn|voksn|gang|årsag|råd|ting)"
_BETWEEN = rf"(?:{_OTHER}[^\W\d]+(?:-[^\W\d]+)*\s+)"
_FIRST, _SECOND = (
    rf"(?<![\w,.])(?P<{name}>\d+(?:\.\d{{3}})*(?:,\d+)?|(?:{IN_WORDS}|{ONE}|{ROMAN})(?!\w))"
    for name in ("first", "second")
)
_COUNTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_FIRST}\s+{_BETWEEN}{{0,2}}{_NOUN}",
        rf"{_FIRST}\s+(?:ud\s+)?af\s+(?:de\s+|alle\s+|vores\s+)*(?:{_SECOND}\s+)?{_PLURAL}",
        rf"{_PLURAL}(?:ne)?(?:\s+[^\W\d]+(?:-[^\W\d]+)*){{0,4}}\s*[:(=]\s*{_FIRST}",
        rf"{_PLURAL}ne\s+{_BETWEEN}{{0,2}}?{_FIRST}\s+{_OTHER}",
    )
)
_BANDS = re.compile(
    r"\b(?:få \(under 5\)|(?P<low>5(?=-9)|10(?=-19)|20(?= eller flere))(?:-(?P<high>9|19)| eller flere))(?= hændelser)"
)
_SHARE = re.compile(r"(\d+(?:,\d+)?)\s*(%|procent|pct|‰|promille)", re.IGNORECASE)
_PARTS = ("halv", "tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende", "tiende")
_FRACTION = re.compile(
    rf"(?:(?P<top>\d+|{IN_WORDS})\s*)?(?P<part>{'|'.join(_PARTS)})(?:del|dele|delen|delene|parten)\s+af\s+"
    rf"(?:[^\W\d]+\s+){{0,2}}(?:hændelse|episode|tilfælde|sager)|hver\s+(?P<each>anden|{'|'.join(_PARTS[1:])})\s+{_NOUN}",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?:[^\d.!?]{{0,60}}[:=–]\s*|(?:[^\W\d]+\s+){{0,3}})(\d+|{IN_WORDS})\s*[.!]?", re.IGNORECASE
)


def check(page: Page, hidden: Collection[Key]) -> Iterator[Finding]:
    """Look for counts in words that no table shows, and for any number beside the name of a hidden cell."""
    read = {id(table.node) for table in page.tables}
    rows = [row for table in page.root.all("table") if id(table) not in read for row in table.all("tr")]
    odd = [row for row in rows if _row_of_hidden(row, hidden)]
    odd += [block.node for block in page.blocks if not _is_told(block) and _tells(page, block, hidden)]
    for node in odd:
        yield Finding("text", page.name, say("found_text", tag=node.tag))


def _is_told(block: Block) -> bool:
    return told_in(block.node, block.text) is not None


def _tells(page: Page, block: Block, hidden: Collection[Key]) -> bool:
    """Tell whether the text of one block says more than the tables do."""
    node, text = block.node, block.text
    inside = block.inside and node.tag not in {"th", "td"}
    if _says_more(page, text, hidden, inside=inside):
        return True
    if node.tag == "pre" and INCIDENT.search(text):
        return _printed(page, text)
    return inside and node.tag != "caption" and node.above("svg") is None and _bare(page, text)


def _says_more(page: Page, text: str, hidden: Collection[Key], *, inside: bool) -> bool:
    about = bool(INCIDENT.search(text))
    told = _BANDS.sub(" ", without_harmless(text, page.expected))
    floors = {announced.count for announced in page.told}
    counts = [count for count in _counts(told) if count not in page.shown | floors]
    named = [key for key in hidden if key and all(_names(text, label) for label in key)]
    if named and (inside or about) and _numbered(page, text, told, named):
        return True
    return bool(counts) or _fraction(page, told) or (about and _odd_share(page, told))


def _numbered(page: Page, text: str, told: str, named: Collection[Key]) -> bool:
    """Tell whether a text that names hidden cells gives a number that was not told openly of each of them."""
    for key in named:  # a cell may be hidden in the month, and shown in the quarter
        allowed = {count for count in counts_of(page, *key) if count is not None}
        allowed |= {announced.count for announced in page.told if key == {announced.label}}
        left = _without_true_bands(text, allowed)
        if {*numbers(left, page.expected), *_counts(left), *map(whole, _words(told))} - allowed:
            return True
    return False


def _without_true_bands(text: str, counts: Collection[int]) -> str:
    """Leave out the bands that signals speak in, where a shown count lies in them."""

    def kept(band: re.Match[str]) -> str:
        low, high = (int(end) if end else None for end in band.group("low", "high"))
        return " " if low and any(low <= count <= (high or count) for count in counts) else band[0]

    return _BANDS.sub(kept, text)


def _counts(text: str) -> list[float]:
    """List the counts of incidents that a text gives, averages included."""
    told = [
        count for pattern in _COUNTS for found in pattern.finditer(text) for count in found.groupdict().values()
    ]
    return [float(count.replace(",", ".")) if "," in count else whole(count) for count in told if count]


def _words(text: str) -> list[str]:
    """List the numbers in words."""
    return re.findall(rf"(?<!\w)(?:{IN_WORDS})(?!\w)", text, re.IGNORECASE)


def _bare(page: Page, text: str) -> bool:
    """Tell whether a short text is but a number, or a word and its number, that no table shows."""
    found = _BARE.fullmatch(without_harmless(text, page.expected).strip())
    return found is not None and whole(found[1]) not in page.shown


def _printed(page: Page, text: str) -> bool:
    """Tell whether printed lines on incidents hold any number but shown ones: their form is not known."""
    told = re.findall(r"\d+(?:[.,]\d+)*", _BANDS.sub(" ", without_harmless(text, page.expected)))
    return any("," in number or whole(number) not in page.shown for number in told)


def _row_of_hidden(row: Node, hidden: Collection[Key]) -> bool:
    """Tell whether a row of some other table is headed as a hidden cell is, and has a number."""
    heads = {cell.text() for cell in row.all("th", "td")}
    return any(key and key <= heads for key in hidden) and bool(numbers(row.text()))


def _names(text: str, label: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text, re.IGNORECASE) is not None


def _odd_share(page: Page, text: str) -> bool:
    """Tell whether a text gives a percentage that is not that of one shown count in another."""
    for found in _SHARE.finditer(text):
        scale = 10.0 if found[2].lower() in {"‰", "promille"} else 1.0
        exact = 10 ** -len(found[1].partition(",")[2])
        if not _share(page.shown, float(found[1].replace(",", ".")) / scale, exact / scale / 2):
            return True
    return False


def _fraction(page: Page, text: str) -> bool:
    """Tell whether a text gives a fraction ("en tredjedel af hændelserne") that no two shown counts have."""
    for found in _FRACTION.finditer(text):
        part = (found["part"] or found["each"]).lower().replace("anden", "halv")
        top = whole(found["top"]) if found["top"] else 1
        if not _share(page.shown, 100 * top / (_PARTS.index(part) + 2), 0.5):
            return True
    return False


def _share(shown: Collection[int], percent: float, within: float) -> bool:
    return any(abs(100 * part / total - percent) <= within for total in shown if total for part in shown)

"""Indirect descriptions: no name, no number, and yet everybody knows who is meant.

A machine cannot judge these; it points at the words that often do it: a relative and what he or she does, the only
one of a kind, a trait or an illness, a place with a child, an exact age or day. They are flagged for a person, never
replaced.
"""

from __future__ import annotations

import re

from klubtrends.incidents.scrub.folding import Folded, fold

CHILD = (
    r"(?:pige|dreng|elev|barn|børn|knægt|fyr|ven(?:inde)?|kammerat|søskende|tvilling|trilling)"
    r"(?:en|et|er|ene|erne|n|s|ens|ets)?"
)
RELATIVE = (
    r"(?:(?:pleje|sted|pap|bonus|adoptiv|lille|store)?(?:far|mor|fader|moder|bror|søster|familie|forældre)"
    r"|bedstefar|bedstemor|bedsteforældre|morfar|farfar|mormor|farmor|onkel|tante|moster|faster|kusine|fætter|værge)"
)
DOES = (
    r"(?:er|var|arbejder|ejer|driver|bor|sidder|kører|har|underviser|spiller|hedder|døde|blev|kommer|leder|står"
    r"|arbejdede|ejede)"
)
TRAIT = (
    r"(?:i kørestol|med (?:høreapparat|krykker|tørklæde|handicap|protese|stomi|sukkersyge)"
    r"|(?:har|med) (?:adhd|add|autisme|asperger|downs? syndrom|diabetes|epilepsi|tourettes?|ocd|anoreksi|kræft|diagnose"
    r"|en diagnose|diagnosen|cerebral parese)"
    r"|er (?:adopteret|i pleje|anbragt|døv|blind|ordblind|transkønnet|gravid|autist|tosproget|flygtning)"
    r"|stammer|adoptivbarn|plejebarn|enebarn|skilsmissebarn)"
)
PLACED = r"(?:\[\w+\]|\d{1,2}\.? ?[a-h]\b|\d{1,2}\. ?klasse|(?-i:[A-ZÆØÅ])\w+)"
MONTHS = r"(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)"
SOME = r"(?:\d{1,2}|én|ét|(?:kun )?e[nt] enkelt|to|tre|fire|fem|seks|syv|otte|ni|ti)"
CHILDREN = r"(?:barn|børn|piger?|drenge?|elever|unge|kammerater|veninder|venner|søskende)"
HAPPENED = r"(?:blev|er blevet|har|havde|delte|sendte|fik|lagde|filmede|skrev|truede|mobbede|slog)"
LOOKS = r"(?:rød|lys|mørk|sort|kort|lang|krøl)(?:håre(?:de|t)|hudede?)"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:hvis|hans|hendes|barnets|pigens|drengens|elevens) {RELATIVE}(?: også| nu)? {DOES}\b(?: [\w\-]+){{0,4}}",
        rf"\b(?:{RELATIVE}(?:en|n|ne)?|datter|søn|barnebarn) (?:til|af) (?:en |et |den |det )?[\w\-\[\]]+",
        r"\bden eneste\b(?: [\w\-]+){1,2}(?: (?:med|i|fra|der|som|på)(?: [\w\-.\[\]]+){1,4})?",
        rf"\b{CHILD}(?: (?:der|som))? (?:fra|i|bor i|går i|går på|kommer fra) {PLACED}",
        r"\b(?:ældste|yngste|højeste|største|nye|ny|eneste)(?: \w+)? (?:i|på) (?:klassen|årgangen|holdet|byen)\b",
        rf"\b{TRAIT}\b",
        rf"\b{SOME} (?:\w+ )?{CHILDREN} {HAPPENED}\b",
        rf"\b{LOOKS}(?: \w+)? {CHILD}\b|\b{CHILD} {LOOKS}\b",
        rf"\b(?:hans|hendes|pigens|drengens|barnets) {RELATIVE},? \w+(?:en|eren|sten|konen|manden)\b",
        r"\b\d{1,2}[- ]?årige?s?\b|\bpå \d{1,2} år\b",
        r"\b(?:bor|boede|flyttet) (?:over for|ved siden af|ved|bag|lige ved|oven på|hertil|hos)\b(?: [\w\-]+){0,2}",
        r"\b(?:førsteholdet|u1\d-holdet|elevrådsformand\w*|kaptajn\w* på [\w\-]+)\b",
        rf"\b(?:den )?\d{{1,2}}\. ?{MONTHS}\b",
        r"\b(?:borgmesteren|præsten|skolelederen|lægen|købmanden|træneren)s (?:datter|søn|barn|børn|pige|dreng)\b",
    )
)


def indirect_spans(text: str) -> list[tuple[int, int]]:
    """Find words that may tell who is meant without a name: places in the text, in order and apart.

    >>> text = "pigen fra 7.b, hvis far er præst"
    >>> [text[start:end] for start, end in indirect_spans(text)]
    ['pigen fra 7.b', 'hvis far er præst']
    """
    return hints_in(fold(text))


def hints_in(folded: Folded) -> list[tuple[int, int]]:
    """Find indirect descriptions in a text that is folded already."""
    places = sorted(match.span() for pattern in PATTERNS for match in pattern.finditer(folded.text))
    apart: list[tuple[int, int]] = []
    for start, end in places:
        if apart and start < apart[-1][1]:
            start, end = apart[-1][0], max(apart.pop()[1], end)
        apart.append((start, end))
    return [folded.place(start, end) for start, end in apart]

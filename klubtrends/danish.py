"""Danish words, numbers, dates and plurals for readers, and every message that a user may meet.

Nothing here reads or writes anything. Page templates and notebooks hold the rest of the Danish.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT_MONTHS = (
    "jan.", "feb.", "marts", "april", "maj", "juni", "juli", "aug.", "sept.", "okt.", "nov.", "dec.",
)  # fmt: skip
NUMBER_WORDS = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv")
HIDDEN = "·"
HIDDEN_ALOUD = "skjult"
TOTAL = "I alt"


def number(value: float, *, decimals: int = 0) -> str:
    """Write a number as Danes do.

    >>> number(1234.5, decimals=1)
    '1.234,5'
    """
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def counted(count: int, one: str, many: str) -> str:
    """Write a count with its noun in the right number, small counts as words.

    >>> counted(1, "afdeling", "afdelinger"), counted(15, "afdeling", "afdelinger")
    ('en afdeling', '15 afdelinger')
    """
    written = NUMBER_WORDS[count] if 0 <= count < len(NUMBER_WORDS) else number(count)
    return f"{written} {one if count == 1 else many}"


def date(day: dt.date, *, year: bool = True) -> str:
    """Write a date: '3. november 2026'."""
    return f"{day.day}. {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def short_date(day: dt.date) -> str:
    """Write a date where room is scarce: '3. nov.'."""
    return f"{day.day}. {SHORT_MONTHS[day.month - 1]}"


def month_name(month: str, *, year: bool = True) -> str:
    """Write a month 'YYYY-MM' as 'oktober 2026' (or 'oktober')."""
    name = MONTHS[int(month[5:7]) - 1]
    return f"{name} {month[:4]}" if year else name


def short_month(month: str) -> str:
    """Write a month 'YYYY-MM' as 'okt.'."""
    return SHORT_MONTHS[int(month[5:7]) - 1]


def week(iso_week: str) -> str:
    """Write an ISO week 'YYYY-Www' as 'uge 43'."""
    return f"uge {int(iso_week[6:])}"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: 'a, b og c'."""
    return " og ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def capital(sentence: str) -> str:
    """Begin a sentence with a capital, leaving the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


# Messages: what, where, what now. One section a room; keys are told apart by their room's name.
MESSAGES = {
    # workspace
    "workspace_missing": "Jeg kan ikke finde et arbejdsområde (en mappe med klubtrends.toml) i {where} eller"
    " mapperne over den. Lav et med »klubtrends init MAPPE«, eller peg på et med --workspace.",
    "workspace_exists": "{where} er allerede et arbejdsområde. Vælg en anden mappe, eller brug det, der er der.",
    "workspace_in_checkout": "{where} ligger inde i programmets egen mappe. Rigtige data må ikke ligge der:"
    " vælg en mappe et andet sted, for eksempel under Dokumenter.",
    "workspace_synchronised": "Bemærk: {where} ser ud til at blive synkroniseret ({service}). Oplysninger om børn"
    " må ikke ligge i en sky, kommunen ikke har godkendt. Vælg hellere en mappe, der kun findes på computeren.",
    # settings
    "settings_unreadable": "{path} kan ikke læses: linje {line} er ikke gyldig TOML. Ret linjen, eller hent filen"
    " fra en sikkerhedskopi.",
    "setting_missing": "{path}: nøglen »{key}« mangler. {expected}",
    "setting_wrong": "{path}: nøglen »{key}« har en værdi, jeg ikke kan bruge. {expected}",
    "setting_unknown": "{path}: nøglen »{key}« kender jeg ikke. Måske er den stavet forkert? Kendte nøgler: {known}.",
    "expect_municipality": "Skriv kommunens navn som tekst, fx municipality = \"Eksempelkøbing Kommune\".",
    "expect_contact": "Skriv en fælles mailadresse (ikke en persons), fx contact = \"klubber@kommune.example\".",
    "expect_country": "Skriv to små bogstaver, fx country = \"dk\".",
    "expect_threshold": "Skriv et helt tal fra {least} til 100. Grænsen kan kun hæves, ikke sænkes.",
    "expect_switch": "Skriv true eller false, uden anførselstegn.",
    "expect_retention": "Skriv et helt antal måneder fra 1 til 60.",
    "expect_mirror": "Skriv en adresse som http://vært:port, eller lad den være tom.",
    "expect_now": "Skriv et tidspunkt med tidszone, fx 2026-11-24T08:00:00+00:00.",
    "settings_heading": "# Indstillinger for klubtrends. Gem filen, og prøv igen: forkerte værdier bliver forklaret.",
    "now_unreadable": "Miljøvariablen KLUBTRENDS_NOW er ikke et tidspunkt. Skriv fx 2026-11-24T08:00, eller fjern den.",
    "secret_missing": "Arbejdsområdets hemmelige nøgle mangler i {where} (secret.key). Hent den fra en sikkerhedskopi:"
    " uden den kan sider ikke laves ens igen.",
    # -- archive and sources (collect) --
    # -- incidents --
    "codes_missing": "Jeg kan ikke finde kodelisten {path}. Hent den fra en sikkerhedskopi.",
    "codes_unreadable": "{path} kan ikke læses: linje {line} er ikke gyldig TOML. Ret linjen, eller hent filen"
    " fra en sikkerhedskopi.",
    "codes_wrong": "{path}: »{where}« mangler eller kan ikke bruges. Koder skrives med små bogstaver, tal og _,"
    " to tekster i samme liste må ikke være ens, flags og responses må ikke have komma eller semikolon, og group,"
    " kind og half skal pege på noget, der findes.",
    # -- reference --
    # -- analysis --
    # -- disclosure --
    # -- pages and publishing --
    # -- commands --
}  # fmt: skip


def say(code: str, **facts: object) -> str:
    """Fill in one message.

    Raises
    ------
    KeyError
        If the message is not in the catalogue, or a fact that it names is missing.
    """
    return MESSAGES[code].format_map(facts)

"""Danish words, numbers, dates and plurals for readers; `messages`, `door`, `pages` and `commands` hold
every sentence that a user may meet.

Nothing here reads or writes anything. Page templates and notebooks hold the rest of the Danish.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from klubtrends.danish.commands import COMMAND_LINE as COMMAND_LINE
from klubtrends.danish.commands import COMMANDS
from klubtrends.danish.door import DOOR
from klubtrends.danish.messages import TOLD
from klubtrends.danish.pages import SHOWN

MESSAGES = {**TOLD, **DOOR, **SHOWN, **COMMANDS}  # each key stands once: it begins with its room's name
MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT_MONTHS = (
    "jan.", "feb.", "marts", "april", "maj", "juni", "juli", "aug.", "sept.", "okt.", "nov.", "dec.",
)  # fmt: skip
NUMBER_WORDS = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv")
ORDINALS = (
    "anden", "tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende", "tiende", "ellevte", "tolvte",
)  # fmt: skip
HIDDEN = "·"
HIDDEN_ALOUD = "skjult"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
TOTAL = "I alt"

ORIGINS = {  # of each table of public figures
    "charts": "Apples hitliste",
    "apps": "Apples App Store",
    "pageviews": "Wikimedias visningstal",
    "players": "Steam og Roblox",
    "news": "nyhedskilderne",
    "cases": "Folketinget (oda.ft.dk)",
    "survey": "Danmarks Statistik",
}

# What hand-kept tables hold: each code with its Danish word.
SECTIONS = {  # of the briefing, in order
    "kort": "Kort sagt",
    "nu": "Det gør vi nu",
    "nyt": "Nyt siden sidst",
    "ser": "Det ser vi i klubberne",
    "app": "Månedens app-ark",
    "lov": "Lov og aftaler",
    "tal": "Forskning og tal",
    "spoergsmaal": "Spørgsmål til mødet og børnene",
    "kalender": "Kalender",
    "ringer": "Hvem ringer vi til?",
    "metode": "Sådan er tallene lavet",
}
SUGGESTION = "Forslag:"
DRAFT = "UDKAST"
LOCAL = "udfyldes lokalt"
CERTAINTIES = {
    "verified": "set i kilden",
    "secondary": "gengivet af andre",
    "general": "almen viden, ikke slået efter",
    "uncertain": "usikkert",
    "local": LOCAL,
}
SURENESS = {"high": "ret sikker", "medium": "nogenlunde sikker", "low": "usikker", "none": "ukendt"}
ANSWERS = {"yes": "ja", "no": "nej", "partial": "delvist", "unknown": "ukendt"}
AUDIENCES = {"meeting": "mødet", "children": "børnene"}
EVENT_KINDS = {
    "holiday": "ferie",
    "meeting": "møde",
    "campaign": "kampagne",
    "season": "sæson",
    "parliament": "folketing",
    "report": "rapport",
}
PLAN_PARTS = {
    "react": "Hvornår reagerer vi?",
    "start": "Hvad gør vi først?",
    "spread": "Hvordan stopper vi spredningen?",
    "evidence": "Hvordan gemmer vi beviserne?",
    "local": "Vores egen plan",
}
PICTURE_WARNING = (
    "Se, kopiér, gem og videresend aldrig intime billeder af børn, heller ikke for at hjælpe."
    " At have dem er strafbart."
)
LAW_STAGES = {
    "agreement": "Politisk aftale eller erklæring, ikke en lov",
    "proposal": "Forslag, ikke vedtaget",
    "guidelines": "Vejledning",
    "adopted": "Vedtaget, endnu ikke trådt i kraft",
    "in_force": "Meldt i kraft, men vi har ikke set den officielle tekst",
    "lapsed": "Bortfaldet",
    "unknown": "Uafklaret",
}
FEATURES = {  # of an app sheet
    "stranger_chat": "Fremmede kan skrive",
    "location": "Viser, hvor man er",
    "ephemeral": "Beskeder forsvinder",
    "anonymous": "Man kan være anonym",
    "livestream": "Livestream",
    "recommender_feed": "Vælger selv det næste til dig",
    "streaks_pullback": "Trækker en tilbage, fx med streaks",
    "purchases": "Køb i appen",
    "random_items": "Køb, hvor man ikke ved, hvad man får",
    "ai_companion": "AI-ven eller chatbot",
    "market": "Køb og salg mellem brugere",
}

# The columns of the incident sheet, in order: heading and help.
INCIDENT_COLUMNS = {
    "department": ("Afdeling", "Vælg på listen"),
    "date": ("Dato", "Dag-måned-år; kun ugen bliver gemt"),
    "type": ("Hændelse", "God eller dårlig, eller »Intet at melde«"),
    "platform": ("Platform", "Hvor skete det mest?"),
    "age_band": ("Aldersgruppe", "De fleste af børnene"),
    "severity": ("Alvor", "Kun ved dårlige hændelser; se Vejledning"),
    "spread": ("Spredning", "Må stå tom"),
    "flags": ("Kendetegn", "Må stå tom; flere: skriv ; imellem"),
    "response": ("Hvad gjorde I", "Må stå tom; flere: skriv ; imellem"),
    "timeliness": ("Hvor hurtigt", "Fra I så det, til netværket vidste det; må stå tom"),
    "note": ("Note", "Må stå tom. Aldrig navne, skoler eller brugernavne; slettes igen"),
}
FORMS_COLUMNS = {  # Microsoft Forms' own, in lower case, as far as we know them
    "number": ("id",),
    "begun": ("start time", "starttidspunkt", "starttid"),
    "ended": ("completion time", "fuldførelsestidspunkt", "sluttidspunkt"),
    "mail": ("email", "e-mail", "mail", "mailadresse"),
    "person": ("name", "navn"),
    "changed": ("last modified time", "tidspunkt for seneste ændring", "senest ændret", "sidst ændret"),
}
INCIDENT_SHEET = "Hændelser"
GUIDE_SHEET = "Vejledning"
LISTS_SHEET = "Lister"
URGENT = "Akut? Ring 112/114 og følg beredskabsplanen først"
INCIDENT_INTRODUCTION = (
    "En linje for hver hændelse. Skriv aldrig navne, cpr-numre, brugernavne, adresser, skoler eller klasser, og sæt"
    " aldrig billeder ind. Var der ingenting, så vælg »Intet at melde denne måned«: det er også en melding."
)
GUIDE = {
    "severities": "Alvor: den højeste sætning, der passer, gælder",
    "positive": "Gode episoder",
    "instead": "Arket erstatter ikke en underretning, en politianmeldelse eller registrering af vold mod ansatte.",
}

# What a scrubbed identifier or name is replaced by.
MARKS = {
    "name": "[navn]",
    "cpr": "[cpr]",
    "phone": "[telefon]",
    "email": "[mail]",
    "url": "[link]",
    "handle": "[brugernavn]",
    "plate": "[nummerplade]",
    "address": "[adresse]",
    "school": "[skole]",
    "department": "[afdeling]",
}
KINDS = {kind: MESSAGES[f"kind_{kind}"] for kind in MARKS}


def number(value: float, *, decimals: int = 0) -> str:
    """Write a number as Danes do.

    >>> number(1234.5, decimals=1)
    '1.234,5'
    """
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def counted(count: int, one: str, many: str, *, neuter: bool = False) -> str:
    """Write a count with its noun in the right number and gender, small counts as words.

    >>> counted(1, "afdeling", "afdelinger"), counted(15, "afdeling", "afdelinger")
    ('en afdeling', '15 afdelinger')
    >>> counted(1, "svar", "svar", neuter=True)
    'et svar'
    """
    written = NUMBER_WORDS[count] if 0 <= count < len(NUMBER_WORDS) else number(count)
    written = "et" if neuter and count == 1 else written
    return f"{written} {one if count == 1 else many}"


def every(number: int) -> str:
    """Write which one of a row comes each time, from the second to the twelfth: 'hver fjerde' of them.

    >>> every(4)
    'fjerde'
    """
    return ORDINALS[number - 2]


def date(day: dt.date, *, year: bool = True) -> str:
    """Write a date: '3. november 2026'."""
    return f"{day.day}. {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def short_date(day: dt.date) -> str:
    """Write a date where room is scarce: '3. nov.'."""
    return f"{day.day}. {SHORT_MONTHS[day.month - 1]}"


def instant(local: dt.datetime) -> str:
    """Write a day and the clock: '31. oktober 2026 kl. 6.10'."""
    return f"{date(local)} kl. {local.hour}.{local:%M}"


def days(first: dt.date, last: dt.date) -> str:
    """Write the days from one to another where room is scarce.

    >>> days(dt.date(2026, 9, 24), dt.date(2026, 10, 31)), days(dt.date(2025, 12, 30), dt.date(2026, 1, 3))
    ('24. sept.–31. okt. 2026', '30. dec. 2025–3. jan. 2026')
    """
    year = "" if first.year == last.year else f" {first.year}"
    return f"{short_date(first)}{year}–{short_date(last)} {last.year}"


def month_name(month: str, *, year: bool = True) -> str:
    """Write a month 'YYYY-MM' as 'oktober 2026' (or 'oktober')."""
    name = MONTHS[int(month[5:7]) - 1]
    return f"{name} {month[:4]}" if year else name


def months(first: str, last: str) -> str:
    """Write the months from one to another where room is scarce.

    >>> months("2026-10", "2026-10"), months("2026-07", "2026-09"), months("2025-10", "2026-10")
    ('oktober 2026', 'juli–sept. 2026', 'okt. 2025–okt. 2026')
    """
    if first == last:
        return month_name(last)
    year = "" if first[:4] == last[:4] else f" {first[:4]}"
    return f"{short_month(first)}{year}–{short_month(last)} {last[:4]}"


def quarter_name(month: str) -> str:
    """Name the quarter that a month lies in: '3. kvartal 2026'."""
    return f"{(int(month[5:7]) + 2) // 3}. kvartal {month[:4]}"


def short_month(month: str) -> str:
    """Write a month 'YYYY-MM' as 'okt.'."""
    return SHORT_MONTHS[int(month[5:7]) - 1]


def week(iso_week: str) -> str:
    """Write an ISO week 'YYYY-Www' as 'uge 43'."""
    return f"uge {int(iso_week[6:])}"


def whole_week(iso_week: str) -> str:
    """Write an ISO week with its year, as it may also be asked for: 'uge 43 2026'."""
    return f"{week(iso_week)} {iso_week[:4]}"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: 'a, b og c'."""
    return " og ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def visible(text: str) -> str:
    r"""Drop characters that take no room (controls, joiners, direction marks): on a page they could hide or turn text.

    >>> visible("\u200eWhats\u200bApp")
    'WhatsApp'
    """
    return _INVISIBLE.sub("", text)


def capital(sentence: str) -> str:
    """Begin a sentence with a capital, leaving the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def say(code: str, **facts: object) -> str:
    """Fill in one message.

    Raises
    ------
    KeyError
        If the message is not in the catalogue, or a fact that it names is missing.
    """
    return MESSAGES[code].format_map(facts)

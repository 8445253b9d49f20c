"""The kinds of cell that a hand-kept table can have: how each is read, and what to write if it cannot be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from klubtrends.danish import ANSWERS, MONTHS, SHORT_MONTHS, say
from klubtrends.periods import MONTH_PATTERN

Value = TypeVar("Value")


@dataclass(frozen=True)
class Kind(Generic[Value]):
    """A kind of cell. `read` raises ValueError where the text does not fit; `expected` says what to write."""

    read: Callable[[str], Value]
    expected: str


def optional(kind: Kind[Value]) -> Kind[Value | None]:
    """Let a kind of cell be empty as well: None."""
    return Kind(lambda text: kind.read(text) if text else None, kind.expected + say("cell_or_empty"))


def choice(words: Mapping[str, str], *, danish: bool = False) -> Kind[str]:
    """Read one of some codes, written as the code itself or as its Danish word; say which: the codes or the words."""
    codes = {written.casefold(): code for code, word in words.items() for written in (word, code)}

    def read(text: str) -> str:
        if text.casefold() not in codes:
            raise ValueError
        return codes[text.casefold()]

    return Kind(read, say("cell_choice", known=", ".join(words.values() if danish else words)))


def matching(pattern: str, expected: str) -> Kind[str]:
    """Read a text of a certain shape."""

    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return Kind(read, expected)


def _day(text: str) -> dt.date:
    """Read a day as programs write it, and as Danish Excel saves it."""
    if found := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", text):
        year, month, day = found.groups()
    elif found := re.fullmatch(r"(\d\d?)[-./](\d\d?)[-./](\d{4})", text):
        day, month, year = found.groups()
    else:
        raise ValueError
    return dt.date(int(year), int(month), int(day))


def month_number(text: str) -> int:
    """Read a month's Danish name, whole or short: 'oktober', 'okt.' and 'okt' are 10."""
    word = text.casefold().rstrip(".")
    names = [*MONTHS, *(short.rstrip(".") for short in SHORT_MONTHS), *(long[:3] for long in MONTHS)]
    return names.index(word) % 12 + 1


def _month(text: str) -> str:
    """Read a month of a year: '2026-10', 'oktober 2026', and the 'okt-26' that Danish Excel makes of it."""
    if MONTH_PATTERN.fullmatch(text):
        return text
    found = re.fullmatch(r"([^\W\d]+)\.?[ -]+(?:20)?(\d\d)", text)
    if not found:
        raise ValueError
    return f"20{found.group(2)}-{month_number(found.group(1)):02}"


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}([. \u00a0]?\d{3})*", text):
        raise ValueError
    return int(re.sub(r"\D", "", text))


def _several(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split("|"))
    if not all(parts):
        raise ValueError
    return parts


TEXT = matching(r"(?s)\S.*", say("cell_text"))
ANY = matching(r"(?s).*", say("cell_text"))
CODE = matching(r"[a-z0-9][a-z0-9_-]*", say("cell_code"))
CODE_OR_NONE = matching(r"([a-z0-9][a-z0-9_-]*)?", say("cell_code"))
SEVERAL = Kind(_several, say("cell_several"))
DAY = Kind(_day, say("cell_day"))
DAY_OR_NONE = optional(DAY)
MONTH_OR_NONE = optional(Kind(_month, say("cell_month")))
SEASON_OR_NONE = optional(Kind(month_number, say("cell_season")))
COUNT_OR_NONE = optional(Kind(_whole, say("cell_count")))
NUMBER_OR_NONE = matching(r"\d*", say("cell_count"))
CASE_OR_NONE = matching(r"([A-ZÆØÅ]{1,3} \d{1,4} ?[A-Z]? \(\d{4}-\d\d\))?", say("cell_case"))
PHONE_OR_NONE = matching(r"(\+?\d[\d ]+)?", say("cell_phone"))
ADDRESS = matching(r"https://[^\s/?#]+\S*", say("cell_address"))
ADDRESS_OR_NONE = matching(r"(https://[^\s/?#]+\S*)?", say("cell_address"))
YES_NO = Kind(
    lambda text: {"ja": True, "nej": False, "yes": True, "no": False}[text.casefold()], say("cell_yes_no")
)
ANSWER = choice(ANSWERS)

"""Invented apps: every name, number and studio is made up."""

from __future__ import annotations

from dataclasses import dataclass

BEGINNINGS = (
    "Boble", "Glim", "Hyl", "Klods", "Kvik", "Lirum", "Mos",
    "Nord", "Pixel", "Snegle", "Tange", "Vims", "Ylle", "Zap",
)  # fmt: skip
FREE_ENDINGS = {
    "snak": "social", "klip": "social", "ring": "social",
    "hop": "games", "mester": "games", "by": "games", "løb": "games",
    "kort": "tools", "lære": "tools", "foto": "tools",
}  # fmt: skip
PAID_ENDINGS = {"atlas": "tools", "ordbog": "tools", "skak": "games"}
FIRST_ID = 9_990_000_001  # far above the numbers that the store has given out


@dataclass(frozen=True)
class App:
    """One invented app."""

    app_id: str
    name: str
    developer: str
    genre: str  # social, games or tools


def _apps(endings: dict[str, str], first_id: int) -> tuple[App, ...]:
    named = [(start + end, genre) for start in BEGINNINGS for end, genre in endings.items()]
    return tuple(
        App(str(first_id + number), name, f"Eksempelstudie {number % 40 + 1} (opdigtet)", genre)
        for number, (name, genre) in enumerate(named)
    )


FREE_APPS = _apps(FREE_ENDINGS, FIRST_ID)  # 140
NEWCOMER = App(str(FIRST_ID + 2000), "Fnugpop", "Eksempelstudie 41 (opdigtet)", "social")  # on no sheet
PAID_APPS = _apps(PAID_ENDINGS, FIRST_ID + 1000)  # 42

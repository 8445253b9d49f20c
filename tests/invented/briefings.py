"""A briefing made by hand, every part of it filled; parts can be changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from invented.drawings import bars, columns, ranks
from invented.tables import MONTH, kinds_table, table_of
from klubtrends.danish import SECTIONS, TOTAL
from klubtrends.disclosure.protected import Row
from klubtrends.report.briefing import (
    AppNote,
    Briefing,
    ContactNote,
    EventNote,
    FigureNote,
    LawNote,
    NewsNote,
    PickNote,
    SignalNote,
)
from klubtrends.report.origin import Answer, Origin, own_log

QUARTER_MONTHS = ("2026-07", "2026-08", "2026-09")
RANKS_ORIGIN = Origin(
    "Apples hitliste",
    tuple(Answer(dt.datetime(2026, 10, day, 4, 10, tzinfo=dt.UTC), f"sha256:{letter * 52}====")
          for day, letter in ((30, "A"), (31, "B"))),
)  # fmt: skip
NEWS_ORIGIN = Origin(
    "nyhedskilderne", (Answer(dt.datetime(2026, 10, 31, 5, tzinfo=dt.UTC), "sha256:" + "C" * 56),)
)
TALK_ORIGIN = Origin(
    "Wikimedias visningstal",
    tuple(
        Answer(dt.datetime(2026, 11, day, 5, tzinfo=dt.UTC), f"sha256:{letter * 52}====")
        for day, letter in ((2, "D"), (9, "E"))
    ),
)
QUARTER = "Hændelser i 3. kvartal 2026 efter tema"


def a_briefing(**changes: object) -> Briefing:
    """Make a briefing; each keyword replaces a part."""
    parts: dict[str, object] = {
        "month": MONTH, "municipality": "Eksempelkøbing Kommune", "marks": ("EKSEMPELDATA",), "coverage": "16 af 18.",
        "words": {slug: f"Ord til {slug}." for slug in SECTIONS}, "suggested": frozenset(),
        "signals": (SignalNote("Mobning", ("ny", "set"), "Mobning: flere end ventet."),), "no_signals": "Intet.",
        "ranks": replace(
            ranks(["Glimsnak", "Boblemester"], [[9] * 31, [3] * 31]), name="hitliste", origin=RANKS_ORIGIN
        ),
        "moves": ("Nye: A.",),
        "picks": (PickNote("Glimsnak er ny.", "set", "Vi tager fejl, hvis.", "Hvem vil lave et?"),),
        "picks_note": "To apps mere.",
        "talks": (replace(columns([130] * 6 + [320, 310], [None] * 8), name="snaka", origin=TALK_ORIGIN),),
        "linked": "Ingen sammenhæng.",
        "totals": replace(columns([20] * 12 + [47], [None] * 6 + [(10, 30)] * 7), name="ialt", origin=own_log([MONTH])),
        "kinds": replace(bars([("Indhold", 7), ("Adfærd", None)]), name="slags", origin=own_log([MONTH])),
        "incident_tables": (kinds_table({"Indhold": 7, "Adfærd": None}),), "incident_notes": ("Bemærk.",),
        "positive_table": table_of("slags", [(Row(TOTAL, "total"), (15,))]),
        "quarter_tables": (replace(kinds_table({"Mobning": 31, "Svindel": 12}), caption=QUARTER),),
        "app_sheet": AppNote("Glimsnak", "God.", (("Livestream", "nej"),), "Tjekket.", ("Hvad?",)),
        "law": (LawNote("Lov", "Betyder", "Forslag."),), "figures": (FigureNote("77 %", "n = 10"),),
        "news": (NewsNote("Nyt", "https://avisen.example/1", "Avisen", dt.date(2026, 10, 3)),),
        "events": (EventNote("Uge 42", "Ferie"),),
        "contacts": (ContactNote("Akut", "112", "112", "", ""), ContactNote("SSP", "", "", "https://ssp.example", "")),
        "method": ("Sådan.",),
        "origins": {"good": own_log([MONTH]), "quarter": own_log(QUARTER_MONTHS), "news": NEWS_ORIGIN},
        "as_of": dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC), "ledger_head": "b" * 64,
    }  # fmt: skip
    return Briefing(**(parts | changes))  # type: ignore[arg-type]

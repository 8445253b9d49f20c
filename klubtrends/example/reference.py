"""The example network's own reference rows, and its coordinator's words for the newest month."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from klubtrends.danish import FEATURES, date
from klubtrends.example.attention import FEEDS
from klubtrends.example.plan import DEPARTMENTS, LACKING, Plan
from klubtrends.files import place
from klubtrends.periods import shift
from klubtrends.reference.departments import write_departments
from klubtrends.reference.files import decoded
from klubtrends.reference.rows import AppSheet, Feed
from klubtrends.reference.table import columns_of
from klubtrends.reference.words import Words, words_path, write_words

FICTION = "<!-- EKSEMPELDATA: klubber, tal og apps er opdigtede. -->"
WORDS = {
    "kort": """\
- Flere klubber har meldt om billeder, der blev delt videre. Vi ved endnu ikke hvorfor, så tal om det nu.
- {rising} er gået hurtigt frem på hitlisten. Spørg børnene, hvad de bruger den til.
- Husk det gode: Mød op med én historie om et barn, der sagde fra eller hjalp en ven.""",
    "nu": """\
1. Tag samtalen om billeder med 6. og 7. klasse: Spørg, før du deler. *Alle afdelinger · inden {deadline}*
2. Prøv {rising} i et kvarter, og notér tre ting til næste møde. *To frivillige · inden næste møde*
3. Meld hver måned, også når der intet er at melde. *Ambassadørerne · senest den 5. i måneden*""",
    "nyt": "Billeddeling er nyt siden sidst og set flere steder, mest i beskedapps. Vi kender ikke årsagen."
    " {falling} er til gengæld gledet ned ad hitlisten.",
    "ser": "Det meste ligner en almindelig måned. Det, der skiller sig ud, er billeder. Kan I kende det hos jer?",
    "app": "Vi har valgt {rising}, fordi den på en måned er gået fra midten af hitlisten til toppen."
    " Prøv den, før I taler om den.",
    "lov": "Forældre spørger mest til aldersgrænsen. Svar med, hvor langt sagen er, ikke med, hvordan den ender.",
    "tal": "Brug tallene til at åbne en samtale, og sig altid, hvem der er spurgt.",
    "spoergsmaal": """\
Til mødet:

1. Hvad kan en klub gøre, før et billede bliver delt?
2. Hvem opdagede det først hos jer: børn eller voksne?
3. Hvad virkede, og hvad vil I gøre anderledes?

Til børnene: Hvad ville du ønske, at de voksne vidste om {rising}?""",
    "kalender": "På mødet aftaler vi, hvem der gør hvad i uge 11.",
    "ringer": "Er et barn i fare, så ring først, og skriv bagefter. Hæng listen op ved telefonen.",
    "metode": "Alt her er opdigtede eksempeldata. Med jeres egne tal er siden lavet på samme måde.",
}
SHEET = {  # the rising app's, as invented as the app
    "kind": "beskeder og korte videoer (opdigtet app)",
    "good": "Børn laver små film sammen og får hurtigt svar fra dem, de kender.",
    "terms_min_age": "13",
    "min_age_confidence": "none",
    "note": "EKSEMPELDATA: appen findes ikke.",
    "questions": "Hvad er det sjoveste, I har lavet i den? | Hvem kan skrive til dig?"
    " | Hvad gør du, hvis det bliver for meget?",
    "source": "opdigtet eksempel",
    "confidence": "uncertain",
}
YES = ("stranger_chat", "ephemeral", "streaks_pullback")
PARTIAL = ("recommender_feed",)


def write_reference(folder: Path, plan: Plan) -> None:
    """Write departments, feeds, the rising app's sheet and the newest month's words."""
    write_departments(folder / "departments.csv", DEPARTMENTS, lacking=LACKING)
    rows = [{"outlet": feed.outlet, "url": feed.url} for feed in FEEDS]
    place(folder / Feed.FILE, _table(list(columns_of(Feed)), rows).encode())
    _add_sheet(folder / AppSheet.FILE, plan)
    write_words(words_path(folder, plan.until), words_of(plan))


def words_of(plan: Plan) -> Words:
    """Say what the coordinator would about the planted month."""
    deadline = dt.date.fromisoformat(f"{shift(plan.until, 2)}-18")
    facts = {
        "rising": plan.rising.app.name,
        "falling": plan.falling.app.name,
        "deadline": date(deadline, year=False),
    }
    return Words({slug: text.format_map(facts) for slug, text in WORDS.items()}, FICTION)


def _add_sheet(path: Path, plan: Plan) -> None:
    """Put the rising app's sheet on top of the others, chosen for the newest month."""
    rows = list(csv.DictReader(io.StringIO(decoded(path.name, path.read_bytes())), delimiter=";"))
    answers = {name: "yes" if name in YES else "partial" if name in PARTIAL else "no" for name in FEATURES}
    app = plan.rising.app
    shown = {"code": app.name.casefold(), "name": app.name, "month": plan.until, "app_store_id": app.app_id}
    day = {"check_by": f"{shift(plan.until, 12)}-01"}
    place(path, _table(list(columns_of(AppSheet)), [SHEET | answers | shown | day, *rows]).encode())


def _table(columns: list[str], rows: list[dict[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=";", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return f"\ufeff{text.getvalue()}"

"""Her own words are looked over: names and identifiers are found, what everybody may know is let pass."""

import subprocess
import sys

import pytest

from klubtrends.danish import MARKS, SECTIONS
from klubtrends.incidents.register import Register
from klubtrends.publishing import prepare
from klubtrends.publishing.spotted import HINT, Public, account, marked, scrubbed, spots_in, word_at
from klubtrends.reference.bundle import Reference
from klubtrends.workspace import shipped

REFERENCE = Reference.read(shipped("reference"))
PUBLIC = Public.of(REFERENCE, "Eksempelkøbing Kommune", ["Stumble Guys", "Max", "Kvak - Chat, Spil & Venner"])


def found(text, *no_names, public=PUBLIC):
    """Look one text over; give each spot's kind with what stands there."""
    spots = spots_in({"kort": text}, public, no_names)
    return [(spot.kind, text[spot.start : spot.end]) for spot in spots]


# what is found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mikkel Holm slog igen.", [("name", "Mikkel Holm")]),
        ("Vi talte med mikkel fra klubben.", [("name", "mikkel")]),
        ("Ring til hende på 20 30 40 50.", [("phone", "20 30 40 50")]),
        ("Drengen 010112-1234 har det godt.", [("cpr", "010112-1234")]),
        ("Skriv til en@eksempel.example i dag.", [("email", "en@eksempel.example")]),
        ("Se https://eksempel.example/profil nu.", [("url", "https://eksempel.example/profil")]),
        ("Mikkel gamer_123 skrev.", [("name", "Mikkel"), ("handle", "gamer_123")]),
        ("Vi så **Mik**kel i dag.", [("name", "Mik**kel")]),
        ("Vi så M&#105;kkel i dag.", [("name", "M&#105;kkel")]),
        ("Det var Anna\\! Nu.", [("name", "Anna")]),
        ("Hun er skjult\\_bruger\\_9 der.", [("handle", "skjult\\_bruger\\_9")]),
        ("Hvis far er præst, så spørg.", [(HINT, "Hvis far er præst")]),
    ],
)
def test_what_may_tell_who_it_is_is_found(text, expected):
    """As a page shows it: Markdown's own marks hide nothing."""
    assert found(text) == expected


def test_a_spot_says_its_section_line_and_kind_and_quotes_nothing():
    """What is listed may be read aloud."""
    spots = spots_in(
        {"nu": "1. Ro.\n\n2. Mikkel Holm ringer 20 30 40 50.", "ser": "Hvis far er præst."}, PUBLIC
    )
    told = "\n".join(account(spots))

    assert [(spot.section, spot.line, spot.kind) for spot in spots] == [
        ("nu", 3, "name"), ("nu", 3, "phone"), ("ser", 1, HINT),
    ]  # fmt: skip
    assert f"»{SECTIONS['nu']}«, linje 3: et navn" in told
    assert not any(word in told + repr(spots) for word in ("Mikkel", "20 30", "præst"))


def test_lines_are_those_of_the_words_file():
    """An editor of another system ends its lines in another way."""
    assert [spot.line for spot in spots_in({"kort": "En.\r\nTo.\r\nMikkel Holm."}, PUBLIC)] == [3]


# what is let pass


@pytest.mark.parametrize(
    "text",
    [
        "Ring 116 111 eller 114.",
        "Læs på https://politi.dk, politi.dk eller [her](https://politi.dk/).",
        "Brug Stumble Guys i et kvarter.",
        "Stumble Guys' baner, og alle Stumble Guys-spillere.",
        "Kvak er ny, og Kvak - Chat, Spil & Venner er dens hele titel.",
        "Eksempelkøbing Kommune betaler.",
        "Politiets Online Patrulje svarer.",
        "Tag det op inden den 5. november.",
    ],
)
def test_what_everybody_may_know_passes(text):
    """Contacts, apps of the month, the municipality, and days to plan by."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi hørte, at Max slog ham.", [("name", "Max")]),  # an app of the month, and a child
        ("Stumble Guys Mikkelsen slog.", [("name", "Mikkelsen")]),
        ("Mikkel Stumble Guys slog.", [("name", "Mikkel Stumble Guys")]),
        ("Alle Stumble Guys-mikkel.", [("name", "Stumble Guys-mikkel")]),
        ("Se https://politi.dk/mikkel nu.", [("url", "https://politi.dk/mikkel")]),
        ("Ring 116 111 eller 20 30 40 50.", [("phone", "20 30 40 50")]),
    ],
)
def test_what_is_public_covers_nothing_beside_it(text, expected):
    """A name that stands beside an app's is a name."""
    assert found(text) == expected


def test_a_contacts_number_is_the_same_however_it_is_spaced():
    """She does not write it as the table does."""
    public = Public(("Kommunens vagt", "20304050"), ())

    assert found("Ring 20 30 40 50.", public=public) == []
    assert found("Ring 20 30 40 51.", public=public) == [("phone", "20 30 40 51")]


# what she declares


def test_a_word_that_is_declared_is_no_name_any_more():
    """Wherever it stands exactly so, in the genitive too."""
    assert found("De fandt Sunsets filtre, ikke Snurretop.") == [("name", "Sunsets"), ("name", "Snurretop")]
    assert found("De fandt Sunsets filtre, ikke Snurretop.", "Sunset", "Snurretop") == []
    assert found("Vi hørte om Max.", "Max") == []
    assert found("Vi hørte om Max Solskov.", "Max") == [("name", "Max Solskov")]


@pytest.mark.parametrize(
    "identifier",
    ["010112-1234", "20 30 40 50", "en@eksempel.example", "https://eksempel.example/x", "@lillemus", "lillemus_09",
     "Skovvej 12", "Fjordskolen", "7.b"],
)  # fmt: skip
def test_no_identifier_passes_for_being_declared(identifier):
    """Only names can be mistaken."""
    text = f"Det er {identifier} igen."

    assert found(text)
    assert found(text, identifier, f"er {identifier}") == found(text)


# ours


def test_our_own_texts_give_no_false_alarm():
    """Whatever the kit may put into her file."""
    texts = [text for _, words in REFERENCE.suggestions for text in words.sections.values()]
    texts += [question.text for question in REFERENCE.questions]
    texts += [text for action in REFERENCE.actions for text in (action.what, action.who, action.by_when)]
    texts += [f"1. {action.what} *{action.who} · {action.by_when}*" for action in REFERENCE.actions]

    assert len(texts) > 100
    assert [text for text in texts if found(text)] == []


def test_every_month_of_the_example_gives_no_false_alarm(example):
    """Suggestions, questions and the example's own words, as each month's page has them."""
    with Register(example.incidents_file) as register:
        months = sorted(register.reported()["month"].unique())
    alarms = {month: [spot.where for spot in prepare(example, month).spots] for month in months}

    assert len(alarms) == 30
    assert [month for month, spots in alarms.items() if spots] == []


# how it is shown


def test_a_text_is_scrubbed_and_marked_alike():
    """The marks are those of the scrubber; what a person must judge is underlined and stays."""
    text = "Ring til Anna på 20 30 40 50: pigen fra 7.b, hvis far er præst."
    spots = spots_in({"kort": text}, PUBLIC)

    assert scrubbed(text, spots) == "Ring til [navn] på [telefon]: pigen fra [skole], hvis far er præst."
    assert marked(text, spots) == (
        "Ring til <mark>[navn]</mark> på <mark>[telefon]</mark>: <u>pigen fra <mark>[skole]</mark></u>,"
        " <u>hvis far er præst</u>."
    )


@pytest.mark.parametrize(
    "hostile", ["<script>x</script>", "<img src=x onerror=y>", "&lt;b&gt;", '"><b>', "</div>"]
)
def test_nothing_in_a_text_becomes_markup(hostile):
    """She may paste anything."""
    text = f"{hostile} Mikkel Holm {hostile}"
    shown = marked(text, spots_in({"kort": text}, PUBLIC)).replace("<mark>", "").replace("</mark>", "")

    assert "<" not in shown.replace("<u>", "").replace("</u>", "")
    assert MARKS["name"] in shown


def test_what_can_be_declared_is_what_the_page_shows():
    """Not Markdown's spelling of it."""
    text = "Brug Snurre**top** nu."
    (spot,) = spots_in({"kort": text}, PUBLIC)

    assert spots_in({"kort": text}, PUBLIC, [word_at(text, spot)]) == []


# what it loads


def test_who_looks_at_no_words_loads_no_lexicon(example):
    """It is large: a month is prepared and sheets come in without it."""
    code = (
        "import sys, klubtrends, klubtrends.cli; from klubtrends.publishing import prepare;"
        "prepare(klubtrends.Workspace.open()).charts; print('simplemma' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=example.root, capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "False"


def test_three_alike_on_a_line_are_told_once_with_their_number_and_where_they_are_marked():
    """The same sentence three times tells less than once."""
    told = account(spots_in({"nu": "Mikkel Holm, Anna Lund og Sofie Krogh ringer."}, PUBLIC))

    assert told[0] == f"– »{SECTIONS['nu']}«, linje 1: et navn, 3 steder"
    assert "01_briefing.ipynb" in told[1]
    assert len(told) == 3

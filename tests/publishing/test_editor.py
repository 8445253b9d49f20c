"""The fields in the notebook: what she types is looked over, what she saves is whole, and nothing becomes markup."""

import re
import subprocess
import sys
from html import unescape

import pytest

from klubtrends.danish import DRAFT, SECTIONS, SUGGESTION, say
from klubtrends.errors import DisclosureRisk
from klubtrends.publishing import prepare
from klubtrends.reference.words import parse_words, read_words, words_path

MONTH = "2026-10"
NAME = "Snurretop Fjeldmark"


@pytest.fixture
def editor(mine):
    """The fields of the example's newest month."""
    return prepare(mine).editor()


@pytest.fixture
def file(mine):
    """The file that they are saved in."""
    return words_path(mine.reference, MONTH)


def words_in(html):
    """Read an HTML widget's text."""
    return re.sub(r"<[^>]+>", "", html.value)


def test_every_section_has_a_field_with_its_words_and_its_heading(editor, file):
    """Empty ones too: there she may begin."""
    words = read_words(file)

    assert {slug: panel.area.value for slug, panel in editor.panels.items()} == {
        slug: words.get(slug) for slug in SECTIONS
    }
    assert [panel.area.description for panel in editor.panels.values()] == list(SECTIONS.values())


def test_what_she_types_is_looked_over_at_once(editor):
    """The text without it, a line on what was found, and what can be done."""
    panel = editor.panels["kort"]
    assert (words_in(panel.verdict), panel.scrub.disabled) == (say("look_clean"), True)

    panel.area.value = f"Ro.\nRing til {NAME} på 20 30 40 50, hvis far er præst."

    assert (
        "Ring til <mark>[navn]</mark> på <mark>[telefon]</mark>, <u>hvis far er præst</u>." in panel.shown.value
    )
    assert "et navn (linje 2) og et telefonnummer (linje 2)" in words_in(panel.verdict)
    assert say("look_hints") in words_in(panel.verdict)
    assert not panel.scrub.disabled
    assert [button.description for button in panel.actions.children] == [
        panel.scrub.description, f"»{NAME}«: Det er ikke et navn",
    ]  # fmt: skip


def test_one_click_takes_the_scrubbed_text(editor):
    """The field then holds what the page may."""
    panel = editor.panels["kort"]
    panel.area.value = f"Ring til {NAME} på 20 30 40 50."
    panel.scrub.click()

    assert panel.area.value == "Ring til [navn] på [telefon]."
    assert panel.scrub.disabled
    assert words_in(panel.verdict) == say("look_clean")


def test_one_click_says_that_it_is_no_name_everywhere_and_the_file_keeps_it(editor, file, mine):
    """The page then goes through."""
    for slug in ("kort", "nyt"):
        editor.panels[slug].area.value = f"Prøv {NAME} i et kvarter."
    editor.panels["nyt"].names[NAME].click()

    assert all(words_in(editor.panels[slug].verdict) == say("look_clean") for slug in ("kort", "nyt"))
    assert editor.panels["kort"].names == {}
    editor.save.click()
    assert read_words(file).no_names == (NAME,)
    assert prepare(mine).publish().path.is_file()


def test_a_button_leaves_with_its_name(editor):
    """No heap of them grows while she types."""
    panel = editor.panels["kort"]
    panel.area.value = f"Prøv {NAME}, og hør Mikkel Holm."
    kept = panel.names["Mikkel Holm"]
    panel.area.value = "Hør Mikkel Holm i dag."

    assert panel.names == {"Mikkel Holm": kept}
    assert panel.actions.children == (panel.scrub, kept)


def test_nothing_is_saved_before_she_says_so(editor, file):
    """Typing changes no file."""
    before = file.read_bytes()
    editor.panels["kort"].area.value = "Noget helt andet."

    assert file.read_bytes() == before
    editor.save.click()
    assert read_words(file).get("kort") == "Noget helt andet."
    assert "Gemt i data/reference/briefings/2026-10.md" in words_in(editor.said)


def test_saving_keeps_what_the_file_says_beside_the_sections(editor, file):
    """Title, comments and what was told."""
    intro = read_words(file).intro
    editor.panels["kort"].area.value = "A."
    editor.save.click()
    editor.panels["kort"].area.value = "B."
    editor.save.click()

    assert read_words(file).intro == intro
    assert read_words(file).get("kort") == "B."
    assert list(file.parent.glob("*.tmp")) == []


def test_saving_says_if_the_page_cannot_leave_yet(editor, mine):
    """It is her file, and it is saved; the page is refused all the same."""
    editor.panels["kort"].area.value = f"Vi så {NAME}."
    editor.save.click()

    assert "kan ikke udgives endnu. Se under Kort sagt." in words_in(editor.said)
    with pytest.raises(DisclosureRisk):
        prepare(mine).publish()


def test_a_file_that_was_changed_elsewhere_is_not_written_over(editor, file):
    """Nothing of either is lost."""
    theirs = "## Kort sagt\n\nSkrevet i en anden fane.\n"
    file.write_text(theirs, encoding="utf-8")
    editor.panels["kort"].area.value = "Skrevet i feltet."
    editor.save.click()

    assert file.read_text(encoding="utf-8") == theirs
    assert "ændret et andet sted" in words_in(editor.said)
    assert editor.panels["kort"].area.value == "Skrevet i feltet."


def test_a_file_that_is_gone_or_cannot_be_written_is_explained(editor, file):
    """In the widget: an error there reaches nobody."""
    file.unlink()
    editor.save.click()
    assert words_in(editor.said) == say("editor_unwritten", file="data/reference/briefings/2026-10.md")

    file.mkdir()
    editor.save.click()
    assert words_in(editor.said) == say("editor_unwritten", file="data/reference/briefings/2026-10.md")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("A.\n## Nyt siden sidst\nB.", "###"),
        ("<!-- FORTALT: Mobning · 2 · godkendt af klublederen -->", "FORTALT"),
        ("<!-- IKKE ET NAVN: Bo -->", "IKKE ET NAVN"),
        ("halv \ud83d figur", "Intet er gemt"),
    ],
)
def test_what_cannot_be_saved_is_explained_and_nothing_is_written(editor, file, text, hint):
    """Whole or not at all: the other sections are not saved either."""
    before = file.read_bytes()
    editor.panels["lov"].area.value = "Et andet afsnit."
    editor.panels["kort"].area.value = text
    editor.save.click()

    assert hint in words_in(editor.said)
    assert file.read_bytes() == before


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</div></body>", "&lt;b&gt;", '" onclick="x',
    "<mark>[navn]</mark>", "[x](javascript:alert(1))", "\u202eevil\u202c\u2066x\u2069", "\x00\x1b[31m",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(editor, text):
    """No markup, no script, nothing that turns or hides text; in names and messages too."""
    panel = editor.panels["kort"]
    panel.area.value = f"{text} Mikkel Holm {text}"
    inside = panel.shown.value[panel.shown.value.index(">") + 1 : panel.shown.value.rindex("</div>")]

    assert "<" not in re.sub(r"</?(?:mark|u)>", "", inside)
    assert not re.search("[\x00\x1b\u202a-\u202e\u2066-\u2069]", panel.shown.value)
    assert len(re.findall("<mark>", inside)) == panel.shown.value.count("</mark>") >= 1
    for button in panel.actions.children:
        assert not re.search("[<>\x00\x1b\u202a-\u202e\u2066-\u2069]", button.description)


def test_a_hostile_text_is_saved_as_text(editor, file):
    """And read back as the same section."""
    editor.panels["kort"].area.value = "\n".join(HOSTILE)
    editor.save.click()

    assert parse_words("x.md", file.read_text(encoding="utf-8")).get("kort").startswith("<script>")
    assert "\u202e" not in file.read_text(encoding="utf-8")


def test_a_month_without_a_file_begins_with_suggestions(mine, file):
    """As the file does: marked, and not hers before she says so."""
    file.unlink()
    editor = prepare(mine).editor()

    assert DRAFT in file.read_text(encoding="utf-8")
    assert editor.panels["kort"].area.value.startswith(f"*{SUGGESTION}*")
    assert all(words_in(panel.verdict).endswith(say("look_clean")) for panel in editor.panels.values())


def test_the_notebooks_file_keeps_one_line_and_the_place_of_the_fields(editor):
    """What she types is not in it."""
    editor.panels["kort"].area.value = f"Vi så {NAME}."
    shown = editor._repr_mimebundle_(include=None, exclude=None)

    assert (
        shown["text/plain"] == repr(editor) == say("editor_stored", file="data/reference/briefings/2026-10.md")
    )
    assert set(shown) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert NAME not in str(shown)


def test_fields_come_one_below_the_other_where_room_is_scarce(editor):
    """At 390 pixels nothing is wider than the screen."""
    for panel in editor.panels.values():
        both = panel.box.children[0]
        assert both.layout.flex_flow == panel.actions.layout.flex_flow == "row wrap"
        assert {panel.area.layout.min_width, panel.shown.layout.min_width} == {"0"}
        assert all(button.layout.max_width == "100%" for button in panel.actions.children)


def test_importing_the_editor_is_left_to_who_asks_for_it():
    """The commands need no widgets."""
    code = "import sys, klubtrends.publishing.edition; print('ipywidgets' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "False"


def test_a_word_that_cannot_be_declared_is_explained_as_text(editor, file):
    """The message names marks that a browser would read as markup."""
    before = file.read_bytes()
    editor.panels["kort"].area.value = "Vi så Mikkel Holm."
    editor._declare("Holm, Mikkel")

    assert say("words_no_name") in unescape(editor.said.value)
    assert "&lt; eller &gt;" in editor.said.value
    editor.save.click()
    assert file.read_bytes() != before
    assert read_words(file).no_names == ()


def suggested(mine, file):
    """Give the fields of a month whose file is made of suggestions."""
    file.unlink()
    return prepare(mine).editor()


def test_a_suggestion_becomes_hers_with_one_press(mine, file):
    """Its words stay, its mark goes; a text of her own has no such button."""
    editor = suggested(mine, file)
    panel = editor.panels["kort"]
    words = panel.area.value.removeprefix(f"*{SUGGESTION}*").strip()
    assert panel.actions.children[0] is panel.accept
    assert say("editor_suggested") in words_in(panel.verdict)

    panel.accept.click()

    assert panel.area.value == words
    assert panel.accept not in panel.actions.children
    assert say("editor_suggested") not in words_in(panel.verdict)


def test_the_page_is_finished_with_one_press_once_no_suggestion_is_left(mine, file):
    """Before that it stays a draft, and the fields to look at are named; then it can be published."""
    editor = suggested(mine, file)
    panels = [panel for panel in editor.panels.values() if SUGGESTION in panel.area.value]
    for panel in panels[1:]:
        panel.accept.click()
    editor.finish.click()
    assert f"under {panels[0].area.description} står der endnu" in words_in(editor.said)
    assert DRAFT in read_words(file).intro

    panels[0].accept.click()
    editor.finish.click()

    assert "linjen med UDKAST er væk" in words_in(editor.said)
    assert DRAFT not in read_words(file).intro
    assert "FORSLAG, SOM DE BLEV GIVET" in read_words(file).intro
    assert prepare(mine).publish().path.is_file()


def test_saving_alone_leaves_it_a_draft(mine, file):
    """That it may leave is hers to say."""
    editor = suggested(mine, file)
    editor.save.click()

    assert DRAFT in read_words(file).intro


def test_the_months_file_says_at_its_top_what_must_go_first(mine, file):
    """Ten lines »Forslag:« are no surprise when she publishes."""
    file.unlink()
    first = prepare(mine).words_file.path.read_text(encoding="utf-8").splitlines()[0]

    assert DRAFT in first
    assert SUGGESTION in first

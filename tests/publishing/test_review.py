"""A note is shown to who pressed a button and to nobody else: no output, no saved notebook holds a word of it."""

import datetime as dt
import json
from dataclasses import replace

import ipywidgets as widgets
import pytest

import klubtrends as kt
from klubtrends.errors import NotEnoughData
from klubtrends.incidents.register import Incident, Register
from klubtrends.publishing import prepare
from klubtrends.publishing.quotes import waiting
from klubtrends.reference.words import read_words, words_path
from klubtrends.workspace import Workspace

MONTH = "2026-10"


def inside(shown):
    """List a widget and all that is in it."""
    found = [shown]
    for each in getattr(shown, "children", ()):
        found += inside(each)
    return found


def open_review(workspace):
    """Show the notes, as who presses the first button does."""
    review = kt.review(workspace, MONTH)
    press(review, "Vis noterne")
    return review


def buttons(review):
    """List the buttons by what stands on them."""
    return {each.description: each for each in inside(review._box) if isinstance(each, widgets.Button)}


def press(review, text):
    """Press a button."""
    buttons(review)[text].click()


def shown(review):
    """Give all markup that is on the screen."""
    return "\n".join(each.value for each in inside(review._box) if isinstance(each, widgets.HTML))


def role(review, text):
    """Write who approves."""
    (field,) = [each for each in inside(review._box) if isinstance(each, widgets.Text)]
    field.value = text


def noted(workspace, text):
    """Let one note wait, and no other."""
    with Register(workspace.incidents_file) as register:
        register.forget_notes("9999-12")
        register.add(
            [Incident("x", "2026-W42", MONTH, "eg", "negative", "bullying", "snapchat", "mellem", 2, note=text)]
        )
    return workspace


def test_before_a_button_is_pressed_nothing_of_a_note_has_left_the_register(mine):
    """Neither its words nor how many there are; the output is a reference and a sentence."""
    review = kt.review(mine, MONTH)
    bundle = review._repr_mimebundle_()
    states = json.dumps([each.get_state() for each in inside(review._box)], default=str)

    assert set(bundle) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert bundle["text/plain"] == repr(review)
    for note in waiting(mine, MONTH).notes:
        for word in note.text.split():
            assert len(word) < 5 or word not in states + json.dumps(bundle)


def test_what_is_shown_is_never_in_the_output(mine):
    """Whatever was pressed before the notebook is saved."""
    review = open_review(mine)

    assert "Opdigtet" in shown(review)
    assert "Opdigtet" not in repr(review) + json.dumps(review._repr_mimebundle_())


def test_a_word_is_hidden_and_shown_with_a_press_and_looks_so(mine):
    """It is struck through, dark, and says so to who cannot see it; the quotation follows."""
    review = open_review(noted(mine, "Leder af klubben talte med dem alle"))
    first, third = buttons(review)["Leder"], buttons(review)["klubben"]
    assert "<blockquote>[…] af klubben talte med dem alle</blockquote>" in shown(review)
    assert first.style.text_decoration == "line-through"
    assert first.tooltip.startswith("skjult")

    first.click()
    third.click()
    assert "<blockquote>Leder af […] talte med dem alle</blockquote>" in shown(review)
    assert (first.style.text_decoration, third.style.text_decoration) == (None, "line-through")
    assert first.tooltip.startswith("vist")


def test_what_may_be_a_name_cannot_be_pressed(mine):
    """Should one have slipped through the door."""
    review = open_review(noted(mine, "Ring til Mette i morgen"))

    assert buttons(review)["Mette"].disabled
    assert not buttons(review)["Ring"].disabled


def test_indirect_descriptions_are_underlined(mine):
    """With a word on what to do about them."""
    review = open_review(noted(mine, "Pigen, hvis far er præst, var ked af det"))

    assert "<u>hvis</u> <u>far</u>" in shown(review)
    assert "kan pege på ét barn" in shown(review)


def test_approving_writes_the_quotation_and_goes_on_to_the_next(mine):
    """And what was on the screen is taken out of the browser."""
    review = open_review(mine)
    before = inside(review._box)
    role(review, "klublederen")
    press(review, "Godkend til citat")
    press(review, "Godkend til citat")  # few departments have seen such a thing

    assert "Citatet står nu i månedens fil" in shown(review)
    assert "af 2" in shown(review)
    assert read_words(words_path(mine.reference, MONTH)).get("ser").count("\n> ") == 1
    assert all(each.comm is None for each in before if each is not review._box)


def test_a_doubt_is_said_and_the_same_words_are_quoted_when_she_presses_again(mine):
    """Other words than those that she was asked about are asked about anew."""
    review = open_review(noted(mine, "Pigen, hvis far er præst, var ked af det i klubben"))
    role(review, "klublederen")
    press(review, "Godkend til citat")
    assert "tryk en gang til" in shown(review)

    buttons(review)["klubben"].click()
    press(review, "Godkend til citat")
    assert waiting(mine, MONTH).notes
    assert "\n> " not in read_words(words_path(mine.reference, MONTH)).get("ser")

    press(review, "Godkend til citat")
    assert "Citatet står nu i månedens fil" in shown(review)
    assert waiting(mine, MONTH).notes == ()


def test_a_refusal_is_said_and_the_note_stays(mine):
    """She writes a role, and presses again."""
    review = open_review(mine)
    press(review, "Godkend til citat")
    assert "en rolle, fx klublederen" in shown(review)
    role(review, "Mette")
    press(review, "Godkend til citat")

    assert "ikke et navn" in shown(review)
    assert len(waiting(mine, MONTH).notes) == 3


def test_notes_are_deleted_and_passed_over_until_there_are_none(mine):
    """From the last one goes on to the first."""
    review = open_review(mine)
    press(review, "Næste note")
    assert "Note 2 af 3" in shown(review)
    press(review, "Slet nu")
    assert "Note 2 af 2" in shown(review)
    press(review, "Slet nu")
    assert "Note 1 af 1" in shown(review)
    assert "Næste note" not in buttons(review)
    press(review, "Slet nu")

    assert "ikke flere noter" in shown(review)
    assert waiting(mine, MONTH).notes == ()


def test_a_note_that_cannot_be_quoted_says_why_and_can_be_deleted(mine):
    """Its month is out."""
    prepare(mine, MONTH).publish()
    review = open_review(mine)

    assert "er udgivet" in shown(review)
    assert set(buttons(review)) == {"Slet nu", "Næste note"}


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> <img src=x onerror=alert(1)>", "a\u202eb\x00c <b>d</b> &lt;"]
)
def test_a_hostile_note_is_shown_as_text(mine, text):
    """Markup of it has no effect; what cannot be seen is gone."""
    review = open_review(noted(mine, text))

    for markup in ("<script", "<img", "<b>d", "\u202e", "\x00"):
        assert markup not in shown(review)
    assert "&lt;" in shown(review)
    assert not any("\u202e" in text or "\x00" in text for text in buttons(review))


def test_where_there_is_nothing_to_read_it_says_so(mine):
    """Notes are off, or none waits: a sentence and no button."""
    off = Workspace(mine.root, replace(mine.settings, notes=False))
    assert "slået fra" in repr(kt.review(off, MONTH))
    none = kt.review(mine, MONTH)
    assert "ingen noter" in repr(none)
    assert set(none._repr_mimebundle_()) == {"text/plain"}
    with pytest.raises(NotEnoughData):
        kt.review(mine, "oktober")


def test_opening_the_review_deletes_what_is_past_its_time(mine):
    """Thirty days after the meeting nobody can read it any more, nor find a byte of it."""
    late = Workspace(mine.root, replace(mine.settings, now=dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC)))
    assert "ingen noter" in repr(kt.review(late, MONTH))

    assert b"Opdigtet" not in b"".join(path.read_bytes() for path in mine.register.iterdir())


def test_a_note_that_somebody_else_decided_on_meanwhile_is_said_to_be_gone(mine):
    """Two notebooks are open."""
    one, other = open_review(mine), open_review(mine)
    press(one, "Slet nu")
    press(other, "Slet nu")

    assert "slettet eller ændret" in shown(other)
    assert len(waiting(mine, MONTH).notes) == 2

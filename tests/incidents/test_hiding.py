"""Of a note leaves only what is ordinary or was looked at, and never what may be a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klubtrends.incidents.hiding import LEFT_OUT, Word, Wording
from klubtrends.incidents.scrub import identifier_spans, name_spans, scrub


def test_what_only_the_strict_pass_hides_may_be_shown_again():
    """A machine cannot tell; the reviewer can."""
    wording = Wording.of("Leder af klubben talte med dem alle")

    assert wording.words[0] == Word("Leder", hidden=True)
    assert wording.quotation == f"{LEFT_OUT} af klubben talte med dem alle"
    assert wording.turned(0).quotation == "Leder af klubben talte med dem alle"


def test_any_word_can_be_hidden_and_shown_again():
    """Neighbours are left out as one, and the sentence keeps its end."""
    wording = Wording.of("Vi talte med klassen, og så stoppede det.")
    less = wording.turned(7).turned(6).turned(3)

    assert less.quotation == "Vi talte med […], og så […]."
    assert less.turned(3).turned(6).turned(7) == wording


@pytest.mark.parametrize("secret", ["010190-1234", "Mette", "20 30 40 50", "mette@post.example"])
def test_what_may_be_a_name_or_a_number_can_never_be_shown(secret):
    """Not even if it slipped through the door."""
    wording = Wording.of(f"Ring til {secret} om det")
    for place, each in enumerate(wording.words):
        if each.hidden:
            wording = wording.turned(place)

    assert secret not in wording.quotation
    assert wording.quotation == f"Ring til {LEFT_OUT} om det"


def test_indirect_descriptions_are_pointed_at():
    """They are for a person to judge, and not hidden by themselves."""
    wording = Wording.of("Det var pigen, hvis far er præst, der ringede")

    assert [each.text for each in wording.words if each.hinted] == ["hvis", "far", "er", "præst,"]
    assert wording.quotation == "Det var pigen, hvis far er præst, der ringede"


@pytest.mark.parametrize("text", ["", " \n ", "[navn], [navn].", "Mette", "[navn] […]"])
def test_a_note_of_which_nothing_is_left_has_no_quotation(text):
    """Marks alone say nothing."""
    assert Wording.of(text).quotation == ""


def test_what_cannot_be_seen_does_not_get_into_a_quotation():
    """Controls and direction marks could turn a sentence round."""
    assert Wording.of("det\x00 var\u202e ikke\u200b\r\n\tså slemt").quotation == "det var ikke så slemt"


@given(
    st.text(st.sampled_from("abcÆø M.,;-0123@\n[]…<>&\u202e\x00"), max_size=60),
    st.lists(st.integers(0, 40), max_size=12),
)
def test_whatever_is_turned_a_quotation_holds_no_name_and_no_number(text, turns):
    """The quotation itself is looked through once more; a word shown again can only be a word of the note."""
    wording = Wording.of(text)
    for place in turns:
        if place < len(wording.words):
            wording = wording.turned(place)
    quotation = wording.quotation

    assert scrub(quotation).text == quotation or not (identifier_spans(quotation) or name_spans(quotation))
    assert "\n" not in quotation

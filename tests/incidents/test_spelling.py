"""A slip of the finger is mended, a guess is not made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.spelling import _edits, meant, part_of
from klubtrends.workspace import shipped

PLATFORMS = [label.casefold() for label in read_codes(shipped("reference") / "codes.toml").platforms.values()]
LISTS = read_codes(shipped("reference") / "codes.toml").columns


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("snapchatt", "snapchat"), ("snpachat", "snapchat"), ("tik tok", "tiktok"), ("tiktock", "tiktok"),
        ("whatsap", "whatsapp"), ("instergram", "instagram"), ("fortnight", ""), ("robloks", ""),
        ("you tube", "youtube"), ("disord", "discord"), ("counter-strike 3", ""), ("yubi", "yubo"), ("snap", ""),
        ("facebok messenger", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_word_means_what_only_one_label_is_near_to(word, label):
    """One letter in four may be off, two at most, and no digit."""
    assert meant(word, PLATFORMS) == label


@pytest.mark.parametrize("column", LISTS)
def test_no_label_of_a_list_is_taken_for_another(column):
    """A label that a municipality takes off the list is not silently counted as its neighbour."""
    labels = [label.casefold() for label in LISTS[column].values()]
    for label in labels:
        others = [other for other in labels if other != label]
        assert (meant(label, others), part_of(label, others)) == ("", "")


@pytest.mark.parametrize(
    ("word", "column", "label"),
    [
        ("brawl", "platform", "Brawl Stars"), ("faceb", "platform", "Facebook"), ("face", "platform", ""),
        ("chat", "platform", ""), ("anden", "platform", ""), ("klub", "age_band", ""), ("5. klasse", "age_band", ""),
        ("13-17", "age_band", "Ungdomsklub, 13-17 år"), ("12-17 år", "age_band", ""), ("dage", "timeliness", ""),
        ("billeder", "type", ""), ("grum", "type", ""), ("groming", "type", "Grooming: en voksen opsøger et barn"),
        ("og", "type", ""), ("", "type", ""), ("intet at melde", "type", "Intet at melde denne måned"),
    ],
)  # fmt: skip
def test_a_part_means_the_only_label_that_has_it(word, column, label):
    """A beginning has five letters at least, one with a slip six, and numbers are whole."""
    assert part_of(word, LISTS[column].values()) == label


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_edits_are_a_distance(one, other):
    """Nought for equal words, the same both ways; beyond two it need only be more."""
    assert _edits(one, one) == 0
    assert _edits(one, other) == _edits(other, one) or min(_edits(one, other), _edits(other, one)) > 2
    assert (_edits(one, other) == 0) is (one == other)

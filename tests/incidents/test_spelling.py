"""A slip of the finger is mended, a guess is not made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.spelling import _edits, meant
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
        assert meant(label, [other for other in labels if other != label]) == ""


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_edits_are_a_distance(one, other):
    """Nought for equal words, the same both ways; beyond two it need only be more."""
    assert _edits(one, one) == 0
    assert _edits(one, other) == _edits(other, one) or min(_edits(one, other), _edits(other, one)) > 2
    assert (_edits(one, other) == 0) is (one == other)

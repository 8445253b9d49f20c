"""Nobody is quoted whose note was not read and approved."""

import pytest

from klubtrends.errors import DisclosureRisk
from klubtrends.incidents.register import Incident, Register
from klubtrends.publishing import prepare
from klubtrends.publishing.out import open_ledger
from klubtrends.publishing.unreviewed import unreviewed
from klubtrends.reference.words import Words, read_words, words_path, write_words

NOTE = "Hun sagde, at de havde lagt billedet i gruppen, og at alle grinede."


@pytest.fixture
def noted(mine):
    """The example with one note more."""
    with Register(mine.incidents_file) as register:
        register.add(
            [
                Incident(
                    "x", "2026-W42", "2026-10", "eg", "negative", "bullying", "snapchat", "mellem", 2, note=NOTE
                )
            ]
        )
    return mine


def words(**sections):
    """Make a month's words."""
    made = Words()
    for slug, text in sections.items():
        made = made.with_section(slug, text)
    return made


@pytest.mark.parametrize(
    "text",
    [
        f"> {NOTE}",
        "En fortalte, at DE HAVDE LAGT »billedet« i -- gruppen.",
        "de  havde\nlagt   billedet\ti gruppen",
        "d\u00ade ha\u200bvde lagt billedet i grup\u2060pen",
        "de havdelagt billedet i gruppen",
        "d&#101; havde lagt billedet i gruppen",
        "**de** havde *lagt* [billedet](https://x.example) i gruppen",
    ],
)
def test_five_words_of_a_note_are_found_however_they_are_written(noted, text):
    """And the section is named; the others are not."""
    assert unreviewed(noted, words(kort="Ro på. Tal med hinanden.", ser=text, nyt="Intet nyt.")) == ["ser"]


def test_what_shares_less_is_the_coordinators_own(noted):
    """Four words in a row are chance."""
    assert unreviewed(noted, words(ser="De havde lagt billedet frem, og i gruppen så man det.")) == []
    assert unreviewed(noted, Words()) == []


def test_once_decided_the_words_are_free(noted):
    """An approved quotation must not keep its own month from being published."""
    quoted = words(ser=f"> {NOTE}")
    with Register(noted.incidents_file) as register:
        register.decide(next(note for note in register.notes() if note.id == "x"))

    assert unreviewed(noted, quoted) == []


def test_a_page_that_quotes_it_is_not_written_and_the_refusal_does_not_quote(noted):
    """Nothing is recorded; the section is named, and where to review the note."""
    path = words_path(noted.reference, "2026-10")
    write_words(path, read_words(path).with_section("ser", f"> {NOTE}"))

    with pytest.raises(DisclosureRisk, match=r"Det ser vi i klubberne.*03_noter") as refusal:
        prepare(noted).publish()

    assert "billedet" not in str(refusal.value)
    assert open_ledger(noted).entries() == []
    assert not noted.reports.joinpath("2026-10", "briefing.html").exists()

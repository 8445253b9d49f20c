"""Names in notes: found as people write them, with what stands around left alone, and nothing quoted when it fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klubtrends.incidents.scrub import Scrubbed, indirect_spans, name_spans, scrub, strict_spans

HIDDEN = [
    ("mette skrev til emma om billedet", "[navn] skrev til [navn] om billedet"),
    ("Annas veninde slog Muhammed's lillebror", "[navn] veninde slog [navn] lillebror"),
    ("anne-lise og jens-peter kom", "[navn] og [navn] kom"),
    ("Else-Marie Skov ringede", "[navn] ringede"),
    ("vi talte med M. Hansen og J.P. Nielsen", "vi talte med [navn] og [navn]"),
    ("drengen A og pigen B var uvenner", "drengen [navn] og pigen [navn] var uvenner"),
    ("hun hedder liv", "hun hedder [navn]"),
    ("bo skrev, at han var ked af det", "[navn] skrev, at han var ked af det"),
    ("Storm sagde, at My har delt det", "[navn] sagde, at [navn] har delt det"),
    ("det var sammen med sol og storm", "det var sammen med [navn] og [navn]"),
    ("en dreng, der hedder hans, blev sur", "en dreng, der hedder [navn], blev sur"),
    ("Hans mor ringede. Hans Jensen ringede.", "Hans mor ringede. [navn] ringede."),
    ("Аnna og An\u200dna og Åse", "[navn] og [navn] og [navn]"),
    ("A n n a og m-e-t-t-e", "[navn] og [navn]"),
    ("soeren, Jorgen og miiia var der", "[navn], [navn] og [navn] var der"),
    ("4nna og M1kkel", "[navn] og [navn]"),
    ("nguyen van minh og Fatima al-Hassan", "[navn] og [navn]"),
    ("Abdirahman Warsame og Oleksandr Kovalenko", "[navn] og [navn]"),
    ("pipaluk, zeynep, wojciech og jógvan", "[navn], [navn], [navn] og [navn]"),
    ("IDA OG NOAH SLÅS", "[navn] OG [navn] SLÅS"),
    ("det var Jan Bech ’ s og Anna 's råd", "det var [navn] og [navn] råd"),
    ("Trine Bergs telefon er 20304050", "[navn] telefon er [telefon]"),
]  # fmt: skip
ORDINARY = """
Vi så en video på TikTok om Danmark og Fortnite.
Der var sol og regn, liv i klubben og en bro over åen.
klubben har talt med børnene om nøgenbilleder, og der er lavet en aftale med forældrene
Sextortion: en dreng blev truet med deling af billeder på Snapchat og Instagram.
Der var en storm af beskeder i gruppechatten, og ingen sov den nat.
Mange var kede af det, men fik snakket om det med en voksen.
Hun sagde det til sin mor, og hans mor ringede til klubben.
Den ældste gruppe vil have regler for mobiler i København.
Vi så еn video, og hаn grinede.
Facebooks og Snapchats regler gælder også i Sveriges klubber.
jeg ved ik hvorfor de sku gøre det, det er mega cringe
""".strip().splitlines()
PIECES = ["Anna", "bo", "og", "Liv", ".", ",", "-", "er", "A", "\u200d", "7.b", "[navn]"]
INDIRECT = """
pigen fra 7.b, hvis far er præst
den eneste pige i klassen med høreapparat
drengen har adhd og bor ved siden af kirken
hendes mor arbejder i Netto
barnebarn af den tidligere borgmester
borgmesterens søn
en 13-årig dreng
den nye i klassen
det skete den 3. november
en dreng i kørestol
""".strip().splitlines()


@pytest.mark.parametrize(("text", "scrubbed"), HIDDEN)
def test_a_name_is_hidden_however_it_is_written(text, scrubbed):
    """Lower case, genitives, double names, initials, words that are names, disguises, all origins."""
    assert scrub(text).text == scrubbed


@pytest.mark.parametrize(("text", "scrubbed"), HIDDEN)
def test_the_strict_way_hides_all_that_the_other_does(text, scrubbed):
    """What may leave the house is never more than what stays in it."""
    strict = {place for start, end in strict_spans(text) for place in range(start, end)}

    assert {place for start, end in name_spans(text) for place in range(start, end)} <= strict


@pytest.mark.parametrize("sentence", ORDINARY)
def test_what_clubs_write_about_is_left_alone(sentence):
    """Apps, places, seasons and slang are no names."""
    assert name_spans(sentence) == []


def test_the_strict_way_denies_what_it_does_not_know():
    """A word that is in no dictionary, and one that is a name besides, is hidden though nothing else tells."""
    assert scrub("han og krummelo og bo kom", strict=True).text == "han og [navn] og [navn] kom"
    assert scrub("han og hun kom hjem igen", strict=True).text == "han og hun kom hjem igen"


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("en mand, der hedder gorgh busk", "en mand, der hedder [navn]"),
        ("vi mødte Nat og Hun i klubben", "vi mødte [navn] og [navn] i klubben"),
        ("De talte med Dem og Deres", "De talte med Dem og Deres"),
        ("Lykke Krummelo og HAN FORD KRUMMELO", "[navn] og HAN [navn]"),
        ("Facebook Krummelo kom fra Mario Krummelo", "Facebook [navn] kom fra [navn]"),
    ],
)
def test_the_strict_way_reads_capitals_as_names_where_their_place_does_not_explain_them(text, scrubbed):
    """A common word with a capital in mid-sentence, a word of an app beside a name, a last name that is a word."""
    assert scrub(text, strict=True).text == scrubbed


def test_a_public_contact_stays_where_it_stands_exactly_so():
    """Whom to call may be said; another number, and a part of a longer one, may not."""
    text = "Ring til Anna Berg på 20304050, ikke til Anna eller 20304051"

    assert scrub(text, allowed=["Anna Berg", "20304050"]).text == (
        "Ring til Anna Berg på 20304050, ikke til [navn] eller [telefon]"
    )


@pytest.mark.parametrize("text", INDIRECT)
def test_an_indirect_description_is_flagged_and_left_to_a_person(text):
    """Who has no name there can be known all the same."""
    assert scrub(text).flags


def test_flags_are_places_in_the_text_as_it_was():
    """A notebook marks them in what the person wrote."""
    text = "An\u200dna er pigen fra 7.b, hvis far er præst"

    assert [text[start:end] for start, end in indirect_spans(text)] == ["pigen fra 7.b", "hvis far er præst"]


def test_descriptions_that_overlap_are_one_flag():
    """What a relative is can be a trait besides."""
    text = "drengen sagde, at hendes mor er gravid igen"

    assert [text[start:end] for start, end in indirect_spans(text)] == ["hendes mor er gravid igen"]


@pytest.mark.parametrize("sentence", ORDINARY[:5])
def test_ordinary_sentences_are_not_flagged(sentence):
    """A flag that is always up is not seen."""
    assert scrub(sentence).flags == ()


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_no_text_breaks_it_and_spans_are_sound(text):
    """Spans are in order, apart and within the text; what is scrubbed is clean."""
    for spans in (name_spans(text), strict_spans(text), indirect_spans(text)):
        ends = [0, *(end for _, end in spans)]
        assert all(end <= start < last for end, (start, last) in zip(ends, spans, strict=False))
        assert ends[-1] <= len(text)
    assert isinstance(scrub(text), Scrubbed)


@pytest.mark.parametrize(
    "piece",
    ["a", "A ", "a-", "Aa-", "A.", "a b ", "Ab cd", "og ", "'", "hvis far er ", "den eneste ", "\u0301"],
)
def test_no_text_makes_it_run_away(piece):
    """A pattern that tried all ways through a text like these would never come back."""
    text = piece * (20_000 // len(piece))

    assert len(scrub(text, strict=True).text) > 0

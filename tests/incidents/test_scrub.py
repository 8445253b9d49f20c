"""Structured identifiers: found in the ways people write them, and little else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klubtrends.danish import MARKS
from klubtrends.incidents.scrub import Scrubbed, identifier_spans, indirect_spans, scrub

# What must be hidden, whole, as one identifier of its kind. All made up.
VARIANTS = {
    "cpr": """
        010190-1234 | 0101901234 | 010190 1234 | 01 01 90 1234 | 01.01.90-1234 | 01/01/90-1234 | 01-01-90-1234
        010190–1234 | 010190—1234 | 010190 - 1234 | 010190/1234 | 010190.1234 | 310112-4567 | 610190-1234
        01011990-1234 | 01-01-1990-1234 | 0 1 0 1 9 0 1 2 3 4 | 0-1-0-1-9-0-1-2-3-4 | 010190-xxxx | 010190-XXXX
        010190-**** | 010190 12 34 | 010190‑1234 | 010190−1234 | 010190​-1234 | 01​0190-1234 | ０１０１９０-１２３４
        O10190-1234 | 01019O-1234 | 010190 (1234 | 010190*1234 | 010190 og 1234 | 010190-12-34 | 010190-1 2 3 4
        010190 og så 1234 | 01.01.1990, de sidste fire er 1234 | 010190, slutter på 12 34
        nul en nul en halvfems tolv fireogtredive
        010190;1234 | 010190 | 1234 | 010190, 1234 | 010190_1234 | 010190: 1234
    """.replace("010190 | 1234", "010190\t1234"),
    "phone": """
        45 20 30 40 50 | 20_30_40_50 | 20  30  40  50 | 20·30·40·50 | 2o304050 | 070-123 45 67
        20304050 | 20 30 40 50 | 2030 4050 | 20-30-40-50 | 20.30.40.50 | 203 040 50 | +45 20304050 | +45 20 30 40 50
        +4520304050 | 0045 20304050 | 004520304050 | 2 0 3 0 4 0 5 0 | 20 304050 | +46 70 123 45 67 | +47 412 34 567
        +49 1512 3456789 | +44 7911 123456 | 0046 70 123 45 67 | 20 30 40 50 | 20–30–40–50 | +298 211234
        tyve tredive fyrre halvtreds | enogtyve, tredive, fyrre og nul fem | to nul tre nul fire nul fem nul
        femogfyrre tyve tredive fyrre halvtreds | 20 tredive fyrre halvtreds | 20304050/51
        +299 221234 | +48 512 345 678 | +1 (415) 555-2671
    """,
    "email": """
        anna[snabel-a]gmail.com | anna(a)gmail.com | anna @gmail .com | anna {at} gmail {dot} com | anna at gmail.com
        anna-at-gmail-dot-com | a n n a @ g m a i l . c o m | anna@gmail,com | anna (snabela) gmail (punktum) com
        anna@post.example | anna.berg@skole.dk | anna_b+klub@mail.co.uk | anna @ post.dk | anna(at)post.dk
        anna (at) post.dk | anna[at]post[dot]dk | anna snabel-a post punktum dk | anna snabela post.dk
        anna snabel a post punktum dk | anna at gmail dot com | ANNA@POST.DK | anna-berg@post.dk | a@b.dk
        anna@gmail com | anna snabel-a post dk
        anna(snabel-a)post(.)dk | anna＠post.dk
    """,
    "url": """
        skole dk | mitsted com | klub . dk | www klub dk | ftp://klub.dk | klub.dk:8080/x | klub [punktum] dk
        snapchat punktum com skråstreg anna
        https://klub.example/side | http://klub.dk | www.klub.dk | klub.dk/anna | hxxps://klub.dk/x
        snapchat.com/add/anna | tiktok.com/@anna.b | discord.gg/abc123 | t.me/anna | klub.example.com
        https://klub.dk/a?b=c&d=e#f | klub punktum dk | klub(dot)dk | instagram.com/anna_b
    """,
    "handle": """
        xXlillemusXx | mus-07 | lille.mus.07 | l1ll3mus | mus07 | mus#12 | mus__mus
        @anna | @anna.b | @anna_2012 | anna_2012 | xx_anna_xx | anna2012 | annaberg099 | lillemus#1234
        @anna-b | anna_b | sejdreng123
    """,
    "plate": """
        AB 12 345 | AB12345 | AB 12345 | AB-12-345 | ab12345 | ab12 345 | ÆØ 98 765
    """,
    "address": """
        Birkevej 12 | birkevej 12 | Birkevej 12 B | Birkevej 12B, 2. tv | Nørregade 3, 4000 Roskilde | Ny Østergade 7
        Lærkevænget 5 | Strandboulevarden 101 | Skovallé 9 | Rådhustorvet 1 | Bøgeparken 44 | Skovkrogen 8
        Birkevej 12, st. th | Solbakken 6
    """,
    "school": """
        Lyngmarksskolen | lyngmarksskolen | Lyngmarkskole | Vor Frue Skole | Bakkens Friskole | Havnens Privatskole
        Eksempelkøbing Gymnasium | 7.b | 7b | 7. B | 0.a | 9.C | 10.d | 4C
    """,
}
CASES = [
    (kind, variant.strip())
    for kind, text in VARIANTS.items()
    for line in text.strip().splitlines()
    for variant in line.split(" | ")
]
# Ordinary sentences with the numbers, times and words of a club: nothing of them is an identifier.
ORDINARY = """
I skoleåret 2025-2026 har 12 klubber haft 34 hændelser.
Mødet er den 3. november 2026 kl. 18.00-20.00 på rådhuset.
Fra 03-11-2026 til 2026-11-24 holder vi lukket.
De gav 25.000.000 kr. til 98 kommuner, og 1.200 børn kom.
Ring 112 eller 114, eller BørneTelefonen på 11 61 11.
Mange i 7. klasse bruger Snapchat, færre i 4. klasse.
Børn i 4.-7. klasse spiller Roblox, Fortnite og Counter-Strike 2.
Folkeskolen, ungdomsskolen og musikskolen arbejder sammen om uge 11.
En skole og en klub fandt selv ud af det.
Vi har 18 afdelinger, 900 unge og 5 pædagoger på vagt.
Der kom 3 nye apps i top 100, og TikTok steg fra nr. 14 til nr. 2.
I 2024 havde 48 % en profil før de fyldte 10 år.
Det tog 1-3 dage, før netværket vidste det.
PEGI 16 gælder for nye spil fra juni 2026.
På Snapchat er der mange, som deler deres placering.
På Discord hedder det en server, på Roblox en oplevelse.
Brugernavnet er ukendt, og profilen er slettet.
Efter § 133 i barnets lov har alle ansatte pligt til at underrette.
Han brugte 1.500 kr. på skins og loot boxes i uge 42.
Chatten i GTA 5 og FIFA 23 er slået fra.
Tilbage er 55 − 14 − 21 − 9 − 8 = 3.
Mødet var 03.11.26 18.00, og 25-04- 2006 var for længe siden.
Halvdelen (n=2.153) svarede ja i maj 2024.
Vejen 4 er ikke en gade, og alle 18 klubber ved det.
5G og 4G virker, men 3D-briller er dyre.
Vi så det på vej hjem, og pladsen var fuld.
Klubben har åbent 14-17 og lørdag 10.30-15.
Character.AI og ChatGPT er AI-tjenester.
Hun kom.De andre blev hjemme.
Mange her i dk gør det, og hele dk ser med.
De talte: to, tre, fire, fem, seks, syv, otte, ni.
Der var tyve, tredive eller fyrre børn, og mellem 20 og 30 eller 40 og 50 i alt.
Fra 151023 til kl 1800 var der 26500000/1200 visninger, sæson 20-10-2025/26.
Mobning og udelukkelse i gruppechats fylder mest, siger forældrene.
Barnet sagde selv fra og fik hjælp af en voksen samme dag.
Sextortion, grooming og billeddeling tælles med den høje grænse.
""".strip().splitlines()


def test_there_are_more_than_a_hundred_variants_over_all_kinds():
    """The cases below are as many as they look."""
    assert len(CASES) > 100
    assert {kind for kind, _ in CASES} == set(MARKS) - {"name", "department"}


@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_every_way_of_writing_it_is_hidden_whole(kind, variant):
    """Alone, within a sentence, and at its end."""
    assert scrub(variant).text == MARKS[kind]
    assert scrub(f"Vi så {variant}, og så gik vi.").text == f"Vi så {MARKS[kind]}, og så gik vi."
    assert scrub(f"det var {variant}.").text == f"det var {MARKS[kind]}."


@pytest.mark.parametrize("sentence", ORDINARY)
def test_ordinary_danish_is_left_alone(sentence):
    """Years, hours, amounts, grades and apps are what clubs talk of."""
    assert identifier_spans(sentence) == []


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("brugernavn: lillemus", "brugernavn: [brugernavn]"),
        ("hendes snap er mus.07 nu", "hendes snap er [brugernavn] nu"),
        ("snap er mussimus", "snap er [brugernavn]"),
        ("snap er slettet", "snap er slettet"),
        ("Insta: sejdreng", "Insta: [brugernavn]"),
        ("han bor i: 4000 Eksempelkøbing", "han bor i: [adresse]"),
        ("hun går i 7 b på skolen", "hun går i [skole] på skolen"),
        ("cpr-nummeret er 01.02.2003 husker jeg nok 12 34", "cpr-nummeret er [cpr]"),
        ("det var 010203 husker jeg nok 12 34", "det var 010203 husker jeg nok 12 34"),
    ],
)
def test_the_words_before_it_give_it_away(text, hidden):
    """What is no identifier by its shape is one by what stands before it."""
    assert scrub(text).text == hidden


def test_several_in_one_line_are_each_hidden():
    """Spans are in order, apart, and places in the text as it was."""
    text = "Ring 20304050 eller skriv til anna@post.dk om 010190-1234 (Birkevej 12)"
    scrubbed = scrub(text)

    assert scrubbed.text == "Ring [telefon] eller skriv til [mail] om [cpr] ([adresse])"
    assert [text[start:end] for start, end, _ in scrubbed.spans] == [
        "20304050", "anna@post.dk", "010190-1234", "Birkevej 12",
    ]  # fmt: skip


@pytest.mark.parametrize("joined", ["{}/{}", "{} / {}", "{}/{}/20304052", "tlf.{}/{}", "({}/{})"])
def test_numbers_joined_by_a_slash_are_each_hidden(joined):
    """As families write their two."""
    for one, other in (("20304050", "20304051"), ("20 30 40 50", "20 30 40 51")):
        assert not any(letter.isdigit() for letter in scrub(joined.format(one, other)).text)


@given(
    st.lists(st.sampled_from([variant for _, variant in CASES] + ["og", "7", "-", "@", " ", "\n"])).map(
        " ".join
    )
)
def test_spans_never_overlap_and_scrubbing_again_finds_nothing_new(text):
    """Scrubbing is idempotent, and its spans are sound."""
    scrubbed = scrub(text)
    ends = [0, *(span.end for span in scrubbed.spans)]

    assert all(end <= span.start < span.end for end, span in zip(ends, scrubbed.spans, strict=False))
    assert scrub(scrubbed.text) == Scrubbed(scrubbed.text, ())


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1",
        "1 ",
        "a.",
        "@",
        "a-",
        "A a ",
        "a_",
        "a1",
        "+4",
        "20304050 ",
        "www.",
        "a@b.",
        "Ab vej ",
        "01",
        "snap ",
        ": ",
        "tyve ",
        "en og ",
        "010203 og ",
        "cpr 010203 a ",
        "klub d",
    ],
)
def test_no_text_makes_a_pattern_run_away(piece):
    """One that tried all ways through a text like these would never come back."""
    text = piece * (60_000 // len(piece))

    assert all(start < end <= len(text) for start, end, _ in identifier_spans(text))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mikkel gamer_123 skrev", "[navn] [brugernavn] skrev"),
        ("@mie Mikkel Hansen 20304050 Jensen kom", "[brugernavn] [navn] [telefon] [navn] kom"),
    ],
)
def test_a_name_beside_an_identifier_is_hidden_too(text, left):
    """Though the two look like one longer name."""
    assert scrub(text).text == left


def test_a_list_with_letters_is_no_school_class():
    """'1. E-mail' is the first thing on a list; '7. b-pigerne' are a class."""
    assert scrub("1. E-mail til alle").spans == ()
    assert scrub("Se 7. b-pigerne").text == "Se [skole]-pigerne"


@pytest.mark.parametrize(
    "text",
    [
        "Ét barn blev udsat for afpresning",
        "To drenge delte et billede",
        "den rødhårede pige",
        "hendes far præsten",
    ],
)
def test_a_child_that_can_be_counted_or_seen_is_pointed_out(text):
    """For a person to judge."""
    assert indirect_spans(text)


def test_children_in_general_are_not_pointed_out():
    """As questions for the meeting are."""
    assert indirect_spans("Spørg tre børn, hvad de bruger, og to voksne, hvad de tror.") == []

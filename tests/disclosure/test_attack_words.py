"""Sizes without figures, places and days, and what a page tells openly."""

import pytest
from minimal_page import WHEN, page, table

from klubtrends.disclosure.attack import audit

BY_TYPE = f"Hændelser i {WHEN} efter type"
SAFE = table(
    BY_TYPE,
    ["I alt"],
    [("Mobning", 14), ("Svindel", None), ("Trusler", None), ("Chikane", 28)],
    [("I alt", 70)],
)
OPEN = table(BY_TYPE, ["I alt"], [("Mobning", 40), ("Svindel", 20), ("Trusler", 5)], [("I alt", 65)])
MONTHS = table("Hændelser pr. måned", ["I alt"], [("august 2026", 30), ("september 2026", 50), (WHEN, 70)])
NAMES = ("Eksempelklub Birk", "Havnen")


def kinds(*parts: str, **options) -> set[str]:
    """Name what was found on one page."""
    return {finding.kind for finding in audit([page(*parts)], **options)}


# comparisons


@pytest.mark.parametrize(
    "text",
    [
        "Der var dobbelt så mange hændelser om svindel som om trusler.",
        "Der var fire gange så mange hændelser om svindel som om noget andet, vi så.",
        "Svindel kom tre gange så ofte som trusler.",
        "Trusler kom halvt så ofte som svindel.",
        "Antallet af hændelser er syvdoblet, nej, firedoblet.",
        "De fleste hændelser handlede om svindel.",
        "Flest hændelser handlede om penge.",
        "Svindel fylder mest.",
        "Mobning fylder mest.",
        "Mobning fylder mindst.",
        "Næsten alle hændelser handlede om mobning.",
        "Langt de fleste hændelser var i weekenden.",
        "Størstedelen af hændelserne var om svindel.",
        "Kun få hændelser handlede om penge.",
        "Vi så enkelte episoder med svindel.",
        "En håndfuld sager handlede om trusler.",
        "Ingen hændelser handlede om svindel.",
        "Der var flere hændelser om svindel end om trusler.",
        "Der var flere hændelser om mobning end om chikane.",
        "Der var færre hændelser end i september.",
        "Svindel er steget.",
        "Der var næsten ingen hændelser om svindel.",
        "Af episoder i alt var en tredjedel om penge.",
        "En fjerdedel var om svindel.",
    ],
)
def test_a_size_in_words_that_does_not_follow_is_caught(text):
    """What is compared is hidden, is not named, or is not so."""
    assert "comparison" in kinds(SAFE, f"<p>{text}</p>")
    assert "comparison" in kinds(SAFE, MONTHS.replace("70", "·"), f"<p>{text}</p>")


@pytest.mark.parametrize(
    "text",
    [
        "Der var dobbelt så mange hændelser om mobning som om svindel.",
        "Svindel kom halvt så ofte som mobning.",
        "Svindel kom fire gange så ofte som trusler.",
        "Mobning fylder mest.",
        "En fjerdedel af svindel, altså trusler.",
        "De fleste hændelser handlede om mobning.",
        "Trusler fylder mindst.",
        "Størstedelen af hændelserne var mobning.",
        "Der var flere hændelser om mobning end om svindel.",
        "Der var flere hændelser end i september.",
        "Der var flere hændelser end måneden før.",
        "Antallet af hændelser er steget.",
        "Der var flere hændelser end ventet.",
        "Få hændelser handlede om trusler.",
        "Ingen slags hændelser kom oftere end ventet i denne måned.",
        "I de fleste tilfælde hjælper det at tale om det.",
        "Flere klubber har meldt hændelser.",
        "Mindst én voksen skal kende til hændelsen.",
        "En app er gået mest frem.",
        "Der er 3 årsager til hændelser.",
    ],
)
def test_a_size_in_words_that_follows_is_left_in_peace(text):
    """Both sides are shown, and it is so; or it sizes nothing."""
    assert kinds(OPEN, MONTHS.replace("70", "65"), f"<p>{text}</p>") == set()


def test_a_label_within_a_longer_one_is_not_meant():
    """'Kontakt og adfærd' is a row of one table, 'Kontakt' and 'Adfærd' are columns of another."""
    joint = table(BY_TYPE, ["I alt"], [("Kontakt og adfærd", 28), ("Alt andet", 12)], [("I alt", 40)])
    apart = table(
        f"Hændelser i {WHEN} efter alder",
        ["I alt"],
        [("Kontakt", 12), ("Adfærd", 16), ("Andet", 12)],
        [("I alt", 40)],
    )

    assert kinds(joint, apart, "<p>Kontakt og adfærd fylder mest: 28 af 40</p>") == set()
    assert kinds(joint, apart, "<p>Kontakt fylder mest: 12 af 40</p>") == {"comparison"}
    assert kinds(joint, apart, "<p>Kontakt og adfærd fylder mest, mest kontakt</p>") == {"comparison"}


def test_what_may_be_shown_may_be_the_largest_of_what_is_shown():
    """The page's own words for it."""
    assert kinds(SAFE, "<p>Chikane fylder mest af det, vi kan vise: 28</p>") == set()
    assert kinds(SAFE, "<p>Chikane fylder mest: 28 af 70</p>") == {"comparison"}


@pytest.mark.parametrize(
    "text",
    ["3 svindelsager.", "Tre mobbeepisoder.", "III hændelser.", "Vi så XII episoder.", "4 groomingtilfælde."],
)
def test_other_ways_to_count_are_caught(text):
    """Compound words and Roman numerals."""
    assert kinds(SAFE, f"<p>{text}</p>") == {"text"}


# places and days


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hændelser i Eksempelklub Birk blev drøftet.", "place"),
        ("Hændelsen i Havnen blev drøftet.", "place"),
        ("Den 3. november var der en episode.", "date"),
        ("Hændelsen skete 3/11-2026.", "date"),
        ("En episode 2026-11-03.", "date"),
        ("En hændelse i uge 43 gik ud over flere.", "date"),
    ],
)
def test_where_and_when_are_caught(text, kind):
    """Whoever was there knows which one it is."""
    assert kinds(SAFE, f"<p>{text}</p>", names=NAMES) == {kind}


@pytest.mark.parametrize("text", ["En episode i Havnen.", "En hændelse den 3. november."])
def test_where_and_when_are_caught_outside_the_tables_section_too(text):
    """One incident, wherever it is told of."""
    away = f"</section><section><p>{text}</p>"

    assert kinds(SAFE, away, names=NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "Eksempelklub Birk holder møde 3. november.",
        "Tag en hændelse op inden 18. december.",
        "I uge 43 var hændelserne mange.",
        "Havnen mangler en ambassadør.",
        "Brug Birk som eksempel på en hændelse.",
    ],
)
def test_places_and_days_of_other_things_are_left_in_peace(text):
    """Meetings, deadlines, and weeks with many."""
    assert kinds(SAFE, f"<p>{text}</p>", names=NAMES) == set()


def test_a_department_may_not_be_a_row():
    """Counts are of all clubs together."""
    rows = table(
        f"Hændelser i {WHEN} efter sted",
        ["I alt"],
        [("Havnen", 20), ("Eksempelklub Birk", 20)],
        [("I alt", 40)],
    )

    assert kinds(rows) == set()
    assert kinds(rows, names=NAMES) == {"place"}


def test_what_a_quarter_shows_may_be_said_of_a_label_that_its_month_hides():
    """And the other way round; any other number beside that name is a finding."""
    hidden, shown = (
        [("Mobning", 14), ("Svindel", None), ("Trusler", None)],
        [("Mobning", 60), ("Svindel", 30), ("Trusler", 30)],
    )
    month = table(BY_TYPE, ["I alt"], hidden, [("I alt", 40)])
    quarter = table("Hændelser i 4. kvartal 2026 efter type", ["I alt"], shown, [("I alt", 120)])
    both = (month, quarter)

    assert kinds(*both, "<p>I 4. kvartal 2026 kom 30 hændelser med Svindel.</p>") == set()
    assert kinds(*both, "<p>Svindel: 20 eller flere hændelser, mere end ventet.</p>") == set()
    assert kinds(*both, "<p>Svindel: 5-9 hændelser, mere end ventet.</p>") == {"text"}
    assert kinds(*both, "<p>Der kom 14 hændelser med Svindel.</p>") == {"text"}


# told openly

TOLD = f"Fortalt efter godkendelse: mindst 3 hændelser om Svindel i {WHEN}."
TIGHT = table(BY_TYPE, ["I alt"], [("Mobning", 60), ("Svindel", None), ("Trusler", None)], [("I alt", 70)])


def told(text: str = TOLD) -> str:
    """Write a sentence into the method section."""
    return f'</section><section><div class="method"><p>{text}</p></div>'


def test_what_is_told_openly_is_a_floor_and_no_finding():
    """The sentence itself, and its number in other words of the page."""
    assert kinds(SAFE, told()) == set()
    assert kinds(SAFE, "<p>Vi fortalte om 3 hændelser med Svindel.</p>", told()) == set()
    assert kinds(SAFE, "<p>Vi fortalte om tre hændelser.</p>", told()) == set()


def test_only_the_number_told_may_be_said():
    """Of that label, no other."""
    assert kinds(SAFE, "<p>Vi fortalte om 4 hændelser med Svindel.</p>", told()) == {"text"}
    assert kinds(SAFE, "<p>Vi fortalte om 3 hændelser med Trusler.</p>", told()) == {"text"}
    assert kinds(SAFE, "<p>Vi fortalte om 4 hændelser.</p>", told()) == {"text"}


def test_the_sentence_counts_in_the_method_section_alone():
    """Whoever writes it elsewhere has told a number."""
    assert kinds(SAFE, f"<p>{TOLD}</p>") == {"text"}


def test_what_follows_from_a_floor_is_a_finding():
    """7 of 10 leave 3 for the other: it cannot be large any more."""
    assert kinds(TIGHT) == set()
    assert kinds(TIGHT, told()) == set()
    assert kinds(TIGHT, told(TOLD.replace("3", "7"))) == {"narrow"}


def test_a_floor_of_a_month_reaches_its_quarter():
    """The quarter's hidden cell is at least as large, and that is no finding either."""
    rows = [("Mobning", 60), ("Svindel", None), ("Trusler", None)]
    quarter = table("Hændelser i 4. kvartal 2026 efter type", ["I alt"], rows, [("I alt", 80)])

    assert kinds(quarter, told()) == set()


def test_a_floor_at_the_threshold_leaves_room_above():
    """At least 7 of 28 is not 7."""
    rows = [("Svindel", None), ("Trusler", None), ("Chikane", None), ("Mobning", None)]
    wide = table(BY_TYPE, ["I alt"], rows, [("I alt", 70)])

    for label in ("Svindel", "Trusler", "Chikane", "Mobning"):
        assert kinds(wide, told(TOLD.replace("3", "7").replace("Svindel", label))) == set()


def test_a_floor_above_a_shown_count_is_a_contradiction():
    """Something is wrong then."""
    assert kinds(OPEN, told(TOLD.replace("3", "30"))) == {"contradiction"}


def test_a_floor_of_another_month_says_nothing_here():
    """Cells are known by their month."""
    assert kinds(TIGHT, told(TOLD.replace("3", "7").replace("oktober", "september"))) == set()

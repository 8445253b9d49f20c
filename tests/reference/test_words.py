"""The month's Markdown is read as people write it and written back unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klubtrends.danish import SECTIONS
from klubtrends.errors import ReferenceTableError
from klubtrends.reference.words import Told, Words, parse_words, read_words, words_path, words_text, write_words

PROSE = st.text(max_size=200).filter(lambda text: "##" not in text)
MONTHS = st.dictionaries(st.sampled_from(list(SECTIONS)), PROSE)


def words_of(sections: dict[str, str]) -> Words:
    """Fill in sections one by one."""
    words = Words()
    for slug, text in sections.items():
        words = words.with_section(slug, text)
    return words


def test_a_month_nobody_has_written_about_has_no_words(tmp_path):
    """The page is then a draft with suggestions."""
    assert read_words(words_path(tmp_path, "2026-10")) == Words()


@given(MONTHS)
def test_words_come_back_as_they_were_written(sections):
    """Nothing of hers is lost or changed between the notebook and the file."""
    words = words_of(sections)
    text = words_text(words)

    assert parse_words("2026-10.md", text) == words
    assert words_text(parse_words("2026-10.md", text)) == text


@given(MONTHS)
def test_the_file_on_disk_is_the_same_words(tmp_path_factory, sections):
    """UTF-8 and line feeds on every system."""
    path = words_path(tmp_path_factory.mktemp("reference"), "2026-10")
    write_words(path, words_of(sections))

    assert read_words(path) == words_of(sections)
    assert b"\r" not in path.read_bytes()


@given(st.permutations(list(SECTIONS)))
def test_sections_may_stand_in_any_order(slugs):
    """The page has its own order."""
    text = "\n".join(f"## {SECTIONS[slug]}\n{slug}" for slug in slugs)

    assert list(parse_words("x.md", text).sections) == list(SECTIONS)


@pytest.mark.parametrize(
    "heading",
    ["## Kort sagt", "##kort  SAGT ", "  ## Kort sagt ##", "## Kort sagt:", "## **Kort sagt**", "##\tKORTSAGT"],
)
def test_headings_are_known_in_any_case_and_spacing(heading):
    """She writes on a phone, too."""
    assert parse_words("x.md", f"{heading}\r\n\r\nTre linjer.\r\n").sections == {"kort": "Tre linjer."}


def test_a_question_mark_belongs_to_the_heading_or_not():
    """'Hvem ringer vi til' is the same section."""
    assert parse_words("x.md", "## hvem ringer vi til\nOs.").get("ringer") == "Os."


def test_smaller_headings_are_part_of_the_text():
    """Three marks are hers to use."""
    assert parse_words("x.md", "## Kort sagt\n### Først\nDet.").get("kort") == "### Først\nDet."


def test_a_title_and_a_comment_above_stay_in_the_file():
    """They are kept, and never shown."""
    text = "# Oktober\n<!-- husk billedet -->\n\n## Kort sagt\n\nTre linjer."
    words = parse_words("x.md", text)

    assert words.sections == {"kort": "Tre linjer."}
    assert words_text(words).startswith("# Oktober\n<!-- husk billedet -->\n\n## Kort sagt\n\nTre linjer.\n")


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("## Kort sagt\n\n## Kaptajnens log\nx", 3, "Kort sagt, Det gør vi nu"),
        ("## Kort sagt\na\n## Kort sagt\nb", 3, "stået før"),
        ("# Titel\n\nTre linjer.", 3, "før den første"),
    ],
)
def test_a_heading_that_is_wrong_is_named_by_its_line(text, line, hint):
    """A section that silently vanished would be found out at the meeting."""
    with pytest.raises(ReferenceTableError, match=hint) as caught:
        parse_words("2026-10.md", text)

    assert f"2026-10.md, linje {line}:" in str(caught.value)


def test_a_section_cannot_begin_another_within():
    """It would be read back as two."""
    with pytest.raises(ReferenceTableError, match="###"):
        Words().with_section("kort", "Først.\n## Nyt siden sidst\nSå.")
    with pytest.raises(ReferenceTableError, match="kort, nu, nyt"):
        Words().with_section("kapitel 1", "Først.")


def test_an_empty_text_takes_the_section_out():
    """The suggestion then comes back."""
    assert Words().with_section("kort", "Noget.").with_section("kort", " \n") == Words()


def test_a_file_saved_by_an_old_windows_editor_is_read(tmp_path):
    """Notesblok once wrote Windows' letters."""
    path = words_path(tmp_path, "2026-10")
    path.parent.mkdir()
    path.write_bytes("## Det gør vi nu\r\n\r\nSpørg børnene på Ærø.".encode("cp1252"))

    assert read_words(path).sections == {"nu": "Spørg børnene på Ærø."}


# what is told beside the tables

TOLD_LINE = "<!-- FORTALT: Deling af intime eller krænkende billeder · 2 · godkendt af klublederen -->"


def test_what_was_told_and_who_approved_it_is_read_and_kept(tmp_path):
    """The line stays in the file, through the notebook and back."""
    text = f"# Oktober\n{TOLD_LINE}\n\n## Kort sagt\n\nTo drenge fortalte om det."
    words = parse_words("2026-10.md", text)
    path = words_path(tmp_path, "2026-10")
    write_words(path, words.with_section("nu", "Spørg."))

    assert words.told == (Told("Deling af intime eller krænkende billeder", 2, "klublederen"),)
    assert TOLD_LINE in path.read_text(encoding="utf-8")
    assert read_words(path).told == words.told
    assert Words().told == ()


@pytest.mark.parametrize(
    "line",
    [
        "<!--fortalt:Mobning;1;godkendt af netværket-->",
        "  <!-- Fortalt :  Mobning  | 1 |  Godkendt  af  netværket  -->  ",
        "\ufeff<!-- FORTALT: Mobning \u00b7 1 \u00b7 godkendt af netværket -->",
    ],
)
def test_what_was_told_may_be_written_with_other_marks_between(line):
    """Few find the dot in the middle on a keyboard."""
    assert parse_words("x.md", f"{line}\n## Kort sagt\nA.").told == (Told("Mobning", 1, "netværket"),)


@pytest.mark.parametrize(
    "line",
    [
        "<!-- FORTALT -->",
        "<!-- FORTALT: Mobning -->",
        "<!-- FORTALT: Mobning · godkendt af klublederen -->",
        "<!-- FORTALT: Mobning · to · godkendt af klublederen -->",
        "<!-- FORTALT: Mobning · 0 · godkendt af klublederen -->",
        "<!-- FORTALT: Mobning · -1 · godkendt af klublederen -->",
        "<!-- FORTALT: Mobning · 1,5 · godkendt af klublederen -->",
        "<!-- FORTALT: · 2 · godkendt af klublederen -->",
        "<!-- FORTALT: Mobning · 2 -->",
        "<!-- FORTALT: Mobning · 2 · klublederen -->",
        "<!-- FORTALT: Mobning · 2 · godkendt af -->",
        "<!-- FORTALT: Mobning · 2 · godkendt af klublederen --> <!-- også mig -->",
        "<!-- FORTALT Mobning · 2 · godkendt af klublederen -->",
        "# Oktober <!-- FORTALT: Mobning · 2 · godkendt af klublederen -->",
        "## Kort sagt\n<!-- FORTALT: Mobning · 2 · godkendt af klublederen -->",
        "## Kort sagt\nTo. <!-- FORTALT: Mobning · 2 · godkendt af klublederen -->",
    ],
)
def test_an_exception_that_cannot_be_read_is_refused_with_an_example(line):
    """Passed over in silence, what was told would not be reckoned with."""
    with pytest.raises(
        ReferenceTableError, match="FORTALT: Digital mobning eller udelukkelse · 2 · godkendt af"
    ) as caught:
        parse_words("2026-10.md", f"<!-- et udkast -->\n{line}\n## Nyt siden sidst\nA.")

    assert f"2026-10.md, linje {2 + line.count(chr(10))}:" in str(caught.value)


def test_an_exception_stands_once_and_in_no_section():
    """Two lines on the same would be added by one reader and not by another; a section is shown."""
    with pytest.raises(ReferenceTableError, match=r"x\.md, linje 2: .*Læg tallene"):
        parse_words("x.md", f"{TOLD_LINE}\n{TOLD_LINE}\n## Kort sagt\nA.")
    with pytest.raises(ReferenceTableError, match="øverst i månedens fil"):
        Words().with_section("kort", f"A.\n{TOLD_LINE}")


# what is no name


def test_words_that_are_no_names_are_read_from_several_lines(tmp_path):
    """Each once, in order; the lines stay in the file."""
    text = (
        "<!-- UDKAST -->\n<!-- IKKE ET NAVN: Stumble Guys, Sunset -->\n<!--ikke et  navn:Sunset,Bo-->\n"
        "## Kort sagt\n\nA."
    )
    words = parse_words("x.md", text)
    write_words(words_path(tmp_path, "2026-10"), words)

    assert words.no_names == ("Stumble Guys", "Sunset", "Bo")
    assert words_text(words).startswith(text[: text.index("##")].strip())
    assert read_words(words_path(tmp_path, "2026-10")) == words


@pytest.mark.parametrize(
    "line",
    [
        "<!-- IKKE ET NAVN -->",
        "<!-- IKKE ET NAVN: -->",
        "<!-- IKKE ET NAVN: Sunset,, Bo -->",
        "<!-- IKKE ET NAVN: 20 30 40 50 -->",
        "<!-- IKKE ET NAVN Sunset -->",
        "<!-- IKKE ET NAVN: Sunset --> <!-- og Bo -->",
        "<!-- IKKE ET NAVN: <b>Sunset</b> -->",
        "# Oktober <!-- IKKE ET NAVN: Sunset -->",
        "## Kort sagt\n<!-- IKKE ET NAVN: Sunset -->",
        "## Kort sagt\nA. <!-- IKKE ET NAVN: Sunset -->",
    ],
)
def test_a_declaration_that_cannot_be_read_is_refused_with_an_example(line):
    """Passed over in silence, the page would be refused for what she believes is settled; she is not quoted."""
    with pytest.raises(ReferenceTableError, match="IKKE ET NAVN: et ord, et andet ord") as caught:
        parse_words("2026-10.md", f"<!-- et udkast -->\n{line}\n## Nyt siden sidst\nA.")

    assert f"2026-10.md, linje {2 + line.count(chr(10))}:" in str(caught.value)
    assert "Sunset" not in str(caught.value)


def test_a_word_is_declared_once_and_comes_back():
    """As a line of the intro, beside those that are there."""
    words = Words({"kort": "A."}, "<!-- UDKAST -->").with_no_name("Stumble  Guys").with_no_name("Stumble Guys")

    assert words.intro == "<!-- UDKAST -->\n<!-- IKKE ET NAVN: Stumble Guys -->"
    assert parse_words("x.md", words_text(words)) == words


@pytest.mark.parametrize("word", ["", "a, b", "-->", "<b>Bo</b>", "123", "\n## Kort sagt", "a --> <!-- b"])
def test_what_cannot_stand_on_a_line_cannot_be_declared(word):
    """It would be read back as something else."""
    try:
        words = Words().with_no_name(word)
    except ReferenceTableError:
        return
    assert parse_words("x.md", words_text(words)) == words


def test_a_declaration_stands_in_no_section():
    """A section is shown."""
    with pytest.raises(ReferenceTableError, match="øverst i månedens fil"):
        Words().with_section("kort", "A.\n<!-- IKKE ET NAVN: Sunset -->")


def test_one_more_told_is_added_to_its_line_or_makes_one():
    """A new line names count and role; the next one of the type makes it two, and names who else approved it."""
    words = parse_words(
        "x.md", "# Oktober\n<!-- FORTALT: Svindel · 3 · godkendt af netværket -->\n## Kort sagt\nA."
    )
    one = words.with_told("Mobning", approved="klublederen")
    two = one.with_told("mobning", approved="klublederen")
    both = two.with_told("Mobning", approved="koordinatoren")

    assert one.told == (Told("Svindel", 3, "netværket"), Told("Mobning", 1, "klublederen"))
    assert two.told[1] == Told("Mobning", 2, "klublederen")
    assert both.told[1] == Told("Mobning", 3, "klublederen og koordinatoren")
    assert both.intro.count("FORTALT") == 2
    assert both.intro.startswith("# Oktober\n")
    for each in (one, two, both):
        assert parse_words("x.md", words_text(each)) == each


@pytest.mark.parametrize(
    ("label", "approved"),
    [("Mobning", "a --> b"), ("Mobning", "a · b"), ("Mo|b", "lederen"), ("Mobning", " "), ("", "x")],
)
def test_what_cannot_stand_in_a_line_told_is_refused(label, approved):
    """It would not be read back, or be read as something else."""
    with pytest.raises(ReferenceTableError, match="FORTALT"):
        Words().with_told(label, approved=approved)

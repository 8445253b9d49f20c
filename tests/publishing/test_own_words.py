"""Her own words on their way out: a name stops the page, a declaration lets it pass, and no message quotes them."""

import re

import pytest

from klubtrends.cli import main
from klubtrends.danish import DRAFT, SUGGESTION, say
from klubtrends.errors import DisclosureRisk, NotEnoughData, ReferenceTableError
from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.register import Register
from klubtrends.publishing import prepare
from klubtrends.publishing.out import open_ledger
from klubtrends.publishing.spotted import Public, in_file, spots_in
from klubtrends.reference import read_departments
from klubtrends.reference.words import read_words, words_path, write_words

MONTH = "2026-10"
NAME = "Snurretop Fjeldmark"  # in no list, so it may be anything


def write(workspace, **sections):
    """Change the month's words."""
    path = words_path(workspace.reference, MONTH)
    words = read_words(path)
    for slug, text in sections.items():
        words = words.with_section(slug, text)
    write_words(path, words)


def declare(workspace, words):
    """Say of words, by hand, that they are no names."""
    path = words_path(workspace.reference, MONTH)
    path.write_text(f"<!-- IKKE ET NAVN: {words} -->\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def line_of(workspace, heading, line=1):
    """Say on which line of the month's file a line of a section stands, as a text editor counts."""
    lines = words_path(workspace.reference, MONTH).read_text(encoding="utf-8").split("\n")
    return lines.index(f"## {heading}") + 2 + line


def nothing_left(workspace):
    """See that nothing was recorded or written."""
    assert open_ledger(workspace).entries() == []
    assert not workspace.reports.joinpath(MONTH, "briefing.html").exists()
    return True


# refused


def test_a_name_stops_the_page_until_it_is_declared_to_be_none(mine):
    """Without preparing the month again: she writes the line and publishes."""
    write(mine, kort=f"- Ro.\n- Vi talte om {NAME} i klubben.")
    edition = prepare(mine)

    with pytest.raises(DisclosureRisk) as refusal:
        edition.publish()
    assert nothing_left(mine)
    line = line_of(mine, "Kort sagt", 2)
    assert f"»Kort sagt«, linje {line} i data/reference/briefings/2026-10.md: et navn" in str(refusal.value)
    assert "<!-- IKKE ET NAVN: " in str(refusal.value)
    assert not any(word in str(refusal.value) for word in NAME.split())

    declare(mine, NAME)
    assert edition.publish().path.is_file()


@pytest.mark.parametrize(
    "identifier", ["lillemus_09", "@lillemus", "Skovvej 12", "Fjordskolen", "eksempel.example/x"]
)
def test_an_identifier_stops_the_page_even_if_it_is_declared(mine, identifier):
    """The line is for names alone."""
    write(mine, nyt=f"Hun er {identifier} der.")
    declare(mine, identifier.replace("@", ""))

    with pytest.raises(DisclosureRisk, match="»Nyt siden sidst«, linje") as refusal:
        prepare(mine).publish()
    assert nothing_left(mine)
    assert identifier not in str(refusal.value)
    assert "contacts.csv" in str(refusal.value)


def test_an_indirect_description_is_flagged_and_never_refused(mine):
    """Only a person can judge it."""
    write(mine, kort="- Der er ro, også hos hende, hvis far er præst.")
    edition = prepare(mine)

    assert [(spot.kind, spot.line) for spot in edition.spots] == [("hint", line_of(mine, "Kort sagt"))]
    assert edition.publish().path.is_file()


def test_a_contacts_name_and_an_app_of_the_month_may_stand_there(mine):
    """Both are on the page anyway."""
    table = mine.reference / "contacts.csv"
    rows = table.read_text(encoding="utf-8-sig")
    table.write_text(rows.replace("SSP;;", f"{NAME}, SSP;12 34 56 78;"), encoding="utf-8-sig")
    write(mine, kort=f"- Prøv Glimsnak-filtre. Ring til {NAME}, SSP, på 12345678.")

    assert prepare(mine).publish().path.is_file()


def test_part_of_a_contacts_name_is_a_name(mine):
    """Allowed by exact match, nothing else is."""
    table = mine.reference / "contacts.csv"
    rows = table.read_text(encoding="utf-8-sig")
    table.write_text(rows.replace("SSP;;", f"{NAME}, SSP;12 34 56 78;"), encoding="utf-8-sig")
    write(mine, kort="- Fjeldmark slog igen, sagde drengen Snurretop.")

    with pytest.raises(DisclosureRisk):
        prepare(mine).publish()


def test_words_that_were_changed_since_the_page_was_made_are_not_published(mine):
    """What leaves is what she has seen and what was looked over."""
    edition = prepare(mine)
    write(mine, kort="- Noget andet.")

    with pytest.raises(NotEnoughData, match="Kør notesbogen igen"):
        edition.publish()
    assert nothing_left(mine)
    assert prepare(mine).publish().path.is_file()


def test_the_line_of_the_draft_may_be_deleted_between(mine):
    """As the notebook asks her to, with the page on the screen."""
    words_path(mine.reference, MONTH).unlink()
    path = prepare(mine).words_file.path
    path.write_text(path.read_text(encoding="utf-8").replace(f"*{SUGGESTION}*", ""), encoding="utf-8")
    edition = prepare(mine)
    with pytest.raises(NotEnoughData, match=DRAFT):
        edition.publish()
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")

    assert edition.publish().path.is_file()


# told


def test_the_command_tells_what_it_saw_and_writes_the_draft_all_the_same(mine, capsys):
    """It is for her alone."""
    write(mine, kort=f"- Vi talte om {NAME}, hvis far er præst.")

    assert main(["briefing", "--workspace", str(mine.root)]) == 0
    told = capsys.readouterr()
    place = f"»Kort sagt«, linje {line_of(mine, 'Kort sagt')} i data/reference/briefings/2026-10.md"
    assert f"{place}: et navn" in told.err
    assert f"{place}: en beskrivelse" in told.err
    assert not any(word in told.err + told.out for word in (*NAME.split(), "præst"))
    assert told.out.strip().endswith("briefing-udkast.html")
    assert mine.reports.joinpath(MONTH, "briefing-udkast.html").is_file()


def test_the_command_refuses_with_its_own_status(mine, capsys):
    """3: it would disclose."""
    write(mine, kort=f"- Vi talte om {NAME}.")

    assert main(["publish", "--workspace", str(mine.root)]) == 3
    assert nothing_left(mine)
    assert not any(word in capsys.readouterr().err for word in NAME.split())


def test_a_month_in_order_is_told_nothing_of(mine, capsys):
    """A list that is always there is read by nobody."""
    assert main(["briefing", "--workspace", str(mine.root)]) == 0
    assert "linje" not in capsys.readouterr().err


def test_the_notebook_shows_the_same_as_a_table(mine):
    """Section, line of the file, what, and what now; never what stands there."""
    write(mine, kort=f"- Ro.\n- Vi talte om {NAME}.", nyt="Ring 20 30 40 50.")
    flags = prepare(mine).flags

    assert flags.columns == ["Afsnit", "Linje", "Hvad", "Hvad nu"]
    assert [row[:3] for row in flags.rows()] == [
        ("Kort sagt", line_of(mine, "Kort sagt", 2), "et navn"),
        ("Nyt siden sidst", line_of(mine, "Nyt siden sidst"), "et telefonnummer"),
    ]
    assert not any(word in str(flags.rows()) for word in (*NAME.split(), "20 30"))


def test_the_line_is_the_files_however_it_is_written(mine):
    """Blank lines, Windows' line ends and a heading in capitals move nothing."""
    path = words_path(mine.reference, MONTH)
    path.write_bytes(f"# Oktober\r\n\r\n##   KORT SAGT\r\n\r\n \r\nRo.\r\n\r\n{NAME}.\r\n".encode())
    (spot,) = prepare(mine).spots

    assert (spot.line, spot.where) == (8, "»Kort sagt«, linje 8 i data/reference/briefings/2026-10.md")


def test_what_the_file_does_not_hold_has_no_line_in_it(mine):
    """A suggestion that was not written there yet, under an empty heading or none."""
    path = words_path(mine.reference, MONTH)
    path.write_text("## Kort sagt\n\n## Nyt siden sidst\nRo.\n", encoding="utf-8")
    words = {"kort": f"{NAME}.", "nu": f"{NAME}.", "nyt": f"{NAME}."}
    spots = in_file(spots_in(words, Public((), ())), "2026-10.md", path)

    assert [(spot.section, spot.line, spot.file) for spot in spots] == [
        ("kort", 1, ""), ("nu", 1, ""), ("nyt", 4, "2026-10.md"),
    ]  # fmt: skip


# added from a notebook's cell


def test_a_paragraph_is_added_without_its_names_and_says_so(mine):
    """Hidden before it reaches the file; what a person must judge is named by its line."""
    before = read_words(words_path(mine.reference, MONTH)).get("kort")
    added = prepare(mine).add("kort", f"Ring til {NAME} på 20 30 40 50.\nHvis far er præst.")

    after = read_words(words_path(mine.reference, MONTH)).get("kort")
    assert after == f"{before}\n\nRing til [navn] på [telefon].\nHvis far er præst."
    assert added.hidden == ("et navn", "et telefonnummer")
    line = line_of(mine, "Kort sagt", after.count("\n") + 1)
    assert f"linje {line} i data/reference/briefings/2026-10.md: en beskrivelse" in repr(added)
    assert "Skjult: et navn og et telefonnummer." in added._repr_html_()
    assert not any(word in repr(added) + added._repr_html_() for word in (*NAME.split(), "præst", "20 30"))


def test_a_paragraph_with_nothing_in_it_is_added_as_it_is(mine):
    """And a section that is not there yet begins with it."""
    write(mine, lov="")
    added = prepare(mine).add("lov", "  Spørg først.  ")

    assert read_words(words_path(mine.reference, MONTH)).get("lov") == "Spørg først."
    assert (added.hidden, added.spots) == ((), ())
    assert "Intet er skjult." in repr(added)
    assert "briefings/2026-10.md" in repr(added)


@pytest.mark.parametrize(("section", "text"), [("kapitel 1", "A."), ("kort", "## Nyt siden sidst\nA.")])
def test_a_paragraph_that_fits_nowhere_changes_nothing(mine, section, text):
    """The file stays as it is."""
    path = words_path(mine.reference, MONTH)
    before = path.read_bytes()

    with pytest.raises(ReferenceTableError):
        prepare(mine).add(section, text)
    assert path.read_bytes() == before


def test_what_was_declared_may_be_added(mine):
    """She is asked once a month."""
    declare(mine, NAME)
    prepare(mine).add("kort", f"Vi talte om {NAME}.")

    assert NAME in read_words(words_path(mine.reference, MONTH)).get("kort")


def test_a_department_stands_nowhere_but_in_the_calendar(mine):
    """Beside an incident it tells who it was, and no machine knows every word for an incident."""
    department = read_departments(mine.reference)[0].name
    write(mine, kort=f"- Et intimt billede er delt i {department.upper()}.")

    with pytest.raises(DisclosureRisk, match=r"»Kort sagt«, linje \d+ i \S+: en afdeling") as refusal:
        prepare(mine).publish()
    assert nothing_left(mine)
    assert department.casefold() not in str(refusal.value).casefold()

    write(mine, kort="- Et intimt billede er delt.", kalender=f"- {department} holder spilaften.")
    assert prepare(mine).publish().path.is_file()


def test_what_she_should_see_to_is_told_with_the_draft(mine, capsys):
    """Descriptions, notes that wait and notes that are quoted unasked: none of it is quoted."""
    with Register(mine.incidents_file) as register:
        note = register.notes()[-1]
    write(mine, ser=f"> {note.text}\n\nTo drenge delte det.")
    edition = prepare(mine, MONTH)
    remarks = "\n".join(edition.remarks)

    assert "kan kende et barn på" in remarks
    assert "som ingen har godkendt" in remarks
    assert "venter stadig på at blive læst igennem" in remarks
    assert note.text[:20] not in remarks


def test_a_quotation_that_was_taken_out_leaves_a_line_that_she_is_told_of(mine):
    """The line stands, and the page says openly what it says; beside its quotation it needs no remark."""
    path = words_path(mine.reference, MONTH)
    with Register(mine.incidents_file) as register:
        kind = register.incidents().filter(arrived=MONTH, kind="negative")["type"][0]
    label = read_codes(mine.reference / "codes.toml").label(kind)
    words = read_words(path).with_section("ser", "> Det hjalp.").with_told(label, approved="klublederen")
    write_words(path, words)
    assert say("told_alone") not in prepare(mine, MONTH).remarks

    write_words(path, words.with_section("ser", "Det hjalp."))
    assert prepare(mine, MONTH).remarks.count(say("told_alone")) == 1


def test_publishing_tells_of_notes_that_wait_and_goes_on(mine, capsys):
    """How many, where, and when they go for good: once the page is out they cannot be quoted."""
    assert main(["publish", MONTH, "--workspace", str(mine.root)]) == 0
    told = capsys.readouterr()

    assert re.search(
        r"^Tre noter venter stadig .*03_noter\.ipynb.*de slettes senest \d+\. \w+ 20\d\d\.$", told.err
    )
    assert told.out.strip().endswith("briefing.html")


def test_one_note_that_waits_is_told_of_as_one(mine):
    """And none is not told of."""
    with Register(mine.incidents_file) as register:
        first, *others = register.notes()
        for note in others:
            register.decide(note)
    (told,) = prepare(mine, MONTH).notes_waiting
    assert told.startswith("Én note venter stadig")

    with Register(mine.incidents_file) as register:
        register.decide(first)
    assert prepare(mine, MONTH).notes_waiting == []

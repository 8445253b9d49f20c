"""A note is quoted once somebody has approved it, in the month's words and in the ledger; or it is gone."""

import subprocess
import sys

import pytest

from klubtrends.errors import (
    DisclosureRisk,
    Doubtful,
    NotEnoughData,
    ReferenceTableError,
    WorkspaceError,
)
from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.hiding import Wording
from klubtrends.incidents.register import Incident, Register
from klubtrends.publishing import prepare, quotes
from klubtrends.publishing.out import open_ledger
from klubtrends.publishing.quotes import approve, discard, waiting
from klubtrends.publishing.unreviewed import unreviewed
from klubtrends.reference.words import Told, Words, parse_words, read_words, words_path, words_text
from klubtrends.report.page import markdown

MONTH = "2026-10"
ROLE = "klublederen"
BULLYING = "Opdigtet: De laver afstemninger om hinanden. Vi talte med hele holdet, og så stoppede det."


def of_type(workspace, kind):
    """Find the note of an incident of a type."""
    return next(note for note in waiting(workspace, MONTH).notes if note.type == kind)


def quote(workspace, note, **options):
    """Approve a note as it is, having looked."""
    approve(workspace, MONTH, note, Wording.of(note.text), **{"approved": ROLE, "sure": True, **options})


def words_of(workspace):
    """Read the month's words."""
    return read_words(words_path(workspace.reference, MONTH))


def noted(workspace, *notes, month=MONTH, kind="bullying"):
    """Put incidents with notes into the register."""
    with Register(workspace.incidents_file) as register:
        rows = [
            Incident(
                f"y{month}{n}", "2026-W42", month, "eg", "negative", kind, "snapchat", "mellem", 2, note=note
            )
            for n, note in enumerate(notes)
        ]
        register.add(rows)
        ids = [row.id for row in rows]
        return [note for note in register.notes() if note.id in ids]


def held(workspace):
    """Read every file of the register's folder."""
    return b"".join(path.read_bytes() for path in workspace.register.iterdir())


def test_an_approved_note_is_quoted_told_and_gone(mine):
    """In the clubs' section, with its line, and no byte of it in the register."""
    before, note = words_of(mine), of_type(mine, "bullying")
    quote(mine, note)
    after = words_of(mine)

    assert after.get("ser") == f"{before.get('ser')}\n\n> {BULLYING}"
    assert after.told == (Told("Digital mobning eller udelukkelse", 1, ROLE),)
    assert {slug: text for slug, text in after.sections.items() if slug != "ser"} == {
        slug: text for slug, text in before.sections.items() if slug != "ser"
    }
    assert b"afstemninger" not in held(mine)
    assert note not in waiting(mine, MONTH).notes


def test_the_page_quotes_it_and_the_ledger_knows_of_it(mine):
    """A good episode too: what is announced is known to all from then on."""
    for kind in ("bullying", "pos_bystander"):
        quote(mine, of_type(mine, kind))
    edition = prepare(mine, MONTH)
    page = edition.publish().path.read_text(encoding="utf-8")

    (entry,) = open_ledger(mine).entries()
    floors = {
        (release.cell.codes("type"), release.floor)
        for release in entry.releases
        if release.why.startswith("citat")
    }
    assert floors == {(("bullying",), 1), (("pos_bystander",), 1)}
    assert "<blockquote>" in page
    assert "afstemninger om hinanden" in page
    assert page.count("Fortalt efter godkendelse: mindst 1") == 2


def test_a_deleted_note_leaves_no_word(mine):
    """Nothing is quoted, nothing told."""
    before = words_of(mine)
    discard(mine, of_type(mine, "bullying"))

    assert words_of(mine) == before
    assert b"afstemninger" not in held(mine)
    assert len(waiting(mine, MONTH).notes) == 2


def test_the_quotation_says_what_the_reviewer_left(mine):
    """What she hid is in no file."""
    note = of_type(mine, "image_sharing")
    wording = Wording.of(note.text)
    for place, word in enumerate(wording.words):
        if word.hinted:
            wording = wording.turned(place)
    approve(mine, MONTH, note, wording, approved=ROLE, sure=True)

    assert "Pigen, […], blev ked af det. […]: [telefon]." in words_of(mine).get("ser")
    assert "præst" not in words_path(mine.reference, MONTH).read_text(encoding="utf-8")
    assert "præst".encode() not in held(mine)


def test_the_second_of_a_type_makes_it_two_and_the_same_again_adds_nothing(mine):
    """A quotation that stands there is not written twice."""
    first, second = noted(mine, "Det var en stille uge i klubben", "Det var en larmende uge i klubben")
    for note in (first, second):
        quote(mine, note)
    assert words_of(mine).told == (Told("Digital mobning eller udelukkelse", 2, ROLE),)
    (again,) = noted(mine, "", "", "Det var en stille uge i klubben")
    quote(mine, again)

    assert words_of(mine).told == (Told("Digital mobning eller udelukkelse", 2, ROLE),)
    assert words_of(mine).get("ser").count("stille uge") == 1


def test_no_more_is_told_than_there_is(mine):
    """Where she has told of all of them by hand, the quoted one is among them."""
    words = Words(
        told=(Told("Mobning", 2, "netværket"),), intro="<!-- FORTALT: Mobning · 2 · godkendt af netværket -->"
    )
    quoted = quotes.with_quotation(words, "Hej.", label="Mobning", counted=2, approved=ROLE)

    assert quoted.told == words.told
    assert quoted.get("ser") == "> Hej."
    assert quotes.with_quotation(words, "Hej.", label="Mobning", counted=3, approved=ROLE).told[0].count == 3


@pytest.mark.parametrize(
    ("approved", "error"),
    [("", NotEnoughData), (" \u200b ", NotEnoughData), ("Mette", DisclosureRisk),
     ("lederen, Mette Jensen", DisclosureRisk), ("leder@klub.example", DisclosureRisk),
     ("leder · 2", ReferenceTableError), ("x --> y", ReferenceTableError)],
)  # fmt: skip
def test_who_approves_is_a_role(mine, approved, error):
    """A name would stand in the ledger for ever; the refusal does not quote it, and the note is still there."""
    note, before = of_type(mine, "bullying"), words_of(mine)
    with pytest.raises(error) as refused:
        quote(mine, note, approved=approved)

    assert "Mette" not in str(refused.value)
    assert note in waiting(mine, MONTH).notes
    assert words_of(mine) == before


def spread(workspace, *departments, kind="bullying"):
    """Let the month hold incidents of a type from these departments alone, the first with a note."""
    with Register(workspace.incidents_file) as register:
        for name in register.incidents().filter(type=kind, arrived=MONTH)["id"]:
            register.erase(name)
        text = "Det var en stille uge i klubben"
        rows = [
            Incident(f"z{n}", "2026-W42", MONTH, name, "negative", kind, "snapchat", "mellem", 2,
                     note="" if n else text)
            for n, name in enumerate(departments)
        ]  # fmt: skip
        register.add(rows)
        return next(note for note in register.notes() if note.id == "z0")


@pytest.mark.parametrize(
    ("departments", "told"), [(("eg",), "fra en afdeling"), (("eg", "eg", "ask"), "fra to afdelinger")]
)
def test_what_few_departments_have_seen_is_asked_about_first(mine, departments, told):
    """Where one or two have reported it, colleagues know whom it is about; nothing is written until she is sure."""
    note, before = spread(mine, *departments), words_of(mine)
    with pytest.raises(Doubtful, match=told) as asked:
        quote(mine, note, sure=False)
    assert "stille uge" not in str(asked.value)
    assert words_of(mine) == before
    assert note in waiting(mine, MONTH).notes

    quote(mine, note, sure=True)
    assert "stille uge" in words_of(mine).get("ser")


def test_what_three_departments_have_seen_is_not_asked_about(mine):
    """Nor are questions asked that everybody learns to press away."""
    quote(mine, spread(mine, "eg", "ask", "birk"), sure=False)

    assert "stille uge" in words_of(mine).get("ser")


def test_a_description_in_what_would_be_quoted_is_asked_about(mine):
    """The form that is quoted counts: what she hid is no question, and what she shows is one again."""
    spread(mine, "eg", "ask", "birk")
    (note,) = noted(mine, "Pigen, hvis far er præst, var ked af det")
    wording = Wording.of(note.text)
    with pytest.raises(Doubtful, match="pege på ét barn") as asked:
        approve(mine, MONTH, note, wording, approved=ROLE)
    assert "præst" not in str(asked.value)
    assert note in waiting(mine, MONTH).notes

    for place, word in enumerate(wording.words):
        wording = wording.turned(place) if word.hinted else wording
    approve(mine, MONTH, note, wording, approved=ROLE)
    assert "præst" not in words_of(mine).get("ser")


def test_nothing_left_is_nothing_to_quote(mine):
    """Marks alone tell nothing."""
    (note,) = noted(mine, "[navn] [navn]")
    with pytest.raises(NotEnoughData, match="citere"):
        quote(mine, note)


def test_only_the_month_on_the_desk_can_be_quoted_and_only_before_it_is_out(mine):
    """A published page does not change; another month's notes wait for it, and can be deleted."""
    (later,) = noted(mine, "Noget fra november", month="2026-11")
    found = waiting(mine, MONTH)
    assert [note.month for note in found.notes] == [MONTH] * 3 + ["2026-11"]
    assert [bool(found.hindrance(note)) for note in found.notes] == [False] * 3 + [True]
    with pytest.raises(DisclosureRisk, match="november 2026"):
        quote(mine, later)

    prepare(mine, MONTH).publish()
    note, before = of_type(mine, "bullying"), words_of(mine)
    with pytest.raises(DisclosureRisk, match="udgivet"):
        quote(mine, note)
    assert words_of(mine) == before
    discard(mine, note)
    discard(mine, later)
    assert len(waiting(mine, MONTH).notes) == 2


def test_where_nobody_has_begun_the_months_words_they_are_begun_as_ever(mine, another):
    """With suggestions and the line that says draft: no page leaves by itself."""
    other = another("other")
    for each in (mine, other):
        words_path(each.reference, MONTH).unlink()
    expected = read_words(prepare(other, MONTH).words_file.path)
    quote(mine, of_type(mine, "bullying"))
    words = words_of(mine)

    assert "UDKAST" in words.intro
    assert words.get("ser") == f"{expected.get('ser')}\n\n> {BULLYING}"
    with pytest.raises(NotEnoughData, match="udkast"):
        prepare(mine, MONTH).publish()


def test_words_that_cannot_be_read_or_written_leave_the_note(mine, monkeypatch):
    """She mends the file, and approves again."""
    note, path = of_type(mine, "bullying"), words_path(mine.reference, MONTH)
    kept = path.read_bytes()
    path.write_text("## Ukendt\nx", encoding="utf-8")
    with pytest.raises(ReferenceTableError):
        quote(mine, note)
    path.write_bytes(kept)

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(quotes, "write_words", full)
    with pytest.raises(WorkspaceError, match="endnu") as refused:
        quote(mine, note)
    monkeypatch.undo()

    assert refused.value.__context__ is None
    assert "afstemninger" not in str(refused.value)
    quote(mine, note)


@pytest.mark.parametrize(
    "text",
    [
        "<b>fed</b> <script>alert(1)</script> <img src=x onerror=y>",
        "# ikke en overskrift",
        "- ikke en liste",
        "1. ikke en liste",
        "123) heller ikke",
        "=HYPERLINK(1)",
        "[her](http) og ![der](y)",
        "**ikke** _under_ `kode` ~~~",
        "&lt;b&gt; &amp;",
        "a \\ b \\* c",
        "| ikke | en | tabel |",
        "<!-- FORTALT: Mobning · 9 · godkendt af alle -->",
        "## Kort sagt",
        "> ikke et citat",
        "[navn]: slemt",
    ],
)
def test_a_hostile_note_is_quoted_as_it_is_written(text):
    """No markup of it has any effect on the page or on the month's file."""
    words = quotes.with_quotation(Words(), text, label="Mobning", counted=1, approved=ROLE)
    markup = str(markdown(words.get("ser")))

    assert markup.startswith("<blockquote>\n<p>")
    assert markup.count("<") == 4
    assert words.told == (Told("Mobning", 1, ROLE),)
    assert parse_words("x.md", words_text(words)) == words


# killed, and two at once

KILLED = """
import os, signal, sys
from pathlib import Path
from klubtrends.incidents.hiding import Wording
from klubtrends.publishing.quotes import approve, waiting
from klubtrends.workspace import Workspace

left = int(sys.argv[2])

def step(_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

def touched(event, arguments):
    if event in ("open", "os.rename") and "briefings" in str(arguments[0]):
        step(event)

workspace = Workspace.open(sys.argv[1])
note = next(note for note in waiting(workspace, "2026-10").notes if note.type == "bullying")
wording = Wording.of(note.text)

from klubtrends.incidents.register import Register
prepared = Register._prepare

def watched(register):
    prepared(register)
    register._connection.set_trace_callback(step)

Register._prepare = watched
sys.addaudithook(touched)
approve(workspace, "2026-10", note, wording, approved="klublederen", sure=True)
print("done")
"""


def test_killed_at_any_step_a_note_is_quoted_or_there(another):
    """At each statement of the register and each touch of the words' file; approving again then completes it."""
    states, ended = set(), None
    for number in range(1, 60):
        workspace = another(f"killed{number}")
        before = words_of(workspace)
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, str(workspace.root), str(number)], capture_output=True, text=True
        )
        words = words_of(workspace)
        there = [note for note in waiting(workspace, MONTH).notes if note.type == "bullying"]
        is_quoted = "afstemninger" in words.get("ser")
        assert is_quoted == bool(words.told)
        assert there or is_quoted
        assert is_quoted or words == before
        assert (unreviewed(workspace, words) == ["ser"]) == bool(there and is_quoted)
        states.add((bool(there), is_quoted))
        for note in there:
            quote(workspace, note)
        assert words_of(workspace).get("ser").count("afstemninger") == 1
        assert words_of(workspace).told == (Told("Digital mobning eller udelukkelse", 1, ROLE),)
        assert b"afstemninger" not in held(workspace)
        if "done" in ended.stdout:
            break

    assert "done" in ended.stdout, ended.stderr
    assert states == {(True, False), (True, True), (False, True)}


BESIDE = """
import sys
from klubtrends.errors import KlubtrendsError
from klubtrends.incidents.hiding import Wording
from klubtrends.publishing.quotes import approve, waiting
from klubtrends.workspace import Workspace

workspace = Workspace.open(sys.argv[1])
notes = waiting(workspace, "2026-10").notes
for note in notes if sys.argv[2] == "forwards" else reversed(notes):
    try:
        approve(workspace, "2026-10", note, Wording.of(note.text), approved="klublederen", sure=True)
    except KlubtrendsError:
        pass
"""


def test_two_who_approve_at_once_quote_each_note_once_and_lose_none(mine):
    """The words' file is read and written by one at a time."""
    noted(
        mine,
        *[f"Opdigtet note nummer {word} om det samme" for word in ("et", "to", "tre", "fire")],
        kind="threats",
    )
    both = [
        subprocess.Popen([sys.executable, "-c", BESIDE, str(mine.root), way])
        for way in ("forwards", "backwards")
    ]
    assert [each.wait() for each in both] == [0, 0]
    for note in waiting(mine, MONTH).notes:  # whoever could not get at the register in time is asked again
        quote(mine, note)
    section = words_of(mine).get("ser")

    assert [section.count(f"nummer {word} ") for word in ("et", "to", "tre", "fire")] == [1] * 4
    assert section.count("> ") == 7
    label = read_codes(mine.reference / "codes.toml").label("threats")
    assert next(told.count for told in words_of(mine).told if told.label == label) == 4

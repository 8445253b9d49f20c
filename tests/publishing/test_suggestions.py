"""Suggestions that nobody has touched follow the figures; of the others she is told, and hers are never changed."""

import sqlite3
from contextlib import closing

import pytest

from klubtrends.errors import WorkspaceError
from klubtrends.publishing import prepare, suggestions
from klubtrends.publishing.suggestions import begun, outdated, renewed
from klubtrends.reference.words import Words, parse_words, read_words, words_path, words_text, write_words

MONTH = "2026-10"


def early(workspace):
    """Begin the month's words while a signal is still to come, and then let it come."""
    path = words_path(workspace.reference, MONTH)
    path.unlink()
    with closing(sqlite3.connect(workspace.incidents_file)) as register, register:
        register.execute("CREATE TEMP TABLE later AS SELECT * FROM incident WHERE arrived = ?", (MONTH,))
        register.execute("DELETE FROM incident WHERE arrived = ?", (MONTH,))
        register.commit()
        prepare(workspace, MONTH).draft()
        register.execute("INSERT INTO incident SELECT * FROM later")
    return path


def touch(path, slug, text):
    """Write in a section, as she does."""
    write_words(path, read_words(path).with_section(slug, text))


def test_a_suggestion_that_nobody_touched_follows_the_figures(mine):
    """In the file and on the draft alike; the line that says draft is still there."""
    path = early(mine)
    before = read_words(path)
    edition = prepare(mine, MONTH)
    after = read_words(path)

    assert after.get("kort") != before.get("kort")
    assert after.get("kort") == edition.briefing.words["kort"]
    assert edition.words == after
    assert after.intro.startswith("<!-- UDKAST")
    path.unlink()
    assert read_words(prepare(mine, MONTH).words_file.path) == after
    assert edition.outdated == ()


def test_her_own_words_stay_and_she_is_told_that_the_figures_moved(mine):
    """By the section's name; nothing is quoted, and what she wrote where nothing moved is no matter."""
    path = early(mine)
    touch(path, "kort", "- Det har været en rolig måned.")
    touch(path, "lov", "Spørg først.")
    edition = prepare(mine, MONTH)
    (told,) = [each for each in edition.remarks if "Tallene er ændret" in each]

    assert read_words(path).get("kort") == "- Det har været en rolig måned."
    assert "»Kort sagt«" in told
    assert "»Lov og aftaler«" not in told
    assert "rolig" not in told


def test_a_section_that_she_has_emptied_stays_empty(mine):
    """She did not want the suggestion; the draft offers another."""
    path = early(mine)
    touch(path, "kort", "")
    edition = prepare(mine, MONTH)

    assert read_words(path).get("kort") == ""
    assert "kort" in edition.briefing.suggested
    assert "kort" not in edition.outdated


def test_where_nothing_moved_the_file_is_not_touched(mine):
    """Not a byte, and she is told nothing."""
    path = words_path(mine.reference, MONTH)
    path.unlink()
    prepare(mine, MONTH).draft()
    before = path.read_bytes()
    edition = prepare(mine, MONTH)

    assert path.read_bytes() == before
    assert edition.outdated == ()


def test_a_file_without_the_line_is_hers_altogether(mine):
    """One that she began by hand, or from which she has taken the line."""
    path = early(mine)
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([lines[0], *lines[2:]]), encoding="utf-8")
    before = path.read_bytes()

    assert prepare(mine, MONTH).outdated == ()
    assert path.read_bytes() == before


def test_what_is_out_is_not_renewed(mine):
    """The page's words lie fast, whatever the tables suggest by then."""
    path = words_path(mine.reference, MONTH)
    path.unlink()
    prepare(mine, MONTH).draft()
    text = path.read_text(encoding="utf-8").split("\n", 1)[1].replace("*Forslag:*", "")
    path.write_text(text, encoding="utf-8")
    page = prepare(mine, MONTH).publish().path.read_bytes()
    before = path.read_bytes()
    table = mine.reference / "questions.csv"
    table.write_text(table.read_text(encoding="utf-8-sig").replace("?", " nu?"), encoding="utf-8-sig")

    again = prepare(mine, MONTH)
    assert again.outdated == ()
    assert path.read_bytes() == before
    assert again.publish().path.read_bytes() == page


def test_only_what_stands_as_it_was_given_is_renewed():
    """And what is suggested no more goes with it."""
    words = begun({"kort": "A.", "nu": "B."})

    assert renewed(words, {"kort": "A.", "nu": "B."}) == words
    assert renewed(words, {"kort": "C."}).sections == {"kort": "C."}
    assert outdated(words.with_section("nu", "Mit."), {"kort": "A.", "nu": "C."}) == ["nu"]


def test_a_renewed_suggestion_is_known_again():
    """Twice and three times; also once the file was written and read."""
    words = begun({"kort": "*Forslag:*\n\nEn.  \n", "nu": "To."})
    for text in ("Tre.", "Fire.", "En."):
        words = parse_words("x.md", words_text(renewed(words, {"kort": text, "nu": "To."})))
        assert words.get("kort") == text
    assert renewed(words, {"kort": "Fem.", "nu": "To."}).get("kort") == "Fem."


def test_what_she_writes_while_the_page_is_made_is_not_written_over(mine, monkeypatch):
    """The newer words win; the suggestions wait for the next time."""
    path = early(mine)
    read = suggestions.read_words

    def meanwhile(asked):
        touch(path, "nu", "1. Mit eget.")
        return read(asked)

    monkeypatch.setattr(suggestions, "read_words", meanwhile)
    prepare(mine, MONTH)

    assert read_words(path).get("nu") == "1. Mit eget."


def test_a_file_that_cannot_be_written_is_named(mine, monkeypatch):
    """Open in another program, say; nothing of it stands in the message."""
    path = early(mine)

    def locked(*_):
        raise OSError("in use")

    monkeypatch.setattr(suggestions, "write_words", locked)
    with pytest.raises(WorkspaceError, match="Luk den") as refused:
        prepare(mine, MONTH)
    assert refused.value.__context__ is None
    assert str(path) in str(refused.value)


def test_a_line_with_strange_words_is_no_harm():
    """A section that is none is passed over."""
    words = Words(intro=begun({"kort": "A."}).intro.replace("kort", "ukendt"))

    assert renewed(words, {"kort": "B."}).sections == {}

"""The questions of `klubtrends init`: asked in time, asked again, and never answered for nothing."""

import io
import sys

import pytest

from klubtrends.cli import main
from klubtrends.errors import WorkspaceError
from klubtrends.welcome import READERS
from klubtrends.workspace import CHECKOUT, Settings, Workspace, create

OPTIONS = ["--municipality", "X Kommune", "--departments", "Havnen", "--threshold", "5"]


class Terminal(io.StringIO):
    """A keyboard with somebody at it."""

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """Every test stands in an empty folder of its own."""
    monkeypatch.delenv("KLUBTRENDS_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def typing(monkeypatch):
    """Let somebody type these lines, and then leave."""
    return lambda *lines: monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))


def test_a_wrong_answer_is_asked_for_again_and_the_others_are_kept(typing, tmp_path, capsys):
    """Nobody types the departments twice because of the threshold."""
    typing("", "Eksempelkøbing Kommune", " ; ", "Havnen, havnen", "Havnen, Bakken", "3", "mange", "7")
    assert main(["init", "vores"]) == 0

    told = capsys.readouterr()
    made = Workspace.open(tmp_path / "vores")
    assert (made.settings.municipality, made.settings.threshold) == ("Eksempelkøbing Kommune", 7)
    assert "Bakken" in (made.reference / "departments.csv").read_text(encoding="utf-8-sig")
    assert told.err.count("Jeg mangler et svar.") == 2
    assert told.err.count("Skriv et helt tal fra 5 til 100.") == 2
    assert told.err.count("»Havnen« og »havnen«") == 1
    assert "klubtrends.toml" not in told.err


def test_who_leaves_is_not_asked_for_ever(typing, tmp_path, capsys):
    """The end of the input ends the questions."""
    typing("X Kommune", "Havnen", "3")

    assert main(["init", "vores"]) == 1
    assert "--threshold" in capsys.readouterr().err
    assert not (tmp_path / "vores").exists()


@pytest.mark.parametrize("where", ["checkout", "made"])
def test_the_folder_is_looked_at_before_anything_is_asked(monkeypatch, tmp_path, capsys, where):
    """Five departments typed in, only to be told that the folder will not do, is one question too late."""
    create(tmp_path / "made", Settings("X Kommune"))
    folder = CHECKOUT / "vores" if where == "checkout" else tmp_path / "made"
    asked = []
    monkeypatch.setattr("builtins.input", asked.append)

    assert main(["init", str(folder)]) == 1
    assert capsys.readouterr().err
    assert asked == []


def test_a_wrong_option_is_told_of_before_anything_is_asked(monkeypatch, tmp_path, capsys):
    """And without naming a file that does not exist."""
    asked = []
    monkeypatch.setattr("builtins.input", asked.append)

    assert main(["init", "vores", "--threshold", "4"]) == 1
    assert main(["init", "vores", "--contact", "telefon"]) == 1
    told = capsys.readouterr().err
    assert asked == []
    assert "--threshold" in told
    assert "klubber@kommune.example" in told
    assert "klubtrends.toml" not in told


def test_what_is_left_to_do_is_said_last(tmp_path, capsys):
    """Without an address some sources do not answer; with one there is nothing to say."""
    sentence = "Skriv også en fælles mailadresse i klubtrends.toml (contact)."
    assert main(["init", "uden", *OPTIONS]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == sentence

    assert main(["init", "med", *OPTIONS, "--contact", "klubber@kommune.example"]) == 0
    assert sentence not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("departments", "Havnen; HAVNEN", "»Havnen« og »HAVNEN«"),
        ("departments", "Klub Havnen, Klub  havnen", "»Klub Havnen« og »Klub havnen«"),
        ("departments", " ,; ", "--departments"),
        ("municipality", " ", "--municipality"),
        ("municipality", "x" * 81, "kommunens navn"),
        ("threshold", "4", "5 til 100"),
        ("threshold", "101", "5 til 100"),
        ("contact", "klubben", "mailadresse"),
    ],
)
def test_an_answer_that_will_not_do_is_explained(name, text, says):
    """What to write instead, without the file's own grammar."""
    with pytest.raises(WorkspaceError, match=says) as caught:
        READERS[name](text)

    assert " = " not in str(caught.value)


def test_answers_are_read_as_they_are_typed():
    """Commas or semicolons, stray spaces, and Enter for the least threshold."""
    assert READERS["departments"](" Havnen ,Klub  Bakken;") == ["Havnen", "Klub Bakken"]
    assert READERS["threshold"]("") == 5
    assert READERS["contact"]("") == ""

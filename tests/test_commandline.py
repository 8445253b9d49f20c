"""What is wrong in a command line is told of in the order in which it helps, with that command's own usage."""

import pytest

from klubtrends.cli import main


@pytest.mark.parametrize(
    ("line", "command", "sentence"),
    [
        (
            "publish --wokspace x", "publish",
            "Det kender jeg ikke: --wokspace. Mente du --workspace?",
        ),
        ("publish --wokspace=x oktober", "publish", "Det kender jeg ikke: --wokspace=x. Mente du --workspace?"),
        ("publish --tryl oktober", "publish", "Det kender jeg ikke: --tryl"),
        ("publish 2026-10 2026-11", "publish", "Det kender jeg ikke: 2026-11"),
        ("doctor nu", "doctor", "Det kender jeg ikke: nu"),
        ("init --kontakt a@b.example", "init", "Det kender jeg ikke: --kontakt. Mente du --contact?"),
        ("--tryl", "KOMMANDO", "Det kender jeg ikke: --tryl"),
        ("publish oktober", "publish", "YYYY-MM: skriv måneden som 2026-10"),
    ],
)  # fmt: skip
def test_what_is_unknown_is_told_of_first(line, command, sentence, capsys):
    """A misspelt option is not blamed on the month; usage is that of the command which was typed."""
    with pytest.raises(SystemExit) as end:
        main(line.split())

    usage, *_, told = capsys.readouterr().err.strip().splitlines()
    assert end.value.code == 2
    assert command in usage
    assert told == sentence


@pytest.mark.parametrize("line", ["publish --work x", "publish 2026-10 --workspace=x", "publish --workspace x"])
def test_the_beginning_of_an_option_is_enough(line, monkeypatch, tmp_path, capsys):
    """What argparse allows is not called unknown: these fail for want of a workspace only."""
    monkeypatch.chdir(tmp_path)

    assert main(line.split()) == 1
    assert "arbejdsområde" in capsys.readouterr().err


def test_help_answers_beside_a_misspelt_option(capsys):
    """Who asks for help gets it."""
    with pytest.raises(SystemExit) as end:
        main(["publish", "--wokspace", "--help"])

    assert end.value.code == 0
    assert "--workspace" in capsys.readouterr().out

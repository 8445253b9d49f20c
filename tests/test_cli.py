"""The commands: documented, in Danish, quick to explain themselves, and with an exit status that can be trusted."""

import argparse
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from klubtrends.cli import main, parser
from klubtrends.disclosure.cells import Cell, Release
from klubtrends.errors import DisclosureRisk, KlubtrendsError
from klubtrends.publishing.out import open_ledger
from klubtrends.workspace import CHECKOUT, Workspace

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ENGLISH = re.compile(
    r"usage|options:|positional|optional|show this|arguments?\b|required|invalid|choose|expected|unrecognized"
    r"|ignored|ambiguous|could match|error",
    re.IGNORECASE,
)
HEAVY = {"polars", "pandas", "numpy", "scipy", "plotly", "jinja2", "requests", "sqlite3", "openpyxl", "pyarrow"}


def commands(above, *names):
    """List all commands with those below them, each under its whole name."""
    found = {" ".join(names): above} if names else {}
    for action in above._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                found |= commands(below, *names, name)
    return found


COMMANDS = commands(parser())
OPTIONS = [
    (name, option)
    for name, command in COMMANDS.items()
    for action in command._actions
    for option in action.option_strings
    if option.startswith("--")
]
NAMES = "Havnen, Bakken; Skoven"


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """No test sees the environment's own workspace, clock or mirror, nor stands in one."""
    for name in ("KLUBTRENDS_WORKSPACE", "KLUBTRENDS_NOW", "KLUBTRENDS_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)


def answering(monkeypatch, *lines: str) -> None:
    """Let standard input hold these answers and then end."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def left(*arguments: str) -> int:
    """Run a command that argparse itself ends, and give its exit status."""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return int(end.value.code or 0)


def python(*arguments: str, **settings) -> subprocess.CompletedProcess:
    """Run a fresh Python."""
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, encoding="utf-8", timeout=60, check=False, **settings
    )


# documented


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name):
    """Who reads the documentation finds every command there."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)

    assert re.search(rf"klubtrends {name}\b", text), f"klubtrends {name} stands in none of README.md, docs/*.md"


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_every_option_is_documented(name, option):
    """An option that nobody is told of is used by nobody."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)

    assert re.search(rf"{option}\b", text), (
        f"{option} of klubtrends {name} stands in none of README.md, docs/*.md"
    )


# in Danish


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_danish_throughout(name, capsys):
    """argparse's own words are English; a coordinator never meets them."""
    assert left(*name.split(), "--help") == 0

    told = capsys.readouterr().out
    assert told.startswith("Brug: klubtrends")
    assert not ENGLISH.search(told)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_says_what_it_is_for(name):
    """No option is a riddle."""
    actions = [
        action for action in COMMANDS[name]._actions if not isinstance(action, argparse._SubParsersAction)
    ]
    assert all(action.help for action in actions)


@pytest.mark.parametrize(
    "line",
    [
        "", "tryl", "--tryl", "publish --tryl", "publish 2026-13", "publish oktober", "publish 2026-10 2026-11",
        "publish 0000-05", "example --months 0",
        "example --months 99", "example --seed=-1", "example --months mange",
        "example --seed", "example --until 2026", "collect --deadline snart",
        "collect --json=3", "import", "template", "init", "init x --threshold fem", "audit",
        "ledger", "ledger tryl", "ledger show 2026-10", "ledger show --month oktober", "ledger check --json",
        "archive", "archive show", "archive show apple_v2 i-går", "archive pull", "archive export",
    ],
)  # fmt: skip
def test_wrong_arguments_are_explained_in_danish(line, capsys):
    """Status 2, how the command is used, and one sentence on what was wrong."""
    assert left(*line.split()) == 2

    told = capsys.readouterr()
    usage, *_, sentence = told.err.strip().splitlines()
    assert told.out == ""
    assert usage.startswith("Brug: klubtrends")
    assert not ENGLISH.search(told.err)
    assert re.fullmatch(r"\S.*\w\W{0,2}", sentence)
    assert sentence[0] != ":" != sentence[-1]
    assert "Traceback" not in told.err


# quick


def test_help_imports_no_heavy_library():
    """`--help` answers at once: only the standard library stands at the top."""
    code = (
        "import sys\nfrom klubtrends.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('loaded:', sorted({HEAVY!r} & set(sys.modules)))"
    )

    assert python("-c", code).stdout.splitlines()[-1] == "loaded: []"


# exit statuses


def test_what_cannot_be_done_ends_with_one_and_a_sentence(tmp_path, capsys):
    """What, where, what now; on the error stream."""
    assert main(["doctor", "--workspace", str(tmp_path)]) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert str(tmp_path) in told.err
    assert "klubtrends init" in told.err


def test_a_shell_sees_the_status_and_no_traceback(tmp_path):
    """The same from outside, with Danish letters whatever the console's own encoding is."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ended = python("-m", "klubtrends", "publish", cwd=tmp_path, env=environment)

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "arbejdsområde" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_refusal_to_disclose_ends_with_three(published, tmp_path, capsys):
    """A script can tell a danger from a mishap."""
    page = published.path.read_text(encoding="utf-8")
    unsafe = tmp_path / "side.html"
    unsafe.write_text(page.replace("</h1>", "</h1><p>Ring til 010112-1234.</p>", 1), encoding="utf-8")

    assert main(["audit", str(unsafe)]) == 3
    assert capsys.readouterr().out.strip()
    assert DisclosureRisk.exit_status == 3
    assert KlubtrendsError.exit_status == 1


def test_a_published_page_stands_an_audit(published, capsys):
    """Nothing found is status 0 and an empty list for machines."""
    assert main(["audit", "--json", str(published.path)]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_page_that_is_not_there_is_named(capsys):
    """A misspelt file is no safe page."""
    assert main(["audit", "findes-ikke.html"]) == 1
    assert "findes-ikke.html" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["noter.docx", "billede.png", "register.sqlite", "uden"])
def test_what_cannot_be_read_is_not_audited(tmp_path, capsys, name):
    """A picture or a register is a slip of the hand (1), not a danger (3); what can be read is said."""
    (tmp_path / name).write_bytes(b"PK\x03\x04 010112-1234")

    assert main(["audit", name]) == 1
    told = capsys.readouterr().err
    assert name in told
    assert ".html, .csv, .xlsx, .pptx, .eml, .txt og .ipynb" in told


@pytest.mark.parametrize(
    ("column", "says"), [("severity", "incidents.sqlite"), ("type", "uventet"), ("age_band", "uventet")]
)
def test_a_damaged_register_is_never_quoted(mine, capsys, caplog, recwarn, column, says):
    """Whatever breaks, kind and place are told, and nothing of what stood there: not even in a crash nobody foresaw."""
    with closing(sqlite3.connect(mine.incidents_file)) as register, register:
        register.execute(f"UPDATE incident SET {column} = 'MARKØRXYZ'")

    assert main(["briefing", "--workspace", str(mine.root)]) == 1
    told = capsys.readouterr()
    assert says in told.err
    assert "Traceback" not in told.err
    warned = "".join(str(warning.message) for warning in recwarn)
    assert "MARKØRXYZ" not in told.out + told.err + caplog.text + warned


def test_being_stopped_leaves_no_traceback(monkeypatch, capsys):
    """Ctrl-C is an answer too."""

    def stopped(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", stopped)
    assert main(["init", "ny"]) == 1
    assert capsys.readouterr().err == "Stoppet. Intet er halvt skrevet.\n"


# the commands on the example


def test_publish_prints_the_pages_path_last(mine, capsys):
    """`make briefing` ends with the path."""
    assert main(["publish", "--workspace", str(mine.root)]) == 0

    path = Path(capsys.readouterr().out.splitlines()[-1])
    assert path == mine.reports / "2026-10" / "briefing.html"
    assert path.is_file()


def test_the_ledger_shows_what_was_published(mine, capsys):
    """Page, month, time, tables with what they hide, and the head that the next page names; nothing before."""
    at = ["--workspace", str(mine.root)]
    assert main(["ledger", "show", *at]) == 0
    assert capsys.readouterr().out == "Intet er udgivet endnu.\n"
    assert main(["publish", *at]) == 0
    capsys.readouterr()

    assert main(["ledger", "show", *at]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main(["ledger", "show", "--json", "--month", "2026-10", *at]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert re.fullmatch(rf"1\. briefing, oktober 2026: .* kl\. \d\d\.\d\d, .*{entry['head']}", lines[0])
    assert len(lines) == 1 + len(entry["tables"]) + len(entry["exceptions"])
    assert (entry["number"], entry["page"], len(entry["head"])) == (1, "briefing", 12)
    assert all(0 <= table["hidden"] <= table["cells"] for table in entry["tables"])
    assert [table["name"] for table in entry["tables"]] == ["types", "ages", "good", "months"]

    assert main(["ledger", "show", "--month", "2026-08", *at]) == 1
    assert "august 2026" in capsys.readouterr().err


def test_the_ledger_is_checked_with_its_pages(mine, capsys):
    """One line and 0; 1 where a page is to be written again; 3 where one of the files is not what it was."""
    at = ["--workspace", str(mine.root)]
    assert main(["publish", *at]) == 0
    capsys.readouterr()
    assert main(["ledger", "check", *at]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1

    page = mine.reports / "2026-10" / "briefing.html"
    page.unlink()
    assert main(["ledger", "check", *at]) == 1
    assert "klubtrends publish 2026-10" in capsys.readouterr().out

    page.write_text("<!doctype html>", encoding="utf-8")
    assert main(["ledger", "check", *at]) == 3
    assert "ledger.sqlite" in capsys.readouterr().err

    page.unlink()
    mine.ledger_file.unlink()
    for command in ("check", "show"):
        assert main(["ledger", command, *at]) == 3
        assert "ledger.head" in capsys.readouterr().err


def test_the_ledger_names_its_exceptions(mine, capsys):
    """A floor is no number that a table shows: who keeps the ledger sees what it says, and of what."""
    floor = Release(Cell.of("2026-10", "negative", type=["scam_theft"]), floor=2, why="citat")
    ledger = open_ledger(mine)
    ledger.append(page="alert-2026-11-20-1", month="2026-10", as_of=mine.now(), digest="d", releases=[floor],
                  previous=ledger.head())  # fmt: skip

    assert main(["ledger", "show", "--workspace", str(mine.root)]) == 0
    first, exception = capsys.readouterr().out.splitlines()
    assert "alert-2026-11-20-1" in first
    assert re.search(r"undtagelse.*: Svindel.*, oktober 2026, mindst 2$", exception)
    assert main(["ledger", "check", "--workspace", str(mine.root)]) == 0


def test_departments_lists_who_has_reported(example, capsys):
    """With the two texts for people; by machine the codes alone."""
    assert main(["departments", "--workspace", str(example.root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main(["departments", "2026-09", "--json", "--workspace", str(example.root)]) == 0

    assert re.search(r"\d+ af 18 afdelinger meldt", lines[0])
    assert sum(line.startswith("Kære") for line in lines) == 2
    assert json.loads(capsys.readouterr().out)["month"] == "2026-09"


def test_doctor_speaks_to_people_and_to_machines(example, capsys):
    """Status 1 while somebody should see to something."""
    assert main(["doctor", "--workspace", str(example.root)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert main(["doctor", "--json", "--workspace", str(example.root)]) == 1

    assert json.loads(capsys.readouterr().out) == lines


@pytest.mark.parametrize(
    "line",
    ["import ~$ark.xlsx", "audit ~$ark.xlsx", "template ~$ark", "example ~$ark", "doctor --workspace ~$ark"],
)
def test_a_name_that_begins_like_a_home_is_a_name(line, mine, tmp_path, monkeypatch, capsys):
    """Excel's lock file begins so, and nobody's home is called that."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "~$ark").write_text("", encoding="utf-8")
    monkeypatch.setenv("KLUBTRENDS_WORKSPACE", str(mine.root))

    assert main(line.split()) == 1
    assert "RuntimeError" not in capsys.readouterr().err


def test_template_and_import_go_through_the_command_line(mine, tmp_path, capsys):
    """The sheet is made; an empty one, taken in again, adds nothing and says so."""
    sheet = tmp_path / "ark.xlsx"
    assert main(["template", str(sheet), "--workspace", str(mine.root)]) == 0
    assert str(sheet) in capsys.readouterr().out

    assert main(["import", str(sheet), "--json", "--workspace", str(mine.root)]) in (0, 1)
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    if told.out:
        json.loads(told.out)


def test_the_register_is_shown_checked_and_cleared_by_command(mine, capsys):
    """A week's rows with their ids, one of them erased, the old ones folded, nothing left to see to."""
    at = ["--workspace", str(mine.root)]
    assert main(["register", "show", "uge", "41", *at]) == 0
    by_word = capsys.readouterr().out
    assert main(["register", "show", "2026-W41", *at]) == 0
    shown = capsys.readouterr().out
    assert shown == by_word
    name = shown.split()[0]
    assert main(["erase", name, *at]) == 0
    assert main(["erase", name, *at]) == 1
    told = capsys.readouterr()
    assert "slettet for altid" in told.out
    assert "slettet før" in told.err

    settings = mine.root / "klubtrends.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("retention_months = 36", ""), encoding="utf-8"
    )
    assert main(["register", "check", *at]) == 1
    assert "ældre, end I gemmer dem" in capsys.readouterr().out
    assert main(["retain", *at]) == 0
    assert "fra før november 2024" in capsys.readouterr().out
    assert main(["register", "check", "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out)["complaints"] == []
    assert left("register", "show", "uge", "mange", *at) == 2


def test_rebuild_says_how_much_it_built(example, tmp_path, capsys):
    """An empty archive builds nothing."""
    main(["init", "ny", "--municipality", "X Kommune", "--departments", NAMES, "--threshold", "5"])
    capsys.readouterr()

    assert main(["rebuild", "--workspace", "ny"]) == 0
    assert capsys.readouterr().out.startswith("0 ")


def test_template_refuses_a_file_that_is_there_and_another_ending(mine, tmp_path, capsys):
    """Status 1, and what stands in the sheet is still there."""
    sheet = tmp_path / "ark.xlsx"
    sheet.write_bytes(b"udfyldt")

    assert main(["template", str(sheet), "--workspace", str(mine.root)]) == 1
    assert main(["template", "h.csv", "--workspace", str(mine.root)]) == 1
    exists, ending = capsys.readouterr().err.splitlines()
    assert exists.startswith("»ark.xlsx« findes allerede.")
    assert ending.startswith("Filen skal hedde noget, der slutter på .xlsx")
    assert sheet.read_bytes() == b"udfyldt"
    assert not Path("h.csv").exists()


def test_a_double_click_finds_what_the_first_one_made(example):
    """klubtrends.cmd asks for the files that Makefile makes: else the example is built twice, and fails."""
    script = (ROOT / "klubtrends.cmd").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    asked = {path.replace("\\", "/") for path in re.findall(r"if not exist (\S+)", script)}

    assert asked == {".venv/ready", "truth.json"}
    assert asked <= set(re.findall(r"^(\S+):", makefile, re.MULTILINE))
    assert (example.root / "truth.json").is_file()


# init


@pytest.mark.parametrize(
    ("options", "second"), [((), "han og bo kom i går"), (("--strict",), "han og [navn] kom i går")]
)
def test_lines_come_out_scrubbed_and_as_many_as_went_in(options, second, monkeypatch, capsys):
    """Standard input to standard output, outside any workspace; the strict way hides what it does not know."""
    answering(monkeypatch, "Anna på 20304050", "han og bo kom i går", "")

    assert main(["scrub", *options]) == 0
    assert capsys.readouterr().out.splitlines() == ["[navn] på [telefon]", second, ""]


@pytest.mark.parametrize(("system", "keys"), [("win32", "Ctrl+Z"), ("linux", "Ctrl+D")])
def test_scrub_at_a_terminal_says_that_it_waits_and_how_to_end(system, keys, monkeypatch, capsys):
    """On standard error; a script that pipes hears nothing."""
    answering(monkeypatch, "Ro på")
    main(["scrub"])
    assert capsys.readouterr().err == ""

    answering(monkeypatch, "Ro på")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys, "platform", system)
    main(["scrub"])
    told = capsys.readouterr()
    monkeypatch.undo()

    assert keys in told.err
    assert told.out == "Ro på\n"


def test_lab_lets_its_own_terminal_know_the_commands(monkeypatch, example):
    """There »klubtrends« is typed as anywhere else, though nobody activated anything."""
    started = []

    def run(command, **named):
        started.append(named["env"]["PATH"].split(os.pathsep)[0])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("klubtrends.commands.subprocess.run", run)
    assert main(["lab", "--workspace", str(example.root)]) == 0
    assert started == [str(Path(sys.executable).parent)]


def test_init_with_options_asks_nothing(monkeypatch, tmp_path, capsys):
    """A script can make a workspace, outside the checkout, with the departments written."""
    answering(monkeypatch)
    status = main(["init", "vores", "--municipality", 'Øst "By" \\ Kommune', "--departments", NAMES,
                   "--threshold", "7", "--contact", "klubber@kommune.example"])  # fmt: skip

    made = Workspace.open(tmp_path / "vores")
    table = (made.reference / "departments.csv").read_text(encoding="utf-8-sig")
    assert status == 0
    assert str(made.root) in capsys.readouterr().out
    assert made.settings.municipality == 'Øst "By" \\ Kommune'
    assert (made.settings.threshold, made.settings.contact) == (7, "klubber@kommune.example")
    assert all(name in table for name in ("Havnen", "Bakken", "Skoven"))
    assert not made.root.is_relative_to(CHECKOUT)


def test_init_asks_its_three_questions(monkeypatch, tmp_path, capsys):
    """Municipality, departments, threshold; Enter is the least threshold."""
    answering(monkeypatch, "Eksempelkøbing Kommune", "Havnen, Bakken", "")
    assert main(["init", "vores"]) == 0

    told = capsys.readouterr().out
    assert told.count("?") >= 3
    made = Workspace.open(tmp_path / "vores")
    assert made.settings.municipality == "Eksempelkøbing Kommune"
    assert made.settings.threshold == 5


def test_init_by_a_script_that_says_no_threshold_takes_the_least(monkeypatch, tmp_path, capsys):
    """The other two have no default, and this one has."""
    answering(monkeypatch)
    assert main(["init", "vores", "--municipality", "X Kommune", "--departments", NAMES]) == 0

    assert Workspace.open(tmp_path / "vores").settings.threshold == 5
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("answers", "option"),
    [((), "--municipality"), (("X Kommune",), "--departments"), (("X Kommune", "  "), "--departments")],
)
def test_init_without_an_answer_names_the_option_and_makes_nothing(
    monkeypatch, tmp_path, capsys, answers, option
):
    """A closed input is no crash."""
    answering(monkeypatch, *answers)

    assert main(["init", "vores"]) == 1
    assert option in capsys.readouterr().err
    assert not (tmp_path / "vores").exists()


@pytest.mark.parametrize("threshold", ["4", "0", "-1", "mange", "5,0"])
def test_init_refuses_a_threshold_that_is_too_low(monkeypatch, tmp_path, capsys, threshold):
    """The threshold can be raised, never lowered, typed or given."""
    answering(monkeypatch, "X Kommune", "Havnen", threshold)

    assert main(["init", "vores"]) == 1
    assert "threshold" in capsys.readouterr().err
    assert not (tmp_path / "vores").exists()


@pytest.mark.parametrize("threshold", ["4", "0", "-1"])
def test_init_refuses_a_low_threshold_given_as_an_option(monkeypatch, tmp_path, capsys, threshold):
    """Nought is a wrong answer, not a missing one."""
    answering(monkeypatch)

    arguments = ["init", "vores", "--municipality", "X", "--departments", "Y", f"--threshold={threshold}"]
    assert main(arguments) == 1
    assert "--threshold" in capsys.readouterr().err
    assert not (tmp_path / "vores").exists()


def test_init_refuses_departments_that_are_only_commas(tmp_path, capsys):
    """A workspace without departments can take nothing in."""
    assert main(["init", "vores", "--municipality", "X", "--departments", " , ;", "--threshold", "5"]) == 1
    assert "--departments" in capsys.readouterr().err
    assert not (tmp_path / "vores").exists()


def test_init_warns_of_a_synchronised_folder(tmp_path, capsys):
    """At once, and before anything is written."""
    options = ["--municipality", "X", "--departments", NAMES, "--threshold", "5"]
    assert main(["init", "OneDrive/vores", *options]) == 0
    assert "OneDrive" in capsys.readouterr().err


def test_init_refuses_the_checkout(capsys):
    """Real data never lie where they can be committed."""
    options = ["--municipality", "X", "--departments", NAMES, "--threshold", "5"]
    assert main(["init", str(CHECKOUT / "vores"), *options]) == 1
    assert "programmets egen mappe" in capsys.readouterr().err
    assert not (CHECKOUT / "vores").exists()

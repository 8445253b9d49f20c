"""What the documentation says is so: links, paths, commands, thresholds, fields, and the recipes that it gives."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from klubtrends.analysis.watch import LEAST_CASES
from klubtrends.cli import main, parser
from klubtrends.collect.processed import LAYOUTS
from klubtrends.danish import (
    HIDDEN,
    INCIDENT_COLUMNS,
    KINDS,
    LISTS_SHEET,
    MESSAGES,
    NUMBER_WORDS,
    TOTAL,
    URGENT,
)
from klubtrends.disclosure.attack import audit
from klubtrends.disclosure.specs import FEWEST_DEPARTMENTS
from klubtrends.incidents.codes import ALWAYS_SENSITIVE, read_codes
from klubtrends.incidents.read import REQUIRED
from klubtrends.incidents.register import Incident, Register
from klubtrends.incidents.scrub import identifier_spans
from klubtrends.incidents.upkeep import AFTER_MEETING
from klubtrends.publishing.arrivals import take_in
from klubtrends.reference import write_departments
from klubtrends.reference.bundle import read_calendar
from klubtrends.reference.calendar import LATEST_MEETING, MEETING
from klubtrends.reference.words import NO_NAMES_LINE
from klubtrends.sources import sources
from klubtrends.workspace import (
    LEAST_SENSITIVE_THRESHOLD,
    LEAST_THRESHOLD,
    Settings,
    Workspace,
    create,
    shipped,
)

ROOT = Path(__file__).parents[1]
OFFICER = ROOT / "docs" / "databeskyttelse"
FOR_THE_OFFICER = [*sorted(OFFICER.glob("*.md")), ROOT / "docs" / "maalinger-af-beskyttelsen.md"]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODES = read_codes(shipped("reference") / "codes.toml")
HEADINGS = {name: heading for name, (heading, _) in INCIDENT_COLUMNS.items()}
DEFAULTS = Settings("X Kommune")
OFFICIAL = ("https://www.datatilsynet.dk/", "https://support.microsoft.com/office/")
TWO_CAPITALS = re.compile(r"(?<![.:*|] )(?<!^)\b[A-ZÆØÅ][a-zæøå]+ [A-ZÆØÅ][a-zæøå]+", re.MULTILINE)


def text(name: str) -> str:
    """Read one of the officer's documents."""
    return (OFFICER / name).read_text(encoding="utf-8")


def tables(markdown: str) -> list[list[list[str]]]:
    """Read every table: its heading row, then its rows."""
    found: list[list[list[str]]] = [[]]
    for line in markdown.splitlines():
        if line.strip().startswith("|"):
            found[-1].append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif found[-1]:
            found.append([])
    return [[rows[0], *rows[2:]] for rows in found if rows]


def table(name: str, first_heading: str) -> list[list[str]]:
    """Find a document's table by the heading of its first column; give its rows."""
    return next(rows[1:] for rows in tables(text(name)) if rows[0][0] == first_heading)


def anchors(path: Path) -> set[str]:
    """Name a document's headings as links do."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code(*paths: Path) -> Iterator[str]:
    """Give what stands between single backticks."""
    for path in paths:
        prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield from re.findall(r"`([^`\n]+)`", prose)


# links, paths, commands


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path):
    """A file, and the heading in it; or an address of those that are named as sources."""
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            assert path not in FOR_THE_OFFICER or target.startswith(OFFICIAL), target
            continue
        file, _, anchor = target.partition("#")
        assert (path.parent / file).exists(), f"{path.name}: {target}"
        assert not anchor or anchor in anchors(path.parent / file if file else path), f"{path.name}: {target}"


def test_every_file_that_the_officer_is_told_of_exists(tmp_path):
    """In the repository, or in a workspace."""
    workspace = create(tmp_path / "net", Settings("X Kommune"))
    Register(workspace.incidents_file).__exit__(None, None, None)
    archived = [workspace.raw / name for name in sources()]
    made = {workspace.ledger_file, workspace.runs, *archived, *(workspace.processed / name for name in LAYOUTS)}
    named = [words for words in code(*FOR_THE_OFFICER) if re.fullmatch(r"(\w+/)+[\w.\-]*", words)]

    assert len(named) > 15
    for name in named:
        inside = workspace.root / name
        assert (ROOT / name).exists() or inside.exists() or inside in made, name


def test_every_command_that_the_officer_is_told_of_exists():
    """And takes the words that are written after it."""
    known = parser()._subparsers._group_actions[0].choices
    named = {tuple(words.split()[1:]) for words in code(*FOR_THE_OFFICER) if re.match(r"klubtrends \w", words)}

    assert {command[0] for command in named} <= set(known)
    for command in named:
        if len(command) > 1:
            parser().parse_args(command)


def test_the_modules_of_the_house_exist():
    """In the rooms that are said to have them."""
    named = [(row[0].strip("`"), row[1]) for rows in tables((ROOT / "docs" / "house.md").read_text(encoding="utf-8"))
             if rows[0] == ["room", "its modules"] for row in rows[1:]]  # fmt: skip

    assert [room for room, _ in named] == ["incidents", "analysis", "disclosure", "publishing"]
    for room, modules in named:
        there = {path.stem for path in (ROOT / "klubtrends" / room).iterdir()}
        assert set(re.findall(r"`(\w+)`", modules)) <= there, room


# numbers


def test_the_thresholds_are_those_of_the_settings():
    """The same in every document."""
    everything = " ".join(path.read_text(encoding="utf-8") for path in FOR_THE_OFFICER)

    assert set(re.findall(r"grænsen (\d+)", everything)) == {
        str(DEFAULTS.threshold), str(DEFAULTS.sensitive_threshold)
    }  # fmt: skip
    assert {DEFAULTS.threshold, DEFAULTS.sensitive_threshold} == {LEAST_THRESHOLD, LEAST_SENSITIVE_THRESHOLD}
    assert CODES.sensitive == ALWAYS_SENSITIVE == {"grooming", "sextortion", "image_sharing"}


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("README.md", f"Antal fra 1 til {DEFAULTS.threshold - 1} er skjult (grænsen {DEFAULTS.threshold})"),
        (
            "README.md",
            f"1 til {DEFAULTS.sensitive_threshold - 1} skjult (grænsen {DEFAULTS.sensitive_threshold})",
        ),
        ("README.md", f"færre end {NUMBER_WORDS[FEWEST_DEPARTMENTS]} afdelinger"),
        ("README.md", f"kræver mindst {NUMBER_WORDS[LEAST_CASES]} hændelser"),
        ("README.md", f"`{NO_NAMES_LINE.format(words='ordet, et andet ord')}`"),
        ("README.md", f"en af {NUMBER_WORDS[len(CODES.age_bands)]}, fx »{CODES.age_bands['mellem']}«"),
        ("README.md", f"»{CODES.flags['adult_involved']}«"),
        ("README.md", f"»{CODES.responses['talked_child']}«"),
        ("README.md", f"| {HEADINGS['note']} | slået {'til' if DEFAULTS.notes else 'fra'};"),
        ("README.md", f"| {HEADINGS['severity']} | {min(CODES.severities)}-{max(CODES.severities)},"),
        ("dpia.md", f"De {NUMBER_WORDS[len(INCIDENT_COLUMNS) - 1]} felter"),
        ("fortegnelse.md", f"»{CODES.flags['illegal_suspected']}«"),
        ("opbevaring.md", f"`retention_months` ({DEFAULTS.retention_months},"),
        ("opbevaring.md", f"{AFTER_MEETING.days} dage efter mødet."),
        ("opbevaring.md", f"i de {NUMBER_WORDS[LATEST_MEETING]} måneder efter"),
        ("opbevaring.md", f"»{MESSAGES['review_approve']}« eller »{MESSAGES['review_delete']}«"),
        ("dpia.md", f"højst til {AFTER_MEETING.days} dage efter månedens møde"),
        ("fortegnelse.md", f"senest {AFTER_MEETING.days} dage efter mødet"),
        ("microsoft-forms.md", f"De {NUMBER_WORDS[len(REQUIRED)]} første spørgsmål"),
        ("microsoft-forms.md", f"»{CODES.nothing}«"),
        ("microsoft-forms.md", f"»{LISTS_SHEET}«"),
        ("microsoft-forms.md", f"{URGENT}."),
    ],
)
def test_a_claim_is_what_the_code_does(name, claim):
    """The sentence is written from the code and looked for in the document."""
    assert claim in text(name)


def test_what_stops_a_page_in_her_own_words_is_what_the_documents_say():
    """Every kind that is looked for, in the officer's overview; nowhere that names are not looked at."""
    (told,) = [
        line for line in text("README.md").splitlines() if line.startswith("- **Koordinatorens egne ord.**")
    ]
    kinds = [kind.removeprefix("et ").removeprefix("en ").split(" ")[0] for kind in KINDS.values()]

    assert [kind for kind in kinds if kind not in told] == []
    assert not any("ser ikke navne" in path.read_text(encoding="utf-8") for path in DOCUMENTS)


# the sheet


def test_the_fields_are_those_of_the_sheet():
    """Each with what is kept of it, in the sheet's order."""
    assert [row[0] for row in table("README.md", "I arket")] == list(HEADINGS.values())


def test_the_form_asks_what_the_sheet_asks_and_no_more():
    """No question invites free text."""
    asked = table("microsoft-forms.md", "Spørgsmål")

    assert [row[0] for row in asked] == [HEADINGS[name] for name in INCIDENT_COLUMNS if name != "note"]
    assert all(row[1].startswith("valg") or row[0] == HEADINGS["date"] for row in asked)
    assert [row[0] for row in asked[: len(REQUIRED)]] == [HEADINGS[name] for name in REQUIRED]


@pytest.fixture
def workspace(tmp_path, monkeypatch) -> Workspace:
    """A workspace in which one stands."""
    monkeypatch.setenv("KLUBTRENDS_NOW", "2026-11-03T12:00:00+01:00")
    made = create(tmp_path / "net", Settings("X Kommune"))
    write_departments(made.reference / "departments.csv", ["Klub Havnen", "Klub Bakken", "Klub Skoven"])
    monkeypatch.chdir(made.root)
    return made


def export(path: Path, *, mail: str) -> Path:
    """Write what Forms writes: its own columns as the document names them, then the questions."""
    own = [row[0] for row in table("microsoft-forms.md", "Kolonne")]
    asked = [row[0] for row in table("microsoft-forms.md", "Spørgsmål")]
    when = dt.datetime(2026, 11, 2, 9, 14)
    flags, responses = list(CODES.flags.values())[:2], list(CODES.responses.values())[:2]
    answers = [
        "Klub Havnen", dt.datetime(2026, 10, 5), CODES.label("bullying"), "Snapchat", CODES.age_bands["mellem"],
        CODES.severities["1"], "", f"{flags[0]};{flags[1]};", f"{responses[0]};{responses[1]};", "",
    ]  # fmt: skip
    nothing = ["Klub Bakken", dt.datetime(2026, 10, 31), CODES.nothing, *[""] * (len(asked) - 3)]
    book = Workbook()
    for row in ([*own, *asked], *([1, when, when, mail, "", "", *told] for told in (answers, nothing))):
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_an_export_from_forms_is_taken_in_and_what_forms_adds_is_not_kept(workspace, tmp_path):
    """Nothing need be deleted from the file first, and nothing is turned away for it."""
    intake = take_in(workspace, [export(tmp_path / "svar.xlsx", mail="anonymous")])
    kept = workspace.incidents_file.read_bytes()

    assert (intake.accepted, intake.zero_reports, intake.rejected, intake.identifiers) == (1, 1, (), 0)
    assert intake.dropped_columns == 0
    assert b"anonymous" not in kept
    assert b"2026-10-05" not in kept
    assert b"09:14" not in kept


def test_an_address_in_an_export_from_forms_is_told_of(workspace, tmp_path):
    """The form recorded who answered."""
    intake = take_in(workspace, [export(tmp_path / "svar.xlsx", mail="klub@kommune.example")])

    assert (intake.accepted, intake.dropped_columns, intake.recorded) == (1, 0, ("svar.xlsx",))
    (line,) = [line for line in intake.lines() if "Registrer navn" in line]
    assert "Slet alle svar" in line
    assert "kommune.example" not in "".join(intake.lines())
    assert b"kommune.example" not in workspace.incidents_file.read_bytes()


# the worked example


def page(column: int) -> bytes:
    """Make a page of one column of the worked example."""
    rows = [
        f'<tr><th scope="row">{cells[0]}</th><td>{cells[column]}</td></tr>'
        for cells in table("README.md", "Område")
    ]
    return (
        '<!doctype html><html lang="da"><body><section><table><caption>Hændelser i oktober 2026 efter område'
        f'</caption><thead><tr><th scope="col">Område</th><th scope="col">{TOTAL}</th></tr></thead>'
        f"<tbody>{''.join(rows[:-1])}</tbody><tbody>{rows[-1]}</tbody></table></section></body></html>"
    ).encode()


def test_the_worked_example_holds_and_the_naive_one_does_not():
    """One hidden count is given away by the others; two are not."""
    rows = table("README.md", "Område")
    counted, naive, shown = ([cells[column] for cells in rows] for column in (1, 2, 3))

    assert [cells[0] for cells in rows] == [*CODES.groups.values(), TOTAL]
    assert sum(map(int, counted[:-1])) == int(counted[-1])
    assert all(
        cell in (count, HIDDEN) for count, *cells in zip(counted, naive, shown, strict=True) for cell in cells
    )
    assert [finding.kind for finding in audit([page(2)])] == ["exact"]
    assert audit([page(3)]) == []
    assert (
        f"{sum(int(count) for count, cell in zip(counted, shown, strict=True) if cell == HIDDEN)} tilsammen"
        in text("README.md")
    )


# deleting


def incident(name: str, month: str, note: str = "") -> Incident:
    """Make a row that can be told from others by its id."""
    return Incident(
        name, "2026-W41", month, "havnen", "negative", "bullying", "snapchat", "mellem", 1, note=note
    )


def recipes() -> list[list[str]]:
    """Give the commands of opbevaring.md: delete what is old, find one row, delete it."""
    blocks = re.findall(r"```sh\n(.*?)```", text("opbevaring.md"), re.DOTALL)
    return [line.split()[1:] for block in blocks for line in block.splitlines()]


def test_the_recipe_for_what_is_old_deletes_it_for_good(workspace, capsys):
    """Rows, notes and reports of earlier months; nothing of them is left in the folder but counts."""
    old, new = (
        incident("gammel0000000001", "2024-10", note="gammelnote"),
        incident("ny00000000000002", "2024-11"),
    )
    with Register(workspace.incidents_file) as register:
        register.add([replace(old, week="2024-W41"), new])

    assert main(recipes()[0]) == 0

    with Register(workspace.incidents_file) as register:
        assert register.incidents()["id"].to_list() == [new.id]
        assert register.reported()["month"].to_list() == ["2024-11"]
        assert register.folded().rows() == [("2024-W41", "bullying", 1)]
        assert register.notes() == []
    left = b"".join(path.read_bytes() for path in workspace.register.iterdir())
    assert b"gammel" not in left
    assert new.id.encode() in left
    assert "1 hændelse fra før november 2024" in capsys.readouterr().out


def test_the_recipe_for_one_row_finds_it_and_deletes_it_alone(workspace, capsys):
    """By what is known of it; it stays out, and the check finds nothing left."""
    one, other = incident("foerste000000001", "2026-10", note="ennote"), incident("anden00000000002", "2026-10")
    with Register(workspace.incidents_file) as register:
        register.add([one, other])
    find, delete = recipes()[1:]

    assert main(find) == 0
    assert re.search(rf"^{one.id}  .*{CODES.label('bullying')}", capsys.readouterr().out, re.MULTILINE)
    assert main([one.id if word == "id" else word for word in delete]) == 0

    with Register(workspace.incidents_file) as register:
        assert register.incidents()["id"].to_list() == [other.id]
        assert register.add([one]).kept_out == 1
    left = b"".join(path.read_bytes() for path in workspace.register.iterdir())
    assert b"ennote" not in left
    assert left.count(one.id.encode()) == 1


def test_the_meeting_that_is_written_as_an_example_is_one(workspace):
    """The line goes into the calendar as it stands."""
    (line,) = re.findall(r"`(\d{4}-[^`]*;meeting;[^`]*)`", text("opbevaring.md"))
    path = workspace.reference / "calendar.csv"
    path.write_text(f"{path.read_text(encoding='utf-8-sig')}{line}\n", encoding="utf-8")

    assert read_calendar(workspace.reference)[-1].kind == MEETING


# nobody


@pytest.mark.parametrize("path", FOR_THE_OFFICER, ids=lambda path: path.name)
def test_nobody_is_named(path):
    """No address, no number, and no two words that could be a person's name."""
    whole = path.read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```|`[^`]+`|\]\([^)]+\)|j\.nr\. [\d-]+", " ", whole, flags=re.DOTALL)
    kinds = {span.kind for span in identifier_spans(prose)}
    pairs = {pair for pair in TWO_CAPITALS.findall(prose) if not {"Microsoft", "Forms"} & set(pair.split())}

    assert kinds.isdisjoint({"cpr", "phone", "email", "plate", "address", "school"})
    assert pairs == set()

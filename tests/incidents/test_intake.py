"""What comes in at the door: counted, never quoted, never taken twice."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
import traceback
from dataclasses import replace

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incident_sheets import HEADINGS, NOTHING, OTHER, ROW, make_workspace

from klubtrends.danish import MESSAGES
from klubtrends.errors import ReferenceTableError, RejectedSheet
from klubtrends.incidents.account import FileRows, Resembling
from klubtrends.incidents.intake import take_in
from klubtrends.incidents.register import Register
from klubtrends.incidents.template import write_template
from klubtrends.incidents.workbook import tidy
from klubtrends.tables import FOLDED

MARKER = "Hemmelighed"


def held(workspace):
    """Give the register's incidents and reports."""
    with Register(workspace.incidents_file) as register:
        return register.incidents(), register.reported()


def told(intake):
    """Give what is said of the rows: all but where the sheets lie."""
    return intake.lines()[:-1]


def changed(column, text, row=ROW):
    """Give a row with one cell changed."""
    cells = list(row)
    cells[HEADINGS.index(column)] = text
    return cells


def test_a_sheet_becomes_incidents_and_reports(workspace, sheet):
    """A good row is kept as codes and a week; nothing to report is a report."""
    intake = take_in(workspace, [sheet(ROW, OTHER, NOTHING)], arrived="2026-10")
    incidents, reported = held(workspace)

    assert (intake.rows, intake.accepted, intake.zero_reports, intake.rejected_rows) == (3, 2, 1, 0)
    mobbing = incidents.filter(type="bullying").row(0, named=True)
    del mobbing["id"]
    assert mobbing == {
        "week": "2026-W42",
        "arrived": "2026-10",
        "department": "klub-havnen",
        "kind": "negative",
        "type": "bullying",
        "platform": "snapchat",
        "age_band": "overgang",
        "severity": 1,
        "spread": "",
        "flags": "",
        "response": "",
        "timeliness": "",
    }
    assert reported.rows() == [
        ("2026-10", "klub-bakken"), ("2026-10", "klub-havnen"), ("2026-10", "klub-skoven"),
    ]  # fmt: skip


def test_rows_count_in_the_month_of_their_week_while_that_is_open(workspace, sheet):
    """A sheet of October that comes in November is October's, as long as nothing of October is out."""
    take_in(workspace, [sheet(ROW, NOTHING)])
    incidents, reported = held(workspace)

    assert incidents["arrived"].to_list() == ["2026-10"]
    assert reported.rows() == [("2026-10", "klub-havnen"), ("2026-10", "klub-skoven")]


def test_a_late_row_never_changes_a_month_that_is_out(workspace, sheet):
    """It counts in the month in which it arrives; a late "nothing" says nothing any more."""
    intake = take_in(workspace, [sheet(ROW, NOTHING)], closed={"2026-10"})
    incidents, reported = held(workspace)

    assert incidents["arrived"].to_list() == ["2026-11"]
    assert reported.is_empty()
    assert intake.lines()[:3] == [
        "2 rækker læst: 1 ny, 1 for sent.",
        "Én hører til oktober 2026, men den måned er udgivet, så den tæller i november 2026.",
        "»Intet at melde« for en måned, der er udgivet, tæller ikke med.",
    ]


def test_a_late_row_is_no_report_for_the_month_it_moves_to(workspace, sheet):
    """A department that only mends October has said nothing of November; one that has a row of its own has."""
    own = changed("Dato", "2026-11-04", OTHER)
    take_in(workspace, [sheet(ROW, OTHER, own)], closed={"2026-10"})
    incidents, reported = held(workspace)

    assert incidents["arrived"].to_list() == ["2026-11"] * 3
    assert reported.rows() == [("2026-11", "klub-bakken")]


def test_rows_of_a_month_that_is_out_by_now_are_still_known(workspace, sheet):
    """A sheet that comes again after the page is neither late nor new."""
    take_in(workspace, [sheet(ROW, NOTHING)])
    again = take_in(workspace, [sheet(ROW, NOTHING)], closed={"2026-10"})

    assert told(again) == ["2 rækker læst: 2 kendt i forvejen."]
    assert held(workspace)[0]["arrived"].to_list() == ["2026-10"]


def test_where_rows_count_is_said(workspace, sheet):
    """Month by month, and by itself what came too late."""
    rows = [
        changed("Dato", day) for day in ("2026-08-12", "2026-08-19", "2026-09-16", "2026-10-14", "2026-10-21")
    ]
    intake = take_in(workspace, [sheet(*rows, NOTHING)], closed={"2026-08"})

    assert told(intake) == [
        "6 rækker læst: 5 nye, »intet at melde« én gang.",
        "1 tæller i september 2026 og 3 i oktober 2026.",
        "2 hører til august 2026, men den måned er udgivet, så de tæller i november 2026.",
    ]
    assert json.loads(json.dumps(intake.summary()))["months"][0] == {
        "belongs": "2026-08", "counts": "2026-11", "rows": 2,
    }  # fmt: skip


def test_equal_complaints_of_many_rows_are_said_once(workspace, sheet):
    """A sheet filled in wrongly from top to bottom is one sentence, not a screen; a machine still gets each row."""
    good, bad = changed("Alvor", "Høj"), changed("Afdeling", "Ungdomsskolen i byen")
    intake = take_in(workspace, [sheet(*[bad] * 3, good, bad, OTHER, [], bad, bad)])

    assert intake.lines()[2].startswith(
        "»ark.csv«, række 2-4, 6 og 9-10, Afdeling: Det, der står her, er ikke på listen. Valgene står "
    )
    assert len(told(intake)) == 4
    assert [each.row for each in intake.rejected] == [2, 3, 4, 6, 9, 10]


def test_a_remark_below_the_table_is_no_row(workspace, sheet):
    """It is dropped, counted and looked through, and nobody is asked to fill in five cells of it."""
    headings = (*HEADINGS, "Note")
    remark, note = [*[""] * 7, f"{MARKER} 010190-1234"], [*[""] * 6, MARKER]
    intake = take_in(workspace, [sheet((*ROW, ""), remark, note, headings=headings)])

    assert (intake.rows, intake.accepted, intake.rejected_rows) == (1, 1, 0)
    assert (intake.dropped_columns, intake.identifiers) == (2, 1)
    assert MARKER not in repr(intake) + "".join(intake.lines())


def test_a_note_beside_the_rows_is_told_of_even_where_notes_are_kept(tmp_path, sheet):
    """It belongs to no incident, so it is not kept."""
    workspace = make_workspace(tmp_path / "noter", notes=True)
    intake = take_in(workspace, [sheet((*ROW, "x"), [*[""] * 6, MARKER], headings=(*HEADINGS, "Note"))])

    assert (intake.rows, intake.dropped_columns) == (1, 1)


def test_a_sheet_without_rows_says_so(workspace, sheet):
    """Rather than a row of noughts."""
    assert take_in(workspace, [sheet()]).lines() == ["Der er ingen udfyldte rækker."]


def test_what_excel_hides_is_told_of_by_number(workspace, tmp_path):
    """Rows are taken along, tabs are not; neither says what stands there."""
    book = openpyxl.Workbook()
    for row in (HEADINGS, ROW, OTHER):
        book.worksheets[0].append(row)
    book.worksheets[0].row_dimensions[3].hidden = True
    for title in (MARKER, "Maj"):
        book.create_sheet(title).append([*HEADINGS, MARKER])
        book[title].append(OTHER)
        book[title].sheet_state = "hidden"
    book.save(tmp_path / "ark.xlsx")
    intake = take_in(workspace, [tmp_path / "ark.xlsx"])

    assert (intake.rows, intake.hidden_rows, intake.hidden_tabs) == (2, (FileRows("ark.xlsx", (3,)),), 2)
    assert "»ark.xlsx«, række 3: skjult i Excel, men taget med." in intake.lines()
    assert any(line.startswith("2 skjulte faner er ikke læst. ") for line in intake.lines())
    assert MARKER not in repr(intake) + "".join(intake.lines())


def test_the_same_file_twice_adds_nothing(workspace, sheet):
    """Neither in one call nor later, nor under another name."""
    first = take_in(workspace, [sheet(ROW, ROW, NOTHING), sheet(ROW, ROW, NOTHING, name="kopi.csv")])
    before = held(workspace)
    second = take_in(workspace, [sheet(ROW, ROW, NOTHING)], arrived="2026-11")
    after = held(workspace)

    assert (first.accepted, first.already_known, first.zero_reports) == (2, 3, 1)
    assert (second.accepted, second.already_known, second.zero_reports) == (0, 3, 0)
    assert before[0].equals(after[0])
    assert before[1].equals(after[1])


def test_two_equal_incidents_in_one_file_are_two(workspace, sheet):
    """Two children were bullied the same week in the same way."""
    assert take_in(workspace, [sheet(ROW, ROW)]).accepted == 2


def test_a_week_over_a_months_end_loses_nothing(workspace, sheet):
    """Equal incidents on 30 September and 1 October, a sheet each, are two; none tells its day."""
    take_in(workspace, [sheet(changed("Dato", "2026-09-30"))])
    take_in(workspace, [sheet(changed("Dato", "2026-10-01"))])

    assert held(workspace)[0]["week"].to_list() == ["2026-W40", "2026-W40"]


def test_the_day_within_a_week_leaves_no_trace(workspace, sheet):
    """Not even in the id, which whoever has the key could otherwise ask."""
    take_in(workspace, [sheet(changed("Dato", "2026-10-13"))])

    assert take_in(workspace, [sheet(changed("Dato", "2026-10-15"))]).already_known == 1


def test_a_file_that_grows_adds_only_what_is_new(workspace, sheet):
    """A department keeps one sheet for the whole year."""
    take_in(workspace, [sheet(ROW)])

    assert take_in(workspace, [sheet(OTHER, ROW, ROW)]).accepted == 2


def test_how_a_row_is_written_makes_no_other_incident(workspace, sheet):
    """Codes, capitals, order of headings and the way to write a date are all the same row."""
    take_in(workspace, [sheet(ROW)])
    again = ("LAV", "klub-havnen", " digital  MOBNING eller udelukkelse ", "14.10.26", "overgang", "snapchat")
    headings = ("alvor *", "AFDELING", "hændelse:", "Dato", "Aldersgruppe\nDe fleste", "Platform")

    assert take_in(workspace, [sheet(again, headings=headings)]).already_known == 1


def test_good_episodes_need_no_severity(workspace, sheet):
    """They stand on equal footing, and have none."""
    good = changed("Hændelse", "Godt digitalt fællesskab", changed("Alvor", ""))
    take_in(workspace, [sheet(good)])

    assert held(workspace)[0].select("kind", "severity").row(0) == ("positive", None)


def test_several_flags_and_answers_are_kept_in_the_lists_order(workspace, sheet):
    """As one cell with semicolons, the way forms write them."""
    headings = (*HEADINGS, "Kendetegn", "Hvad gjorde I", "Spredning", "Hvor hurtigt")
    more = ("Sket før; Lavet med AI;", "Kontaktede skolen;talked_child", "I en gruppechat", "1-3 dage")
    take_in(workspace, [sheet((*ROW, *more), headings=headings)])

    row = held(workspace)[0].row(0, named=True)
    assert row["flags"] == "ai_generated repeat"
    assert row["response"] == "talked_child school"
    assert (row["spread"], row["timeliness"]) == ("group_chat", "1_3_days")


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("Afdeling", "Klub Ukendt", "ikke på listen. Valgene står på fanen »Lister«"),
        ("Afdeling", "Klub Haven", "ikke på listen. Måske »Klub Havnen«?"),
        ("Afdeling", "bakken", "ikke på listen. Måske »Klub Bakken«?"),
        ("Afdeling", "", "tom"),
        ("Dato", "i går", "10-11-2026"),
        ("Dato", "", "Cellen er tom. Skriv en dag i måneden, også ved »Intet at melde«."),
        ("Dato", "2026-11-11", "fremtiden"),
        ("Dato", "2025-11-09", "12 måneder"),
        ("Dato", "31-2-2026", "10-11-2026"),
        ("Hændelse", "Uheld", "data/reference/codes.toml"),
        ("Aldersgruppe", "Mellem", "Skriv en af: »SFO, 0.-3. klasse«"),
        ("Aldersgruppe", "Lav", "Skriv en af: »SFO, 0.-3. klasse«"),
        ("Platform", "", "»Lister«"),
        ("Aldersgruppe", "7.b", "skole eller klasse"),
        ("Alvor", "010190-1234", "cpr-nummer"),
        ("Alvor", "5", "»Observation«, »Lav«"),
        ("Alvor", "", "»Akut«"),
    ],
)
def test_a_wrong_cell_is_named_and_mended_by_words(workspace, sheet, column, text, says):
    """File, row, column, reason and what to write; the good rows still come in."""
    intake = take_in(workspace, [sheet(OTHER, [], changed(column, text))])

    assert (intake.accepted, intake.rejected_rows) == (1, 1)
    (rejection,) = intake.rejected
    assert (rejection.file, rejection.row, rejection.column) == ("ark.csv", 4, column)
    assert says in rejection.reason
    assert not text or text == "5" or text not in rejection.reason


def test_what_came_in_is_said_in_danish_and_by_machine(workspace, sheet):
    """A coordinator reads sentences, a script reads values; neither learns what stood in a cell."""
    headings = (*HEADINGS, "Barn")
    rows = [(*ROW, "010190-1234"), (*OTHER, ""), (*NOTHING, ""), (*changed("Alvor", MARKER), "")]
    intake = take_in(workspace, [sheet(*rows, headings=headings)])
    first, months, cell, *rest = told(intake)

    assert first == "4 rækker læst: 2 nye, »intet at melde« én gang, 1 afvist."
    assert months == "3 tæller i oktober 2026."
    assert cell.startswith("»ark.csv«, række 5, Alvor: Det, der står her, er ikke på listen. Skriv en af: »Obs")
    assert len(rest) == 3
    assert json.loads(json.dumps(intake.summary()))["rejected"][0]["row"] == 5
    assert MARKER not in "".join(intake.lines()) + str(intake.summary())


def test_a_day_exactly_a_year_ago_and_today_are_let_in(workspace, sheet):
    """The limits themselves are inside."""
    assert (
        take_in(workspace, [sheet(changed("Dato", "2026-11-10"), changed("Dato", "2025-11-10"))]).accepted == 2
    )


def test_text_without_a_list_is_dropped_counted_and_looked_through(workspace, sheet):
    """Notes are off: they are not kept anywhere, and an identifier in them is told, be it over two columns."""
    headings = (*HEADINGS, "Note", "Barn", "Mere")
    rows = [(*ROW, f"{MARKER} om mobning", "010190", "1234"), (*OTHER, "", "", "")]
    intake = take_in(workspace, [sheet(*rows, headings=headings)])

    assert (intake.accepted, intake.dropped_columns, intake.identifiers) == (2, 3, 1)
    assert (
        "»ark.csv«, kolonne H og I: teksten er ikke gemt, for arket må kun indeholde valg fra listerne."
        in intake.lines()
    )
    assert any(line.startswith("»ark.csv«, kolonne G: noter er slået fra") for line in intake.lines())
    assert "Barn" not in "".join(intake.lines())
    with Register(workspace.incidents_file) as register:
        assert register.notes() == []
    for file in workspace.register.iterdir():
        assert MARKER.encode() not in file.read_bytes()


def test_notes_are_scrubbed_where_they_are_on_and_counted(tmp_path, sheet):
    """The account says how many wait, and nothing of them; the same sheet again brings none."""
    workspace = make_workspace(tmp_path / "noter", notes=True)
    noted = sheet((*ROW, "Ring til mor på 20304050"), (*OTHER, ""), headings=(*HEADINGS, "Note"))
    intake = take_in(workspace, [noted])

    with Register(workspace.incidents_file) as register:
        assert [note.text for note in register.notes()] == ["Ring til mor på [telefon]"]
    assert intake.notes == intake.summary()["notes"] == 1
    assert any(line.startswith("1 note er gemt") for line in intake.lines())
    assert take_in(workspace, [noted]).notes == 0


@pytest.mark.parametrize("at", [*range(len(HEADINGS)), None])
def test_nothing_of_an_incident_is_ever_quoted(workspace, sheet, caplog, capsys, recwarn, at):
    """A marker in any cell, or in all, is in no message, log, warning, output or file of the register."""
    cells = [MARKER if at is None or place == at else cell for place, cell in enumerate(ROW)]
    intake = take_in(workspace, [sheet((*cells, MARKER), headings=(*HEADINGS, "Note"))])

    said = repr(intake) + caplog.text + "".join(capsys.readouterr()) + "".join(str(w.message) for w in recwarn)
    assert intake.rejected_rows == 1
    assert MARKER not in said
    for file in workspace.register.iterdir():
        assert MARKER.encode() not in file.read_bytes()


def test_a_failing_register_quotes_nothing(workspace, sheet, monkeypatch):
    """Even when the last step fails, the traceback holds nothing of the cells."""
    marked = (*ROW, MARKER)
    monkeypatch.setattr(
        Register, "add", lambda *_, **__: (_ for _ in ()).throw(sqlite3.OperationalError("full"))
    )
    with pytest.raises(sqlite3.OperationalError) as caught:
        take_in(workspace, [sheet(marked, headings=(*HEADINGS, "Note"))])

    assert MARKER not in "".join(traceback.format_exception(caught.value))


def test_one_bad_file_keeps_all_of_them_out(workspace, sheet):
    """Files come in together or not at all."""
    bad = sheet(("x",), headings=("Helt", "andre"), name="andet.csv")
    with pytest.raises(RejectedSheet, match=r"andet\.csv.*heller ikke fra de andre"):
        take_in(workspace, [sheet(ROW), bad])

    assert not workspace.incidents_file.exists() or held(workspace)[0].is_empty()


def test_a_kill_between_two_rows_leaves_the_register_as_it_was(workspace, sheet, monkeypatch):
    """All of a call's rows, or none."""
    take_in(workspace, [sheet(ROW)])
    before = held(workspace)
    insert = Register._insert
    calls = []

    def failing(self, table, row):
        calls.append(table)
        if calls.count("incident") == 2:
            raise KeyboardInterrupt
        return insert(self, table, row)

    monkeypatch.setattr(Register, "_insert", failing)
    with pytest.raises(KeyboardInterrupt):
        take_in(workspace, [sheet(OTHER, changed("Alvor", "Høj"), NOTHING)])
    monkeypatch.undo()

    assert calls.count("incident") == 2
    after = held(workspace)
    assert before[0].equals(after[0])
    assert before[1].equals(after[1])


def test_without_departments_nothing_comes_in(workspace, sheet):
    """The reader is told which list to fill in."""
    departments = workspace.reference / "departments.csv"
    departments.unlink()
    with pytest.raises(ReferenceTableError, match=r"departments\.csv"):
        take_in(workspace, [sheet(ROW)])


def test_a_month_must_be_a_month(workspace, sheet):
    """A caller's slip is a ValueError."""
    with pytest.raises(ValueError, match="arrived"):
        take_in(workspace, [sheet(ROW)], arrived="oktober")


words = st.one_of(
    st.sampled_from([*ROW, *OTHER, *NOTHING, "", "2031-01-01", "7.b"]),
    st.text(max_size=8).filter(lambda t: "\0" not in t),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from([ROW, OTHER, NOTHING]), st.lists(words, max_size=8)), max_size=12))
def test_the_counts_add_up_to_the_rows(workspace, rows):
    """Nothing lost, whatever stands in the cells."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([HEADINGS, *rows])
    path = workspace.root / "tilfældig.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    filled = sum(any(tidy(cell) for cell in row[: len(HEADINGS)]) for row in rows)
    stored = held(workspace)[0].height

    intake = take_in(workspace, [path])

    assert intake.rows == filled
    assert intake.accepted + intake.already_known + intake.zero_reports + intake.rejected_rows == filled
    assert held(workspace)[0].height == stored + intake.accepted


def test_thirty_months_are_taken_in_one_after_another(workspace, sheet):
    """The example workspace is built this way."""
    rows = [changed("Alvor", str(n % 4), OTHER if n % 2 else ROW) for n in range(60)]
    for month in range(30):
        dates = [
            changed("Dato", f"{2024 + month // 12}-{month % 12 + 1:02}-{n % 27 + 1:02}", row)
            for n, row in enumerate(rows)
        ]
        take_in(workspace, [sheet(*dates)], arrived=f"{2024 + month // 12}-{month % 12 + 1:02}")

    assert held(workspace)[0].height == 1800


# goodwill


@pytest.mark.parametrize(
    ("column", "text", "becomes"),
    [
        ("Platform", "snapchatt", "snapchat"),
        ("Hændelse", "Digital mobing eller udelukelse", "bullying"),
        ("Aldersgruppe", "Klub 6.-7. klasse", "overgang"),
        ("Aldersgruppe", "sfo 0-3 klasse", "sfo"),
        ("Aldersgruppe", "0.-3. klasse", "sfo"),
        ("Aldersgruppe", "6-7. klasse", "overgang"),
        ("Hændelse", "digital mobning", "bullying"),
        ("Hændelse", "Digital mobbning", "bullying"),
        ("Hændelse", "Svindel", "scam_theft"),
        ("Platform", "Brawl Star", "brawlstars"),
        ("Dato", "14. okt.", "2026-W42"),
        ("Dato", "d. 14/10", "2026-W42"),
        ("Dato", "uge 42", "2026-W42"),
    ],
)
def test_a_slip_is_mended_with_a_note(workspace, sheet, column, text, becomes):
    """The row counts as accepted; where to look is said, not what stood there."""
    intake = take_in(workspace, [sheet(OTHER, changed(column, text))])

    assert (intake.accepted, intake.rejected_rows) == (2, 0)
    (remark,) = intake.mended
    assert (remark.row, remark.column) == (3, column)
    assert becomes in held(workspace)[0].row(by_predicate=pl.col("department") == "klub-havnen")
    assert f"Se efter: »ark.csv«, række 3, {column}: {remark.reason}" in intake.lines()
    assert text not in "".join(intake.lines())


@pytest.mark.parametrize(
    ("column", "text", "offered"),
    [
        ("Afdeling", "Klub", "»Klub Havnen« eller »Klub Bakken« eller »Klub Skoven«"),
        ("Platform", "snapchatten", "»Snapchat«"),
        ("Platform", "Andet", "»Andet socialt medie« eller »Andet spil«"),
        ("Aldersgruppe", "5. klasse", "»Klub, 4.-5. klasse«"),
        ("Spredning", "Mellem", "»Mellem to«"),
    ],
)
def test_what_may_be_meant_is_offered(workspace, sheet, column, text, offered):
    """Where more than one could be, or the word belongs to another column, a person decides."""
    cells = dict(zip(HEADINGS, ROW, strict=True)) | {column: text}
    (rejected,) = take_in(workspace, [sheet([*cells.values()], headings=[*cells])]).rejected

    assert rejected.reason.endswith(f"Måske {offered}?")


def test_an_everyday_word_is_understood_without_a_note(workspace, sheet):
    """It stands in the list for that."""
    rows = [changed("Platform", word) for word in ("Snap", "insta", "ROBLOKS", "ved ikke")]
    intake = take_in(workspace, [sheet(*rows, changed("Hændelse", "Mobning"))])

    assert (intake.accepted, intake.mended) == (5, ())
    assert {"snapchat", "instagram", "roblox", "unknown"} == {*held(workspace)[0]["platform"]}


def test_a_choice_without_a_list_says_where_it_stands(workspace, tmp_path, codes):
    """A drop-down is named only where there is one: in the sheet that the kit made."""
    write_template(tmp_path / "skema.xlsx", codes, ["Klub Havnen"])
    book = openpyxl.load_workbook(tmp_path / "skema.xlsx")
    page = book["Hændelser"]
    at = next(row[0].row for row in page.iter_rows() if str(row[0].value).startswith("Afdeling"))
    for column, cell in enumerate(changed("Hændelse", "Uheld"), 1):
        page.cell(at + 1, column).value = cell
    book.save(tmp_path / "skema.xlsx")
    (rejected,) = take_in(workspace, [tmp_path / "skema.xlsx"]).rejected

    assert rejected.reason.endswith("Vælg på rullelisten.")


def test_of_many_rows_the_first_are_named_and_the_rest_counted(workspace, sheet):
    """Nobody reads 4,900 numbers; a machine has them all."""
    slip, good = changed("Platform", "snapchatt"), OTHER
    rows = [slip if number % 20 == 1 or 41 < number <= 52 else good for number in range(2, 1002)]
    intake = take_in(workspace, [sheet(*rows)])
    (line,) = [line for line in intake.lines() if line.startswith("Se efter")]

    assert ", række 21, 41-52, 61, 81, 101, 121, 141, 161, 181, 201 og 40 rækker til, Platform" in line
    assert len(intake.summary()["mended"]) == 61


def test_of_many_wrong_rows_too_the_first_are_named(workspace, sheet):
    """Neighbours are one, however many."""
    wrong = changed("Platform", "noget andet")
    assert any(
        ", række 2-900, Platform" in line for line in take_in(workspace, [sheet(*[wrong] * 899)]).lines()
    )
    alternating = take_in(workspace, [sheet(*[wrong, OTHER] * 11)]).lines()
    assert any(", række 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 og 1 række til, P" in line for line in alternating)


def test_of_many_weeks_the_first_are_named(workspace, sheet):
    """Rows that resemble earlier ones are told of by their weeks."""
    alike = tuple(Resembling(f"2026-W{week:02}", (f"{week:02}",)) for week in range(1, 26))
    told = "\n".join(replace(take_in(workspace, [sheet(NOTHING)]), resembling=alike).lines())

    assert "uge 10 2026 og 15 uger til" in told
    assert "Uge 10 2026: klubtrends erase 10" in told
    assert "erase 11" not in told


@pytest.mark.parametrize("notes", [False, True])
def test_nothing_to_report_beside_an_incident_is_told(tmp_path, sheet, notes):
    """The report counts; what was filled in beside it is named by its columns, and not quoted."""
    workspace = make_workspace(tmp_path / "its", notes=notes)
    filled = (*NOTHING[:3], "Snapchat", "", "Lav", "Noget skete")
    intake = take_in(workspace, [sheet((*OTHER, ""), filled, headings=(*HEADINGS, "Note"))])

    assert (intake.accepted, intake.zero_reports, intake.rejected_rows) == (1, 1, 0)
    (remark,) = intake.mended
    assert (remark.row, remark.column) == (3, "Hændelse")
    assert "(Platform, Alvor og Note)" in remark.reason
    assert not any(text in "".join(intake.lines()) for text in ("Snapchat", "Lav", "Noget skete"))


def test_nothing_to_report_alone_is_nothing_to_tell(workspace, sheet):
    """Three cells are all that it needs."""
    assert take_in(workspace, [sheet(NOTHING)]).mended == ()


def test_each_of_several_is_mended_by_itself(workspace, sheet):
    """In a cell with semicolons."""
    take_in(workspace, [sheet((*ROW, "Sket førr; Lavet med AI"), headings=(*HEADINGS, "Kendetegn"))])

    assert held(workspace)[0]["flags"].to_list() == ["ai_generated repeat"]


def test_a_department_is_never_guessed(workspace, sheet):
    """Two clubs may differ by a letter, and one of them be new."""
    assert take_in(workspace, [sheet(changed("Afdeling", "Klub Bakke"))]).rejected_rows == 1


HOSTILE = ('=HYPERLINK("http://x.example";"Snapchat")', "=cmd|' /C calc'!A0", "@SUM(1)", "<script>alert(1)</script>",
           "<b>Snapchat</b>", "\u202eSnapchat\u202c og mere", "+4520304050",
           "-10", "{0}{facts}", "%s", "a\tb")  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("column", HEADINGS)
def test_hostile_text_is_rejected_like_any_other(workspace, sheet, column, text):
    """Not run, not quoted, not stored."""
    intake = take_in(workspace, [sheet(changed(column, text))])

    assert (intake.accepted, intake.rejected_rows) == (0, 1)
    assert text not in repr(intake) + "".join(intake.lines())
    assert held(workspace)[0].is_empty()


# codes that change


def rename(workspace, old, new, *, renamed):
    """Change the code lists as a municipality would."""
    path = workspace.reference / "codes.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1).replace("[renamed]", f"[renamed]\n{renamed}"), encoding="utf-8")


def test_a_renamed_code_renames_its_rows_and_knows_old_sheets_again(workspace, sheet):
    """Rows, folded weeks and sheets from before; nothing comes in twice."""
    flagged = (*ROW, "Sket før; Lavet med AI")
    old = sheet(flagged, headings=(*HEADINGS, "Kendetegn"))
    take_in(workspace, [old])
    with Register(workspace.incidents_file) as register:
        weeks = {"week": ["2024-W01", "2024-W01"], "type": ["bullying", "exclusion"], "count": [3, 4]}
        register.fold(pl.DataFrame(weeks, schema=FOLDED.columns))
    rename(workspace, "bullying = {", "exclusion = {", renamed='bullying = "exclusion"')
    rename(workspace, "repeat = ", "again = ", renamed='repeat = "again"')
    again = take_in(workspace, [old])
    new = take_in(workspace, [sheet(ROW, changed("Alvor", "Høj"), name="ny.csv")])

    assert (again.accepted, again.corrected, again.already_known) == (0, 0, 1)
    assert new.accepted == 2
    assert set(held(workspace)[0]["type"]) == {"exclusion"}
    assert "ai_generated again" in held(workspace)[0]["flags"].to_list()
    with Register(workspace.incidents_file) as register:
        assert register.folded().rows() == [("2024-W01", "exclusion", 7)]


def test_an_old_text_is_understood(workspace, sheet):
    """A label that was rewritten stands in old sheets as it was."""
    rename(
        workspace, "Digital mobning eller udelukkelse", "Digital mobning", renamed=f'"{ROW[2]}" = "bullying"'
    )

    assert take_in(workspace, [sheet(ROW)]).accepted == 1
    assert held(workspace)[0]["type"].to_list() == ["bullying"]


def test_another_word_for_nothing_is_still_nothing(workspace, sheet):
    """Be it written like a code."""
    rename(workspace, "[renamed]", "[renamed]", renamed='ingenting = "nothing"')

    assert take_in(workspace, [sheet(changed("Hændelse", "Ingenting", NOTHING))]).zero_reports == 1


# a whole import, stopped


IMPORT = """
import sqlite3, sys
from pathlib import Path
from klubtrends.cli import main

class Stopping(sqlite3.Connection):
    left = int(sys.argv[1])

    def __init__(self, *settings, **more):
        super().__init__(*settings, **more)
        self.set_trace_callback(self.step)

    @classmethod
    def step(cls, statement):
        cls.left -= 1
        if not cls.left:
            import os, signal
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

connect = sqlite3.connect
sqlite3.connect = lambda *settings, **more: connect(*settings, **more, factory=Stopping)
status = main(["import", *sys.argv[3:], "--workspace", sys.argv[2]])
print("steps:", int(sys.argv[1]) - Stopping.left)
sys.exit(status)
"""


def importing(workspace, steps, *files):
    """Start the command in a process that is killed after so many statements (none: never)."""
    command = [sys.executable, "-c", IMPORT, str(steps), str(workspace.root), *map(str, files)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def test_an_import_killed_at_any_step_is_whole_or_nothing_and_can_be_done_again(tmp_path, sheet):
    """The ledger is asked, the register made, rows inserted: each statement once the last. No text is left behind."""
    path = sheet(ROW, OTHER, NOTHING, changed("Alvor", MARKER))
    whole = importing(make_workspace(tmp_path / "whole"), 0, path)
    steps = int(whole.communicate()[0].rsplit("steps:", 1)[1])
    for step in range(1, steps + 1):
        workspace = make_workspace(tmp_path / f"killed-{step}")
        out, err = importing(workspace, step, path).communicate()
        assert MARKER not in out + err
        incidents, reported = held(workspace)
        assert (incidents.height, reported.height) in ((0, 0), (2, 3)), step
        assert take_in(workspace, [path]).rejected_rows == 1
        assert [frame.height for frame in held(workspace)] == [2, 3]
    assert steps > 15


def test_two_imports_at_once_take_everything_once(workspace, sheet):
    """Each has rows of its own, and some that both have."""
    mine = sheet(*[ROW] * 40, *[changed("Alvor", "Høj")] * 30, name="en.csv")
    yours = sheet(*[ROW] * 40, *[OTHER] * 30, name="to.csv")
    both = [importing(workspace, 0, path) for path in (mine, yours)]

    assert [each.communicate()[1].strip() for each in both] == [MESSAGES["import_example"]] * 2
    assert [each.returncode for each in both] == [0, 0]
    assert held(workspace)[0].height == 100


def test_what_cannot_wait_is_asked_of(workspace, sheet):
    """In the list's own word, once for a row that is new."""
    path = workspace.reference / "codes.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Akut"', '"Alarm"'), encoding="utf-8")
    urgent = sheet(changed("Alvor", "Alarm"), OTHER)

    assert (
        "En hændelse har alvor »Alarm«: er beredskabsplanen fulgt, og ved lederen det?"
        in take_in(workspace, [urgent]).lines()
    )
    assert "Alarm" not in "".join(take_in(workspace, [urgent]).lines())


def test_nothing_to_report_from_a_department_with_incidents_is_told(workspace, sheet):
    """Whichever came first, as long as the month is open."""
    nothing = ("Klub Havnen", *NOTHING[1:])
    told = "»Intet at melde« i oktober 2026 fra Klub Havnen, som også har meldt hændelser"
    take_in(workspace, [sheet(ROW)])

    assert any(line.startswith(told) for line in take_in(workspace, [sheet(ROW, nothing)]).lines())
    assert take_in(workspace, [sheet(ROW, nothing)], closed={"2026-10"}).contradicted == ()
    assert take_in(workspace, [sheet(OTHER, NOTHING)]).contradicted == ()


def test_all_wrong_cells_of_a_row_are_told_at_once(workspace, sheet):
    """The severity too, where it is not known what happened; an empty one may be right then."""
    wrong = ("Klub Ukendt", "i går", "Uheld", "Radio", "Voksne", "Slem")
    empty = (*wrong[:5], "")
    intake = take_in(workspace, [sheet(wrong, empty)])

    assert [each.column for each in intake.rejected] == [*HEADINGS, *HEADINGS[:5]]


@pytest.mark.parametrize("total", [("I alt", "", "", "", "", "12"), ("", "Total:", "12", "", "", "")])
def test_a_sum_below_the_rows_is_one_remark(workspace, sheet, total):
    """And no six cells to fill in."""
    intake = take_in(workspace, [sheet(ROW, OTHER, total)])

    assert (intake.accepted, intake.rejected_rows) == (2, 1)
    assert [each.reason for each in intake.rejected] == [MESSAGES["cell_total"]]

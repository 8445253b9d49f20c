"""The sheet to log in: what it asks, and that what it offers is taken in."""

import datetime as dt

import openpyxl
import pytest
from incident_sheets import DEPARTMENTS
from openpyxl.utils import range_boundaries

from klubtrends.errors import WorkspaceError
from klubtrends.incidents.codes import NOTHING
from klubtrends.incidents.intake import take_in
from klubtrends.incidents.read import REQUIRED
from klubtrends.incidents.register import Register
from klubtrends.incidents.template import HEADING_ROW, write_template


@pytest.fixture
def template(tmp_path, codes):
    """The template of the workspace's lists."""
    path = tmp_path / "skabelon.xlsx"
    write_template(path, codes, DEPARTMENTS)
    return path


def headings(path):
    """Give the first line of each heading."""
    return [str(cell.value).split("\n")[0] for cell in openpyxl.load_workbook(path).worksheets[0][HEADING_ROW]]


def choices(book):
    """Give what each column's drop-down offers, by the column's number."""
    offered = {}
    for rule in book.worksheets[0].data_validations.dataValidation:
        if rule.type == "list":
            sheet, cells = rule.formula1.split("!")
            first = range_boundaries(str(rule.sqref))[0]
            offered[first] = [row[0].value for row in book[sheet][cells.replace("$", "")]]
    return offered


def test_six_choices_are_asked_for_and_none_invites_a_name_or_a_picture(template):
    """At most six required; the rest may stand empty."""
    assert headings(template) == [
        "Afdeling", "Dato", "Hændelse", "Platform", "Aldersgruppe", "Alvor",
        "Spredning", "Kendetegn", "Hvad gjorde I", "Hvor hurtigt",
    ]  # fmt: skip
    assert len(REQUIRED) == 6


def test_the_sheet_opens_with_whom_to_call(template):
    """Acute goes by phone, never through the log."""
    first = openpyxl.load_workbook(template).worksheets[0]["A1"].value

    assert first == "Akut? Ring 112/114 og følg beredskabsplanen først"


def test_a_note_is_asked_for_only_where_notes_are_on(tmp_path, codes):
    """Off by default."""
    write_template(tmp_path / "noter.xlsx", codes, DEPARTMENTS, notes=True)

    assert headings(tmp_path / "noter.xlsx")[-1] == "Note"


def test_good_episodes_and_nothing_stand_first_in_one_list(template, codes):
    """On equal footing with what went wrong."""
    offered = choices(openpyxl.load_workbook(template))[3]

    assert offered[0] == codes.nothing
    assert offered[1:7] == [episode.da for episode in codes.positive_types]
    assert offered[7:] == [episode.da for episode in codes.types]


def test_dates_are_limited_to_the_last_year(template):
    """Excel itself refuses a day to come."""
    rules = openpyxl.load_workbook(template).worksheets[0].data_validations.dataValidation
    (rule,) = [rule for rule in rules if rule.type == "date"]

    assert (rule.formula1, rule.formula2, str(rule.sqref)[:2]) == ("EDATE(TODAY(),-12)", "TODAY()", "B4")


def test_an_unfilled_template_holds_no_rows(workspace, template):
    """Handing in the empty sheet reports nothing."""
    assert take_in(workspace, [template]).rows == 0


def test_everything_the_drop_downs_offer_is_taken_in(workspace, template, codes):
    """Fill in each choice once, hand in, and find it in the register."""
    book = openpyxl.load_workbook(template)
    page, offered = book.worksheets[0], choices(openpyxl.load_workbook(template))
    rows = 3 * max(map(len, offered.values()))
    for row in range(rows):
        page.cell(HEADING_ROW + 1 + row, 2, dt.datetime(2026, 10, 14))
        for column, labels in offered.items():
            page.cell(HEADING_ROW + 1 + row, column, labels[row % len(labels)])
    book.save(template)

    intake = take_in(workspace, [template])

    assert not intake.rejected
    assert intake.rows == rows == intake.accepted + intake.zero_reports + intake.already_known
    with Register(workspace.incidents_file) as register:
        incidents = register.incidents()
    assert set(incidents["platform"]) == set(codes.platforms)
    assert set(incidents["type"]) == set(codes.episodes) - {NOTHING}
    assert set(incidents["department"]) == {"klub-havnen", "klub-bakken", "klub-skoven"}


def test_a_template_that_cannot_be_written_is_explained(tmp_path, codes):
    """A missing folder, or a file that Excel holds open."""
    with pytest.raises(WorkspaceError, match="Findes mappen"):
        write_template(tmp_path / "ingen" / "ark.xlsx", codes, DEPARTMENTS)


def test_a_sheet_that_is_there_is_never_written_over(template, codes):
    """It may be filled in: what stands in it is not lost by a second command."""
    template.write_bytes(b"udfyldt")
    with pytest.raises(WorkspaceError, match=r"skabelon\.xlsx« findes allerede"):
        write_template(template, codes, DEPARTMENTS)

    assert template.read_bytes() == b"udfyldt"


@pytest.mark.parametrize("name", ["h.csv", "h.xls", "h"])
def test_a_template_is_named_as_what_it_is(tmp_path, codes, name):
    """A workbook under another ending opens nowhere."""
    with pytest.raises(WorkspaceError, match=r"slutter på \.xlsx"):
        write_template(tmp_path / name, codes, DEPARTMENTS)

    assert not (tmp_path / name).exists()

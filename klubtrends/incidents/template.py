"""The sheet to log in: an Excel workbook with drop-downs made of the code lists."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from klubtrends.danish import (
    GUIDE,
    GUIDE_SHEET,
    INCIDENT_COLUMNS,
    INCIDENT_INTRODUCTION,
    INCIDENT_SHEET,
    LISTS_SHEET,
    URGENT,
    say,
)
from klubtrends.errors import WorkspaceError
from klubtrends.incidents.codes import Codes
from klubtrends.incidents.judge import SEVERAL

HEADING_ROW = 3
LAST_ROW = 500
WIDTHS = {"department": 24, "date": 14, "type": 42, "platform": 24, "response": 28, "flags": 28, "note": 50}
SHADE = PatternFill("solid", fgColor="E8EEF4")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_template(path: Path, codes: Codes, departments: Sequence[str], *, notes: bool = False) -> None:
    """Write the sheet as xlsx: six choices to make, four more where wanted, and no room for names or pictures.

    Parameters
    ----------
    path : Path
        Where to: a new file, whose name ends in .xlsx.
    codes : Codes
        What can be chosen.
    departments : sequence of str
        The departments' names, in the order of the drop-down.
    notes : bool
        Whether there is a column for free text.

    Raises
    ------
    WorkspaceError
        If the file is there already (it may be filled in), is named as something else, or cannot be written.
    """
    if path.suffix.casefold() != ".xlsx":
        raise WorkspaceError(say("template_ending"))
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = INCIDENT_SHEET
    columns = [column for column in INCIDENT_COLUMNS if column != "note" or notes]
    _write_headings(sheet, columns)
    _write_guide(book.create_sheet(GUIDE_SHEET), codes)
    lists = book.create_sheet(LISTS_SHEET)
    lists.sheet_state = "hidden"
    labels = {column: list(chosen.values()) for column, chosen in codes.columns.items()}
    labels["department"] = list(departments)
    for place, column in enumerate(columns, 1):
        if column in labels:
            _write_list(lists, place, column, labels[column])
            sheet.add_data_validation(_drop_down(place, column, len(labels[column])))
    sheet.add_data_validation(_date(columns.index("date") + 1))
    body = io.BytesIO()
    book.save(body)
    save_new(path, body.getvalue())


def save_new(path: Path, body: bytes) -> None:
    """Write a new file, never over one that is there.

    Raises
    ------
    WorkspaceError
        If the file is there already, or cannot be written.
    """
    try:
        with path.open("xb") as file:
            file.write(body)
    except FileExistsError:
        raise WorkspaceError(say("template_exists", file=path.name)) from None
    except OSError:
        raise WorkspaceError(say("template_unwritten", where=path)) from None


def _write_headings(sheet: Worksheet, columns: Sequence[str]) -> None:
    """Write the warning, the introduction and the headings, each heading with its help below it in the cell."""
    sheet["A1"] = URGENT
    sheet["A1"].font = Font(bold=True, size=14, color="A4001D")
    sheet["A2"] = INCIDENT_INTRODUCTION
    sheet["A2"].alignment = WRAPPED
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=6)
    sheet.row_dimensions[2].height = 34
    sheet.row_dimensions[HEADING_ROW].height = 48
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(HEADING_ROW, place, "\n".join(INCIDENT_COLUMNS[column]))
        cell.font, cell.fill, cell.alignment = Font(bold=True), SHADE, WRAPPED
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(column, 20)
    sheet.column_dimensions[get_column_letter(columns.index("date") + 1)].number_format = "dd-mm-yyyy"
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"


def _write_guide(sheet: Worksheet, codes: Codes) -> None:
    """Explain the severities, and list the episodes by group."""
    groups = {
        codes.groups[group]: [episode.da for episode in codes.types if episode.group == group]
        for group in codes.groups
    }
    help_lines = [f"{label}: {codes.severity_help[code]}" for code, label in codes.severities.items()]
    sections = {
        URGENT: [GUIDE["instead"]],
        GUIDE["severities"]: help_lines,
        GUIDE["positive"]: [episode.da for episode in codes.positive_types],
        **groups,
    }
    sheet.column_dimensions["A"].width = 110
    for heading, lines in sections.items():
        sheet.append([heading])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        for line in lines:
            sheet.append([line])
            sheet.cell(sheet.max_row, 1).alignment = WRAPPED
        sheet.append([None])


def _write_list(lists: Worksheet, place: int, column: str, labels: Sequence[str]) -> None:
    for row, text in enumerate([INCIDENT_COLUMNS[column][0], *labels], 1):
        lists.cell(row, place, text)


def _drop_down(place: int, column: str, length: int) -> DataValidation:
    """Make the drop-down of one column; where several may be chosen, other text is let through."""
    letter = get_column_letter(place)
    heading, help_text = INCIDENT_COLUMNS[column]
    rule = DataValidation(
        type="list",
        formula1=f"{LISTS_SHEET}!${letter}$2:${letter}${length + 1}",
        showErrorMessage=column not in SEVERAL,
        errorTitle=heading,
        error=say("expect_listed"),
        showInputMessage=True,
        promptTitle=heading,
        prompt=help_text,
    )
    rule.add(f"{letter}{HEADING_ROW + 1}:{letter}{LAST_ROW}")
    return rule


def _date(place: int) -> DataValidation:
    """Let only days of the last twelve months in."""
    letter = get_column_letter(place)
    heading, help_text = INCIDENT_COLUMNS["date"]
    rule = DataValidation(
        type="date",
        operator="between",
        formula1="EDATE(TODAY(),-12)",
        formula2="TODAY()",
        errorTitle=heading,
        error=say("cell_date_template"),
        showErrorMessage=True,
        showInputMessage=True,
        promptTitle=heading,
        prompt=help_text,
    )
    rule.add(f"{letter}{HEADING_ROW + 1}:{letter}{LAST_ROW}")
    return rule

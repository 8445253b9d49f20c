"""What can be read as a sheet, and what is turned away with a sentence."""

import datetime as dt
import io
import re
import traceback
import zipfile

import openpyxl
import pytest
from incident_sheets import DEPARTMENTS, HEADINGS, OTHER, ROW

from klubtrends.danish import LISTS_SHEET
from klubtrends.errors import ReferenceTableError, RejectedSheet
from klubtrends.incidents.columns import Renamed, read_renamed
from klubtrends.incidents.dates import read_date, read_week, read_yearless
from klubtrends.incidents.read import OLD_OFFICE, read_sheets
from klubtrends.incidents.template import write_template
from klubtrends.incidents.workbook import MAX_BYTES, MAX_ROWS, MAX_TABS

MARKER = "Hemmelighed"


def cells(path):
    """Give the cells of a sheet's rows, in the order of the headings."""
    return [list(row.cells.values()) for row in read_sheets(path)[0].rows]


def workbook(tmp_path, rows, *, name="ark.xlsx"):
    """Write an xlsx with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(tmp_path / name)
    return tmp_path / name


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_however_excel_saved_it(sheet, separator, encoding):
    """Danish letters and commas within cells survive every way to save."""
    assert cells(sheet(ROW, OTHER, separator=separator, encoding=encoding)) == [list(ROW), list(OTHER)]


def test_an_xlsx_is_read_with_its_dates_and_numbers(tmp_path):
    """Real dates, day numbers and whole numbers that Excel made decimals of."""
    dates = [dt.datetime(2026, 11, 3, 8, 30), 46329, 46329.0, "03.11.26"]
    path = workbook(
        tmp_path, [[], ["Overskrift"], HEADINGS, *((ROW[0], date, *ROW[2:5], 1.0) for date in dates)]
    )
    rows = read_sheets(path)[0].rows

    assert [row.number for row in rows] == [4, 5, 6, 7]
    assert {read_date(row.cells["date"]) for row in rows} == {dt.date(2026, 11, 3)}
    assert {row.cells["severity"] for row in rows} == {"1"}


def test_headings_stand_in_any_order_and_case_with_a_line_of_help(tmp_path):
    """As they come from a form, or from the template."""
    headings = ["alvor *", "PLATFORM", "Dato\nDag-måned-år", "hændelse:", "aldersgruppe", "Afdeling"]
    path = workbook(tmp_path, [headings, ["a", "b", "c", "d", "e", "f"]])

    assert read_sheets(path)[0].rows[0].cells == {
        "severity": "a", "platform": "b", "date": "c", "type": "d", "age_band": "e", "department": "f",
    }  # fmt: skip


def test_hidden_worksheets_are_not_read_and_the_right_one_is_found(tmp_path):
    """The template's lists are no rows; a cover sheet is no obstacle."""
    path = workbook(tmp_path, [["Forside"]])
    book = openpyxl.load_workbook(path)
    for title in ("Skjult", "Ark"):
        page = book.create_sheet(title)
        page.append(HEADINGS)
        page.append([title] * 6)
    book["Skjult"].sheet_state = "hidden"
    book.save(path)

    assert [row.cells["department"] for row in read_sheets(path)[0].rows] == ["Ark"]


def test_tabs_that_are_not_shown_are_counted_once_a_file(tmp_path):
    """Two of them, hidden each in its way; an empty one and the template's own lists are not worth a word."""
    path = workbook(tmp_path, [HEADINGS, ROW])
    book = openpyxl.load_workbook(path)
    for title, state, text in (
        ("Gammel", "hidden", HEADINGS), ("Makro", "veryHidden", ["x"]), ("Tom", "hidden", []),
        (LISTS_SHEET, "hidden", ["x"]), ("Oktober", "visible", HEADINGS),
    ):  # fmt: skip
        book.create_sheet(title).append(text)
        book[title].sheet_state = state
    book.save(path)

    assert [sheet.hidden_tabs for sheet in read_sheets(path)] == [2, 0]


def test_the_lists_that_somebody_has_shown_are_still_no_rows(tmp_path, codes):
    """As one does to copy them into a form; a sheet that is alone is read whatever its name."""
    path = tmp_path / "ark.xlsx"
    write_template(path, codes, DEPARTMENTS)
    book = openpyxl.load_workbook(path)
    book[LISTS_SHEET].sheet_state = "visible"
    book.save(path)
    alone = openpyxl.Workbook()
    alone.worksheets[0].title = LISTS_SHEET
    for row in (HEADINGS, ROW):
        alone.worksheets[0].append(row)
    alone.save(tmp_path / "alene.xlsx")

    assert [sheet.rows for sheet in read_sheets(path)] == [()]
    assert len(read_sheets(tmp_path / "alene.xlsx")[0].rows) == 1


def test_a_workbook_of_more_tabs_than_are_read_is_turned_away(tmp_path):
    """Nothing is passed over in silence; as many as may be are read."""
    path = workbook(tmp_path, [HEADINGS, ROW])
    book = openpyxl.load_workbook(path)
    for number in range(2, MAX_TABS + 1):
        book.create_sheet(f"Klub {number}").append(HEADINGS)
    book["Klub 50"].append(ROW)
    book.create_sheet(LISTS_SHEET).sheet_state = "hidden"
    book.save(path)
    assert sum(len(sheet.rows) for sheet in read_sheets(path)) == 2
    book.create_sheet("En til")
    book.save(path)

    with pytest.raises(RejectedSheet, match=f"mere end {MAX_TABS} faner"):
        read_sheets(path)


def test_blank_rows_are_no_rows_and_numbers_are_those_of_excel(sheet):
    """A gap in the sheet moves no number."""
    assert [row.number for row in read_sheets(sheet(ROW, ["", " "], [], OTHER))[0].rows] == [2, 5]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-03", (2026, 11, 3)),
        ("2026-11-03 08:30:00", (2026, 11, 3)),
        ("2026-11-03T08:30", (2026, 11, 3)),
        ("3-11-2026", (2026, 11, 3)),
        ("03.11.26", (2026, 11, 3)),
        ("3/11/2026", (2026, 11, 3)),
        ("3. 11. 2026", (2026, 11, 3)),
        ("03-11-2026 08.30", (2026, 11, 3)),
        ("46329", (2026, 11, 3)),
        ("46329,354", (2026, 11, 3)),
        ("29-2-2024", (2024, 2, 29)),
        ("3. nov. 2026", (2026, 11, 3)),
        ("3 november 26", (2026, 11, 3)),
        ("Tirsdag d. 3. Nov 2026", (2026, 11, 3)),
        ("den 3. november 2026", (2026, 11, 3)),
        ("d. 3/11 2026", (2026, 11, 3)),
        ("Tirsdag d.3-11-2026", (2026, 11, 3)),
    ],
)
def test_dates_are_read_as_danes_write_them(text, day):
    """The day comes before the month, unless the year comes first."""
    assert read_date(text) == dt.date(*day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "29-2-2026",
        "3. foo 2026",
        "31. april 2026",
        "11/13/2026",
        "3. november",
        "nov",
        "12345678",
        "2026-11",
        "99999",
    ],
)
def test_what_is_no_date_is_none(text):
    """Nothing is guessed."""
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text",
    ["3. nov.", "3. november", "3 nov", "3/11", "03-11", "3.11.", "tirsdag d. 3. nov", "d. 3/11", "D.3/11"],
)
def test_a_date_without_its_year_is_the_latest_that_is_not_to_come(text):
    """In January, November was last year."""
    assert read_yearless(text, dt.date(2026, 11, 10)) == dt.date(2026, 11, 3)
    assert read_yearless(text, dt.date(2026, 11, 2)) == dt.date(2025, 11, 3)


@pytest.mark.parametrize("text", ["", "7.b", "3. foo", "31. feb.", "3. nov. 2026", "13/13", "46329", "3"])
def test_what_is_no_yearless_date_is_none(text):
    """A class is no month."""
    assert read_yearless(text, dt.date(2026, 11, 10)) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("uge 41", (2026, 10, 8)), ("Uge 41 2026", (2026, 10, 8)), ("uge 41, 2025", (2025, 10, 9)),
        ("2026-W41", (2026, 10, 8)), ("uge 46", (2026, 11, 9)), ("uge 47", (2025, 11, 20)), ("uge 1", (2026, 1, 1)),
        ("uge 53", (2020, 12, 31)), ("uge 53 2026", (2026, 12, 28)),
        ("uge 54", None), ("uge 0", None), ("uge", None), ("41", None), ("uge 41 26", None), ("uge 41-43", None),
    ],
)  # fmt: skip
def test_a_week_is_a_day_of_it(text, day):
    """The one that decides its month; without the year, of the latest week that has begun."""
    assert read_week(text, dt.date(2026, 11, 10)) == (day and dt.date(*day))


def test_every_shown_tab_with_the_headings_is_read(tmp_path):
    """A tab a month: none is lost, each row says on which it stands."""
    path = workbook(tmp_path, [HEADINGS, ROW])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Noter").append(["Husk kaffe"])
    november = book.create_sheet("November")
    november.append([])
    november.append(HEADINGS)
    november.append(OTHER)
    book.save(path)

    assert [(sheet.file, [row.number for row in sheet.rows]) for sheet in read_sheets(path)] == [
        ("ark.xlsx, fane 1", [2]), ("ark.xlsx, fane 3", [3]),
    ]  # fmt: skip


def test_a_tab_that_lacks_a_heading_is_not_passed_over(tmp_path):
    """Half the headings are a sheet with a slip, not a remark."""
    path = workbook(tmp_path, [HEADINGS, ROW])
    book = openpyxl.load_workbook(path)
    book.create_sheet("November").append([*HEADINGS[:5], "Hvor slemt"])
    book.save(path)
    with pytest.raises(RejectedSheet, match=r"ark\.xlsx, fane 2«.*»Alvor«"):
        read_sheets(path)


def test_a_file_that_is_wrong_about_its_own_size_is_read_whole(tmp_path):
    """Some programs write that a tab ends where it begins."""
    path, body = workbook(tmp_path, [HEADINGS, ROW, OTHER]), {}
    with zipfile.ZipFile(path) as archive:
        body = {name: archive.read(name) for name in archive.namelist()}
    tab = "xl/worksheets/sheet1.xml"
    body[tab] = re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1"', body[tab])
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in body.items():
            archive.writestr(name, part)

    assert b'ref="A1"' in body[tab]
    assert cells(path) == [list(ROW), list(OTHER)]


def test_hidden_rows_are_read_and_counted(tmp_path):
    """A filter that was left on loses nothing."""
    path = workbook(tmp_path, [HEADINGS, ROW, [], OTHER, ROW])
    book = openpyxl.load_workbook(path)
    for row in (3, 4, 5):
        book.worksheets[0].row_dimensions[row].hidden = True
    book.save(path)
    (sheet,) = read_sheets(path)

    assert ([row.number for row in sheet.rows], sheet.hidden_rows) == ([2, 4, 5], (4, 5))


def test_a_cell_merged_downwards_counts_for_each_filled_row(tmp_path):
    """One club's name over its rows; a blank row that it covers is still none, a cell merged sideways stays one."""
    blank = ["", *ROW[1:]]
    path = workbook(tmp_path, [HEADINGS, ROW, blank, [], blank, [*ROW[:3], *[""] * 3]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].merge_cells("A2:A5")
    book.worksheets[0].merge_cells("C6:F6")
    book.save(path)
    (sheet,) = read_sheets(path)

    assert [(row.number, row.cells["department"], row.merged) for row in sheet.rows] == [
        (2, ROW[0], ()), (3, ROW[0], ("department",)), (5, ROW[0], ("department",)), (6, ROW[0], ()),
    ]  # fmt: skip
    assert sheet.rows[-1].cells["platform"] == ""


def test_a_formula_is_what_it_showed(tmp_path):
    """Excel keeps the result beside it; one that was never worked out is an empty cell."""
    path = workbook(tmp_path, [HEADINGS, [*ROW[:3], "=F2", *ROW[4:]]])
    text = zipfile.ZipFile(path).read(SHEET).decode()
    assert "<f>F2</f><v" in text
    assert read_sheets(path)[0].rows[0].cells["platform"] == ""
    repacked(
        path,
        SHEET,
        text.replace('r="D2"', 'r="D2" t="str"')
        .replace("<v />", "<v>Snapchat</v>")
        .replace("<v></v>", "<v>Snapchat</v>"),
    )

    assert read_sheets(path)[0].rows[0].cells["platform"] == "Snapchat"


@pytest.mark.parametrize(
    "text",
    ["Snap\u200bchat", "\u202eSnapchat", "\ufeffSnapchat", "Snap\u00adchat", "\u00a0Snapchat ", "Snapchat\x07"],
)
def test_what_cannot_be_seen_in_a_cell_is_not_there(sheet, text):
    """Zero-width, bidirectional and control characters are left by copying from phones."""
    assert read_sheets(sheet([*ROW[:3], text, *ROW[4:]]))[0].rows[0].cells["platform"] == "Snapchat"


def test_a_letter_or_hyphen_written_another_way_is_the_same(sheet):
    """Macs take letters apart, Word makes hyphens long."""
    read = read_sheets(sheet(["Klub A\u030adalen", *ROW[1:4], "Klub, 6.\u20137. klasse", ROW[5]]))[0].rows[0]

    assert (read.cells["department"], read.cells["age_band"]) == ("Klub Ådalen", ROW[4])


# columns


def test_headings_with_a_slip_are_understood(tmp_path):
    """As long as only one can be meant."""
    path = workbook(tmp_path, [["Afdelling", "Dato", "Hændlse", "Platfrom", "Aldersgrupe", "Alvor"], ROW])

    assert list(read_sheets(path)[0].rows[0].cells) == [
        "department",
        "date",
        "type",
        "platform",
        "age_band",
        "severity",
    ]


def test_what_a_sender_calls_a_column_is_remembered(tmp_path):
    """By the beginning of the sender's file names, or for all."""
    (tmp_path / Renamed.FILE).write_text(
        "file;heading;column\nØst;Hvornår?;Dato\n;Klub;afdeling\nVest;Hvornår?;note\n", encoding="utf-8-sig"
    )
    renamed = read_renamed(tmp_path)
    theirs = ["Klub", "Hvornår?", *HEADINGS[2:]]
    path = workbook(tmp_path, [theirs, ROW], name="øst november.xlsx")

    assert read_sheets(path, renamed)[0].rows[0].cells["date"] == ROW[1]
    with pytest.raises(RejectedSheet, match=r"»Dato«.*columns\.csv"):
        read_sheets(workbook(tmp_path, [theirs, ROW], name="vest.xlsx"), renamed)
    assert read_renamed(tmp_path / "ingen") == ()


def test_a_mapping_to_no_column_is_named(tmp_path):
    """Row and column, and what can be written."""
    (tmp_path / Renamed.FILE).write_text("file;heading;column\n;Hvem;Barn\n", encoding="utf-8")
    with pytest.raises(ReferenceTableError, match=r"række 2.*»column«.*Afdeling, Dato, Hændelse"):
        read_renamed(tmp_path)


def bomb(path):
    """Write a small zip that unpacks to far more than a sheet holds."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 200_000_000)


def repacked(path, part, text):
    """Replace one part of a workbook."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, text if name == part else source.read(name))


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "' + MARKER * 20 + '">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ) + "]><worksheet><sheetData><row><c t='str'><v>&i;</v></c></row></sheetData></worksheet>"
)  # fmt: skip
LAST_ROW = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
SHEET = "xl/worksheets/sheet1.xml"


def zipped(path, *parts):
    """Write another kind of zip."""
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.writestr(part, MARKER)


BAD = {
    "letter": (lambda path: zipped(path, "[Content_Types].xml", "word/document.xml"), "regneark. Vælg det ark"),
    "slides": (lambda path: zipped(path, "[Content_Types].xml", "ppt/slide.xml"), "regneark. Vælg det ark"),
    "pictures": (lambda path: zipped(path, "ferie.jpg"), "regneark. Vælg det ark"),
    "libreoffice": (lambda path: zipped(path, "mimetype", "content.xml"), "Gem det fra Excel som .xlsx"),
    "missing": (lambda path: path.unlink(), "åbne"),
    "folder": (lambda path: (path.unlink(), path.mkdir()), "åbne"),
    "empty": (lambda path: path.write_bytes(b""), "tom"),
    "blank": (lambda path: path.write_bytes(b"\r\n \r\n"), "tom"),
    "picture": (
        lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0" + MARKER.encode()),
        "ikke et regneark",
    ),
    "photo": (
        lambda path: path.write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF" + MARKER.encode()),
        "ikke et regneark",
    ),
    "password": (lambda path: path.write_bytes(OLD_OFFICE + MARKER.encode()), "adgangskode"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:2000]), "ikke et regneark"),
    "not a zip": (lambda path: path.write_bytes(b"PK" + MARKER.encode() * 9), "ikke et regneark"),
    "other xml": (lambda path: repacked(path, SHEET, f"<x>{MARKER}"), "ikke et regneark"),
    "odd cell": (
        lambda path: repacked(path, SHEET, LAST_ROW.replace("<v>1", f"<v>{MARKER}")),
        "for stor|regneark",
    ),
    "entities": (lambda path: repacked(path, SHEET, ENTITIES), "ikke et regneark"),
    "bomb": (bomb, "for stor"),
    "macros alone": (lambda path: zipped(path, "xl/vbaProject.bin"), "ikke et regneark"),
    "page": (
        lambda path: path.write_text(f"<html><script>{MARKER}</script></html>", encoding="utf-8"),
        "ikke et regneark",
    ),
    "utf-16": (lambda path: path.write_text(f"Afdeling;{MARKER}", encoding="utf-16"), "ikke et regneark"),
    "nul": (lambda path: path.write_bytes(b"Afdeling;Dato\0;" + MARKER.encode()), "ikke et regneark"),
    "million rows": (lambda path: path.write_bytes(b"a;b;c;d;e;f\n" * 1_000_000), "for stor"),
    "large": (lambda path: path.write_bytes(b"a" * (MAX_BYTES + 1)), "for stor"),
    "last row": (lambda path: repacked(path, SHEET, LAST_ROW), "for stor"),
    "long": (lambda path: path.write_text("x;\n" * (MAX_ROWS + 1), encoding="utf-8"), "for stor"),
    "huge cell": (lambda path: path.write_text(MARKER * 20_000, encoding="utf-8"), "ikke et regneark"),
    "other headings": (
        lambda path: path.write_text(f"Afdeling;Dato;{MARKER}\n", encoding="utf-8"),
        "ikke et regneark",
    ),
    "no headings": (
        lambda path: path.write_text(f"{MARKER}\n" * 3, encoding="utf-8"),
        "ikke et regneark",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_sheet_is_turned_away_in_danish(tmp_path, name, recwarn):
    """With a sentence that names the file and what to do, and with nothing of what stands in it."""
    spoil, says = BAD[name]
    path = workbook(tmp_path, [HEADINGS, [MARKER] * 6])
    spoil(path)

    with pytest.raises(RejectedSheet, match=says) as caught:
        read_sheets(path)[0]

    assert "»ark.xlsx«" in str(caught.value)
    assert MARKER not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
    assert not recwarn.list


@pytest.mark.parametrize(
    ("text", "says"),
    [(f"Afdeling;Dato;{MARKER}\n", "»Hændelse«"), (f"{MARKER}\n" * 3, "»Afdeling«.*og »Alvor«")],
)
def test_headings_that_a_csv_lacks_are_named(tmp_path, text, says):
    """So that they can be written, or mapped."""
    path = tmp_path / "ark.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RejectedSheet, match=says) as caught:
        read_sheets(path)

    assert MARKER not in str(caught.value)


def test_a_bomb_is_never_unpacked(tmp_path, monkeypatch):
    """What a file would grow to is asked before it is opened."""
    path, opened = tmp_path / "ark.xlsx", []
    bomb(path)
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_, **__: opened.append(path))
    with pytest.raises(RejectedSheet, match="for stor"):
        read_sheets(path)[0]

    assert opened == []


def test_an_impossible_date_is_not_warned_of_by_quoting_it(tmp_path, recwarn):
    """Excel's day numbers end; what lies beyond is no date, and is said by us alone."""
    path = workbook(tmp_path, [HEADINGS, [*ROW[:1], 99999999, *ROW[2:]]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B2"].number_format = "dd-mm-yyyy"
    book.save(path)

    assert read_date(read_sheets(path)[0].rows[0].cells["date"]) is None
    assert not recwarn.list


def test_rows_show_nothing_of_themselves(sheet):
    """What a traceback or a notebook prints of a sheet holds no cell."""
    (read,) = read_sheets(sheet([MARKER] * 7, headings=(*HEADINGS, "Note")))

    assert MARKER not in repr(read)

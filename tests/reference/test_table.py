"""Hand-kept tables come through whatever Excel does to them, and what is wrong is named where it is wrong."""

import csv
import datetime as dt
import io

import pytest

from klubtrends.errors import ReferenceTableError
from klubtrends.reference.rows import AppSheet, Contact, Department, Event, Figure, Law, Question
from klubtrends.reference.table import Row, columns_of, parse_table

THREE = (
    Department("havnen", "Klub Havnen", True),
    Department("aadalen", 'Ådalen; øst, "Æblet"', False),
    Department("soe", "Søen", True),
)


def written(departments=THREE, *, delimiter=";", encoding="utf-8", newline="\r\n") -> bytes:
    """Write departments as one of the programs that people use would."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    writer.writerow(("code", "name", "ambassador"))
    writer.writerows((each.code, each.name, "ja" if each.ambassador else "nej") for each in departments)
    return text.getvalue().encode(encoding)


def table(columns: str, *lines: str) -> bytes:
    """Write a table by hand."""
    return "\n".join((columns, *lines)).encode()


def filled(row_type: type[Row], **cells: str) -> bytes:
    """Write one row with only some cells filled in."""
    columns = list(columns_of(row_type))
    return table(";".join(columns), ";".join(cells.get(column, "") for column in columns))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_however_excel_saves_it_the_rows_are_the_same(delimiter, encoding, newline):
    """A Danish Excel writes semicolons and Windows' letters; nobody should have to know."""
    assert parse_table(Department, written(delimiter=delimiter, encoding=encoding, newline=newline)) == THREE


def test_a_comma_file_that_danish_excel_took_for_one_column_is_unpacked():
    """Opened by a double click and saved again, a line with quotes in it comes back as one quoted cell."""
    departments = (Department("a", "Klub A, øst", True), Department("b", "Klub B", False))
    saved = io.StringIO(newline="")
    lines = written(departments, delimiter=",", newline="\n").decode().strip().split("\n")
    csv.writer(saved, delimiter=";").writerows([line] for line in lines)

    assert '"a,""Klub A, øst"",ja"' in saved.getvalue()
    assert parse_table(Department, saved.getvalue().encode()) == departments


def test_empty_rows_and_columns_that_excel_adds_are_passed_over():
    """Deleting a row in Excel leaves a line of separators."""
    body = table("code;name;ambassador;;", "a;A;ja;;", ";;;;", "", "b;B;nej;;", ";;;;", "")

    assert [row.code for row in parse_table(Department, body)] == ["a", "b"]


def test_columns_may_stand_in_any_order_beside_others():
    """The coordinator's own column does no harm."""
    body = table("Ambassador; huskes ;NAME;code", "ja;ring til dem;Klub A;a")

    assert parse_table(Department, body) == (Department("a", "Klub A", True),)


@pytest.mark.parametrize(
    ("row_type", "body", "row", "column"),
    [
        (Department, table("code;name", "a;A"), 1, "ambassador"),
        (Department, b"", 1, "code"),
        (Department, table("code;name;ambassador;code", "a;A;ja;b"), 1, "code"),
        (Department, table("code;name;ambassador", "a;A;ja", "", "b;B;måske"), 4, "ambassador"),
        (Department, table("code;name;ambassador", "a;A;ja", "B b;B;ja"), 3, "code"),
        (Department, table("code;name;ambassador", "a;;ja"), 2, "name"),
        (Department, table("code;name;ambassador", "a;A"), 2, "ambassador"),
        (Department, table("code;name;ambassador", "a;A;ja", "b;B;ja", "a;C;ja"), 4, "code"),
        (Department, table("code;name;ambassador", "a;Klub Å;ja", "b;klub å;ja"), 3, "name"),
        (Law, filled(Law, title="L", body="EU", stage="måske"), 2, "stage"),
        (Law, filled(Law, title="L", body="EU", stage="proposal", checked_on="31-02-2026"), 2, "checked_on"),
        (Event, filled(Event, confidence="local", when="uge 54", text="x", kind="season"), 2, "when"),
        (Contact, filled(Contact, who="x", confidence="local", number="ring"), 2, "number"),
        (Contact, filled(Contact, who="x", confidence="local", web="http://a.example"), 2, "web"),
        (Contact, filled(Contact, who="x", confidence="verified"), 2, "source"),
        (Contact, filled(Contact, who="x", confidence="general"), 2, "check_by"),
        (Question, filled(Question, audience="meeting", season="13", text="Hvad?"), 2, "season"),
    ],
)
def test_what_is_wrong_is_named_by_file_row_and_column(row_type, body, row, column):
    """The message leads straight to the cell, as Excel counts rows."""
    with pytest.raises(ReferenceTableError) as caught:
        parse_table(row_type, body)

    message = str(caught.value)
    assert row_type.FILE in message
    assert f"række {row}," in message
    assert f"»{column}«" in message
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (b"PK\x03\x04\x14\x00rest of a workbook", "Excel-ark"),
        ("code;name;ambassador\na;A;ja".encode("utf-16"), "CSV UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x81", "CSV UTF-8"),
        ("code;name;ambassador\na;Ådalen;ja".encode().decode("cp1252", "ignore").encode(), "gået i stykker"),
        (table("code;name;ambassador", "a;Øst; Vest;ja"), "anførselstegn"),
    ],
)
def test_a_file_that_is_no_table_is_told_apart(body, hint):
    """Each way to save it wrongly has its own way to mend it."""
    with pytest.raises(ReferenceTableError, match=hint):
        parse_table(Department, body)


@pytest.mark.parametrize("day", ["2026-11-03", "03-11-2026", "3/11/2026", "3.11.2026", "2026-11-3"])
def test_a_day_is_read_as_danes_and_programs_write_it(day):
    """Danish Excel turns 2026-11-03 into 03-11-2026 without asking: day first, never the month."""
    (row,) = parse_table(Law, filled(Law, title="L", body="EU", stage="forslag, ikke vedtaget", checked_on=day,
                                     confidence="set i kilden", meaning="Intet."))  # fmt: skip

    assert row.checked_on == dt.date(2026, 11, 3)
    assert (row.stage, row.confidence) == ("proposal", "verified")


@pytest.mark.parametrize("month", ["2026-10", "okt-26", "okt. 26", "oktober 2026", "Okt 2026"])
def test_a_month_survives_excel(month):
    """Danish Excel turns 2026-10 into okt-26."""
    answers = dict.fromkeys(columns_of(AppSheet), "nej")
    numbers = dict.fromkeys(("app_store_id", "steam_app_id", "roblox_universe_id"), "")
    body = filled(AppSheet, **answers | numbers | {"month": month, "checked_on": "", "check_by": "2027-01-31",
                  "min_age_confidence": "usikker", "code": "x", "confidence": "general"})  # fmt: skip

    assert parse_table(AppSheet, body)[0].month == "2026-10"


@pytest.mark.parametrize(("text", "count"), [("2153", 2153), ("2.153", 2153), ("2 153", 2153), ("", None)])
def test_a_count_is_read_with_danish_thousands(text, count):
    """2.153 is two thousand."""
    body = filled(Figure, value="48 %", what="af alle", base_n=text, ages="9", year="2024", source="x",
                  confidence="verified")  # fmt: skip

    assert parse_table(Figure, body)[0].base_n == count


def test_a_cell_of_several_lines_keeps_the_rows_counted_as_excel_does():
    """A line break inside a cell is no new row."""
    body = b'code;name;ambassador\na;"Klub\nHavnen";ja\nb;B;?\n'

    with pytest.raises(ReferenceTableError, match="række 3, "):
        parse_table(Department, body)

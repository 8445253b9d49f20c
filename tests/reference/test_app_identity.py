"""One app in all sources, by the app sheets."""

import datetime as dt

import polars as pl
import pytest

from klubtrends.errors import ReferenceTableError
from klubtrends.reference import app_ids
from klubtrends.reference.rows import AppSheet
from klubtrends.reference.table import columns_of, parse_table
from klubtrends.tables import APPS
from klubtrends.workspace import shipped

NAMES = {"app_store_id": "101", "wikipedia": "Hoppe bold", "steam_app_id": "730", "roblox_universe_id": "9"}


def sheets(*rows):
    """Read app sheets of which only names and numbers matter."""
    filled = dict.fromkeys(columns_of(AppSheet), "nej") | dict.fromkeys(NAMES, "") | {
        "min_age_confidence": "usikker", "month": "", "checked_on": "", "check_by": "2027-01-31",
        "confidence": "general",
    }  # fmt: skip
    lines = [filled | row for row in rows]
    body = "\n".join([";".join(filled), *(";".join(line.values()) for line in lines)])
    return parse_table(AppSheet, body.encode())


def test_an_app_has_a_row_for_each_source_that_knows_it():
    """With what the source calls it, as its table writes it."""
    ids = app_ids(sheets({"code": "bold", "name": "Hoppebold", **NAMES}, {"code": "ny", "name": "Ny"}))

    assert ids.select("app", "table", "platform", "id").rows() == [
        ("bold", "apps", "app_store", "101"),
        ("bold", "players", "roblox", "9"),
        ("bold", "players", "steam", "730"),
        ("bold", "pageviews", "wikipedia", "Hoppe_bold"),
    ]


def test_a_renamed_app_stays_one():
    """The number is who it is; its name is what it is called that day."""
    days = [dt.date(2026, 1, 1), dt.date(2026, 2, 1)]
    rows = pl.DataFrame({"app_id": ["101", "101"], "date": days, "app_name": ["Hoppebold", "Bold: leg & hop"]})
    joined = rows.join(
        app_ids(sheets({"code": "bold", "name": "Hoppebold", **NAMES})), left_on="app_id", right_on="id"
    )

    assert set(rows.columns) <= set(APPS.columns)
    assert joined.select("app", "app_name").rows() == [("bold", "Hoppebold"), ("bold", "Bold: leg & hop")]


@pytest.mark.parametrize("column", NAMES)
def test_two_apps_never_share_a_name_in_a_source(column):
    """It would count for both."""
    shared = {column: NAMES[column]}

    with pytest.raises(ReferenceTableError, match=column):
        sheets({"code": "et", "name": "Et", **shared}, {"code": "to", "name": "To", **shared})


def test_the_shipped_sheets_join():
    """Every app that has a number is there once."""
    shipped_sheets = parse_table(AppSheet, (shipped("reference") / AppSheet.FILE).read_bytes())
    ids = app_ids(shipped_sheets)

    assert (
        ids.filter(platform="app_store").height
        == sum(bool(sheet.app_store_id) for sheet in shipped_sheets)
        > 10
    )
    assert ids.filter(platform="steam").select("app", "id").rows() == [("cs2", "730")]

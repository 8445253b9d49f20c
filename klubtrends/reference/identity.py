"""One app in all sources: what each calls it, by the app sheets."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from klubtrends.reference.rows import AppSheet
from klubtrends.tables import APP_IDS

# where each platform's own number or title stands: the sheet's column, and the table that has it as its key
PLATFORMS = {
    "app_store": ("app_store_id", "apps"),
    "wikipedia": ("wikipedia", "pageviews"),
    "steam": ("steam_app_id", "players"),
    "roblox": ("roblox_universe_id", "players"),
}


def app_ids(sheets: Iterable[AppSheet]) -> pl.DataFrame:
    """Give a row for each app and platform (APP_IDS), to join CHARTS, APPS, PAGEVIEWS and PLAYERS by.

    An app is who its number says, so one that changes its name stays one.

    Examples
    --------
    >>> app_ids([]).columns
    ['app', 'name', 'table', 'platform', 'id']
    """
    rows = [
        (sheet.code, sheet.name, table, platform, value.replace(" ", "_"))
        for sheet in sheets
        for platform, (column, table) in PLATFORMS.items()
        if (value := getattr(sheet, column))
    ]
    return APP_IDS.check(pl.DataFrame(rows, schema=APP_IDS.columns, orient="row"))

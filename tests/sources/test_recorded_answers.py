"""Recorded answers and histories of years go through the parsers, read in place where they lie beside the checkout."""

import csv
import datetime as dt
import gzip
import json
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest

from klubtrends.danish import visible
from klubtrends.errors import SourceChanged
from klubtrends.sources import Request, sources
from klubtrends.tables import APPS

RECORDED = Path(__file__).parents[2] / ".." / "shared" / "recorded"
pytestmark = pytest.mark.skipif(
    not RECORDED.is_dir(), reason="the recorded answers do not lie beside this checkout"
)
FIELDS = {
    "app_id": "trackId", "app_name": "trackName", "developer": "artistName", "genres": "genres",
    "advisory_rating": "contentAdvisoryRating", "advisories": "advisories", "rating_count": "userRatingCount",
    "average_rating": "averageUserRating", "version": "version", "released": "currentVersionReleaseDate",
}  # fmt: skip
WRITTEN = {"app_id": int, "rating_count": int, "average_rating": float}


def parsed(name, file, **labels):
    """Parse a recorded answer as if it had been asked for with these labels."""
    return sources()[name].parse(
        (RECORDED / "responses" / file).read_bytes(), Request("https://x.example", labels)
    )


def history(file):
    """Read a history's rows."""
    with gzip.open(RECORDED / "history" / file, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_recorded_lookup_is_read():
    """Eight apps of the Norwegian store."""
    rows = parsed("apple_lookup", "itunes_lookup_no_2026-08.json", country="no", apps="free 1")
    snapchat = rows.row(0, named=True)

    assert rows.height == 8
    assert (snapchat["app_id"], snapchat["rating_count"], snapchat["advisory_rating"]) == (
        "447188370",
        220188,
        "12+",
    )
    assert snapchat["genres"] == "Photo & Video|Social Networking"
    assert snapchat["released"] == dt.datetime(2026, 8, 7, 11, 1, 39, tzinfo=dt.UTC)


def test_the_recorded_answers_of_the_game_platforms_are_read():
    """Steam's first row, and a list of Roblox'."""
    steam = parsed("steam", "steam_most_played_excerpt.json", chart="most-played")
    roblox = parsed("roblox", "roblox_get_sorts_shape.json", asked="sorts")

    assert steam.select("game_id", "rank", "players", "date").row(0) == (
        "730",
        1,
        1275982,
        dt.date(2026, 5, 11),
    )
    assert roblox.select("chart", "game_name", "rank", "players").rows() == [
        ("top-playing-now", "Manor Mystery", 1, 848990)
    ]


def test_the_recorded_refusal_is_no_table():
    """More than a million figures."""
    with pytest.raises(SourceChanged, match="REQUEST-LIMIT"):
        parsed("statbank", "statbank_error_request_limit.json", survey="BEBRIT09")


@pytest.fixture(scope="module")
def looked_up():
    """Seven years of lookups: the recorded rows, and what comes of them written as answers and parsed."""
    rows = sorted(history("itunes_lookup_history_no_2019_2026.csv.gz"), key=_snapshot)
    tables = []
    for (day, country), told in groupby(rows, key=_snapshot):
        results = [_result(row) for row in told]
        body = json.dumps({"resultCount": len(results), "results": results}).encode()
        table = sources()["apple_lookup"].parse(
            body, Request("https://x.example", {"country": country, "apps": "1"})
        )
        tables.append(table.with_columns(date=pl.lit(dt.date.fromisoformat(day))))
    return rows, pl.concat(tables)


def _snapshot(row):
    return row["snapshot_at"], row["storefront"]


def _result(row):
    cells = {name: WRITTEN.get(name, str)(row[field]) for name, field in FIELDS.items() if row[field]}
    cells |= {name: row[name].split("|") if row[name] else [] for name in ("genres", "advisories")}
    return {FIELDS[name]: value for name, value in cells.items()}


def test_seven_years_of_lookups_come_back_cell_for_cell(looked_up):
    """68,021 rows of 561 apps, blanks included."""
    rows, table = looked_up
    cells = {
        name: [WRITTEN.get(name, str)(row[field]) if row[field] else None for row in rows]
        for name, field in FIELDS.items()
    }
    expected = pl.DataFrame(cells, schema_overrides={"average_rating": pl.Float64}).with_columns(
        pl.col("app_id").cast(pl.String), pl.col("released").str.to_datetime(time_zone="UTC"),
        pl.col("advisories", "genres").fill_null(""),
        pl.col("app_name", "developer").map_elements(visible, pl.String),  # marks that turn text are taken out
    )  # fmt: skip

    assert table.height == len(rows) == 68_021
    assert table.select(list(FIELDS)).equals(expected)
    assert all(APPS.columns[name] == kind for name, kind in table.schema.items())


def test_a_renamed_app_stays_one_and_falling_counts_are_kept(looked_up):
    """174 apps changed their names; counts fell, by a lot at times."""
    table = looked_up[1].filter(country="no").sort("app_id", "date")
    names = table.group_by("app_id").agg(pl.col("app_name").n_unique())
    falls = table.filter(pl.col("rating_count") < pl.col("rating_count").shift(1).over("app_id"))

    assert table["app_id"].n_unique() == 561
    assert names.filter(pl.col("app_name") > 1).height > 150
    assert falls.height > 1000
    assert falls.filter(app_id="447188370", rating_count=64).height == 1


def test_forty_snapshots_of_steam_come_back_row_for_row():
    """Between 1 and 100 ranks each."""
    for at, listed in groupby(
        history("steam_most_played_snapshots_2025.csv.gz"), key=lambda row: row["snapshot_at"]
    ):
        rows = list(listed)
        ranks = [
            {"rank": int(row["rank"]), "appid": int(row["app_id"]), "peak_in_game": int(row["peak_in_game"])}
            for row in rows
        ]
        moment = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
        body = json.dumps({"response": {"rollup_date": int(moment.timestamp()), "ranks": ranks}}).encode()
        table = sources()["steam"].parse(body, Request("https://x.example", {"chart": "most-played"}))

        assert table.select("game_id", "rank", "players").rows() == [
            (row["app_id"], int(row["rank"]), int(row["peak_in_game"])) for row in rows
        ]
        assert set(table["date"]) == {moment.date()}

"""What docs/real-histories.md says of ratings and players is what the recordings show."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from klubtrends.analysis.attention import LIKELY, SERIES, attention, compare, score
from klubtrends.analysis.daily import daily, growth
from klubtrends.periods import last_months
from klubtrends.tables import APP_IDS, APPS, PAGEVIEWS, PLAYERS

RECORDED = Path(__file__).parents[2] / ".." / "shared" / "recorded" / "history"
RATINGS = RECORDED / "itunes_lookup_history_no_2019_2026.csv.gz"
STEAM = RECORDED / "steam_most_played_snapshots_2025.csv.gz"

pytestmark = pytest.mark.skipif(not RATINGS.exists(), reason="the recordings are not here")


def named(ids, table, platform):
    """Make APP_IDS in which every number is an app."""
    rows = [(key, key, table, platform, key) for key in ids]
    return pl.DataFrame(rows, schema=APP_IDS.columns, orient="row")


@pytest.fixture(scope="module")
def counts():
    """Read the counts of the Norwegian store, one a day and app."""
    rows = pl.read_csv(RATINGS, infer_schema_length=0).filter(pl.col("storefront") == "no")
    rows = rows.select(
        app_id="trackId", date=pl.col("snapshot_at").str.slice(0, 10).str.to_date(),
        rating_count=pl.col("userRatingCount").cast(pl.Int64, strict=False),
    )  # fmt: skip
    return rows.sort("app_id", "date").unique(["app_id", "date"], keep="last", maintain_order=True)


@pytest.fixture(scope="module")
def series(counts):
    """Carry each app's count on to the days on which others were looked up, and difference it."""
    known = counts.drop_nulls("rating_count")
    span = known.group_by("app_id").agg(first=pl.col("date").min(), last=pl.col("date").max())
    days = span.join(counts.select("date").unique(), how="cross").filter(
        pl.col("date").is_between("first", "last")
    )
    full = days.join(known, on=["app_id", "date"], how="left").sort("app_id", "date")
    full = full.with_columns(pl.col("rating_count").forward_fill().over("app_id"), country=pl.lit("no"))
    apps = pl.concat([APPS.empty(), full.select("country", "app_id", "date", "rating_count")], how="diagonal")
    ids = named(full["app_id"].unique().sort(), "apps", "app_store")
    return SERIES.take(daily(PAGEVIEWS.empty(), PLAYERS.empty(), apps, ids))


def test_counts_fall_often_and_growth_never_does(counts):
    """1,571 falls of 346 apps, 1,822 answers left out, 101 resets."""
    known = counts.drop_nulls("rating_count")
    falls = known.filter(pl.col("rating_count").diff().over("app_id") < 0)
    grown = [
        growth(app["date"].to_numpy().astype("datetime64[D]").astype(int), app["rating_count"].to_numpy())
        for app in known.partition_by("app_id")
    ]

    assert (len(known), known["app_id"].n_unique(), known["date"].n_unique()) == (67_978, 559, 271)
    assert (len(falls), falls["app_id"].n_unique()) == (1571, 346)
    assert sum(len(one.dropped) for one in grown) == 1822
    assert sum(len(one.resets) for one in grown) == 101
    assert all((one.rate >= 0).all() for one in grown)


def test_most_of_what_jumps_is_far_from_its_normal(series):
    """194 finds of 13,066, in 35 of 36 months; 124 at five times the normal or a fifth and beyond, 13 near it."""
    judged, times, months = 0, [], set()
    for month in last_months("2026-07", 36):
        scores = score(compare(series, month)).filter(pl.col("parts") > 0)
        finds = scores.filter(pl.col("adjusted") <= LIKELY, pl.col("times").log().abs() >= np.log(1.3))
        judged += len(scores)
        times += finds["times"].to_list()
        months |= {month} if len(finds) else set()
    off = np.abs(np.log(times))

    assert (judged, len(times), len(months)) == (13_066, 194, 35)
    assert ((off >= np.log(5)).sum(), (off < np.log(2)).sum()) == (124, 13)


def test_seven_days_of_steam_give_nobody_a_score():
    """Short, or a gap: never a figure."""
    rows = pl.read_csv(STEAM, schema_overrides={"app_id": pl.String})
    at = pl.col("snapshot_at").str.to_datetime(time_unit="us").dt.replace_time_zone("UTC")
    players = pl.concat([
        PLAYERS.empty(),
        rows.select(
            platform=pl.lit("steam"), chart=pl.lit("most_played"), game_id="app_id", date=at.dt.date(),
            rank=pl.col("rank").cast(pl.Int32), players=pl.col("peak_in_game").cast(pl.Int64), fetched_at=at,
        ),
    ], how="diagonal")  # fmt: skip
    ids = named(players["game_id"].unique().sort(), "players", "steam")
    found = attention(PAGEVIEWS.empty(), players, APPS.empty(), ids, "2025-10")

    assert players["date"].n_unique() == 7
    assert players["date"].max() == dt.date(2025, 12, 1)
    assert dict(found.parts["status"].value_counts().iter_rows()) == {"short": 97, "gap": 12}
    assert set(found.scores["sure"]) == {"unknown"}

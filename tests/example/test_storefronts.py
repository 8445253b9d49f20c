"""Invented storefronts are as restless as recorded ones, the same every time, and lie as collected ones do."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from klubtrends.analysis.storefront import summary
from klubtrends.example.storefronts import Size, invent_archive, invent_storefront

RECORDED = Path(__file__).parents[2].parent / "shared/recorded/history/appstore_us_jp_cn_daily_2026.csv.gz"
SMALL = Size(2, charts=3, days=70)
WINDOW = 18  # days that were recorded


def facts(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each chart's simple facts."""
    found = summary(rows)
    chart_days = found.days.group_by("chart").agg(
        seen=pl.len(),
        entries=pl.col("entries").slice(1).mean(),
        returns=pl.col("returns").sum() / pl.col("entries").sum(),
        overlap=pl.col("overlap").median(),
        turbulence=pl.col("turbulence").median(),
    )
    apps = found.apps.join(chart_days.select("chart", "seen"), on="chart").group_by("chart")
    return chart_days.join(
        apps.agg(
            apps=pl.len(), always=(pl.col("days") == pl.col("seen")).mean(), once=(pl.col("days") == 1).mean()
        ),
        on="chart",
    )


# What the twelve recorded lists show (docs/real-histories.md), but for the wildest, of which there is one.
SHOWN = {
    "apps": (115, 185),
    "always": (0.23, 0.74),
    "once": (0.01, 0.14),
    "entries": (1.9, 12),
    "returns": (0.2, 0.7),
    "overlap": (0.81, 0.98),
    "turbulence": (0.04, 0.16),
}


def test_invented_lists_are_as_restless_as_recorded_ones():
    """Of 18 days: how many apps, who stays, who is seen once, who comes back, how much moves."""
    rows = invent_storefront(Size(1, days=200), seed=1)
    days = rows["date"].unique().sort()
    shown = facts(rows.filter(pl.col("date").is_between(days[150], days[150 + WINDOW - 1])))

    for name, (least, most) in SHOWN.items():
        assert shown[name].is_between(least, most).mean() >= 0.9, name
    assert shown["overlap"].max() - shown["overlap"].min() > 0.05  # a calm list and a wild one are not alike


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recordings are kept outside the repository")
def test_recorded_lists_are_within_the_same_bounds():
    """So the bounds are not ours alone."""
    rows = pl.read_csv(RECORDED, schema_overrides={"app_id": pl.String}, try_parse_dates=True).select(
        chart=pl.col("country") + "/" + pl.col("chart"),
        app_id="app_id",
        date="date",
        rank=pl.col("rank").cast(pl.Int32),
    )
    shown = facts(rows)

    for name, (least, most) in SHOWN.items():
        assert shown[name].is_between(least, most).sum() >= 11, name


def test_the_same_seed_invents_the_same_files(tmp_path):
    """Whoever, whenever, and however they are cut."""
    once, twice = (
        [path.read_bytes() for path in invent_archive(tmp_path / name, SMALL, seed=3)] for name in ("a", "b")
    )
    other = [path.read_bytes() for path in invent_archive(tmp_path / "c", SMALL, seed=4)]

    assert once == twice
    assert len(once) == 2
    assert not set(once) & set(other)


def test_a_month_a_file_holds_the_same_rows(tmp_path):
    """As data/processed has them: a folder a month, each file sorted by chart, app and date."""
    paths = list(invent_archive(tmp_path, SMALL, seed=3, monthly=True))
    first = [path for path in paths if "country=aa" in path.parts]
    parts = [pl.read_parquet(path, hive_partitioning=False) for path in first]

    assert [path.parent.name for path in first] == ["month=2025-11", "month=2025-12", "month=2026-01"]
    assert all(part.equals(part.sort("chart", "app_id", "date")) for part in parts)
    assert pl.concat(parts).sort("chart", "app_id", "date").equals(invent_storefront(SMALL, seed=3))


def test_some_days_nobody_fetched_and_lists_are_whole():
    """Every list has ranks 1 to 100, once each; a gap is a day without any."""
    rows = invent_storefront(Size(1, charts=2, days=400), seed=2)
    lists = rows.group_by("chart", "date").agg(pl.col("rank").sort())

    assert lists["rank"].to_list() == [list(range(1, 101))] * len(lists)
    assert 380 < rows["date"].n_unique() < 400
    assert np.diff(rows["date"].unique().sort().to_numpy()).max() < np.timedelta64(7, "D")
    assert rows["date"].min() >= dt.date(2025, 11, 1)


@pytest.mark.parametrize("size", [(0, 1, 1), (677, 1, 1), (1, 0, 1), (1, 1, 0), (1, 1, 10_000)])
def test_what_cannot_be_invented_is_refused(size):
    """There are 676 names of two letters, and charts and days have an end."""
    with pytest.raises(ValueError, match="can be invented"):
        Size(*size)

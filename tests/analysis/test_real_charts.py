"""What docs/real-histories.md says of Apple's charts is what the recording shows."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from klubtrends.analysis.apps import app_figures
from klubtrends.analysis.charts import month_moves
from klubtrends.analysis.divergence import causes, overlap, turbulence
from klubtrends.analysis.ranks import flows, lines, stays
from klubtrends.analysis.restless import restlessness
from klubtrends.analysis.tobit import tobit_trends
from klubtrends.tables import CHARTS

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / ".." / "shared" / "recorded" / "history" / "appstore_us_jp_cn_daily_2026.csv.gz"
NAMES = {"us": "US", "jp": "Japan", "cn": "China", "apps": "business", "games": "games"}

GAP = ("2026-03-04", "2026-03-06")

pytestmark = pytest.mark.skipif(not RECORDED.exists(), reason="the recorded charts are not here")


@pytest.fixture(scope="module")
def recorded():
    """Read the recording as a table of charts, ready to be told apart by country."""
    rows = pl.read_csv(RECORDED, schema_overrides={"app_id": pl.String})
    day = pl.col("date").str.to_date()
    noon = day.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    rows = rows.with_columns(date=day, fetched_at=noon, source=pl.lit("recorded"), digest=pl.lit(""))
    return rows.select(pl.col(name).cast(kind) for name, kind in CHARTS.columns.items())


@pytest.fixture(scope="module")
def everything(recorded):
    """Arrange all twelve lists at once; a list is named by country and chart."""
    rows = recorded.with_columns(chart=pl.col("country") + " " + pl.col("chart"))
    return lines(rows.select("chart", "app_id", "date", "rank").sort("chart", "app_id", "date"))


@pytest.fixture(scope="module")
def told():
    """Read the document."""
    return (ROOT / "docs" / "real-histories.md").read_text(encoding="utf-8")


def lists(found):
    """Name the lists, in the order of their numbers."""
    return found.apps["chart"].unique(maintain_order=True).to_list()


def test_the_table_of_lists_is_the_recordings(everything, told):
    """Every figure of every row."""
    moved, sums = flows(everything), stays(everything)
    similar, restless = overlap(everything), turbulence(everything)
    charts = everything.apps["chart"].to_numpy()
    for number, name in enumerate(lists(everything)):
        country, kind, _, price = name.replace(" ", "-").split("-")
        days, apps = everything.chart == number, charts == name
        later = days & ~everything.opening
        entries, returns = moved.entries[later], moved.returns[later]
        row = (
            f"| {NAMES[country]} {NAMES[kind]}, {price} | {apps.sum()} | {np.mean(sums.days[apps] == 18):.0%} "
            f"| {np.mean(sums.days[apps] == 1):.0%} | {entries.mean():.1f} | {returns.sum() / entries.sum():.0%} "
            f"| {np.nanmedian(similar[days]):.3f} | {np.nanmedian(restless[days]):.3f} "
            f"({np.nanmax(restless[days]):.3f}) |"
        )
        assert row.replace("%", " %").replace(" 0.", " .").replace("(0.", "(.") in told


def test_the_recording_is_whole_but_for_one_day(everything, told):
    """Eighteen days of twelve lists, 100 free apps but once, 95 to 100 paid ones."""
    free = np.array(["free" in name for name in lists(everything)])[everything.chart]

    assert len(everything.rank) == 21_414
    assert everything.days == 12 * 18
    assert not everything.tied.any()
    assert (everything.listed == everything.depth).all()
    assert sorted(everything.listed[free])[:2] == [99, 100]
    assert (everything.listed[~free].min(), everything.listed[~free].max()) == (95, 100)
    around = [everything.date == (np.datetime64(day) - np.datetime64("1970-01-01")).astype(int) for day in GAP]
    came = flows(everything).entries
    assert [everything.listed[day].sum() for day in around] == [1189, 1189]
    assert f"where {came[around[1]].sum()} came; in all 18 days there were {came.sum():,} entries" in told


def test_the_apps_behind_a_restless_day_are_those_told(everything, recorded):
    """25 February on the Japanese list of free games: two newcomers on top."""
    number = lists(everything).index("jp games-top-free")
    restless = np.where(everything.chart == number, np.nan_to_num(turbulence(everything)), 0)
    day = int(restless.argmax())
    first, share = causes(everything, day)
    old, new = (
        dict(zip(everything.line[rows].tolist(), everything.rank[rows].tolist(), strict=True))
        for rows in (np.flatnonzero(everything.day == day - 1), np.flatnonzero(everything.day == day))
    )

    assert str(everything.date[day].astype("datetime64[D]")) == "2026-02-25"
    assert [(old.get(int(line)), new[int(line)]) for line in first[:2]] == [(None, 1), (None, 2)]
    assert 0.19 < share[:2].sum() < 0.22


def test_the_counts_of_trends_are_those_told(everything, told):
    """Statuses of all apps, and how many trends at 5 %."""
    held = np.full((len(everything.starts), 18), np.inf)
    opening = np.flatnonzero(everything.opening)[everything.chart]
    held[everything.line, (everything.day - opening[everything.day])] = everything.rank
    statuses, found = [], 0
    for number, name in enumerate(lists(everything)):
        mine = everything.apps["chart"].to_numpy() == name
        days = everything.chart == number
        trends = tobit_trends(held[mine], everything.date[days].astype(float), everything.listed[days])
        statuses += trends.status.tolist()
        found += int((trends.p_value < 0.05).sum())

    assert f"Of {len(statuses):,} apps" in told
    assert f"{statuses.count('fitted'):,} were in the chart" in told
    assert f"{statuses.count('few_days')} were there too seldom" in told
    assert (statuses.count("still"), statuses.count("not_fitted")) == (2, 0)
    assert f": {found} and 50." in told


def test_the_months_views_read_the_recording(recorded):
    """Eighteen days are enough to compare, and too few to call a week restless."""
    for (country, chart), _ in recorded.group_by("country", "chart", maintain_order=True):
        rows = recorded.filter(country=country)
        moves = month_moves(rows, "2026-03", chart=chart)
        figures = app_figures(rows, "2026-02", chart=chart)

        assert moves.comparable
        assert (len(moves.days), len(moves.missed), moves.broken) == (6, 25, ())
        assert 95 <= moves.length <= 100
        assert figures["days"].max() == 12
        assert figures["breakout"].null_count() == figures.height  # no 14 chart-days before the month's third
        assert set(restlessness(rows, "2026-03", chart=chart).weeks["verdict"]) == {"unknown"}


def test_a_renamed_app_stays_one(recorded):
    """Nine apps changed their name within a country; none of them left by it."""
    names = recorded.group_by("country", "app_id").agg(pl.col("app_name").n_unique().alias("names"))
    yarn = recorded.filter(country="us", app_id="6755183085")

    assert names.filter(pl.col("names") > 1).height == 9
    assert yarn["app_name"].n_unique() == 2
    figures = app_figures(recorded.filter(country="us"), "2026-03", chart="games-top-free")
    assert figures.filter(app_id="6755183085").select("app_name", "days").row(0) == (
        "Yarn Loop: Knit Puzzle",
        6,
    )

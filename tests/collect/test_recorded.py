"""Real answers and 18 real days, read in place where they lie beside the checkout."""

import csv
import datetime as dt
import gzip
import shutil
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest
from loopback import HASTY, Reply, files_of, legacy_body, v2_body

from klubtrends.collect import collect, load, rebuild
from klubtrends.errors import SourceChanged
from klubtrends.sources import Context, Request, sources
from klubtrends.tables import CHARTS
from klubtrends.workspace import Workspace

RECORDED = Path(__file__).parents[2] / ".." / "shared" / "recorded"
ANSWERS = RECORDED / "responses"
HISTORY = RECORDED / "history" / "appstore_us_jp_cn_daily_2026.csv.gz"
pytestmark = pytest.mark.skipif(
    not RECORDED.is_dir(), reason="the recorded answers do not lie beside this checkout"
)

# Where each recorded chart is served, and the chart that it is then taken for. Only games are what they say:
# the others were recorded of genres that are not asked for, and stand in for those that are.
LEGACY = "/itunes.apple.com/{country}/rss/topfreeapplications/limit=100{genre}/json"
STANDS_FOR = {
    "games-top-free": ("games", LEGACY.replace("{genre}", "/genre=6014"), legacy_body),
    "apps-top-free": ("free", LEGACY.replace("{genre}", ""), legacy_body),
    "games-top-paid": ("social", LEGACY.replace("{genre}", "/genre=6005"), legacy_body),
    "apps-top-paid": (
        "paid",
        "/rss.marketingtools.apple.com/api/v2/{country}/apps/top-paid/100/apps.json",
        v2_body,
    ),
}
COLUMNS = ["country", "chart", "date", "rank", "app_id", "app_name", "developer"]


def recorded_days():
    """Give the recorded rows of each date and country, in the file's order."""
    with gzip.open(HISTORY, "rt", encoding="utf-8", newline="") as file:
        rows = sorted(
            csv.DictReader(file), key=lambda row: (row["date"], row["country"], row["chart"], int(row["rank"]))
        )
    return [(key, list(day)) for key, day in groupby(rows, key=lambda row: (row["date"], row["country"]))]


def serve(loopback, country, rows):
    """Turn one day's rows back into the answers that they came from."""
    loopback.replies.clear()
    for chart, listed in groupby(rows, key=lambda row: row["chart"]):
        _, path, body = STANDS_FOR[chart]
        apps = [(row["app_id"], row["app_name"], row["developer"]) for row in listed]
        loopback.serve(path.format(country=country), body(*apps))


def test_eighteen_real_days_come_back_row_for_row(tmp_path, loopback):
    """Three storefronts day by day over HTTP, the newer address without the overall chart; then from the archive."""
    days = recorded_days()
    for (date, country), rows in days:
        serve(loopback, country, rows)
        settings_file = tmp_path / "klubtrends.toml"
        settings_file.write_text(
            f'municipality = "Eksempelkøbing Kommune"\ncountry = "{country}"\nmirror = "{loopback.url}"\n'
            f"now = {date}T05:00:00Z\n",
            encoding="utf-8",
        )
        runs = collect(Workspace.open(tmp_path), ["apple_v2", "apple_legacy"], manners=HASTY)
        assert [(run.answers, len(run.problems)) for run in runs] == [(1, 1), (3, 0)]

    expected = pl.DataFrame(
        [
            (country, STANDS_FOR[row["chart"]][0], dt.date.fromisoformat(date), int(row["rank"]), row["app_id"],
             row["app_name"], row["developer"])
            for (date, country), rows in days for row in rows
        ],
        schema={name: CHARTS.columns[name] for name in COLUMNS}, orient="row",
    )  # fmt: skip
    workspace = Workspace.open(tmp_path)
    charts = load(workspace, CHARTS)
    assert charts.select(COLUMNS).sort(COLUMNS).equals(expected.sort(COLUMNS))
    assert expected.height == 21_414
    assert load(workspace, CHARTS, country="jp").height == expected.filter(country="jp").height

    collected = files_of(workspace.processed)
    shutil.rmtree(workspace.processed)
    rebuild(workspace)
    assert files_of(workspace.processed) == collected


def parse(name, file, url="https://apps.example", **labels):
    """Parse a recorded answer as if it had been asked for with these labels."""
    body = (ANSWERS / file).read_bytes()
    return sources()[name].parse(body, Request(url, {"country": "dk", "chart": "social"} | labels))


def test_the_recorded_legacy_answer_is_read():
    """Links as arrays, prices, pictures and all."""
    rows = parse("apple_legacy", "apple_legacy_rss_dk_social_networking.trimmed.json")

    assert rows.height == 3
    assert rows.row(0, named=True) == {
        "country": "dk",
        "chart": "social",
        "rank": 1,
        "app_id": "310633997",
        "app_name": "WhatsApp Messenger",
        "developer": "WhatsApp Inc.",
    }


def test_the_recorded_v2_answer_is_read():
    """In its envelope."""
    rows = parse("apple_v2", "apple_v2_composed_from_two_recorded_pieces.json", chart="free")

    assert rows.select("rank", "app_id", "app_name", "developer").rows() == [
        (1, "284815942", "Google", "Google LLC")
    ]


def test_the_recorded_pageviews_are_read():
    """Two days of an article."""
    rows = parse("pageviews", "wikimedia_per_article_recorded.json", project="en.wikipedia", title="Bitcoin")

    assert rows.rows() == [
        ("en.wikipedia", "Bitcoin", dt.date(2026, 7, 1), 13137),
        ("en.wikipedia", "Bitcoin", dt.date(2026, 7, 2), 9938),
    ]


def test_the_recorded_404_is_no_failure(workspace, loopback, monkeypatch):
    """It is what Wikipedia says of a title without views."""
    monkeypatch.setattr(
        "klubtrends.collect.runs.NEEDS", {"titles": lambda _: ("Ukendt",), "latest_views": lambda _: {}}
    )
    workspace = Workspace(workspace.root, replace(workspace.settings, contact="klub@kommune.example"))
    (request,) = sources()["pageviews"].requests(Context("dk", workspace.today(), titles=("Ukendt",)))
    path = "/" + request.url.removeprefix("https://")
    loopback.serve(path, Reply((ANSWERS / "wikimedia_404.json").read_bytes(), status=404))
    (run,) = collect(workspace, ["pageviews"], manners=HASTY)

    assert (run.answers, run.problems) == (1, ())
    assert loopback.times(path) == 1


@pytest.mark.parametrize("name", sorted(sources()))
@pytest.mark.parametrize("path", sorted(ANSWERS.glob("*")), ids=lambda path: path.name)
def test_an_answer_of_another_endpoint_is_never_taken_for_ones_own(name, path):
    """It is refused as changed, unless it is the source's own kind."""
    own = {
        "apple_v2": "apple_v2",
        "apple_legacy": "apple_legacy_rss_dk",
        "pageviews": "wikimedia_per",
        "news": "none",
        "apple_lookup": "itunes_lookup",
        "steam": "steam",
        "roblox": "roblox",
        "folketinget": "none",
        "statbank": "none",
    }
    if path.name.startswith(own[name]):
        return
    labels = {"country": "dk", "chart": "free", "project": "da.wikipedia", "title": "x", "outlet": "y"}
    labels |= {"apps": "free 1", "asked": "sorts", "words": "sociale medier", "survey": "BEBRIT09"}

    with pytest.raises(SourceChanged):
        sources()[name].parse(path.read_bytes(), Request("https://apps.example", labels))

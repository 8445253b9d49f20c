"""All shipped sources in one run over real HTTP: what leads on, what waits, what is kept, and the same bytes again."""

import datetime as dt
import json
import shutil

import polars as pl
import pytest
from loopback import LEGACY, MORNING, V2, Reply, at, files_of, legacy_body, run, v2_body

from klubtrends.collect import Archive, load, rebuild
from klubtrends.collect.inventory import check, holdings
from klubtrends.collect.memory import Memory
from klubtrends.collect.processed import version
from klubtrends.collect.pull import pull
from klubtrends.collect.share import export
from klubtrends.sources import sources
from klubtrends.tables import APPS, CASES, CHARTS, NEWS, PAGEVIEWS, PLAYERS, SURVEY
from klubtrends.workspace import Settings, Workspace, shipped

ONE, TWO, THREE = ("11", "Hoppebold", "Legehuset"), ("22", "Tegn", "Huset"), ("33", "Snak", "Huset")
LOOKUP = "/itunes.apple.com/lookup?id={ids}&country=dk&entity=software"
VIEWS = (
    "/wikimedia.org/api/rest_v1/metrics/pageviews/per-article/da.wikipedia/all-access/user/Snapchat/daily"
    "/20150701/20261004"
)
FEED = "/nyt.example/feed/"
STEAM = "/api.steampowered.com/ISteamChartsService/GetMostPlayedGames/v1/"
ROBLOX = (
    "/apis.roblox.com/explore-api/v1/get-sort{what}?sessionId=00000000-0000-4000-8000-000000000000"
    "&device=computer&country=all"
)
SURVEYED = "/api.statbank.dk/v1/data/BEBRIT09/CSV?type=40&formaal=*&Tid=*&valuePresentation=CodeAndValue"
CASE = "/oda.ft.dk/api/Sag?$filter={asked}&$orderby=opdateringsdato%20desc&$expand=Periode&$top=100{page}"
ABOUT, NAMED = "substringof(%27sociale%20medier%27,titel)", "nummer%20eq%20%27L%20130%27"
ANSWERS = dict.fromkeys(sources(), 1) | {"apple_v2": 2, "apple_legacy": 3, "apple_lookup": 2}
ANSWERS |= {"roblox": 3, "folketinget": 3}


def apps(*ids):
    """Write what the store says."""
    results = [{"trackId": int(app), "trackName": f"App {app}", "artistName": "Huset"} for app in ids]
    return json.dumps({"resultCount": len(results), "results": results}).encode()


def cases(*ids, number="B 12"):
    """Write what Folketinget says."""
    told = [
        {"id": key, "nummer": number, "titel": "Om sociale medier", "typeid": 3, "statusid": 24,
         "opdateringsdato": "2026-10-01T08:00:00", "Periode": {"titel": "2025-26"}}
        for key in ids
    ]  # fmt: skip
    return json.dumps({"value": told}).encode()


def games(*ids):
    return [{"universeId": key, "name": f"Spil {key}", "playerCount": 9, "isSponsored": False} for key in ids]


def serve_all(loopback):
    """Answer everything that nine sources ask."""
    for chart in ("free", "paid"):
        loopback.serve(V2.format(chart=chart), v2_body(ONE, TWO))
    for genre in ("", "/genre=6014", "/genre=6005"):
        loopback.serve(LEGACY.format(genre=genre), legacy_body(THREE))
    # the charts of this very run: free, then games with what is new in them, then the sheet's
    loopback.serve(LOOKUP.format(ids="11,22"), apps("11", "22"))
    loopback.serve(LOOKUP.format(ids="33"), apps("33"))
    loopback.serve(VIEWS, json.dumps({"items": [{"timestamp": "2026100400", "views": 7}]}).encode())
    loopback.serve(
        FEED,
        b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>Nyt</title><link>https://nyt.example/1</link>'
        b"<pubDate>Wed, 30 Sep 2026 23:30:00 GMT</pubDate></item></channel></rss>",
    )
    ranks = [{"rank": 1, "appid": 730, "peak_in_game": 9}]
    loopback.serve(STEAM, json.dumps({"response": {"rollup_date": 1791158400, "ranks": ranks}}).encode())
    sorts = [{"sortId": name, "contentType": "Games", "games": games(1)} for name in ("top", "up")]
    loopback.serve(ROBLOX.format(what="s"), json.dumps({"sorts": sorts}).encode())
    for name in ("top", "up"):
        content = json.dumps({"games": games(1, 2)}).encode()
        loopback.serve(ROBLOX.format(what="-content") + f"&sortId={name}", content)
    loopback.serve(SURVEYED, "TYPE;FORMAAL;TID;INDHOLD\r\n40 16-19 år;1 Spil;2025;60\r\n".encode())
    loopback.serve(CASE.format(asked=ABOUT, page=""), cases(*range(100)))
    loopback.serve(CASE.format(asked=ABOUT, page="&$skip=100"), cases(100, 101))
    loopback.serve(CASE.format(asked=NAMED, page=""), cases(200, number="L 130"))


@pytest.fixture
def whole(tmp_path, loopback):
    """A workspace with something to ask every source, and the server that answers all of it."""
    settings = Settings(
        "Eksempelkøbing Kommune", contact="klub@kommune.example", mirror=loopback.url, now=MORNING
    )
    workspace = Workspace(tmp_path / "here", settings)
    workspace.reference.mkdir(parents=True)
    (workspace.reference / "feeds.csv").write_bytes(b"outlet;url\r\nNyt;https://nyt.example/feed/\r\n")
    (workspace.reference / "law.csv").write_bytes((shipped("reference") / "law.csv").read_bytes())
    heading, snapchat = (shipped("reference") / "app_sheets.csv").read_bytes().splitlines(keepends=True)[:2]
    assert b";Snapchat;447188370;" in snapchat
    (workspace.reference / "app_sheets.csv").write_bytes(heading + snapchat.replace(b";447188370;", b";11;"))
    serve_all(loopback)
    return workspace


def test_nine_sources_in_one_run_and_nothing_is_asked_twice(whole, loopback):
    """Lists lead to their games, full pages to the next, and the store is asked for the charts of this very run."""
    first = run(whole)
    asked, collected = len(loopback.asked), files_of(whole.root)

    assert {name: done.problems for name, done in first.items() if done.failed or done.skipped} == {}
    assert {name: done.answers for name, done in first.items()} == ANSWERS
    assert asked == sum(ANSWERS.values())
    assert check(whole).complaints == ()
    assert {held.source: held.days for held in holdings(whole)} == dict.fromkeys(ANSWERS, (MORNING.date(),))

    later = run(at(whole, hours=9))

    assert {name: (done.answers, done.problems) for name, done in later.items()} == dict.fromkeys(
        ANSWERS, (0, ())
    )
    assert len(loopback.asked) == asked
    assert files_of(whole.root) == collected


def test_nine_sources_fill_seven_tables_and_the_archive_alone_gives_the_same_bytes(whole):
    """Whatever the tables' version was."""
    run(whole)
    heights = [load(whole, table).height for table in (CHARTS, APPS, PAGEVIEWS, PLAYERS, NEWS, CASES, SURVEY)]
    collected, stamp = files_of(whole.processed), whole.processed.with_name("processed.version")

    assert heights == [6, 3, 1, 5, 1, 103, 1]
    assert load(whole, APPS)["app_id"].to_list() == ["11", "22", "33"]
    assert stamp.read_text(encoding="ascii") == version()
    for change in (lambda: rebuild(whole), lambda: shutil.rmtree(whole.processed), stamp.unlink,
                   lambda: stamp.write_bytes(b"0-older\n")):  # fmt: skip
        change()
        load(whole, CHARTS)
        assert files_of(whole.processed) == collected
        assert stamp.read_text(encoding="ascii") == version()


def test_what_is_forgotten_is_forgotten_beside_eight_that_are_kept(whole, loopback):
    """Also when the tables are of another version just then, and when the table could not be written at once."""
    run(whole)
    loopback.serve(FEED, Reply(status=500))
    Memory(whole).outdated("news")
    whole.processed.with_name("processed.version").write_bytes(b"0-older\n")
    run(at(whole, days=90, seconds=1), "apple_v2")

    assert load(whole, NEWS).is_empty()
    assert Archive(whole.raw).files("news") == []
    assert not (whole.raw / "news").exists() or not list((whole.raw / "news").rglob("*.gz"))
    assert load(whole, CASES).height == 103
    assert set(load(whole, CHARTS)["date"]) == {MORNING.date(), (MORNING + dt.timedelta(days=90)).date()}
    assert Memory(whole).stale == frozenset()
    collected = files_of(whole.processed)
    rebuild(whole)
    assert files_of(whole.processed) == collected


def test_what_one_kit_gives_another_reads_into_the_same_tables(whole, tmp_path):
    """All but what is not to be kept, without asking any source."""
    run(whole)
    export(whole, tmp_path / "given")
    other = Workspace(tmp_path / "there", at(whole, days=1).settings)
    pulled = pull(other, str(tmp_path / "given"))

    assert pulled.refused == ()
    assert pulled.taken == len(ANSWERS) - 1
    assert load(other, NEWS).is_empty()
    for table in (CHARTS, APPS, PAGEVIEWS, PLAYERS, CASES, SURVEY):
        assert load(other, table).equals(load(whole, table)), table.name
    assert load(other, PLAYERS).filter(pl.col("platform") == "roblox")["chart"].n_unique() == 2

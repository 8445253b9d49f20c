"""Collecting, day by day, over real HTTP; and building the same again from the archive alone."""

import datetime as dt
import json
import shutil
from dataclasses import replace

import polars as pl
import pytest
from loopback import LEGACY, MORNING, V2, Reply, at, files_of, legacy_body, v2_body
from loopback import run as run_sources

from klubtrends.collect import Archive, Exchange, collect, load, rebuild
from klubtrends.collect.runs import NEEDS
from klubtrends.errors import ArchiveDamaged
from klubtrends.sources import Context, sources
from klubtrends.tables import CHARTS, NEWS, PAGEVIEWS
from klubtrends.workspace import Workspace

FREE, PAID = V2.format(chart="free"), V2.format(chart="paid")
LEGACY_FREE, GAMES, SOCIAL = (LEGACY.format(genre=genre) for genre in ("", "/genre=6014", "/genre=6005"))
ONE, TWO = ("1", "Hoppebold", "Legehuset"), ("2", "踊り 🎨", "Ø & Å")
FOUR = ("apple_legacy", "apple_v2", "news", "pageviews")
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><item><title>Nyt</title><link>https://nyt.example/1</link>'
    "<pubDate>Wed, 30 Sep 2026 23:30:00 GMT</pubDate></item></channel></rss>"
)


def serve_charts(loopback, *apps):
    for path in (FREE, PAID):
        loopback.serve(path, v2_body(*apps))
    for path in (LEGACY_FREE, GAMES, SOCIAL):
        loopback.serve(path, legacy_body(*apps))


def views(by_day):
    """Write Wikimedia's answer."""
    items = [{"timestamp": f"{day}00", "views": count} for day, count in by_day.items()]
    return json.dumps({"items": items}).encode()


def run(workspace, *names):
    """Collect from the sources named, or from the four that these tests serve."""
    return run_sources(workspace, *(names or FOUR))


def assert_rebuilt_the_same(workspace):
    """The archive alone gives the same bytes."""
    collected = files_of(workspace.processed)
    shutil.rmtree(workspace.processed)
    rebuild(workspace)

    assert files_of(workspace.processed) == collected


def test_a_run_archives_what_was_answered_and_fills_the_tables(workspace, loopback):
    """Five charts from two sources; the overall chart from the newer address."""
    serve_charts(loopback, ONE, TWO)
    runs = run(workspace)
    charts = load(workspace, CHARTS)

    assert not any(done.failed for done in runs.values())
    assert (runs["apple_v2"].answers, runs["apple_legacy"].answers) == (2, 3)
    assert charts.group_by("chart", "source").len().sort("chart").rows() == [
        ("free", "apple_v2", 2),
        ("games", "apple_legacy", 2),
        ("paid", "apple_v2", 2),
        ("social", "apple_legacy", 2),
    ]
    assert set(charts["date"]) == {dt.date(2026, 10, 5)}
    assert list(files_of(workspace.processed)) == ["charts/country=dk/month=2026-10/part.parquet"]
    assert_rebuilt_the_same(workspace)


def test_a_second_run_on_the_same_danish_day_asks_for_nothing(workspace, loopback):
    """The day ends at midnight in Denmark, not in London."""
    serve_charts(loopback, ONE)
    run(workspace)
    before = files_of(workspace.root)
    evening = run(at(workspace, hours=15, minutes=59), "apple_v2")["apple_v2"]

    assert len(loopback.asked) == 5
    assert (evening.answers, evening.known) == (0, 2)
    assert files_of(workspace.root) == before
    assert run(at(workspace, hours=16), "apple_v2")["apple_v2"].answers == 2
    assert set(load(workspace, CHARTS)["date"]) == {dt.date(2026, 10, 5), dt.date(2026, 10, 6)}


def test_what_failed_is_asked_for_again_and_nothing_else(workspace, loopback):
    """A server error in the morning costs nothing once it is over."""
    serve_charts(loopback, ONE)
    loopback.serve(PAID, Reply(status=500), v2_body(TWO))
    morning = run(workspace, "apple_v2")["apple_v2"]
    noon = run(at(workspace, hours=4), "apple_v2")["apple_v2"]

    assert (morning.answers, len(morning.problems), noon.answers, noon.failed) == (1, 1, 1, False)
    assert loopback.times(FREE) == 1
    assert set(load(workspace, CHARTS)["chart"]) == {"free", "paid"}
    assert_rebuilt_the_same(workspace)


@pytest.mark.parametrize(
    "trouble",
    [
        Reply(status=403),
        Reply(b"<!doctype html><title>Wi-Fi</title>"),
        Reply(b"\x1f\x8b\x08\0", headers={"Content-Encoding": "gzip"}),
        Reply(status=302, headers={"Location": "https://elsewhere.example/"}),
    ],
    ids=["403 without a body", "page", "gzip cut short", "redirect elsewhere"],
)
def test_what_is_no_answer_is_not_archived_and_the_other_address_stands_in(workspace, loopback, trouble):
    """The overall chart comes from the older address that day."""
    serve_charts(loopback, ONE)
    loopback.serve(FREE, trouble)
    loopback.serve(PAID, trouble)
    runs = run(workspace)

    assert runs["apple_v2"].failed
    assert not runs["apple_legacy"].failed
    assert Archive(workspace.raw).files("apple_v2") == []
    free = load(workspace, CHARTS).filter(pl.col("chart") == "free")
    assert free.select("source", "app_name").rows() == [("apple_legacy", "Hoppebold")]


@pytest.mark.parametrize("first", ["apple_v2", "apple_legacy"])
def test_whichever_came_first_the_newer_address_counts(workspace, loopback, first):
    """One answer a day, and not a mixture of two."""
    serve_charts(loopback, ONE)
    loopback.serve(LEGACY_FREE, legacy_body(ONE, TWO))
    run(workspace, first)
    run(at(workspace, hours=1))
    free = load(workspace, CHARTS).filter(pl.col("chart") == "free")

    assert free.select("source", "app_id").rows() == [("apple_v2", "1")]
    assert_rebuilt_the_same(workspace)


def test_of_two_answers_on_a_day_the_last_counts(workspace):
    """Such as another computer's archive put beside this one's."""
    archive, source = Archive(workspace.raw), sources()["apple_v2"]
    request = source.requests(Context("dk", MORNING.date()))[0]
    for hour, apps in ((9, (TWO,)), (8, (ONE, TWO))):
        when = MORNING.replace(hour=hour)
        archive.write("apple_v2", [Exchange(request, when, 200, (), v2_body(*apps))], when)
    rebuild(workspace)

    assert load(workspace, CHARTS).select("rank", "app_id").rows() == [(1, "2")]


def test_an_unknown_shape_is_archived_and_read_once_the_parser_is_mended(workspace, loopback, monkeypatch):
    """The field is named, the other chart kept, and nothing asked for twice."""
    serve_charts(loopback, ONE)
    loopback.serve(PAID, b'{"charts": []}')
    paid = run(workspace, "apple_v2")["apple_v2"]

    assert (paid.answers, paid.failed) == (2, True)
    assert "feed.results[]" in paid.line()
    assert [exchange.body for exchange in Archive(workspace.raw).read("apple_v2")][1] == b'{"charts": []}'
    assert set(load(workspace, CHARTS)["chart"]) == {"free"}
    assert_rebuilt_the_same(workspace)

    source = sources()["apple_v2"]
    mended = replace(source, parse=lambda body, request: source.parse(v2_body(TWO), request))
    monkeypatch.setattr("klubtrends.sources.apple_v2.SOURCE", mended)
    assert not run(workspace, "apple_v2")["apple_v2"].failed
    assert set(load(workspace, CHARTS)["chart"]) == {"free", "paid"}
    assert loopback.times(PAID) == 1


def test_a_faulty_parser_costs_its_own_source_alone(workspace, loopback, monkeypatch):
    """Whatever it raises."""
    serve_charts(loopback, ONE)
    faulty = replace(sources()["apple_legacy"], parse=lambda *_: 1 / 0)
    monkeypatch.setattr("klubtrends.sources.apple_legacy.SOURCE", faulty)
    runs = run(workspace)

    assert "ZeroDivisionError" in runs["apple_legacy"].line()
    assert not runs["apple_v2"].failed
    assert len(Archive(workspace.raw).files("apple_legacy")) == 1


def test_a_damaged_archive_stops_a_rebuild_before_it_changes_anything(workspace, loopback):
    """The tables are kept until the file has been restored."""
    serve_charts(loopback, ONE)
    run(workspace)
    before = files_of(workspace.processed)
    path = Archive(workspace.raw).files("apple_v2")[0]
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(ArchiveDamaged, match=path.name):
        rebuild(workspace)

    assert files_of(workspace.processed) == before


def test_a_rebuild_takes_away_what_the_archive_does_not_hold(workspace, loopback):
    """Whatever else lay there."""
    serve_charts(loopback, ONE)
    run(workspace)
    run(at(workspace, days=40))
    Archive(workspace.raw).files("apple_v2")[1].unlink()
    Archive(workspace.raw).files("apple_legacy")[1].unlink()
    rebuild(workspace)

    assert set(load(workspace, CHARTS)["date"]) == {dt.date(2026, 10, 5)}
    assert len(files_of(workspace.processed)) == 1


def test_wikipedia_is_not_asked_without_a_contact(workspace):
    """It would refuse, and says so in its rules."""
    skipped = run(workspace, "pageviews")["pageviews"]

    assert not skipped.failed
    assert "contact" in skipped.line()


def test_pageviews_are_collected_once_a_week_and_the_last_word_counts(workspace, loopback, monkeypatch):
    """A day loaded late, or counted again, replaces what was known; a title without views is no failure."""
    monkeypatch.setattr(
        "klubtrends.collect.runs.NEEDS", {**NEEDS, "titles": lambda _: ("Hoppe bold", "Ukendt")}
    )
    workspace = Workspace(workspace.root, replace(workspace.settings, contact="klub@kommune.example"))
    path = (
        "/wikimedia.org/api/rest_v1/metrics/pageviews/per-article/da.wikipedia/all-access/user/Hoppe_bold/daily"
    )
    loopback.serve(f"{path}/20150701/20261004", views({"20260930": 5, "20261004": 7}))
    loopback.serve(f"{path}/20260927/20261011", views({"20261004": 8, "20261011": 9}))
    runs = [run(at(workspace, days=days), "pageviews")["pageviews"] for days in (0, 6, 7)]

    assert [done.answers for done in runs] == [2, 0, 2]
    assert not any(done.failed for done in runs)
    assert load(workspace, PAGEVIEWS).select("title", "date", "views").rows() == [
        ("Hoppe_bold", dt.date(2026, 9, 30), 5),
        ("Hoppe_bold", dt.date(2026, 10, 4), 8),
        ("Hoppe_bold", dt.date(2026, 10, 11), 9),
    ]
    assert_rebuilt_the_same(workspace)


def test_news_is_collected_from_the_coordinators_feeds(workspace, loopback):
    """An outlet that is down costs no other."""
    workspace.reference.mkdir(parents=True)
    table = "outlet;url\r\nNyt;https://nyt.example/feed/\r\nNede;https://nede.example/rss\r\n"
    (workspace.reference / "feeds.csv").write_bytes(table.encode("cp1252"))
    loopback.serve("/nyt.example/feed/", FEED.encode())
    news = run(workspace, "news")["news"]

    assert (news.answers, len(news.problems)) == (1, 1)
    assert load(workspace, NEWS).select("outlet", "title", "url").rows() == [
        ("Nyt", "Nyt", "https://nyt.example/1")
    ]
    assert list(files_of(workspace.processed)) == ["news/month=2026-09/part.parquet"]
    assert_rebuilt_the_same(workspace)


def test_a_faulty_table_costs_only_the_source_that_reads_it(workspace, loopback):
    """The charts need no table."""
    workspace.reference.mkdir(parents=True)
    (workspace.reference / "feeds.csv").write_text("outlet\nNyt\n", encoding="utf-8")
    serve_charts(loopback, ONE)
    runs = run(workspace)

    assert "feeds.csv" in runs["news"].line()
    assert not runs["apple_v2"].failed


def test_a_wrong_name_is_a_wrong_argument(workspace):
    """Before anything is fetched."""
    with pytest.raises(ValueError, match="apple_legacy"):
        collect(workspace, ["appel"])


def test_before_anything_was_collected_the_tables_are_empty(workspace):
    """Not missing."""
    assert [load(workspace, table).height for table in (CHARTS, PAGEVIEWS, NEWS)] == [0, 0, 0]
    assert rebuild(workspace) == []


def test_a_run_tells_its_facts_to_machines(workspace, loopback):
    """As JSON can hold them."""
    serve_charts(loopback, ONE)
    facts = json.loads(json.dumps([done.summary() for done in run(workspace).values()]))

    assert [fact["answers"] for fact in facts] == [3, 2, 0, 0]


NEWS_DAY = "/nyt.example/feed/"


def news_feed(workspace, loopback):
    """Follow one outlet, whose feed holds one item."""
    workspace.reference.mkdir(parents=True)
    (workspace.reference / "feeds.csv").write_bytes(b"outlet;url\r\nNyt;https://nyt.example/feed/\r\n")
    loopback.serve(NEWS_DAY, FEED.encode())


def test_news_is_forgotten_after_ninety_days(workspace, loopback):
    """Answers and headlines; what a later answer still says stays as long as that one."""
    news_feed(workspace, loopback)
    run(workspace, "news")
    loopback.serve(NEWS_DAY, FEED.replace("/1<", "/2<").encode())
    run(at(workspace, days=1), "news")
    run(at(workspace, days=90), "apple_v2")
    assert load(workspace, NEWS)["url"].to_list() == ["https://nyt.example/1", "https://nyt.example/2"]

    run(at(workspace, days=90, seconds=1), "apple_v2")

    assert load(workspace, NEWS)["url"].to_list() == ["https://nyt.example/2"]
    assert len(Archive(workspace.raw).files("news")) == 1
    assert_rebuilt_the_same(workspace)


def test_charts_are_never_forgotten(workspace, loopback):
    """They are what the archive is for."""
    serve_charts(loopback, ONE)
    run(workspace)
    run(at(workspace, days=4000), "news")

    assert len(Archive(workspace.raw).files("apple_v2")) == 1


def test_a_headline_is_not_kept_by_damage(workspace, loopback):
    """The old file goes; that its row could not be taken out is told, and done once the damage is mended."""
    news_feed(workspace, loopback)
    run(workspace, "news")
    loopback.serve(NEWS_DAY, FEED.replace("/1<", "/2<").encode())
    run(at(workspace, days=1), "news")
    path = Archive(workspace.raw).files("news")[1]
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    with pytest.raises(ArchiveDamaged):
        run(at(workspace, days=91), "apple_v2")
    assert Archive(workspace.raw).files("news") == [path]

    path.write_bytes(whole)
    run(at(workspace, days=91), "apple_v2")

    assert load(workspace, NEWS)["url"].to_list() == ["https://nyt.example/2"]


def test_what_a_killed_run_left_beside_its_place_is_cleared_away(workspace, loopback):
    """It may hold headlines, and nobody would look for them there."""
    left = workspace.raw / "news" / "2026" / "10" / "news-20261001T060000Z.warc.gz.4711.tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    run(workspace, "apple_v2")

    assert not left.exists()

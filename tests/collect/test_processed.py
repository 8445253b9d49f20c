"""The tables are a function of the archive: not of the order of the runs, nor of who built them before."""

import datetime as dt
import json
import random
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import MORNING, files_of, legacy_body, v2_body

from klubtrends.collect import Archive, Exchange, load, processed, rebuild
from klubtrends.collect.processed import add, parse_all, version
from klubtrends.errors import ArchiveDamaged
from klubtrends.sources import Request, sources
from klubtrends.tables import APPS, CASES, CHARTS, NEWS, PLAYERS, SURVEY, Table
from klubtrends.workspace import Settings, Workspace

KINDS = (
    "apple_v2",
    "apple_legacy",
    "apple_lookup",
    "steam",
    "roblox",
    "folketinget",
    "statbank",
    "news",
    "pageviews",
)


def chart(name, rng):
    apps = [
        (str(app), f"App {app} {rng.choice('æøå🎨')}", "By")
        for app in rng.sample(range(1, 6), rng.randint(1, 4))
    ]
    body = v2_body(*apps) if name == "apple_v2" else legacy_body(*apps)
    return {"country": rng.choice(["dk", "no"]), "chart": "free"}, body


def looked_up(rng):
    results = [
        {
            "trackId": app,
            "trackName": f"App {rng.random()}",
            "artistName": "By",
            "userRatingCount": rng.randrange(9),
        }
        for app in rng.sample(range(1, 6), rng.randint(1, 4))
    ]
    return {"country": "dk", "apps": "free 1"}, {"resultCount": len(results), "results": results}


def steam(rng):
    ranks = [
        {"rank": rank, "appid": app, "peak_in_game": rng.randrange(9)}
        for rank, app in enumerate(rng.sample(range(1, 6), rng.randint(1, 4)), 1)
    ]
    day = dt.datetime(2026, 10, rng.randint(1, 3), tzinfo=dt.UTC)
    return {"chart": "most-played"}, {"response": {"rollup_date": int(day.timestamp()), "ranks": ranks}}


def roblox(rng):
    games = [
        {
            "universeId": game,
            "name": f"Spil {game}",
            "playerCount": rng.randrange(9),
            "isSponsored": rng.random() < 0.2,
        }
        for game in rng.sample(range(1, 6), rng.randint(1, 4))
    ]
    if rng.random() < 0.5:
        return {"asked": "content", "chart": "top"}, {"games": games}
    return {"asked": "sorts"}, {"sorts": [{"sortId": "top", "contentType": "Games", "games": games}]}


def folketinget(rng):
    value = [
        {"id": case, "nummer": "L 1", "titel": "Sociale medier", "typeid": 3, "statusid": rng.choice([13, 24]),
         "opdateringsdato": f"2026-{rng.randint(9, 10):02}-01T08:00:00", "Periode": {"titel": "2026-27"}}
        for case in rng.sample(range(1, 4), rng.randint(0, 3))
    ]  # fmt: skip
    return {"words": "sociale medier"}, {"value": value}


def statbank(rng):
    lines = [f"40 Unge;1 Spil;{rng.randint(2020, 2023)};{rng.randrange(100)}" for _ in range(2)]
    return {"survey": "BEBRIT09"}, "\n".join(["TYPE;FORMAAL;TID;INDHOLD", *lines, ""]).encode()


def news(rng):
    items = "".join(
        f"<item><title>Nyt {rng.randrange(3)}</title><link>https://n.example/{rng.randrange(3)}</link>"
        f"<pubDate>{rng.randint(29, 30)} Sep 2026 23:30:00 GMT</pubDate></item>"
        for _ in range(2)
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()
    return {"outlet": rng.choice(["Et", "To"]), "feed": "f"}, body


def pageviews(rng):
    items = [
        {"timestamp": f"202610{day:02}00", "views": rng.randrange(9)} for day in rng.sample(range(1, 5), 2)
    ]
    return {"project": "da.wikipedia", "title": rng.choice("AB")}, {"items": items}


DRAWN = {
    "apple_lookup": looked_up, "steam": steam, "roblox": roblox, "folketinget": folketinget, "statbank": statbank,
    "news": news, "pageviews": pageviews,
}  # fmt: skip


def exchange(name, rng):
    """Draw one answer of a source; few clocks, so that answers meet."""
    labels, body = DRAWN[name](rng) if name in DRAWN else chart(name, rng)
    at = MORNING + dt.timedelta(hours=rng.choice([0, 0, 1, 20]), days=rng.choice([0, 0, 30]))
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(Request(f"https://{name}.example/", labels), at, 200, (), body)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9), count=st.integers(1, 14))
def test_whatever_the_order_of_the_runs_the_tables_are_the_same_bytes(tmp_path_factory, seed, count):
    """Collected in one order, in another, or built from the archive alone; some answers come twice."""
    rng = random.Random(seed)
    drawn = [(name, exchange(name, rng)) for name in rng.choices(KINDS, k=count)]
    drawn += drawn[: count // 3]
    folders = []
    for order in (drawn, rng.sample(drawn, len(drawn))):
        workspace = Workspace(tmp_path_factory.mktemp("order"), Settings("X"))
        for name, answer in order:
            add(workspace, sources()[name].table, parse_all(sources()[name], [answer]).rows)
        folders.append(files_of(workspace.processed))
    workspace = Workspace(tmp_path_factory.mktemp("rebuilt"), Settings("X"))
    for name, answer in drawn:
        Archive(workspace.raw).write(name, [answer], answer.fetched_at)
    rebuild(workspace)

    assert folders[0] == folders[1] == files_of(workspace.processed)


def stored(workspace, name="apple_v2", seed=1):
    """Archive an answer and build the tables."""
    answer = exchange(name, random.Random(seed))
    Archive(workspace.raw).write(name, [answer], answer.fetched_at)
    rebuild(workspace)
    return answer


def stamp(workspace):
    return workspace.processed.with_name("processed.version")


@pytest.mark.parametrize(
    "found",
    ["0-0123456789abcdef\n", "99-0123456789abcdef\n", "", None],
    ids=["older", "newer", "empty", "none"],
)
def test_tables_of_another_version_are_built_again_before_they_are_read(workspace, found):
    """A column that was not there before, or one that is not known yet: the archive holds it all."""
    stored(workspace)
    before = files_of(workspace.processed)
    for path in workspace.processed.rglob("*.parquet"):
        pl.DataFrame({"rank": [1]}).write_parquet(path)
    stamp(workspace).unlink()
    if found is not None:
        stamp(workspace).write_text(found)

    assert load(workspace, CHARTS).height
    assert files_of(workspace.processed) == before
    assert stamp(workspace).read_text() == version()


def test_a_new_schema_is_filled_from_the_archive(workspace, monkeypatch):
    """The next version of a table knows more; nobody has to do anything."""
    stored(workspace)
    source = sources()["apple_v2"]
    wider = Table("charts", CHARTS.columns | {"letters": pl.UInt32()}, CHARTS.sorted_by)

    def parse(body, request):
        return source.parse(body, request).with_columns(pl.col("app_name").str.len_chars().alias("letters"))

    monkeypatch.setattr("klubtrends.sources.apple_v2.SOURCE", replace(source, parse=parse, table=wider))
    monkeypatch.setattr(
        "klubtrends.sources.apple_legacy.SOURCE", replace(sources()["apple_legacy"], table=wider, parse=parse)
    )

    assert load(workspace, wider)["letters"].min() > 3


def test_deleted_tables_come_back_by_themselves(workspace):
    """They are nothing of their own."""
    stored(workspace)
    before = files_of(workspace.processed)
    for path in sorted(workspace.processed.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    workspace.processed.rmdir()

    assert load(workspace, CHARTS).height
    assert files_of(workspace.processed) == before


def test_a_rebuild_that_was_stopped_halfway_is_done_again(workspace, monkeypatch):
    """Half of it must not pass for the whole."""
    stored(workspace)
    stored(workspace, "steam")

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(processed, "_replace_all", stopped)
    with pytest.raises(KeyboardInterrupt):
        rebuild(workspace)
    monkeypatch.undo()

    assert not stamp(workspace).exists()
    assert load(workspace, PLAYERS).height
    assert stamp(workspace).exists()


def test_tables_without_an_archive_are_left_alone(workspace):
    """There is nothing to build them from, and they are all that is left."""
    answer = exchange("apple_v2", random.Random(1))
    add(workspace, CHARTS, parse_all(sources()["apple_v2"], [answer]).rows)

    assert load(workspace, CHARTS).height


def test_a_damaged_archive_is_told_of_rather_than_wiped_over(workspace):
    """The tables of the other version stay until it is restored."""
    stored(workspace)
    before = files_of(workspace.processed)
    stamp(workspace).write_text("0\n")
    path = Archive(workspace.raw).files("apple_v2")[0]
    path.write_bytes(path.read_bytes()[:-9])

    with pytest.raises(ArchiveDamaged, match=path.name):
        load(workspace, CHARTS)
    assert files_of(workspace.processed) == before


def test_one_table_can_be_built_again_alone(workspace):
    """When answers are no longer kept, what came of them goes, and nothing else is touched."""
    stored(workspace)
    stored(workspace, "news")
    charts = workspace.processed / "charts"
    Archive(workspace.raw).files("news")[0].unlink()
    Archive(workspace.raw).files("apple_v2")[0].unlink()
    before = files_of(charts)
    rebuild(workspace, only=(NEWS.name,))

    assert load(workspace, NEWS).is_empty()
    assert files_of(charts) == before
    assert before


def test_of_two_answers_at_once_the_fuller_counts(workspace):
    """Roblox tells a list's first games with the lists, and all of them on request."""
    some = {"universeId": 1, "name": "Et", "playerCount": 5, "isSponsored": False}
    more = [some, some | {"universeId": 2, "name": "To"}]
    bodies = [
        ({"asked": "content", "chart": "top"}, {"games": more}),
        ({"asked": "sorts"}, {"sorts": [{"sortId": "top", "contentType": "Games", "games": [some]}]}),
    ]
    exchanges = [
        Exchange(Request("https://r.example/", labels), MORNING, 200, (), json.dumps(body).encode())
        for labels, body in bodies
    ]
    Archive(workspace.raw).write("roblox", exchanges, MORNING)

    assert load(workspace, PLAYERS)["game_id"].to_list() == ["1", "2"]


def test_each_table_lies_where_its_layout_says(workspace):
    """A country above the month for stores, no month for the survey."""
    for name in ("apple_lookup", "folketinget", "statbank"):
        stored(workspace, name, seed=3)

    assert {path.rsplit("/", 1)[0].partition("=")[0] for path in files_of(workspace.processed)} == {
        "apps/country", "cases/month", "survey"
    }  # fmt: skip
    assert load(workspace, APPS, country="dk").height
    assert load(workspace, APPS, country="se").is_empty()
    assert load(workspace, CASES).height
    assert load(workspace, SURVEY).height


@pytest.mark.parametrize("name", ["apple_v2", "news", "pageviews"])
def test_what_is_read_since_a_day_is_what_is_left_of_all_of_it(workspace, name):
    """Of days, of moments, with a country above the month and without; a day in the midst of a month too."""
    rng = random.Random(5)
    for _ in range(20):
        answer = exchange(name, rng)
        Archive(workspace.raw).write(name, [answer], answer.fetched_at)
    table = sources()[name].table
    whole = load(workspace, table)
    days = whole[processed.LAYOUTS[table.name].time].dt.date()

    assert days.n_unique() > 1
    for day in [*days.unique(), dt.date(2026, 10, 31)]:
        assert load(workspace, table, since=day).equals(whole.filter(days >= day)), day


def test_every_state_of_a_case_is_kept_as_it_was_first_told(workspace):
    """What was known on a day can be told again: a page that is out is made of it."""
    for day, states in (
        (1, {"2026-10-01T08:00:00": 24}),
        (8, {"2026-10-01T08:00:00": 24, "2026-10-05T08:00:00": 13}),
    ):
        value = [
            {"id": 1, "nummer": "L 1", "titel": "Sociale medier", "typeid": 3, "statusid": status,
             "opdateringsdato": updated, "Periode": {"titel": "2026-27"}}
            for updated, status in states.items()
        ]  # fmt: skip
        at = MORNING.replace(day=day)
        asked = Request("https://oda.ft.dk/", {"words": "sociale medier"})
        answer = Exchange(asked, at, 200, (), json.dumps({"value": value}).encode())
        Archive(workspace.raw).write("folketinget", [answer], at)
    rebuild(workspace)

    assert load(workspace, CASES).select("status_id", pl.col("fetched_at").dt.day()).rows() == [
        (24, 1),
        (13, 8),
    ]

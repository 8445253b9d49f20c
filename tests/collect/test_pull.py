"""Sharing the archive: copies with an index out, missing days in, and nothing that is hostile."""

import datetime as dt
import gzip
import hashlib
import json
from dataclasses import replace

import pytest
from loopback import HASTY, MORNING, Reply, at, counting, files_of, run, unless_known, v2_body

from klubtrends.collect import Archive, Exchange, load, rebuild
from klubtrends.collect.inventory import check, holdings, show
from klubtrends.collect.pull import pull
from klubtrends.collect.share import export
from klubtrends.errors import SourceUnavailable, WorkspaceError
from klubtrends.sources import Context, Request, sources
from klubtrends.tables import CHARTS, PAGEVIEWS
from klubtrends.workspace import Settings, Workspace

V2 = sources()["apple_v2"]
REQUEST = V2.requests(Context("dk", MORNING.date()))[0]
NAME = "apple_v2/2026/10/apple_v2-20261001T060000Z.warc.gz"
WHEN = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
GOOD = Exchange(REQUEST, WHEN, 200, (), v2_body(("1", "Hoppebold", "Legehuset")))


@pytest.fixture
def theirs(tmp_path, loopback):
    """Another kit."""
    return Workspace(tmp_path / "theirs", Settings("Nabokøbing Kommune", mirror=loopback.url, now=MORNING))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "export"


def offer(folder, *exchanges, name=NAME, when=WHEN, country="dk", **told):
    """Write an export of one file, its index perhaps telling otherwise."""
    made = Archive(folder / "made").write("apple_v2", exchanges, when)
    content = made.read_bytes()
    path = folder / NAME
    path.parent.mkdir(parents=True)
    made.rename(path)
    entry = {"file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} | told
    index = {"format": "klubtrends-archive-1", "country": country, "files": [entry]}
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")


def collect_days(workspace, loopback, *days):
    """Collect an answer that never changes on some days, counted from the first."""
    loopback.serve("/a.example/0", unless_known(b"7"))
    for day in days:
        run(at(workspace, days=day), "a")


# export


def test_an_export_holds_copies_and_an_index_of_their_digests(theirs, loopback, chosen, folder):
    """Of what is kept for ever; never of news."""
    chosen(counting("a"), counting("b", kept_days=90))
    collect_days(theirs, loopback, 0, 1)
    loopback.serve("/b.example/0", b"8")
    run(theirs, "b")
    exported = export(theirs, folder)
    index = json.loads((folder / "index.json").read_bytes())
    copies = {name: content for name, content in files_of(folder).items() if name != "index.json"}

    assert (exported.copied, exported.known, exported.complaints) == (2, 0, ())
    assert copies == {name: content for name, content in files_of(theirs.raw).items() if name.startswith("a/")}
    assert [entry["sha256"] for entry in index["files"]] == [
        hashlib.sha256(copies[name]).hexdigest() for name in sorted(copies)
    ]


def test_an_export_is_added_to(theirs, workspace, loopback, chosen, folder):
    """Only what is new is copied, also by another kit; nothing that lay there goes."""
    chosen(counting("a"))
    collect_days(theirs, loopback, 0)
    export(theirs, folder)
    collect_days(theirs, loopback, 1)
    again = export(theirs, folder)
    collect_days(workspace, loopback, 5)
    other = export(workspace, folder)

    assert (again.copied, again.known) == (1, 1)
    assert (other.copied, other.known) == (1, 2)
    assert len(json.loads((folder / "index.json").read_bytes())["files"]) == 3


def test_a_damaged_file_is_not_given_away(theirs, loopback, chosen, folder):
    """It is named, and the others are copied."""
    chosen(counting("a"))
    collect_days(theirs, loopback, 0, 1)
    path = Archive(theirs.raw).files("a")[1]
    path.write_bytes(path.read_bytes()[:-9])
    exported = export(theirs, folder)

    assert exported.copied == 1
    assert path.name in exported.lines()[0]


def test_the_examples_archive_is_neither_given_nor_filled(theirs, folder):
    """Its figures are invented."""
    example = Workspace(theirs.root, replace(theirs.settings, example=True))

    with pytest.raises(WorkspaceError, match="opdigtede"):
        export(example, folder)
    with pytest.raises(WorkspaceError, match="opdigtede"):
        pull(example, str(folder))


def test_nobody_can_see_who_exported(theirs, loopback, chosen, folder):
    """The contact that was told to the hosts is not in the copies."""
    chosen(counting("a"))
    theirs = Workspace(theirs.root, replace(theirs.settings, contact="klub@nabo.example"))
    collect_days(theirs, loopback, 0)
    export(theirs, folder)

    assert "klub@nabo.example" in loopback.asked[0][1]["User-Agent"]
    for name, content in files_of(folder).items():
        shared = gzip.decompress(content) if name.endswith(".gz") else content
        assert b"nabo" not in shared.lower()


# pull


@pytest.mark.parametrize("way", ["folder", "address"])
def test_missing_days_are_filled_and_no_others(theirs, workspace, loopback, chosen, folder, way):
    """With what they repeat, and the tables brought up to date as if the days had been collected here."""
    chosen(counting("a"))
    collect_days(theirs, loopback, 0, 1, 2, 4)
    export(theirs, folder)
    for name, content in files_of(folder).items():
        loopback.serve(f"/arkiv.example/deres/{name}", content)
    mine = at(workspace, days=5)
    collect_days(workspace, loopback, 2)
    own = files_of(workspace.raw)
    pulled = pull(mine, str(folder) if way == "folder" else "https://arkiv.example/deres/", manners=HASTY)

    assert (pulled.taken, pulled.known, pulled.refused) == (3, 1, ())
    assert own.items() <= files_of(workspace.raw).items()
    (held,) = holdings(mine)
    assert [day.day for day in held.days] == [5, 6, 7, 9]
    assert held.pulled == 3
    assert check(mine).complaints == ()
    collected = files_of(workspace.processed)
    rebuild(mine)
    assert files_of(workspace.processed) == collected
    assert load(mine, PAGEVIEWS).height == 1
    (shown,) = show(mine, "a")
    assert shown.pulled
    assert "andet arkiv" in "\n".join(shown.lines())


def test_pulling_again_takes_nothing(theirs, workspace, loopback, chosen, folder):
    """The days are there now."""
    chosen(counting("a"))
    collect_days(theirs, loopback, 0, 1)
    export(theirs, folder)
    mine = at(workspace, days=5)
    pull(mine, str(folder))
    before = files_of(workspace.root)

    assert (pull(mine, str(folder)).taken, files_of(workspace.root)) == (0, before)


def test_what_a_missing_day_repeats_comes_along(theirs, workspace, loopback, chosen, folder):
    """Also from a day that is not missing here, where the answer was another."""
    chosen(counting("a"))
    collect_days(theirs, loopback, *range(40))
    export(theirs, folder)
    loopback.serve("/a.example/0", b"8")
    for day in range(39):
        run(at(workspace, days=day), "a")
    mine = at(workspace, days=50)
    pulled = pull(mine, str(folder))

    assert (pulled.taken, pulled.refused) == (2, ())
    assert check(mine).complaints == ()
    assert [exchange.body for exchange in Archive(workspace.raw).read("a")][-1] == b"7"


def test_todays_answers_from_elsewhere_are_not_asked_for_again(theirs, workspace, loopback, chosen, folder):
    """They are answers."""
    chosen(counting("a"))
    collect_days(theirs, loopback, 0)
    export(theirs, folder)
    pull(at(workspace, hours=1), str(folder))

    assert run(at(workspace, hours=2), "a")["a"].known == 1


def test_charts_of_another_kit_become_this_kits_history(workspace, folder):
    """A club that starts today sees the day that it missed."""
    offer(folder, GOOD)
    pulled = pull(workspace, str(folder))

    assert (pulled.taken, pulled.refused) == (1, ())
    assert load(workspace, CHARTS).select("date", "app_name").rows() == [(dt.date(2026, 10, 1), "Hoppebold")]


# what is refused


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"name": "../../../evil/2026/10/evil-20261001T060000Z.warc.gz"}, "navn"),
        ({"name": "/etc/passwd"}, "navn"),
        ({"name": "apple_v2\\2026\\10\\apple_v2-20261001T060000Z.warc.gz"}, "navn"),
        ({"name": "apple_v2/2026/10/../apple_v2-20261001T060000Z.warc.gz"}, "navn"),
        ({"name": "apple_v2/2025/10/apple_v2-20261001T060000Z.warc.gz"}, "navn"),
        ({"name": "apple_v2/2026/10/pageviews-20261001T060000Z.warc.gz"}, "navn"),
        ({"name": NAME + "\n"}, "navn"),
        ({"name": 7}, "navn"),
        ({"name": "news/2026/10/news-20261001T060000Z.warc.gz"}, "kilden"),
        ({"name": "tiktok/2026/10/tiktok-20261001T060000Z.warc.gz"}, "kilden"),
        ({"name": NAME.replace("2026/10", "2027/01").replace("202610", "202701")}, "fremtiden"),
        ({"name": NAME.replace("20261001", "20261005").replace("T06", "T07")}, "fremtiden"),
        ({"name": NAME.replace("20261001", "20261041")}, "fremtiden"),
        ({"name": NAME.replace("2026", "2001")}, "fremtiden"),
        ({"bytes": 17 << 20}, "fylder"),
        ({"bytes": -1}, "fylder"),
        ({"bytes": "9"}, "fylder"),
        ({"bytes": 9}, "mærke"),
        ({"sha256": "0" * 64}, "mærke"),
        ({"sha256": "../../x"}, "navn"),
        ({"name": NAME.replace("20261001", "20261002")}, "brugbart"),
    ],
)
def test_an_index_that_lies_gets_nothing_in(workspace, folder, told, reason):
    """Refused by name, and nothing is written anywhere."""
    offer(folder, GOOD, **told)
    pulled = pull(workspace, str(folder))

    assert pulled.taken == 0
    assert reason in pulled.refused[0]
    assert files_of(workspace.raw) == {}
    assert files_of(workspace.processed) == {}


def swedish(request):
    return Request(request.url.replace("/dk/", "/se/"), dict(request.labels) | {"country": "se"})


@pytest.mark.parametrize(
    "exchange",
    [
        replace(GOOD, request=swedish(REQUEST)),
        replace(GOOD, request=Request(swedish(REQUEST).url, REQUEST.labels)),
        replace(GOOD, request=Request("https://evil.example/api/v2/dk/apps", REQUEST.labels)),
        replace(GOOD, request=Request(REQUEST.url.replace("https", "http"), REQUEST.labels)),
        replace(GOOD, request=Request(REQUEST.url, {"country": "dk", "chart": "opdigtet"})),
        replace(GOOD, request=Request(REQUEST.url, {"country": "dk", "chart": ["free"]})),
        replace(GOOD, request=Request(REQUEST.url, {})),
        replace(GOOD, fetched_at=WHEN + dt.timedelta(days=2)),
        replace(GOOD, fetched_at=WHEN - dt.timedelta(seconds=1)),
        replace(GOOD, fetched_at=MORNING + dt.timedelta(days=2)),
    ],
    ids=["country", "country in the address", "host", "in the clear", "chart", "chart in a list", "no labels",
         "later", "earlier", "future"],
)  # fmt: skip
def test_a_file_with_anything_but_the_sources_own_answers_is_refused(workspace, folder, exchange):
    """One such answer is enough."""
    offer(folder, GOOD, exchange)
    pulled = pull(workspace, str(folder))

    assert (pulled.taken, len(pulled.refused)) == (0, 1)
    assert files_of(workspace.raw) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"x", gzip.compress(b"x"), gzip.compress(b""), gzip.compress(b"WARC/1.1" + bytes(300_000_000), 1),
        gzip.compress(b"WARC/1.1" + bytes(3_000_000), 1),
    ],
    ids=["empty", "text", "no records", "nothing packed", "bomb", "endless line"],
)  # fmt: skip
def test_a_file_that_is_no_archive_is_refused(workspace, folder, content):
    """With a digest that is right."""
    offer(folder, GOOD, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    (folder / NAME).write_bytes(content)

    assert len(pull(workspace, str(folder)).refused) == 1
    assert files_of(workspace.raw) == {}


def test_a_repetition_of_what_nobody_has_is_refused(workspace, folder):
    """It could never be read."""
    when = WHEN - dt.timedelta(days=1)
    offer(folder, replace(GOOD, repeats=replace(GOOD.original, fetched_at=when)))

    assert "mangler" in pull(workspace, str(folder)).refused[0]
    assert files_of(workspace.raw) == {}


def test_an_answer_that_a_parser_falls_over_is_refused(workspace, folder, monkeypatch):
    """Or it would fall over it every day."""
    faulty = replace(V2, parse=lambda *_: 1 / 0)
    monkeypatch.setattr("klubtrends.sources.apple_v2.SOURCE", faulty)
    offer(folder, GOOD)

    assert len(pull(workspace, str(folder)).refused) == 1


def test_an_answer_in_an_unknown_shape_is_taken(workspace, folder):
    """The parser may be mended one day; the day would be gone."""
    offer(folder, replace(GOOD, body=b'{"charts": []}'))

    assert pull(workspace, str(folder)).taken == 1


def test_another_countrys_archive_is_refused_whole(workspace, folder):
    """Before anything is fetched."""
    offer(folder, GOOD, country="se")

    with pytest.raises(WorkspaceError, match="land"):
        pull(workspace, str(folder))


@pytest.mark.parametrize(
    "index", [None, b"", b"[]", b"{}", b"[" * 200_000, b'{"format": "klubtrends-archive-2", "files": []}',
              b'{"format": "klubtrends-archive-1", "country": "dk", "files": {}}', b"<html>"],
)  # fmt: skip
@pytest.mark.parametrize("way", ["folder", "address"])
def test_what_has_no_index_is_no_archive(workspace, loopback, folder, index, way):
    """And the address is to be checked."""
    folder.mkdir()
    if index is not None:
        (folder / "index.json").write_bytes(index)
        loopback.serve("/arkiv.example/index.json", index)

    with pytest.raises(SourceUnavailable, match=r"index\.json"):
        pull(workspace, str(folder) if way == "folder" else "https://arkiv.example", manners=HASTY)


@pytest.mark.parametrize("entry", [None, 7, [], {}, {"file": None}, {"file": NAME}])
def test_an_entry_of_any_shape_is_refused_and_no_more(workspace, folder, entry):
    """The good one beside it is taken."""
    offer(folder, GOOD)
    index = json.loads((folder / "index.json").read_bytes())
    index["files"].insert(0, entry)
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    pulled = pull(workspace, str(folder))

    assert (pulled.taken, len(pulled.refused)) == (1, 1)


def test_a_file_that_the_address_cannot_give_costs_no_other(workspace, loopback, folder):
    """It is named, and asked for again next time."""
    offer(folder, GOOD)
    loopback.serve("/arkiv.example/index.json", (folder / "index.json").read_bytes())
    loopback.serve(f"/arkiv.example/{NAME}", Reply(status=500), (folder / NAME).read_bytes())

    assert len(pull(workspace, "https://arkiv.example", manners=HASTY).refused) == 1
    assert pull(workspace, "https://arkiv.example", manners=HASTY).taken == 1


def test_the_other_kit_is_not_told_who_asks(workspace, loopback, folder):
    """Nor sent elsewhere."""
    workspace = Workspace(workspace.root, replace(workspace.settings, contact="klub@kommune.example"))
    offer(folder, GOOD)
    loopback.serve(
        "/arkiv.example/index.json", Reply(status=302, headers={"Location": "https://evil.example/"})
    )

    with pytest.raises(SourceUnavailable):
        pull(workspace, "https://arkiv.example", manners=HASTY)
    assert all("kommune" not in headers["User-Agent"] for _, headers in loopback.asked)
    assert len(loopback.asked) == 1

"""Looking after the archive: what it holds, what one answer was, whether all is as it was, and how sources fare."""

import datetime as dt
import gzip
import json
from dataclasses import replace

import pytest
from loopback import MORNING, Reply, at, counting, run, unless_known, v2_body

from klubtrends.collect import Archive, Exchange
from klubtrends.collect.health import health, told
from klubtrends.collect.inventory import check, holdings, show
from klubtrends.errors import ArchiveDamaged, NotEnoughData
from klubtrends.sources import Request
from klubtrends.workspace import Workspace

DAY = dt.timedelta(days=1)


def collected(workspace, loopback, *days):
    """Collect an unchanging answer on some days, counted from the first."""
    loopback.serve("/a.example/0", unless_known(b"7"))
    for day in days:
        run(at(workspace, days=day), "a")


# list


def test_each_source_tells_its_days_and_those_that_are_missing(workspace, loopback, chosen):
    """Today is not missing before it is over; nothing is missing before the first day."""
    chosen(counting("a"), counting("b"))
    collected(workspace, loopback, 0, 1, 4)
    held, nothing = holdings(at(workspace, days=6))

    assert held.summary() == {
        "source": "a", "files": 3, "pulled": 0, "bytes": held.bytes, "days": 3, "first": "2026-10-05",
        "last": "2026-10-09", "missing": ["2026-10-07", "2026-10-08", "2026-10-10"],
    }  # fmt: skip
    assert held.bytes == sum(path.stat().st_size for path in Archive(workspace.raw).files("a"))
    assert (nothing.days, nothing.missing, nothing.files) == ((), (), 0)
    assert held.line().startswith(
        "a: tre dage, 5. oktober 2026 til 9. oktober 2026;"
        " mangler tre gange: 7. oktober 2026, 8. oktober 2026 og 10. oktober 2026; tre filer, "
    )
    assert "intet" in nothing.line()


def test_many_missing_days_are_told_as_the_first_and_the_last(workspace, loopback, chosen):
    """And none as none; one day is no period."""
    chosen(counting("a"))
    collected(workspace, loopback, 0)
    (one,) = holdings(workspace)
    (many,) = holdings(at(workspace, days=9))

    assert one.line() == f"a: en dag, 5. oktober 2026; intet mangler; en fil, {round(one.bytes / 1000)} kB."
    assert "mangler otte gange: 6. oktober 2026 til 13. oktober 2026;" in many.line()


def test_of_an_example_nothing_is_missing(workspace, loopback, chosen):
    """Nobody fetches its figures, which are there once a week for some sources that are asked every day."""
    chosen(counting("a"))
    collected(workspace, loopback, 0, 4)
    settings = replace(at(workspace, days=6).settings, example=True)
    (held,) = holdings(Workspace(workspace.root, settings))

    assert held.missing == ()
    assert "opdigtede tal" in held.line()
    assert "mangler" not in held.line()


@pytest.mark.parametrize(
    ("period", "missing"), [("week", ["2026-10-12", "2026-10-26"]), ("month", ["2026-12-01"])]
)
def test_a_week_or_a_month_without_a_run_is_named_by_its_first_day(
    workspace, loopback, chosen, period, missing
):
    """Whichever day of it was due."""
    chosen(counting("a", period=period))
    collected(workspace, loopback, *((0, 16) if period == "week" else (0, 30)))
    today = at(workspace, days=28 if period == "week" else 92)

    assert [day.isoformat() for day in holdings(today)[0].missing] == missing


# show


def test_an_answer_is_shown_with_where_it_comes_from(workspace, loopback):
    """By its source and day; the first rows and no more."""
    apps = [(str(n), f"App {n}", "Huset") for n in range(20)]
    loopback.serve("/rss.marketingtools.apple.com/api/v2/dk/apps/top-free/100/apps.json", v2_body(*apps))
    run(workspace, "apple_v2")
    (shown,) = show(workspace, "apple_v2")
    told = "\n".join(shown.lines())

    assert shown == show(workspace, "apple_v2", dt.date(2026, 10, 5))[0]
    assert shown == show(workspace, shown.digest[:20])[0]
    assert [row["app_id"] for row in shown.rows] == ["0", "1", "2", "3", "4"]
    for fact in (shown.url, "5. oktober 2026 08.00", shown.digest, shown.file, "App 4"):
        assert fact in told
    assert "App 5" not in told
    assert json.loads(json.dumps(shown.summary()))["fetched_at"].startswith("2026-10-05 06:00")


def test_a_repetition_tells_of_whom(workspace, loopback, chosen):
    """The day of the answer that it repeats."""
    chosen(counting("a"))
    collected(workspace, loopback, 0, 1)
    (shown,) = show(workspace, "a")

    assert shown.repeats == MORNING
    assert "samme svar som 5. oktober 2026" in "\n".join(shown.lines())


def test_of_news_no_more_than_a_few_lines_are_shown(workspace):
    """The archive is no way around the ninety days, nor a newspaper."""
    items = "".join(
        f"<item><title>Nyt {n}</title><link>https://nyt.example/{n}</link>"
        f"<description>Hele artiklen</description><pubDate>Mon, 05 Oct 2026 06:00:00 GMT</pubDate></item>"
        for n in range(30)
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()
    labels = {"outlet": "Nyt", "feed": "https://nyt.example/"}
    exchange = Exchange(Request("https://nyt.example/", labels), MORNING, 200, (), body)
    Archive(workspace.raw).write("news", [exchange], MORNING)
    told = "\n".join(show(workspace, "news")[0].lines())

    assert told.count("Nyt ") <= 5
    assert "artiklen" not in told


def test_an_answer_that_cannot_be_read_says_why(workspace, loopback, chosen):
    """It is shown all the same."""
    chosen(counting("a"))
    loopback.serve("/a.example/0", b"anderledes")
    run(workspace)
    (shown,) = show(workspace, "a")

    assert (shown.rows, shown.problem) == ((), "a changed")


@pytest.mark.parametrize("what", ["a", "sha256:AAAA", "ukendt"])
def test_what_is_not_there_is_said_not_to_be(workspace, chosen, what):
    """And how to ask."""
    chosen(counting("a"))

    with pytest.raises(NotEnoughData, match="archive list"):
        show(workspace, what)


# check


def test_a_whole_archive_checks_clean(workspace, loopback, chosen):
    """Every answer and repetition counted."""
    chosen(counting("a"))
    collected(workspace, loopback, 0, 1, 2)
    checked = check(workspace)

    assert checked.summary() == {"files": 3, "answers": 3, "repeats": 2, "complaints": ()}
    assert "helt" in checked.lines()[0]


def test_damage_is_named_with_what_now(workspace, loopback, chosen):
    """A file cut short, an original lost with all that repeat it, and a file in the wrong place."""
    chosen(counting("a"))
    collected(workspace, loopback, 0, 1, 2)
    first, second, third = Archive(workspace.raw).files("a")
    second.write_bytes(second.read_bytes()[:-9])
    first.rename(first.with_name("kopi.warc.gz"))
    checked = check(workspace)

    assert len(checked.complaints) == 3
    for path, line in zip((first.with_name("kopi.warc.gz"), second, third), checked.lines(), strict=True):
        assert path.name in line
        assert "data/raw" in line
    with pytest.raises(ArchiveDamaged):
        show(workspace, "a")


def test_a_digest_that_only_the_request_has_wrong_is_found(workspace, loopback, chosen):
    """Reading would not notice."""
    chosen(counting("a"))
    collected(workspace, loopback, 0)
    (path,) = Archive(workspace.raw).files("a")
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"GET /0", b"GET /1")))

    assert [exchange.body for exchange in Archive(workspace.raw).read("a")] == [b"7"]
    assert len(check(workspace).complaints) == 1


# health


def test_a_source_collected_every_day_is_well(workspace, loopback, chosen):
    """Also in the morning before today's run."""
    chosen(counting("a"))
    collected(workspace, loopback, 0, 1, 2)
    (fares,) = health(at(workspace, days=3))

    assert fares.well
    assert told([fares]) == []
    assert fares.last == dt.date(2026, 10, 7)


def test_a_source_gone_quiet_is_stale_and_its_days_missing(workspace, loopback, chosen):
    """Of the last month."""
    chosen(counting("a"))
    collected(workspace, loopback, 0, 50, 52)
    (fares,) = health(at(workspace, days=54))

    assert fares.stale
    assert len(fares.missing) == 54 - 24 - 2
    stale, missing = sorted(told([fares]), key=lambda line: "archive pull" in line)
    assert "26. november 2026" in stale
    assert "ukendt, ikke som nul" in missing


def test_a_source_never_collected_is_stale(workspace, chosen):
    """With nothing missing: nobody knows since when."""
    chosen(counting("a"))
    (fares,) = health(workspace)

    assert (fares.last, fares.missing, fares.stale) == (None, (), True)
    assert "aldrig" in told([fares])[0]


def test_the_last_trouble_is_told_until_it_is_over(workspace, loopback, chosen):
    """With its day and what to do."""
    chosen(counting("a"))
    loopback.serve("/a.example/0", Reply(status=500), b"7")
    run(workspace)
    (fares,) = health(workspace)

    assert "5. oktober 2026" in told([fares])[-1]
    assert "500" in told([fares])[-1]
    run(workspace)
    assert health(workspace)[0].well


def test_advice_that_fits_many_sources_is_given_once(workspace, chosen):
    """A laptop without a net is one trouble, whatever was asked; its advice stands where it is read first."""
    chosen(counting("a"), counting("b"))
    run(Workspace(workspace.root, replace(workspace.settings, mirror="http://127.0.0.1:9")))
    never, first, second = told(health(workspace))

    assert never.startswith("a og b er aldrig hentet")
    assert first.startswith("a gik ikke godt 5. oktober 2026: a.example svarer ikke. Se efter, om computeren")
    assert second == "b gik ikke godt 5. oktober 2026: b.example svarer ikke."


def test_a_source_with_nothing_to_ask_is_not_missed(workspace, chosen):
    """No feeds, no news; no contact, no pageviews."""
    chosen(counting("a", 0), counting("b", needs_contact=True))

    assert health(workspace) == []


def test_sources_that_fare_alike_share_a_sentence(workspace, loopback, chosen):
    """Nobody reads the same words nine times."""
    chosen(counting("a"), counting("b"), counting("c"))
    for source in ("a", "b"):
        loopback.serve(f"/{source}.example/0", b"7")
    run(workspace, "a", "b")
    lines = told(health(at(workspace, days=4)))

    assert len(lines) == 3
    assert [line for line in lines if line.startswith("a og b er sidst hentet 5. oktober 2026.")]
    assert [line for line in lines if line.startswith("a og b mangler tre gange siden 6. oktober 2026.")]
    assert [line for line in lines if line.startswith("c er aldrig hentet.")]

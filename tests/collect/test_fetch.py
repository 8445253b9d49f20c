"""The polite session against a server that misbehaves in every way that servers do."""

import datetime as dt
import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from contextlib import suppress
from dataclasses import replace
from email.utils import format_datetime
from itertools import pairwise

import polars as pl
import pytest
from loopback import (
    GZIP,
    HASTY,
    MISBEHAVIOUR,
    MORNING,
    PROMISED,
    Reply,
    flood,
    reset,
    silence,
    trickle,
    unless_known,
)

from klubtrends.collect.fetch import Manners, Session, unpack
from klubtrends.errors import SourceUnavailable
from klubtrends.sources import Request, Source
from klubtrends.tables import NEWS

SOURCE = Source(
    name="example",
    hosts=("apps.example", "old.apps.example"),
    requests=lambda _: [REQUEST],
    parse=lambda *_: pl.DataFrame(),
    period="day",
    table=NEWS,
    absent=(404,),
)
REQUEST = Request("https://apps.example/chart?country=dk", {"country": "dk"})
PATH = "/apps.example/chart?country=dk"
GOOD = b'{"a": 1}'
PACKED = gzip.compress(GOOD)


@pytest.fixture
def session(loopback):
    with Session(
        "klub@kommune.example", mirror=loopback.url, clock=lambda: MORNING, manners=HASTY, deadline=20
    ) as made:
        yield made


def test_an_answer_comes_with_its_time_and_who_asked(session, loopback):
    """The host is told the kit and a contact, and nothing else."""
    loopback.serve(PATH, Reply(PACKED, headers=GZIP | {"X-Is": "kept"}))
    answer = session.get(SOURCE, REQUEST)

    assert (answer.request, answer.fetched_at, answer.status, answer.body) == (REQUEST, MORNING, 200, GOOD)
    assert ("X-Is", "kept") in answer.headers
    told = loopback.asked[0][1]
    assert told["User-Agent"].startswith("klubtrends/")
    assert "klub@kommune.example" in told["User-Agent"]
    assert set(told) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert ("Host", "apps.example") in answer.sent


def test_nothing_here_is_an_answer_where_the_source_says_so(session):
    """Wikipedia's 404 tells that there were no views."""
    assert session.get(SOURCE, REQUEST).status == 404
    with pytest.raises(SourceUnavailable, match="404"):
        session.get(replace(SOURCE, absent=()), REQUEST)


@pytest.mark.parametrize(
    "trouble",
    [
        Reply(status=503),
        Reply(PACKED[:-9], headers=GZIP),
        Reply(GOOD, headers={"Content-Length": "999"}, act=lambda handler: handler.wfile.write(b"{")),
        Reply(act=reset, headers={"Content-Length": "999"}),
        Reply(act=silence, headers={"Content-Length": "999"}),
    ],
    ids=["busy", "gzip cut short", "shorter than promised", "reset", "silent"],
)
def test_trouble_that_passes_costs_only_patience(session, loopback, trouble):
    """Asked again, it answers."""
    loopback.serve(PATH, trouble, GOOD)

    assert session.get(SOURCE, REQUEST).body == GOOD
    assert loopback.times(PATH) == 2


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (Reply(status=500), "status 500"),
        (Reply(status=403), "status 403"),
        (Reply(b""), "tomt"),
        (Reply(b"\xef\xbb\xbf\n<!DOCTYPE HTML><title>Log in</title>"), "webside"),
        (Reply(b" <html lang='da'>"), "webside"),
        (Reply(GOOD, headers={"Content-Encoding": "br"}), "pakket"),
        (Reply(b"x" * 3000), "MB"),
        (Reply(gzip.compress(b"x" * 100_000), headers=GZIP), "MB"),
        (Reply(act=trickle, headers={"Content-Length": "999"}), "langsomt"),
    ],
    ids=["500", "403 without a body", "empty", "page", "page 2", "brotli", "big", "bomb", "trickle"],
)
def test_what_is_no_answer_is_refused_at_once(session, loopback, trouble, says):
    """Asking again would not help, so the host is left in peace."""
    session.manners = replace(HASTY, most_bytes=2000)
    loopback.serve(PATH, trouble)

    with pytest.raises(SourceUnavailable, match=says):
        session.get(SOURCE, REQUEST)

    assert loopback.times(PATH) == 1


def test_patience_ends(session, loopback):
    """Once and three times more; then the host is named."""
    loopback.serve(PATH, Reply(status=502))

    with pytest.raises(SourceUnavailable, match=r"apps\.example"):
        session.get(SOURCE, REQUEST)

    assert loopback.times(PATH) == 4


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_obeyed(session, loopback, as_date):
    """Seconds or a date."""
    soon = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2), usegmt=True)
    loopback.serve(PATH, Reply(status=429, headers={"Retry-After": soon if as_date else "1"}), GOOD)
    begun = time.monotonic()
    session.get(SOURCE, REQUEST)

    assert time.monotonic() - begun > 0.9


@pytest.mark.parametrize("wait", ["3600", "999999999999"])
def test_a_host_that_asks_for_an_hour_gets_it(session, loopback, wait):
    """Not asked again in this run."""
    loopback.serve(PATH, Reply(status=429, headers={"Retry-After": wait}))

    with pytest.raises(SourceUnavailable, match="sekunder"):
        session.get(SOURCE, REQUEST)

    assert loopback.times(PATH) == 1


def test_retry_after_in_no_known_form_is_passed_over(session, loopback):
    """Then the session's own patience counts."""
    loopback.serve(PATH, Reply(status=429, headers={"Retry-After": "snart"}), GOOD)

    assert session.get(SOURCE, REQUEST).body == GOOD


def test_redirects_are_followed_among_the_sources_own_hosts(session, loopback):
    """The address that answered is the one remembered."""
    loopback.serve(PATH, Reply(status=302, headers={"Location": "https://old.apps.example/chart"}))
    loopback.serve("/old.apps.example/chart", Reply(status=301, headers={"Location": "/new"}))
    loopback.serve(
        "/old.apps.example/new", Reply(status=301, headers={"Location": f"{loopback.url}/www.apps.example/z"})
    )
    loopback.serve("/www.apps.example/z", GOOD)
    answer = session.get(SOURCE, REQUEST)

    assert answer.request == replace(REQUEST, url="https://www.apps.example/z")
    assert answer.body == GOOD


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "http://apps.example/", "file:///etc/passwd", "//x"]
)
def test_redirects_elsewhere_are_not_followed(session, loopback, target):
    """Neither to other hosts nor out of the encrypted."""
    loopback.serve(PATH, Reply(status=302, headers={"Location": target}))

    with pytest.raises(SourceUnavailable, match="sender videre"):
        session.get(SOURCE, REQUEST)

    assert len(loopback.asked) == 1


def test_redirects_in_a_ring_end(session, loopback):
    """Five addresses are enough."""
    loopback.serve(PATH, Reply(status=302, headers={"Location": REQUEST.url}))

    with pytest.raises(SourceUnavailable):
        session.get(SOURCE, REQUEST)

    assert loopback.times(PATH) == 5


def test_a_host_that_failed_twice_is_left_alone(session, loopback):
    """A dead host costs the run no more time; others are asked."""
    loopback.serve(PATH, Reply(status=500))
    loopback.serve("/old.apps.example/", GOOD)
    for says in ("500", "500", "sprunget over"):
        with pytest.raises(SourceUnavailable, match=says):
            session.get(SOURCE, REQUEST)

    assert loopback.times(PATH) == 2
    assert session.get(SOURCE, Request("https://old.apps.example/", {})).body == GOOD


def test_the_runs_deadline_holds_against_a_trickle(loopback):
    """However long one answer may take, the run ends in time."""
    loopback.serve(PATH, Reply(act=trickle, headers={"Content-Length": "999"}))

    with (
        Session("", mirror=loopback.url, deadline=0.3) as session,
        pytest.raises(SourceUnavailable, match="Tiden"),
    ):
        session.get(SOURCE, REQUEST)


def test_without_a_mirror_each_host_is_asked_at_its_pace(loopback):
    """A mirror is one's own; a public host is spared."""
    host = loopback.url.removeprefix("http://")
    slow = replace(SOURCE, hosts=(host,), pace_seconds=0.3)
    loopback.serve("/chart", GOOD)
    begun = time.monotonic()
    with Session("", manners=HASTY) as session:
        for _ in range(3):
            session.get(slow, Request(f"http://{host}/chart", {}))

    assert time.monotonic() - begun >= 0.6


def test_a_host_that_is_not_there_is_unreachable():
    """Nothing listens on the port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        mirror = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with (
            Session("", mirror=mirror, manners=HASTY) as session,
            pytest.raises(SourceUnavailable, match="svarer ikke"),
        ):
            session.get(SOURCE, REQUEST)


def test_unpacking_stops_at_the_ceiling():
    """Twenty megabytes of zeros in twenty kilobytes are never unpacked whole."""
    bomb = gzip.compress(b"\0" * 20_000_000)
    tracemalloc.start()
    with pytest.raises(OverflowError):
        unpack([bomb], "gzip", most_bytes=50_000)
    _, most_held = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(bomb) < 50_000
    assert most_held < 500_000
    assert len(unpack([bomb], "gzip", most_bytes=20_000_000)) == 20_000_000


@pytest.mark.parametrize("cut", range(1, len(PACKED)))
def test_a_packed_answer_cut_anywhere_is_noticed(cut):
    """Also where what came so far would have been enough."""
    with pytest.raises((EOFError, zlib.error)):
        unpack([PACKED[:cut], b""], "gzip", most_bytes=2000)


def test_manners_are_patient_by_default():
    """What SOURCES ask for: 429, 502, 503 and 504 are asked again, others not."""
    assert set(Manners().retries.status_forcelist) == {429, 502, 503, 504}


@pytest.mark.parametrize(
    "trouble", [Reply(act=flood, headers=PROMISED), MISBEHAVIOUR["200 MB packed"]], ids=["plain", "packed"]
)
def test_two_hundred_megabytes_are_never_held(session, loopback, trouble):
    """Nor waited for: at the ceiling the line is cut."""
    session.manners = replace(HASTY, answer_seconds=20)
    loopback.serve(PATH, trouble({}) if callable(trouble) else trouble)  # packed before anyone waits for it
    tracemalloc.start()
    with pytest.raises(SourceUnavailable, match="16 MB"):
        session.get(SOURCE, REQUEST)
    _, most_held = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most_held < 60_000_000


def test_what_a_redirect_brings_along_is_not_read(session, loopback):
    """An endless page at the old address holds nobody up."""
    poured = []

    def pour(handler):
        with suppress(OSError):
            for _ in range(200):
                handler.wfile.write(bytes(1_000_000))
                poured.append(1)

    headers = {"Content-Length": "200000000", "Location": "/new"}
    loopback.serve(PATH, Reply(act=pour, status=302, headers=headers))
    loopback.serve("/apps.example/new", GOOD)

    assert session.get(SOURCE, REQUEST).body == GOOD
    assert len(poured) < 200


def test_an_answer_that_has_not_changed_is_not_sent_again(session, loopback):
    """The host is told what is known, and what it then says stands for the answer known."""
    loopback.serve(PATH, unless_known(GOOD))
    first = session.get(SOURCE, REQUEST)
    again = session.get(SOURCE, REQUEST, first)
    third = session.get(SOURCE, REQUEST, again)
    told = loopback.asked[1][1]

    assert (told["If-None-Match"], told["If-Modified-Since"]) == ('"1"', "Mon, 05 Oct 2026 04:00:00 GMT")
    assert (again.status, again.body, again.repeats) == (200, GOOD, replace(first.original, not_modified=True))
    assert third.repeats == again.repeats
    assert "If-None-Match" not in loopback.asked[0][1]


def test_an_answer_from_another_address_is_no_reason_not_to_send_it(session, loopback):
    """Its mark would mean nothing here."""
    loopback.serve(PATH, unless_known(GOOD))
    first = session.get(SOURCE, REQUEST)
    elsewhere = replace(first, request=replace(REQUEST, url="https://apps.example/yesterday"))

    assert session.get(SOURCE, REQUEST, elsewhere).repeats is None


def test_304_that_nobody_asked_for_is_no_answer(session, loopback):
    """There is nothing that it could stand for."""
    loopback.serve(PATH, Reply(status=304))

    with pytest.raises(SourceUnavailable, match="304"):
        session.get(SOURCE, REQUEST)


def test_nothing_of_this_computer_is_told_or_kept(session, loopback, monkeypatch, tmp_path):
    """No cookie goes back, no password of .netrc along, and who asked is not archived."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login leder password hemmelig", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    about_us = {
        "Set-Cookie": "seen=yes; Path=/",
        "X-Client-IP": "192.0.2.7",
        "GeoIP-City": "Odense",
        "Age": "3",
    }
    loopback.serve(PATH, Reply(GOOD, headers=about_us))
    for _ in range(2):
        answer = session.get(SOURCE, REQUEST)

    assert set(loopback.asked[1][1]) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert {name for name, _ in answer.headers}.isdisjoint({"Set-Cookie", "X-Client-IP", "GeoIP-City"})
    assert ("Age", "3") in answer.headers
    assert "klub@kommune.example" not in str(answer)
    assert any(name == "User-Agent" and "klubtrends" in value for name, value in answer.sent)


def test_threads_share_a_hosts_pace(loopback):
    """Two sources at one host wait for each other; one at another host waits for nobody."""
    slow = replace(SOURCE, pace_seconds=0.2)
    for host in ("apps.example", "old.apps.example"):
        loopback.serve(f"/{host}/", GOOD)
    asked = [Request(f"https://{host}/", {}) for host in ("apps.example",) * 4 + ("old.apps.example",)]
    with Session("", mirror=loopback.url, manners=replace(HASTY, paced=True)) as session:
        threads = [threading.Thread(target=session.get, args=(slow, request)) for request in asked]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    times = sorted(at for at, (path, _) in zip(loopback.at, loopback.asked, strict=True) if "/apps" in path)

    assert min(later - earlier for earlier, later in pairwise(times)) > 0.15


def test_a_mirror_elsewhere_is_asked_at_the_hosts_pace():
    """It may pass every request on."""
    assert not Session("", mirror="http://127.0.0.1:1").hosts.paced
    assert Session("", mirror="http://spejl.example").hosts.paced
    assert Session("").hosts.paced


def test_a_host_that_asks_one_thread_to_wait_is_left_alone_by_all(session):
    """The wait is the host's, not the question's."""
    session.hosts.leave("apps.example", 0.3)
    begun = time.monotonic()
    session.hosts.take_turn("apps.example", 0)

    assert time.monotonic() - begun > 0.25


def test_a_run_that_is_stopped_wakes_those_who_wait(session):
    """At once, and they ask no more."""
    session.hosts.leave("apps.example", 100_000)
    threading.Timer(0.1, session.hosts.stopped.set).start()

    with pytest.raises(SourceUnavailable):
        session.hosts.take_turn("apps.example", 0)

"""The raw archive: whole files or none, readable by any WARC tool, the same bytes for the same content."""

import datetime as dt
import gzip
import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from klubtrends.collect.archive import Archive, read_file
from klubtrends.collect.warc import Exchange
from klubtrends.errors import ArchiveDamaged
from klubtrends.files import place
from klubtrends.sources import Request

AT = dt.datetime(2026, 10, 5, 6, 0, 0, 250_000, tzinfo=dt.UTC)
GOOD = Exchange(
    Request("https://apps.example/api?q=leg&land=dk", {"country": "dk", "outlet": "Børneavisen"}),
    AT,
    200,
    (("Content-Type", "application/json"), ("Content-Encoding", "gzip"), ("Content-Length", "20")),
    '{"navn": "踊り"}\r\n\r\nWARC/1.1\r\n\r\n'.encode(),
    (("User-Agent", "klubtrends/0 (x)"), ("Host", "apps.example")),
)
DAY = dt.timedelta(days=1)
FIRST_VERSION = "e75567d03778e47204684448281327e38e16eb9db1fa09e9d4c9047032d5bd38"
EMPTY = replace(GOOD, request=Request("https://apps.example/nothing", {"country": "se"}), status=404, body=b"")


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "raw")


def test_what_was_written_is_read_back(archive):
    """Body, status, time, labels and address; headers of the packing under their archived name."""
    path = archive.write("example", [GOOD, EMPTY], AT)
    back = list(archive.read("example"))

    assert path.relative_to(archive.root).as_posix() == "example/2026/10/example-20261005T060000Z.warc.gz"
    assert [(e.request, e.fetched_at, e.status, e.body, e.digest) for e in back] == [
        (e.request, e.fetched_at, e.status, e.body, e.digest) for e in (GOOD, EMPTY)
    ]
    assert back[0].headers == (
        ("Content-Type", "application/json"),
        ("X-Archive-Orig-Content-Encoding", "gzip"),
        ("X-Archive-Orig-Content-Length", "20"),
        ("Content-Length", str(len(GOOD.body))),
    )


def test_the_same_content_gives_the_same_bytes(tmp_path):
    """An example archive is the same wherever it is made."""
    paths = [Archive(tmp_path / name).write("example", [GOOD, EMPTY], AT) for name in ("one", "two")]

    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_second_run_within_the_second_overwrites_nothing(archive):
    """Files are never changed."""
    first = archive.write("example", [GOOD], AT)
    before = first.read_bytes()
    second = archive.write("example", [EMPTY], AT)

    assert first.read_bytes() == before
    assert set(archive.files("example")) == {first, second}


def test_only_files_of_the_period_are_read(archive):
    """A run just before midnight belongs to the day before."""
    for hour in (21, 22, 23):
        archive.write("example", [GOOD], dt.datetime(2026, 10, 4, hour, tzinfo=dt.UTC))

    midnight = dt.datetime.fromisoformat("2026-10-05T00:00:00+02:00")
    assert len(archive.files("example", since=midnight)) == 2


def warcio(command, *arguments):
    """Run the standard tool."""
    asked = [sys.executable, "-m", "warcio.cli", command, *map(str, arguments)]
    return subprocess.run(asked, capture_output=True, text=True, check=False)


def test_warcio_finds_every_digest_right(archive):
    """The standard tool's own check, block and payload digests of every record; and it indexes them all."""
    paths = [archive.write("example", [GOOD, EMPTY], AT), *repeated(archive)]
    checked = warcio("check", "-v", *paths)
    indexed = [json.loads(line) for line in warcio("index", *paths).stdout.splitlines()]

    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 6  # of revisits warcio checks the request alone
    assert [line["warc-type"] for line in indexed] == [
        *["response", "request"] * 2,
        *["revisit", "request"] * 2,
    ]


def repeated(archive):
    """Archive the good answer again, sent again the next day and called unmodified the day after."""
    again = replace(GOOD, fetched_at=AT + DAY, repeats=GOOD.original)
    told = replace(GOOD, fetched_at=AT + 2 * DAY, repeats=replace(GOOD.original, not_modified=True))
    return [archive.write("example", [exchange], exchange.fetched_at) for exchange in (again, told)]


def test_an_answer_that_repeats_another_is_read_back_whole(archive):
    """With its own time and headers, and the body that it did not need to hold."""
    first = archive.write("example", [GOOD], AT)
    paths = repeated(archive)
    back = list(archive.read("example"))

    assert [exchange.body for exchange in back] == [GOOD.body] * 3
    assert [exchange.status for exchange in back] == [200] * 3
    assert [exchange.fetched_at - AT for exchange in back] == [0 * DAY, DAY, 2 * DAY]
    assert [exchange.repeats for exchange in back] == [
        None,
        GOOD.original,
        replace(GOOD.original, not_modified=True),
    ]
    assert [exchange.body for exchange in read_file(paths[1])] == [GOOD.body]
    assert all(GOOD.body not in gzip.decompress(path.read_bytes()) for path in paths)
    first.rename(first.with_name("example-20261005T060000Z-pulled-0123abcd.warc.gz"))
    assert [exchange.body for exchange in read_file(paths[1])] == [GOOD.body]


def test_a_repetition_says_so_in_the_words_of_the_standard(archive):
    """Profile, and the record, address and time that it refers to."""
    archive.write("example", [GOOD], AT)
    abouts = []
    for path in [*archive.files("example"), *repeated(archive)]:
        with path.open("rb") as file:
            abouts.append((record := next(ArchiveIterator(file))).rec_headers)
            status = record.http_headers.get_statuscode()
    first, again, told = abouts

    assert again["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert told["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert status == "304"
    assert again["WARC-Payload-Digest"] == first["WARC-Payload-Digest"]
    for about in (again, told):
        assert about["WARC-Refers-To"] == first["WARC-Record-ID"]
        assert about["WARC-Refers-To-Target-URI"] == first["WARC-Target-URI"]
        assert about["WARC-Refers-To-Date"] == first["WARC-Date"]
    assert len({about["WARC-Record-ID"] for about in abouts}) == 3


@pytest.mark.parametrize("loss", ["missing", "damaged"])
def test_a_repetition_whose_original_is_lost_names_its_day(archive, loss):
    """That is the file to bring back."""
    first = archive.write("example", [GOOD], AT)
    path = repeated(archive)[0]
    if loss == "missing":
        first.unlink()
    else:
        first.write_bytes(first.read_bytes()[:-300])

    with pytest.raises(ArchiveDamaged, match="2026-10-05"):
        read_file(path)
    assert archive.last_answers("example") == {}


def test_files_written_before_answers_could_repeat_are_written_and_read_the_same(archive):
    """The bytes of a file of 2026, as its digest was then."""
    path = archive.write("example", [GOOD, EMPTY], AT)

    assert hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest() == FIRST_VERSION


def test_records_are_those_of_the_standard(archive):
    """Version 1.1; answer and request tell of each other; one gzip member each."""
    path = archive.write("example", [GOOD], AT)
    with path.open("rb") as file:
        records = [
            (r.rec_type, r.rec_headers, r.http_headers) for r in ArchiveIterator(file, check_digests="raise")
        ]
    (answer, about_answer, _), (asked, about_asked, request) = records

    assert (answer, asked) == ("response", "request")
    assert about_answer.protocol == "WARC/1.1"
    assert about_answer["WARC-Date"] == "2026-10-05T06:00:00.250000Z"
    assert about_asked["WARC-Concurrent-To"] == about_answer["WARC-Record-ID"]
    assert request.protocol == "GET"
    assert request.statusline == "/api?q=leg&land=dk HTTP/1.1"
    assert path.read_bytes().count(b"\x1f\x8b\x08") == 2


def test_a_run_killed_before_the_move_leaves_a_clean_archive(archive):
    """Killed with the file written under its other name: nothing is there to read, and the next run is whole."""
    code = """
import os, pathlib, sys
sys.path.insert(0, sys.argv[2])
from test_archive import AT, GOOD
from klubtrends.collect.archive import Archive
pathlib.Path.replace = lambda *_: os._exit(9)
Archive(pathlib.Path(sys.argv[1])).write("example", [GOOD], AT)
"""
    here = Path(__file__).parent
    killed = subprocess.run([sys.executable, "-c", code, archive.root, here], check=False)

    assert killed.returncode == 9
    assert [path.suffix for path in archive.root.rglob("*") if path.is_file()] == [".tmp"]
    assert list(archive.read("example")) == []
    archive.write("example", [GOOD], AT)
    assert len(list(archive.read("example"))) == 1


def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch):
    """No disk space, no half file."""
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))

    with pytest.raises(OSError, match="full"):
        place(tmp_path / "new" / "file", b"x")

    assert not list((tmp_path / "new").iterdir())


@pytest.mark.parametrize("at", [0.02, 0.3, 0.5, 0.7, 0.97])
def test_a_file_cut_short_is_damaged(archive, at):
    """However much is left of it."""
    path = archive.write("example", [GOOD, EMPTY], AT)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * at)])

    with pytest.raises(ArchiveDamaged, match=path.name):
        read_file(path)


def test_an_answer_without_its_request_is_damage(archive):
    """Cut exactly between two records, what is left is valid, but not whole."""
    path = archive.write("example", [GOOD], AT)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\x1f\x8b\x08")])

    with pytest.raises(ArchiveDamaged):
        read_file(path)


def test_a_flipped_bit_anywhere_is_damage_or_harmless(archive):
    """No body is ever read back as another than it was."""
    path = archive.write("example", [GOOD], AT)
    whole = path.read_bytes()
    damaged = 0
    for place_of in range(len(whole)):
        path.write_bytes(whole[:place_of] + bytes([whole[place_of] ^ 4]) + whole[place_of + 1 :])
        try:
            assert [e.body for e in read_file(path)] == [GOOD.body]
        except ArchiveDamaged:
            damaged += 1

    assert damaged > 0.9 * len(whole)


def test_a_body_that_is_not_the_one_archived_is_damage(archive):
    """The packing may be intact; the digest tells."""
    path = archive.write("example", [GOOD], AT)
    changed = gzip.decompress(path.read_bytes()).replace(b"navn", b"nvan")
    path.write_bytes(gzip.compress(changed))

    with pytest.raises(ArchiveDamaged):
        read_file(path)

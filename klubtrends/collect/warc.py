"""One exchange as records of WARC 1.1 (ISO 28500), and back again.

Bodies are stored unpacked; headers that told of their packing on the way keep their value under the prefix that
web archives use, `X-Archive-Orig-`. An answer that repeats an earlier one is a revisit record: it names the
answer that it repeats, and is read back as if it held the body itself.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import io
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from http.client import responses
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from klubtrends.sources import Request
from klubtrends.workspace import DENMARK

Headers = tuple[tuple[str, str], ...]
Question = frozenset[tuple[str, str]]  # a request's labels: what was asked, whatever its address
TRANSFER_HEADERS = ("content-encoding", "transfer-encoding", "content-length")
VERSION = "WARC/1.1"
SAME_BODY = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
NOT_MODIFIED_STATUS = 304


@dataclass(frozen=True)
class Earlier:
    """The answer that an unchanged one repeats.

    `not_modified` tells that the host itself said so, instead of sending the same again.
    """

    url: str
    fetched_at: dt.datetime
    not_modified: bool = False


@dataclass(frozen=True)
class Exchange:
    """One request and the answer that it got.

    `body` is unpacked. `sent` are the request's own headers. `status` and `body` of an answer that repeats another
    are those of the answer repeated.
    """

    request: Request
    fetched_at: dt.datetime  # with a time zone
    status: int
    headers: Headers
    body: bytes = field(repr=False)
    sent: Headers = ()
    repeats: Earlier | None = None

    @cached_property
    def digest(self) -> str:
        """Name the body: the WARC payload digest, 'sha256:' and base32."""
        return "sha256:" + base64.b32encode(hashlib.sha256(self.body).digest()).decode("ascii")

    @property
    def danish_day(self) -> dt.date:
        """Tell on which day it was, in Denmark."""
        return self.fetched_at.astimezone(DENMARK).date()

    @property
    def marks(self) -> dict[str, str]:
        """Give what the host told to know this answer by, as the headers that ask whether it has changed."""
        told = {name.lower(): value for name, value in self.headers}
        marks = {"If-None-Match": told.get("etag"), "If-Modified-Since": told.get("last-modified")}
        return {name: value for name, value in marks.items() if value}

    def without_body(self) -> Exchange:
        """Give the same, still known by its digest, without the body that may be large."""
        bare = replace(self, body=b"")
        vars(bare)["digest"] = self.digest  # where cached_property looks
        return bare

    @property
    def original(self) -> Earlier:
        """Name the answer that holds the body: the one repeated, or itself."""
        return self.repeats or Earlier(self.request.url, self.fetched_at)


def question(request: Request) -> Question:
    """Name what a request asks, whatever its address."""
    return frozenset(request.labels.items())


def write_records(source: str, exchange: Exchange) -> bytes:
    """Write the answer and the request, each as a gzip member of its own; the same exchange gives the same bytes."""
    about = {
        "WARC-Record-ID": _own_id(source, "request", exchange),
        "WARC-Date": _written(exchange.fetched_at),
        "WARC-Concurrent-To": _own_id(source, _kind(exchange), exchange),
    }
    url = urlsplit(exchange.request.url)
    target = urlunsplit(("", "", url.path or "/", url.query, ""))
    headers = list(exchange.sent or (("Host", url.netloc),))
    request = RecordBuilder(VERSION).create_warc_record(
        exchange.request.url,
        "request",
        http_headers=StatusAndHeaders(f"GET {target} HTTP/1.1", headers, is_http_request=True),
        warc_headers_dict=about,
    )
    return _packed(_answer_record(source, exchange)) + _packed(request)


def read_records(records: bytes, find: Callable[[str, dt.datetime], Exchange]) -> Iterator[Exchange]:
    """Read unpacked records back; `find` gives the answer with a record id and a time, for those that repeat it.

    What is no such pair of records raises one of many errors, `find`'s own among them.
    """
    found = ArchiveIterator(io.BytesIO(records))
    for answer in found:
        exchange = _repetition(answer, find) if answer.rec_type == "revisit" else _exchange(answer)
        asked = next(found, None)
        if asked is None or asked.rec_headers["WARC-Concurrent-To"] != answer.rec_headers["WARC-Record-ID"]:
            raise EOFError
        yield exchange


def answers(records: bytes) -> Iterator[tuple[str, Exchange]]:
    """Read back the answers that hold a body of their own, each with its record id."""
    for record in ArchiveIterator(io.BytesIO(records)):
        if record.rec_type == "response":
            yield record.rec_headers["WARC-Record-ID"], _exchange(record)


def repeated_times(records: bytes) -> list[dt.datetime]:
    """List when the answers were fetched that these records repeat."""
    return [
        dt.datetime.fromisoformat(record.rec_headers["WARC-Refers-To-Date"])
        for record in ArchiveIterator(io.BytesIO(records))
        if record.rec_type == "revisit"
    ]


def verify(records: bytes) -> None:
    """Hold every record against the digests that it was written with; raises warcio's error at the first that fails."""
    for record in ArchiveIterator(io.BytesIO(records), check_digests="raise"):
        record.content_stream().read()


def _exchange(record: Any) -> Exchange:
    exchange = _filled(record, int(record.http_headers.get_statuscode()), record.content_stream().read(), None)
    if exchange.digest != record.rec_headers["WARC-Payload-Digest"]:
        raise ValueError(exchange.digest)
    return exchange


def _repetition(record: Any, find: Callable[[str, dt.datetime], Exchange]) -> Exchange:
    about = record.rec_headers
    first = find(about["WARC-Refers-To"], dt.datetime.fromisoformat(about["WARC-Refers-To-Date"]))
    told = about["WARC-Profile"] == NOT_MODIFIED
    status = first.status if told else int(record.http_headers.get_statuscode())
    earlier = Earlier(first.request.url, first.fetched_at, told)
    exchange = _filled(record, status, first.body, earlier)
    if not told and exchange.digest != about["WARC-Payload-Digest"]:
        raise ValueError(exchange.digest)
    return exchange


def _filled(record: Any, status: int, body: bytes, repeats: Earlier | None) -> Exchange:
    about = record.rec_headers
    return Exchange(
        Request(about["WARC-Target-URI"], json.loads(about["WARC-JSON-Metadata"])),
        dt.datetime.fromisoformat(about["WARC-Date"]),
        status,
        tuple(record.http_headers.headers),
        body,
        repeats=repeats,
    )


def _answer_record(source: str, exchange: Exchange) -> Any:
    about = {
        "WARC-Record-ID": _own_id(source, _kind(exchange), exchange),
        "WARC-Date": _written(exchange.fetched_at),
        **_digest(source, exchange),
        "WARC-JSON-Metadata": json.dumps(dict(exchange.request.labels), sort_keys=True),
    }
    body = b"" if exchange.repeats else exchange.body
    return RecordBuilder(VERSION).create_warc_record(
        exchange.request.url,
        _kind(exchange),
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=_headers(exchange),
        warc_headers_dict=about,
    )


def _digest(source: str, exchange: Exchange) -> dict[str, str]:
    """Name the body, or the record that holds it."""
    if not exchange.repeats:
        return {"WARC-Payload-Digest": exchange.digest}
    earlier = exchange.repeats
    told = earlier.not_modified
    return {
        **({} if told else {"WARC-Payload-Digest": exchange.digest}),
        "WARC-Profile": NOT_MODIFIED if told else SAME_BODY,
        "WARC-Refers-To": _record_id(source, "response", earlier, exchange),
        "WARC-Refers-To-Target-URI": earlier.url,
        "WARC-Refers-To-Date": _written(earlier.fetched_at),
    }


def _headers(exchange: Exchange) -> StatusAndHeaders:
    told = exchange.repeats is not None and exchange.repeats.not_modified
    status = NOT_MODIFIED_STATUS if told else exchange.status
    headers = [_as_stored(name, value) for name, value in exchange.headers]
    length = [] if exchange.repeats else [("Content-Length", str(len(exchange.body)))]
    first = f"{status} {responses.get(status, '')}".strip()
    return StatusAndHeaders(first, [*headers, *length], protocol="HTTP/1.1")


def _packed(record: Any) -> bytes:
    """Write one record as a gzip member; warcio's own packing is slower and gains a hundredth."""
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version=VERSION).write_record(record)
    return gzip.compress(plain.getvalue(), compresslevel=6, mtime=0)


def _kind(exchange: Exchange) -> str:
    return "revisit" if exchange.repeats else "response"


def _own_id(source: str, kind: str, exchange: Exchange) -> str:
    return _record_id(source, kind, Earlier(exchange.request.url, exchange.fetched_at), exchange)


def _record_id(source: str, kind: str, of: Earlier, exchange: Exchange) -> str:
    """Name a record after what it holds, so that the same content has the same name."""
    what = (source, kind, of.url, _written(of.fetched_at), exchange.digest)
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(what))}>"


def _written(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _as_stored(name: str, value: str) -> tuple[str, str]:
    return (f"X-Archive-Orig-{name}" if name.lower() in TRANSFER_HEADERS else name, value)

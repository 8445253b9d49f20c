"""The raw archive: what was asked and answered, as gzipped WARC 1.1 (ISO 28500), written once.

One file for each source and run. Bodies are stored unpacked; headers that told of their packing on the way
keep their value under the prefix that web archives use, `X-Archive-Orig-`.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import io
import json
import uuid
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from http.client import responses
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from klubtrends.danish import say
from klubtrends.errors import ArchiveDamaged
from klubtrends.files import place
from klubtrends.sources import Request
from klubtrends.workspace import DENMARK

Headers = tuple[tuple[str, str], ...]
TRANSFER_HEADERS = ("content-encoding", "transfer-encoding", "content-length")
ENDING = ".warc.gz"
VERSION = "WARC/1.1"


@dataclass(frozen=True)
class Exchange:
    """One request and the answer that it got.

    `body` is unpacked. `sent` are the request's own headers.
    """

    request: Request
    fetched_at: dt.datetime  # with a time zone
    status: int
    headers: Headers
    body: bytes = field(repr=False)
    sent: Headers = ()

    @cached_property
    def digest(self) -> str:
        """Name the body: the WARC payload digest, 'sha256:' and base32."""
        return "sha256:" + base64.b32encode(hashlib.sha256(self.body).digest()).decode("ascii")

    @property
    def danish_day(self) -> dt.date:
        """Tell on which day it was, in Denmark."""
        return self.fetched_at.astimezone(DENMARK).date()


class Archive:
    """The folder `data/raw`: <source>/<YYYY>/<MM>/<source>-<UTC time>.warc.gz."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, source: str, exchanges: Sequence[Exchange], at: dt.datetime) -> Path:
        """Store one run's exchanges in a new file, whole or not at all; `at` is when the run began.

        The same exchanges and time give the same bytes.
        """
        moment = at.astimezone(dt.UTC)
        folder = self.root / source / f"{moment:%Y}" / f"{moment:%m}"
        stem = f"{source}-{moment:%Y%m%dT%H%M%SZ}"
        names = (stem + (f"-{n}" if n > 1 else "") + ENDING for n in count(1))
        path = next(folder / name for name in names if not (folder / name).exists())
        place(path, b"".join(_record_pair(source, exchange) for exchange in exchanges))
        return path

    def files(self, source: str, *, since: dt.datetime | None = None) -> list[Path]:
        """List a source's files, oldest first; `since` leaves out those of runs that began before."""
        first = f"{source}-{since.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}" if since else ""
        return sorted(path for path in self.root.glob(f"{source}/*/*/*{ENDING}") if path.name >= first)

    def read(self, source: str, *, since: dt.datetime | None = None) -> Iterator[Exchange]:
        """Read back every exchange of a source, oldest run first.

        Raises
        ------
        ArchiveDamaged
            If a file cannot be read whole, or a body has another digest than it was stored with.
        """
        for path in self.files(source, since=since):
            yield from read_file(path)


def read_file(path: Path) -> list[Exchange]:
    """Read one file's exchanges.

    Raises
    ------
    ArchiveDamaged
        If it cannot be read whole, or a body has another digest than it was stored with.
    """
    with suppress(OSError, EOFError, zlib.error, ArchiveLoadFailed, ValueError, KeyError, TypeError):
        records = io.BytesIO(gzip.decompress(path.read_bytes()))
        return _pairs(ArchiveIterator(records))
    raise ArchiveDamaged(say("archive_damaged", path=path))


def _pairs(records: Iterator[Any]) -> list[Exchange]:
    exchanges = []
    for answer in records:
        exchange = _exchange(answer)
        asked = next(records, None)
        if asked is None or asked.rec_headers["WARC-Concurrent-To"] != answer.rec_headers["WARC-Record-ID"]:
            raise EOFError
        exchanges.append(exchange)
    return exchanges


def _exchange(record: Any) -> Exchange:
    about = record.rec_headers
    request = Request(about["WARC-Target-URI"], json.loads(about["WARC-JSON-Metadata"]))
    exchange = Exchange(
        request,
        dt.datetime.fromisoformat(about["WARC-Date"]),
        int(record.http_headers.get_statuscode()),
        tuple(record.http_headers.headers),
        record.content_stream().read(),
    )
    if exchange.digest != about["WARC-Payload-Digest"]:
        raise ValueError(exchange.digest)
    return exchange


def _record_pair(source: str, exchange: Exchange) -> bytes:
    return _packed(_answer_record(source, exchange)) + _packed(_request_record(source, exchange))


def _packed(record: Any) -> bytes:
    """Write one record as a gzip member of its own; warcio's own packing is slower and gains a hundredth."""
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version=VERSION).write_record(record)
    return gzip.compress(plain.getvalue(), compresslevel=6, mtime=0)


def _answer_record(source: str, exchange: Exchange) -> Any:
    headers = [_as_stored(name, value) for name, value in exchange.headers]
    about = {
        "WARC-Record-ID": _record_id(source, exchange, "response"),
        "WARC-Date": _written(exchange.fetched_at),
        "WARC-Payload-Digest": exchange.digest,
        "WARC-JSON-Metadata": json.dumps(dict(exchange.request.labels), sort_keys=True),
    }
    return RecordBuilder(VERSION).create_warc_record(
        exchange.request.url,
        "response",
        payload=io.BytesIO(exchange.body),
        length=len(exchange.body),
        http_headers=StatusAndHeaders(
            f"{exchange.status} {responses.get(exchange.status, '')}".strip(),
            [*headers, ("Content-Length", str(len(exchange.body)))],
            protocol="HTTP/1.1",
        ),
        warc_headers_dict=about,
    )


def _request_record(source: str, exchange: Exchange) -> Any:
    url = urlsplit(exchange.request.url)
    target = urlunsplit(("", "", url.path or "/", url.query, ""))
    headers = list(exchange.sent or (("Host", url.netloc),))
    about = {
        "WARC-Record-ID": _record_id(source, exchange, "request"),
        "WARC-Date": _written(exchange.fetched_at),
        "WARC-Concurrent-To": _record_id(source, exchange, "response"),
    }
    return RecordBuilder(VERSION).create_warc_record(
        exchange.request.url,
        "request",
        http_headers=StatusAndHeaders(f"GET {target} HTTP/1.1", headers, is_http_request=True),
        warc_headers_dict=about,
    )


def _record_id(source: str, exchange: Exchange, kind: str) -> str:
    """Name a record after what it holds, so that the same content has the same name."""
    what = (source, kind, exchange.request.url, _written(exchange.fetched_at), exchange.digest)
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(what))}>"


def _written(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _as_stored(name: str, value: str) -> tuple[str, str]:
    return (f"X-Archive-Orig-{name}" if name.lower() in TRANSFER_HEADERS else name, value)

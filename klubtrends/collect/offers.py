"""What another kit's export offers, looked at before any of it is believed."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from klubtrends.collect.archive import ENDING, LONGEST_RUN, begun
from klubtrends.collect.fetch import bare
from klubtrends.collect.warc import VERSION, Exchange, question
from klubtrends.danish import say
from klubtrends.errors import SourceChanged
from klubtrends.sources import Context, Source, sources
from klubtrends.sources.source import nothing

NAME = re.compile(
    r"(?P<source>[a-z0-9_]+)/(?P<year>20[0-9]{2})/(?P<month>[0-9]{2})"
    r"/(?P<stem>(?P=source)-(?P=year)(?P=month)[0-9]{2}T[0-9]{6}Z(-[0-9]{1,3})?)(-pulled-[0-9a-f]{8})?\.warc\.gz"
)
MOST_BYTES = 16 << 20  # of a file, and of the index
MOST_UNPACKED = 16 << 20  # warcio's work on a line grows with the square of its length
EARLIEST = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Offer:
    """One file of the export, as its index tells of it; its name has been looked at."""

    name: str
    source: Source
    begun: dt.datetime
    bytes: int
    sha256: str

    @property
    def mark(self) -> str:
        """Name the file as one that came from elsewhere."""
        found = NAME.fullmatch(self.name)
        return f"{found['stem'] if found else ''}-pulled-{self.sha256[:8]}{ENDING}"


class Refused(Exception):
    """A file that is not taken; the text is the reason."""


def read_offer(entry: Any, now: dt.datetime) -> Offer:
    """Look at what the index says of a file; its name leads nowhere but into the archive.

    Raises
    ------
    Refused
        If it cannot be a file of an archive, or is not to be shared.
    """
    name = entry.get("file") if isinstance(entry, dict) else None
    found = NAME.fullmatch(name) if isinstance(name, str) else None
    if not isinstance(name, str) or not found or not re.fullmatch("[0-9a-f]{64}", str(entry.get("sha256"))):
        raise Refused(say("pull_unnamed"))
    source = sources().get(found["source"])
    if source is None or source.kept_days is not None:
        raise Refused(say("pull_source"))
    size = entry.get("bytes")
    if type(size) is not int or not 0 < size <= MOST_BYTES:
        raise Refused(say("pull_big"))
    with suppress(ValueError):
        at = begun(Path(name))
        if EARLIEST <= at <= now:
            return Offer(name, source, at, size, entry["sha256"])
    raise Refused(say("pull_future"))


def unpacked(content: bytes) -> bytes:
    """Unpack the records of a file.

    Raises
    ------
    ValueError
        If it is more than a file can have, or begins otherwise than one does.
    """
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        records = file.read(MOST_UNPACKED + 1)
    if len(records) > MOST_UNPACKED or not records.startswith(VERSION.encode("ascii")):
        raise ValueError(len(records))
    return records


def belongs(offer: Offer, exchange: Exchange, country: str, now: dt.datetime) -> bool:
    """Tell whether an answer is one that this source would have asked for in this country, then."""
    if not exchange.fetched_at.tzinfo or not (
        offer.begun <= exchange.fetched_at <= min(now, offer.begun + LONGEST_RUN)
    ):
        return False
    labels = exchange.request.labels
    if not all(isinstance(text, str) for pair in labels.items() for text in pair):
        return False
    url, source = urlsplit(exchange.request.url), offer.source
    if (
        url.scheme != "https"
        or bare(url.netloc) not in map(bare, source.hosts)
        or labels.get("country", country) != country
    ):
        return False
    return _was_asked(source, exchange, country) and _parses(source, exchange)


def _was_asked(source: Source, exchange: Exchange, country: str) -> bool:
    """Tell whether it answers one of the source's own questions, as far as these are the same for every kit."""
    if source.needs or source.follow is not nothing:
        return True
    asked = {question(request): request for request in source.requests(Context(country, exchange.danish_day))}
    own = asked.get(question(exchange.request))
    if own is None:
        return False
    same_host = urlsplit(own.url).netloc == urlsplit(exchange.request.url).netloc
    return own.url == exchange.request.url or not same_host


def _parses(source: Source, exchange: Exchange) -> bool:
    """Tell whether the source's parser can stand it: it may find it changed, but not fall over it."""
    try:
        if exchange.status not in source.absent:
            source.parse(exchange.body, exchange.request)
    except SourceChanged:
        return True
    except Exception:
        return False
    return True

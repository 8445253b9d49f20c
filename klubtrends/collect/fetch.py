"""The one polite session through which everything public is fetched."""

from __future__ import annotations

import datetime as dt
import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.metadata import version
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from urllib3.util import Retry

from klubtrends.collect.hosts import Hosts
from klubtrends.collect.plain import PlainHttp
from klubtrends.collect.warc import NOT_MODIFIED_STATUS, Earlier, Exchange
from klubtrends.danish import say
from klubtrends.errors import SourceUnavailable
from klubtrends.sources import Request, Source

CHUNK = 1 << 16
PAGE_STARTS = (b"<!doctype html", b"<html")
OWN_COMPUTER = ("127.0.0.1", "localhost", "::1")
ABOUT_US = re.compile(  # headers that tell of who asked, and are not kept: an archive may be shared
    r"set-cookie2?|x-forwarded-.*|.*(client|real|remote|connecting)-(ip|addr).*|.*geo.*", re.IGNORECASE
)
RETRIES = Retry(
    total=3,
    status_forcelist=(429, 502, 503, 504),
    backoff_factor=1.0,
    backoff_jitter=1.0,
    backoff_max=20.0,
    retry_after_max=86_400,
)


@dataclass(frozen=True)
class Manners:
    """How patient and how modest the session is; seconds and bytes."""

    connect_seconds: float = 5.0
    read_seconds: float = 15.0
    answer_seconds: float = 30.0  # for one whole answer
    longest_wait_seconds: float = 30.0  # a host that asks for more is left alone until the next run
    most_bytes: int = 16 << 20  # of one answer, unpacked
    most_redirects: int = 4
    most_failures: int = 2  # of one host in a run
    paced: bool | None = None  # None: unless the mirror asked is on this computer
    retries: Retry = RETRIES


class Passing(Exception):
    """Something that may be over in a moment; `wait` is how long the host asked us to stay away."""

    def __init__(self, sentence: str, *, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


class Session:
    """One run's requests: named, paced, retried with patience, limited in size and time; threads may share it.

    Parameters
    ----------
    contact : str
        A role's e-mail address, told to every host but not archived; may be empty.
    mirror : str
        http://host:port that is asked instead of every host, as <mirror>/<original host>/<path>?<query>.
    deadline : float
        Seconds from now until the run gives up.
    clock : callable
        Tells the time that an answer is marked with.
    manners : Manners
        Patience and limits.
    """

    def __init__(
        self,
        contact: str,
        *,
        mirror: str = "",
        deadline: float = 120.0,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        manners: Manners = Manners(),
    ) -> None:
        self.mirror = mirror.rstrip("/")
        self.clock = clock
        self.manners = manners
        spared = urlsplit(mirror).hostname not in OWN_COMPUTER if manners.paced is None else manners.paced
        self.hosts = Hosts(deadline=deadline, most_failures=manners.most_failures, paced=spared)
        self.http = PlainHttp()
        self.http.headers = requests.structures.CaseInsensitiveDict(
            {"User-Agent": _agent(contact), "Accept": "*/*", "Accept-Encoding": "gzip"}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *of: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.hosts.stopped.set()
        self.http.close()

    def get(self, source: Source, request: Request, known: Exchange | None = None) -> Exchange:
        """Ask once, and again while the trouble may pass.

        With an earlier answer to the same question, the host is asked for a new one only if it has changed.

        Raises
        ------
        SourceUnavailable
            If no answer came that is worth keeping; says why and what now.
        """
        host = _host(request.url)
        self.hosts.check(host)
        try:
            return self._get_patiently(source, request, known)
        except SourceUnavailable:
            self.hosts.blame(host)
            raise

    def _get_patiently(self, source: Source, request: Request, known: Exchange | None) -> Exchange:
        retries = self.manners.retries
        while True:
            try:
                return self._follow(source, request, known)
            except Passing as passing:
                trouble = passing
            if not retries.total or (trouble.wait or 0) > self.manners.longest_wait_seconds:
                raise SourceUnavailable(str(trouble))
            retries = retries.increment("GET", request.url)
            self.hosts.leave(_host(request.url), trouble.wait or retries.get_backoff_time())

    def _follow(self, source: Source, request: Request, known: Exchange | None) -> Exchange:
        """Ask, and follow redirects as long as they stay with the source's own hosts."""
        own = {_host(request.url), *source.hosts}
        url = request.url
        for _ in range(self.manners.most_redirects + 1):
            conditions = _conditions(url, known)
            with closing(self._ask(url, source.pace_seconds, conditions)) as response:
                if not response.is_redirect:
                    return self._exchange(
                        source, replace(request, url=url), response, known if conditions else None
                    )
                target = self._original(urljoin(url, response.headers["Location"]))
            if bare(_host(target)) not in map(bare, own) or _scheme(target) != _scheme(request.url):
                raise SourceUnavailable(say("source_redirected", host=_host(url), target=_host(target)))
            url = target
        raise SourceUnavailable(say("source_no_answer", host=_host(url), why=say("answer_empty")))

    def _ask(self, url: str, pace_seconds: float, conditions: dict[str, str]) -> requests.Response:
        host = _host(url)
        self.hosts.take_turn(host, pace_seconds)
        left = self.hosts.left(host)
        timeout = min(self.manners.connect_seconds, left), min(self.manners.read_seconds, left)
        address = self._address(url)
        try:
            return self.http.get(
                address, headers=conditions, stream=True, allow_redirects=False, timeout=timeout
            )
        except requests.exceptions.SSLError:
            trouble: Exception = SourceUnavailable(say("source_untrusted", host=host))
        except requests.RequestException:
            trouble = Passing(say("source_unreachable", host=host))
        raise trouble

    def _exchange(
        self, source: Source, request: Request, response: requests.Response, known: Exchange | None
    ) -> Exchange:
        host = _host(request.url)
        sent = {**response.request.headers, "Host": host, "User-Agent": _agent("")}
        headers = tuple(
            (name, value) for name, value in response.headers.items() if not ABOUT_US.fullmatch(name)
        )
        answer = Exchange(request, self.clock(), response.status_code, headers, b"", tuple(sent.items()))
        if known and response.status_code == NOT_MODIFIED_STATUS:
            earlier = Earlier(known.original.url, known.original.fetched_at, not_modified=True)
            return replace(answer, status=known.status, body=known.body, repeats=earlier)
        self._check_status(source, host, response)
        body = self._body(host, response)
        if response.status_code == 200 and not body.strip():
            raise SourceUnavailable(say("source_no_answer", host=host, why=say("answer_empty")))
        if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower().startswith(PAGE_STARTS):
            raise SourceUnavailable(say("source_no_answer", host=host, why=say("answer_page")))
        return replace(answer, body=body)

    def _check_status(self, source: Source, host: str, response: requests.Response) -> None:
        status = response.status_code
        if status in self.manners.retries.status_forcelist:
            wait = self._retry_after(response)
            asked = say("wait_unknown") if wait is None else say("wait_seconds", seconds=round(wait))
            raise Passing(say("source_busy", host=host, status=status, wait=asked), wait=wait)
        if status != 200 and status not in source.absent:
            raise SourceUnavailable(say("source_refused", host=host, status=status))

    def _retry_after(self, response: requests.Response) -> float | None:
        try:
            return self.manners.retries.get_retry_after(response.raw)
        except urllib3.exceptions.InvalidHeader:
            return None

    def _body(self, host: str, response: requests.Response) -> bytes:
        until = time.monotonic() + self.manners.answer_seconds
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        chunks = self._chunks(host, response, until)
        try:
            return unpack(chunks, encoding, most_bytes=self.manners.most_bytes)
        except (urllib3.exceptions.HTTPError, OSError, zlib.error, EOFError):
            trouble: Exception = Passing(say("source_no_answer", host=host, why=say("answer_cut")))
        except OverflowError:
            most = self.manners.most_bytes >> 20
            trouble = SourceUnavailable(say("source_too_big", host=host, most=most))
        except LookupError:
            trouble = SourceUnavailable(say("source_no_answer", host=host, why=say("answer_packed")))
        raise trouble

    def _chunks(self, host: str, response: requests.Response, until: float) -> Iterator[bytes]:
        """Read what has come, chunk by chunk, so that a trickle cannot outlast the time given."""
        while chunk := response.raw.read1(CHUNK, decode_content=False):
            self.hosts.left(host)
            if time.monotonic() > until:
                raise SourceUnavailable(say("source_slow", host=host))
            yield chunk

    def _address(self, url: str) -> str:
        return f"{self.mirror}/{url.partition('://')[2]}" if self.mirror else url

    def _original(self, url: str) -> str:
        return "https://" + url[len(self.mirror) + 1 :] if self.mirror and url.startswith(self.mirror) else url


def unpack(chunks: Iterable[bytes], encoding: str, *, most_bytes: int) -> bytes:
    """Put an answer together, unpacking gzip on the way.

    Raises
    ------
    OverflowError
        If it is more than `most_bytes`, packed or unpacked.
    EOFError, zlib.error
        If the gzip stream is cut short or broken.
    LookupError
        If it is packed in any other way.
    """
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise LookupError(encoding)
    gunzip = zlib.decompressobj(zlib.MAX_WBITS | 16) if encoding.endswith("gzip") else None
    body = bytearray()
    received = 0
    for chunk in chunks:
        received += len(chunk)
        body += gunzip.decompress(chunk, most_bytes + 1 - len(body)) if gunzip else chunk
        if max(received, len(body)) > most_bytes:
            raise OverflowError
    if gunzip and (not gunzip.eof or gunzip.unused_data):
        raise EOFError
    return bytes(body)


def _agent(contact: str) -> str:
    about = "; ".join(filter(None, ["trend research for Danish youth clubs", contact]))
    return f"klubtrends/{version('klubtrends')} ({about})"


def _conditions(url: str, known: Exchange | None) -> dict[str, str]:
    """Ask for an answer only if it is not the one known, as far as the host gave a means to tell."""
    if known is None or known.request.url != url or known.status != 200:
        return {}
    return known.marks


def _scheme(url: str) -> str:
    return urlsplit(url).scheme


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def bare(host: str) -> str:
    """Name a host without the www. that makes no difference."""
    return host.removeprefix("www.")

"""A server on loopback that answers and misbehaves as it is told, and small answers in the sources' shapes."""

import datetime as dt
import gzip
import json
import socket
import struct
import threading
import time
import zlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache

import polars as pl

from klubtrends.collect import collect
from klubtrends.collect.fetch import RETRIES, Manners
from klubtrends.errors import SourceChanged
from klubtrends.sources import Request, Source
from klubtrends.tables import PAGEVIEWS
from klubtrends.workspace import Workspace

V2 = "/rss.marketingtools.apple.com/api/v2/dk/apps/top-{chart}/100/apps.json"
LEGACY = "/itunes.apple.com/dk/rss/topfreeapplications/limit=100{genre}/json"
MORNING = dt.datetime(2026, 10, 5, 6, tzinfo=dt.UTC)
HASTY = Manners(
    connect_seconds=1,
    read_seconds=0.5,
    answer_seconds=1,
    retries=RETRIES.new(backoff_factor=0, backoff_jitter=0),
)


@dataclass(frozen=True)
class Reply:
    """One answer; `act` may do something else with the connection instead of sending the body."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    act: object = None


class Loopback:
    """Replies in turn for each path, the last one again and again; 404 for the rest. Remembers what was asked.

    A reply may be a function of the request's headers.
    """

    def __init__(self, url):
        self.url = url
        self.replies = defaultdict(list)
        self.asked = []
        self.at = []  # when, on the clock of time.monotonic
        self.lock = threading.Lock()

    def serve(self, path, *replies):
        self.replies[path] = [
            reply if isinstance(reply, Reply) or callable(reply) else Reply(reply) for reply in replies
        ]

    def reply(self, path, headers):
        with self.lock:
            self.asked.append((path, headers))
            self.at.append(time.monotonic())
            waiting = self.replies.get(path) or [Reply(status=404)]
            reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return reply(headers) if callable(reply) else reply

    def times(self, path):
        return [asked for asked, _ in self.asked].count(path)


# how servers misbehave


def reset(handler):
    """Hang up with a reset in the middle of the answer."""
    handler.wfile.write(b"{")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def trickle(handler):
    """Send a byte now and then, for longer than anyone should wait."""
    for _ in range(40):
        time.sleep(0.1)
        try:
            handler.wfile.write(b"x")
        except OSError:
            return


def silence(handler):
    """Promise an answer and send nothing."""
    time.sleep(1)


def flood(handler):
    """Send 200 MB, or as much as anyone will take."""
    for _ in range(200):
        try:
            handler.wfile.write(b"x" * 1_000_000)
        except OSError:
            return


@cache
def bomb(size):
    """Pack zeros, a thousand to one, without holding them."""
    packing = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join([*(packing.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)), packing.flush()])


GZIP = {"Content-Encoding": "gzip"}
PAGE = b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Wi-Fi</body></html>"
PROMISED = {"Content-Length": "200000000"}
MISBEHAVIOUR = {
    "a page": Reply(PAGE),
    "gzip cut short": Reply(gzip.compress(b"{}" * 99)[:-9], headers=GZIP),
    "301 to elsewhere": Reply(status=301, headers={"Location": "https://elsewhere.example/"}),
    "403 with an empty body": Reply(status=403),
    "404": Reply(status=404),
    "429 for an hour": Reply(status=429, headers={"Retry-After": "3600"}),
    "500": Reply(status=500),
    "503 for ever": Reply(status=503),
    "a byte a second": Reply(act=trickle, headers={"Content-Length": "999"}),
    "reset": Reply(act=reset, headers={"Content-Length": "999"}),
    "silence": Reply(act=silence, headers={"Content-Length": "999"}),
    "200 MB": Reply(act=flood, headers=PROMISED),
    "200 MB packed": lambda _: Reply(bomb(200_000_000), headers=GZIP),
    "empty": Reply(b""),
    "wrong charset": Reply(
        '{"feed": {"results": [{"id": "1", "name": "Bl\u00e5b\u00e6r"}]}}'.encode("latin-1")
    ),
    "renamed fields": Reply(b'{"feed": {"apps": [{"id": "1", "title": "Leg", "artist": "Huset"}]}}'),
    "zero rows": Reply(b'{"feed": {"results": [], "entry": []}}'),
}


def unless_known(body, tag='"1"'):
    """Answer 304 to who knows this version already, as hosts with an ETag do."""

    def reply(headers):
        if headers.get("If-None-Match") == tag:
            return Reply(status=304, headers={"ETag": tag})
        return Reply(body, headers={"ETag": tag, "Last-Modified": "Mon, 05 Oct 2026 04:00:00 GMT"})

    return reply


# sources made up for a test, and answers


def counting(name, count=1, **settings):
    """Make a source of so many questions at https://<name>.example/<n>; each answer is a number of views."""
    host = f"{name}.example"

    def requests(_):
        return [Request(f"https://{host}/{n}", {"project": name, "title": str(n)}) for n in range(count)]

    settings = {"hosts": (host,), "requests": requests, "pace_seconds": 0.0, "period": "day"} | settings
    return Source(name=name, parse=count_views, table=PAGEVIEWS, **settings)


def count_views(body, request):
    """Read an answer of a source made by `counting`."""
    if not body.isdigit():
        raise SourceChanged(f"{request.labels['project']} changed")
    labels = {name: request.labels[name] for name in ("project", "title")}
    rows = [labels | {"date": dt.date(2026, 10, 1), "views": int(body)}]
    return pl.DataFrame(
        rows, schema={name: PAGEVIEWS.columns[name] for name in ("project", "title", "date", "views")}
    )


def v2_body(*apps):
    """Write (id, name, developer) as Apple's newer address does."""
    results = [{"id": app, "name": name, "artistName": by, "genres": []} for app, name, by in apps]
    return json.dumps({"feed": {"country": "dk", "results": results}}).encode()


def legacy_body(*apps):
    """Write (id, name, developer) as Apple's older address does: one app is an object."""
    entries = [
        {
            "im:name": {"label": name},
            "im:artist": {"label": by},
            "id": {"label": f"https://apps.example/{app}", "attributes": {"im:id": app}},
            "link": {"attributes": {"rel": "alternate"}},
        }
        for app, name, by in apps
    ]
    return json.dumps({"feed": {"entry": entries if len(entries) > 1 else entries[0]}}).encode()


def files_of(folder):
    """Give every file's bytes by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def run(workspace, *names, manners=HASTY, deadline=20):
    """Collect, and give each source's run by name."""
    return {run.source: run for run in collect(workspace, names, manners=manners, deadline=deadline)}


def at(workspace, **later):
    """The same workspace later."""
    return Workspace(workspace.root, replace(workspace.settings, now=MORNING + dt.timedelta(**later)))

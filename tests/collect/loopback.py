"""A server on loopback that answers as it is told, and small answers in Apple's shape."""

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass, field

from klubtrends.collect.fetch import RETRIES, Manners

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
    """Replies in turn for each path, the last one again and again; 404 for the rest. Remembers what was asked."""

    def __init__(self, url):
        self.url = url
        self.replies = defaultdict(list)
        self.asked = []

    def serve(self, path, *replies):
        self.replies[path] = [reply if isinstance(reply, Reply) else Reply(reply) for reply in replies]

    def reply(self, path):
        waiting = self.replies.get(path) or [Reply(status=404)]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def times(self, path):
        return [asked for asked, _ in self.asked].count(path)


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

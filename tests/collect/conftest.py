"""Fixtures: a server on this computer, and a workspace that asks it alone."""

import signal
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from loopback import MORNING, Loopback

from klubtrends.workspace import Settings, Workspace


@pytest.fixture
def loopback(monkeypatch):
    """Serve on a free port of this computer."""
    for name in ("KLUBTRENDS_NOW", "KLUBTRENDS_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            reply = served.reply(self.path, dict(self.headers))
            self.send_response(reply.status)
            lengths = {} if reply.status == 304 else {"Content-Length": str(len(reply.body))}
            for name, value in (lengths | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # whoever asked may have had enough
                if reply.act:
                    reply.act(self)
                elif reply.status != 304:
                    self.wfile.write(reply.body)

        def date_time_string(self, timestamp=None):
            return "Mon, 05 Oct 2026 06:00:00 GMT"  # the same answers make the same files

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Loopback(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield served
        server.shutdown()
        thread.join()


@pytest.fixture
def workspace(tmp_path, loopback):
    """A workspace that asks the loopback server alone, at eight in the morning in Denmark."""
    return Workspace(tmp_path, Settings("Eksempelkøbing Kommune", mirror=loopback.url, now=MORNING))


@pytest.fixture
def chosen(monkeypatch):
    """Collect from made-up sources instead of the shipped ones."""

    def choose(*made):
        known = {source.name: source for source in made}
        for room in ("runs", "processed", "inventory", "health", "share", "offers", "pull"):
            monkeypatch.setattr(f"klubtrends.collect.{room}.sources", lambda: known)

    return choose


@pytest.fixture
def heeded():
    """Have Ctrl+C heeded: whoever runs the tests in the background may ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)

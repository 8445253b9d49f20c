"""Fixtures: a server on this computer, and a workspace that asks it alone."""

import threading
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
            served.asked.append((self.path, dict(self.headers)))
            reply = served.reply(self.path)
            self.send_response(reply.status)
            for name, value in ({"Content-Length": str(len(reply.body))} | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            if reply.act:
                reply.act(self)
            else:
                self.wfile.write(reply.body)

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

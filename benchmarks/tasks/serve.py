"""Serves every host on loopback, as a mirror, on a day: serve YYYY-MM-DD. Prints its address, answers until killed.

Each host takes a moment, as hosts do, and packs its answer.
"""

import datetime as dt
import gzip
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.answers import answer

MOMENT = 0.15  # seconds until a host answers
DAY = dt.date.fromisoformat(sys.argv[1])


class Handler(BaseHTTPRequestHandler):
    """Answers what the shipped sources ask; 404 to all else."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer after a moment."""
        time.sleep(MOMENT)
        try:
            status, body = 200, gzip.compress(answer(f"https:/{self.path}", DAY), 6)
        except LookupError:
            status, body = 404, b""
        self.send_response(status)
        self.send_header("Content-Encoding", "gzip" if body else "identity")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()

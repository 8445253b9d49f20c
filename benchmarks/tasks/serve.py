"""Serves every host on loopback, as a mirror: serve. Prints its address, then answers until it is killed.

Each host takes a moment, as hosts do. What it is asked for that it knows, it answers in the shape of Apple's older
address with a hundred apps; all else is a small object.
"""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOMENT = 0.15  # seconds until a host answers
APPS = [
    {
        "im:name": {"label": f"App {n}"},
        "im:artist": {"label": f"Udgiver {n}"},
        "id": {"attributes": {"im:id": str(100_000 + n)}},
        "summary": {"label": "Om appen. " * 40},
    }
    for n in range(100)
]
ANSWER = json.dumps({"feed": {"entry": APPS}}).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers everything."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer after a moment."""
        time.sleep(MOMENT)
        self.send_response(200)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()

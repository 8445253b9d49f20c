"""The same as `store` in the shortest way: warcio packs and unpacks, pandas joins; nothing is checked or chosen.

warcio_pandas ANSWERS.pickle FOLDER prints the CPU seconds of each step.
"""

import io
import json
import pickle
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from klubtrends.collect import Exchange


def write(path: Path, exchanges: list[Exchange]) -> None:
    """Write one run."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for exchange in exchanges:
            headers = StatusAndHeaders("200 OK", list(exchange.headers), protocol="HTTP/1.1")
            url, body = exchange.request.url, io.BytesIO(exchange.body)
            writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=headers))
            asked = StatusAndHeaders(f"GET {url} HTTP/1.1", [], is_http_request=True)
            writer.write_record(writer.create_warc_record(url, "request", http_headers=asked))


def read(path: Path) -> list[dict[str, Any]]:
    """Read one run's chart rows."""
    rows = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                about = {
                    "url": record.rec_headers["WARC-Target-URI"],
                    "month": path.name[:7],
                    "date": path.name[:10],
                }
                feed = json.loads(record.content_stream().read())["feed"]
                rows += [about | named(entry, rank) for rank, entry in enumerate(entries(feed), start=1)]
    return rows


def entries(feed: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """List a chart's entries, whichever of Apple's shapes it has."""
    return feed.get("results") or feed["entry"]


def named(entry: dict[str, Any], rank: int) -> dict[str, Any]:
    """Give one row's columns."""
    if "name" in entry:
        return {"rank": rank, "app_id": entry["id"], "app_name": entry["name"]}
    return {"rank": rank, "app_id": entry["id"]["attributes"]["im:id"], "app_name": entry["im:name"]["label"]}


if __name__ == "__main__":
    runs = pickle.loads(Path(sys.argv[1]).read_bytes())
    folder = Path(sys.argv[2])
    folder.mkdir()
    begun = time.process_time()
    for source, exchanges, at in runs:
        write(folder / f"{at:%Y-%m-%d}-{source}.warc.gz", exchanges)
    written = time.process_time()
    table = pd.DataFrame([row for path in sorted(folder.glob("*.warc.gz")) for row in read(path)])
    for month, part in table.groupby("month"):  # `partition_cols` at times aborts at exit: apache/arrow#36980
        part.to_parquet(folder / f"{month}.parquet", index=False)
    print(json.dumps({"write": written - begun, "rebuild": time.process_time() - written}))

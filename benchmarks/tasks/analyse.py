"""Analyses storefronts: analyse FOLDER RESULTS [PROCESSES]. Prints the seconds of work that the analysis took."""

import sys
from contextlib import nullcontext
from pathlib import Path

from klubtrends.scale import analyse
from klubtrends.workers import processes

if __name__ == "__main__":
    with processes(int(sys.argv[3])) if sys.argv[3:] else nullcontext() as executor:
        found = analyse(sys.argv[1], executor=executor)
    if not found.complete:
        raise SystemExit("\n".join(found.lines()))
    results = Path(sys.argv[2])
    results.mkdir(exist_ok=True)
    for name in ("days", "apps", "movers"):
        getattr(found, name).write_parquet(results / f"{name}.parquet")

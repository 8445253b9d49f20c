"""Analyses storefronts in a loop of one thread, or in processes: analyse FOLDER RESULTS [PROCESSES].

Prints how long the analysis took on the clock, starting the processes included, starting this one not.
"""

import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path

if __name__ == "__main__":
    os.environ["POLARS_MAX_THREADS"] = "1"
    from klubtrends.scale import analyse
    from klubtrends.workers import processes

    begun = time.perf_counter()
    with processes(int(sys.argv[3])) if sys.argv[3:] else nullcontext() as executor:
        found = analyse(sys.argv[1], executor=executor)
    print(time.perf_counter() - begun)
    if not found.complete:
        raise SystemExit("\n".join(found.lines()))
    results = Path(sys.argv[2])
    results.mkdir(exist_ok=True)
    for name in ("days", "apps", "movers"):
        getattr(found, name).write_parquet(results / f"{name}.parquet")

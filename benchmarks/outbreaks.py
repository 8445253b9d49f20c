"""Outbreak detection beside the R package surveillance, in the same run where that is installed.

On Debian: `sudo apt-get install r-cran-surveillance`. Whether the answers agree: `python -m benchmarks.against_r`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import peak, run, task
from benchmarks.table import Figure

ROUNDS = 3
TIMES_FASTER, MILLISECONDS, MEGABYTES = 150, 1, 300
PERIODS = ("1", "10")
SINGLE = ("env", "OPENBLAS_NUM_THREADS=1")  # one thread, as R has
R = """
suppressMessages(library(surveillance))
periods <- as.numeric(commandArgs(TRUE)[1])
set.seed(1)
counts <- matrix(rpois(400 * 2, 2), ncol = 2)
series <- sts(counts, start = c(2000, 1), frequency = 52)
control <- list(range = 301:400, noPeriods = periods, pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin")
took <- system.time(farringtonFlexible(series, control = control))
cat(sum(took[1:2]) / 200)
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Measure microseconds a week of a series, in turn with R; one week alone; and much at once."""
    script = folder / "farrington.R"
    script.write_text(R, encoding="utf-8", newline="\n")
    for periods in PERIODS:
        yield from _beside_r(script, periods)
    for periods in PERIODS:
        seconds = min(_seconds("one", periods) for _ in range(ROUNDS))
        yield Figure(f"One week of one series, {periods} periods", 1000 * seconds, "ms", MILLISECONDS)
    yield Figure("10,000 series × 52 weeks, peak memory", peak([run(_ours("many", "10"))]), "MB", MEGABYTES)


def _beside_r(script: Path, periods: str) -> Iterator[Figure]:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds("batch", periods))
        if shutil.which("Rscript"):
            theirs.append(float(run(["Rscript", str(script), periods]).output))
    what = f"A week of a series, {periods} periods, of 50 series × 100 weeks, CPU"
    yield Figure(what, 1e6 * min(ours), "µs")
    if theirs:
        yield Figure("The same in R surveillance", 1e6 * min(theirs), "µs")
        yield Figure("Ours as a share of R's", min(ours) / min(theirs), "", 1 / TIMES_FASTER)


def _ours(what: str, periods: str) -> list[str]:
    return [*SINGLE, *task("detect", what, periods)]


def _seconds(what: str, periods: str) -> float:
    return float(run(_ours(what, periods)).output)

"""Measures, prints the table, writes it to results/latest.md; status 1 if a limit is broken.

python -m benchmarks              # everything
python -m benchmarks outbreaks    # one part, which nothing is written of
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    calibrating,
    changing,
    collecting,
    disclosing,
    example,
    importing,
    outbreaks,
    publishing,
    rendering,
    scaling,
    scrubbing,
    starting,
    suppressing,
    together,
)
from benchmarks.measure import MEASURABLE
from benchmarks.table import HEADING, Figure

ALONE: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "starting": lambda _: starting.measure(),
    "collecting": collecting.measure,
    "importing": importing.measure,
    "scrubbing": lambda _: scrubbing.measure(),
    "scaling": scaling.measure,
    "suppressing": lambda _: suppressing.measure(),
    "disclosing": lambda _: disclosing.measure(),
    "outbreaks": outbreaks.measure,
    "changing": lambda _: changing.measure(),
    "calibrating": lambda _: calibrating.measure(),
    "together": lambda _: together.measure(),
}
RESULTS = Path(__file__).parent / "results" / "latest.md"


def measure_all(folder: Path) -> Iterator[Figure]:
    """Measure each in turn; the example workspace of the first is what the others work on."""
    workspace = folder / "workspace"
    yield from example.measure(workspace)
    yield from publishing.measure(workspace, folder)
    yield from rendering.measure(workspace, folder)
    for part in ALONE.values():
        yield from part(folder)


def machine() -> str:
    """Say what it was measured on."""
    python, system = platform.python_version(), f"{platform.system()} {platform.machine()}"
    return f"Python {python}, {system}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before.\n"


def main(part: str | None = None) -> int:
    """Measure all or one part, print, and write if it was all."""
    if not MEASURABLE:
        print("Processes are measured by what Linux counts of them; run the benchmarks there, or in WSL.")
        return 0
    figures, lines = [], [machine(), *HEADING]
    print("\n".join(lines), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        measure = ALONE[part] if part else measure_all
        for figure in measure(Path(folder)):
            figures.append(figure)
            lines.append(figure.row())
            print(figure.row(), flush=True)
    if not part:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return int(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    if not set(sys.argv[1:]) <= set(ALONE) or len(sys.argv) > 2:
        raise SystemExit(f"one of {', '.join(ALONE)}, or nothing for all")
    raise SystemExit(main(*sys.argv[1:]))

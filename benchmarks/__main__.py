"""Measures everything, prints the table, writes it to results/latest.md; status 1 if a limit is broken."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import (
    collecting,
    disclosing,
    example,
    importing,
    publishing,
    rendering,
    scaling,
    starting,
    suppressing,
)
from benchmarks.measure import MEASURABLE
from benchmarks.table import HEADING, Figure

RESULTS = Path(__file__).parent / "results" / "latest.md"


def measure_all(folder: Path) -> Iterator[Figure]:
    """Measure each in turn; the example workspace of the first is what the others work on."""
    workspace = folder / "workspace"
    yield from example.measure(workspace)
    yield from publishing.measure(workspace, folder)
    yield from rendering.measure(workspace, folder)
    yield from starting.measure()
    yield from collecting.measure(folder)
    yield from importing.measure(folder)
    yield from scaling.measure(folder)
    yield from suppressing.measure()
    yield from disclosing.measure()


def machine() -> str:
    """Say what it was measured on."""
    python, system = platform.python_version(), f"{platform.system()} {platform.machine()}"
    return f"Python {python}, {system}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before.\n"


def main() -> int:
    """Measure, print and write."""
    if not MEASURABLE:
        print("Processes are measured by what Linux counts of them; run the benchmarks there, or in WSL.")
        return 0
    figures, lines = [], [machine(), *HEADING]
    print("\n".join(lines), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure_all(Path(folder)):
            figures.append(figure)
            lines.append(figure.row())
            print(figure.row(), flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return int(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main())

"""What takes long is measured once: each result is kept under a digest of what it depends on.

A run that was cut goes on, and what did not change is not measured again.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.measure import CHECKOUT, task

RESULTS = CHECKOUT / "benchmarks" / "results"
WORKERS = 2
Row = dict[str, Any]
Sets = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Kept:
    """One task's results: `benchmarks.tasks.<task> RESULTS.jsonl CODE SET NUMBER...` writes a line for each number."""

    task: str
    folder: str
    depends_on: tuple[str, ...]  # patterns, from the checkout

    def measured(self, sets: Sets) -> list[Row]:
        """Give a row for each number of each set, those of earlier runs of the same code among them.

        Raises
        ------
        SystemExit
            If one has no row in the end.
        """
        code = self.digest()
        for name, numbers in sets.items():
            done = {row["number"] for row in self._rows(code, name)}
            self._work(code, name, [number for number in numbers if number not in done])
        rows = [
            row for name, numbers in sets.items() for row in self._rows(code, name) if row["number"] in numbers
        ]
        if missing := sum(map(len, sets.values())) - len(rows):
            raise SystemExit(f"{self.task}: {missing} were not measured")
        return rows

    def digest(self) -> str:
        """Name the state of all that a result depends on."""
        paths = sorted(path for pattern in self.depends_on for path in CHECKOUT.glob(pattern))
        return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]

    def _rows(self, code: str, name: str) -> Iterable[Row]:
        files = sorted((RESULTS / self.folder).glob("*.jsonl"))
        lines = (line for path in files for line in path.read_text("utf-8").splitlines())
        rows = (json.loads(line) for line in lines if line.endswith("}"))
        return {row["number"]: row for row in rows if (row["code"], row["set"]) == (code, name)}.values()

    def _work(self, code: str, name: str, numbers: Sequence[str]) -> None:
        """Let as many processes as there are workers take turns."""
        (RESULTS / self.folder).mkdir(parents=True, exist_ok=True)
        started = []
        for worker in range(min(WORKERS, len(numbers))):
            results = RESULTS / self.folder / f"{worker}.jsonl"
            command = task(self.task, results, code, name, *numbers[worker::WORKERS])
            started.append(subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL))
        for process in started:
            process.wait()

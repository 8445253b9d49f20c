"""Runs a command in a fresh process and tells what it cost.

Only the standard library stands here and in every module that measures: a new process starts with the largest
memory that its parent had, so the parent must stay small.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

CHECKOUT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("klubtrends")
MEASURABLE = sys.platform == "linux"  # others count a process's memory in other units, or not at all


@dataclass(frozen=True)
class Cost:
    """What one process cost, those that it started and waited for included.

    `peak_mb` is the largest resident memory of any one of them, in millions of bytes.
    """

    cpu_seconds: float
    wall_seconds: float
    peak_mb: float
    output: str


def python(code: str) -> list[str]:
    """Give the command that runs some code in this interpreter."""
    return [sys.executable, "-c", code]


def task(name: str, *arguments: str | Path) -> list[str]:
    """Give the command that runs a module of `benchmarks.tasks`."""
    return [sys.executable, "-m", f"benchmarks.tasks.{name}", *map(str, arguments)]


def klubtrends(*arguments: str | Path) -> list[str]:
    """Give a command of the program itself."""
    return [str(PROGRAM), *map(str, arguments)]


def run(command: Sequence[str]) -> Cost:
    """Run a command to its end.

    Raises
    ------
    SystemExit
        If it fails; shows what it wrote.
    """
    with tempfile.TemporaryFile() as written:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=CHECKOUT, stdout=written, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        written.seek(0)
        output = written.read().decode(errors="replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}:\n{output}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024 / 1e6, output)


def turns(rounds: int, *commands: Sequence[str]) -> list[list[Cost]]:
    """Run commands in turn, so that a busy machine is as busy for each; a list of costs for each command."""
    costs = [[run(command) for command in commands] for _ in range(rounds)]
    return [list(column) for column in zip(*costs, strict=True)]


def cpu(costs: Sequence[Cost]) -> float:
    """Give the fewest CPU seconds: what others do on the machine can only add to them."""
    return min(cost.cpu_seconds for cost in costs)


def wall(costs: Sequence[Cost], among: Callable[[Sequence[float]], float] = median) -> float:
    """Give the median (or another statistic) of the seconds on the clock."""
    return among([cost.wall_seconds for cost in costs])


def peak(costs: Sequence[Cost]) -> float:
    """Give the largest memory."""
    return max(cost.peak_mb for cost in costs)

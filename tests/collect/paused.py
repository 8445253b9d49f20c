"""Reads a workspace's charts, and stops before it puts its first table into place: paused.py WORKSPACE.

Says so in a line, waits for one, and goes on. Says before that it begins, and at last how many rows it read.
"""

import os
import sys
from pathlib import Path

from klubtrends.collect import load
from klubtrends.tables import CHARTS
from klubtrends.workspace import Workspace

stopped = []


def say(line: str) -> None:
    """Write a line at once."""
    os.write(1, f"{line}\n".encode())


def watch(event: str, arguments: tuple) -> None:
    """Stop once, where a table is moved into place."""
    if event == "os.rename" and "processed" in Path(arguments[1]).parts and not stopped:
        stopped.append(say("stopped"))
        sys.stdin.readline()


if __name__ == "__main__":
    sys.addaudithook(watch)
    say("begins")
    say(str(load(Workspace.open(Path(sys.argv[1])), CHARTS).height))

"""Collects in a copy of a workspace, and is killed before its first step on the disk; in another before its second.

And so on, until a run gets through: killed.py collect WORKSPACE COPIES. Prints the steps. With `read` in the place of
`collect`, the charts are read, which builds tables of another version anew.

A step is an opening for writing, a flush (the file is left half written), a move, a removal or a new folder.
"""

import os
import shutil
import sys
from pathlib import Path

from klubtrends.collect import collect, load
from klubtrends.collect.fetch import RETRIES, Manners
from klubtrends.tables import CHARTS
from klubtrends.workspace import Workspace

STEPS = ("open", "os.rename", "os.remove", "os.mkdir")
MANNERS = Manners(retries=RETRIES.new(backoff_factor=0, backoff_jitter=0))
DOES = {
    "collect": lambda workspace: collect(workspace, manners=MANNERS),
    "read": lambda workspace: load(workspace, CHARTS),
}


def run_until(step: int, what: str, workspace: Workspace) -> None:
    """Do it, and be killed before this step."""
    flush, passed = os.fsync, [0]

    def reach(what: str, then=lambda: None) -> None:
        if passed[0] == step:
            os.write(1, f"{what}\n".encode())
            then()
            os._exit(9)
        passed[0] += 1

    def watch(event: str, arguments: tuple) -> None:
        written = event != "open" or set(str(arguments[1])) & set("wax+")
        if event in STEPS and written and str(arguments[0]).startswith(str(workspace.root)):
            reach(f"{event} {Path(arguments[0]).relative_to(workspace.root).as_posix()}")

    def half_flush(file: int) -> None:
        reach("flush", lambda: os.ftruncate(file, os.fstat(file).st_size // 2))
        flush(file)

    os.fsync = half_flush
    sys.addaudithook(watch)
    DOES[what](workspace)
    os._exit(0)


if __name__ == "__main__":
    what, made, copies = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    for step in range(200):
        shutil.copytree(made, copies / f"{step:03}")
        child = os.fork()  # nothing has used polars yet, whose threads would not survive this
        if not child:
            run_until(step, what, Workspace.open(copies / f"{step:03}"))
        _, status = os.waitpid(child, 0)
        if status == 0:
            break

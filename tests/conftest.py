"""What several rooms' tests share."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from klubtrends.example import build
from klubtrends.publishing import prepare
from klubtrends.publishing.edition import WrittenPage
from klubtrends.workspace import Workspace

NOT_NEEDED_FOR_PAGES = ("raw", "notebooks", "truth.json")


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The example workspace as `klubtrends example` makes it. Read it; copy it before you change it."""
    return build(tmp_path_factory.mktemp("example") / "workspace")


def copied(workspace: Workspace, target: Path) -> Workspace:
    """Copy what pages are made of, so that a test may change it."""
    shutil.copytree(workspace.root, target, ignore=shutil.ignore_patterns(*NOT_NEEDED_FOR_PAGES))
    return Workspace.open(target)


@pytest.fixture
def another(example: Workspace, tmp_path: Path) -> Callable[[str], Workspace]:
    """Make copies of the example, without archive and notebooks, that a test may change."""
    return lambda name: copied(example, tmp_path / name)


@pytest.fixture
def mine(another: Callable[[str], Workspace]) -> Workspace:
    """One copy of the example, without archive and notebooks, that a test may change."""
    return another("mine")


@pytest.fixture(scope="session")
def published(example: Workspace, tmp_path_factory: pytest.TempPathFactory) -> WrittenPage:
    """The example's newest page, published once in a copy of its own. Read it; never write beside it."""
    return prepare(copied(example, tmp_path_factory.mktemp("published") / "workspace")).publish()


@contextmanager
def dask(folder: Path, *, workers: int) -> Iterator[str]:
    """Run a Dask cluster on loopback, in processes of its own, and give its scheduler's address."""
    if not importlib.util.find_spec("distributed"):
        pytest.skip("the extra `scale` is not installed")
    about = folder / "scheduler.json"
    settings = os.environ | {"POLARS_MAX_THREADS": "1", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}

    def started(name: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{name}", "--scheduler-file", str(about)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([*command, "--no-dashboard", *options], cwd=folder, env=settings, **quiet)

    running = [started("scheduler", "--host", "127.0.0.1", "--port", "0")]
    try:
        if workers:
            running.append(started("worker", "--nworkers", str(workers), "--nthreads", "1"))
        address = None
        until = time.monotonic() + 60
        while not address and time.monotonic() < until:
            time.sleep(0.1)
            try:
                address = json.loads(about.read_text(encoding="utf-8"))["address"]
            except (OSError, ValueError):
                address = None
        assert address, "no scheduler came"
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(timeout=30)


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Dask cluster of two workers on loopback."""
    with dask(tmp_path_factory.mktemp("dask"), workers=2) as address:
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield address


@pytest.fixture
def lone_scheduler(tmp_path: Path) -> Iterator[str]:
    """A Dask scheduler that no worker has come to."""
    with dask(tmp_path, workers=0) as address:
        yield address

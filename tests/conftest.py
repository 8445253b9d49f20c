"""What several rooms' tests share."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from klubtrends.example import build
from klubtrends.publishing import prepare
from klubtrends.publishing.edition import WrittenPage
from klubtrends.workspace import Workspace

NOT_NEEDED_FOR_PAGES = ("raw", "notebooks", "truth.json")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, float]:
    """The example workspace as `klubtrends example` makes it, and the CPU seconds that it took."""
    begun = time.process_time()
    workspace = build(tmp_path_factory.mktemp("example") / "workspace")
    return workspace, time.process_time() - begun


@pytest.fixture(scope="session")
def example(built: tuple[Workspace, float]) -> Workspace:
    """The example workspace, built once. Read it; copy it before you change it."""
    return built[0]


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

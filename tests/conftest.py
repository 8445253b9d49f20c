"""What several rooms' tests share."""

import time

import pytest

from klubtrends.example import build
from klubtrends.workspace import Workspace


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

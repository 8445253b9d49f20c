"""A small workspace to take incidents in: three departments, one day, one secret."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from incident_sheets import HEADINGS, make_workspace

from klubtrends.incidents.codes import Codes, read_codes
from klubtrends.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with notes off, as by default."""
    return make_workspace(tmp_path / "net")


@pytest.fixture
def codes(workspace: Workspace) -> Codes:
    """The shipped code lists."""
    return read_codes(workspace.reference / "codes.toml")


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """Write a csv sheet: rows, and if wanted other headings, separator, encoding, name."""

    def write(
        *rows: Sequence[str],
        headings: Sequence[str] = HEADINGS,
        separator: str = ";",
        encoding: str = "utf-8",
        name: str = "ark.csv",
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator).writerows([headings, *rows])
        return path

    return write

"""A small workspace to take incidents in: three departments, one day, one secret."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from klubtrends.incidents.codes import Codes, read_codes
from klubtrends.reference import write_departments
from klubtrends.workspace import Settings, Workspace, create

HEADINGS = ("Afdeling", "Dato", "Hændelse", "Platform", "Aldersgruppe", "Alvor")
ROW = (
    "Klub Havnen",
    "2026-10-14",
    "Digital mobning eller udelukkelse",
    "Snapchat",
    "Klub, 6.-7. klasse",
    "Lav",
)
OTHER = (
    "Klub Bakken",
    "2026-10-20",
    "Svindel, hacking eller kontotyveri",
    "Roblox",
    "SFO, 0.-3. klasse",
    "Mellem",
)
NOTHING = ("Klub Skoven", "2026-10-30", "Intet at melde denne måned", "", "", "")
DEPARTMENTS = ("Klub Havnen", "Klub Bakken", "Klub Skoven")


def make_workspace(root: Path, *, notes: bool = False) -> Workspace:
    """Make a workspace whose clock stands at 10 November 2026."""
    now = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
    settings = Settings("Eksempelkøbing Kommune", example=True, now=now, notes=notes)
    workspace = create(root, settings, secret=b"k" * 32)
    write_departments(workspace.reference / "departments.csv", DEPARTMENTS)
    return workspace


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

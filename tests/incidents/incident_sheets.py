"""Rows and a workspace that the tests of this room share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

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

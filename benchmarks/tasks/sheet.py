"""Make a workspace, and beside its register a sheet of so many rows, as Forms or Danish Excel would: seeded."""

from __future__ import annotations

import csv
import datetime as dt
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from klubtrends.danish import INCIDENT_COLUMNS
from klubtrends.incidents.codes import read_codes
from klubtrends.reference import write_departments
from klubtrends.workspace import Settings, Workspace, create

NOW = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)
OWN = ("ID", "Starttidspunkt", "Fuldførelsestidspunkt", "Mail", "Navn")
CLUBS = [f"Klub {number}" for number in range(1, 19)]


def rows(workspace: Workspace, count: int) -> Iterator[list[object]]:
    """Invent rows of the last year, one in twenty misspelt."""
    chance, codes = random.Random(1), read_codes(workspace.reference / "codes.toml")
    choices = [list(chosen.values()) for chosen in codes.columns.values()]
    for number in range(1, count + 1):
        day = NOW.date() - dt.timedelta(days=chance.randrange(360))
        begun = dt.datetime.combine(day, dt.time(12, chance.randrange(60), chance.randrange(60)))
        told = [chance.choice(labels) for labels in choices]
        platform = told[1] + "t" * (number % 20 == 0)
        own = [number, begun, begun + dt.timedelta(seconds=chance.randrange(30, 200)), "anonymous", ""]
        yield [*own, chance.choice(CLUBS), day, told[0], platform, *told[2:]]


def main(folder: str, count: str, kind: str) -> None:
    """Write ark.csv or ark.xlsx."""
    workspace = create(Path(folder), Settings("X Kommune", example=True, now=NOW))
    write_departments(workspace.reference / "departments.csv", CLUBS)
    headings = [*OWN, *(heading for name, (heading, _) in INCIDENT_COLUMNS.items() if name != "note")]
    if kind == "csv":
        with (workspace.root / "ark.csv").open("w", encoding="cp1252", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(headings)
            writer.writerows(rows(workspace, int(count)))
        return
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(headings)
    for row in rows(workspace, int(count)):
        page.append(row)
    book.save(workspace.root / "ark.xlsx")


if __name__ == "__main__":
    main(*sys.argv[1:])

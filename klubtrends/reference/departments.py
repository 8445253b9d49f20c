"""The network's own departments: written once by `init`, kept by hand ever after."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from klubtrends.files import place
from klubtrends.reference.files import tidy
from klubtrends.reference.rows import Department

LATIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "o", "ä": "a"})


def department_code(name: str) -> str:
    """Make a code of a name: 'Klub Ådalen' becomes 'klub-aadalen'."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold().translate(LATIN)).strip("-") or "klub"


def departments_named(names: Iterable[str], *, lacking: Collection[str] = ()) -> tuple[Department, ...]:
    """Give each department a code of its own; those in `lacking` have no ambassador.

    >>> [department.code for department in departments_named(["Havnen", "Havnen!"])]
    ['havnen', 'havnen-2']
    """
    found: dict[str, Department] = {}
    for name in names:
        code = department_code(name)
        while code in found:
            stem, _, count = code.rpartition("-")
            code = f"{stem}-{int(count) + 1}" if stem and count.isdigit() else f"{code}-2"
        found[code] = Department(code, " ".join(tidy(name).split()), name not in lacking)
    return tuple(found.values())


def write_departments(
    path: Path, names: Iterable[str], *, lacking: Collection[str] = ()
) -> tuple[Department, ...]:
    """Write departments.csv so that Excel opens it by a double click, and return what it holds."""
    departments = departments_named(names, lacking=lacking)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(("code", "name", "ambassador"))
    writer.writerows((each.code, each.name, "ja" if each.ambassador else "nej") for each in departments)
    place(path, f"\ufeff{text.getvalue()}".encode())
    return departments

"""Giving the archive to another kit: copies in a folder, with an index of their names and digests.

What is kept for a limited time only, such as news, is never given away. The files tell what was asked and answered,
not who asked (see `collect.fetch`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from klubtrends.collect.archive import Archive, Originals, read_file
from klubtrends.danish import counted, say
from klubtrends.errors import ArchiveDamaged, WorkspaceError
from klubtrends.files import place
from klubtrends.sources import sources
from klubtrends.workspace import Workspace

INDEX = "index.json"
FORMAT = "klubtrends-archive-1"


@dataclass(frozen=True)
class Exported:
    """What was copied, what lay there already, and which files were left out and why."""

    copied: int
    known: int
    complaints: tuple[str, ...]

    def summary(self) -> dict[str, Any]:
        """Give the facts by name, for machines."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Say it in a line, and one for each complaint."""
        copied, known = (counted(number, "fil", "filer") for number in (self.copied, self.known))
        return [*self.complaints, say("archive_exported", copied=copied, known=known)]


def export(workspace: Workspace, folder: Path) -> Exported:
    """Copy the archive's lasting files into a folder, those that are not there, and write their index last.

    What other kits exported into the same folder stays.

    Raises
    ------
    WorkspaceError
        If this is the example, whose figures are invented; or the folder holds another country's archive.
    """
    if workspace.settings.example:
        raise WorkspaceError(say("archive_example"))
    listed = read_index(folder / INDEX) if (folder / INDEX).exists() else {}
    if listed and listed.get("country") != workspace.settings.country:
        raise WorkspaceError(say("archive_other_country", where=folder))
    entries = {entry["file"]: entry for entry in listed.get("files", ()) if (folder / entry["file"]).is_file()}
    before, complaints = len(entries), []
    for path, originals in _lasting(Archive(workspace.raw)):
        name, content = path.relative_to(workspace.raw).as_posix(), path.read_bytes()
        entry = {"file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        if entries.get(name) == entry:
            continue
        try:
            read_file(path, originals)
        except ArchiveDamaged as damage:
            complaints.append(str(damage))
            continue
        place(folder / name, content)
        entries[name] = entry
    facts = {
        "format": FORMAT,
        "country": workspace.settings.country,
        "files": [entries[name] for name in sorted(entries)],
    }
    place(folder / INDEX, (json.dumps(facts, indent=1) + "\n").encode())
    return Exported(len(entries) - before, before, tuple(complaints))


def read_index(path: Path) -> dict[str, Any]:
    """Read the index of an export of one's own."""
    index: dict[str, Any] = json.loads(path.read_bytes())
    return index


def _lasting(archive: Archive) -> Iterator[tuple[Path, Originals]]:
    for source in sources().values():
        if source.kept_days is None:
            originals = Originals(archive.root / source.name)
            for path in archive.files(source.name):
                yield path, originals

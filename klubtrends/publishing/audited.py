"""Attacks finished files as an outsider would, with what the workspace around them allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from klubtrends.danish import listed, say
from klubtrends.disclosure.attack import KINDS, File, audit
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.errors import WorkspaceError
from klubtrends.incidents.codes import Codes, read_codes
from klubtrends.publishing.counted import label_thresholds
from klubtrends.reference.bundle import Reference
from klubtrends.workspace import SETTINGS_FILE, Workspace


@dataclass(frozen=True)
class Known:
    """What a workspace knows of its own files: whom one may call, who is who, and what is sensitive."""

    contacts: tuple[str, ...]  # may stand in a file as they are
    departments: tuple[str, ...]  # may not stand beside an incident
    threshold: int
    thresholds: Mapping[str, int]  # of labels whose counts take the higher one

    @classmethod
    def of(cls, workspace: Workspace, reference: Reference, codes: Codes) -> Known:
        """Gather it."""
        return cls(
            contacts=tuple(part for row in reference.contacts for part in (row.number, row.web) if part),
            departments=tuple(department.name for department in reference.departments),
            threshold=workspace.settings.threshold,
            thresholds=label_thresholds(workspace, codes),
        )

    def attack(self, files: Sequence[bytes | Path | File]) -> list[Finding]:
        """Attack files together, as an outsider would."""
        return audit(
            files, contacts=self.contacts, names=self.departments, threshold=self.threshold,
            thresholds=self.thresholds,
        )  # fmt: skip


def audit_files(paths: Sequence[Path]) -> list[Finding]:
    """Attack finished files together, with the contacts and thresholds of the workspace that the first lies in.

    Raises
    ------
    WorkspaceError
        If a file cannot be opened, or is of a kind that cannot be read.
    """
    if missing := next((path for path in paths if not path.is_file()), None):
        raise WorkspaceError(say("file_missing", path=missing))
    if other := next((path for path in paths if path.suffix.casefold() not in (*KINDS, ".htm")), None):
        raise WorkspaceError(say("audit_other_kind", file=other.name, known=listed(KINDS)))
    files = [_opened(path) for path in paths]
    around = next((folder for folder in paths[0].resolve().parents if (folder / SETTINGS_FILE).is_file()), None)
    if around is None:
        return audit(files)
    workspace = Workspace.open(around)
    codes = read_codes(workspace.reference / "codes.toml")
    return Known.of(workspace, Reference.read(workspace.reference), codes).attack(files)


def _opened(path: Path) -> File:
    try:
        return File(str(path), path.read_bytes())
    except OSError:
        pass
    raise WorkspaceError(say("audit_unopened", file=path.name))

"""Attacks finished files as an outsider would, with what the workspace around them allows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from klubtrends.danish import listed, say
from klubtrends.disclosure.attack import KINDS, File, audit
from klubtrends.disclosure.attack.findings import Finding
from klubtrends.errors import WorkspaceError
from klubtrends.incidents.codes import read_codes
from klubtrends.publishing.counted import label_thresholds
from klubtrends.reference.bundle import Reference
from klubtrends.workspace import SETTINGS_FILE, Workspace


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
    files = [_opened(path.resolve()) for path in paths]
    around = next((folder for folder in paths[0].resolve().parents if (folder / SETTINGS_FILE).is_file()), None)
    if around is None:
        return audit(files)
    workspace = Workspace.open(around)
    reference = Reference.read(workspace.reference)
    return audit(
        files,
        contacts=contacts(reference),
        names=[department.name for department in reference.departments],
        thresholds=label_thresholds(workspace, read_codes(workspace.reference / "codes.toml")),
        threshold=workspace.settings.threshold,
    )


def contacts(reference: Reference) -> tuple[str, ...]:
    """List what may stand in a page as it is: whom to call."""
    return tuple(part for row in reference.contacts for part in (row.number, row.web) if part)


def _opened(path: Path) -> File:
    try:
        return File("/".join(path.parts[-2:]), path.read_bytes())
    except OSError:
        pass
    raise WorkspaceError(say("audit_unopened", file=path.name))

"""Files are written whole or not at all, and never over what somebody keeps."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def place(path: Path, content: bytes) -> None:
    """Write a file beside its place, flush it to the disk, and move it into place.

    Folders are made; a file that is there is replaced. If the process is killed before the move, the old file stands
    and what is left beside it ends in '.tmp'.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


def copy_missing(source: Path, target: Path, *, change: Callable[[bytes], bytes] = bytes) -> None:
    """Copy a folder's files, each through `change`, but none that is there; a folder onto itself does nothing."""
    for file in sorted(
        path for path in source.rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts
    ):
        copy = target / file.relative_to(source)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(change(file.read_bytes()))


def without_outputs(notebook: bytes) -> bytes:
    """Take out of a notebook (nbformat 4) what its cells have shown."""
    content = json.loads(notebook)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

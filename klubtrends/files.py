"""Files are written whole or not at all."""

from __future__ import annotations

import os
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

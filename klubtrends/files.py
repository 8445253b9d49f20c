"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def place(path: Path, content: bytes) -> None:
    """Write a file beside its place, flush it to the disk, and move it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

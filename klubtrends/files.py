"""Files are written whole or not at all, and never over what somebody keeps."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO

TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def at_home(text: str) -> Path:
    """Read a path that may begin with the home folder's short name; "~$ark.xlsx" names a file, and nobody's home."""
    with suppress(RuntimeError):
        return Path(text).expanduser()
    return Path(text)


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


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold a lock as long as the block runs, and tell whether it could be had.

    The system lets go of it when the process ends, however it ends; the empty file stays. Where a disk knows no
    locks, or nothing can be written, everyone is told yes.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    with _opened(path) as file:
        yield file is None or _locked(file)


def _opened(path: Path) -> AbstractContextManager[IO[bytes] | None]:
    for mode in ("ab", "rb"):  # to read is enough where another user made the file
        with suppress(OSError):
            return path.open(mode)
    return nullcontext()


def _locked(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refusal:
        return refusal.errno not in TAKEN
    return True


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

"""Which files are meant: patterns become names, and what Excel puts beside an open sheet is no sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path

from klubtrends.danish import say
from klubtrends.errors import RejectedSheet

LOCK = "~$"  # how the name of the file begins by which Excel tells that a sheet is open


@dataclass(frozen=True)
class Picked:
    """The files to read, each once, and the names of the lock files among them that are passed over."""

    files: tuple[Path, ...]
    locks: tuple[str, ...]


def picked(paths: Iterable[str | Path]) -> Picked:
    """Find the files; Windows leaves `*.xlsx` to the program that it is written for.

    Raises
    ------
    RejectedSheet
        If one is a folder, a pattern fits nothing, or there is nothing but lock files.
    """
    named = list(dict.fromkeys(file for path in paths for file in _meant(Path(path))))
    locks = [path for path in named if path.name.startswith(LOCK)]
    files = [path for path in named if path not in locks]
    for path in files:
        if path.is_dir():
            raise RejectedSheet(say("sheet_folder", folder=path.resolve().name, all=path / "*.xlsx"))
    if locks and not files:
        raise RejectedSheet(say("sheet_lock", file=locks[0].name, sheet=locks[0].name.removeprefix(LOCK)))
    return Picked(tuple(files), tuple(path.name for path in locks))


def _meant(path: Path) -> list[Path]:
    """Give a file as it is named; only a name that no file has may be a pattern."""
    if not has_magic(str(path)) or path.exists():
        return [path]
    found = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    if not found:
        raise RejectedSheet(say("sheet_pattern", pattern=path))
    return found

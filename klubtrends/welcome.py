"""What a new workspace must know: how each answer is read, typed or given as an option."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from klubtrends.danish import listed, say
from klubtrends.errors import WorkspaceError
from klubtrends.workspace import EXPECTED, LEAST_THRESHOLD


def _municipality(text: str) -> str:
    return str(_fitting("municipality", _there("municipality", text), say("init_municipality")))


def _departments(text: str) -> list[str]:
    """Split the names at commas or semicolons; two that differ in capitals or spaces only are one."""
    names = [" ".join(name.split()) for name in text.replace(";", ",").split(",") if name.strip()]
    _there("departments", "".join(names))
    alike = Counter(name.casefold() for name in names)
    if twins := [f"»{name}«" for name in names if alike[name.casefold()] > 1]:
        raise WorkspaceError(say("init_twins", names=listed(list(dict.fromkeys(twins)))))
    return names


def _threshold(text: str) -> int:
    """Read the number below which counts are hidden; no answer is the least."""
    number = text.strip() or str(LEAST_THRESHOLD)
    value = int(number) if number.isdecimal() else number
    return int(_fitting("threshold", value, EXPECTED["threshold"].sentence))


def _contact(text: str) -> str:
    return str(_fitting("contact", text.strip(), say("init_contact")))


def _there(name: str, text: str) -> str:
    if not text.strip():
        raise WorkspaceError(say("init_unanswered", option=f"--{name}"))
    return text.strip()


def _fitting(name: str, value: Any, expected: str) -> Any:
    """Hold a value against what the setting of that name must be."""
    if not EXPECTED[name].fits(value):
        raise WorkspaceError(say("init_wrong", option=f"--{name}", expected=expected))
    return value


READERS: Mapping[str, Callable[[str], Any]] = {
    "municipality": _municipality,
    "departments": _departments,
    "threshold": _threshold,
    "contact": _contact,
}

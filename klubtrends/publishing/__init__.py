"""From the register and the archive to finished pages: the one room, beside the command line, that sees all others.

Nothing raw goes further than `desk`: incidents become protected tables and signals there, and those become the page.
Importing this does no work: who only takes sheets in need not wait for what makes pages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klubtrends.publishing.audited import audit_files
    from klubtrends.publishing.edition import Edition, prepare

__all__ = ["Edition", "audit_files", "prepare"]


def __getattr__(name: str) -> object:
    """Fetch a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = "audited" if name == "audit_files" else "edition"
    return getattr(import_module(f"klubtrends.publishing.{room}"), name)

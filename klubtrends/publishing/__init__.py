"""From the register and the archive to finished pages: the one room, beside the command line, that sees all others.

Nothing raw goes further than `desk`: incidents become protected tables and signals there, and those become the page.
Importing this does no work: who only takes sheets in need not wait for what makes pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klubtrends.publishing.edition import Edition, audit_files, prepare

__all__ = ["Edition", "audit_files", "prepare"]


def __getattr__(name: str) -> object:
    """Fetch a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from klubtrends.publishing import edition

    return getattr(edition, name)

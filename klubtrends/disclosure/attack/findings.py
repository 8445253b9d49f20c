"""What the attack reports, and the one way to write a place down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that a page gives away or should not hold.

    `kind` is for machines, `where` names page and place, `what` says it in Danish without telling what was learnt.
    """

    kind: str
    where: str
    what: str

    def __str__(self) -> str:
        """Say it to a reader."""
        return f"{self.where}: {self.what}"

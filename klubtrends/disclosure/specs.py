"""What a page wants to show: tables with their hierarchies, declared from the finest step to the coarsest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FEWEST_DEPARTMENTS = 3  # reporting in a month, before anything is counted for others to see


@dataclass(frozen=True)
class Level:
    """One way to split an axis by a dimension, a column of `tables.INCIDENTS`.

    `labels` gives each code the label of the line it counts in, in the order shown; codes that share a label
    are summed. `heads` puts a sum line above those of the codes that share a head.
    """

    name: str
    dimension: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)


ALL = Level("i alt")


@dataclass(frozen=True)
class Step:
    """One way to show a table; `name` says it in Danish."""

    name: str
    rows: Level
    columns: Level = ALL


@dataclass(frozen=True)
class TableSpec:
    """Counts of one kind in a month or in a quarter's three; finest step first.

    The table's caption is this one and the name of the step that is shown.
    """

    name: str
    caption: str
    kind: str
    months: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class MonthsSpec:
    """The totals of one kind, of the months that end with the one published."""

    name: str
    caption: str
    kind: str
    months: int = 13


@dataclass(frozen=True)
class Rules:
    """How much must be left unsaid.

    Parameters
    ----------
    threshold, sensitive_threshold : int
        Counts from 1 to one below are hidden; the second for every cell that a sensitive type counts in.
    sensitive : frozenset of str
        Codes of the sensitive types.
    key : bytes
        The workspace's secret: breaks ties among equally good partners, and decides what is left out for cover.
    """

    threshold: int
    sensitive_threshold: int
    sensitive: frozenset[str]
    key: bytes = field(repr=False)

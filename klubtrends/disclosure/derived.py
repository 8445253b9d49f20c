"""What may be worked out from a protected table: percentages, comparisons and orders.

Each is a function of what the table shows, and says nothing where that is hidden: whoever reads the table could have
worked it out.
"""

from __future__ import annotations

from klubtrends.danish import TOTAL, say
from klubtrends.disclosure.protected import ProtectedTable, Role, Row

LEAST_TOTAL = 20  # of which a percentage means something
LEAST_COMPARED = 5
_NEAR = 10  # a tenth off counts as about the same


def percentage(table: ProtectedTable, row: str, column: str = TOTAL, *, least: int = LEAST_TOTAL) -> int | None:
    """Give a row's share of its column's total in whole per cent.

    Parameters
    ----------
    table : ProtectedTable
    row, column : str
        Labels.
    least : int
        The smallest total of which a percentage is given.

    Returns
    -------
    int or None
        0 to 100, halves rounded up; None where the count or the total is hidden, or the total too small or none.

    Raises
    ------
    KeyError
        If the table has no such row or column.
    """
    count = table.value(row, column)
    whole = table.value(TOTAL, column) if TOTAL in [line.label for line in table.rows] else None
    if count is None or whole is None or whole < max(least, 1):
        return None
    return (200 * count + whole) // (2 * whole)


def comparison(
    table: ProtectedTable, one: str, other: str, column: str = TOTAL, *, least: int = LEAST_COMPARED
) -> str:
    """Say in Danish how two rows' counts compare: the same, twice or half as many, more or fewer.

    Nothing where either is hidden or below `least`. Within a tenth is "omtrent" or "cirka". Raises KeyError as
    `percentage` does.
    """
    first, second = table.value(one, column), table.value(other, column)
    if first is None or second is None or min(first, second) < max(least, 1):
        return ""
    return say(_relation(first, second), one=one, other=other)


def _relation(one: int, other: int) -> str:
    """Name the sentence that fits two counts above 0."""
    for exact, near, left, right in (
        ("compare_same", "compare_nearly_same", one, other),
        ("compare_double", "compare_nearly_double", one, 2 * other),
        ("compare_half", "compare_nearly_half", 2 * one, other),
    ):
        if left == right:
            return exact
        if _NEAR * abs(left - right) <= right:
            return near
    return "compare_more" if one > other else "compare_fewer"


def ranked(table: ProtectedTable, role: Role = "leaf", column: str = TOTAL) -> tuple[Row, ...]:
    """Order a table's lines of one role by what is shown, the largest first, equals and hidden ones as in the table.

    Hidden ones come last. Raises KeyError if the table has no such column.
    """
    lines = [row for row in table.rows if row.role == role]
    counts = {row: table.value(row.label, column) for row in lines}
    shown = [row for row in lines if counts[row] is not None]
    return (*sorted(shown, key=lambda row: -(counts[row] or 0)), *(row for row in lines if counts[row] is None))

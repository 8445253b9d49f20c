"""Every whole-number table there is, tried one by one: the slow, obvious twin of an attacker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import combinations_with_replacement

import numpy as np

from benchmarks.attacker import Truth


@cache
def every_table(size: int, most: int) -> np.ndarray:
    """List all tables of so many counts that add up to at most `most`."""
    sums = combinations_with_replacement(range(size + 1), most)
    chosen = np.array(list(sums), dtype=np.int8)
    return np.stack([(chosen == at).sum(axis=1, dtype=np.int8) for at in range(size)], axis=1)


def possible_tables(truth: Truth, releases: Iterable, most: int) -> np.ndarray:
    """Keep the tables, of at most `most` incidents a month, that agree with everything that was told.

    Months are tried alone before they are tried together.
    """
    releases, size = list(releases), truth.own[0, 0].size
    known = np.zeros((1, 0), dtype=np.int8)
    for at in range(len(truth.months)):
        own = np.zeros(truth.own[0].size, dtype=bool)
        own[at * size : (at + 1) * size] = True
        tables = every_table(size, most)
        for row in releases:
            mask = truth.mask(row.cell)
            if not mask[~own].any():
                tables = _agreeing(tables, mask[own], row)
        known = np.hstack([known.repeat(len(tables), axis=0), np.tile(tables, (len(known), 1))])
    for row in releases:
        known = _agreeing(known, truth.mask(row.cell), row)
    return known


def _agreeing(tables: np.ndarray, mask: np.ndarray, row: object) -> np.ndarray:
    sums = tables[:, mask].sum(axis=1)
    if row.value is not None:
        return tables[sums == row.value]
    return tables[sums >= row.floor]


def learnt(
    truth: Truth, releases: Sequence, finer: Sequence, threshold: Callable, most: int
) -> set[tuple[str, object, int | None]]:
    """Name what can be learnt: (what, cell, department), as `benchmarks.attacker` does."""
    tables, own = possible_tables(truth, releases, most), truth.own.reshape(len(truth.own), -1)
    announced = possible_tables(truth, [row for row in releases if row.value is None], most)
    hidden = {row.cell for row in releases if row.value is None and not row.floor}
    found: set[tuple[str, object, int | None]] = set()
    for cell in {*hidden, *finer}:
        mask, limit = truth.mask(cell), threshold(cell)
        count, sums = int(own.sum(axis=0) @ mask), tables[:, mask].sum(axis=1)
        floor = announced[:, mask].sum(axis=1).min()
        if 0 < count < limit and (sums.min() > floor or sums.max() < limit):
            found.add(("narrow", cell, None))
        if cell in hidden and sums.min() == sums.max():
            found.add(("exact", cell, None))
        for department, mine in enumerate(own if cell in hidden else ()):
            left = sums[(tables >= mine).all(axis=1)]
            if left.min() == left.max():
                found.add(("insider", cell, department))
    return found

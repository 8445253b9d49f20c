"""What counts as a witness: only a table that is possible by all that is public, in whole numbers."""

import numpy as np
import pytest
from every_table import stated, sums

from klubtrends.disclosure.witnesses import Goal, Witnesses

LARGE = Goal(0, (3,))


def met(table, **known) -> bool:
    """Tell whether a table shows that the first of four counts can be 3, if all are hidden."""
    asked = stated([[1, 2, 2, 5]], sums(2, 2), **known)
    witnesses = Witnesses(asked, np.zeros(9, dtype=np.int64))
    witnesses.add(np.array(table))
    return witnesses.met(LARGE, np.ones(9, dtype=bool))


def test_a_table_that_agrees_with_all_that_is_public_is_a_witness():
    """The first row's sum is known, and so is that the last count is not zero."""
    assert met([3, 0, 9, 1], fixed=[4], floors=[3])


@pytest.mark.parametrize("table", [[3, 1, 9, 1], [4, -1, 9, 1], [3, 0, 9, 0]])
def test_no_other_table_is(table):
    """It breaks the sum, has a count below zero, or has none where some were announced."""
    assert not met(table, fixed=[4], floors=[3])


def test_a_witness_holds_where_all_in_which_it_differs_is_hidden():
    """A shown cell that would be another rules it out."""
    asked = stated([[1, 2, 2, 5]], sums(2, 2))
    witnesses = Witnesses(asked, np.zeros(9, dtype=np.int64))
    witnesses.add(np.array([3, 0, 0, 7]))
    inner = np.arange(9) < 4

    assert witnesses.met(LARGE, inner)
    assert not witnesses.met(LARGE, inner & (np.arange(9) != 1))


def test_departments_that_know_less_than_another_are_not_asked():
    """Whoever has no more in any count can exclude no more."""
    asked = stated([[1, 0, 0, 2], [1, 1, 0, 2], [0, 0, 3, 0]], sums(2, 2))

    lowers = Witnesses(asked, np.zeros(9, dtype=np.int64)).lowers

    assert sorted(lowers[1:-1].tolist()) == [[0, 0, 3, 0], [1, 1, 0, 2]]
    assert lowers[[0, -1]].tolist() == [[0, 0, 0, 0], [1, 1, 3, 2]]

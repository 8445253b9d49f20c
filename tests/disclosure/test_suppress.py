"""The promises of `suppress`, held against every whole-number table there is."""

import numpy as np
from every_table import EveryTable
from hypothesis import given, settings
from hypothesis import strategies as st

from klubtrends.disclosure.suppress import Problem, suppress

THRESHOLD = 3
# two types (rows) by two halves (columns): four inner cells, two row sums, two column sums, the total
MASKS = np.array([
    [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1],
    [1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 1, 1],
])  # fmt: skip
MOST = (
    12  # incidents in a drawn table: then no consistent table has a larger cell, unless its sums are all hidden
)


def problem(own, *, named=9, fixed=(), floors=(), hidden_before=()) -> Problem:
    """State a two by two table; `fixed`, `floors` and `hidden_before` name cells by number."""
    own = np.array(own)
    return Problem(
        truth=own.sum(axis=0),
        own=own,
        masks=MASKS,
        named=named,
        thresholds=np.full(9, THRESHOLD),
        costs=np.array([10, 11, 12, 13, 20, 21, 22, 23, 40])[:named],
        fixed=MASKS[list(fixed)],
        floors=MASKS[list(floors)],
        floor_values=np.ones(len(floors), dtype=int),
        hidden_before=np.isin(np.arange(named), hidden_before),
        guarded=np.zeros(9, dtype=bool),
    )


def check(asked: Problem, hidden) -> None:
    """Hold an answer against its promises."""
    assert EveryTable(asked, MOST).broken(hidden) == []


few = st.sampled_from([0, 0, 1, 1, 2, 3])
departments = st.lists(st.lists(few, min_size=4, max_size=4), min_size=1, max_size=3)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(departments)
def test_no_small_table_gives_anything_away(own):
    """Every promise, against brute force."""
    if np.sum(own) <= MOST:
        asked = problem(own)
        hidden = suppress(asked)
        assert hidden is not None
        check(asked, hidden)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(departments, st.sets(st.integers(0, 8), max_size=2), st.sets(st.integers(0, 8), max_size=2))
def test_what_was_published_before_is_held_too(own, fixed, hidden_before):
    """With equations and hidden cells from before there is a safe answer, or none is given."""
    if np.sum(own) <= MOST:
        asked = problem(own, fixed=fixed, hidden_before=list(hidden_before - fixed))
        hidden = suppress(asked)
        if hidden is not None:
            assert hidden[list(hidden_before - fixed)].all()
            assert not hidden[list(fixed)].any()
            check(asked, hidden)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(departments, st.integers(0, 3))
def test_an_announced_floor_is_known_to_all(own, floor):
    """A cell with a floor need not be able to be zero, and what follows for others is seen."""
    truth = np.sum(own, axis=0)
    if truth.sum() <= MOST and truth[floor] >= 1:
        asked = problem(own, floors=[floor])
        hidden = suppress(asked)
        assert hidden is not None
        check(asked, hidden)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(departments)
def test_cells_below_the_tables_are_in_doubt_too(own):
    """Where only sums are shown, no inner small count can be worked out."""
    if np.sum(own) <= MOST:
        flipped = problem(own)
        asked = Problem(**{**flipped.__dict__, "masks": MASKS[::-1].copy(), "named": 5,
                           "costs": np.arange(5, 0, -1) * 10, "hidden_before": np.zeros(5, dtype=bool)})  # fmt: skip
        hidden = suppress(asked)
        assert hidden is not None
        check(asked, hidden)


def test_a_department_that_has_all_of_a_line_learns_nothing_of_the_others():
    """Both small cells are one department's: hiding just the two would tell it that nobody else had any."""
    asked = problem([[2, 2, 0, 0], [0, 0, 4, 4], [0, 0, 4, 4]])

    hidden = suppress(asked)

    assert hidden is not None
    assert hidden.sum() > 2
    check(asked, hidden)


def test_a_count_of_exactly_two_departments_is_hidden():
    """Either could subtract its own."""
    asked = problem([[6, 0, 0, 0], [1, 0, 0, 0], [0, 5, 5, 5], [0, 5, 5, 5], [0, 5, 5, 5]])

    assert asked.primaries().tolist() == [True] + [False] * 8


def test_nothing_is_hidden_where_nothing_is_small():
    """Zeros and large counts are shown."""
    assert not suppress(problem([[3, 0, 3, 3]] * 4)).any()


def test_no_answer_is_given_where_the_past_leaves_no_doubt():
    """A row and its sum are public: the cell beside it cannot be saved."""
    asked = problem([[2, 4, 9, 9]] * 1, fixed=[1, 4])

    assert suppress(asked) is None


def test_a_small_count_among_zeros_is_not_hidden_alone():
    """Were it zero, nothing would have been hidden."""
    lonely = problem([[1, 0, 0, 0], [1, 0, 0, 0], [0] * 4])

    hidden = suppress(lonely)

    assert hidden[1:4].any()
    check(lonely, hidden)

"""EARS: worked by hand, and where its standard deviation is nothing. Against R: test_farrington.py."""

import numpy as np
import pytest

from klubtrends.analysis.outbreaks import Status, ears


def test_c1_by_hand():
    """Mean 3, standard deviation 1.2910, z(.999) 3.0902."""
    found = ears([3, 1, 2, 4, 4, 5, 2, 9])

    assert found.expected[0] == pytest.approx(3)
    assert found.upperbound[0] == pytest.approx(3 + 3.090232 * np.sqrt(2))
    assert found.alarm[0]


def test_c2_leaves_two_weeks_between():
    """An outbreak that begins does not raise its own bound."""
    counts = [3, 1, 2, 4, 4, 5, 2, 20, 20, 20]

    assert ears(counts, method="C2").upperbound[0] == pytest.approx(ears(counts[:8]).upperbound[0])


def test_a_batch_is_its_series_one_by_one():
    """And its weeks."""
    counts = np.random.default_rng(1).poisson(1, (20, 40)).astype(float)
    counts[3, 20] = np.nan
    for method in ("C1", "C2", "C3"):
        together = ears(counts, evaluate=range(40), method=method)
        for row, series in enumerate(counts):
            for week in (5, 11, 25, 39):
                alone = ears(series, evaluate=[week], method=method)
                np.testing.assert_allclose(alone.upperbound[0], together.upperbound[row, week])
                assert alone.status[0] == together.status[row, week]


def test_after_equal_weeks_one_case_more_is_no_alarm():
    """The standard deviation is 0, so R raises an alarm at any; the default tests exactly."""
    counts = [0, 0, 0, 0, 0, 0, 0, 1]
    many = [0, 0, 0, 0, 0, 0, 0, 6]

    assert ears(counts, compatible=True).alarm[0]
    assert not ears(counts).alarm[0]
    assert ears(counts).status[0] == Status.EXACT
    assert ears(many).alarm[0]
    assert ears(many).pvalue[0] == pytest.approx(8.0**-6)


def test_too_little_history_and_missing_weeks_are_said():
    """C3 needs the two weeks before to have their baselines too."""
    counts = [1, 2, 0, 3, 1, 2, 1, 0, 2, 1, 3, 2]

    found = ears(counts, method="C3", evaluate=[10, 11])
    assert [Status(code).name for code in found.status] == ["TOO_SHORT", "FITTED"]
    assert ears([1, 2, np.nan, 3, 1, 2, 1, 5]).status[0] == Status.MISSING
    assert not ears([1, 2, np.nan, 3, 1, 2, 1, 5]).alarm[0]


@pytest.mark.parametrize(
    "options", [{"method": "C4"}, {"baseline": 1}, {"min_sigma": -1}, {"alpha": 1}, {"evaluate": [9]}]
)
def test_bad_input_is_refused(options):
    """Never a silent number."""
    with pytest.raises(ValueError, match="must"):
        ears([1, 2, 3, 4, 5, 6, 7, 8], **options)

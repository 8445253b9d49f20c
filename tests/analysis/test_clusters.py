"""Several departments at once: against every set there is, and against chance."""

from itertools import combinations

import numpy as np
import pytest

from klubtrends.analysis.clusters import LONGEST, clusters

RATES = np.random.default_rng(0).dirichlet(np.ones(18))


def slow_best(counts, exposures):
    """Try every window and every set of two departments or more that have cases in it."""
    total, best = counts.sum(), (0.0, 0, ())
    for weeks in range(1, LONGEST + 1):
        inside = counts[:, -weeks:].sum(axis=1)
        expected = counts.sum(axis=1) * exposures[:, -weeks:].sum(axis=1) / exposures.sum(axis=1)
        for size in range(2, len(counts) + 1):
            for rows in map(list, combinations(np.flatnonzero(inside), size)):
                count, mean = inside[rows].sum(), expected[rows].sum()
                if count > mean:
                    rest = total - count
                    score = count * np.log(count / mean)
                    score += rest * np.log(rest / (total - mean)) if rest else 0.0
                    best = max(best, (score, weeks, tuple(map(int, rows))))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_strongest_set_is_the_best_of_all_sets(seed):
    """Ranking finds what trying all of them finds."""
    rng = np.random.default_rng(seed)
    counts, exposures = rng.poisson(0.3, (6, 20)), rng.uniform(0.5, 2, (6, 20))
    found, (_, weeks, rows) = clusters(counts, exposures), slow_best(counts, exposures)

    assert (found.weeks, found.departments) == (weeks, rows)
    assert found.count == counts[list(rows), -weeks:].sum()


@pytest.mark.parametrize("total", [0.3, 2.0])
def test_chance_alarms_no_more_often_than_it_says(total):
    """Of 150 quiet situations, at most a tenth and a bit have a p-value of a tenth."""
    rng = np.random.default_rng(1)
    p_values = [clusters(rng.poisson(RATES[:, None] * total, (18, 60))).p_value for _ in range(150)]

    assert np.mean(np.array(p_values) <= 0.1) <= 0.15


def test_two_cases_in_each_of_three_silent_departments_stand_out():
    """They have never had any, the others have some every week."""
    counts = np.random.default_rng(2).poisson(RATES[:, None] * 2, (18, 100))
    counts[[3, 8, 11]] = 0
    counts[[3, 8, 11], -2:] = 1
    found = clusters(counts)

    assert {3, 8, 11} <= set(found.departments)
    assert found.p_value <= 0.01


def test_a_rise_in_all_departments_is_seen():
    """That weeks of cases are not exchanged between departments keeps what they share."""
    counts = np.zeros((18, 60), dtype=int)
    counts[np.arange(18), np.arange(18) * 2] = 1
    counts[:, -1] = 1

    assert clusters(counts).p_value == 0.001


def test_one_department_alone_is_no_cluster():
    """However many cases it has."""
    counts = np.zeros((5, 40), dtype=int)
    counts[2, -1] = 50

    assert clusters(counts).status == "quiet"
    assert clusters(counts).p_value == 1


def test_fewer_reports_make_the_same_cases_more_remarkable():
    """A department that was hardly ever open is expected to have little: exposure counts, not weeks."""
    counts, exposures = np.ones((4, 30), dtype=int), np.ones((4, 30))
    counts[:2, 26:] = 2
    lower = exposures.copy()
    lower[:2, 26:] = 0.2

    assert clusters(counts, lower).p_value < clusters(counts, exposures).p_value


def test_closed_weeks_are_no_zeros():
    """Years before a department opened change nothing."""
    rng = np.random.default_rng(3)
    counts = rng.poisson(0.4, (4, 30))
    before = np.zeros((4, 50))

    long = clusters(np.column_stack([before, counts]), np.column_stack([before, np.ones((4, 30))]))
    assert long == clusters(counts)


def test_the_same_seed_gives_the_same_answer():
    """And another seed nearly the same."""
    counts = np.random.default_rng(4).poisson(0.2, (18, 50))

    assert clusters(counts) == clusters(counts, seed=0)
    assert clusters(counts, seed=1).p_value == pytest.approx(clusters(counts).p_value, abs=0.06)


@pytest.mark.parametrize("weeks", [0, 1, 11])
def test_a_short_history_says_that_it_is_too_early(weeks):
    """Under twelve weeks nothing is claimed."""
    assert clusters(np.ones((3, weeks))).status == "too early"


@pytest.mark.parametrize("wrong", [-1, 0.5, np.nan, np.inf])
def test_what_is_no_count_is_refused(wrong):
    """Negative, fractional, missing, infinite."""
    counts = np.zeros((3, 20))
    counts[1, 1] = wrong

    with pytest.raises(ValueError, match="whole numbers"):
        clusters(counts)


@pytest.mark.parametrize("wrong", [-1, np.nan, np.inf, 0])
def test_what_is_no_exposure_is_refused(wrong):
    """Negative, missing, infinite, or none where there is a case."""
    exposures = np.ones((3, 20))
    exposures[1, 1] = wrong

    with pytest.raises(ValueError, match="exposures must be"):
        clusters(np.ones((3, 20)), exposures)


@pytest.mark.parametrize("shape", [(20,), (3, 20, 1)])
def test_what_is_no_table_is_refused(shape):
    """One department has its own detectors."""
    with pytest.raises(ValueError, match="departments by weeks"):
        clusters(np.ones(shape))
    with pytest.raises(ValueError, match="same shape"):
        clusters(np.ones((3, 20)), np.ones((3, 19)))

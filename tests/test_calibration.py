"""What the calibration measures is what the kit does, and what its document says was measured."""

import math
import re

import numpy as np
import pytest

from benchmarks import calibrated, calibrating, kept
from benchmarks.calibrating import OWN, SETS, Mean, mean
from benchmarks.detectors import PREDICTIVE, tails
from benchmarks.scenarios import (
    MEANS,
    Published,
    Scenario,
    negative_binomial,
    network,
    outbreaks,
    published,
    scenarios,
)
from klubtrends.analysis.outbreaks import overdispersion, predictive
from klubtrends.analysis.watch import FALSE_DISCOVERIES, LEAST_CASES, LEAST_WEEKS, MOST_WEEKS


def test_the_scenarios_that_are_asked_for_are_those_that_there_are():
    """Networks like ours, and the published 42."""
    assert sorted(SETS["predictive"][0]) == sorted(SETS["weekly"][0]) == sorted(one.name for one in scenarios())
    assert set(SETS["several"][0]) < set(SETS["predictive"][0])
    assert SETS["published"][0] == [one.name for one in published()]
    assert len(SETS["published"][0]) == 42


def test_the_many_tails_at_once_are_those_of_the_library():
    """The same prior, the same spread, the same exact tail."""
    rng = np.random.default_rng(1)
    past, units = rng.poisson(2, (30, 12)), rng.uniform(5, 18, (30, 12))
    now, unit = rng.poisson(4, (30, 1)), rng.uniform(5, 18, (30, 1))
    found = tails(now, unit, past, units)

    for row in range(30):
        spread = overdispersion(past[row], units[row])
        one = predictive(int(now[row, 0]), float(unit[row, 0]), past[row], units[row], spread=spread)
        assert found[row, 0] == pytest.approx(one.p_value, rel=1e-9)


def test_the_watch_is_what_was_calibrated():
    """Its method, its three years, its five cases, its five per cent, its eight weeks."""
    assert (MOST_WEEKS, LEAST_CASES, FALSE_DISCOVERIES, LEAST_WEEKS) == (156, 5, 0.05, 8)
    assert OWN in PREDICTIVE
    assert "3 years" in OWN


def test_invented_counts_have_the_mean_and_the_spread_that_they_should():
    """Of the networks, and of a published scenario."""
    rng = np.random.default_rng(2)
    drawn = negative_binomial(rng, np.full(200_000, 3.0), 1.5)
    assert drawn.mean() == pytest.approx(3, rel=0.02)
    assert drawn.var() / drawn.mean() == pytest.approx(1.5, rel=0.03)
    counts = Published(1, 0, 0).counts(300, rng)
    assert counts.mean() == pytest.approx(math.exp(0.1), rel=0.02)


def test_an_outbreak_is_as_large_as_it_says_and_nothing_else_changes():
    """Its cases lie in the month, in its type, by department and all together."""
    rng = np.random.default_rng(3)
    quiet = network(Scenario(52), "2026-05", 20, rng)
    planted = outbreaks(quiet, 7, rng)
    ill = quiet.of(planted.types, planted.cases)

    assert quiet.counts.shape == (20, len(MEANS), 52 + quiet.month)
    more = ill.counts[:, 0] - quiet.counts[np.arange(20), planted.types]
    assert (more.sum(axis=1) == 7).all()
    assert (more[:, : -quiet.month] == 0).all()
    assert (ill.places[:, 0].sum(axis=2) == ill.counts[:, 0, -52:]).all()


def test_a_difference_has_the_errors_of_both():
    """And a mean of scenarios that of all."""
    rows = [{"methods": {"a": {"false": [x, 0.3, 9]}}} for x in (1.0, 3.0)]
    assert mean(rows, "a", "false") == Mean(2.0, pytest.approx(0.3 / math.sqrt(2)))
    assert (Mean(2, 0.3) - Mean(1, 0.4)).errors == pytest.approx(2)


def test_the_document_has_a_place_for_each_table_and_each_is_filled(monkeypatch):
    """No table is told that has no place, and no place is left empty."""
    names = set(re.findall(r"<!-- ([\w-]+) -->\n\|", calibrated.PAGE.read_text("utf-8")))
    monkeypatch.setattr(calibrated, "_table", lambda head, lines: [])
    assert set(calibrated.told([])) == names


def test_the_picture_is_light_and_says_what_it_shows():
    """A title, a description in Danish, ten dots a figure, no more than 20 kB."""
    drawn = calibrated.PICTURE.read_text("utf-8")
    assert len(drawn) < 20_000
    assert drawn.count("<circle") == 3 * 4 * 10 + 2
    assert "<title>Så ofte" in drawn


def test_each_family_is_measured_again_only_for_what_it_depends_on():
    """The scan of departments does not wait for Farrington."""
    digests = {
        name: kept.Kept("calibrate", "", (*calibrating.BASE, *own)).digest() for name, (_, own) in SETS.items()
    }
    assert digests["weekly"] == digests["published"]
    assert len(set(digests.values())) == 4

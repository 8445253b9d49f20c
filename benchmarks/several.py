"""Several departments at once, on many series."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.detectors import LEVEL, NOTHING, Detector, Evidence, View
from klubtrends.analysis.clusters import clusters


def scan(view: View) -> Evidence:
    """Ask `clusters` at the month's end; a department with a case is taken to have reported."""
    places = view.networks.places.reshape(-1, *view.networks.places.shape[2:])
    recent = places.shape[1]
    part = (view.exposures / np.maximum(view.networks.reporting, 1))[:, -recent:, None]
    units = np.where(view.each(view.networks.reported) | (places > 0), view.each(part), 0.0)
    each = enumerate(zip(places, units, strict=True))
    chance = np.array([clusters(one.T, unit.T, seed=number).p_value for number, (one, unit) in each])
    return _at_the_end(-np.log10(chance), chance <= LEVEL, view)


def rule(view: View, fewest: int) -> Evidence:
    """Count the departments that had a case in the same two weeks, the most of the month."""
    places = view.networks.places.reshape(-1, *view.networks.places.shape[2:])
    month = view.networks.month
    pairs = (places[:, -month:] + places[:, -month - 1 : -1]) > 0
    most = pairs.sum(axis=2)
    return Evidence(np.where(most > 0, most.astype(float), NOTHING), most >= fewest)


def _at_the_end(score: np.ndarray, alarm: np.ndarray, view: View) -> Evidence:
    weeks = np.full((len(score), view.networks.month), NOTHING)
    weeks[:, -1] = score
    return Evidence(weeks, (weeks > NOTHING) & alarm[:, None])


SEVERAL: Mapping[str, Detector] = {
    "Scan of departments (clusters)": scan,
    "2 departments in 14 days": lambda view: rule(view, 2),
    "3 departments in 14 days": lambda view: rule(view, 3),
    "4 departments in 14 days": lambda view: rule(view, 4),
}

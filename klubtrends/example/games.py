"""Invented stores and games: ratings of the app sheets' apps, and how many play what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from klubtrends.example.names import BEGINNINGS
from klubtrends.example.plan import Plan
from klubtrends.reference.rows import AppSheet

GAMES = 14  # in each list
FIRST_GAME = 9_990_000_001  # far above the numbers that were given out
WANDER = 0.08  # of log players, from week to week


@dataclass(frozen=True)
class Rated:
    """What the store says of one app in one week."""

    app_id: str
    name: str
    count: int
    stars: float


@dataclass(frozen=True)
class Played:
    """One game and how many play it."""

    game_id: int
    name: str
    players: int


def simulate_ratings(
    plan: Plan, sheets: Sequence[AppSheet], weeks: Sequence[dt.datetime]
) -> Mapping[dt.datetime, Sequence[Rated]]:
    """Draw how ratings grow from day to day; one app's fall back for a week, as they do in the store."""
    rng = plan.rng("ratings")
    apps = [(sheet.app_store_id, sheet.name) for sheet in sheets if sheet.app_store_id]
    counts, stars = rng.integers(800, 400_000, len(apps)), rng.uniform(3.6, 4.8, len(apps)).round(5)
    slip = int(rng.integers(len(weeks))), int(rng.integers(len(apps)))
    rated = {}
    before = weeks[0] - dt.timedelta(weeks=1)
    for number, at in enumerate(weeks):
        counts, before = counts + rng.poisson(counts / 400 * ((at - before) / dt.timedelta(weeks=1))), at
        told = [int(count) // (300 if (number, place) == slip else 1) for place, count in enumerate(counts)]
        rated[at] = [
            Rated(*app, count, float(star)) for app, count, star in zip(apps, told, stars, strict=True)
        ]
    return rated


def simulate_games(
    plan: Plan, stream: str, weeks: Sequence[dt.datetime]
) -> Mapping[dt.datetime, Sequence[Played]]:
    """Draw how many play each game, the most played first."""
    rng = plan.rng(stream)
    names = [f"{beginning}verden (opdigtet)" for beginning in BEGINNINGS[:GAMES]]
    level = np.log(rng.uniform(5_000, 900_000, len(names)))
    played = {}
    for at in weeks:
        level = level + rng.normal(scale=WANDER, size=len(names))
        games = [
            Played(FIRST_GAME + number, name, int(np.exp(height)))
            for number, (name, height) in enumerate(zip(names, level, strict=True))
        ]
        played[at] = sorted(games, key=lambda game: -game.players)
    return played

"""Invented attention: daily views of articles, and a week's headlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from klubtrends.example.plan import TALK_TIMES, Plan
from klubtrends.sources import Feed

FEEDS = (
    Feed("Eksempelavisen (opdigtet)", "https://avisen.example/rss"),
    Feed("Eksempelradioen (opdigtet)", "https://radioen.example/rss"),
)
NEWS_DAYS = 90  # how long archived feeds are kept
ITEMS_A_WEEK = 3
HEADLINES = (
    "Klub åbner værksted, hvor børn bygger deres egne spil",
    "Forældre og børn skriver fælles aftale om gruppechats",
    "Sådan taler du med dit barn om billeder",
    "Ny undersøgelse spørger børn om deres søvn",
    "Elever lærer yngre elever god tone på nettet",
    "Bibliotek låner spil ud til hele familien",
    "Falske beskeder om gratis spilvaluta er tilbage",
    "Ungdomsråd vil have flere voksne med på nettet",
    "Klubber prøver telefonfri eftermiddag",
    "Børn: Vi vil gerne spørges, før voksne deler",
)
WEEKEND = 1.25  # views on Saturdays and Sundays, of other days'
MEMORY = 0.98
WANDER = 0.15


def simulate_views(plan: Plan, titles: Sequence[str], first: dt.date) -> Mapping[str, Mapping[dt.date, int]]:
    """Draw each article's views from a first day until the example's own."""
    rng = plan.rng("attention")
    days = [first + dt.timedelta(days=n) for n in range((plan.now.date() - first).days)]
    weekend = np.where([day.isoweekday() > 5 for day in days], WEEKEND, 1.0)
    talk = np.where([day >= plan.talked_from for day in days], TALK_TIMES, 1.0)
    return {
        title: dict(zip(days, _series(rng, weekend * talk if title == plan.talked else weekend), strict=True))
        for title in titles
    }


def _series(rng: np.random.Generator, rhythm: np.ndarray) -> list[int]:
    """Let a level wander in its logarithm, and count Poisson around it."""
    level, drift = np.log(rng.uniform(20, 300)), 0.0
    noise = rng.normal(scale=WANDER * np.sqrt(1 - MEMORY**2), size=len(rhythm))
    drifts = []
    for step in noise:
        drift = MEMORY * drift + step
        drifts.append(drift)
    counts: list[int] = rng.poisson(np.exp(level + np.array(drifts)) * rhythm).tolist()
    return counts


def simulate_news(
    plan: Plan, weeks: Sequence[dt.datetime]
) -> Mapping[dt.datetime, Mapping[Feed, list[tuple[dt.datetime, str]]]]:
    """Draw the headlines that each feed holds at each time it is fetched, newest first."""
    rng = plan.rng("news")
    return {at: {feed: _headlines(rng, at) for feed in FEEDS} for at in weeks}


def _headlines(rng: np.random.Generator, at: dt.datetime) -> list[tuple[dt.datetime, str]]:
    chosen = rng.choice(len(HEADLINES), size=ITEMS_A_WEEK, replace=False)
    hours = np.sort(rng.integers(1, 7 * 24, size=ITEMS_A_WEEK))
    return [
        (at - dt.timedelta(hours=int(hour)), HEADLINES[number])
        for hour, number in zip(hours, chosen, strict=True)
    ]

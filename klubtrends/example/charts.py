"""Invented charts: each app's log strength wanders and is drawn back, and a rank is the order of strengths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from klubtrends.example.names import FREE_APPS, PAID_APPS, App
from klubtrends.example.plan import Path, Plan, month_share

LENGTH = 100
ZIPF = 0.9  # how steeply strength falls with an app's usual place
MEMORY = 0.97  # of a day for the day before
WANDER = 0.25  # standard deviation of log strength around its usual value
Ranked = Mapping[str, Sequence[App]]  # chart -> apps, best first


def simulate_charts(plan: Plan) -> dict[dt.date, Ranked]:
    """Draw the charts of every day on which they were fetched."""
    rng = plan.rng("charts")
    days = plan.chart_days
    free = _orders(rng, [app for app in FREE_APPS if app not in (plan.rising.app, plan.falling.app)], days)
    paid = _orders(rng, PAID_APPS, days)
    planted = {path: _ranks(rng, path, plan.until, days) for path in (plan.rising, plan.falling, plan.newcomer)}
    charts = {}
    for number, day in enumerate(days):
        ranks = {path.app: int(rank[number]) for path, rank in planted.items()}
        charts[day] = _charts(_insert(free[number], ranks), paid[number])
    return charts


def _orders(rng: np.random.Generator, apps: Sequence[App], days: Sequence[dt.date]) -> list[list[App]]:
    """Order apps by strength, day by day; days in a gap pass unseen."""
    usual = rng.permutation(-ZIPF * np.log(np.arange(1, len(apps) + 1)))
    drift = rng.normal(scale=WANDER, size=len(apps))
    orders, before = [], days[0]
    for day in days:
        kept = MEMORY ** (day - before).days
        drift = kept * drift + rng.normal(scale=WANDER * np.sqrt(1 - kept**2), size=len(apps))
        orders.append([apps[place] for place in np.argsort(-(usual + drift))])
        before = day
    return orders


def _ranks(rng: np.random.Generator, path: Path, month: str, days: Sequence[dt.date]) -> np.ndarray:
    """Move a planted app from its usual rank to its last along an S in log rank, with a little noise."""
    share = np.array([month_share(day, month) for day in days])
    moved = 1 / (1 + np.exp(-12 * (share - 0.5)))
    middle = np.log(path.before) + moved * np.log(path.after / path.before)
    ranks: np.ndarray = np.rint(np.exp(middle + rng.normal(scale=0.06, size=len(days)))).astype(int)
    return ranks


def _insert(order: list[App], ranks: Mapping[App, int]) -> list[App]:
    """Put the planted apps at their ranks; a shared rank goes to the first."""
    order = order.copy()
    for app, rank in sorted(ranks.items(), key=lambda item: item[1]):
        if rank <= LENGTH:
            order.insert(rank - 1, app)
    return order


def _charts(free: Sequence[App], paid: Sequence[App]) -> Ranked:
    genres = {genre: [app for app in free if app.genre == genre][:LENGTH] for genre in ("games", "social")}
    return {"free": free[:LENGTH], "paid": paid[:LENGTH]} | genres

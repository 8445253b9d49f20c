"""Trend research kit for the social media ambassadors of Danish youth clubs.

Importing this does no work: each name is fetched from its room when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klubtrends.collect import load
    from klubtrends.doctor import examine
    from klubtrends.errors import KlubtrendsError
    from klubtrends.publishing import Edition, prepare
    from klubtrends.publishing.arrivals import take_in
    from klubtrends.publishing.review import review
    from klubtrends.report.chart import Chart
    from klubtrends.scale import analyse
    from klubtrends.workspace import Workspace

__all__ = [
    "Chart",
    "Edition",
    "KlubtrendsError",
    "Workspace",
    "analyse",
    "examine",
    "load",
    "prepare",
    "review",
    "take_in",
]
__version__ = "0.1.0"

_ROOMS = {
    "Chart": "report.chart",
    "Edition": "publishing",
    "KlubtrendsError": "errors",
    "Workspace": "workspace",
    "analyse": "scale",
    "examine": "doctor",
    "load": "collect",
    "prepare": "publishing",
    "review": "publishing.review",
    "take_in": "publishing.arrivals",
}


def __getattr__(name: str) -> object:
    """Fetch a public name from its room."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"klubtrends.{_ROOMS[name]}"), name)

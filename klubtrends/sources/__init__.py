"""The public sources: one file each, found by listing this folder."""

from __future__ import annotations

import importlib
import pkgutil

from klubtrends.sources.source import Context, Feed, Request, Source

__all__ = ["Context", "Feed", "Request", "Source", "sources"]


def sources() -> dict[str, Source]:
    """Find every module here that has a `SOURCE`, by name in alphabetical order."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    found = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    return {source.name: source for source in sorted(found, key=lambda source: source.name)}

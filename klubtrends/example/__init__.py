"""A whole invented workspace from a seed: for a first look, for the notebooks' outputs, for tests."""

from klubtrends.example.build import build

__all__ = ["build"]

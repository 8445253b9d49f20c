"""Collecting public figures: one polite session, a write-once archive, tables that it can rebuild."""

from klubtrends.collect.archive import Archive, Exchange
from klubtrends.collect.fetch import Manners, Session
from klubtrends.collect.processed import load, rebuild
from klubtrends.collect.runs import SourceRun, collect

__all__ = ["Archive", "Exchange", "Manners", "Session", "SourceRun", "collect", "load", "rebuild"]

"""Collecting public figures: one polite session, a write-once archive, tables that it can rebuild."""

from klubtrends.collect.archive import Archive
from klubtrends.collect.fetch import Manners, Session
from klubtrends.collect.processed import load, rebuild
from klubtrends.collect.rounds import Progress, SourceRun
from klubtrends.collect.runs import collect
from klubtrends.collect.warc import Exchange

__all__ = ["Archive", "Exchange", "Manners", "Progress", "Session", "SourceRun", "collect", "load", "rebuild"]

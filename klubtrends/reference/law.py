"""How far a law has come, in a sentence that never says more than was seen."""

from __future__ import annotations

import datetime as dt

import polars as pl

from klubtrends.danish import LAW_STAGES, date, say
from klubtrends.reference.rows import Law

STALE_AFTER_DAYS = 60
# What Folketinget's own keys of a case's status say of its stage; that a law is in force, no status says.
PROPOSED = (19, 24, 25, 26, 28, 29, 31, 32, 33, 53, 55, 58, 60, 61, 66)
ADOPTED = (10, 11, 17, 34, 39, 41, 57, 59)
LAPSED = (3, 4, 9, 13, 16, 35, 37, 38, 48, 64)  # rejected, withdrawn or lapsed
STAGE_OF_STATUS = {
    status: stage
    for stage, statuses in (("proposal", PROPOSED), ("adopted", ADOPTED), ("lapsed", LAPSED))
    for status in statuses
}


def case_of(row: Law, cases: pl.DataFrame) -> pl.DataFrame:
    """Take the rows of the case that a law names, in the order of their changes; none if it names none."""
    named = pl.col("session").str.starts_with(row.session) & (pl.col("number") == row.case_number)
    return cases.filter(named if row.case else pl.lit(False)).sort("updated")


def suggested_stage(row: Law, cases: pl.DataFrame) -> str | None:
    """Name the stage that Folketinget's case has come to, where the table says another; nothing is changed by it.

    None where they go together, where the row names no case, or where the case's status says nothing of it.
    """
    statuses = case_of(row, cases)["status_id"]
    stage = STAGE_OF_STATUS.get(statuses[-1]) if len(statuses) else None
    agrees = stage == row.stage or (stage == "adopted" and row.stage == "in_force")
    return None if agrees else stage


def law_status(row: Law, today: dt.date, cases: pl.DataFrame | None = None) -> str:
    """Say where a law stands and when that was checked.

    "Gælder" is said only of what is in force, on this day, by an official text (`Law.proven`); whatever nobody
    has checked for more than 60 days, or has another stage in Folketinget (`cases`), is said to need it.
    """
    if cases is not None and suggested_stage(row, cases):
        return say("law_moved", stage=LAW_STAGES[row.stage])
    stale = (today - row.checked_on).days > STALE_AFTER_DAYS
    checked = date(row.checked_on)
    sentences = (
        _standing(row, today) if row.proven else _stage(row),
        say("law_uncertain") if row.confidence == "uncertain" else "",
        say("law_stale", day=checked) if stale else say("law_checked", day=checked),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _standing(row: Law, today: dt.date) -> str:
    if not row.stage_date:
        return say("law_now")
    day = date(row.stage_date)
    return say("law_from", day=day) if row.stage_date > today else say("law_since", day=day)


def _stage(row: Law) -> str:
    stage = LAW_STAGES[row.stage]
    if not row.stage_date:
        return say("law_stage", stage=stage)
    day = date(row.stage_date)
    return say("law_claimed", day=day) if row.stage == "in_force" else say("law_stage_of", stage=stage, day=day)

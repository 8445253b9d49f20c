"""How far a law has come, in a sentence that never says more than was seen."""

from __future__ import annotations

import datetime as dt

from klubtrends.danish import LAW_STAGES, date, say
from klubtrends.reference.rows import Law

STALE_AFTER_DAYS = 60


def law_status(row: Law, today: dt.date) -> str:
    """Say where a law stands and when that was checked.

    "Gælder" is said only of what is in force, on this day, by an official text (`Law.proven`); whatever nobody
    has checked for more than 60 days is said to need it.
    """
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

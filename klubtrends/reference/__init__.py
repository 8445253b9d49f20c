"""What the network keeps by hand: tables and the month's words, read, checked and chosen from."""

from klubtrends.reference.bundle import Reference, read_departments
from klubtrends.reference.calendar import coming, holiday_weeks, span_words
from klubtrends.reference.choose import (
    actions_of_month,
    app_caveat,
    app_of_month,
    features,
    figure_basis,
    figures_of_month,
    law_of_month,
    plan_steps,
    questions_of_month,
)
from klubtrends.reference.departments import write_departments
from klubtrends.reference.identity import app_ids
from klubtrends.reference.law import law_status, suggested_stage
from klubtrends.reference.words import Words, read_words, words_path, write_words

__all__ = [
    "Reference",
    "Words",
    "actions_of_month",
    "app_caveat",
    "app_ids",
    "app_of_month",
    "coming",
    "features",
    "figure_basis",
    "figures_of_month",
    "holiday_weeks",
    "law_of_month",
    "law_status",
    "plan_steps",
    "questions_of_month",
    "read_departments",
    "read_words",
    "span_words",
    "suggested_stage",
    "words_path",
    "write_departments",
    "write_words",
]

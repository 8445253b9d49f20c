"""What a briefing counts: its fixed tables with their hierarchies, in the words of the code lists."""

from __future__ import annotations

from dataclasses import replace

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.disclosure.specs import ALL, Level, MonthsSpec, Rules, Step, TableSpec
from klubtrends.incidents.codes import Codes
from klubtrends.periods import quarter_of
from klubtrends.workspace import Workspace

QUARTER = "_quarter"  # behind the name of a quarter's table


def table_specs(codes: Codes, month: str) -> tuple[TableSpec | MonthsSpec, ...]:
    """Declare the tables of a month's briefing, the finest step of each first; where a quarter ends, its own too.

    The quarter's tables are the month's, with `_quarter` behind their names.
    """
    series = MonthsSpec("months", say("table_months"), "negative")
    specs = _tables(codes, danish.month_name(month), (month,))
    quarter = quarter_of(month)
    if month == quarter[-1]:
        longer = _tables(codes, danish.quarter_name(month), quarter)
        specs += tuple(replace(spec, name=f"{spec.name}{QUARTER}") for spec in longer)
    return (*specs, series)


def _tables(codes: Codes, period: str, months: tuple[str, ...]) -> tuple[TableSpec, ...]:
    everything = Step(say("step_all"), ALL)
    kinds = {kind.code: kind.da for kind in codes.positive_types}
    wider = {kind.code: kind.group for kind in codes.positive_types}
    by_good = tuple(Step(say("step_good"), Level("slags", "type", labels)) for labels in (kinds, wider))
    negative, good = say("table_negative", period=period), say("table_good", period=period)
    return (
        TableSpec("types", negative, "negative", months, (*_type_steps(codes), everything)),
        TableSpec("ages", negative, "negative", months, (*_age_steps(codes), everything)),
        TableSpec("good", good, "positive", months, (*by_good, everything)),
    )


def _type_steps(codes: Codes) -> tuple[Step, ...]:
    """Split by type under its group, by theme, and by groups more and more joined."""
    heads = {kind.code: codes.groups[kind.group] for kind in codes.types}
    types = Level("type", "type", {kind.code: kind.da for kind in codes.types}, heads)
    themes = Level("tema", "type", {kind.code: kind.theme for kind in codes.types})
    by_group = (Step(say("step_groups"), level) for level in _areas(codes))
    return (Step(say("step_types"), types), Step(say("step_themes"), themes), *by_group)


def _age_steps(codes: Codes) -> tuple[Step, ...]:
    """Split by group and age half, then by age alone; unknown age joins the older half where it must."""
    halves = {band: codes.halves[half] for band, half in codes.half_of_age_band.items()}
    joined = {band: say("older_or_unknown") if half != "younger" else codes.halves[half]
              for band, half in codes.half_of_age_band.items()}  # fmt: skip
    ages = [Level("alder", "age_band", labels) for labels in (halves, joined)]
    both = (Step(say("step_groups_ages"), area, age) for age in ages for area in _areas(codes))
    return (*both, *(Step(say("step_ages"), ALL, age) for age in ages))


def _areas(codes: Codes) -> tuple[Level, ...]:
    """Split by group, by wide group, and by what is counted with a sensitive type and what is not."""
    return tuple(
        Level("område", "type", {kind.code: labels[kind.group] for kind in codes.types})
        for labels in (codes.groups, codes.wide, _two(codes))
    )


def rules(workspace: Workspace, codes: Codes) -> Rules:
    """Say how much must be left unsaid here."""
    return Rules(
        threshold=workspace.settings.threshold,
        sensitive_threshold=workspace.settings.sensitive_threshold,
        sensitive=codes.sensitive,
        key=workspace.secret(),
    )


def label_thresholds(workspace: Workspace, codes: Codes) -> dict[str, int]:
    """Give the labels whose cells take the higher threshold: the sensitive types and whatever they count in.

    The attack takes the mildest of a cell's labels, so an age is strict where its row is.
    """
    sensitive = {kind.code for kind in codes.types if kind.sensitive}
    levels = [step.rows for step in _type_steps(codes)]
    rows = {label for level in levels for code, label in level.labels.items() if code in sensitive}
    heads = {label for level in levels for code, label in level.heads.items() if code in sensitive}
    ages = {*codes.halves.values(), say("older_or_unknown")}
    strict = sorted(rows | heads | ages | {danish.TOTAL})
    return dict.fromkeys(strict, workspace.settings.sensitive_threshold)


def _two(codes: Codes) -> dict[str, str]:
    """Join all groups that are not counted with a sensitive type."""
    sensitive = {codes.wide[kind.group] for kind in codes.types if kind.sensitive}
    return {group: wide if wide in sensitive else say("all_the_rest") for group, wide in codes.wide.items()}

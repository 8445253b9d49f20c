"""What a briefing counts: its fixed tables with their hierarchies, in the words of the code lists."""

from __future__ import annotations

from collections.abc import Mapping

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.disclosure.specs import ALL, Level, MonthsSpec, Rules, Step, TableSpec
from klubtrends.incidents.codes import Codes
from klubtrends.workspace import Workspace


def table_specs(codes: Codes, month: str) -> tuple[TableSpec | MonthsSpec, ...]:
    """Declare the four tables of a month's briefing, the finest step of each first."""
    name = danish.month_name(month)
    types = Level("type", {kind.code: kind.da for kind in codes.types}, _by_type(codes, codes.groups))
    groups, wide = Level("område", _by_type(codes, codes.groups)), Level("område", _by_type(codes, codes.wide))
    two = Level("område", _by_type(codes, _two(codes)))
    halves = Level("alder", codes.halves)
    known = Level("alder", {**codes.halves, **dict.fromkeys(("older", "unknown"), say("older_or_unknown"))})
    good = [Level("slags", {kind.code: kind.da for kind in codes.positive_types})]
    good.append(Level("slags", {kind.code: kind.group for kind in codes.positive_types}))
    everything, by_group, by_both = Step(say("step_all"), ALL), say("step_groups"), say("step_groups_ages")
    by_kind = (Step(say("step_types"), types), *(Step(by_group, level) for level in (groups, wide, two)))
    by_age = tuple(Step(by_both, level, ages) for ages in (halves, known) for level in (groups, wide, two))
    ages_alone = tuple(Step(say("step_ages"), ALL, ages) for ages in (halves, known))
    return (
        TableSpec("types", say("table_types", month=name), "negative", (*by_kind, everything)),
        TableSpec("ages", say("table_ages", month=name), "negative", (*by_age, *ages_alone, everything)),
        MonthsSpec("months", say("table_months"), "negative"),
        TableSpec(
            "good",
            say("table_good", month=name),
            "positive",
            (*(Step(say("step_good"), level) for level in good), everything),
        ),
    )


def rules(workspace: Workspace, codes: Codes) -> Rules:
    """Say how much must be left unsaid here."""
    return Rules(
        threshold=workspace.settings.threshold,
        sensitive_threshold=workspace.settings.sensitive_threshold,
        sensitive=codes.sensitive,
        halves=codes.half_of_age_band,
        key=workspace.secret(),
    )


def label_thresholds(workspace: Workspace, codes: Codes) -> dict[str, int]:
    """Give the labels whose cells take the higher threshold: the sensitive types and whatever they count in.

    The attack takes the mildest of a cell's labels, so an age is strict where its row is.
    """
    sensitive = [kind for kind in codes.types if kind.sensitive]
    rows = {labels[kind.group] for kind in sensitive for labels in (codes.groups, codes.wide, _two(codes))}
    ages = {*codes.halves.values(), say("older_or_unknown")}
    labels = {kind.da for kind in sensitive} | rows | ages | {danish.TOTAL}
    return dict.fromkeys(sorted(labels), workspace.settings.sensitive_threshold)


def _by_type(codes: Codes, labels: Mapping[str, str]) -> dict[str, str]:
    """Give each type its group's label."""
    return {kind.code: labels[kind.group] for kind in codes.types}


def _two(codes: Codes) -> dict[str, str]:
    """Join all groups that are not counted with a sensitive type."""
    sensitive = {codes.wide[kind.group] for kind in codes.types if kind.sensitive}
    return {group: wide if wide in sensitive else say("all_the_rest") for group, wide in codes.wide.items()}

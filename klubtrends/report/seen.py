"""What is seen in the clubs: charts and sentences made of protected tables and protected signals alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from klubtrends import danish
from klubtrends.analysis.outbreaks import Band, expected_totals
from klubtrends.analysis.school import school_weeks
from klubtrends.danish import TOTAL, say
from klubtrends.disclosure.derived import comparison, percentage, ranked
from klubtrends.disclosure.protected import ProtectedTable
from klubtrends.periods import shift
from klubtrends.report.chart import Bar, Bars, Chart, Column, Columns, empty_chart
from klubtrends.report.origin import own_log

LARGEST_MOVE = 0.20  # of the reporting share, before two months are not compared


def coverage_line(reporting: Mapping[str, int], month: str, departments: int) -> str:
    """Say how many departments have reported, this month and the last."""
    facts = {
        "month": danish.month_name(month, year=False), "count": reporting.get(month, 0),
        "departments": departments, "before": reporting.get(shift(month, -1), 0),
        "earlier": danish.month_name(shift(month, -1), year=False),
    }  # fmt: skip
    return say("coverage" if shift(month, -1) in reporting else "coverage_first", **facts)


def comparable(reporting: Mapping[str, int], month: str, departments: int) -> bool:
    """Tell whether the reporting share moved so little since last month that the two may be compared.

    A first month has none before it to be unlike.
    """
    if not any(earlier < month for earlier in reporting):
        return True
    moved = abs(reporting.get(month, 0) - reporting.get(shift(month, -1), 0))
    return moved <= LARGEST_MOVE * max(departments, 1)


def totals_chart(table: ProtectedTable, reporting: Mapping[str, int], month: str, departments: int) -> Chart:
    """Draw the published totals by month against the range that the earlier published totals lead to.

    Empty where nothing may be shown. The range is a function of published figures, so it tells nothing more.
    """
    if not table.rows:
        return empty_chart("ialt", table.caption, table.note)
    months = [row.key for row in table.rows]
    values = [cells[0] for cells in table.cells]
    exposures = [reporting.get(m, 0) * school_weeks(m) for m in months]
    columns = [_column(m, value, band)
               for m, value, band in zip(months, values, expected_totals(values, exposures), strict=True)]  # fmt: skip
    sentence = _totals_sentence(columns[-1], month, alike=comparable(reporting, month, departments))
    return Chart(
        name="ialt", title=table.caption, sentence=sentence, description=f"{sentence}. {say('totals_described')}",
        drawing=Columns(tuple(columns), say("expected_band")), table=_totals_table(columns),
        origin=own_log(months),
    )  # fmt: skip


def _column(month: str, value: int | None, band: Band | None) -> Column:
    expected = (band.lower, band.upper) if band else None
    return Column(danish.month_name(month), danish.short_month(month), value, expected)


def _totals_sentence(column: Column, month: str, *, alike: bool) -> str:
    name = danish.capital(danish.month_name(month, year=False))
    if column.value is None:
        return say("total_hidden", month=name)
    if not alike:
        return say("total_coverage_moved", month=name)
    if column.expected is None:
        return say("total_without_history", month=name, count=column.value)
    low, high = column.expected
    place = "above" if column.value > high else "below" if column.value < low else "within"
    return say(f"total_{place}", month=name)


def _totals_table(columns: Sequence[Column]) -> pl.DataFrame:
    expected = [f"{c.expected[0]}–{c.expected[1]}" if c.expected else "" for c in columns]
    return pl.DataFrame(
        {
            say("month"): [c.label for c in columns],
            TOTAL: [c.value for c in columns],
            say("expected"): expected,
        },
        schema={say("month"): pl.String, TOTAL: pl.Int64, say("expected"): pl.String},
    )


def kinds_chart(table: ProtectedTable, month: str) -> Chart:
    """Draw a month's published counts by group (or by type where no groups are shown), in the code lists' order."""
    groups = ranked(table, "group")
    values = {
        row.label: table.value(row.label) for row in table.rows if row.role == ("group" if groups else "leaf")
    }
    if not any(values.values()):
        return empty_chart("slags", table.caption, table.note or say("kinds_none"))
    sentence = _kinds_sentence(table, values)
    largest = [row.label for row in groups or ranked(table)][:2]
    counts = ", ".join(
        f"{label}: {danish.HIDDEN_ALOUD if value is None else value}" for label, value in values.items()
    )
    compared = comparison(table, *largest) if len(largest) == 2 else ""
    return Chart(
        name="slags", title=table.caption, sentence=sentence, description=f"{counts}. {compared}".strip(),
        drawing=Bars(tuple(Bar(label, value) for label, value in values.items())), table=table.to_polars(),
        origin=own_log([month]),
    )  # fmt: skip


def _kinds_sentence(table: ProtectedTable, values: Mapping[str, int | None]) -> str:
    """Name what is largest of what is shown, and its share where all is shown."""
    most = max(value for value in values.values() if value)
    largest = [label for label, value in values.items() if value == most]
    total = table.value(TOTAL)
    if total is None or None in values.values():
        return say("kinds_most_shown", label=danish.listed(largest), count=danish.number(most))
    share = percentage(table, largest[0])
    code = "kinds_most_each" if len(largest) > 1 else "kinds_most" if share is None else "kinds_most_share"
    return say(code, label=danish.listed(largest), count=most, total=total, share=share)


def says_more_than_a_total(table: ProtectedTable) -> bool:
    """Tell whether a table splits anything: a lone total stands in the months' chart already."""
    return len(table.rows) + len(table.columns) > 2


def incident_notes(tables: Sequence[ProtectedTable], *, alike: bool, dots: bool) -> tuple[str, ...]:
    """Say what the figures cannot: more reports may be better reporting, what the page's dots are, how coarse."""
    shown = [table for table in tables if table.rows]
    notes = [] if alike else [say("coverage_moved")]
    if shown:
        notes.append(say("more_reports"))
    if dots:
        notes.append(say("small_hidden"))
    return (*notes, *dict.fromkeys(table.note for table in shown if table.note))


def method_lines(threshold: int, sensitive_threshold: int) -> tuple[str, ...]:
    """Say how the figures were made."""
    hidden = say("method_hidden", most=threshold - 1, sensitive=sensitive_threshold - 1)
    return (
        say("method_counts"),
        hidden,
        say("method_cover"),
        say("method_expected"),
        say("method_signals"),
        say("method_pulse"),
        say("method_charts"),
    )

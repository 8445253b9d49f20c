"""Who has reported, and what to write to those who have not and those who have: a list, never a ranking."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from klubtrends import danish
from klubtrends.danish import say
from klubtrends.incidents.register import Register
from klubtrends.periods import last_months
from klubtrends.publishing.out import month_on_desk
from klubtrends.reference import read_departments
from klubtrends.reference.rows import Department
from klubtrends.workspace import Workspace


@dataclass(frozen=True)
class Coverage:
    """Which departments have reported in a month and the months before it: that they did, not what.

    `reported` holds pairs of month and department code; departments stand in the order of departments.csv. `over` tells
    whether the month is: before that nobody is late.
    """

    month: str
    departments: tuple[Department, ...]
    reported: frozenset[tuple[str, str]]
    months: int = 6
    over: bool = True

    @property
    def missing(self) -> tuple[Department, ...]:
        """The departments that have not reported in the month."""
        return tuple(each for each in self.departments if (self.month, each.code) not in self.reported)

    @property
    def _somebody(self) -> bool:
        """Tell whether anybody has reported, so that there is something to give thanks for."""
        return len(self.missing) < len(self.departments)

    @property
    def line(self) -> str:
        """Say how many have reported, so far if the month goes on."""
        code = "coverage_month" if self.over else "coverage_so_far"
        return say(code, month=danish.month_name(self.month, year=False),
                   count=len(self.departments) - len(self.missing), departments=len(self.departments))  # fmt: skip

    @property
    def reminder(self) -> str:
        """A text to send to each department that is missing; it names no other."""
        return say(
            "reminder" if self.over else "reminder_early", month=danish.month_name(self.month, year=False)
        )

    @property
    def thanks(self) -> str:
        """A text to send to all when the month's page is out."""
        return say("thanks", month=danish.month_name(self.month, year=False), coverage=self.line)

    def to_polars(self) -> pl.DataFrame:
        """Give the list: department, ambassador, and a column a month with 'ja' or nothing, oldest first."""
        columns = {
            say("coverage_department"): [each.name for each in self.departments],
            say("coverage_ambassador"): [
                say("coverage_yes") if each.ambassador else say("coverage_no") for each in self.departments
            ],
        }
        for month in last_months(self.month, self.months):
            columns[danish.month_name(month)] = [
                say("coverage_yes") if (month, each.code) in self.reported else "" for each in self.departments
            ]
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))

    def summary(self) -> dict[str, object]:
        """Give it by machine: codes of departments."""
        missing = {each.code for each in self.missing}
        return {
            "month": self.month,
            "over": self.over,
            "reported": [each.code for each in self.departments if each.code not in missing],
            "missing": sorted(missing),
            "without_ambassador": [each.code for each in self.departments if not each.ambassador],
        }

    def lines(self) -> list[str]:
        """Give it in Danish: how many, who is missing, who lacks an ambassador, and the texts that it is time for."""
        lacking = [each.name for each in self.departments if not each.ambassador]
        said = [self.line]
        if self.missing:
            said.append(
                say(
                    "coverage_missing" if self.over else "coverage_to_come",
                    names=danish.listed([each.name for each in self.missing]),
                )
            )
        if lacking:
            said.append(say("doctor_ambassador", departments=danish.listed(lacking)))
        texts = [say("coverage_reminder_head"), self.reminder] if self.missing else []
        thanks = [say("coverage_thanks_head"), self.thanks] if self.over and self._somebody else []
        return [*said, *texts, *thanks]


def coverage(workspace: Workspace, month: str | None = None) -> Coverage:
    """See who has reported in a month, by default the last whole one; raises NotEnoughData if it is no month."""
    month = month_on_desk(workspace, month)
    with Register(workspace.incidents_file) as register:
        reported = register.reported()
    departments = read_departments(workspace.reference)
    return Coverage(
        month, departments, frozenset(reported.iter_rows()), over=month < f"{workspace.today():%Y-%m}"
    )

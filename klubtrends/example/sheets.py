"""A month's invented episodes as the sheet that the clubs send: one line each, in the code lists' own words."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from klubtrends.danish import INCIDENT_COLUMNS
from klubtrends.example.network import Case
from klubtrends.example.plan import CODES, DEPARTMENTS
from klubtrends.incidents.codes import POSITIVE, Codes
from klubtrends.periods import thursday, weeks_of

PLATFORM_KINDS = {  # where each type is mostly seen
    "harmful_content": ("video", "social"),
    "selfharm_content": ("video", "social"),
    "hate_extremism": ("video", "messaging"),
    "grooming": ("game", "strangers"),
    "sextortion": ("messaging", "strangers"),
    "stranger_contact": ("game", "messaging", "strangers"),
    "crime_recruitment": ("messaging",),
    "bullying": ("messaging", "social"),
    "threats": ("messaging", "game"),
    "image_sharing": ("messaging",),
    "privacy_identity": ("social", "game"),
    "dangerous_challenge": ("video",),
    "scam_theft": ("game", "shopping"),
    "gambling_spending": ("game", "shopping"),
    "ai_companion": ("ai",),
    "overuse_design": ("video", "game"),
    "other": ("unknown",),
}
ANYWHERE = ("messaging", "game", "video")
AGE_BANDS = {"sfo": 0.08, "mellem": 0.3, "overgang": 0.34, "ung": 0.2, "blandet": 0.08}
SERIOUS = ("grooming", "sextortion", "image_sharing", "crime_recruitment")
SEVERITIES = {"0": 0.15, "1": 0.5, "2": 0.27, "3": 0.07, "4": 0.01}
SERIOUS_SEVERITIES = {"1": 0.25, "2": 0.45, "3": 0.28, "4": 0.02}
SPREADS = {"one_to_one": 0.25, "group_chat": 0.35, "class_or_club": 0.25, "several_clubs": 0.05, "unknown": 0.1}
RESPONSES = {  # by severity; good episodes have none
    "0": ("talked_group",),
    "1": ("talked_child", "talked_group"),
    "2": ("talked_child", "parents"),
    "3": ("leader", "parents", "plan"),
    "4": ("leader", "plan"),
}
TIMELINESS = {"same_day": 0.35, "1_3_days": 0.4, "4_7_days": 0.15, "later": 0.05, "unknown": 0.05}
NOTES = {  # what is noted of the newest month's first case of a type
    "image_sharing": "Opdigtet: Et billede lå i gruppen i tre dage, før nogen sagde det til os. Pigen, hvis mor er"
    " præst, blev ked af det. Kontakt: 20 30 40 50.",
    "bullying": "Opdigtet: De laver afstemninger om hinanden. Vi talte med hele holdet, og så stoppede det.",
    "pos_bystander": "Opdigtet: En dreng skrev »stop nu« i gruppen, og to andre gjorde det samme. Det hjalp straks.",
}


@dataclass(frozen=True)
class Sheets:
    """Writes sheets with a workspace's code lists and one stream of chance. `noted` is the month that has notes."""

    codes: Codes
    rng: np.random.Generator
    noted: str = ""

    def write(self, path: Path, month: str, cases: Sequence[Case], silent: Sequence[str]) -> None:
        """Write a month's episodes and the departments that had none, as a csv that Excel would make."""
        lines = [self._episode(case) for case in cases] + [self._nothing(month, code) for code in silent]
        for kind, text in NOTES.items() if month == self.noted else ():
            first = next((at for at, case in enumerate(cases) if case.type == kind), None)
            if first is not None:
                lines[first]["note"] = text
        headings = {name: heading for name, (heading, _) in INCIDENT_COLUMNS.items()}
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(headings), delimiter=";", restval="")
            writer.writerow(headings)
            writer.writerows(lines)

    def _episode(self, case: Case) -> dict[str, str]:
        day = thursday(case.week) - dt.timedelta(days=int(self.rng.integers(4)))
        platforms = self._platforms(case.type)
        shared = {
            "department": _name(case.department),
            "date": f"{day:%d-%m-%Y}",
            "type": self.codes.label(case.type),
            "platform": self.codes.platforms[case.platform or platforms[self.rng.integers(len(platforms))]],
            "age_band": self.codes.age_bands[case.age_band or self._draw(AGE_BANDS)],
        }
        return shared if self.codes.kind(case.type) == POSITIVE else shared | self._details(case.type)

    def _details(self, kind: str) -> dict[str, str]:
        severity = self._draw(SERIOUS_SEVERITIES if kind in SERIOUS else SEVERITIES)
        flags = ("image_involved",) if kind == "image_sharing" else ()
        return {
            "severity": self.codes.severities[severity],
            "spread": self.codes.spreads[self._draw(SPREADS)],
            "flags": "; ".join(self.codes.flags[flag] for flag in flags),
            "response": "; ".join(self.codes.responses[code] for code in RESPONSES[severity]),
            "timeliness": self.codes.timeliness[self._draw(TIMELINESS)],
        }

    def _nothing(self, month: str, department: str) -> dict[str, str]:
        day = thursday(weeks_of(month)[-1])
        return {"department": _name(department), "date": f"{day:%d-%m-%Y}", "type": self.codes.nothing}

    def _platforms(self, kind: str) -> list[str]:
        kinds = PLATFORM_KINDS.get(kind, ANYWHERE)
        return [platform for platform, found in self.codes.kind_of_platform.items() if found in kinds]

    def _draw(self, chances: Mapping[str, float]) -> str:
        return str(self.rng.choice(list(chances), p=list(chances.values())))


def _name(department: str) -> str:
    return DEPARTMENTS[CODES.index(department)]

"""What a row of each hand-kept table holds."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from klubtrends.danish import AUDIENCES, CERTAINTIES, EVENT_KINDS, LAW_STAGES, PLAN_PARTS, SURENESS, say
from klubtrends.reference import cells
from klubtrends.reference.calendar import WHEN, When
from klubtrends.reference.table import Row

PRIMARY_HOSTS = ("retsinformation.dk", "ft.dk", "eur-lex.europa.eu")
CLAIMS_FORCE = re.compile(r"\bgæld(e|er|ende|t)\b|\bi kraft\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sourced(Row):
    """A row that says where it comes from, how sure that is and, unless it was seen there, when to check it."""

    source: Annotated[str, cells.ANY]
    confidence: Annotated[str, cells.choice(CERTAINTIES)]
    check_by: Annotated[dt.date | None, cells.DAY_OR_NONE]

    def problem(self) -> tuple[str, str] | None:
        """Want a source for what is verified, and a date to check the rest by."""
        if self.confidence == "verified" and not self.source:
            return "source", say("cell_source")
        if self.confidence in ("secondary", "general", "uncertain") and not self.check_by:
            return "check_by", say("cell_check_by")
        return None


@dataclass(frozen=True)
class Department(Row):
    """A club department of the network, and whether it has an ambassador (never who)."""

    FILE: ClassVar[str] = "departments.csv"
    UNIQUE: ClassVar[tuple[str, ...]] = ("code", "name")
    code: Annotated[str, cells.CODE]
    name: Annotated[str, cells.TEXT]
    ambassador: Annotated[bool, cells.YES_NO]


@dataclass(frozen=True)
class Contact(Sourced):
    """Whom to call or write to."""

    FILE: ClassVar[str] = "contacts.csv"
    UNIQUE: ClassVar[tuple[str, ...]] = ("who",)
    who: Annotated[str, cells.TEXT]
    number: Annotated[str, cells.PHONE_OR_NONE]
    web: Annotated[str, cells.ADDRESS_OR_NONE]
    hours: Annotated[str, cells.ANY]
    last_checked: Annotated[dt.date | None, cells.DAY_OR_NONE]
    note: Annotated[str, cells.ANY]

    @property
    def placeholder(self) -> bool:
        """Tell whether the municipality's own number is still missing."""
        return self.confidence == "local" and not self.number


@dataclass(frozen=True)
class Law(Row):
    """A law, a bill, an agreement or a platform's rule that parents ask about, and how far it has come."""

    FILE: ClassVar[str] = "law.csv"
    UNIQUE: ClassVar[tuple[str, ...]] = ("title",)
    title: Annotated[str, cells.TEXT]
    body: Annotated[str, cells.TEXT]
    stage: Annotated[str, cells.choice(LAW_STAGES)]
    stage_date: Annotated[dt.date | None, cells.DAY_OR_NONE]
    checked_on: Annotated[dt.date, cells.DAY]
    primary_url: Annotated[str, cells.ADDRESS_OR_NONE]
    source: Annotated[str, cells.ANY]
    confidence: Annotated[str, cells.choice(CERTAINTIES)]
    meaning: Annotated[str, cells.TEXT]
    case: Annotated[str, cells.CASE_OR_NONE] = ""  # in Folketinget, with its session: L 130 (2025-26)

    @property
    def case_number(self) -> str:
        """Name the case as Folketinget does within a session."""
        return self.case.partition(" (")[0]

    @property
    def session(self) -> str:
        """Name the session of the case."""
        return self.case.partition("(")[2].rstrip(")")

    @property
    def proven(self) -> bool:
        """Tell whether it is in force and an official text that says so is named."""
        host = urlsplit(self.primary_url).hostname or ""
        official = any(host == known or host.endswith(f".{known}") for known in PRIMARY_HOSTS)
        return self.stage == "in_force" and official

    def problem(self) -> tuple[str, str] | None:
        """Refuse words that say more than the stage and the source do."""
        claims = (column for column in ("title", "meaning") if CLAIMS_FORCE.search(getattr(self, column)))
        column = None if self.proven else next(claims, None)
        return (column, say("cell_claims_force")) if column else None


@dataclass(frozen=True)
class Figure(Sourced):
    """A figure from a survey, with what it is a share of."""

    FILE: ClassVar[str] = "figures.csv"
    value: Annotated[str, cells.TEXT]
    what: Annotated[str, cells.TEXT]
    base_n: Annotated[int | None, cells.COUNT_OR_NONE]
    ages: Annotated[str, cells.TEXT]
    year: Annotated[str, cells.TEXT]
    checked_on: Annotated[dt.date | None, cells.DAY_OR_NONE] = None  # when someone last saw it in the source


@dataclass(frozen=True)
class Event(Sourced):
    """A day, some weeks or a month that the network plans by."""

    FILE: ClassVar[str] = "calendar.csv"
    when: Annotated[When, WHEN]
    text: Annotated[str, cells.TEXT]
    kind: Annotated[str, cells.choice(EVENT_KINDS)]

    @property
    def placeholder(self) -> bool:
        """Tell whether the municipality's own date is still missing."""
        return self.confidence == "local"


@dataclass(frozen=True)
class AppSheet(Sourced):
    """One app: what it is, what is good about it, what to know, and what to ask."""

    FILE: ClassVar[str] = "app_sheets.csv"
    UNIQUE: ClassVar[tuple[str, ...]] = (
        "code", "name", "app_store_id", "wikipedia", "steam_app_id", "roblox_universe_id"
    )  # fmt: skip
    code: Annotated[str, cells.CODE]
    name: Annotated[str, cells.TEXT]
    kind: Annotated[str, cells.TEXT]
    good: Annotated[str, cells.TEXT]
    terms_min_age: Annotated[str, cells.TEXT]
    min_age_confidence: Annotated[str, cells.choice(SURENESS)]
    stranger_chat: Annotated[str, cells.ANSWER]
    location: Annotated[str, cells.ANSWER]
    ephemeral: Annotated[str, cells.ANSWER]
    anonymous: Annotated[str, cells.ANSWER]
    livestream: Annotated[str, cells.ANSWER]
    recommender_feed: Annotated[str, cells.ANSWER]
    streaks_pullback: Annotated[str, cells.ANSWER]
    purchases: Annotated[str, cells.ANSWER]
    random_items: Annotated[str, cells.ANSWER]
    ai_companion: Annotated[str, cells.ANSWER]
    market: Annotated[str, cells.ANSWER]
    changed_recently: Annotated[str, cells.ANY]
    note: Annotated[str, cells.ANY]
    questions: Annotated[tuple[str, ...], cells.SEVERAL]
    month: Annotated[str | None, cells.MONTH_OR_NONE]  # the month whose app it is, if it was chosen
    checked_on: Annotated[dt.date | None, cells.DAY_OR_NONE]  # when someone looked it all up in the app
    wikipedia: Annotated[str, cells.ANY]  # title on da.wikipedia whose views are counted
    app_store_id: Annotated[str, cells.NUMBER_OR_NONE]
    steam_app_id: Annotated[str, cells.NUMBER_OR_NONE] = ""
    roblox_universe_id: Annotated[str, cells.NUMBER_OR_NONE] = ""  # of one game on Roblox


@dataclass(frozen=True)
class PlanStep(Sourced):
    """A first step of a contingency plan. `plan` is a key of codes.toml, or `alle`; no text: the local plan."""

    FILE: ClassVar[str] = "plans.csv"
    plan: Annotated[str, cells.CODE]
    part: Annotated[str, cells.choice(PLAN_PARTS)]
    text: Annotated[str, cells.ANY]

    @property
    def placeholder(self) -> bool:
        """Tell whether the municipality's own plan is still missing."""
        return self.confidence == "local" and not self.text


@dataclass(frozen=True)
class Question(Row):
    """A question for the meeting or for the children, perhaps for a type of incident or a time of the year."""

    FILE: ClassVar[str] = "questions.csv"
    UNIQUE: ClassVar[tuple[str, ...]] = ("text",)
    audience: Annotated[str, cells.choice(AUDIENCES)]
    type: Annotated[str, cells.CODE_OR_NONE]
    season: Annotated[int | None, cells.SEASON_OR_NONE]
    text: Annotated[str, cells.TEXT]


@dataclass(frozen=True)
class Action(Row):
    """Something to do now: what, who, by when; perhaps for a type of incident."""

    FILE: ClassVar[str] = "actions.csv"
    UNIQUE: ClassVar[tuple[str, ...]] = ("what",)
    type: Annotated[str, cells.CODE_OR_NONE]
    what: Annotated[str, cells.TEXT]
    who: Annotated[str, cells.TEXT]
    by_when: Annotated[str, cells.TEXT]


@dataclass(frozen=True)
class Feed(Row):
    """A news feed."""

    FILE: ClassVar[str] = "feeds.csv"
    UNIQUE: ClassVar[tuple[str, ...]] = ("outlet", "url")
    outlet: Annotated[str, cells.TEXT]
    url: Annotated[str, cells.ADDRESS]

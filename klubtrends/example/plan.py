"""What the example knows about itself: its months, its seed, and the truths that are planted in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from klubtrends.danish import say
from klubtrends.example.names import FREE_APPS, NEWCOMER, App
from klubtrends.periods import first_day, last_day, last_months, shift, thursday, weeks_of
from klubtrends.reference.departments import departments_named

TREES = (
    "Ahorn", "Birk", "Bøg", "Eg", "El", "Elm", "Fyr", "Gran", "Hassel",
    "Hyld", "Kastanje", "Lind", "Løn", "Pil", "Poppel", "Røn", "Slåen", "Tjørn",
)  # fmt: skip
DEPARTMENTS = tuple(f"Eksempelklub {tree}" for tree in TREES)
LACKING = ("Eksempelklub Poppel",)  # has no ambassador
CODES = tuple(department.code for department in departments_named(DEPARTMENTS))
CHART_MONTHS = 14
OUTSIDE = 160  # where nobody sees an app
TITLES = (
    "Fortnite",
    "Instagram",
    "Minecraft",
    "Roblox",
    "Snapchat",
    "TikTok",
    "WhatsApp",
    "YouTube",
)  # on sheets
TALK_TIMES = 3.0  # how many times the views become
FEWEST_MONTHS, MOST_MONTHS = 3, 36


@dataclass(frozen=True)
class Outbreak:
    """Extra cases of one type in several departments: the week and department of each."""

    type: str
    month: str
    platform: str
    age_band: str
    cases: tuple[tuple[str, str], ...]

    @property
    def departments(self) -> tuple[str, ...]:
        """Name the departments that had a case."""
        return tuple(sorted({department for _, department in self.cases}))


@dataclass(frozen=True)
class Path:
    """One app's planted way through the newest month: its usual rank before, and where it ends."""

    app: App
    before: int
    after: int


@dataclass(frozen=True)
class Plan:
    """Everything that is decided before chance draws the rest."""

    months: tuple[str, ...]
    seed: int
    outbreaks: tuple[Outbreak, ...]
    rising: Path
    falling: Path
    missed_week: str
    newcomer: Path
    talked: str  # the title of an article
    talked_from: dt.date

    @property
    def until(self) -> str:
        """The newest month."""
        return self.months[-1]

    @property
    def now(self) -> dt.datetime:
        """The example's own clock: the morning of a meeting in the month after."""
        return dt.datetime.fromisoformat(f"{shift(self.until, 1)}-24T08:00+00:00")

    @property
    def chart_days(self) -> tuple[dt.date, ...]:
        """Every day on which charts were fetched, the missed week left out."""
        first = first_day(self.months[-CHART_MONTHS:][0])
        days = (first + dt.timedelta(days=n) for n in range((self.now.date() - first).days + 1))
        monday = thursday(self.missed_week) - dt.timedelta(days=3)
        return tuple(day for day in days if not 0 <= (day - monday).days < 7)

    @property
    def secret(self) -> bytes:
        """The workspace's key, 32 bytes from the seed."""
        return self.rng("secret").bytes(32)

    def rng(self, stream: str) -> np.random.Generator:
        """Give a part of the example its own chance, so that parts can be drawn alone."""
        return stream_of(self.seed, stream)

    def truth(self) -> dict[str, object]:
        """Say what is planted, as it is written to truth.json."""
        return {
            "note": "EKSEMPELDATA: alt er opdigtet. Her står, hvad der er plantet.",
            "seed": self.seed,
            "first_month": self.months[0],
            "until": self.until,
            "outbreaks": [_told(outbreak) for outbreak in self.outbreaks],
            "rising": _followed(self.rising),
            "falling": _followed(self.falling),
            "missed_week": self.missed_week,
            "newcomer": _followed(self.newcomer),
            "talked": {"title": self.talked, "from": self.talked_from.isoformat(), "times": TALK_TIMES},
        }


def stream_of(seed: int, stream: str) -> np.random.Generator:
    """Give a named stream of chance of its own to a seed."""
    return np.random.default_rng([seed, *stream.encode("ascii")])


def make_plan(*, months: int = 30, until: str = "2026-10", seed: int = 1) -> Plan:
    """Draw what is planted.

    Raises
    ------
    ValueError
        If `months` is not from 3 to 36.
    """
    if not FEWEST_MONTHS <= months <= MOST_MONTHS:
        raise ValueError(say("example_months", least=FEWEST_MONTHS, most=MOST_MONTHS))
    rng = stream_of(seed, "plan")
    newest = _outbreak(rng, "image_sharing", until, platform="snapchat", departments=5)
    older = _outbreak(rng, "privacy_identity", shift(until, -11), platform="roblox", departments=4)
    social = [app for app in FREE_APPS if app.genre == "social"]
    others = [app for app in FREE_APPS if app.genre != "social"]
    return Plan(
        months=tuple(last_months(until, months)),
        seed=seed,
        outbreaks=(older, newest) if months > 11 else (newest,),
        rising=Path(social[rng.integers(len(social))], before=int(rng.integers(48, 64)), after=3),
        falling=Path(others[rng.integers(len(others))], before=5, after=int(rng.integers(36, 46))),
        missed_week=str(rng.choice(weeks_of(shift(until, -2))[:4])),
        newcomer=Path(NEWCOMER, before=OUTSIDE, after=int(rng.integers(12, 20))),
        talked=str(rng.choice(TITLES)),
        talked_from=first_day(until) + dt.timedelta(days=int(rng.integers(8, 14))),
    )


def _outbreak(rng: np.random.Generator, kind: str, month: str, *, platform: str, departments: int) -> Outbreak:
    """Spread 11 to 14 cases over the last three weeks of a month and some departments, each hit."""
    hit = rng.choice(CODES, size=departments, replace=False)
    count = int(rng.integers(11, 15))
    places = [*hit, *rng.choice(hit, size=count - departments)]
    weeks = rng.choice(weeks_of(month)[-3:], size=count)
    cases = sorted((str(week), str(place)) for week, place in zip(weeks, places, strict=True))
    return Outbreak(kind, month, platform, "overgang", tuple(cases))


def _told(outbreak: Outbreak) -> dict[str, object]:
    return {
        "type": outbreak.type,
        "month": outbreak.month,
        "platform": outbreak.platform,
        "extra_cases": len(outbreak.cases),
        "departments": list(outbreak.departments),
        "weeks": sorted({week for week, _ in outbreak.cases}),
    }


def _followed(path: Path) -> dict[str, object]:
    return {"app_id": path.app.app_id, "name": path.app.name, "before": path.before, "after": path.after}


def month_share(day: dt.date, month: str) -> float:
    """Tell how much of a month has passed at the end of a day: 0 before it, 1 after it."""
    length = (last_day(month) - first_day(month)).days + 1
    return min(1.0, max(0.0, ((day - first_day(month)).days + 1) / length))

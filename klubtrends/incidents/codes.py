"""The code lists of an incident: what can be chosen, and what each code is called in Danish."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from klubtrends.danish import say
from klubtrends.errors import ReferenceTableError

NOTHING = "nothing"  # the code of "intet at melde": a report without an incident
HIGHEST = "4"  # the severity that cannot wait
NEGATIVE, POSITIVE = "negative", "positive"
ALWAYS_SENSITIVE = frozenset({"grooming", "sextortion", "image_sharing"})  # codes.toml can add, never take away
CODE = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class CodedType:
    """One kind of episode. `group` is a code of the groups, for positive ones a label; `plan` a key of plans.csv.

    `theme` is the label that it is counted under where the types are too small: its own, if it has none.
    """

    code: str
    da: str
    kind: str  # NEGATIVE or POSITIVE
    group: str = ""
    plan: str = ""
    sensitive: bool = False
    theme: str = ""


@dataclass(frozen=True)
class Codes:
    """Every list of codes.toml. A mapping gives each code its Danish label, in the order of the file."""

    version: str
    nothing: str  # the label of NOTHING
    groups: Mapping[str, str]
    wide: Mapping[str, str]  # group code -> the label it is counted under where counts are small
    types: tuple[CodedType, ...]  # the negative ones
    positive_types: tuple[CodedType, ...]
    platforms: Mapping[str, str]
    platform_kinds: Mapping[str, str]
    kind_of_platform: Mapping[str, str]  # platform code -> kind code
    age_bands: Mapping[str, str]
    halves: Mapping[str, str]
    half_of_age_band: Mapping[str, str]  # age band code -> younger, older or unknown
    severities: Mapping[str, str]  # "0" to "4"
    severity_help: Mapping[str, str]
    spreads: Mapping[str, str]
    flags: Mapping[str, str]
    responses: Mapping[str, str]
    timeliness: Mapping[str, str]
    everyday: Mapping[str, str]  # a short or everyday word -> the code that it means
    renamed: Mapping[str, str]  # an old code, or a text that is no longer written, -> the code it is now

    @cached_property
    def episodes(self) -> dict[str, str]:
        """What can have happened, good and bad on equal footing, NOTHING first."""
        both = (*self.positive_types, *self.types)
        return {NOTHING: self.nothing} | {episode.code: episode.da for episode in both}

    @cached_property
    def columns(self) -> dict[str, Mapping[str, str]]:
        """What can be chosen in each column of the incident sheet, departments apart."""
        return {
            "type": self.episodes,
            "platform": self.platforms,
            "age_band": self.age_bands,
            "severity": self.severities,
            "spread": self.spreads,
            "flags": self.flags,
            "response": self.responses,
            "timeliness": self.timeliness,
        }

    @cached_property
    def renamed_in(self) -> dict[str, dict[str, str]]:
        """Give each column's old codes and texts, with the code that each stood for when it was written."""
        return {
            column: {
                old: old if CODE.fullmatch(old) else new
                for old, new in self.renamed.items()
                if old not in chosen and self.present(column, old) in chosen
            }
            for column, chosen in self.columns.items()
        }

    @cached_property
    def everyday_in(self) -> dict[str, dict[str, str]]:
        """Give each column's everyday words with the codes that they mean."""
        return {
            column: {
                word: self.present(column, code)
                for word, code in self.everyday.items()
                if self.present(column, code) in chosen
            }
            for column, chosen in self.columns.items()
        }

    def earliest(self, column: str, code: str) -> str:
        """Give the code that a column's code was before it was renamed, the first of them; itself if it never was."""
        old = (each for each, known in self.renamed_in.get(column, {}).items() if each == known)
        return next((each for each in old if self.present(column, each) == code), code)

    def present(self, column: str, code: str) -> str:
        """Follow a column's code from what it was to what it is; one that was never renamed is itself."""
        for _ in self.renamed:
            code = code if code in self.columns[column] else self.renamed.get(code, code)
        return code

    @property
    def sensitive(self) -> frozenset[str]:
        """The types that are counted with the higher threshold."""
        return frozenset(episode.code for episode in self.types if episode.sensitive)

    def label(self, type_code: str) -> str:
        """Name a type in Danish, negative or positive."""
        return self.episodes[type_code]

    def kind(self, type_code: str) -> str:
        """Tell whether a type is NEGATIVE or POSITIVE."""
        return POSITIVE if any(type_code == episode.code for episode in self.positive_types) else NEGATIVE


def read_codes(path: Path) -> Codes:
    """Read and check codes.toml.

    Raises
    ------
    ReferenceTableError
        If the file is missing or no TOML, or a list cannot be used; names the line or the list.
    """
    problem, lists = "", {}
    try:
        lists = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        problem = say("codes_missing", path=path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = say("codes_unreadable", path=path, line=_first_number(str(error)))
    if problem:
        raise ReferenceTableError(problem)
    wrong = ""
    try:
        codes = _codes(lists)
        wrong = next(_wrong_lists(codes), "")
    except KeyError as error:
        wrong = str(error.args[0])
    except (TypeError, AttributeError):
        wrong = "[...]"
    if wrong:
        raise ReferenceTableError(say("codes_wrong", path=path, where=wrong))
    return codes


def _codes(lists: dict[str, dict[str, dict[str, str]]]) -> Codes:
    """Arrange the lists as read."""
    return Codes(
        version=str(lists["version"]),
        nothing=str(lists["nothing"]),
        groups=_labels(lists["groups"]),
        wide={code: row["wide"] for code, row in lists["groups"].items()},
        types=tuple(_negative(code, row) for code, row in lists["types"].items()),
        positive_types=tuple(
            CodedType(code, row["da"], POSITIVE, row["wide"]) for code, row in lists["positive_types"].items()
        ),
        platforms=_labels(lists["platforms"]),
        platform_kinds=_labels(lists["platform_kinds"]),
        kind_of_platform={code: row["kind"] for code, row in lists["platforms"].items()},
        age_bands=_labels(lists["age_bands"]),
        halves=_labels(lists["halves"]),
        half_of_age_band={code: row["half"] for code, row in lists["age_bands"].items()},
        severities=_labels(lists["severities"]),
        severity_help={code: row["help"] for code, row in lists["severities"].items()},
        spreads=_labels(lists["spreads"]),
        flags=_labels(lists["flags"]),
        responses=_labels(lists["responses"]),
        timeliness=_labels(lists["timeliness"]),
        everyday={str(word): str(code) for word, code in lists.get("everyday", {}).items()},
        renamed={str(old): str(new) for old, new in lists.get("renamed", {}).items()},
    )


def _negative(code: str, row: Mapping[str, str]) -> CodedType:
    sensitive = code in ALWAYS_SENSITIVE or bool(row.get("sensitive", False))
    return CodedType(
        code, row["da"], NEGATIVE, row["group"], row["plan"], sensitive, row.get("theme", row["da"])
    )


def _labels(rows: Mapping[str, Mapping[str, str] | str]) -> dict[str, str]:
    return {code: row if isinstance(row, str) else row["da"] for code, row in rows.items()}


def _wrong_lists(codes: Codes) -> Iterator[str]:
    """Name what cannot be used: odd codes, equal labels, and pointers to nowhere."""
    for name, labels in codes.columns.items():
        yield from (f"{name}.{code}" for code in labels if not CODE.fullmatch(code))
        if len({label.casefold() for label in labels.values()}) < len(labels):
            yield name
    yield from (
        name for name in ("flags", "response") if set(";,") & set("".join(codes.columns[name].values()))
    )
    yield from (f"types.{t.code}.group" for t in codes.types if t.group not in codes.groups)
    yield from (
        f"platforms.{p}.kind" for p, kind in codes.kind_of_platform.items() if kind not in codes.platform_kinds
    )
    yield from (f"age_bands.{a}.half" for a, half in codes.half_of_age_band.items() if half not in codes.halves)
    yield from (f"severities.{code}" for code in codes.severities if code not in "01234")
    understood = {word for column in codes.everyday_in.values() for word in column}
    yield from (f"everyday.{word}" for word in codes.everyday if word not in understood)
    reached = {old for column in codes.renamed_in.values() for old in column}
    yield from (f"renamed.{old}" for old in codes.renamed if old not in reached)


def _first_number(text: str) -> int:
    found = re.search(r"line (\d+)", text)
    return int(found.group(1)) if found else 1

"""What those of 16 to 19 years use the internet for, by Statistics Denmark's yearly survey (CC BY 4.0).

Nothing public measures those who are younger. Shares of the age group; one person counts in many purposes.

`valuePresentation=CodeAndValue` puts a cell's code before its words, as many programs ask of other tables at this
address; how the two are parted in BEBRIT09 was not seen, so a cell without a code is read as words alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import suppress

import polars as pl

from klubtrends.sources.answers import changed, shown
from klubtrends.sources.source import Context, Request, Source
from klubtrends.tables import SURVEY

NAME = "statbank"
HOST = "api.statbank.dk"
TABLE = "BEBRIT09"
FIELDS = ("TYPE", "FORMAAL", "TID", "INDHOLD")
CODED = re.compile(r"(\d+) (.+)")
PERCENT = re.compile(r"\d{1,3}([.,]\d+)?")
UNKNOWN = ("", ".", "..", "-")  # how the bank writes that there is no figure


def requests(context: Context) -> list[Request]:
    """Ask for every purpose and year of those of 16 to 19 years, codes and words."""
    query = "type=40&formaal=*&Tid=*&valuePresentation=CodeAndValue"
    return [Request(f"https://{HOST}/v1/data/{TABLE}/CSV?{query}", {"survey": TABLE})]


def parse(body: bytes, request: Request) -> pl.DataFrame:
    """Turn one answer into rows: survey, age group, purpose (each with its code), year, percent."""
    lines = _lines(body)
    rows = [_row(line) for line in lines]
    names = ("age_group_code", "age_group", "purpose_code", "purpose", "year", "percent")
    table = pl.DataFrame(rows, schema={name: SURVEY.columns[name] for name in names}, orient="row")
    survey = pl.lit(request.labels["survey"]).alias("survey")
    return table.with_columns(survey).unique(
        ("age_group", "purpose", "year"), keep="first", maintain_order=True
    )


def _lines(body: bytes) -> list[dict[str, str]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if text.lstrip().startswith("{"):
        raise changed(NAME, _refusal(text))
    try:
        table = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
        table.fieldnames = [name.strip().upper() for name in table.fieldnames or ()]
        lines = list(table)
    except csv.Error:
        lines = []
    lacking = [name for name in FIELDS if not lines or any(line.get(name) is None for line in lines)]
    if lacking:
        raise changed(NAME, lacking[0])
    return lines


def _refusal(text: str) -> str:
    """Read why the bank refused: REQUEST-LIMIT where more than a million figures were asked for."""
    with suppress(ValueError, RecursionError):
        code = json.loads(text).get("errorTypeCode")
        if isinstance(code, str) and re.fullmatch(r"[A-Z-]{1,40}", code):
            return f"errorTypeCode {code}"
    return "CSV"


def _row(line: dict[str, str]) -> tuple[str, str, str, str, int, float | None]:
    percent = line["INDHOLD"].strip()
    if percent not in UNKNOWN and not (PERCENT.fullmatch(percent) and float(percent.replace(",", ".")) <= 100):
        raise changed(NAME, "INDHOLD")
    if not re.fullmatch(r"(19|20)\d\d", line["TID"].split(" ")[0], re.ASCII):
        raise changed(NAME, "TID")
    year = int(line["TID"][:4])
    value = None if percent in UNKNOWN else float(percent.replace(",", "."))
    return (*_coded("TYPE", line["TYPE"]), *_coded("FORMAAL", line["FORMAAL"]), year, value)


def _coded(field: str, cell: str) -> tuple[str, str]:
    """Part a cell into code and words; an answer without codes is as good."""
    text = shown(cell).strip()
    if not text:
        raise changed(NAME, field)
    found = CODED.fullmatch(text)
    return (found.group(1), found.group(2)) if found else ("", text)


SOURCE = Source(name=NAME, hosts=(HOST,), requests=requests, parse=parse, period="month", table=SURVEY)

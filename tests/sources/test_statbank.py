"""Statistics Denmark's survey: codes and words, decimals, and what it refuses."""

import datetime as dt

import pytest

from klubtrends.errors import SourceChanged
from klubtrends.sources import Context, sources

SOURCE = sources()["statbank"]
(ASKED,) = SOURCE.requests(Context("dk", dt.date(2026, 10, 5)))
HEAD = "TYPE;FORMAAL;TID;INDHOLD\r\n"


def parsed(text, encoding="utf-8"):
    return SOURCE.parse(text.encode(encoding), ASKED)


@pytest.mark.parametrize(
    ("written", "percent"), [("97", 97.0), ("96,5", 96.5), ("96.5", 96.5), ("..", None), ("", None)]
)
def test_a_share_is_read_as_it_may_be_written(written, percent):
    """A comma or a point; two points where nobody was asked."""
    rows = parsed(f"{HEAD}40 Alder: 16-19 år;130 Sociale medier;2024;{written}\r\n", "utf-8-sig")

    assert rows.select("age_group_code", "age_group", "purpose_code", "purpose", "year", "percent").row(0) == (
        "40", "Alder: 16-19 år", "130", "Sociale medier", 2024, percent
    )  # fmt: skip


def test_an_answer_without_codes_is_as_good():
    """Words alone, columns in any order and case."""
    rows = parsed("Tid;Indhold;Formaal;Type\n2023;99;Sociale medier;Alder: 16-19 år\n")

    assert rows.select("purpose_code", "purpose", "year", "percent").row(0) == (
        "",
        "Sociale medier",
        2023,
        99.0,
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (HEAD, "TYPE"),
        ("TYPE;FORMAAL;TID\r\n1;2;2024\r\n", "INDHOLD"),
        (f"{HEAD}40 a;130 b;2024\r\n", "INDHOLD"),
        (f"{HEAD}40 a;130 b;2024;mange\r\n", "INDHOLD"),
        (f"{HEAD}40 a;130 b;2024;101\r\n", "INDHOLD"),
        (f"{HEAD}40 a;130 b;2024K1;9\r\n", "TID"),
        (f"{HEAD}40 a;;2024;9\r\n", "FORMAAL"),
        ('{"errorTypeCode":"REQUEST-LIMIT","message":"For mange celler."}', "REQUEST-LIMIT"),
        ('{"errorTypeCode":"<b>","message":""}', "CSV"),
    ],
)
def test_what_changed_is_named(text, field):
    """The bank's refusal is JSON, and comes where a table was asked for."""
    with pytest.raises(SourceChanged, match=field):
        parsed(text)


def test_letters_of_another_alphabet_are_a_change():
    """Guessing would spoil æ, ø and å in silence."""
    with pytest.raises(SourceChanged):
        parsed(f"{HEAD}40 Alder: 16-19 år;130 b;2024;9\r\n", "cp1252")

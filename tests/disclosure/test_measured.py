"""What the document says was measured is what was measured, of this code, and of every history."""

import json
import re

import pytest

from benchmarks import disclosing, kept
from benchmarks.disclosing import ALL, MEANS, PAGE, fill, words

FINE = ("any", "finer", "finer_by_month", "by_theme", "by_type", "by_age")
TABLES = ("types", "types_quarter", "ages", "ages_quarter")


def row(name, number, **facts):
    """Make a row of results as a history leaves it."""
    safe = {"hidden": 3, "sensitive": 40, **dict.fromkeys(disclosing.KINDS, 0)}
    useful = {
        "incidents": 200,
        **dict.fromkeys(FINE, 170),
        "levels": [[table, "efter tema", 1] for table in TABLES],
    }
    common = {
        "code": disclosing.KEPT.digest(),
        "set": name,
        "number": number,
        "months": 2,
        "seconds": 3,
        "slowest": 2,
        "most_hidden": 0.2,
    }
    return common | (useful if name.startswith("useful") else safe) | facts


def some_rows():
    """Make rows of every set."""
    cover = dict.fromkeys(("coarse_none_small", "coarse_one_none", "coarse_one_small"), 0.1)
    cover |= dict.fromkeys((f"withheld_of_{total}" for total in (0, 3, 6, 12)), 0.1)
    rows = [row(name, f"{mean}.0") for name in ("useful", "useful-without-cover") for mean in MEANS]
    return [row("example", "1"), row("generated", "5"), {"set": "cover", "number": "400", **cover}, *rows]


def test_every_place_in_the_document_is_measured():
    """A name that nothing fills would stay 'ikke målt endnu' for good."""
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"<!-- ([\w-]+) -->", text))

    assert len(named) > 50
    assert named <= set(words(some_rows()))
    assert text.count("<!-- / -->") == len(named)


def test_what_was_measured_replaces_what_stood_there():
    """And what was not is left as it is."""
    text = "a <!-- one -->old<!-- / --> b <!-- two -->1 %<!-- / --> c"

    assert fill(text, {"one": "7"}) == "a <!-- one -->7<!-- / --> b <!-- two -->1 %<!-- / --> c"
    assert fill(fill(text, {"one": "7"}), {"one": "8"}) == fill(text, {"one": "8"})


def test_numbers_and_shares_are_written_in_danish():
    """The document is read by a data-protection officer."""
    rows = [
        row("example", "1", hidden=12345),
        row("useful", "20.0"),
        row("useful-without-cover", "20.0"),
        *some_rows()[2:],
    ]

    told = words(rows)

    assert told["example-hidden"] == "12.345"
    assert told["useful-20-finer"] == "85 %"
    assert told["levels-20-types"] == "efter tema 100 %"


def test_a_table_is_coarser_for_cover_where_it_would_else_be_finer():
    """One of four tables."""
    without = row("useful-without-cover", "20.0")
    finer = [[*level] for level in without["levels"]]
    finer[0] = ["types", "efter type", 0]

    assert disclosing.coarser_for_cover([row("useful", "20.0"), {**without, "levels": finer}], 20) == 0.25


def test_a_finding_breaks_a_limit():
    """As does a history that could not be published; one that failed is not counted as safe."""
    rows = some_rows()

    assert all(figure.holds for figure in disclosing.sums(rows))
    for facts in (
        {"exact": 1},
        {"narrow": 1},
        {"insider": 1},
        {"undecided": 1},
        {"failed": "ValueError"},
        {"most_hidden": 0.3},
    ):
        assert not all(figure.holds for figure in disclosing.sums([*rows, row("generated", "6", **facts)]))


def test_a_run_that_was_cut_goes_on(tmp_path, monkeypatch):
    """A history that is done is not measured again; half a line, and what other code left, does not count."""
    monkeypatch.setattr(kept, "RESULTS", tmp_path)
    before = [row("cover", "1", mark="kept"), row("cover", "2", code="other", mark="old")]
    half = json.dumps(row("cover", "3", mark="half"))[:-9]
    folder = tmp_path / "disclosure"
    folder.mkdir()
    (folder / "0.jsonl").write_text("".join(json.dumps(one) + "\n" for one in before) + half, encoding="utf-8")

    rows = disclosing.KEPT.measured({"cover": ["1", "2", "3"]})

    assert {one["number"]: one.get("mark") for one in rows} == {"1": "kept", "2": None, "3": None}
    assert all(one["coarse_one_small"] == 1 for one in rows[1:])


def test_a_history_that_was_not_measured_is_no_result(tmp_path, monkeypatch):
    """A thousand means a thousand."""
    monkeypatch.setattr(kept, "RESULTS", tmp_path)
    monkeypatch.setattr(kept, "WORKERS", 0)

    with pytest.raises(SystemExit, match="1000"):
        disclosing.KEPT.measured({"generated": ALL["generated"]})

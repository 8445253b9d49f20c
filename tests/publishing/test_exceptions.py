"""What the network tells of beside its tables is approved, named, said openly, and known from then on."""

import polars as pl
import pytest

from klubtrends.errors import ReferenceTableError
from klubtrends.incidents.codes import read_codes
from klubtrends.publishing import prepare
from klubtrends.publishing.out import open_ledger
from klubtrends.reference.words import read_words, words_path

MONTH = "2026-10"


def tell(workspace, *lines):
    """Put lines FORTALT above the first heading of the month's words."""
    path = words_path(workspace.reference, MONTH)
    written = "".join(f"<!-- FORTALT: {line} -->\n" for line in lines)
    path.write_text(written + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    assert len(read_words(path).told) == len(lines)


def a_type_with(workspace, least):
    """Find a type of which the month has at least so many incidents, and how many it has."""
    from klubtrends.incidents.register import Register

    with Register(workspace.incidents_file) as register:
        rows = register.incidents().filter(pl.col("arrived") == MONTH, pl.col("kind") == "negative")
    code, count = rows["type"].value_counts().filter(pl.col("count") >= least).sort("count", "type").row(0)
    return read_codes(workspace.reference / "codes.toml").label(code), code, count


def test_what_is_told_is_said_on_the_page_and_kept_in_the_ledger(mine):
    """A reader and the ledger know of the same floor."""
    label, code, _ = a_type_with(mine, 2)
    tell(mine, f"{label.upper()} · 2 · godkendt af klublederen")

    page = prepare(mine).publish().path.read_text(encoding="utf-8")

    (entry,) = open_ledger(mine).entries()
    (floor,) = [release for release in entry.releases if release.floor and release.why.startswith("citat")]
    assert (floor.cell.codes("type"), floor.floor, floor.why) == ((code,), 2, "citat, godkendt af klublederen")
    assert f"mindst 2 hændelser om {label}" in page


def test_a_count_in_her_words_needs_to_be_told(mine):
    """The attack lets it pass only where the page says openly that it was approved."""
    label, _, _ = a_type_with(mine, 2)
    path = words_path(mine.reference, MONTH)
    said = f"## Kort sagt\n\nVi har set 2 hændelser om {label}.\n"
    path.write_text(path.read_text(encoding="utf-8").replace("## Kort sagt\n", said), encoding="utf-8")
    naive = prepare(mine)

    assert naive.attack(naive.page)
    tell(mine, f"{label} · 2 · godkendt af klublederen")
    approved = prepare(mine)
    assert approved.attack(approved.page) == []


@pytest.mark.parametrize("label", ["Noget, der ikke findes", "Intet at melde denne måned"])
def test_a_type_that_is_none_is_refused_without_being_quoted(mine, label):
    """What she wrote may be a name."""
    tell(mine, f"{label} · 2 · godkendt af klublederen")

    with pytest.raises(ReferenceTableError, match=f"{MONTH}.md") as refused:
        _ = prepare(mine)

    assert label not in str(refused.value)


def test_more_than_there_is_cannot_be_told(mine):
    """A floor that is not true would make every other promise wrong."""
    label, _, count = a_type_with(mine, 1)
    tell(mine, f"{label} · {count + 1} · godkendt af klublederen")

    with pytest.raises(ReferenceTableError, match="flere hændelser"):
        prepare(mine)

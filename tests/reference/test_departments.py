"""departments.csv is written once, with a code for each name."""

from hypothesis import given
from hypothesis import strategies as st

from klubtrends.reference.departments import department_code, departments_named, write_departments
from klubtrends.reference.rows import Department
from klubtrends.reference.table import parse_table

NAMES = st.lists(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20).filter(
        lambda name: any(letter.isalpha() for letter in name) and "Ã" not in name
    ),
    max_size=12,
    unique_by=lambda name: " ".join(name.split()).casefold(),
)


def test_a_code_has_no_danish_letters():
    """Codes go into file names and drop-downs."""
    assert department_code("Ørnereden Å/Æblet") == "oernereden-aa-aeblet"


def test_those_that_lack_an_ambassador_are_marked(tmp_path):
    """The file says yes or no, never who."""
    written = write_departments(tmp_path / "new" / "departments.csv", ["Klub A", "Klub B"], lacking=["Klub B"])

    assert [department.ambassador for department in written] == [True, False]
    assert (tmp_path / "new" / "departments.csv").read_bytes().startswith(b"\xef\xbb\xbfcode;name;ambassador\n")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["departments.csv"]


@given(NAMES)
def test_whatever_the_names_each_has_a_code_of_its_own(names):
    """Two clubs whose names differ by a mark alone still have two codes."""
    codes = [department.code for department in departments_named(names)]

    assert len(set(codes)) == len(names)


@given(NAMES)
def test_what_is_written_is_read_again(tmp_path_factory, names):
    """Semicolons, quotes and Danish letters in a name do no harm."""
    path = tmp_path_factory.mktemp("reference") / "departments.csv"
    written = write_departments(path, names)

    assert parse_table(Department, path.read_bytes()) == written

"""Which files are meant by what was written."""

import pytest
from incident_sheets import OTHER, ROW

from klubtrends.errors import RejectedSheet
from klubtrends.incidents.intake import take_in
from klubtrends.incidents.picked import picked


def test_a_pattern_that_the_console_left_is_all_that_fit(sheet, tmp_path):
    """As Windows' own console does; a name that a file has is that file, whatever signs are in it."""
    for name in ("b.csv", "a.csv", "ark [1].csv"):
        sheet(ROW, name=name)

    assert [path.name for path in picked([tmp_path / "*.csv"]).files] == ["a.csv", "ark [1].csv", "b.csv"]
    assert picked([tmp_path / "ark [1].csv"]).files == (tmp_path / "ark [1].csv",)
    assert len(picked([tmp_path / "?.csv", str(tmp_path / "a.csv")]).files) == 2


def test_a_pattern_that_fits_nothing_says_so(tmp_path):
    """Rather than that a file of such a name cannot be opened."""
    with pytest.raises(RejectedSheet, match=r"ingen filer, der passer til .*\*\.xlsx"):
        picked([tmp_path / "*.xlsx"])


def test_a_folder_is_told_to_be_one(tmp_path, monkeypatch):
    """By its name, also where it is only a dot."""
    (tmp_path / "ark").mkdir()
    monkeypatch.chdir(tmp_path / "ark")
    for folder in (".", tmp_path / "ark"):
        with pytest.raises(RejectedSheet, match="»ark« er en mappe"):
            picked([folder])


def test_excels_lock_file_is_no_sheet(workspace, sheet, tmp_path):
    """Alone it is turned away; among others it is passed over, and told of."""
    lock = tmp_path / "~$ark.csv"
    lock.write_bytes(b"\x05Nogen")
    with pytest.raises(RejectedSheet, match=r"låsefil.*: ark\.csv"):
        take_in(workspace, [lock])
    sheet(ROW, OTHER)
    intake = take_in(workspace, [tmp_path / "*.csv"])

    assert (intake.accepted, intake.locks) == (2, ("~$ark.csv",))
    assert any("»~$ark.csv« er Excels egen låsefil" in line for line in intake.lines())

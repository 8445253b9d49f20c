"""Finished files are attacked with what their workspace knows: whom one may call, what is sensitive, who is who."""

import pytest

from klubtrends.errors import WorkspaceError
from klubtrends.publishing import audit_files, prepare
from klubtrends.reference.bundle import Reference
from klubtrends.reference.words import Words, words_path, write_words

TEXT = "Hej alle.\n\n{said}\n"


def kinds(path, said: str) -> set[str]:
    """Write a text file, and name what is found in it."""
    path.write_text(TEXT.format(said=said), encoding="utf-8")
    return {finding.kind for finding in audit_files([path])}


def test_a_workspaces_contacts_may_stand_in_its_files(mine, tmp_path):
    """And not in others: outside, nobody knows whose numbers they are."""
    table = mine.reference / "contacts.csv"
    rows = table.read_text(encoding="utf-8-sig")
    table.write_text(rows.replace("sociale vagt;;", "sociale vagt;12 34 56 78;"), encoding="utf-8-sig")

    assert kinds(mine.reports / "a.txt", "Ring 12345678.") == set()
    assert kinds(tmp_path / "a.txt", "Ring 12345678.") == {"identifier"}


def test_a_workspaces_departments_may_not_stand_beside_an_incident(mine, tmp_path):
    """Their names are in the reference tables."""
    name = Reference.read(mine.reference).departments[0].name

    assert kinds(mine.reports / "a.txt", f"Hændelsen i {name} er kendt.") == {"place"}
    assert kinds(tmp_path / "a.txt", f"Hændelsen i {name} er kendt.") == set()


def test_a_finding_names_the_file_as_it_was_given(tmp_path, monkeypatch):
    """Letter for letter: who audits five folders finds the one."""
    file = tmp_path / "reports" / "2026-10" / "a.txt"
    file.parent.mkdir(parents=True)
    file.write_text(TEXT.format(said="Ring 12345678."), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    for path in (file, file.relative_to(tmp_path)):
        (found,) = audit_files([path])
        assert str(found).startswith(f"{path}: ")


@pytest.mark.parametrize("ending", [".html", ".HTM", ".csv", ".xlsx", ".pptx", ".eml", ".txt", ".ipynb"])
def test_every_kind_that_leaves_the_kit_is_read(tmp_path, ending):
    """What is broken is a finding; it is never passed over."""
    file = tmp_path / f"a{ending}"
    file.write_bytes("<p>Vi så 3 hændelser.".encode())

    assert audit_files([file])


def test_a_folder_and_a_file_of_another_kind_are_refused(tmp_path):
    """The command cannot say anything about them."""
    (tmp_path / "a.docx").write_bytes(b"x")

    for path in (tmp_path, tmp_path / "a.docx", tmp_path / "findes-ikke.html"):
        with pytest.raises(WorkspaceError):
            audit_files([path])


def test_a_year_of_the_examples_pages_stands_an_audit_together(mine, monkeypatch):
    """All that was published, as one system."""
    months = [f"2025-{month:02}" for month in (11, 12)] + [f"2026-{month:02}" for month in range(1, 11)]
    written = []
    for month in months:
        year, number = map(int, month.split("-"))
        write_words(
            words_path(mine.reference, month), Words({"kort": "- Et roligt efterår.", "nu": "1. Tal om det."})
        )
        monkeypatch.setenv("KLUBTRENDS_NOW", f"{year + number // 12}-{number % 12 + 1:02}-20T08:00:00+00:00")
        written.append(prepare(mine, month).publish().path)

    assert audit_files(written) == []

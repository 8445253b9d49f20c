"""Who has reported: a list in a fixed order, and two texts that shame nobody."""

import re

from klubtrends.incidents.register import Register
from klubtrends.publishing.coverage import coverage

MONTH = "2026-10"


def test_everybody_either_reported_or_is_missing(example):
    """The two lists add up to the departments."""
    seen = coverage(example, MONTH)
    with Register(example.incidents_file) as register:
        known = {code for month, code in register.reported().iter_rows() if month == MONTH}

    facts = seen.summary()
    assert set(facts["reported"]) == known
    assert sorted([*facts["reported"], *facts["missing"]]) == sorted(each.code for each in seen.departments)
    assert f"{len(known)} af {len(seen.departments)} afdelinger" in seen.line


def test_the_last_whole_month_is_meant_if_none_is_named(example):
    """The one that the next meeting is about."""
    assert coverage(example) == coverage(example, MONTH)


def test_the_list_is_no_ranking(example):
    """Departments stand as in departments.csv, with a yes or nothing: no counts, no order by diligence."""
    seen = coverage(example, MONTH)
    table = seen.to_polars()

    assert table["Afdeling"].to_list() == [each.name for each in seen.departments]
    assert table.columns[2:] == [
        "maj 2026",
        "juni 2026",
        "juli 2026",
        "august 2026",
        "september 2026",
        "oktober 2026",
    ]
    assert set(table.select(table.columns[2:]).to_numpy().ravel()) <= {"ja", ""}


def test_the_texts_name_no_department_and_no_number_of_incidents(example):
    """A reminder goes to one, thanks go to all: neither points at anybody."""
    seen = coverage(example, MONTH)

    for text in (seen.reminder, seen.thanks):
        assert not any(each.name in text for each in seen.departments)
        assert not re.search(r"\d", text.replace(seen.line, ""))
    assert "Intet at melde" in seen.reminder


def test_a_month_in_which_all_reported_needs_no_reminder(mine):
    """Then there is only thanks to send."""
    seen = coverage(mine, MONTH)
    from dataclasses import replace

    full = replace(seen, reported=frozenset((MONTH, each.code) for each in seen.departments))
    assert full.missing == ()
    assert full.reminder not in "\n".join(full.lines())
    assert seen.reminder in "\n".join(seen.lines())


def test_a_month_that_is_not_over_has_no_latecomers(example):
    """Nobody is reminded as if it was, and nobody thanked for a page that is not there."""
    seen = coverage(example, f"{example.today():%Y-%m}")
    told = "\n".join(seen.lines())

    assert "som ikke er slut endnu" in seen.line
    assert "Måneden er ikke slut" in seen.reminder
    assert seen.reminder in told
    assert "Vi mangler" not in told
    assert "Mangler endnu" not in told
    assert "Tak for jeres ark" not in told
    assert (seen.summary()["over"], coverage(example, MONTH).summary()["over"]) == (False, True)


def test_a_month_in_which_nobody_reported_gets_no_thanks(example):
    """There is nothing to give thanks for yet."""
    from dataclasses import replace

    nobody = replace(coverage(example, MONTH), reported=frozenset())

    assert "Tak for jeres ark" not in "\n".join(nobody.lines())
    assert nobody.reminder in "\n".join(nobody.lines())

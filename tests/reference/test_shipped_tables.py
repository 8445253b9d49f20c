"""What travels with the package is valid, marked and enough for a first meeting."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from klubtrends.danish import ANSWERS, FEATURES, SECTIONS
from klubtrends.errors import ReferenceTableError
from klubtrends.incidents.codes import read_codes
from klubtrends.periods import last_months
from klubtrends.reference import (
    Reference,
    actions_of_month,
    app_caveat,
    app_of_month,
    coming,
    features,
    figure_basis,
    figures_of_month,
    law_of_month,
    law_status,
    plan_steps,
    questions_of_month,
    write_departments,
)
from klubtrends.reference.choose import overdue
from klubtrends.reference.rows import AppSheet, Contact, Event, Figure, Law, PlanStep, Sourced
from klubtrends.workspace import shipped

FOLDER = shipped("reference")
TODAY = dt.date(2026, 11, 22)
MONTHS = last_months("2027-12", 24)
PHONE = re.compile(r"(?<![\d.:/])(?:\+?\d[ ]?){6,}(?!\d)")
MAIL = re.compile(r"\S@\S")
KNOWN_HOSTS = {
    "politi.dk",
    "sletdet.redbarnet.dk",
    "bornsvilkar.dk",
    "datatilsynet.dk",
    "folkeskolen.dk",
    "dr.dk",
}


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> Reference:
    """Read the shipped tables alone: a checkout may hold its example's departments."""
    folder = tmp_path_factory.mktemp("reference")
    for file in (*FOLDER.glob("*.csv"), *FOLDER.glob("suggestions/*.md")):
        copy = folder / file.relative_to(FOLDER)
        copy.parent.mkdir(exist_ok=True)
        if file.name != "departments.csv":
            copy.write_bytes(file.read_bytes())
    return Reference.read(folder)


@pytest.fixture(scope="module")
def codes():
    """Read the shipped code lists."""
    return read_codes(FOLDER / "codes.toml")


def test_every_table_is_there_and_no_department_is(reference):
    """Departments belong to a municipality: `init` writes them."""
    assert reference.departments == ()
    assert all(getattr(reference, name) for name in ("contacts", "law", "figures", "calendar", "app_sheets"))
    assert all(getattr(reference, name) for name in ("plans", "questions", "actions", "feeds", "suggestions"))


def test_a_missing_table_is_named(tmp_path):
    """And a network without departments is read all the same."""
    with pytest.raises(ReferenceTableError, match=r"contacts\.csv mangler"):
        Reference.read(tmp_path)


def test_departments_written_by_init_are_read(reference, tmp_path):
    """The two ends of departments.csv fit."""
    for file in FOLDER.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    written = write_departments(tmp_path / "departments.csv", ["Eksempelklubben"])

    assert Reference.read(tmp_path).departments == written


def test_excel_opens_every_table_by_a_double_click():
    """The mark and the semicolons are what a Danish Excel looks for."""
    for file in set(FOLDER.glob("*.csv")):
        assert file.read_bytes().startswith(b"\xef\xbb\xbf"), file.name
        assert b"\r" not in file.read_bytes(), file.name
        assert ";" in file.read_text(encoding="utf-8").split("\n")[0], file.name


def test_no_law_is_said_to_be_in_force_without_an_official_text(reference):
    """No shipped row has one yet: so none says it, today or later."""
    for day in (TODAY, TODAY + dt.timedelta(days=90)):
        for row in reference.law:
            assert row.proven or "gælder" not in law_status(row, day).casefold(), row.title


def test_what_nobody_saw_in_a_source_has_a_mark_and_a_day_to_check_it_by(reference):
    """Nothing is invented; what is general knowledge says so."""
    for row in reference.rows():
        if isinstance(row, Sourced):
            assert row.confidence in ("verified", "local") or row.check_by, row
            assert row.confidence != "verified" or row.source, row
    assert overdue(reference.rows(), TODAY) == ()
    assert overdue(reference.rows(), dt.date(2027, 2, 1))


def test_no_number_or_mail_stands_outside_the_contacts(reference):
    """What a scrubber must hide elsewhere is only allowed where it is meant."""
    for row in reference.rows():
        for text in (value for value in vars(row).values() if isinstance(value, str)):
            assert not MAIL.search(text), row
            allowed = isinstance(row, Contact) or text.isdecimal() or text.startswith("https://")
            assert allowed or not PHONE.search(text), row


def test_every_address_is_one_that_was_given(reference):
    """No address was guessed."""
    addresses = [
        value
        for row in reference.rows()
        for value in vars(row).values()
        if isinstance(value, str) and value.startswith("http")
    ]

    assert {address.split("/")[2] for address in addresses} == KNOWN_HOSTS


def test_the_municipality_is_told_what_to_fill_in(reference, codes):
    """Local numbers, the local winter holiday and a plan for each key."""
    missing = reference.placeholders()

    assert {row.who for row in missing if isinstance(row, Contact)} == {
        "Kommunens sociale vagt", "SSP", "Modtagelse af underretninger"
    }  # fmt: skip
    assert {row.plan for row in missing if isinstance(row, PlanStep)} == {t.plan for t in codes.types if t.plan}
    assert sum(isinstance(row, Event) for row in missing) == 1


def test_every_plan_key_has_first_steps_of_its_own(reference, codes):
    """A type of incident that points to a plan points to something."""
    for key in {incident.plan for incident in codes.types if incident.plan}:
        steps = plan_steps(reference.plans, key)
        own = [step for step in steps if step.plan == key and step.text]
        assert {"react", "start"} <= {step.part for step in own}, key
        assert [step.part for step in steps] == sorted(
            (step.part for step in steps), key=["react", "start", "spread", "evidence", "local"].index
        )


def test_every_type_has_an_action_and_two_questions(reference, codes):
    """And no row speaks of a type that is not in the lists."""
    types = {incident.code for incident in codes.types}

    assert {row.type for row in reference.actions} - {""} == types
    for audience in ("meeting", "children"):
        assert {row.type for row in reference.questions if row.audience == audience} - {""} == types


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_is_worth_the_meeting(reference, codes, month):
    """With no signal, one or four: three actions, three questions and one, an app, figures and law, no twins."""
    for types in ((), ("bullying",), ("grooming", "threats", "bullying", "other")):
        questions = questions_of_month(reference.questions, month, types)
        actions = actions_of_month(reference.actions, month, types)
        assert len(set(questions.meeting)) == len(set(actions)) == 3
        assert questions.children
        assert [action.type for action in actions if action.type] == list(types[:3])
    assert app_of_month(reference.app_sheets, month)
    assert len(set(figures_of_month(reference.figures, month))) == 3
    assert len(set(law_of_month(reference.law, month))) == 5
    assert coming(reference.calendar, dt.date.fromisoformat(f"{month}-24"))


def test_the_surest_signal_is_talked_about_first(reference):
    """Then the time of the year, then the general questions."""
    first, second, _ = questions_of_month(reference.questions, "2026-11", ("image_sharing",)).meeting

    assert "før et billede bliver delt" in first
    assert "Black Friday" in second


def test_the_same_month_gives_the_same_page_and_the_next_another(reference):
    """Turning, not chance."""
    first, again = (figures_of_month(reference.figures, "2026-10") for _ in range(2))

    assert first == again
    assert set(first).isdisjoint(figures_of_month(reference.figures, "2026-11"))
    seen = {
        sheet.code
        for month in last_months("2029-12", 26)
        if (sheet := app_of_month(reference.app_sheets, month))
    }
    assert len(seen) == len(reference.app_sheets)


def test_an_app_chosen_for_a_month_is_the_one(reference):
    """Her choice comes before the turn."""
    assert app_of_month(reference.app_sheets, "2026-10").code == "roblox"
    assert app_of_month((), "2026-10") is None


def test_an_app_sheet_says_what_is_known_and_how_well(reference):
    """26 apps, the good first, every answer a Danish word, three questions each."""
    assert len(reference.app_sheets) == 26
    for sheet in reference.app_sheets:
        assert {feature.answer for feature in features(sheet)} <= set(ANSWERS.values())
        assert len(features(sheet)) == len(FEATURES)
        assert len(sheet.questions) == 3
        assert "31. januar 2027" in app_caveat(sheet)
        assert (sheet.terms_min_age == "ukendt") == (sheet.min_age_confidence == "none"), sheet.code


def test_every_figure_says_of_how_many_how_old_and_when(reference):
    """A share without its denominator has misled before."""
    by_value = {figure.value: figure_basis(figure) for figure in reference.figures}

    assert by_value["48 %"] == (
        "2.153 spurgt, 4. og 7. klasse, 2024. Kilde: Børns Vilkår, maj 2024 (set i kilden, uden dato)."
    )
    assert "er ukendt" in by_value["88 %"]
    assert by_value["88 %"].endswith("Kilde: DR, gengivet i en blog (gengivet af andre, uden dato).")


def test_a_figure_that_somebody_saw_in_its_source_says_when(reference):
    """The day is noted in the table's own column, which a file from before may lack."""
    seen = replace(reference.figures[0], checked_on=dt.date(2026, 11, 3))

    assert figure_basis(seen).endswith("(set i kilden, tjekket 3. november 2026).")


def test_what_has_no_source_says_so(reference):
    """Nothing looks better founded than it is."""
    unsourced = replace(reference.app_sheets[0], source="", confidence="general")

    assert app_caveat(unsourced).startswith("Kilde: ikke noteret (almen viden, ikke slået efter). ")


@pytest.mark.parametrize("weeks", [0, 1, 4, 8, 120])
def test_every_section_has_a_suggestion_at_every_age_of_the_network(reference, weeks):
    """The first months are worth the meeting, too, and a suggestion is marked as one."""
    words = reference.suggested(weeks)

    assert list(words.sections) == list(SECTIONS)
    assert all(text.startswith("*Forslag:*") for text in words.sections.values())


def test_suggestions_grow_with_the_history(reference):
    """What is said on the first day is not said in the eighth week."""
    texts = [reference.suggested(weeks).get("kort") for weeks in (0, 1, 4, 8)]

    assert len(set(texts)) == 4
    assert reference.suggested(3) == reference.suggested(1)


def test_texts_are_short_enough_to_read_aloud(reference):
    """One breath a sentence."""
    columns = {Law: "meaning", AppSheet: "good", PlanStep: "text", Figure: "what"}
    for row in reference.rows():
        text = getattr(row, columns.get(type(row), ""), "")
        assert all(len(sentence.split()) <= 27 for sentence in re.split(r"[.!?] ", text)), row

"""What a row is known by: an answer of Forms by its number and times, any other by what it says."""

import datetime as dt

import openpyxl
import pytest
from incident_sheets import HEADINGS, NOTHING, OTHER, ROW, make_workspace

from klubtrends.incidents.account import FileRows
from klubtrends.incidents.intake import take_in
from klubtrends.incidents.register import Register

DANISH = ("ID", "Starttidspunkt", "Fuldførelsestidspunkt", "Mail", "Navn", "Tidspunkt for seneste ændring")
ENGLISH = ("Id", "Start time", "Completion time", "Email", "Name", "Last modified time")
BEGUN = dt.datetime(2026, 11, 2, 9, 14, 5)


@pytest.fixture
def export(tmp_path):
    """Write what Forms exports: each answer with its number and times, the ones that one gives by themselves."""

    def write(*answers, own=DANISH, name="svar.xlsx", begun=BEGUN):
        book = openpyxl.Workbook()
        book.worksheets[0].append([*own, *HEADINGS])
        for number, answer in enumerate(answers, 1):
            start = begun + dt.timedelta(seconds=977 * number)
            ended = start + dt.timedelta(seconds=40 + number)
            if answer:
                book.worksheets[0].append([number, start, ended, "anonymous", None, None, *answer])
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def held(workspace):
    """Give the register's incidents, without their ids."""
    with Register(workspace.incidents_file) as register:
        return register.incidents().drop("id").sort("department", "severity").rows(named=True)


def severity(text, row=ROW):
    """Give a row of another severity."""
    return (*row[:5], text)


@pytest.mark.parametrize("own", [DANISH, ENGLISH])
def test_an_export_that_holds_all_earlier_answers_adds_what_is_new(workspace, export, own):
    """Equal answers of one week are as many as they are, however many exports they come in."""
    take_in(workspace, [export(ROW, NOTHING, own=own)])
    again = take_in(workspace, [export(ROW, NOTHING, ROW, OTHER, own=own, name="svar (1).xlsx")])
    third = take_in(workspace, [export(None, None, None, OTHER, ROW, own=own)])

    assert (again.accepted, again.already_known, again.dropped_columns) == (2, 2, 0)
    assert (third.accepted, third.already_known) == (1, 1)
    assert len(held(workspace)) == 4


def test_a_corrected_answer_replaces_its_own(workspace, export):
    """Whatever of it was corrected, its department and its week among it; the order of answers does not matter."""
    take_in(workspace, [export(ROW, OTHER)])
    mended = ("Klub Skoven", "2026-10-26", *ROW[2:5], "Akut")
    intake = take_in(workspace, [export(mended, OTHER)])

    assert (intake.rows, intake.accepted, intake.corrected, intake.already_known) == (2, 0, 1, 1)
    assert intake.lines()[0] == "2 rækker læst: 1 rettet, 1 kendt i forvejen."
    assert [(row["department"], row["week"], row["severity"]) for row in held(workspace)] == [
        ("klub-bakken", "2026-W43", 2), ("klub-skoven", "2026-W44", 4),
    ]  # fmt: skip


def test_an_answer_corrected_after_its_month_is_out_counts_where_it_did(workspace, export):
    """Or the published figure would be counted twice."""
    take_in(workspace, [export(ROW)])
    take_in(workspace, [export(severity("Akut"))], closed={"2026-10"})

    assert [(row["severity"], row["arrived"]) for row in held(workspace)] == [(4, "2026-10")]


def test_an_answer_corrected_to_nothing_takes_its_incident_out(workspace, export):
    """And the other way round."""
    take_in(workspace, [export(ROW, NOTHING)])
    intake = take_in(workspace, [export(("Klub Havnen", *NOTHING[1:]), severity("Høj"))])

    assert (intake.withdrawn, intake.accepted, intake.already_known) == (1, 1, 1)
    assert "taget ud" in intake.lines()[2]
    assert [row["severity"] for row in held(workspace)] == [3]


def test_an_answer_that_was_erased_stays_out(workspace, export):
    """At every later export, be it corrected by then."""
    take_in(workspace, [export(ROW, OTHER)])
    with Register(workspace.incidents_file) as register:
        register.erase(register.incidents().filter(department="klub-havnen")["id"][0])
    intake = take_in(workspace, [export(severity("Akut"), OTHER)])

    assert (intake.kept_out, intake.already_known, intake.accepted) == (1, 1, 0)
    assert intake.lines()[0] == "2 rækker læst: 1 slettet tidligere, 1 kendt i forvejen."
    assert len(held(workspace)) == 1


def test_a_retired_row_stays_out_and_an_old_one_that_is_known_is_no_mistake(workspace, export, sheet):
    """An export of two years is not turned away row for row; a row that nobody knows and is too old is."""
    take_in(workspace, [export(ROW, OTHER)], arrived="2026-10")
    later = workspace.__class__(workspace.root, workspace.settings.__class__(
        "X", now=dt.datetime(2028, 2, 1, tzinfo=dt.UTC), example=True))  # fmt: skip
    known = take_in(later, [export(ROW, OTHER, severity("Høj"))])
    assert (known.already_known, known.rejected_rows) == (2, 1)

    with Register(workspace.incidents_file) as register:
        register.retire("2026-11", since="2027-W05")
    again = take_in(later, [export(ROW, OTHER)])
    assert (again.kept_out, again.accepted, again.rejected_rows) == (2, 0, 0)


def test_a_retired_row_of_a_sheet_stays_out(workspace, sheet):
    """Where rows are kept for less than the year in which they are let in."""
    take_in(workspace, [sheet(ROW)])
    with Register(workspace.incidents_file) as register:
        register.retire("2026-11", since="2025-W45")

    assert take_in(workspace, [sheet(ROW, OTHER)]).kept_out == 1


def test_a_row_that_looks_corrected_in_a_sheet_is_told_of(workspace, sheet):
    """Nothing else tells whose it was: a person decides, and finds the old one by its week."""
    take_in(workspace, [sheet(ROW, OTHER)])
    corrected = take_in(workspace, [sheet(severity("Høj"), OTHER)])
    told = "\n".join(corrected.lines())

    assert (corrected.accepted, len(corrected.resembling)) == (1, 1)
    assert [each.week for each in corrected.resembling] == ["2026-W42"]
    assert "uge 42 2026" in told
    assert "register show" in told
    (erase,) = [line for line in corrected.lines() if "klubtrends erase" in line]
    assert erase.startswith("Uge 42 2026: ")
    with Register(workspace.incidents_file) as register:
        assert register.erase(erase.split()[-1]) == "2026-10"
        assert sorted(register.incidents()["severity"]) == [2, 3], "the old one is gone"
    assert take_in(workspace, [sheet(ROW, severity("Høj"), severity("Lav"), OTHER)]).resembling == ()


AGAIN = (ROW[0], "2026-10-15", OTHER[2], "Discord", *ROW[4:])  # of the same department and month


@pytest.mark.parametrize(
    "now", [severity("Høj"), (*ROW[:3], "Roblox", *ROW[4:]), (ROW[0], "2026-10-07", *ROW[2:])]
)
def test_a_row_corrected_in_a_sheet_that_shows_the_rest_of_its_month_replaces_its_own(workspace, sheet, now):
    """Wherever it stands by now; corrected back, it is the row it was."""
    take_in(workspace, [sheet(ROW, AGAIN, OTHER)])
    first = held(workspace)
    corrected = take_in(workspace, [sheet(OTHER, AGAIN, now, NOTHING)])
    assert (corrected.accepted, corrected.corrected, corrected.already_known) == (0, 1, 2)
    assert (corrected.resembling, len(held(workspace))) == ((), 3)

    assert take_in(workspace, [sheet(ROW, AGAIN, OTHER)]).corrected == 1
    assert held(workspace) == first


@pytest.mark.parametrize(
    "later",
    [
        pytest.param((severity("Høj"), OTHER), id="nothing else of its month came before"),
        pytest.param((severity("Høj"), severity("Mellem"), AGAIN), id="two could be meant"),
        pytest.param((("Klub Bakken", *ROW[1:]), AGAIN), id="another department"),
        pytest.param(((*ROW[:3], "Roblox", ROW[4], "Høj"), AGAIN), id="two cells"),
    ],
)
def test_without_proof_a_row_like_one_that_is_gone_is_another(workspace, sheet, later):
    """Rather one too many, and told, than one lost."""
    take_in(workspace, [sheet(ROW, AGAIN, OTHER)] if AGAIN in later else [sheet(ROW, OTHER)])
    before = len(held(workspace))
    intake = take_in(workspace, [sheet(*later)])

    assert (intake.corrected, len(held(workspace))) == (0, before + intake.accepted)


def test_a_sheet_that_leaves_out_rows_replaces_none(workspace, sheet):
    """What is gone beside the corrected one may be in another sheet of the department."""
    take_in(workspace, [sheet(ROW, AGAIN, severity("Mellem"))])

    assert take_in(workspace, [sheet((*ROW[:3], "Roblox", *ROW[4:]), AGAIN)]).corrected == 0


def test_a_corrected_row_counts_where_it_did_and_its_note_stays_decided_on(tmp_path, sheet):
    """As an answer of Forms does."""
    workspace = make_workspace(tmp_path / "noter", notes=True)
    said = (*ROW, "Vi talte med dem begge."), (*AGAIN, "")
    take_in(workspace, [sheet(*said, headings=(*HEADINGS, "Note"))])
    with Register(workspace.incidents_file) as register:
        register.decide(register.notes()[0])
    now = (*severity("Høj"), "Vi talte med dem begge."), (*AGAIN, "")
    intake = take_in(workspace, [sheet(*now, headings=(*HEADINGS, "Note"))], closed=["2026-10"])

    assert (intake.corrected, {row["arrived"] for row in held(workspace)}) == (1, {"2026-10"})
    with Register(workspace.incidents_file) as register:
        assert register.notes() == []


def test_answers_of_two_forms_with_the_same_number_are_two(workspace, export):
    """Each form numbers its answers from 1; so does one whose answers were deleted."""
    take_in(workspace, [export(ROW)])
    intake = take_in(
        workspace, [export(ROW, name="andet.xlsx", begun=BEGUN + dt.timedelta(hours=50, seconds=71))]
    )

    assert intake.accepted == 1


def test_the_day_and_hour_of_an_answer_leave_no_trace(workspace, export):
    """Not even in what it is known by, which whoever has the key could otherwise ask."""
    take_in(workspace, [export(ROW)])

    assert take_in(workspace, [export(ROW, begun=BEGUN + dt.timedelta(days=9, hours=5))]).already_known == 1


def test_rows_copied_below_an_answer_are_rows_of_their_own(workspace, export):
    """A number twice, saying another thing, is a second incident; saying the same, it is the same answer."""
    path = export(ROW)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    own = [cell.value for cell in page[2]][:6]
    for answer in (severity("Høj"), ROW, severity("Høj")):
        page.append([*own, *answer])
    book.save(path)
    first, second = take_in(workspace, [path]), take_in(workspace, [path])

    assert (first.accepted, first.already_known) == (2, 2)
    assert (second.accepted, second.already_known, second.corrected) == (0, 4, 0)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_export_whose_own_columns_are_spoilt_is_a_sheet_like_any_other(workspace, export, at):
    """Without number or times a row is known by what it says."""
    path = export(ROW, ROW)
    book = openpyxl.load_workbook(path)
    for row in (2, 3):
        book.worksheets[0].cell(row, at + 1).value = "slettet"
    book.save(path)
    first, second = take_in(workspace, [path]), take_in(workspace, [path])

    assert (first.accepted, first.dropped_columns, second.already_known) == (2, 1, 2)


def test_a_number_that_is_a_childs_is_told_of(workspace, sheet):
    """A column named ID is Forms' own in an export of Forms alone."""
    intake = take_in(workspace, [sheet((*ROW, "010190-1234"), headings=(*HEADINGS, "ID"))])

    assert (intake.dropped_columns, intake.identifiers) == (1, 1)


def test_where_the_sheets_lie_is_said_in_the_end(workspace, sheet):
    """Whole paths; with something to mend first, deleting comes after."""
    good, bad = sheet(ROW), sheet(severity("?"), name="andet.csv")
    both = take_in(workspace, [good, bad])

    assert both.files == (str(good), str(bad))
    assert both.lines()[-1].startswith("Slet arket, når det er rettet")
    assert f"{good} og {bad}" in both.lines()[-1]
    assert take_in(workspace, [good]).lines()[-1].startswith("Slet nu arket")


def test_of_what_was_corrected_the_weeks_are_named(workspace, export):
    """Those of answers that are nothing now among them."""
    take_in(workspace, [export(ROW, OTHER, ROW)])
    intake = take_in(workspace, [export(severity("Høj"), ("Klub Bakken", *NOTHING[1:]), ROW)])

    assert "Rettet: uge 42 2026 og uge 43 2026." in intake.lines()
    assert intake.older == ()


def test_an_older_export_after_a_newer_one_is_told_of(workspace, export):
    """It puts back what was corrected; that it lacks answers of its own weeks gives it away."""
    old = export(ROW, OTHER, name="gammel.xlsx")
    take_in(workspace, [old])
    new = export(severity("Høj"), OTHER, OTHER, name="ny.xlsx")
    assert take_in(workspace, [new]).older == ()
    intake = take_in(workspace, [old])

    assert (intake.corrected, intake.older) == (1, ("gammel.xlsx",))
    assert any("»gammel.xlsx« retter svar" in line and "nyeste" in line for line in intake.lines())
    assert take_in(workspace, [old]).older == (), "it changes nothing any more"


@pytest.mark.parametrize(("first", "second", "told"), [("ny", "gammel", 1), ("gammel", "ny", 0)])
def test_of_two_exports_at_once_the_newest_comes_last(workspace, export, first, second, told):
    """In the order in which they are named."""
    files = {
        "gammel": export(ROW, OTHER, name="gammel.xlsx"),
        "ny": export(severity("Høj"), OTHER, OTHER, name="ny.xlsx"),
    }
    assert len(take_in(workspace, [files[first], files[second]]).older) == told


def test_a_form_that_was_emptied_is_no_older_one(workspace, export):
    """Its answers are all later than those that were deleted."""
    take_in(workspace, [export(ROW, OTHER)])
    take_in(workspace, [export(None, None, (ROW[0], "2026-11-05", *ROW[2:]))])
    intake = take_in(workspace, [export(None, None, (ROW[0], "2026-11-06", *ROW[2:5], "Høj"))])

    assert (intake.corrected, intake.older) == (1, ())


def test_equal_rows_of_one_file_are_told_to_count_as_many(workspace, sheet):
    """Once, when they are new; a person knows whether one was written twice."""
    intake = take_in(workspace, [sheet(ROW, OTHER, ROW)])

    assert intake.twins == (FileRows("ark.csv", (2, 4)),)
    assert any(
        "række 2 og 4: der er rækker, som er helt ens" in line and "to hændelser" in line
        for line in intake.lines()
    )
    assert take_in(workspace, [sheet(ROW, OTHER, ROW)]).twins == ()


def test_a_row_equal_to_one_of_another_sheet_is_told_of(workspace, sheet):
    """Where most of its sheet is new, and what else came of its department's month is not there."""
    take_in(workspace, [sheet(ROW, AGAIN)])
    another = sheet(ROW, severity("Høj", OTHER), severity("Akut", OTHER), name="andet.csv")
    intake = take_in(workspace, [another])

    assert (intake.already_known, intake.repeated) == (1, (FileRows("andet.csv", (2,)),))
    assert any("»andet.csv«, række 2: står nøjagtigt som" in line for line in intake.lines())
    assert take_in(workspace, [another]).repeated == (), "it comes again"


def test_a_sheet_that_grows_repeats_nothing_of_another(workspace, sheet):
    """However many rows are new."""
    take_in(workspace, [sheet(ROW, AGAIN)])
    more = [severity(text, OTHER) for text in ("Lav", "Mellem", "Høj", "Akut")]

    assert take_in(workspace, [sheet(ROW, AGAIN, *more)]).repeated == ()

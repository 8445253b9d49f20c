"""On its way out: a draft leaves no trace, a page leaves once, and nothing leaves that should not."""

import datetime as dt
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace

import polars as pl
import pytest

from klubtrends.collect import load
from klubtrends.collect.processed import add
from klubtrends.danish import DRAFT, SECTIONS, say
from klubtrends.errors import DisclosureRisk, KlubtrendsError, NotEnoughData
from klubtrends.periods import shift
from klubtrends.publishing import prepare
from klubtrends.publishing.out import check_ledger, open_ledger
from klubtrends.reference.departments import write_departments
from klubtrends.reference.words import Words, read_words, words_path, write_words
from klubtrends.tables import NEWS
from klubtrends.workspace import Settings, Workspace, create

MONTH = "2026-10"


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """No test sees the environment's own clock."""
    monkeypatch.delenv("KLUBTRENDS_NOW", raising=False)


def entries(workspace):
    """List what the ledger holds."""
    return open_ledger(workspace).entries()


def write(workspace, month=MONTH, **sections):
    """Change the month's words; an empty text takes a section out."""
    path = words_path(workspace.reference, month)
    words = read_words(path)
    for slug, text in sections.items():
        words = words.with_section(slug, text)
    write_words(path, words)


def hold(workspace, sql, *facts):
    """Change the register behind everybody's back."""
    with sqlite3.connect(workspace.incidents_file) as database:
        database.execute(sql, facts)
    database.close()


# a draft


def test_a_draft_records_nothing(mine):
    """It can be made and thrown away as often as one likes."""
    written = prepare(mine).draft()

    assert written.path.name == "briefing-udkast.html"
    assert DRAFT in written.path.read_text(encoding="utf-8")
    assert entries(mine) == []
    assert not (written.path.parent / "briefing.html").exists()


def test_a_draft_is_the_page_but_for_its_mark(mine):
    """Where all words are hers, nothing else differs."""
    made = prepare(mine)
    mark = f'<span class="mark">{say("mark_draft")}</span> '

    assert made.draft_page.decode().replace(mark, "", 1) == made.page.decode()


def test_a_draft_suggests_what_she_has_not_written_and_the_page_does_not(mine):
    """Suggestions are marked, and never leave."""
    write(mine, lov="", nu="")
    made = prepare(mine)
    suggested = re.findall(
        r'<section id="(\w+)"[^>]*>(?:(?!</section>).)*<div class="suggested">', made.draft_page.decode(), re.S
    )

    assert {"lov", "nu"} <= set(suggested)
    assert b'class="suggested"' not in made.page
    left = re.sub(r'<div class="suggested">.*?</div>\s*', "", made.draft_page.decode(), flags=re.S)
    shown = left.replace(f'<span class="mark">{say("mark_draft")}</span>', "", 1)
    assert re.sub(r"\s+", "", shown) == re.sub(r"\s+", "", made.page.decode())


def test_a_preview_shows_the_draft_in_a_sandbox(mine):
    """A notebook shows it as it will look; nothing in it can reach the notebook."""
    shown = prepare(mine).preview()

    assert "sandbox" in shown._repr_html_()
    assert DRAFT in shown._repr_html_()
    assert "/" not in repr(shown)


# a page


def test_publishing_twice_adds_nothing_and_gives_the_same_bytes(mine):
    """Also by another run, and whatever the clock says by then."""
    first = prepare(mine).publish().path.read_bytes()
    recorded = entries(mine)
    again = prepare(mine).publish().path.read_bytes()

    assert again == first
    assert entries(mine) == recorded
    assert [(entry.page, entry.month) for entry in recorded] == [("briefing", MONTH)]


def test_publishing_later_gives_the_same_bytes(mine, monkeypatch):
    """The page's time is the ledger's, not the clock's."""
    first = prepare(mine).publish().path.read_bytes()
    monkeypatch.setenv("KLUBTRENDS_NOW", "2027-02-01T12:00:00+00:00")

    assert prepare(mine, MONTH).publish().path.read_bytes() == first


def test_collecting_on_does_not_change_what_was_published(mine):
    """Feeds still list the month's headlines next week; the page keeps to what it was made of."""
    first = prepare(mine).publish().path.read_bytes()
    later = pl.lit(prepare(mine).briefing.as_of + dt.timedelta(days=1)).dt.cast_time_unit("us")
    again = load(mine, NEWS).with_columns(later.alias("fetched_at"), pl.lit("sha256:NY").alias("digest"))
    unseen = again.with_columns(pl.col("url") + "-2", pl.lit("En overskrift, der kom til").alias("title"))
    add(mine, NEWS, pl.concat([again, unseen]))

    assert prepare(mine, MONTH).publish().path.read_bytes() == first


def test_two_workspaces_alike_give_the_same_page(another):
    """Nothing of the folder, the machine or chance."""
    assert prepare(another("en")).page == prepare(another("to")).page


def test_words_changed_after_publication_are_refused(mine):
    """What is out is out; the page on disk stays as it was."""
    out = prepare(mine).publish().path
    before, recorded = out.read_bytes(), entries(mine)
    write(mine, kort="- Noget helt andet.")

    with pytest.raises(DisclosureRisk):
        prepare(mine).publish()
    assert out.read_bytes() == before
    assert entries(mine) == recorded


def test_the_next_month_names_this_one(mine, monkeypatch):
    """Pages are chained: each names the ledger's head before it."""
    write_words(words_path(mine.reference, "2026-09"), Words({"kort": "- A.", "nu": "1. Tal sammen."}))
    monkeypatch.setenv("KLUBTRENDS_NOW", "2026-10-05T08:00:00+00:00")
    first = prepare(mine).publish()
    monkeypatch.delenv("KLUBTRENDS_NOW")
    second = prepare(mine).publish()

    heads = [
        re.search(rb'klubtrends:ledger" content="([^"]+)"', page.path.read_bytes())[1].decode()
        for page in (first, second)
    ]
    assert first.path.parent.name == "2026-09"
    assert heads == [entry.previous for entry in entries(mine)]
    assert heads[1] == entries(mine)[0].head


def test_a_hidden_months_count_does_not_show_anywhere(another):
    """Four or five incidents in a summer month: the pages are the same to the byte, range and sentence included."""
    pages = []
    for left in (4, 5):
        workspace = another(f"juli-{left}")
        hold(
            workspace,
            "DELETE FROM incident WHERE kind = 'negative' AND arrived = '2026-07' AND id NOT IN "
            "(SELECT id FROM incident WHERE kind = 'negative' AND arrived = '2026-07' ORDER BY id LIMIT ?)",
            left,
        )
        made = prepare(workspace)
        assert made.tables["months"].value("juli 2026") is None
        pages.append(made.page)

    assert pages[0] == pages[1]


# refused


@pytest.mark.parametrize("missing", [("kort",), ("nu",), ("kort", "nu")])
def test_missing_words_are_named(mine, missing):
    """Without her own words a page stays a draft; which ones, and where to write them."""
    write(mine, **dict.fromkeys(missing, ""))

    with pytest.raises(NotEnoughData) as refusal:
        prepare(mine).publish()
    assert all(SECTIONS[slug] in str(refusal.value) for slug in missing)
    assert f"{MONTH}.md" in str(refusal.value)
    assert entries(mine) == []
    assert not mine.reports.joinpath(MONTH).exists()


def test_a_words_file_made_of_suggestions_is_not_hers_yet(mine):
    """Opening the file must not make the suggestions hers."""
    words_path(mine.reference, MONTH).unlink()
    made = prepare(mine)
    assert made.words_file.path.is_file()

    with pytest.raises(NotEnoughData):
        prepare(mine).publish()
    assert entries(mine) == []


@pytest.mark.parametrize(
    "words",
    [
        "- Ring til hende på 20 30 40 50.",
        "- Ring på +45 20304050.",
        "- Drengen (010112-1234) er i gode hænder.",
        "- Drengen 0101121234 er i gode hænder.",
        "- Skriv til mor.hansen@eksempel.example.",
        "- Der var 3 hændelser med billeder.",
        "- Der var tre hændelser i den ene klub.",
    ],
)
def test_words_that_tell_too_much_are_refused(mine, words):
    """A telephone number, a CPR number, a mail address or a hidden count in her words stops the page."""
    write(mine, kort=words)
    made = prepare(mine)

    with pytest.raises(DisclosureRisk):
        made.publish()
    with pytest.raises(DisclosureRisk):
        made.draft()
    assert entries(mine) == []
    assert not mine.reports.joinpath(MONTH).exists()


def test_a_refusal_does_not_quote_what_it_refuses(mine):
    """The message may be read aloud, or mailed to the helpdesk."""
    write(mine, kort="- Drengen (010112-1234) er i gode hænder.")

    with pytest.raises(DisclosureRisk) as refusal:
        prepare(mine).publish()
    assert "1234" not in str(refusal.value)


def test_a_page_that_is_too_large_is_refused(mine):
    """150 KB, and it says so."""
    write(mine, tal="Et langt afsnit om noget. " * 6000)

    with pytest.raises(DisclosureRisk, match=r"150\.000"):
        prepare(mine).publish()


@pytest.mark.parametrize("month", ["2026-11", "2026-12", "2030-01"])
def test_a_month_that_is_not_over_is_refused(mine, month):
    """Its counts would still change."""
    with pytest.raises(NotEnoughData, match="ikke slut"):
        prepare(mine, month)


def test_the_month_before_is_taken_if_none_is_named(mine, monkeypatch):
    """By Danish days: at half past midnight on the first, October is over."""
    monkeypatch.setenv("KLUBTRENDS_NOW", "2026-10-31T23:30:00+00:00")
    assert prepare(mine).briefing.month == MONTH

    monkeypatch.setenv("KLUBTRENDS_NOW", "2026-10-31T22:30:00+00:00")
    assert prepare(mine).briefing.month == "2026-09"


def test_a_lost_secret_stops_the_page(mine):
    """Ties among hidden cells could not be broken as before."""
    (mine.register / "secret.key").unlink()

    with pytest.raises(KlubtrendsError, match=r"secret\.key"):
        prepare(mine)


# what stands in it


def test_the_examples_page_says_that_it_is_one(published):
    """Every page of an example is marked."""
    assert "EKSEMPELDATA" in published.path.read_text(encoding="utf-8")


def test_an_edition_gives_its_charts_tables_and_signals(mine):
    """What a notebook looks at is what the page holds."""
    made = prepare(mine)

    assert list(made.charts) == ["snaka", "hitliste", "ialt", "slags"]
    assert list(made.tables) == ["types", "ages", "good", "months"]
    for chart in made.charts.values():
        assert chart.sentence in made.page.decode()
    assert all(note in made.page.decode() for note in made.signals.to_series(0))


def test_a_page_names_its_file_without_the_machines_path(published):
    """It stands in stored notebooks."""
    assert repr(published) == "reports/2026-10/briefing.html"
    assert str(published.root) not in published._repr_html_()


# the first months


@pytest.fixture(scope="module")
def first_page(tmp_path_factory):
    """The draft of a workspace of which nothing is known but its departments."""
    fresh = create(tmp_path_factory.mktemp("ny") / "vores", Settings("Eksempelkøbing Kommune"))
    write_departments(fresh.reference / "departments.csv", ["Havnen", "Bakken", "Skoven"])
    written = prepare(fresh).draft()
    yield written.path.read_text(encoding="utf-8")
    shutil.rmtree(fresh.root)


def section(page, slug):
    """Give the words of one section, its heading left out."""
    inside = re.search(rf'<section id="{slug}".*?</h2>(.*?)</section>', page, re.S)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", inside).split())


def test_an_empty_workspace_gives_a_page_worth_the_meeting(first_page):
    """With nought weeks of history every section has something to say or do."""
    for slug in SECTIONS:
        assert len(section(first_page, slug)) > 40, f"{slug} says nothing"
    assert {"112", "114"} <= set(re.findall(r'href="tel:(\d+)"', first_page))
    assert re.search(r"<ol>.*?<li>", section_html(first_page, "spoergsmaal"), re.S)
    assert "<table" in section_html(first_page, "app")
    assert section_html(first_page, "lov").count("<dt>") >= 2
    assert section_html(first_page, "tal").count("<li>") >= 2
    assert section_html(first_page, "kalender").count("<li>") >= 3


def section_html(page, slug):
    """Give one section's markup."""
    return re.search(rf'<section id="{slug}".*?</section>', page, re.S)[0]


def test_an_empty_workspaces_page_has_no_empty_boxes(first_page):
    """No figure without a drawing, no table without rows, no list without points."""
    for tag in ("ul", "ol", "dl", "tbody", "figure", "table", "p", "li", "td", "th", "div", "details"):
        for inside in re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", first_page, re.S):
            assert re.sub(r"<[^>]+>", "", inside).strip(), f"an empty {tag}"
    assert "<svg" not in first_page


def test_an_empty_workspaces_page_says_what_will_come_when(first_page):
    """One line on what to expect, none on counts that are not there."""
    assert "otte uger" in section(first_page, "nyt")
    assert not re.search(r"\b0 (hændelser|episoder)", first_page)
    assert "kan ikke sammenlignes" not in first_page


def test_an_empty_workspace_can_publish_with_words_of_its_own(tmp_path):
    """Nothing but words, and still a page that leaves and is recorded."""
    fresh = create(tmp_path / "vores", Settings("Eksempelkøbing Kommune"))
    write_departments(fresh.reference / "departments.csv", ["Havnen", "Bakken", "Skoven"])
    month = prepare(fresh).briefing.month
    write_words(words_path(fresh.reference, month), Words({"kort": "- Vi er i gang.", "nu": "1. Mød op."}))

    assert prepare(fresh).publish().path.is_file()
    assert len(entries(Workspace.open(fresh.root))) == 1


def test_an_older_copy_of_the_ledger_stops_every_page(mine):
    """What is out must be known before anything more leaves."""
    prepare(mine, "2026-09")
    write(mine)
    prepare(mine).publish()
    mine.ledger_file.unlink()

    with pytest.raises(DisclosureRisk):
        prepare(mine)


def test_publishing_takes_the_draft_away(mine):
    """A draft may hold other figures than the page: the difference would tell of one row."""
    draft = prepare(mine).draft().path
    assert draft.exists()

    prepare(mine).publish()

    assert not draft.exists()


def test_a_page_can_be_made_again_after_an_earlier_month_came_out(mine):
    """What it says of the last briefing is what was out when it was made."""
    for month in ("2026-09", "2026-10"):
        words = mine.reference / "briefings" / f"{month}.md"
        words.write_text("## Kort sagt\n\n- Ro.\n\n## Det gør vi nu\n\n1. Tal sammen.\n", encoding="utf-8")
    page = prepare(mine, "2026-10").publish().path
    once = page.read_bytes()
    prepare(mine, "2026-09").publish()
    page.unlink()

    assert prepare(mine, "2026-10").publish().path.read_bytes() == once


@pytest.mark.parametrize("month", ["oktober", "2026-1", "2026-13", "../.."])
def test_a_month_that_is_none_is_explained(mine, month):
    """A notebook's reader gets a sentence, not a stack."""
    with pytest.raises(NotEnoughData, match="2026-10"):
        prepare(mine, month)


def test_a_month_without_reports_is_no_page(mine):
    """An empty draft would look like a calm month."""
    with pytest.raises(NotEnoughData, match="maj 2019"):
        prepare(mine, "2019-05")


def test_a_refusal_names_the_section_to_mend(mine):
    """She must know where to look."""
    write(mine, lov="Ring til 20 30 40 50.")

    with pytest.raises(DisclosureRisk, match="»Lov og aftaler«"):
        prepare(mine).draft()


def test_a_headline_that_the_attack_refuses_stops_no_page():
    """Somebody else's words are not hers to mend."""
    from klubtrends.publishing import compose

    assert not compose.harmless("Politiet: 300 hændelser på en måned")
    assert not compose.harmless("Ring 55 55 55 59")
    assert compose.harmless("Klub åbner værksted")


# killed, and two at once

PUBLISH = """
import os, sys
from klubtrends.errors import KlubtrendsError
from klubtrends.publishing import edition, prepare
from klubtrends.workspace import Workspace

made = prepare(Workspace.open(sys.argv[1]), sys.argv[2])
if sys.argv[3] == "killed":
    edition.place = lambda *_: os._exit(9)
print("ready", flush=True)
sys.stdin.readline()
try:
    made.publish()
except KlubtrendsError as refusal:
    print(refusal)
    sys.exit(refusal.exit_status)
"""


def publishing(workspace, month, end="done", now=""):
    """Start a process that has prepared a month, and publishes it when told to."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "KLUBTRENDS_NOW": now}
    process = subprocess.Popen(
        [sys.executable, "-c", PUBLISH, str(workspace.root), month, end],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=environment,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    return process


def digests(workspace):
    """Give the digest of every page that lies in reports."""
    pages = workspace.reports.glob("*/briefing.html")
    return {page.parent.name: hashlib.sha256(page.read_bytes()).hexdigest() for page in pages}


def test_a_process_killed_between_ledger_and_page_is_repaired_by_the_next(mine, another):
    """The release counts from the moment it is recorded; the page that follows is the one that was recorded."""
    killed = publishing(mine, MONTH, "killed")
    killed.communicate("go\n", timeout=120)
    recorded = entries(mine)

    assert killed.returncode == 9
    assert (len(recorded), digests(mine)) == (1, {})
    check_ledger(mine)

    prepare(mine, MONTH).publish()
    assert entries(mine) == recorded
    assert digests(mine) == {MONTH: recorded[0].digest} == digests_of_one_more(another)


def digests_of_one_more(another):
    """Publish the same in a workspace where nobody is killed."""
    workspace = another("uforstyrret")
    prepare(workspace, MONTH).publish()
    return digests(workspace)


@pytest.mark.parametrize(
    ("months", "clocks", "statuses"),
    [
        (("2026-09", "2026-10"), ("", ""), [0, 3]),
        (("2026-10", "2026-10"), ("2026-11-24T08:00:00+00:00", "2026-11-24T08:00:01+00:00"), [0, 3]),
        (("2026-10", "2026-10"), ("", ""), [0, 0]),
    ],
)
def test_two_that_publish_at_once_leave_each_page_with_its_entry(mine, months, clocks, statuses):
    """Both have looked before either has written: one of two different pages is told to run again."""
    write_words(words_path(mine.reference, "2026-09"), Words({"kort": "- A.", "nu": "1. Tal sammen."}))
    both = [publishing(mine, month, now=now) for month, now in zip(months, clocks, strict=True)]
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[0] for process in both]

    assert sorted(process.returncode for process in both) == statuses, said
    assert digests(mine) == {entry.month: entry.digest for entry in entries(mine)}
    assert len(entries(mine)) == 1
    assert all("Kør kommandoen igen" in line for line in said if line)
    check_ledger(mine)

    for month in months:
        prepare(mine, month).publish()
    assert digests(mine) == {entry.month: entry.digest for entry in entries(mine)}
    assert set(digests(mine)) == set(months)


def test_the_tables_that_left_stand_in_the_ledger(mine):
    """What a page showed can be made again from what was recorded."""
    made = prepare(mine)
    made.publish()
    (entry,) = entries(mine)

    assert {table.name: table.cells for table in entry.tables} == {
        name: table.cells for name, table in made.tables.items()
    }


def test_a_secret_that_was_replaced_stops_every_page(mine):
    """The ledger's seals, and the hiding of the months to come, hang on it."""
    prepare(mine).publish()
    (mine.register / "secret.key").write_text("ab" * 32, encoding="ascii")

    with pytest.raises(DisclosureRisk, match=r"secret\.key"):
        prepare(mine)


def test_the_next_page_tells_what_the_last_one_told(mine):
    """A signal that the ledger keeps of last month is closed, or goes on, whatever a recount would say."""
    made = prepare(mine)
    (kept, *_) = made.protected.signals
    before = shift(MONTH, -1)
    ledger = open_ledger(mine)
    ledger.append(
        page="briefing", month=before, as_of=dt.datetime(2026, 10, 20, tzinfo=dt.UTC), digest="x", releases=(),
        previous=ledger.head(), signals=[replace(kept, month=before), replace(kept, type="scam_theft", month=before)],
    )  # fmt: skip
    chips = {note.title: note.chips for note in prepare(mine).briefing.signals}

    assert chips[kept.label][0] == "Siden sidst: fortsat fra september 2026"
    assert ("Siden sidst: lukket",) in chips.values()
    assert all(note.chips[0] == "Siden sidst: ny" for note in made.briefing.signals)

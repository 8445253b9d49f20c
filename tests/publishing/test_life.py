"""What is new since the last briefing is told by what the pages told, not by what is counted today."""

import datetime as dt
import re
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klubtrends.danish import MESSAGES
from klubtrends.disclosure.ledger import Ledger
from klubtrends.disclosure.signals import LIKELY, OPEN, ProtectedSignal, SignalFacts, protect_signal
from klubtrends.publishing.life import Life

SIGNAL = ProtectedSignal("scam", "Svindel", "2026-10", True, "10-19 hændelser, flere end ventet", "10-19",
                         "cirka hver fjerde måned", "", LIKELY, "Hør på mødet.")  # fmt: skip
NEW, SURENESS = "Siden sidst: ny", f"Hvor sikkert: {LIKELY}"
OTHER = replace(SIGNAL, type="threats", label="Trusler")


def life(*pages):
    """Make pages that said these signals, the newest in September 2026."""
    months = ["2026-06", "2026-07", "2026-09"][-len(pages) :] if pages else []
    told = [{signal.type: signal for signal in page} for page in pages]
    return Life(list(zip(months, told, strict=True)), {"scam": "Svindel", "threats": "Trusler"}.get)


def chips(before, *now, alike=True):
    """Give the marks of each note by its title."""
    return {note.title: note.chips for note in before.notes(now, alike=alike)}


def test_a_signal_opens_goes_on_and_closes():
    """New without one before; then continued from the month it opened in, over a month without a page; then closed."""
    assert chips(life(), SIGNAL) == {"Svindel": (NEW, SURENESS)}
    assert chips(life([SIGNAL], [SIGNAL]), SIGNAL) == {
        "Svindel": ("Siden sidst: fortsat fra juli 2026", SURENESS)
    }
    assert chips(life([SIGNAL], []), SIGNAL) == {"Svindel": (NEW, SURENESS)}
    assert chips(life([SIGNAL]), OTHER) == {"Trusler": (NEW, SURENESS), "Svindel": ("Siden sidst: lukket",)}


@pytest.mark.parametrize("change", [{"band": "20 eller flere"}, {"shown": False}, {"places": "flere steder"}])
def test_a_signal_that_is_told_in_other_words_has_changed(change):
    """As the reader sees it."""
    (found,) = chips(life([replace(SIGNAL, **change)]), SIGNAL).values()
    assert found[0] == "Siden sidst: ændret, fortsat fra september 2026"


def test_what_an_old_ledger_did_not_keep_is_no_change():
    """Its types are known, its words are not."""
    old = Life([("2026-09", {"scam": None, "threats": None})], {"threats": "Trusler"}.get)
    assert chips(old, SIGNAL) == {
        "Svindel": ("Siden sidst: fortsat fra september 2026", SURENESS),
        "Trusler": ("Siden sidst: lukket",),
    }


def test_where_other_departments_reported_nothing_is_sure():
    """Neither in its mark nor in what would settle it."""
    (note,) = life().notes([replace(SIGNAL, certainty="set")], alike=False)
    assert note.chips == (NEW, f"Hvor sikkert: {OPEN}")
    assert "ikke de samme afdelinger" in note.text
    assert SIGNAL.settles not in note.text


def test_the_ledger_keeps_what_was_said_and_opens_what_was_written_before_it_did(tmp_path):
    """The same words come back; an entry of a version without them has none, and its seal holds."""
    ledger = Ledger(tmp_path / "ledger.sqlite", b"0" * 32)
    common = {"page": "briefing", "as_of": dt.datetime(2026, 11, 1, tzinfo=dt.UTC), "releases": ()}
    first = ledger.append(month="2026-09", digest="a", previous=ledger.head(), signals=None, **common)
    ledger.append(month="2026-10", digest="b", previous=first.head, signals=[SIGNAL], **common)
    ledger.check()

    assert [entry.signals for entry in ledger.entries()] == [None, (SIGNAL,)]
    assert asdict(SIGNAL).keys() == asdict(ledger.entries()[1].signals[0]).keys()


@given(
    st.builds(
        SignalFacts,
        type=st.just("scam"),
        label=st.just("Svindel"),
        month=st.just("2026-10"),
        adjusted=st.floats(0, 1),
        chance=st.floats(0, 1),
        departments=st.integers(1, 18),
        settles=st.sampled_from([MESSAGES["signal_settles"], MESSAGES["signal_settles_missing"]]),
    ),
    st.none() | st.integers(0, 60),
    st.booleans(),
)
def test_no_signal_ever_speaks_of_a_rise(facts, shown, alike):
    """Whatever was counted and whoever reported: more than expected, never growth, and unsure where it must be."""
    (note,) = life().notes([protect_signal(facts, shown)], alike=alike)

    assert not re.search(r"stig|stege|vokse|fordobl|eksplo", " ".join((note.title, *note.chips, note.text)))
    assert "end ventet" in note.text
    assert alike or note.chips[1] == f"Hvor sikkert: {OPEN}"


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 18), st.integers(1, 18))
def test_what_is_said_of_a_hidden_cell_does_not_follow_from_its_count(adjusted, chance, departments, more):
    """Two months that differ in nothing that is shown get the same note, what would settle it included."""
    common = {"type": "scam", "label": "Svindel", "month": "2026-10", "settles": MESSAGES["signal_settles"]}
    one = SignalFacts(adjusted=adjusted, chance=chance, departments=departments, **common)
    other = SignalFacts(adjusted=0.001, chance=0.01, departments=more, **common)

    notes = [life().notes([protect_signal(facts, None)], alike=True) for facts in (one, other)]
    assert notes[0] == notes[1]

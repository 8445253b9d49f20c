"""Where figures come from: said as the archive knows it, one line a figure, and of the clubs' own but months."""

import datetime as dt
import hashlib
import re
from dataclasses import replace

import polars as pl
import pytest
from invented.briefings import NEWS_ORIGIN, RANKS_ORIGIN, TALK_ORIGIN, a_briefing
from invented.drawings import bars, drawing_of

from klubtrends.collect.inventory import show
from klubtrends.report.briefing import render
from klubtrends.report.origin import SHORT, Answer, Origin, archive_digest, joined, origin_of, own_log
from klubtrends.report.page import chart_html
from klubtrends.report.svg import NARROW, WIDE
from klubtrends.tables import CHARTS


def at(day, hour=5, month=10, year=2026):
    """Give an instant."""
    return dt.datetime(year, month, day, hour, 10, tzinfo=dt.UTC)


def rows(*fetched):
    """Make chart rows with a time and a digest each."""
    whole = [
        {"country": "dk", "chart": "free", "date": when.date(), "rank": 1, "app_id": "a", "app_name": "A",
         "developer": "d", "source": "apple_v2", "fetched_at": when, "digest": digest}
        for when, digest in fetched
    ]  # fmt: skip
    return pl.DataFrame(whole, schema=CHARTS.columns)


@pytest.mark.parametrize("as_held", [pl.DataFrame, pl.DataFrame.to_pandas], ids=["polars", "pandas"])
def test_rows_tell_which_answers_they_come_from(as_held):
    """Each answer once, the oldest first, whatever the order and number of rows."""
    origin = origin_of(as_held(rows((at(3), "sha256:A"), (at(1), "sha256:B"), (at(3), "sha256:A"))), CHARTS)

    assert origin == Origin("Apples hitliste", (Answer(at(1), "sha256:B"), Answer(at(3), "sha256:A")))
    assert origin_of(CHARTS.empty(), CHARTS) is None


@pytest.mark.parametrize(
    ("fetched", "said"),
    [
        ([at(31)], "hentet 31. oktober 2026 kl. 6.10"),
        ([at(24)], "hentet 24. oktober 2026 kl. 7.10"),  # summer time
        ([at(31), at(31, 8)], "hentet 31. oktober 2026"),
        ([at(31, 23, month=12, year=2025)], "hentet 1. januar 2026 kl. 0.10"),
        ([at(24, month=9), at(31)], "hentet 24. sept.–31. okt. 2026"),
        ([at(30, month=12, year=2025), at(3, month=1)], "hentet 30. dec. 2025–3. jan. 2026"),
    ],
)
def test_a_line_says_when_by_the_danish_clock(fetched, said):
    """To the minute where it is one time, else the days."""
    origin = origin_of(rows(*((when, f"sha256:{when}") for when in fetched)), CHARTS)

    assert str(origin) == f"Kilde: Apples hitliste, {said}"


def test_the_clubs_own_figures_tell_their_months_and_nothing_more():
    """No number, no day, no digest: what is hidden stays hidden."""
    assert str(own_log(["2026-10"])) == "Kilde: klubbernes egen log, oktober 2026, beskyttet"
    assert str(own_log(["2025-10", "2026-09", "2026-10"])) == (
        "Kilde: klubbernes egen log, okt. 2025–okt. 2026, beskyttet"
    )
    assert own_log(["2026-10"]).look_up == "klubtrends ledger show"


def test_what_comes_from_one_place_is_one_source():
    """A page numbers places, not figures; no answer is lost or doubled."""
    early, late = Origin("x", (Answer(at(1), "a"),)), Origin("x", (Answer(at(1), "a"), Answer(at(2), "b")))
    together = joined([late, None, own_log(["2026-10"]), early, own_log(["2026-09"])])

    assert together == (late, own_log(["2026-09", "2026-10"]))


def test_the_archives_digest_names_every_answer_whatever_their_order():
    """One answer more or less gives another digest; the order does not."""
    one, other = Origin("x", (Answer(at(1), "sha256:B"),)), Origin("y", (Answer(at(3), "sha256:A"),))
    both = archive_digest([one, own_log(["2026-10"]), other])

    assert both == archive_digest([other, one]) == hashlib.sha256(b"sha256:A\nsha256:B").hexdigest()
    assert both != archive_digest([one])


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
def test_a_chart_says_its_source_wherever_it_is_shown(size):
    """Under the drawing, in the drawing's own words, and under the notebook's figure."""
    chart = replace(bars([("a", 7)]), origin=RANKS_ORIGIN)
    line = "Kilde: Apples hitliste, hentet 30. okt.–31. okt. 2026"

    assert line in chart_html(chart)
    assert RANKS_ORIGIN.look_up in chart_html(chart)
    assert line in (drawing_of(chart, size).findtext("desc") or "")
    assert line in {note.text for note in chart.to_plotly().layout.annotations}
    assert "Kilde" not in chart_html(bars([("a", 7)]))


def test_every_figure_on_a_page_leads_to_its_source():
    """One line a figure, its mark leads to the list at the end, where every answer stands with its digest."""
    page = render(a_briefing()).decode()
    lines = re.findall(r'<p class="source"><a href="#(kilde-[A-Z])">Kilde [A-Z]</a>: ([^<]*)</p>', page)
    listed = dict(re.findall(r'<li id="(kilde-[A-Z])"><b>([^<]*)</b>', page))

    assert [said.partition(",")[0] for _, said in lines] == [
        "Wikimedias visningstal", "Apples hitliste", *["klubbernes egen log"] * 4, "nyhedskilderne"
    ]  # fmt: skip
    assert all(listed[place].casefold() == said.partition(",")[0].casefold() for place, said in lines)
    assert all(
        answer.short in page for answer in (*TALK_ORIGIN.answers, *RANKS_ORIGIN.answers, *NEWS_ORIGIN.answers)
    )


def test_a_line_fits_a_phone():
    """Fifty-five letters are a line at 390 px; only the thirteen months of the own log may take two."""
    page = render(a_briefing()).decode()
    lines = re.findall(r'<p class="source"><a [^>]*>([^<]*)</a>(: [^<]*)</p>', page)

    assert max(len(mark + said) for mark, said in lines if "–" not in said) <= 60


def test_the_archive_finds_what_a_page_prints(example, published):
    """The mark alone, in either case, is enough: the whole digest is shown."""
    page = published.path.read_text(encoding="utf-8")
    printed = re.findall(r"<code>([A-Z2-7]+)</code>", page)

    assert len(printed) > 30
    assert {len(mark) for mark in printed} == {SHORT}
    for mark in (printed[0], printed[-1].lower()):
        shown = show(example, mark)[0]
        assert shown.digest.startswith(f"sha256:{mark.upper()}")
    assert set(re.findall(r"klubtrends archive show (\w+)", page)) <= set(printed)

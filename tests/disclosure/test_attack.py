"""The attack succeeds against every naive page, and stays silent on a careful one."""

import ast
from pathlib import Path

import pytest
from minimal_page import WHEN, page, table

from klubtrends.disclosure import attack
from klubtrends.disclosure.attack import audit

BY_TYPE, BY_AGE = f"Hændelser i {WHEN} efter type", f"Hændelser i {WHEN} efter område og alder"
SAFE = table(BY_TYPE, ["I alt"], [("Mobning", 14), ("Svindel", None), ("Trusler", None)], [("I alt", 40)])


def kinds(*pages: bytes, **options) -> set[str]:
    """Name what was found, seeing to it that no finding tells the hidden 3."""
    found = audit(pages, **options)
    assert not any("3" in finding.what for finding in found)
    return {finding.kind for finding in found}


def test_two_hidden_cells_with_room_between_them_are_safe():
    """26 over two cells leaves both in doubt."""
    assert kinds(page(SAFE)) == set()


def test_a_total_minus_what_is_visible_gives_a_lone_hidden_cell_away():
    """A singleton in a line."""
    lone = table(BY_TYPE, ["I alt"], [("Mobning", 14), ("Svindel", None), ("Trusler", 7)], [("I alt", 24)])

    assert kinds(page(lone)) == {"exact"}


def test_hidden_cells_that_add_up_to_nothing_are_exact():
    """A 100 % cell: all incidents are in one shown cell, so the others are zero."""
    full = table(BY_TYPE, ["I alt"], [("Mobning", 24), ("Svindel", None), ("Trusler", None)], [("I alt", 24)])

    assert kinds(page(full)) == {"exact"}


def test_two_hidden_cells_that_share_too_little_are_narrow():
    """Neither of two cells that share 3 can reach 5."""
    narrow = table(BY_TYPE, ["I alt"], [("Mobning", 21), ("Svindel", None), ("Trusler", None)], [("I alt", 24)])

    assert kinds(page(narrow)) == {"narrow"}


def test_a_sensitive_cell_must_be_able_to_reach_its_own_threshold():
    """7 over two cells is enough for five and not for ten."""
    seven = table(BY_TYPE, ["I alt"], [("Mobning", 17), ("Grooming", None), ("Trusler", None)], [("I alt", 24)])

    assert kinds(page(seven)) == set()
    assert kinds(page(seven), thresholds={"Grooming": 10}) == {"narrow"}


def test_a_hidden_row_of_two_by_two_is_solved_through_its_margins():
    """Singletons in lines of a table with two directions."""
    rows = [("Adfærd", None, None, 20), ("Penge", None, 9, 12)]
    square = table(BY_AGE, ["Yngre", "Ældre", "I alt"], rows, [("I alt", 15, 17, 32)])

    assert kinds(page(square)) == {"exact"}


def test_a_row_adds_up_to_its_own_total():
    """The last column is a sum, also where there is no last row."""
    row = table(BY_AGE, ["Yngre", "Ældre", "I alt"], [("Adfærd", None, 9, 12)])

    assert kinds(page(row)) == {"exact"}


def test_a_group_adds_up_from_its_types():
    """The first row of a body is the sum of the others."""
    group = table(BY_TYPE, ["I alt"], [("Adfærd*", 17), ("Mobning", 14), ("Trusler", None)], [("Penge", 23)])

    assert kinds(page(group)) == {"exact"}


def test_linked_tables_are_one_system():
    """The group's sum is hidden in one table, and shown as a margin in the other."""
    grouped = table(BY_TYPE, ["I alt"], [("Adfærd*", None), ("Mobning", 14), ("Trusler", None)], [("Penge", None)],
                    [("I alt", 40)])  # fmt: skip
    other = table(BY_AGE, ["Yngre", "Ældre", "I alt"], [("Adfærd", 7, 10, 17), ("Penge", 10, 13, 23)],
                  [("I alt", 17, 23, 40)])  # fmt: skip

    assert kinds(page(grouped)) == set()
    assert kinds(page(grouped, other)) == {"exact"}
    assert kinds(page(grouped), page(other)) == {"exact"}


def test_the_series_of_months_holds_the_grand_total():
    """A month's total is the same cell in both."""
    months = table("Hændelser pr. måned", ["I alt"], [("september 2026", 31), (WHEN, 24)])
    hidden = table(BY_TYPE, ["I alt"], [("Mobning", 14), ("Svindel", None), ("Trusler", 7)], [("I alt", None)])

    assert kinds(page(hidden)) == set()
    assert kinds(page(hidden, months)) == {"exact"}


def test_tables_that_contradict_each_other_are_told():
    """A cell was published once and is now another."""
    first, second = (
        table(BY_TYPE, ["I alt"], [("Mobning", n), ("Svindel", 9)], [("I alt", n + 9)]) for n in (14, 15)
    )

    assert kinds(page(first), page(second)) == {"contradiction"}


SVG = '<figure><svg viewBox="0 0 300 100"><title>Hændelser efter type</title>{}</svg>{}</figure>'
BAR = '<rect x="0" y="{}" width="{}" height="18">{}</rect>'
SHOWN_BAR = BAR.format(6, 140, "<title>Mobning: 14</title>")


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (SVG.format(SHOWN_BAR + BAR.format(38, 30, "<title>Svindel: 3</title>"), ""), "drawing"),
        (SVG.format(SHOWN_BAR + BAR.format(38, 30, ""), ""), "drawing"),
        (SVG.format(SHOWN_BAR + BAR.format(38, 30, "<title>Svindel: skjult</title>"), ""), "drawing"),
        (SVG.format(SHOWN_BAR + "<text>3</text>", ""), "drawing"),
        (SVG.format('<text class="tick">0</text><text class="tick">200</text>', ""), "drawing"),
        (SVG.format('<circle cx="10" cy="60" r="2"><title>a: 40</title></circle><circle cx="20" cy="86" r="2"><title>'
                    'b: 14</title></circle><polyline points="10,60 15,97 20,86"/>', ""), "drawing"),
        ('<p data-count="3">Svindel</p>', "attribute"),
        ('<p aria-label="Svindel: 3">Svindel</p>', "attribute"),
        ('<p style="width:3%">Svindel</p>', "attribute"),
        ("<!-- svindel 3 -->", "comment"),
        ("<p>Vi så 3 hændelser med svindel.</p>", "text"),
        ("<p>Vi så tre hændelser i alt.</p>", "text"),
        ("<p>Svindel fyldte 3 denne gang.</p>", "text"),
        ("<p>Svindel: 5-9 hændelser, mere end ventet.</p>", "text"),
        ("<p>12 % af hændelserne var svindel.</p>", "text"),
        ("<p>12 % af alle hændelser.</p>", "text"),
        ("<script>let n = 3</script>", "script"),
        ('<p onclick="x()">a</p>', "script"),
        ('<a href="java\nscript:x()">a</a>', "script"),
        ('<a href="data:text/html,x">a</a>', "script"),
        ('<iframe src="#"></iframe>', "script"),
        ('<img src="https://example.org/x.png" alt="">', "request"),
        ('<img src="//example.org/x.png" alt="">', "request"),
        ('<link rel="stylesheet" href="x.css">', "request"),
        ("<style>@import 'x.css';</style>", "request"),
        ("<style>a{background:url(https://example.org/x)}</style>", "request"),
        ("<style>a::after{content:'3'}</style>", "attribute"),
        ('<meta http-equiv="refresh" content="0;url=https://example.org">', "request"),
        ("<p>Ring på 12 34 56 78.</p>", "identifier"),
        ("<p>Skriv til bo@klub.example.</p>", "identifier"),
        ("<p>010101-1234</p>", "identifier"),
        ("<p>abc\u202edef</p>", "control"),
        ("<p>ab\u200bc</p>", "control"),
        (f"<table><caption>{BY_TYPE}</caption><tr><td>3</td></tr></table>", "unreadable"),
        (table("Hændelser fordelt", ["I alt"], [("Svindel", 3)]), "unreadable"),
        ("<table><tr><td>3</td></tr></table>", "unreadable"),
        (table(BY_TYPE, ["I alt"], [("Svindel", None)]).replace("skjult", "ca. 3"), "unreadable"),
        ("<p><b>ikke lukket</p>", "unreadable"),
    ],
)  # fmt: skip
def test_a_naive_page_is_caught(part, kind):
    """What is hidden in the table stands somewhere else, or the page holds what no page may."""
    assert kind in kinds(page(SAFE, part))


@pytest.mark.parametrize(
    "part",
    [
        SVG.format(SHOWN_BAR + '<text x="150" y="20">14</text><text class="tick">50</text><text>· skjult</text>', ""),
        SVG.format('<rect class="band" x="3" y="1" width="20" height="50"/>' + SHOWN_BAR, ""),
        SVG.format('<text>·<title>Svindel: skjult</title></text>', ""),
        SVG.format(BAR.format(6, 140, "<title>oktober 2026: 14 (ventet 9–13)</title>"), ""),
        "<p>I alt 40 hændelser, og 15 af 18 afdelinger har meldt.</p>",
        "<p>35 % af hændelserne var mobning.</p>",
        "<p>Mobning: 10-19 hændelser, mere end ventet.</p>",
        "<p>Svindel: mere end ventet; tallet bliver ikke vist. Ses cirka hver 20. måned.</p>",
        '<p><a href="https://example.org/3">Læs mere</a>, <a href="tel:112">112</a>, <a href="#a">op</a></p>',
        "<p>Uge 43, 3. november 2026, § 235, 1.680 samtaler, n=2.153.</p>",
        '<style>a{background:url("data:image/png;base64,AAAA")}</style>',
        '<img src="data:image/png;base64,AAAA" alt="Et billede">',
        "<table><caption>Placeringer</caption><tr><th>App</th><td>3</td></tr></table>",
        "<code>sha256:1234567890123456789012345678901234567890123456789012345678901234</code>",
    ],
)  # fmt: skip
def test_a_careful_page_is_left_in_peace(part):
    """What every briefing holds is no finding."""
    assert kinds(page(SAFE, part)) == set()


def test_contacts_are_allowed_word_for_word():
    """Whom to call stands on every page."""
    body = page(SAFE, '<p><a href="tel:+4512345678">12 34 56 78</a>, klub@kommune.example</p>')

    assert kinds(body, contacts=["12345678", "klub@kommune.example"]) == set()
    assert kinds(body, contacts=["12345679", "klub@kommune.example"]) == {"identifier"}


def test_an_alarm_on_a_hidden_cell_counts_as_at_least_one():
    """An announced floor is no finding of its own, and what follows from it is."""
    alarm = "<p>Svindel: mere end ventet; tallet bliver ikke vist.</p>"
    tight = table(BY_TYPE, ["I alt"], [("Mobning", 35), ("Svindel", None), ("Trusler", None)], [("I alt", 40)])

    assert kinds(page(SAFE, alarm)) == set()
    assert kinds(page(tight)) == set()
    assert kinds(page(tight, alarm)) == {"narrow"}


def test_bytes_that_are_no_text_are_unreadable():
    """The attack fails closed."""
    assert kinds(page(SAFE).replace("æ".encode(), b"\xe6")) == {"unreadable"}


def test_a_page_may_be_a_file(tmp_path):
    """A finding names the file and its folder."""
    file = tmp_path / "briefing.html"
    file.write_bytes(page("<script>1</script>"))

    assert audit([file])[0].where == f"{tmp_path.name}/briefing.html"


def test_the_attack_uses_nothing_of_what_it_attacks():
    """One mistake must not be made twice."""
    for module in Path(attack.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(
                name.startswith("klubtrends.")
                and not name.startswith(("klubtrends.disclosure.attack", "klubtrends.danish"))
                for name in names
            ), module.name

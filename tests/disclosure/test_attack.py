"""The attack succeeds against every naive page, and stays silent on a careful one."""

import ast
import datetime as dt
import re
import time
from pathlib import Path

import polars as pl
import pytest
from minimal_page import WHEN, page, table

from klubtrends.disclosure import attack
from klubtrends.disclosure.attack import audit
from klubtrends.report.chart import Bar, Bars, Chart, Column, Columns, Line, RankLines
from klubtrends.report.svg import NARROW, WIDE, svg

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


def test_a_table_of_nothing_but_the_total_is_read_with_the_others():
    """What is shown under one heading tells what another hides."""
    without = table(BY_TYPE, ["I alt"], [("Mobning", 14), ("Svindel", None)], [("I alt", None)])
    alone = table(f"Hændelser i {WHEN} under ét", ["I alt"], [("I alt", 21)])

    assert kinds(page(without)) == set()
    assert kinds(page(without, alone)) == {"exact"}


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


def test_a_count_below_its_threshold_must_not_be_shown():
    """The first thing to see: somebody forgot to hide it. Nought may be shown."""
    rows = [("Mobning", 14), ("Svindel", 3), ("Trusler", 0)]

    assert kinds(page(table(BY_TYPE, ["I alt"], rows, [("I alt", 17)]))) == {"small"}
    assert kinds(page(table(BY_TYPE, ["I alt"], [("Grooming", 7), *rows[::2]], [("I alt", 21)]))) == set()
    assert kinds(page(table(BY_TYPE, ["I alt"], [("Grooming", 7), *rows[::2]], [("I alt", 21)])),
                 thresholds={"Grooming": 10}) == {"small"}  # fmt: skip


BY_SIZE = [("Trusler", 20), ("Svindel", 7), ("Afpresning", None), ("Mobning", 7), ("Andet", 0)]


def test_rows_in_the_order_of_their_counts_give_a_hidden_one_away():
    """Between 7 and 7 there is nothing but 7; one more hidden row leaves the sums in doubt."""
    rows = [*BY_SIZE, ("Køb", None)]
    sized = table(BY_TYPE, ["I alt"], rows, [("I alt", 60)])
    mixed = table(BY_TYPE, ["I alt"], [rows[2], *rows[:2], *rows[3:]], [("I alt", 60)])
    alphabetical = table(BY_TYPE, ["I alt"], sorted(rows, key=lambda row: row[0]), [("I alt", 60)])

    assert kinds(page(sized)) == {"order"}
    assert kinds(page(mixed)) == set()
    assert kinds(page(alphabetical)) == set()


def test_an_order_that_another_month_shows_to_be_fixed_tells_nothing():
    """Code lists have their own order; it may look like one of size once."""
    rows = [*BY_SIZE, ("Køb", None)]
    sized = table(BY_TYPE, ["I alt"], rows, [("I alt", 60)])
    fixed = [(label, count) for (label, _), count in zip(rows, (5, 20, 9, 30, 8, 7), strict=True)]
    other = table(BY_TYPE.replace("oktober", "august"), ["I alt"], fixed, [("I alt", 79)])

    assert kinds(page(sized), page(other)) == set()


def test_tables_that_contradict_each_other_are_told():
    """A cell was published once and is now another."""
    first, second = (
        table(BY_TYPE, ["I alt"], [("Mobning", n), ("Svindel", 9)], [("I alt", n + 9)]) for n in (14, 15)
    )

    assert kinds(page(first), page(second)) == {"contradiction"}


SVG = '<figure><svg viewBox="0 0 300 100"><title>Hændelser efter type</title>{}</svg>{}</figure>'
BAR = '<rect x="0" y="{}" width="{}" height="18">{}</rect>'
SHOWN_BAR = BAR.format(6, 140, "<title>Mobning: 14</title>")
SERIES = table("Hændelser pr. måned", ["I alt", "Ventet"], [("august 2026", 20, ""), ("september 2026", None, "25–50"),
                                                            (WHEN, 40, "31–67")])  # fmt: skip


def chart(name, title, drawing):
    """Make a chart with nothing but a drawing."""
    return Chart(name, title, "", "", drawing, pl.DataFrame())


BARS = chart("slags", BY_TYPE, Bars((Bar("Mobning", 14), Bar("Svindel", None), Bar("I alt", 40))))
COLUMNS = chart("ialt", "Hændelser pr. måned", Columns((
    Column("august 2026", "aug.", 20), Column("september 2026", "sept.", None, (25, 50)),
    Column(WHEN, "okt.", 40, (31, 67))), "det, vi ville vente"))  # fmt: skip


def figure(drawn: str, below: str) -> str:
    """Put a drawing above its table, as a page does."""
    details = f"<details><summary>Vis tallene</summary>{below}</details>"
    return f"<figure><figcaption>Se her</figcaption>{drawn}{details}</figure>"


def altered(drawing: Chart, old: str, new: str) -> bytes:
    """Draw a chart, and alter it once."""
    drawn = svg(drawing, WIDE)
    assert len(re.findall(old, drawn)) >= 1, drawn
    return page(figure(re.sub(old, new, drawn, count=1), SAFE if drawing is BARS else SERIES))


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize(("drawing", "below"), [(BARS, SAFE), (COLUMNS, SERIES)])
def test_our_own_drawings_are_left_in_peace(drawing, below, size):
    """Bars, columns, the band, the axis and the words of both sizes."""
    assert kinds(page(figure(svg(drawing, size), below))) == set()


@pytest.mark.parametrize("values", [(3, 5), (5000, 5), (0, 7), (999, 1)])
def test_drawings_of_small_and_large_counts_are_left_in_peace(values):
    """A count too short to draw is drawn as a sliver, and a zero not at all."""
    labels = ("Mobning", "Trusler")
    bars = chart("slags", BY_TYPE, Bars(tuple(map(Bar, labels, values))))
    months = tuple(
        Column(month, "jan.", value) for month, value in zip(("august 2026", WHEN), values, strict=True)
    )
    columns = chart("ialt", "Hændelser pr. måned", Columns(months, ""))
    by_type = table(BY_TYPE, ["I alt"], list(zip(labels, values, strict=True)))
    series = table("Hændelser pr. måned", ["I alt"], list(zip(("august 2026", WHEN), values, strict=True)))

    for size in (WIDE, NARROW):
        assert kinds(page(figure(svg(bars, size), by_type))) <= {"small"}
        assert kinds(page(figure(svg(columns, size), series))) <= {"small"}


@pytest.mark.parametrize(
    ("drawing", "old", "new"),
    [
        (BARS, "</svg>", '<path d="M0 38h30v18H0z"/></svg>'),
        (BARS, "</svg>", '<polygon points="0,38 30,38 30,56 0,56"/></svg>'),
        (BARS, "</svg>", '<line x1="0" x2="30" y1="47" y2="47" stroke-width="18"/></svg>'),
        (BARS, "</svg>", '<line x1="0" x2="30" y1="47" y2="47"/></svg>'),
        (BARS, "</svg>", '<circle cx="9" cy="47" r="3"><title>Mobning: 14</title></circle></svg>'),
        (BARS, "</svg>", '<use href="#a" x="3"/></svg>'),
        (BARS, "</svg>", '<image href="data:image/png;base64,AAAA"/></svg>'),
        (BARS, "</svg>", '<g transform="translate(0 32)"><rect x="1" y="6" width="30" height="18"/></g></svg>'),
        (BARS, "</svg>", '<rect x="0" y="38" width="30" height="18.2"/></svg>'),
        (BARS, "</svg>", '<rect x="0" y="38" width="30px" height="18"><title>Mobning: 14</title></rect></svg>'),
        (BARS, "</svg>", '<rect x="0" y="38" width="30" height="18"><title>Svindel</title></rect></svg>'),
        (BARS, "</svg>", '<rect x="0" y="38" width="30" height="18"><title>Svindel: 14</title></rect></svg>'),
        (BARS, "</svg>", '<rect class="band" x="0" y="38" width="30" height="18"/></svg>'),
        (BARS, "</svg>", "<text>tre</text></svg>"),
        (BARS, "</svg>", '<text class="tick">3</text></svg>'),
        (BARS, "</svg>", '<text x="9" y="1" class="n3">a</text></svg>'),
        (BARS, "</svg>", '<text x="9" y="9">·</text></svg>'),
        (BARS, "<desc[^>]*>", "<desc>Svindel 3"),
        (BARS, r'width="\d+[\d.]*"( height="18"[^>]*><title>Mob)', r'width="97"\1'),
        (BARS, "</svg>", '<path d="M0 38 C 10 38 20 38 30 38"/></svg>'),
        (BARS, "</svg>", '<path d="M0 38 Q 10 38 30 38 A 3 3 0 0 1 4 4"/></svg>'),
        (BARS, "</svg>", '<ellipse cx="9" cy="47" rx="3" ry="3"/></svg>'),
        (BARS, "</svg>", '<line x1="0" x2="30" y1="47" y2="47" stroke-dasharray="3 90"/></svg>'),
        (BARS, "</svg>", '<defs><pattern id="p" width="5" height="3"></pattern></defs></svg>'),
        (BARS, "</svg>", '<defs><clipPath id="c"><rect width="30" height="9"/></clipPath></defs></svg>'),
        (BARS, "</svg>", '<defs><rect width="5" height="5" class="n3"/></defs></svg>'),
        (BARS, r'y="6" width', 'transform="scale(2)" y="6" width'),
        (COLUMNS, r'height="[\d.]+"( class="f-bar")', r'height="33"\1'),
        (COLUMNS, r'(height="[\d.]+") class="f-bar"', r'\1 class="f-bar" rx="3"'),
        (COLUMNS, r'height="[\d.]+" class="band"( />)(?!<text)', r'height="21" class="band"\1'),
        (COLUMNS, r'y="[\d.]+" (width="[\d.]+") height="[\d.]+"( class="f-bar")', r'y="185" \1 height="33"\2'),
        (COLUMNS, r'"131" y2="131"( class="s-grid" /><text x="\d+" y=)"135"', r'"97" y2="97"\1"101"'),
        (COLUMNS, r'"131" y2="131"( class="s-grid" /><text x="\d+" y=)"135"([^>]*>)40',
         r'"146.2" y2="146.2"\1"150.2"\g<2>33'),
        (COLUMNS, "31–67", "20–40"),
        (BARS, "<title>Mobning: 14", "<title>Svindel: 14"),
        (COLUMNS, r">80<", ">83<"),
        (COLUMNS, r">40<", ">33<"),
        (COLUMNS, r'y1="131" y2="131"', 'y1="97" y2="97"'),
        (COLUMNS, r'y1="131" y2="131"', 'y1="131" y2="97"'),
        (COLUMNS, "31–67", "31–33"),
        (COLUMNS, "sept.", "3"),
    ],
)  # fmt: skip
def test_a_drawing_that_says_more_is_caught(drawing, old, new):
    """Another shape, another length, another axis, another word than the counts ask for."""
    assert "drawing" in kinds(altered(drawing, old, new))


@pytest.mark.parametrize(
    "rule",
    [
        "rect{width:30px}", ".f-bar{height:3px}", "svg rect:nth-of-type(2){width:30px}", "*{transform:scaleX(.3)}",
        ".f-bar{rx:3}", "#a,.w rect{x:30px}", "[class]{width:3%}",
        "@media print{rect{width:30px}}", ".f-bar{clip-path:inset(0 3px 0 0)}", "re/**/ct,rect{width/**/:30px}",
    ],
)  # fmt: skip
def test_a_style_sheet_that_sizes_bars_is_caught(rule):
    """What is drawn is not what the elements say."""
    drawn = figure(svg(BARS, WIDE), SAFE)

    assert kinds(page(f"<style>.f-bar{{fill:#789}}.n td{{width:9rem}}.vh{{width:1px}}</style>{drawn}")) == set()
    assert "drawing" in kinds(page(f"<style>{rule}</style>{drawn}"))


def test_an_axis_ends_where_the_figures_shown_ask_for():
    """A hidden month that is larger than all others would stretch it."""
    stretched = chart("ialt", "Hændelser pr. måned", Columns((
        Column("august 2026", "aug.", 20), Column("september 2026", "sept.", 71, (25, 50)),
        Column(WHEN, "okt.", 40, (31, 60))), "det, vi ville vente"))  # fmt: skip
    drawn = re.sub(r"<rect[^>]*><title>september 2026: 71[^<]*</title></rect>", "", svg(stretched, WIDE))
    series = SERIES.replace("31–67", "31–60")

    assert ">80<" in drawn
    assert kinds(page(figure(drawn, series))) == {"drawing"}


def test_a_chart_of_ranks_is_public():
    """An app may be called Episode: a chart is about incidents when it is called so, or stands with their table."""
    lines = RankLines(tuple(dt.date(2026, 10, day) for day in (1, 2, 3)),
                      (Line("Episode - Choose Your Story", "nr. 51 → 3", (51, 17, 3), "main"),))  # fmt: skip
    drawn = svg(chart("hitliste", f"Placering på hitlisten i {WHEN}", lines), WIDE)
    said = "<figcaption>Episode - Choose Your Story er gået fra nummer 51 til 3</figcaption>"
    ranks = table("Placering på hitlisten", ["Nu"], [("Episode - Choose Your Story", 3)])

    assert kinds(page(SAFE, f"<figure>{said}{drawn}{ranks}</figure>")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Der var en enkelt hændelse.", "Der var kun én episode.", "Kun et tilfælde.", "Et enkelt tilfælde i alt.",
        "Vi så 3 tilfælde.", "Tre sager handlede om det.", "Vi fik 3 sager.", "Vi så tretten hændelser.",
        "Der kom treogtyve hændelser.", "Vi så tyve episoder.", "Vi så 3 alvorlige digitale hændelser.",
        "Vi så 3 grooming-hændelser.", "Hændelser med opsøgning: 3.", "Hændelser med opsøgning: tre.",
        "Af hændelserne var 3 af samme slags.", "Et par hændelser om det.", "Vi så ³ hændelser.", "Vi så ٣ hændelser.",
        "Halvdelen af hændelserne var det.", "To tredjedele af alle hændelser.", "Hver femte hændelse.",
        "3 ud af de 40 hændelser var det.", "77 ‰ af hændelserne.", "Af hændelserne var 7 ½ procent det.",
        "I snit 2,2 hændelser pr. klub.", "Vi så 3\u00a0hændelser.", "Vi så <b>3</b> <i>hændelser</i>.",
        "Vi så 3 hæn\u00addelser.", "Vi så 1\u200b3 hændelser.", "Svindel fyldte tre denne gang.", "opsøgning: 3",
        "3", "Svindel (ventet 1–3) denne gang.", "12,1 % af hændelserne.",
    ],
)  # fmt: skip
def test_a_count_in_words_is_caught(text):
    """Digits of every kind, words, fractions, shares and averages that no table shows."""
    assert "text" in kinds(page(SAFE, f"<p>{text}</p>"))


@pytest.mark.parametrize(
    "text",
    [
        "Én historie om et barn, der hjalp en ven.", "Fjorten hændelser handlede om mobning.",
        "Hændelser med mobning: 14.", "14 af de 40 hændelser var mobning.", "35,0 % af hændelserne var mobning.",
        "En hændelse tælles i den måned, den skete.", "Så meget ses ved et tilfælde cirka hver 4. måned.",
        "Svindel: mere end ventet; tallet bliver ikke vist. Så meget ses ved et tilfælde en til to gange på to år, når"
        " vi kigger på alle typer.", "Tag en hændelse op med 6. og 7. klasse inden 18. december.",
        "Bygger på oktober: 16 af 18 afdelinger har meldt. I september: 14.", "18 afdelinger meldte hændelser.",
        "I uge 43 var hændelserne mange.", "På 2 måneder kom der mange hændelser.", "1.680 samtaler",
        "Ring 112, hvis en hændelse er i gang.", "I alt 40 hændelser.", "Her står, hvor langt hver sag er.",
        "Oktober 2026: 40 hændelser. Vi ved endnu ikke, hvad der er almindeligt.",
    ],
)  # fmt: skip
def test_words_that_say_no_more_are_left_in_peace(text):
    """Counts that a table shows, and numbers of other things."""
    assert kinds(page(SAFE, f"<p>{text}</p>")) == set()


CELL = '<td class="h"><span aria-hidden="true">'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (CELL, CELL.replace('class="h"', 'class="h3"')), (CELL, CELL.replace('class="h"', 'class="h" title="14"')),
        (CELL, CELL.replace('class="h"', 'class="h" headers="c"')), (CELL, CELL.replace('"true"', '"true" title="x"')),
        ("<th scope=", '<th id="n3" scope='), ("<th scope=", '<th abbr="3" scope='), ("<tr>", '<tr tabindex="3">'),
        ("<table>", '<table border="3">'), ("</table>", '</table><ol start="3"><li>a</li></ol>'),
        ("</table>", '</table><meter value="14" max="37"></meter>'),
        ("</table>", '</table><time datetime="0003">x</time>'),
        ("</table>", '</table><p id="n3">a</p>'), ("</table>", '</table><a href="https://example.org/?n=3">a</a>'),
        ("</table>", '</table><progress value="3">x</progress>'),
        ("</table>", '</table><div class="three"></div>'), ("</table>", "</table><p><span class='w'> </span></p>"),
        (CELL, CELL.replace('class="h"', 'class="h wide"')),
        ('<tr><th scope="row">Svindel', '<tr class="three"><th scope="row">Svindel'),
        ('<th scope="row">Svindel', '<th class="three" scope="row">Svindel'),
        ("<table>", "<style>tr:nth-child(2) td{width:3rem}</style><table>"),
    ],
)  # fmt: skip
def test_an_attribute_where_counts_stand_is_caught(old, new):
    """Only what is read aloud may hold numbers there, and a hidden cell nothing at all."""
    assert "attribute" in kinds(page(SAFE.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('scope="row">Svindel', 'scope="row">Svindel (3)'), ('scope="col">I alt', 'scope="col">I alt (3)'),
        ("efter type", "efter type, heraf opsøgning 3"), ("efter type", "efter type heraf opsøgning tre"),
        ("</caption>", "</caption><caption>Opsøgning tre</caption>"),
    ],
)  # fmt: skip
def test_a_heading_that_says_more_makes_a_table_unreadable(old, new):
    """Months, years, ages and school years are the only numbers that name a row or a column."""
    assert "unreadable" in kinds(page(SAFE.replace(old, new, 1)))


def test_what_was_expected_is_a_range_or_nothing():
    """A bare number under "Ventet" could be a count."""
    assert kinds(page(SERIES)) == set()
    assert kinds(page(SERIES.replace("31–67", "33"))) == {"unreadable"}


def test_ages_and_school_years_name_columns():
    """They stand on every page."""
    ages = table(BY_AGE, ["Yngre (til og med 5. klasse)", "13-17 år", "I alt"], [("I alt", 10, 30, 40)])

    assert kinds(page(ages)) == set()


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("<table><caption>Sager</caption><tbody><tr><th>Andet</th><td>3</td></tr></tbody></table>", "unreadable"),
        (table("Egen liste", ["Hændelser"], [("a", 3)]), "unreadable"),
        (table("Egen liste", ["afdeling", "n"], [("0", "Birk", 3)]), "unreadable"),
        (table("Egen liste", ["n"], [("Svindel", 3)]), "text"),
        ("<!-- svindel tre -->", "comment"),
        ('<meta name="n" content="3">', "attribute"),
        ('<meta name="description" content="Svindel: tre">', "attribute"),
        ('<meta name="klubtrends:as-of" content="3">', "attribute"),
        ("<style>/* svindel tre */</style>", "comment"),
        ("<style>a{counter-reset:c 3}</style>", "attribute"),
        ("<style>a{counter-reset:n 3}</style>", "attribute"),
        ("<style>a::before{content:counter(c)}</style>", "attribute"),
        ("<style>a::before{content:'syv'}</style>", "attribute"),
        ("<style>a::before{content:'\\33'}</style>", "attribute"),
        ("<style>:root{--svindel:3}</style>", "attribute"),
        ("<style>ol{list-style-type:'3'}</style>", "attribute"),
        ("<style>@counter-style x{symbols:a}</style>", "attribute"),
        ("<p>sv\u00adindel</p>", "control"),
        ("<pre>hændelser Birk 3.0</pre>", "text"),
    ],
)  # fmt: skip
def test_what_only_the_bytes_hold_is_caught(part, kind):
    """Comments, metadata, style sheets, other tables and printed lines."""
    assert kind in kinds(page(SAFE, part))


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (SVG.format(SHOWN_BAR + BAR.format(38, 30, "<title>Svindel: 3</title>"), ""), "drawing"),
        (SVG.format(SHOWN_BAR + BAR.format(38, 30, ""), ""), "drawing"),
        (SVG.format(SHOWN_BAR + BAR.format(38, 30, "<title>Svindel: skjult</title>"), ""), "drawing"),
        (SVG.format(SHOWN_BAR + "<text>3</text>", ""), "drawing"),
        (SVG.format('<text class="tick" y="90">0</text><text class="tick" y="10">200</text>', ""), "drawing"),
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
        SVG.format(SHOWN_BAR + '<text x="150" y="20">14</text><text>· skjult</text>', ""),
        SVG.format('<text>·<title>Svindel: skjult</title></text>', ""),
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
    """A finding names the file by its whole path, as it was given."""
    file = tmp_path / "briefing.html"
    file.write_bytes(page("<script>1</script>"))

    assert audit([file])[0].where == str(file)


def test_a_page_is_attacked_while_its_author_waits():
    """A page with many tables and drawings takes a fifth of a second."""
    whole = page(
        *[SAFE, SERIES, figure(svg(COLUMNS, WIDE) + svg(COLUMNS, NARROW), "")] * 5, "<p>Ord om ord.</p>" * 500
    )
    audit([whole])
    start = time.perf_counter()
    audit([whole])

    assert time.perf_counter() - start < 1.0  # five times the goal, for slow machines


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

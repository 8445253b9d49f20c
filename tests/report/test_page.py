"""A page asks for nothing, runs nothing, escapes whatever comes from outside and is the same to the byte."""

import base64
import datetime as dt
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented.briefings import NEWS_ORIGIN, RANKS_ORIGIN, TALK_ORIGIN, a_briefing
from invented.drawings import NASTY, bars, ranks
from invented.tables import kinds_table

from klubtrends.danish import SECTIONS
from klubtrends.report.briefing import AppNote, ContactNote, LawNote, NewsNote, SignalNote, render
from klubtrends.report.chart import empty_chart
from klubtrends.report.origin import archive_digest
from klubtrends.report.page import LARGEST_PAGE, markdown

ASKING = {
    "src",
    "srcset",
    "data",
    "poster",
    "background",
    "action",
    "formaction",
    "ping",
    "manifest",
    "xlink:href",
}
VOID = {
    "meta",
    "br",
    "hr",
    "img",
    "link",
    "input",
    "source",
    "wbr",
    "rect",
    "line",
    "polyline",
    "circle",
    "col",
}


class Elements(HTMLParser):
    """Lists (tag, attributes, text inside) of a page's elements."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[list] = []
        self._open: list[list] = []
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        """Begin an element."""
        self.found.append([tag, dict(attrs), ""])
        if tag not in VOID:
            self._open.append(self.found[-1])

    def handle_startendtag(self, tag, attrs):
        """Note an element without content."""
        self.found.append([tag, dict(attrs), ""])

    def handle_endtag(self, tag):
        """End the innermost element; pages of ours close in order."""
        if tag not in VOID:
            assert self._open.pop()[0] == tag

    def handle_data(self, data):
        """Give text to every element that it stands in."""
        for element in self._open:
            element[2] += data


def elements(page, tag=None):
    """List a page's elements of one kind, or all."""
    return [tuple(element) for element in Elements(page).found if tag in (None, element[0])]


def nasty(name):
    """Put a name everywhere that data can come from."""
    return a_briefing(
        municipality=name,
        coverage=name,
        signals=(SignalNote(name, (name,), name),),
        ranks=replace(ranks([name], [[3] * 31]), sentence=name, title=name, description=name),
        kinds=replace(bars([(name, 7)]), sentence=name),
        moves=(name,),
        incident_tables=(kinds_table({name: 7}, note=name),),
        incident_notes=(name,),
        app_sheet=AppNote(name, name, ((name, name),), name, (name,)),
        law=(LawNote(name, name, name),),
        news=(NewsNote(name, f"https://avisen.example/{name}", name, dt.date(2026, 10, 3)),),
        contacts=(ContactNote(name, name, "112", f"https://x.example/{name}", name),),
        words=dict.fromkeys(SECTIONS, name),
    )


# safe


def test_the_policy_names_the_only_style_and_lets_nothing_else_in():
    """The digest in the policy is that of the style sheet as it stands in the page."""
    page = render(a_briefing())
    [(_, policy, _)] = [
        e for e in elements(page, "meta") if e[1].get("http-equiv") == "Content-Security-Policy"
    ]
    style = re.search(r"<style>(.*?)</style>", page.decode(), re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    rules = dict(rule.strip().split(" ", 1) for rule in policy["content"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == f"'sha256-{digest}'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert "script-src" not in rules
    assert page.count(b"<style") == 1


@pytest.mark.parametrize("name", ["Glimsnak", *NASTY])
def test_a_page_asks_for_nothing(name):
    """No attribute, element or style of it can send a request by itself, whatever the data say."""
    page = render(nasty(name))

    for tag, attributes, _ in elements(page):
        assert tag not in {
            "script",
            "link",
            "img",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "audio",
            "video",
        }
        assert not ASKING & set(attributes)
        assert not [key for key in attributes if key.startswith("on")]
        assert "style" not in attributes
    assert not re.search(r"url\((?!#)|@import", page.decode().split("</style>")[0])


@pytest.mark.parametrize("name", NASTY)
def test_whatever_comes_from_data_is_shown_as_it_is(name):
    """A title, a name or a headline is text, with every sign of it."""
    page = render(nasty(name))
    shown = " ".join(name.split())

    assert elements(page, "h1")[0][2] == "Briefing for oktober 2026"
    assert shown in {" ".join(text.split()) for _, _, text in elements(page, "h3")}
    assert shown in " ".join(elements(page, "title")[0][2].split())


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", " javascript:x", "//x.example"]
)
def test_a_headline_leads_to_the_web_or_nowhere(address):
    """A feed could name any address: only those of the web become links."""
    page = render(a_briefing(news=(NewsNote("Nyt", address, "Avisen", dt.date(2026, 10, 3)),)))

    assert address.strip() not in {
        attributes.get("href", "").strip() for _, attributes, _ in elements(page, "a")
    }
    assert "Nyt" in page.decode()


# Markdown


@pytest.mark.parametrize(
    "text",
    [
        "<b>fed</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://x.example/a.png)",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,x)", "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]", "[x](vbscript:x)", "[x](//x.example)", "[x](&#106;avascript:alert(1))",
        "<iframe src=https://x.example></iframe>", "<style>*{display:none}</style>", "<!-- skjult -->",
        "[x](https://x.example \"a\\\" onmouseover=alert(1) b\")", "<a href='javascript:x'>y</a>",
    ],
)  # fmt: skip
def test_markdown_cannot_bring_html_pictures_or_scripts(text):
    """Her words may be pasted from anywhere."""
    made = elements(f"<body>{markdown(text)}</body>".encode())

    assert {tag for tag, _, _ in made} <= {"body", "p", "a", "em", "strong"}
    assert {key for _, attributes, _ in made for key in attributes} <= {"href", "title"}
    assert all(attributes["href"].startswith("https://x.example") for tag, attributes, _ in made if tag == "a")


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("<>![]()\"'`*_#&;:/ \nabjavscript=.-1"), max_size=60))
def test_no_markdown_makes_an_element_of_its_own(text):
    """Whatever is typed, only paragraphs, lists, emphasis, code, headings and links come of it."""
    made = elements(f"<body>{markdown(text)}</body>".encode())

    assert {tag for tag, _, _ in made} <= {
        "body", "p", "a", "em", "strong", "ul", "ol", "li", "code", "pre", "blockquote", "hr", "br",
        "h1", "h2", "h3", "h4", "h5", "h6",
    }  # fmt: skip


def test_markdown_keeps_what_she_needs():
    """Lists, emphasis, links to the web and telephones."""
    made = markdown("1. **Ring** til [114](tel:114)\n2. *Se* <https://x.example/a>")

    assert '<a href="tel:114">114</a>' in made
    assert '<a href="https://x.example/a">' in made
    assert "<strong>Ring</strong>" in made


def test_a_heading_in_her_words_does_not_break_the_outline():
    """One h1, the eleven sections as h2: a '#' of hers must not become another."""
    page = render(a_briefing(words={"kort": "# Stort\n\n### Lille\n\nTekst"}))

    assert len(elements(page, "h1")) == 1
    assert len(elements(page, "h2")) == len(SECTIONS)


# whole


def test_the_same_briefing_gives_the_same_bytes():
    """Nothing of the clock, of chance or of the order of a set."""
    assert render(a_briefing()) == render(a_briefing())


def test_a_page_says_what_it_was_made_of():
    """As-of time, archive and ledger, for `verify`."""
    briefing = a_briefing()
    metas = {
        attributes.get("name"): attributes.get("content")
        for _, attributes, _ in elements(render(briefing), "meta")
    }

    assert metas["klubtrends:as-of"] == "2026-11-24T08:00:00+00:00"
    assert metas["klubtrends:archive"] == archive_digest([TALK_ORIGIN, RANKS_ORIGIN, NEWS_ORIGIN])
    assert metas["klubtrends:ledger"] == "b" * 64


def test_the_eleven_sections_stand_in_order():
    """Many read no further than they must."""
    page = render(a_briefing())

    assert [text for _, _, text in elements(page, "h2")] == list(SECTIONS.values())
    assert [attributes["id"] for _, attributes, _ in elements(page, "section")] == list(SECTIONS)


def test_the_page_has_its_landmarks():
    """Danish, one h1, header, main, footer, a way past the top, a name for every section."""
    page = render(a_briefing())
    idents = {attributes.get("id") for _, attributes, _ in elements(page)}

    assert elements(page, "html")[0][1]["lang"] == "da"
    assert [len(elements(page, tag)) for tag in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
    assert elements(page, "a")[0][1]["href"][1:] in idents
    assert all(attributes["aria-labelledby"] in idents for _, attributes, _ in elements(page, "section"))


def test_every_name_of_an_element_is_its_own():
    """Labels would point to the wrong thing."""
    idents = [attributes["id"] for _, attributes, _ in elements(render(a_briefing())) if "id" in attributes]

    assert len(idents) == len(set(idents))


def test_emergency_numbers_are_always_there_to_tap():
    """112 and 114, whatever the briefing holds."""
    page = render(a_briefing(words={}, contacts=()))

    assert {"tel:112", "tel:114"} <= {attributes["href"] for _, attributes, _ in elements(page, "a")}


def test_a_hidden_count_is_a_dot_that_is_read_aloud():
    """It never looks like a nought."""
    page = render(a_briefing()).decode()

    assert '<td class="num h"><span aria-hidden="true">·</span><span class="vh">skjult</span></td>' in page


def test_a_suggestion_is_marked():
    """What she has not written yet looks like it."""
    page = render(a_briefing(suggested=frozenset({"kort"})))

    assert len([1 for _, attributes, _ in elements(page, "div") if attributes.get("class") == "suggested"]) == 1


def test_a_page_without_figures_has_no_empty_boxes():
    """The first months: sentences stand where figures will come."""
    none = empty_chart("x", "X", "Det kommer.")
    page = render(
        a_briefing(ranks=none, totals=none, kinds=none, incident_tables=(), positive_table=None, app_sheet=None,
                   signals=(), moves=(), law=(), figures=(), news=(), events=(), contacts=(), origins={})
    )  # fmt: skip

    for tag, _, text in elements(page):
        if tag in {"ul", "ol", "dl", "tbody", "figure", "table", "p", "details", "li", "section", "div"}:
            assert text.strip(), f"an empty {tag}"


def test_the_largest_month_stays_under_its_limit():
    """Charts, tables and long texts together stay under 150 KB."""
    long = "Et langt afsnit med mange ord, som nogen har skrevet. " * 40
    many = tuple(LawNote(f"Lov {n}", long[:400], "Forslag.") for n in range(12))
    page = render(a_briefing(words=dict.fromkeys(SECTIONS, long), law=many))

    assert LARGEST_PAGE == 150_000
    assert len(page) <= LARGEST_PAGE

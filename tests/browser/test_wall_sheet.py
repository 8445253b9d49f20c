"""The sheet for the wall in a real Chromium: one page of A4, and readable on a telephone."""

import re
from itertools import pairwise

import pytest
from probes import RUN_AXE, SMALL_TEXT, TOO_SMALL, WIDER

from klubtrends.publishing.wall import LONGEST_LINK, write_wall_sheet
from klubtrends.workspace import Settings, create

LONGEST = "https://forms.office.com/Pages/ResponsePage.aspx?id="
LINKS = {
    "empty": "",
    "short": "https://forms.office.com/e/AbCdEf1234",
    "longest": LONGEST + "Wq7_" * ((LONGEST_LINK - len(LONGEST)) // 4),
}
A4 = (595, 842)  # points
EVERY_LINK = pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace with the shipped lists and a municipality with a long name."""
    return create(tmp_path_factory.mktemp("wall") / "net", Settings("Ringkøbing-Skjern-Eksempelkøbing Kommune"))


@pytest.fixture
def opened(browser, workspace, tmp_path):
    """Open the sheet with a link in a window of these settings; close it again after the test."""
    contexts = []

    def at(link="", width=390, height=844, **settings):
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **settings))
        path = tmp_path / f"{len(contexts)}.html"
        write_wall_sheet(workspace, path, link=link)
        page = contexts[-1].new_page()
        page.requests = []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.requests.append(message.text))
        page.goto(path.as_uri())
        return page

    yield at
    for context in contexts:
        context.close()


@EVERY_LINK
def test_it_prints_on_one_page_of_a4(opened, link):
    """Whatever the link."""
    paper = opened(link, 1280, 900).pdf(prefer_css_page_size=True, tagged=True)
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper).groups())

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    assert (width, height) == pytest.approx(A4, abs=1)


def test_a_few_more_kinds_of_incidents_still_leave_it_one_page(opened, workspace):
    """A municipality may add to its lists."""
    lists = workspace.reference / "codes.toml"
    shipped = lists.read_text(encoding="utf-8")
    more = "".join(
        f'more_{n} = {{ da = "Endnu en slags hændelse, nr. {n}", group = "{group}", plan = "" }}\n'
        for n, group in enumerate(("content", "contact", "conduct", "contract"))
    )
    lists.write_text(shipped.replace("[types]\n", f"[types]\n{more}"), encoding="utf-8")
    try:
        paper = opened(LINKS["short"]).pdf(prefer_css_page_size=True)
    finally:
        lists.write_text(shipped, encoding="utf-8")

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["empty", "short"])
def test_axe_finds_no_violation(opened, axe, name, width, scheme):
    """WCAG 2.2 AA and axe's best practices."""
    page = opened(LINKS[name], width, color_scheme=scheme, bypass_csp=True)
    page.evaluate(axe)

    assert page.evaluate(RUN_AXE) == []


@EVERY_LINK
def test_it_asks_for_nothing_and_complains_of_nothing(opened, link):
    """One request: the page itself, the code to scan within it."""
    requests = [each for each in opened(link).requests if not each.startswith("data:image/svg+xml")]

    assert len(requests) == 1
    assert requests[0].startswith("file:")


@pytest.mark.parametrize("width", [320, 390, 680, 690, 768, 1280])
@EVERY_LINK
def test_it_can_be_read_on_a_telephone_and_a_desk(opened, width, link):
    """Nothing scrolls sideways, no text is smaller than twelve pixels, and a thumb hits every link."""
    page = opened(link, width)

    assert page.evaluate(WIDER) == []
    assert page.evaluate(SMALL_TEXT) == []
    assert page.evaluate(TOO_SMALL) == []


def test_headings_are_an_outline(opened):
    """One h1, and no level is skipped."""
    levels = opened().evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => Number(h.tagName[1]))")

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_code_is_large_enough_and_drawn(opened):
    """Thirty millimetres on paper, and the browser can show the picture under the page's own policy."""
    page = opened(LINKS["longest"], 711, 1054)
    page.emulate_media(media="print")
    width, drawn = page.evaluate(
        "(i => [i.getBoundingClientRect().width, i.complete && i.naturalWidth])(document.querySelector('img'))"
    )

    assert width * 25.4 / 96 > 30
    assert drawn


def test_paper_is_white_with_black_ink_and_has_no_buttons(opened):
    """In the dark too; what can only be tapped is left out, and the warning stays."""
    page = opened(LINKS["short"], 711, 1054, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".urgent").is_visible()
    assert not page.locator(".call").is_visible()

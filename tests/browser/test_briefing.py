"""The published page in a real Chromium: on a phone, on a desk, in the dark, on paper, without scripts."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from invented.briefings import a_briefing
from invented.drawings import NASTY, bars, ranks
from probes import RUN_AXE, SMALL_TEXT, TOO_SMALL, WIDER

from klubtrends.report.briefing import render

SCREENS = pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)], ids=["phone", "desk"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
A4_WIDTH, A4_HEIGHT = 673, 987  # CSS pixels between the page's margins
MOST_PAPER = 4  # sheets
OPEN_ALL = "document.querySelectorAll('details').forEach(details => details.open = true)"
OUTSIDE = """[...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0).flatMap(svg => {
    const view = svg.viewBox.baseVal;
    return [...svg.querySelectorAll('text')].filter(text => {
        const box = text.getBBox();
        return box.x < -2 || box.y < -2 || box.x + box.width > view.width + 2 || box.y + box.height > view.height + 2;
    }).map(text => [svg.getAttribute('class'), text.textContent, text.getBBox().x, text.getBBox().width]);
})"""


@pytest.fixture
def opened(browser, published):
    """Open the published page in a context with these settings; close it again after the test."""
    contexts = []

    def at(width=390, height=844, **settings):
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **settings))
        page = contexts[-1].new_page()
        page.goto(published.path.as_uri())
        return page

    yield at
    for context in contexts:
        context.close()


@SCREENS
@SCHEMES
def test_axe_finds_no_violation(opened, axe, width, height, scheme):
    """WCAG 2.2 AA and axe's best practices, everything opened."""
    page = opened(width, height, color_scheme=scheme, bypass_csp=True)
    page.evaluate(OPEN_ALL)
    page.evaluate(axe)

    assert page.evaluate(RUN_AXE) == []


@SCREENS
def test_the_page_asks_for_nothing_and_complains_of_nothing(browser, published, width, height):
    """One request: the page itself. Its policy blocks nothing of its own."""
    page = browser.new_page(viewport={"width": width, "height": height})
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(published.path.as_uri())
    page.evaluate(OPEN_ALL)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(200)
    page.close()

    assert requests == [published.path.as_uri()]
    assert complaints == []


@pytest.mark.parametrize("width", [320, 360, 390, 600, 640, 680, 768, 1280])
def test_nothing_scrolls_sideways(opened, width):
    """Not at 320 px, not between the phone and the desk, everything opened."""
    page = opened(width)
    page.evaluate(OPEN_ALL)

    assert page.evaluate(WIDER) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 340, 360, 390, 480, 600, 639, 640, 660, 680, 700, 720, 768, 1024, 1280])
def test_no_text_is_smaller_than_twelve_pixels(opened, width):
    """A drawing that scales down must not take its words with it."""
    page = opened(width)
    page.evaluate(OPEN_ALL)

    assert page.evaluate(SMALL_TEXT) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_label_is_clipped(opened, width):
    """By the browser's own measure, in this machine's own font."""
    assert opened(width).evaluate(OUTSIDE) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_label_is_clipped_whatever_the_names(browser, width):
    """Names of any length and script, by the browser's own measure."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    for first in range(0, len(NASTY), 3):
        names = NASTY[first : first + 3]
        drawn = a_briefing(
            ranks=replace(ranks(names, [[9] * 31, [8] * 31, [90] * 31]), name="hitliste"),
            kinds=replace(bars([(name, 7000) for name in names]), name="slags"),
        )
        page.set_content(render(drawn).decode())
        assert page.evaluate(OUTSIDE) == [], names
        assert page.evaluate(WIDER) == [], names
    page.close()


def test_exactly_one_drawing_of_each_chart_is_seen(opened):
    """The phone's on a phone, the desk's on a desk."""
    for width, name in ((390, "n"), (1280, "w")):
        seen = opened(width).evaluate(
            "[...document.querySelectorAll('svg')].filter(s => s.checkVisibility()).map(s => s.className.baseVal)"
        )
        assert seen == [name] * 4


def test_links_are_wide_enough_for_a_thumb(opened):
    """44 px each way, but in running text."""
    page = opened(390)
    page.evaluate(OPEN_ALL)

    assert page.evaluate(TOO_SMALL) == []


def test_the_first_screen_holds_what_cannot_wait(opened):
    """'Kort sagt', its lines, and both emergency numbers, on a phone without scrolling."""
    page = opened(390, 844)
    section = page.locator("#kort")

    assert section.get_by_role("heading", name="Kort sagt").bounding_box()["y"] < 844
    for number in ("112", "114"):
        box = section.locator(f'a[href="tel:{number}"]').bounding_box()
        assert box["y"] + box["height"] <= 844


def test_there_is_one_h1_and_no_level_is_skipped(opened):
    """The outline that a screen reader walks."""
    levels = [
        int(tag[1])
        for tag in opened().evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => h.tagName)")
    ]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_keyboard_sees_where_it_is(opened):
    """The first stop leads past the top, and every stop is outlined."""
    page = opened(1280, 900)
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.activeElement.matches('.skip') && document.activeElement.getBoundingClientRect().left >= 0"
    )
    page.keyboard.press("Tab")

    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2


def test_the_page_works_without_scripts(browser, published):
    """Everything is there, and the figures open."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(published.path.as_uri())
    table = page.locator("details table").first
    assert not table.is_visible()
    page.locator("summary").first.click()

    assert table.is_visible()
    assert page.locator("h2").count() == 11
    context.close()


def test_the_page_is_painted_within_a_second_on_a_slow_phone(browser, published):
    """At four times CPU throttling."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(published.path.as_uri())
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.close()

    assert painted <= 1000


# on paper


@pytest.fixture
def printed(opened):
    """Show the page as it is printed."""
    page = opened(A4_WIDTH, A4_HEIGHT)
    page.emulate_media(media="print")
    return page


def test_the_whole_fits_on_few_sheets(opened):
    """Two to four A4 pages are the aim."""
    paper = opened(1280, 900).pdf(prefer_css_page_size=True, tagged=True)

    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) <= MOST_PAPER


def test_nothing_is_cut_across_sheets(printed):
    """Figures, signals, rows and points keep together, and each is short enough that it can."""
    kept = printed.evaluate(
        """[...document.querySelectorAll('figure, .signal, tr, li')].filter(it => it.checkVisibility())
        .map(it => [it.tagName, getComputedStyle(it).breakInside, it.getBoundingClientRect().height])"""
    )

    assert {"FIGURE", "DIV", "TR", "LI"} <= {tag for tag, _, _ in kept}
    assert not [row for row in kept if row[1] != "avoid" or row[2] > A4_HEIGHT]


def test_headings_stay_with_what_follows_on_paper(printed):
    """No heading stands alone at the foot of a sheet."""
    rules = printed.evaluate(
        "[...document.querySelectorAll('h2, h3, figcaption, caption')].map(h => getComputedStyle(h).breakAfter)"
    )

    assert set(rules) == {"avoid"}


def test_figures_and_their_tables_are_whole_on_paper(printed):
    """The desk's drawing, and the numbers that nobody can open on paper."""
    seen = "element => element.checkVisibility() && element.getBoundingClientRect().height > 0"

    assert printed.evaluate(f"[...document.querySelectorAll('svg.w')].every({seen})")
    assert not printed.evaluate(f"[...document.querySelectorAll('svg.n, summary, .skip')].some({seen})")
    assert printed.evaluate(f"[...document.querySelectorAll('details table')].every({seen})")
    assert printed.evaluate(WIDER) == []


def test_links_show_their_addresses_on_paper(printed):
    """Paper cannot be tapped."""
    shown = printed.evaluate(
        "[...document.querySelectorAll('a[href^=http]')]"
        ".map(link => getComputedStyle(link, '::after').content.includes('http'))"
    )
    assert shown
    assert all(shown)


def test_paper_is_white_with_black_ink_even_in_the_dark(opened):
    """Dark mode is for screens."""
    page = opened(A4_WIDTH, A4_HEIGHT, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"

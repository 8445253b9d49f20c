"""Every attack that the network must survive, by name: it succeeds on a naive page, and finds nothing on a careful one.

What only the protector can see (who knows which rows, what arrives late) is tested where the protector is; here stands
what finished bytes can show of it.
"""

import pytest
from minimal_files import CAPTION, csv_file, displayed, mail, notebook, saved, slides, with_chart, workbook
from minimal_files import chart as slide_chart
from minimal_page import WHEN, page, table

from klubtrends.disclosure.attack import File, audit

OTHER = "november 2026"
LABELS = ("Mobning", "Svindel", "Trusler")


def by_type(*counts: int | None, total: int | None = 60, period: str = WHEN) -> str:
    """Write a table of three types."""
    return table(
        f"Hændelser i {period} efter type",
        ["I alt"],
        list(zip(LABELS, counts, strict=True)),
        [("I alt", total)],
    )


def by_age(*rows: tuple) -> str:
    """Write a table of areas and ages."""
    return table(
        f"Hændelser i {WHEN} efter område og alder", ["Yngre", "Ældre", "I alt"], *[[row] for row in rows]
    )


def said(text: str, below: str = "") -> bytes:
    """Write a sentence under a careful table, or under another."""
    return page(below or by_type(40, None, None), f"<p>{text}</p>")


def properties(creator: str) -> bytes:
    """Save a workbook with its author."""
    book = workbook()
    book.properties.creator = creator
    return saved(book)


QUARTER = "4. kvartal 2026"
MONTHS = tuple(f"{month} 2026" for month in ("oktober", "november", "december"))
OUT = [
    page(by_type(count, None, None, total=80, period=month))
    for month, count in zip(MONTHS, (20, 17, None), strict=True)
]
LINKED = table(f"Hændelser i {WHEN} efter type", ["I alt"], [("Adfærd*", None), ("Mobning", 20), ("Trusler", None)],
               [("Penge", None)], [("I alt", 60)])  # fmt: skip
BARS = (
    '<figure><svg viewBox="0 0 300 100"><title>Hændelser efter type</title>'
    '<rect x="0" y="6" width="140" height="18"><title>Mobning: 40</title></rect>{}</svg>'
    + by_type(40, None, None)
    + "</figure>"
)
SIZED = [("Trusler", 20), ("Svindel", 7), ("Afpresning", None), ("Mobning", 7), ("Andet", 0), ("Køb", None)]
ROWS = (("Type", "I alt"), ("Mobning", 40), ("Svindel", None), ("Trusler", None), ("I alt", 60))
CROSSED = (("Adfærd", None, None, 30), ("Penge", None, None, 30))
POINTS = {"Mobning": 40, "Svindel": None, "Trusler": None, "I alt": 60}
BEHIND = saved(workbook(ROWS, caption=""))
PLATFORMS = f"Hændelser i {WHEN} efter platform"
FIGURE = {"data": [{"type": "bar", "y": [40, 3]}], "layout": {"title": {"text": CAPTION}}}
PUBLIC = {"data": [{"type": "bar", "y": [51, 3]}], "layout": {"title": {"text": "Hitliste"}}}
PLOTLY = "application__vnd.plotly.v1+json"

# name, naive files, careful files, what is found in the naive ones
ATTACKS = [
    ("differencing months", [*OUT, page(by_type(40, 100, 100, total=240, period=QUARTER))],
     [*OUT, page(by_type(None, None, 100, total=240, period=QUARTER))], "exact"),
    ("totals minus what is visible", [page(by_type(40, None, 17))], [page(by_type(40, None, None))], "exact"),
    ("joint linear programs", [page(by_age(*CROSSED, ("I alt", 57, 3, 60)))],
     [page(by_age(*CROSSED, ("I alt", 40, 20, 60)))], "narrow"),
    ("the department insider", [page(by_type(40, None, None), "<p>Hændelsen i Havnen er kendt.</p>")],
     [page(by_type(40, None, None), "<p>Havnen holder møde.</p>")], "place"),
    ("singletons in a line", [page(by_age(("Adfærd", None, 9, 12)))], [page(by_age(("Adfærd", None, None, 12)))],
     "exact"),
    ("a 100 % cell", [page(by_type(60, None, None))], [page(by_type(40, None, None))], "exact"),
    ("a 100 % cell in words", [said("Næsten alle hændelser handlede om svindel.")], [said("Svindel findes.")],
     "comparison"),
    ("linked tables", [page(LINKED, by_age(("Adfærd", 10, 13, 23), ("Penge", 17, 20, 37), ("I alt", 27, 33, 60)))],
     [page(LINKED, by_age(("I alt", 27, 33, 60)))], "exact"),
    ("percentages times denominators", [said("5 % af de 60 hændelser var svindel.")],
     [said("66,7 % af de 60 hændelser var mobning.")], "text"),
    ("averages times denominators", [said("I snit 3,3 hændelser pr. afdeling.")],
     [said("60 hændelser i 18 afdelinger.")], "text"),
    ("sort order", [page(table(CAPTION, ["I alt"], SIZED, [("I alt", 60)]))],
     [page(table(CAPTION, ["I alt"], sorted(SIZED, key=lambda row: row[0]), [("I alt", 60)]))], "order"),
    ("bar lengths", [page(BARS.format('<rect x="0" y="38" width="10" height="18"></rect>'))], [page(BARS.format(""))],
     "drawing"),
    ("raw values in embedded chart data", [page(by_type(40, None, None), '<script>d={"y":[40,3]}</script>')],
     [page(by_type(40, None, None))], "raw"),
    ("raw values in a notebook's figure", [File("a.ipynb", notebook(displayed(**{PLOTLY: FIGURE})))],
     [File("a.ipynb", notebook(displayed(**{PLOTLY: PUBLIC}), prose="# Hitliste"))], "attribute"),
    ("raw values behind a slide's chart",
     [File("a.pptx", slides(parts=with_chart(slide_chart(POINTS | {"Svindel": 13}), BEHIND)))],
     [File("a.pptx", slides(parts=with_chart(slide_chart(POINTS), BEHIND)))], "exact"),
    ("notebook outputs", [File("a.ipynb", notebook(displayed(text__plain="Svindel 3 hændelser")))],
     [File("a.ipynb", notebook(displayed(text__plain="16 af 18 afdelinger")))], "text"),
    ("notebook logs", [File("a.ipynb", notebook({"output_type": "error", "traceback": ["could not cast 'Birk'"]}))],
     [File("a.ipynb", notebook({"output_type": "stream", "name": "stdout", "text": ["Klar."]}))], "log"),
    ("file metadata", [File("a.xlsx", properties("En Person"))], [File("a.xlsx", properties("klubtrends"))],
     "metadata"),
    ("file metadata of a page", [page(by_type(40, None, None), '<meta name="author" content="En Person">')],
     [page(by_type(40, None, None), '<meta name="robots" content="noindex">')], "attribute"),
    ("formulas in exported cells", [File("a.csv", csv_file((*ROWS, ("@SUM(1)", 40))))], [File("a.csv", csv_file(ROWS))],
     "formula"),
    ("HTML in any input", [said("Hej <img src='https://example.org/x.png'>")], [said("Hej &lt;img&gt;")], "request"),
    ("scripts in any input", [said("Hej <b onclick='x()'>a</b>")], [said("Hej <b>a</b>")], "script"),
    ("bidirectional controls in any input", [said("abc\u202edef")], [said("abcdef")], "control"),
    ("dates", [said("Den 3. november kom hændelsen frem.")], [said("Den 3. november holder vi møde.")], "date"),
    ("weeks of single incidents", [said("En episode i uge 43 fyldte meget.")], [said("I uge 43 er der ferie.")],
     "date"),
    ("platforms seen once", [page(table(PLATFORMS, ["I alt"], [("Chat", 59), ("Spil", 1)], [("I alt", 60)]))],
     [page(table(PLATFORMS, ["I alt"], [("Chat", 40), ("Alt andet", 20)], [("I alt", 60)]))], "small"),
    ("platforms seen once, hidden",
     [page(table(PLATFORMS, ["I alt"], [("Chat", 59), ("Spil", None)], [("I alt", 60)]))],
     [page(table(PLATFORMS, ["I alt"], [("Chat", 40), ("Spil", None), ("Video", None)], [("I alt", 60)]))], "exact"),
    ("indirect description in free text", [said("En dreng på 12 år blev afpresset.")], [said("Børn bliver afpresset.")],
     "person"),
    ("indirect description by class", [said("Pigen fra 6. klasse fortalte det.")], [said("Tag det op med 6. klasse.")],
     "person"),
    ("a late row", [page(by_type(40, None, None)), page(by_type(41, None, None, total=61))],
     [page(by_type(40, None, None)), page(by_type(41, None, None, total=61, period=OTHER))], "contradiction"),
    ("stable pseudonyms", [said("Barn A er set igen.")], [said("Et barn er set igen.")], "pseudonym"),
    ("stable pseudonyms of clubs", [said("Klub 2 har meldt mest.")], [said("To klubber har meldt.")], "pseudonym"),
    ("an alarm on a hidden cell",
     [page(by_type(55, None, None), "<p>Svindel: mere end ventet; tallet bliver ikke vist.</p>")],
     [page(by_type(40, None, None), "<p>Svindel: mere end ventet; tallet bliver ikke vist.</p>")], "narrow"),
    ("an alert by mail", [File("a.eml", bytes(mail("Vi har fået 3 hændelser om svindel.")))],
     [File("a.eml", bytes(mail("Vi har fået hændelser om svindel.")))], "text"),
    ("small counts left in the open", [page(by_type(53, 3, 4))], [page(by_type(40, 20, 0))], "small"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("naive", "careful", "kind"), [each[1:] for each in ATTACKS], ids=[each[0] for each in ATTACKS]
)
def test_the_attack_succeeds_on_a_naive_page_and_learns_nothing_from_a_careful_one(naive, careful, kind):
    """The same attack, twice."""
    options = {"contacts": ["klub@kommune.example"], "names": ["Havnen"]}

    assert kind in {finding.kind for finding in audit(naive, **options)}
    assert audit(careful, **options) == []

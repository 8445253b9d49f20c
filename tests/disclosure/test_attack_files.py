"""Whatever leaves the kit is attacked, not pages alone: sheets, slides, mails, texts and notebooks."""

import base64
import io
import random
import struct
import zipfile

import openpyxl
import pytest
from minimal_files import (
    CAPTION,
    LONE,
    NAMED,
    ROWS,
    chart,
    csv_file,
    displayed,
    mail,
    notebook,
    packed,
    paragraph,
    repacked,
    saved,
    slide_table,
    slides,
    with_chart,
    workbook,
)
from minimal_page import WHEN, page, table

from klubtrends.disclosure.attack import KINDS, File, audit
from klubtrends.disclosure.attack.findings import Finding

SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PLOTLY = "application/vnd.plotly.v1+json"
SAFE_TABLE = table(CAPTION, ["I alt"], [("Mobning", 14), ("Svindel", None), ("Trusler", None)], [("I alt", 40)])
CONTACT = "klub@kommune.example"
SPOKEN = "Vi så 3 hændelser med svindel."


def kinds(name: str, body: bytes, **options) -> set[str]:
    """Name what was found in one file."""
    return {finding.kind for finding in audit([File(name, body)], **{"contacts": [CONTACT], **options})}


# the same table in every form

FORMS = {
    "a.csv": csv_file,
    "a.xlsx": lambda rows: saved(workbook(rows)),
    "a.pptx": lambda rows: slides(paragraph(CAPTION), slide_table(rows)),
    "a.ipynb": lambda rows: notebook(displayed(text__html=_html(rows))),
    "a.eml": lambda rows: bytes(mail("Hej", page=f"<section>{_html(rows)}</section>")),
}


def _html(rows):
    return table(CAPTION, rows[0][1:], rows[1:-1], rows[-1:])


@pytest.mark.parametrize("name", FORMS)
def test_a_careful_table_is_left_in_peace(name):
    """26 over two cells leaves both in doubt."""
    assert kinds(name, FORMS[name](ROWS)) == set()


@pytest.mark.parametrize("name", FORMS)
def test_a_lone_hidden_cell_is_solved(name):
    """A total minus what is visible, in every form."""
    assert kinds(name, FORMS[name](LONE)) == {"exact"}


@pytest.mark.parametrize("name", FORMS)
def test_forms_are_one_system(name):
    """What a sheet hides, a page of the same month may tell."""
    told = page(table(CAPTION, ["I alt"], [("Svindel", 19)], [("Alt andet", 21)], [("I alt", 40)]))

    assert {finding.kind for finding in audit([told])} == set()
    assert "exact" in {f.kind for f in audit([File(name, FORMS[name](ROWS)), told])}


@pytest.mark.parametrize("name", FORMS)
def test_a_table_that_breaks_the_contract_is_unreadable(name):
    """The attack fails closed."""
    rows = (*ROWS[:2], ("Svindel", "ca. 3"), *ROWS[3:])

    assert "unreadable" in kinds(
        name,
        FORMS[name](rows)
        if name not in {"a.ipynb", "a.eml"}
        else FORMS[name](ROWS).replace(b"<td>14", b"<td>ca. 14"),
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "body", [b"", b"PK\x03\x04 no package", b"\x00\x01\x02", b"\xff\xfe\x00\x00", b"{", b"<"]
)
def test_bytes_that_are_no_such_file_are_a_finding_or_hold_nothing(kind, body):
    """A broken file never raises, and never passes unless nothing is in it."""
    found = kinds(f"a{kind}", body)

    assert (
        found
        or body == b""
        or (kind in {".csv", ".txt", ".eml"} and body in {b"{", b"<", b"PK\x03\x04 no package"})
        or kind == ".html"
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.html", b"<p>x</p><![x["), ("a.html", b"<b>" * 5000 + b"</b>" * 5000),
        ("a.ipynb", b'{"cells": [' + b"[" * 50_000), ("a.ipynb", b'{"cells": [{"outputs": [3]}], "metadata": {}}'),
        ("a.ipynb", notebook(displayed(text__html="<b>" * 5000))),
        ("a.eml", b"To: a:;,b\xff: x;\r\nContent-Type: text/plain; charset=nope\r\n\r\nx"),
        ("a.csv", b'a;"' + b"x" * 200_000), ("a.xlsx", saved(workbook())[:900]),
    ],
)  # fmt: skip
def test_hostile_bytes_end_as_a_finding_and_not_as_a_crash(name, body):
    """Endless nesting, unknown letters, half files: each parser gives up in its own way."""
    assert "unreadable" in kinds(name, body)


def test_a_page_of_endless_elements_is_unreadable_as_bytes_too():
    """`publish` attacks bytes that are no file yet."""
    assert {finding.kind for finding in audit([b"<b>" * 5000 + b"</b>" * 5000])} == {"unreadable"}


@pytest.mark.parametrize("seed", range(60))
def test_damaged_files_end_in_findings_or_none_and_never_in_an_error(seed):
    """Whatever a bad disk or a clever person changes; the same bytes give the same answer."""
    chance = random.Random(seed)
    for name in FORMS:
        body = bytearray(FORMS[name](ROWS))
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(body))
            body[at : at + chance.randint(0, 9)] = chance.choice(
                [b"", b"<", b'"', b"\0", b"[[", b"-1", b"\xff"]
            )
        found = audit([File(name, bytes(body))])
        assert all(isinstance(finding, Finding) and finding.what for finding in found)
        assert found == audit([File(name, bytes(body))])


def test_a_file_of_an_unknown_kind_is_unreadable():
    """Also as an attachment."""
    assert kinds("a.docx", b"x") == {"unreadable"}
    assert kinds("a.eml", bytes(mail("Hej", a_dot_docx=b"x"))) == {"unreadable"}


# csv


@pytest.mark.parametrize("mark", [";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_as_excel_writes_it(mark, encoding):
    """Semicolons or commas, three sets of letters."""
    assert kinds("a.csv", csv_file(LONE, mark=mark, encoding=encoding)) == {"exact"}


def test_an_indented_label_counts_in_the_one_above():
    """Groups are marked by two blanks."""
    grouped = (
        ("Type", "I alt"),
        ("Adfærd", 17),
        ("  Mobning", 14),
        ("  Trusler", None),
        ("Penge", 23),
        ("I alt", 40),
    )

    assert kinds("a.csv", csv_file(grouped)) == {"exact"}


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1", '=HYPERLINK("x")'])
@pytest.mark.parametrize("form", [csv_file, lambda rows: saved(workbook(rows))])
def test_a_formula_in_an_exported_cell_is_caught(form, cell):
    """A spreadsheet would run it."""
    rows = (*ROWS, ("x", f'"{cell}"' if form is csv_file and '"' not in cell else cell))
    name = "a.csv" if form is csv_file else "a.xlsx"

    assert "formula" in kinds(name, form(rows))


def test_a_dash_and_a_number_are_no_formula():
    """A range and a loss are no code."""
    assert kinds("a.csv", b"App;Plads\r\nGlimsnak;-3\r\nZapkort;- 4\r\n") <= {"unreadable"}
    assert kinds("a.csv", "Navn;Rolle\r\nBirk;- ambassadør\r\n".encode()) == set()


def test_a_list_of_single_incidents_is_unreadable():
    """The register must not leave."""
    rows = "Afdeling;Aldersgruppe;Alvor\r\nBirk;Klub;Lav\r\n"

    assert kinds("a.csv", rows.encode()) == {"unreadable"}


def test_a_table_of_counts_without_a_name_is_unreadable():
    """Nobody can tell what it counts."""
    assert kinds("a.csv", csv_file(ROWS, caption="")) == {"unreadable"}


# xlsx


def altered(change) -> bytes:
    """Alter a careful workbook."""
    book = workbook()
    change(book)
    return saved(book)


def _hidden_row(book):
    book.worksheets[0].append(["Noget", 3])
    book.worksheets[0].row_dimensions[7].hidden = True


def _chart(book):
    from openpyxl.chart import BarChart, Reference

    drawn = BarChart()
    drawn.add_data(Reference(book.worksheets[0], min_col=2, min_row=2, max_row=6), titles_from_data=True)
    book.worksheets[0].add_chart(drawn, "D2")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda book: setattr(book.create_sheet("Rå"), "sheet_state", "hidden"), "hidden"),
        (lambda book: setattr(book.create_sheet("Rå"), "sheet_state", "veryHidden"), "hidden"),
        (_hidden_row, "hidden"),
        (lambda book: setattr(book.worksheets[0].column_dimensions["B"], "hidden", True), "hidden"),
        (lambda book: setattr(book.worksheets[0]["B4"], "comment", openpyxl.comments.Comment("3", "x")), "unreadable"),
        (lambda book: book.defined_names.add(openpyxl.workbook.defined_name.DefinedName("n", attr_text="3")), "hidden"),
        (lambda book: setattr(book.properties, "creator", "En Person"), "metadata"),
        (lambda book: setattr(book.properties, "lastModifiedBy", "En Person"), "metadata"),
        (lambda book: setattr(book.properties, "description", SPOKEN), "text"),
        (lambda book: setattr(book.properties, "title", "C:\\Users\\nogen\\register.xlsx"), "identifier"),
        (lambda book: setattr(book.worksheets[0]["B4"], "value", "=2+1"), "formula"),
        (lambda book: setattr(book.worksheets[0]["B3"], "number_format", '"·"'), "raw"),
        (lambda book: setattr(book.worksheets[0]["B3"], "number_format", ";;;"), "raw"),
        (lambda book: setattr(book.worksheets[0]["B3"], "number_format", "0%"), "raw"),
        (lambda book: setattr(book.worksheets[0]["B3"], "value", 14.3), "unreadable"),
        (lambda book: setattr(book.worksheets[0]["D9"], "value", SPOKEN), "text"),
        (lambda book: setattr(book.worksheets[0].oddFooter.left, "text", SPOKEN), "text"),
        (lambda book: setattr(book.worksheets[0], "title", "Svindel 3 hændelser"), "text"),
        (lambda book: setattr(book.worksheets[0]["D9"], "hyperlink", "tel:12345678"), "identifier"),
        (lambda book: book.worksheets[0].conditional_formatting.add(
            "B3", openpyxl.formatting.rule.CellIsRule(operator="lessThan", formula=["3"])), "hidden"),
    ],
)  # fmt: skip
def test_what_lies_behind_a_sheet_is_caught(change, kind):
    """Hidden parts, comments, names, properties, formulas, forms that show something else, charts."""
    assert kind in kinds("a.xlsx", altered(change))


def test_a_chart_that_keeps_no_numbers_is_left_in_peace():
    """It is drawn from the cells that a reader sees."""
    assert kinds("a.xlsx", altered(_chart)) == set()


@pytest.mark.parametrize(
    "columns", ['<col min="2" max="2" width="0" customWidth="1"/>', '<col min="2" max="2" hidden="1"/>']
)
def test_a_column_without_width_is_hidden(columns):
    """Nobody sees it, and anybody can pull it out."""
    body = repacked(
        saved(workbook()), xl__worksheets__sheet1_dot_xml=("<sheetData>", f"<cols>{columns}</cols><sheetData>")
    )

    assert kinds("a.xlsx", body) == {"hidden"}


def test_merged_cells_hide_no_value():
    """Cells under a merged one are read as they are stored."""
    body = repacked(saved(workbook()), xl__worksheets__sheet1_dot_xml=(
        "</sheetData>", '<row r="9"><c r="A9" t="inlineStr"><is><t>Svindel: 3</t></is></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A8:B9"/></mergeCells>'))  # fmt: skip

    assert "text" in kinds("a.xlsx", body)


def test_text_left_behind_by_a_deleted_cell_is_caught():
    """Excel keeps a list of texts, used or not."""
    body = saved(workbook())
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = f'<sst xmlns="{SHEETS}"><si><t>Svindel 3</t></si></sst>'

    assert kinds("a.xlsx", packed({**parts, "xl/sharedStrings.xml": texts})) == {"raw"}


def test_an_indented_cell_counts_in_the_one_above():
    """Excel's own indent marks a group too."""
    book = workbook(
        (("Type", "I alt"), ("Adfærd", 17), ("Mobning", 14), ("Trusler", None), ("Penge", 23), ("I alt", 40))
    )
    assert kinds("a.xlsx", saved(book)) == {"contradiction"}
    for row in (4, 5):
        book.worksheets[0][f"A{row}"].alignment = openpyxl.styles.Alignment(indent=1)

    assert kinds("a.xlsx", saved(book)) == {"exact"}


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/worksheets/sheet1.xml", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'),
        ("xl/worksheets/sheet1.xml", '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'),
        ("xl/worksheets/sheet1.xml", "<worksheet"),
        ("xl/pivotCache/pivotCacheRecords1.xml", "<x/>"),
        ("xl/vbaProject.bin", "x"),
        ("xl/externalLinks/externalLink1.xml", "<x/>"),
        ("customXml/item1.xml", "<x>3</x>"),
        ("xl/media/image1.png", "x"),
        ("docProps/custom.xml", "<x>3</x>"),
    ],
)  # fmt: skip
def test_a_package_with_parts_that_cannot_be_read_is_unreadable(part, text):
    """Entities, other letters, pivot caches, macros, links to elsewhere, pictures."""
    with zipfile.ZipFile(io.BytesIO(saved(workbook()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    assert kinds("a.xlsx", packed({**parts, part: text})) == {"unreadable"}


def test_a_zip_bomb_is_refused():
    """A file that unpacks to more than fifty million bytes is not unpacked."""
    body = io.BytesIO(saved(workbook()))
    with zipfile.ZipFile(body, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/theme/theme2.xml", b"<x>" + b" " * 60_000_000 + b"</x>")

    assert kinds("a.xlsx", body.getvalue()) == {"unreadable"}


def test_a_comment_in_the_xml_is_caught():
    """Only the bytes hold it."""
    body = repacked(saved(workbook()), xl__workbook_dot_xml=("<sheets>", "<!-- Svindel 3 --><sheets>"))

    assert kinds("a.xlsx", body) == {"comment"}


# pptx

FETCHES = (
    '<x><Relationship Id="r" TargetMode="External" Type="a/image" Target="https://example.org/x.png"/></x>'
)
POINTS = {"Mobning": 14, "Svindel": None, "Trusler": None, "I alt": 40}


def charted(drawn: str, odd: tuple | None = None) -> bytes:
    """Make a slide with a chart, and perhaps a workbook behind it that has an odd row."""
    behind = saved(workbook((*ROWS[:2], odd, *ROWS[3:]), caption="")) if odd else None
    return slides(parts=with_chart(drawn, behind))


def test_a_chart_of_shown_counts_is_left_in_peace():
    """Its cache, and the workbook behind it, say what its table says."""
    behind = saved(workbook(ROWS, caption=""))

    assert kinds("a.pptx", slides(paragraph(CAPTION), parts=with_chart(chart(POINTS), behind))) == set()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (slides(paragraph(SPOKEN)), "text"),
        (slides(paragraph(CAPTION), slide_table(), paragraph("Svindel: 3")), "text"),
        (slides(parts={"ppt/notesSlides/notesSlide1.xml": f"<p:notes {NAMED}>{paragraph(SPOKEN)}</p:notes>"}), "text"),
        (slides(f'<p:pic><p:nvPicPr><p:cNvPr id="1" name="Billede" descr="{SPOKEN}"/></p:nvPicPr></p:pic>'), "text"),
        (slides(f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="{SPOKEN}"/></p:nvSpPr></p:sp>'), "text"),
        (slides(paragraph(CAPTION), '<p:sp><p:spPr><a:prstGeom prst="rect"/></p:spPr></p:sp>'), "drawing"),
        (slides("<p:extLst><p:ext><x>3</x></p:ext></p:extLst>"), "raw"),
        (slides(parts={"ppt/comments/comment1.xml": "<x/>"}), "unreadable"),
        (slides(parts={"docProps/core.xml": "<x><creator>En Person</creator></x>"}), "metadata"),
        (slides(parts={"docProps/app.xml": "<x><Company>Et firma</Company></x>"}), "metadata"),
        (slides(parts=with_chart(chart({"Mobning": 14, "Svindel": None, "Trusler": 7, "I alt": 24}))), "exact"),
        (slides(parts=with_chart(chart(POINTS, title="Hændelser fordelt"))), "unreadable"),
        (slides(paragraph("Hændelser"), parts=with_chart(chart(POINTS, title=""))), "unreadable"),
        (charted(chart(POINTS, more='<c:valAx><c:scaling><c:max val="43"/></c:scaling></c:valAx>')), "drawing"),
        (charted(chart(POINTS, more="<c:extLst><c:v>3</c:v></c:extLst>")), "raw"),
        (charted(chart(POINTS), ("Svindel", 9)), "exact"),
        (charted(chart(POINTS), ("Svindel", "ca. 9")), "unreadable"),
        (slides(parts={"ppt/slides/_rels/slide1.xml.rels": FETCHES}), "request"),
    ],
)  # fmt: skip
def test_what_lies_behind_a_slide_is_caught(body, kind):
    """Notes, names, shapes, extensions, comments, properties, chart caches, embedded workbooks, requests."""
    assert kind in kinds("a.pptx", body)


def test_a_hidden_slide_is_caught():
    """Anybody can show it."""
    body = repacked(slides(paragraph("Hej")), ppt__slides__slide1_dot_xml=("<p:sld ", '<p:sld show="0" '))

    assert kinds("a.pptx", body) == {"hidden"}


# eml and txt


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (mail(SPOKEN), "text"),
        (mail("Hej", page=f"<p>{SPOKEN}</p>"), "text"),
        (mail("Hej", page="<img src='https://example.org/x.png'>"), "request"),
        (mail("Hej", page="<p>Hej<script>1</script></p>"), "script"),
        (mail("Hej", page="<!-- svindel 3 --><p>Hej</p>"), "comment"),
        (mail("Hej", page="<p>Hej"), "unreadable"),
        (mail("Der er sket hændelser.\n\nSvindel: 3\n"), "text"),
        (mail("Vi så 3\nhændelser."), "text"),
        (mail("Ring 12 34 56 78"), "identifier"),
        (mail("Hej", a_dot_csv=csv_file(LONE)), "exact"),
        (mail("Hej", a_dot_eml=bytes(mail("Hej", a_dot_csv=csv_file(LONE)))), "exact"),
        (mail("Hej", a_dot_png=b"x"), "unreadable"),
    ],
)  # fmt: skip
def test_what_a_mail_holds_is_caught(made, kind):
    """Text in both forms, and every attachment by its kind."""
    assert kind in kinds("a.eml", bytes(made))


@pytest.mark.parametrize("heading", ["X-Mailer", "Received", "X-Originating-IP", "Message-ID", "User-Agent"])
def test_a_heading_that_tells_of_a_machine_is_caught(heading):
    """Only what a letter needs may stand on it."""
    made = mail("Hej")
    made[heading] = "<1@pc.example>"

    assert "metadata" in kinds("a.eml", bytes(made))


def test_a_careful_mail_is_left_in_peace():
    """With its page, its sheet and its own contact."""
    made = mail(
        "Hej alle.\n\nMobning: 14 hændelser.",
        page=f"<section><p>Hej alle</p>{SAFE_TABLE}</section>",
        a_dot_csv=csv_file(),
    )

    assert kinds("a.eml", bytes(made)) == set()
    assert kinds("a.eml", bytes(made), contacts=[]) == {"identifier"}


@pytest.mark.parametrize("text", [SPOKEN, "Hændelser:\n- Svindel: 3", "010112-1234", "Se C:\\Users\\nogen"])
def test_what_a_text_says_is_caught(text):
    """Sentences and points."""
    assert kinds("a.txt", text.encode())


def test_a_careful_text_is_left_in_peace():
    """Words, days, and what was told openly."""
    told = f"Fortalt efter godkendelse: mindst 3 hændelser om Svindel i {WHEN}."

    assert (
        kinds("a.txt", f"Hej alle.\n\nMøde 3. november i uge 45.\n\n{told}\n\nVi så 3 hændelser.".encode())
        == set()
    )


# ipynb


def bars(*values: int, title: str = CAPTION) -> dict[str, object]:
    """Make a plotly figure."""
    return {"data": [{"type": "bar", "y": list(values)}], "layout": {"title": {"text": title}}}


def binary(*values: int) -> dict[str, object]:
    """Make a figure whose values are packed as plotly packs them."""
    code = base64.b64encode(struct.pack(f"{len(values)}b", *values)).decode()
    return {"data": [{"type": "bar", "y": {"dtype": "i1", "bdata": code}}], "layout": {}}


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        (displayed(text__plain=SPOKEN), "text"),
        (displayed(text__plain="hændelser 0  Birk  3.0"), "text"),
        (displayed(text__html=f"<p>{SPOKEN}</p>"), "text"),
        (displayed(text__html="<table class='dataframe'><tr><th>Svindel</th><td>3</td></tr></table>"), "unreadable"),
        (displayed(text__html="<p>x<script>1</script></p>"), "script"),
        (displayed(application__javascript="alert(1)"), "unreadable"),
        (displayed(application__json={"svindel": [3]}), "attribute"),
        (displayed(image__png="AAAA"), "unreadable"),
        (displayed(**{PLOTLY.replace("/", "__"): bars(14, 3)}), "attribute"),
        (displayed(**{PLOTLY.replace("/", "__"): binary(14, 3)}), "attribute"),
        (displayed(**{PLOTLY.replace("/", "__"): bars(14, 3.5)}), "raw"),
        ({"output_type": "stream", "name": "stdout", "text": [SPOKEN]}, "text"),
        ({"output_type": "stream", "name": "stderr", "text": ["advarsel"]}, "log"),
        ({"output_type": "error", "ename": "E", "evalue": "3", "traceback": ["3"]}, "log"),
        (displayed(text__plain="/home/nogen/register.sqlite"), "identifier"),
    ],
)  # fmt: skip
def test_what_an_output_holds_is_caught(output, kind):
    """Text, tables, figures plain and packed, pictures, logs and tracebacks."""
    assert kind in kinds("a.ipynb", notebook(output))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (notebook(prose=SPOKEN), "text"),
        (notebook(prose="# Hændelser\n\n| Svindel | 3 |"), "text"),
        (notebook(prose="Hej <script>1</script>"), "script"),
        (notebook(source="# svindel: 3 hændelser"), "text"),
        (notebook(source='open("/home/nogen/register.csv")'), "identifier"),
        (notebook(metadata={"authors": [{"name": "En Person"}]}), "metadata"),
        (notebook(metadata={"widgets": {"state": 3}}), "metadata"),
        (b'{"cells": [], "cells": [], "metadata": {}}', "unreadable"),
        (b'{"worksheets": []}', "unreadable"),
    ],
)  # fmt: skip
def test_what_a_notebook_holds_beside_its_outputs_is_caught(body, kind):
    """Prose, code, metadata, and forms that nobody reads."""
    assert kind in kinds("a.ipynb", body)


def test_a_figure_of_shown_counts_is_left_in_peace():
    """And one on something else may hold any number."""
    shown = displayed(**{"text__html": SAFE_TABLE, PLOTLY.replace("/", "__"): bars(14, 40)})
    public = displayed(**{PLOTLY.replace("/", "__"): bars(51, 3, title="Hitliste")})

    assert kinds("a.ipynb", notebook(shown)) == set()
    assert kinds("a.ipynb", notebook(public, prose="# Hitliste")) == set()


@pytest.mark.parametrize("drawn", ['"y":[14,3]', '"y":{"dtype":"i1","bdata":"DgM="}', "y: [14, 3,]"])
def test_raw_values_in_an_exported_charts_script_are_caught(drawn):
    """An exported notebook brings its figures' numbers along."""
    script = f"<script>Plotly.newPlot('a',[{{{drawn}}}])</script>"

    assert {f.kind for f in audit([page(SAFE_TABLE, script)])} == {"script", "raw"}

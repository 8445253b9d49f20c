"""Files as small as can be, in the forms that leave the kit: sheets, slides, mails and notebooks."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from html import escape

import openpyxl
from minimal_page import WHEN

CAPTION = f"Hændelser i {WHEN} efter type"
ROWS = (
    ("Type", "I alt"),
    ("Mobning", 14),
    ("Svindel", None),
    ("Trusler", None),
    ("I alt", 40),
)  # nothing can be learnt of them
LONE = (("Type", "I alt"), ("Mobning", 14), ("Svindel", None), ("Trusler", 7), ("I alt", 24))
Rows = Sequence[Sequence[object]]
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMED = f'xmlns:a="{_A}" xmlns:p="{_P}" xmlns:c="{_C}" xmlns:r="{_R}"'


def shown(value: object) -> object:
    """Write a hidden count as a dot."""
    return "·" if value is None else value


def csv_file(rows: Rows = ROWS, *, caption: str = CAPTION, mark: str = ";", encoding: str = "utf-8") -> bytes:
    """Write a table as CSV."""
    lines = [[caption], *rows] if caption else rows
    return "\r\n".join(mark.join(str(shown(cell)) for cell in row) for row in lines).encode(encoding)


def workbook(rows: Rows = ROWS, *, caption: str = CAPTION) -> openpyxl.Workbook:
    """Make a workbook with one table."""
    book = openpyxl.Workbook()
    book.properties.creator = "klubtrends"
    sheet = book.worksheets[0]
    for row in ([caption], *rows) if caption else rows:
        sheet.append([shown(cell) for cell in row])
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """Give a workbook's bytes."""
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Pack parts as an Office file."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return body.getvalue()


def repacked(body: bytes, **changed: tuple[str, str]) -> bytes:
    """Replace a text in one part of an Office file; keywords name the part, '__' for '/' and '_dot_' for '.'."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for key, (old, new) in changed.items():
        name = key.replace("__", "/").replace("_dot_", ".")
        text = parts[name].decode()
        assert old in text, text
        parts[name] = text.replace(old, new).encode()
    return packed(parts)


def relations(**links: str) -> str:
    """Write relations: id and target."""
    made = "".join(f'<Relationship Id="{key}" Target="{target}"/>' for key, target in links.items())
    return f"<Relationships>{made}</Relationships>"


def slides(*inside: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """Make a presentation with one slide."""
    body = "".join(inside)
    return packed({
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {NAMED}/>",
        "ppt/slides/slide1.xml": f"<p:sld {NAMED}><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:sld>",
        **(parts or {}),
    })  # fmt: skip


def paragraph(text: str) -> str:
    """Write a text box."""
    return f"<p:sp><p:txBody><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></p:txBody></p:sp>"


def slide_table(rows: Rows = ROWS) -> str:
    """Write a table on a slide."""
    lines = "".join(
        "<a:tr>" + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{shown(cell)}</a:t></a:r></a:p></a:txBody></a:tc>"
                           for cell in row) + "</a:tr>" for row in rows)  # fmt: skip
    return f"<p:graphicFrame><a:graphic><a:tbl>{lines}</a:tbl></a:graphic></p:graphicFrame>"


def chart(points: Mapping[str, int | None], *, title: str = CAPTION, more: str = "") -> str:
    """Write a chart of one series."""
    labels = "".join(f'<c:pt idx="{at}"><c:v>{label}</c:v></c:pt>' for at, label in enumerate(points))
    values = "".join(
        f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>'
        for at, value in enumerate(points.values())
        if value is not None
    )
    return (
        f"<c:chartSpace {NAMED}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>{title}</a:t></a:r></a:p></c:rich>"
        "</c:tx></c:title><c:plotArea><c:barChart><c:ser>"
        f'<c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>I alt</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f"<c:cat><c:strRef><c:strCache>{labels}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:numCache>{values}</c:numCache></c:numRef></c:val></c:ser></c:barChart>{more}</c:plotArea>"
        "</c:chart></c:chartSpace>"
    )


def with_chart(drawn: str, embedded: bytes | None = None) -> dict[str, str | bytes]:
    """Give the parts of a slide's chart, and the workbook behind it."""
    parts: dict[str, str | bytes] = {
        "ppt/charts/chart1.xml": drawn,
        "ppt/slides/_rels/slide1.xml.rels": relations(rId1="../charts/chart1.xml"),
    }
    if embedded is not None:
        parts["ppt/embeddings/sheet1.xlsx"] = embedded
        parts["ppt/charts/_rels/chart1.xml.rels"] = relations(rId1="../embeddings/sheet1.xlsx")
    return parts


def mail(text: str = "", *, page: str = "", **attached: bytes) -> EmailMessage:
    """Make a mail; attachments by name, '_dot_' for '.'."""
    made = EmailMessage()
    made["Subject"] = "Hurtig orientering"
    made["To"] = "klub@kommune.example"
    made.set_content(text)
    if page:
        made.add_alternative(page, subtype="html")
    for name, body in attached.items():
        made.add_attachment(
            body, maintype="application", subtype="octet-stream", filename=name.replace("_dot_", ".")
        )
    return made


def notebook(
    *outputs: Mapping[str, object], prose: str = "# Hændelser", source: str = "vis()", **more: object
) -> bytes:
    """Make a notebook with a heading and one code cell."""
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": [prose]},
        {"cell_type": "code", "metadata": {}, "source": source, "execution_count": 1, "outputs": list(outputs)},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


def displayed(**data: object) -> dict[str, object]:
    """Make an output; keywords name the form, '__' for '/'."""
    named = {key.replace("__", "/"): content for key, content in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": named}

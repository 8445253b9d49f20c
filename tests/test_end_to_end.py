"""From an empty folder to a published page, by the commands alone: charts over HTTP, a sheet filled in by hand."""

import datetime as dt
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import openpyxl
import pytest

from klubtrends.cli import main
from klubtrends.collect import Archive
from klubtrends.workspace import Workspace

NOW = "2026-11-10T09:00:00+01:00"
DAYS = [dt.date(2026, month, day) for month in (9, 10) for day in (26, 28, 29, 30)]
WORDS = """## Kort sagt

- Et roligt efterår.

## Det gør vi nu

1. Tal om billeder. *Alle afdelinger · inden jul*
"""


@pytest.fixture
def apple(example, monkeypatch):
    """Serve the example's archived chart answers of one day at a time, at the addresses they were asked for."""
    answers = {
        (exchange.danish_day, urlsplit(exchange.request.url).path): exchange.body
        for source in ("apple_v2", "apple_legacy")
        for exchange in Archive(example.raw).read(source, since=dt.datetime(2026, 9, 25, tzinfo=dt.UTC))
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            _, host, path = self.path.split("/", 2)
            body = answers.get((server.day, f"/{path}"))
            asked.append((host, self.headers["User-Agent"]))
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            pass

    asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.day, server.asked = DAYS[0], asked
        monkeypatch.setenv("KLUBTRENDS_MIRROR", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def fill_in(sheet_file):
    """Write forty incidents and an "intet at melde" into the sheet, as four departments would."""
    book = openpyxl.load_workbook(sheet_file)
    sheet = book.worksheets[0]
    first = next(row for row in range(1, 20) if str(sheet.cell(row, 1).value).startswith("Afdeling")) + 1
    kinds = [
        "Digital mobning eller udelukkelse",
        "Svindel, hacking eller kontotyveri",
        "Voldsomt eller seksuelt indhold",
    ]
    for index in range(40):
        row = (
            ("Havnen", "Skoven", "Ådalen")[index % 3],
            dt.date(2026, 10, 1 + index % 27),
            kinds[index % 3],
            "Snapchat",
        )
        for column, value in enumerate((*row, "Klub, 6.-7. klasse", "Lav"), start=1):
            sheet.cell(first + index, column).value = value
    for column, value in enumerate(("Bakken", dt.date(2026, 10, 30), "Intet at melde denne måned"), start=1):
        sheet.cell(first + 40, column).value = value
    book.save(sheet_file)


def test_a_network_gets_from_an_empty_folder_to_its_first_page(apple, tmp_path, monkeypatch, capsys):
    """Every command in the order in which the README names them."""
    home, sheet = str(tmp_path / "network"), tmp_path / "sheet.xlsx"
    names = [
        "--municipality",
        "Prøvekøbing Kommune",
        "--departments",
        "Havnen, Skoven, Ådalen, Bakken",
        "--threshold",
        "5",
    ]
    assert main(["init", home, *names, "--contact", "klubber@proevekoebing.example"]) == 0
    for day in DAYS:
        apple.day = day
        monkeypatch.setenv("KLUBTRENDS_NOW", f"{day}T07:00:00+02:00")
        assert main(["collect", "apple_v2", "apple_legacy", "--workspace", home]) == 0
    assert all("klubber@proevekoebing.example" in agent for _, agent in apple.asked)
    assert not any("Prøvekøbing Kommune" in agent for _, agent in apple.asked)

    monkeypatch.setenv("KLUBTRENDS_NOW", NOW)
    assert main(["template", str(sheet), "--workspace", home]) == 0
    fill_in(sheet)
    assert main(["import", str(sheet), "--workspace", home]) == 0
    assert main(["import", str(sheet), "--workspace", home]) == 0  # adds nothing
    assert main(["briefing", "--workspace", home]) == 0
    assert main(["publish", "--workspace", home]) == 1  # her words are missing
    workspace = Workspace.open(home)
    words = workspace.reference / "briefings" / "2026-10.md"
    words.parent.mkdir(exist_ok=True)
    words.write_text(WORDS, encoding="utf-8")
    capsys.readouterr()
    assert main(["publish", "--workspace", home]) == 0

    page = workspace.reports / "2026-10" / "briefing.html"
    assert capsys.readouterr().out.strip().splitlines()[-1] == str(page)
    text = page.read_text(encoding="utf-8")
    assert "4 af 4 afdelinger har meldt" in text
    assert '<polyline class="line-' in text or 'class="line-main"' in text
    assert ">40<" in text
    assert "EKSEMPELDATA" not in text
    assert main(["audit", str(page)]) == 0
    once = page.read_bytes()
    assert main(["rebuild", "--workspace", home]) == 0
    assert main(["publish", "--workspace", home]) == 0
    assert page.read_bytes() == once


def test_a_late_row_leaves_the_published_page_alone_and_counts_next_month(apple, tmp_path, monkeypatch):
    """A published figure never changes."""
    home, sheet = str(tmp_path / "network"), tmp_path / "sheet.xlsx"
    monkeypatch.setenv("KLUBTRENDS_NOW", NOW)
    names = [
        "--municipality",
        "Prøvekøbing Kommune",
        "--departments",
        "Havnen, Skoven, Ådalen, Bakken",
        "--threshold",
        "5",
    ]
    main(["init", home, *names])
    main(["template", str(sheet), "--workspace", home])
    fill_in(sheet)
    main(["import", str(sheet), "--workspace", home])
    workspace = Workspace.open(home)
    (workspace.reference / "briefings").mkdir()
    (workspace.reference / "briefings" / "2026-10.md").write_text(WORDS, encoding="utf-8")
    assert main(["publish", "--workspace", home]) == 0
    page = workspace.reports / "2026-10" / "briefing.html"
    once = page.read_bytes()

    late = tmp_path / "late.csv"
    late.write_text(
        "Afdeling;Dato;Hændelse;Platform;Aldersgruppe;Alvor\n"
        + "Havnen;5-10-2026;Svindel, hacking eller kontotyveri;Discord;Klub, 6.-7. klasse;Lav\n" * 12,
        encoding="utf-8",
    )
    assert main(["import", str(late), "--workspace", home]) == 0
    assert main(["publish", "--workspace", home]) == 0

    assert page.read_bytes() == once

"""The sheet for the wall: what it says, where it leads, and that nothing on it tells of anybody."""

import re
from urllib.parse import unquote

import pytest
import segno

from klubtrends.cli import main
from klubtrends.danish import INCIDENT_COLUMNS, PICTURE_WARNING, URGENT
from klubtrends.errors import WorkspaceError
from klubtrends.incidents.codes import read_codes
from klubtrends.incidents.read import REQUIRED
from klubtrends.publishing.wall import LONGEST_LINK, QUIET, checked, write_wall_sheet
from klubtrends.workspace import Settings, create

LINK = "https://forms.office.com/e/AbCdEf1234"


@pytest.fixture
def workspace(tmp_path):
    """A workspace with the shipped code lists, of a municipality whose name would be markup."""
    return create(tmp_path / "net", Settings("<b>Ø & Å</b> Kommune"))


@pytest.fixture
def written(workspace, tmp_path):
    """Write the sheet and read it again."""

    def write(link=""):
        path = tmp_path / f"opslag-{len(link)}.html"
        write_wall_sheet(workspace, path, link=link)
        return path.read_text(encoding="utf-8")

    return write


def test_it_opens_with_whom_to_call(written):
    """Before anything else that can be read."""
    body = written().partition("<body>")[2]

    assert re.sub(r"<[^>]*>", "", body).strip().startswith(f"{URGENT}.")


def test_the_six_choices_stand_in_the_order_of_the_form(written):
    """Under the headings that the form has."""
    headings = re.findall(r"<h3>(.*?)</h3>", written())

    assert headings == [INCIDENT_COLUMNS[column][0] for column in REQUIRED]


def test_every_label_of_the_code_lists_can_be_read_on_it(written, workspace):
    """The good first, and "nothing" as well; of platforms, which are many, the kinds."""
    codes, page = read_codes(workspace.reference / "codes.toml"), written()
    labels = [*codes.episodes.values(), *codes.groups.values(), *codes.platform_kinds.values()]
    labels += [*codes.age_bands.values(), *codes.severities.values(), *codes.severity_help.values()]

    assert [label for label in labels if label not in page] == []
    assert page.index(codes.positive_types[0].da) < page.index(codes.types[0].da)


def test_it_says_what_is_never_written_and_whom_to_ask(written):
    """The line for the ambassador is empty: no person's name comes from a file."""
    page = written()

    assert PICTURE_WARNING in page
    assert "Navne, cpr-numre, brugernavne, adresser, skoler eller klasser" in page
    assert "Vores ambassadør:</p>" in page


def test_what_comes_from_data_is_escaped(written):
    """A municipality's name, and a link."""
    page = written("https://klub.example/?a=1&b='2'")

    assert "&lt;b&gt;Ø &amp; Å&lt;/b&gt; Kommune" in page
    assert "<b>Ø" not in page
    assert 'href="https://klub.example/?a=1&amp;b=&#39;2&#39;"' in page


def test_without_a_link_there_is_a_box_for_it(written):
    """No code leads nowhere."""
    page = written()

    assert "Sæt linket her" in page
    assert "<img" not in page


def test_a_link_is_a_code_to_scan_and_an_address_to_type(written):
    """The picture is the link's own QR code, dark on light, with the white around it that a telephone needs."""
    page = written(LINK)
    picture = unquote(re.search(r'<img src="data:image/svg\+xml;charset=utf-8,([^"]+)"', page)[1])
    drawn = re.search(r"stroke='#000' d='([^']+)'", picture)[1]
    dark, x, y = set(), 0, 0
    for step, right, down in re.findall(r"([Mmh])(-?\d+)(?: (-?[\d.]+))?", drawn):
        length = int(right) if step == "h" else 0
        dark |= {(x + n, y) for n in range(length)}
        x, y = (0, 0) if step == "M" else (x, y)
        x, y = x + int(right), y + int(float(down or 0))
    matrix = segno.make(LINK, error="m", micro=False).matrix

    assert dark == {
        (x, y) for y, row in enumerate(matrix, QUIET) for x, black in enumerate(row, QUIET) if black
    }
    assert f"viewBox='0 0 {len(matrix) + 2 * QUIET} {len(matrix) + 2 * QUIET}'" in picture
    assert re.search(r'<img [^>]*alt="QR-kode[^"]+"', page)
    assert f'<a href="{LINK}">forms.office.com/e/AbCdEf1234</a>' in page


@pytest.mark.parametrize(
    "link",
    [
        LINK,
        "https://forms.office.com/Pages/ResponsePage.aspx?id=xL2aQ0_d9kS-1b7PzEw&origin=QR",
        "https://kommune.sharepoint.com/:x:/s/klubber/EaBcD?e=9zQ",
        "https://kommune.sharepoint.com/sites/personale/ark",
        "https://blåby.example:8443/klub#log",
        "https://k.example/" + "a" * (LONGEST_LINK - 18),
    ],
)
def test_the_links_that_forms_and_sharepoint_give_are_taken(link):
    """And given back as they were."""
    assert checked(link) == link


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("http://forms.office.com/e/x", "begynder med https://"),
        ("forms.office.com/e/x", "begynder med https://"),
        ("javascript:alert(1)", "begynder med https://"),
        ("https://", "begynder med https://"),
        ("https://klubben", "begynder med https://"),
        ("https://[::1", "begynder med https://"),
        ("https://klub.example:99999/", "begynder med https://"),
        ("https://klub.example/a b", "uden mellemrum"),
        ("https://klub.example/a%20b", "uden mellemrum"),
        ('https://klub.example/"><script>', "begynder med https://"),
        ("https://klub.example/\u202eelk", "begynder med https://"),
        ("https://k.example/" + "a" * (LONGEST_LINK - 17), f"højst {LONGEST_LINK} tegn"),
        ("https://anna:kode@klub.example/", "mailadresse"),
        ("https://klub.example/?svar=anna@klub.example", "mailadresse"),
        ("https://klub.example/?svar=anna%40klub.example", "mailadresse"),
        ("https://klub.example/010190-1234", "cpr-nummer"),
        ("https://kommune-my.sharepoint.com/:x:/g/personal/anna_berg_kommune_dk/EaB", "OneDrive"),
        ("https://1drv.ms/x/s!Ab", "OneDrive"),
        ("https://kommune.sharepoint.com/personal/anna_berg_kommune_dk/EaB", "OneDrive"),
        ("https://kommune.sharepoint.com/:x:/r/Personal/anna_berg_kommune_dk/EaB", "OneDrive"),
        ("https://kommune.sharepoint.com:443/%70ersonal/anna_berg_kommune_dk/EaB", "OneDrive"),
        ("https://x.example/?url=https%3A%2F%2Fkommune.sharepoint.com%2Fpersonal%2Fanna_berg", "OneDrive"),
        ("https://d.docs.live.net/0123456789abcdef/ark.xlsx", "OneDrive"),
    ],
)
def test_a_link_that_cannot_hang_on_a_wall_is_refused_without_quoting_it(link, why):
    """Not encrypted, not whole, or telling of a person."""
    with pytest.raises(WorkspaceError, match=why) as refused:
        checked(link)

    assert not re.search("anna|klub|kommune|0101", str(refused.value))


def test_the_command_makes_it_and_never_writes_over_one(workspace, tmp_path, capsys):
    """Status 0, then 1; what stood there stands there still. A link belongs to the sheet for the wall alone."""
    sheet, at = tmp_path / "Opslag.HTML", ["--workspace", str(workspace.root)]
    assert main(["template", str(sheet), "--link", LINK, *at]) == 0
    assert "ét ark A4" in capsys.readouterr().out
    before = sheet.read_bytes()

    assert main(["template", str(sheet), *at]) == 1
    assert main(["template", str(tmp_path / "ark.xlsx"), "--link", LINK, *at]) == 1
    assert main(["template", str(tmp_path / "nyt.html"), "--link", "http://x.example", *at]) == 1
    exists, other, link = capsys.readouterr().err.splitlines()
    assert exists.startswith("»Opslag.HTML« findes allerede.")
    assert other.startswith("--link hører til opslaget")
    assert link.startswith("Linket skal være en hel adresse")
    assert sheet.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Opslag.HTML", "net"]

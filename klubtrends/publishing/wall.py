"""The sheet for the wall beside the computer: what to log, what never, where, and whom to ask, on one page of A4."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import segno

from klubtrends.danish import say
from klubtrends.errors import WorkspaceError
from klubtrends.incidents.codes import Codes, read_codes
from klubtrends.incidents.scrub import identifier_spans
from klubtrends.incidents.template import save_new
from klubtrends.report.page import render
from klubtrends.workspace import Workspace

LONGEST_LINK = 200  # characters; more make a code too fine for a telephone, and the sheet longer than its page
QUIET = 4  # modules of white around the code, as its standard asks
PERSONAL_SHARE = re.compile(  # in a link or in one that it leads on to
    r"-my\.sharepoint\.|\bsharepoint\.[a-z.]+(:\d+)?/(.*/)?personal/"
    r"|//([\w-]+\.)?(onedrive\.live\.com|onedrive\.com|1drv\.ms|docs\.live\.net)\b"
)


@dataclass(frozen=True)
class WallSheet:
    """What stands on the sheet: the code lists, and where to log; `picture` is the link as a code to scan."""

    municipality: str
    codes: Codes
    link: str
    picture: str

    @property
    def platforms(self) -> list[str]:
        """Name the kinds of platforms, each with one that is of it; a kind that is itself a choice stands alone."""
        codes = self.codes
        named = {
            kind: [codes.platforms[each] for each, own in codes.kind_of_platform.items() if own == kind]
            for kind in codes.platform_kinds
        }
        return [
            say("wall_platform", kind=label, platform=named[kind][0]) if len(named[kind]) > 1 else label
            for kind, label in codes.platform_kinds.items()
        ]


def write_wall_sheet(workspace: Workspace, path: Path, *, link: str = "") -> None:
    """Write the sheet as one HTML file that asks for nothing and prints on one page of A4.

    Parameters
    ----------
    workspace : Workspace
        Whose code lists stand on it.
    path : Path
        Where to: a new file.
    link : str
        Where to log; without it there is an empty box for it.

    Raises
    ------
    WorkspaceError
        If the link cannot be hung on a wall, or the file is there already or cannot be written.
    ReferenceTableError
        If the code lists cannot be used.
    """
    codes = read_codes(workspace.reference / "codes.toml")
    picture = _scannable(checked(link)) if link else ""
    sheet = WallSheet(workspace.settings.municipality, codes, link, picture)
    save_new(path, render("wall.html.j2", {"sheet": sheet}, styles=("page.css", "wall.css")))


def checked(link: str) -> str:
    """Give a link that may hang on a wall: encrypted, whole, and telling of nobody.

    Raises
    ------
    WorkspaceError
        If it is not that. The link itself is not quoted: it may hold what gets in nowhere.
    """
    problem = ""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").casefold()
        whole = parts.scheme == "https" and "." in host and (parts.port is None or parts.port > 0)
    except ValueError:
        whole = False
    plain = unquote(link)
    if (
        not whole
        or len(link) > LONGEST_LINK
        or not link.isprintable()
        or re.search(r"""[\s"<>\\^`{|}]""", plain)
    ):
        problem = say("wall_link_address", most=LONGEST_LINK)
    elif PERSONAL_SHARE.search(unquote(plain).casefold()):
        problem = say("wall_link_share")
    elif "@" in plain or _tells_of_somebody(plain):
        problem = say("wall_link_person")
    if problem:
        raise WorkspaceError(problem)
    return link


def _tells_of_somebody(address: str) -> bool:
    """Tell whether a part of an address is a CPR number or a mail address."""
    parts = re.split(r"[/?#&=]", address.partition("://")[2])
    return any(span.kind in ("cpr", "email") for part in parts for span in identifier_spans(part))


def _scannable(link: str) -> str:
    """Draw a link as a QR code: black on white whatever the page's colours, in an address of its own."""
    code = segno.make(link, error="m", micro=False)
    return code.svg_data_uri(scale=1, border=QUIET, dark="#000", light="#fff", omitsize=True)

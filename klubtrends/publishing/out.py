"""The pages that are out, as they lie in reports, held against the ledger."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from klubtrends.disclosure.ledger import Ledger
from klubtrends.workspace import Workspace

PAGE = "briefing"
NAMED_HEAD = re.compile(rb'<meta name="klubtrends:ledger" content="([^"]+)">')


def pages_out(workspace: Workspace) -> dict[str, Path]:
    """Find the published pages by month."""
    return {path.parent.name: path for path in sorted(workspace.reports.glob(f"*/{PAGE}.html"))}


def check_ledger(workspace: Workspace) -> None:
    """See that the ledger is whole, and that it knows every page that lies in reports.

    Raises
    ------
    DisclosureRisk
        If an entry was altered, the ledger is an older copy, or a page is not the one that was published.
    RegisterError
        If the ledger cannot be read.
    """
    pages = {month: path.read_bytes() for month, path in pages_out(workspace).items()}
    heads = [found[1].decode() for page in pages.values() if (found := NAMED_HEAD.search(page))]
    digests = {(PAGE, month): hashlib.sha256(page).hexdigest() for month, page in pages.items()}
    Ledger(workspace.ledger_file).check(heads, digests)

"""Bars on a terminal while sources are asked; nothing where nobody looks: in a log, a pipe, a scheduled task."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klubtrends.collect import Progress


@contextmanager
def shown_progress(*, quiet: bool = False) -> Iterator[Callable[[Progress], None]]:
    """Give what is to be told of each step, and show it on standard error as long as the block runs."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
    from rich.progress import Progress as Bars

    bars: dict[str, TaskID] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as shown:

        def tell(step: Progress) -> None:
            if step.source not in bars:
                bars[step.source] = shown.add_task(step.source, total=None)
            shown.update(bars[step.source], completed=step.asked, total=step.asked + step.left)

        yield tell

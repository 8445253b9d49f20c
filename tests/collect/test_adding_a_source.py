"""The page that tells how to add a source is run: its file, its answer, its command, its result."""

import re
import sys
from pathlib import Path

import pytest
from loopback import files_of

import klubtrends.sources
from klubtrends.cli import main
from klubtrends.collect import Archive, load, rebuild
from klubtrends.errors import SourceChanged
from klubtrends.sources import Context, sources
from klubtrends.tables import CHARTS
from klubtrends.workspace import settings_text

PAGE = (Path(__file__).parents[2] / "docs" / "adding-a-source.md").read_text(encoding="utf-8")


def block(language):
    """Give the page's only block in a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


@pytest.fixture
def added(tmp_path, monkeypatch):
    """The page's file, in a folder that is listed beside the real one."""
    name = re.search(r"`klubtrends/sources/(\w+)\.py`", PAGE).group(1)
    folder = tmp_path / "another" / "sources"
    folder.mkdir(parents=True)
    (folder / f"{name}.py").write_text(block("python"), encoding="utf-8")
    monkeypatch.setattr(klubtrends.sources, "__path__", [*klubtrends.sources.__path__, str(folder)])
    yield sources()[name]
    sys.modules.pop(f"klubtrends.sources.{name}")
    delattr(klubtrends.sources, name)


def test_the_page_adds_a_source(added, workspace, loopback, capsys):
    """Collected by the page's command, with the page's result; and built again from the archive."""
    (workspace.root / "klubtrends.toml").write_text(
        settings_text(workspace.root / "klubtrends.toml", workspace.settings), encoding="utf-8"
    )
    (request,) = added.requests(Context("dk", workspace.today()))
    loopback.serve("/" + request.url.removeprefix("https://"), block("json").encode())

    assert main([*block("sh").split()[1:], "--workspace", str(workspace.root)]) == 0
    assert block("text") in capsys.readouterr().out

    charts = load(workspace, CHARTS)
    assert charts.select("chart", "rank", "app_id", "app_name", "source").rows() == [
        ("grossing", 1, "101", "Hoppebold", added.name),
        ("grossing", 2, "102", "Tegn & gæt 🎨", added.name),
    ]
    assert len(Archive(workspace.raw).files(added.name)) == 1
    before = files_of(workspace.processed)
    assert rebuild(workspace)
    assert files_of(workspace.processed) == before


def test_the_pages_parser_keeps_the_contract(added, workspace):
    """A good answer cut anywhere, and what is none."""
    (request,) = added.requests(Context("dk", workspace.today()))
    body = block("json").encode()
    cut = [body[:length] for length in range(len(body.rstrip()) - 1)]

    for other in [*cut, b"<html>", b"null", b'{"feed": {"entry": []}}', b'{"feed": {"entry": [{}]}}']:
        with pytest.raises(SourceChanged, match=added.name):
            added.parse(other, request)


def test_everything_that_the_page_names_is_there():
    """Fields of a source, functions, files."""
    fields = set(klubtrends.sources.Source.__dataclass_fields__)
    named = set(re.findall(r"`(\w+)` \(", PAGE)) | {"needs_contact", "fallback"}

    assert {"follow", "after", "needs", "absent", "kept_days"} <= named & fields
    for path in re.findall(r"`((?:klubtrends|tests)/[\w/]+\.py)`", PAGE):
        assert (Path(__file__).parents[2] / path).exists() or "apple_grossing" in path, path

"""A workspace is found, made and read, and everything wrong with its settings is named."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klubtrends import workspace as room
from klubtrends.errors import SettingsError, WorkspaceError
from klubtrends.workspace import (
    CHECKOUT,
    EXPECTED,
    SETTINGS_FILE,
    Settings,
    Workspace,
    create,
    read_settings,
    settings_text,
    synchronised_by,
)

NAME = "Eksempelkøbing Kommune"
WRONG = {
    "municipality": [
        '""',
        '"   "',
        "7",
        "true",
        '["a"]',
        '"""a\nb"""',
        f'"{"x" * 81}"',
        '"a\\u0001b"',
        '"a\\tb"',
    ],
    "contact": ['"klubber"', '"a b@kommune.example"', '"klubber@kommune"', "1"],
    "country": ['"DK"', '"dnk"', '""', "45"],
    "threshold": ["4", "0", "-5", "101", "5.0", '"5"', "true"],
    "sensitive_threshold": ["9", "5", "101", '"10"', "false"],
    "notes": ['"true"', "1", "0"],
    "retention_months": ["0", "61", "24.0", '"24"'],
    "mirror": ['"localhost:8080"', '"ftp://vaert"', '"http://vaert/sti"', "8080"],
    "example": ['"nej"', "1"],
    "now": ['"2026-11-24T08:00:00Z"', "2026-11-24T08:00:00", "2026-11-24", "2026"],
}
PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=80)


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """No test sees the environment's own workspace, clock or mirror."""
    for name in ("KLUBTRENDS_WORKSPACE", "KLUBTRENDS_NOW", "KLUBTRENDS_MIRROR"):
        monkeypatch.delenv(name, raising=False)


def written(folder: Path, text: str) -> Path:
    """Write a settings file."""
    path = folder / SETTINGS_FILE
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_has_wrong_values_to_try():
    """A new key without a check would be a silent hole."""
    assert set(WRONG) == set(EXPECTED) == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in WRONG.items() for value in values])
def test_a_wrong_value_is_refused_by_its_key(tmp_path, key, value):
    """Who edits the file is told which line of it to mend, and how."""
    others = "" if key == "municipality" else f'municipality = "{NAME}"\n'
    path = written(tmp_path, f"{others}{key} = {value}\n")

    with pytest.raises(SettingsError) as refusal:
        read_settings(path)
    assert f"»{key}«" in str(refusal.value)
    assert EXPECTED[key].sentence in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_an_unknown_key_is_named_with_those_that_are_known(tmp_path):
    """A misspelt threshold must not silently be the default."""
    path = written(tmp_path, f'municipality = "{NAME}"\ntreshold = 9\n')

    with pytest.raises(SettingsError, match=r"»treshold«.*threshold"):
        read_settings(path)


def test_a_missing_municipality_is_named(tmp_path):
    """The one setting without a default."""
    with pytest.raises(SettingsError, match="»municipality«"):
        read_settings(written(tmp_path, "threshold = 6\n"))


@pytest.mark.parametrize("text", ['municipality = "x"\nthreshold = \n', 'municipality = "x"\n[\n'])
def test_what_is_no_toml_is_refused_by_its_line(tmp_path, text):
    """A slip of the hand is found by its line number."""
    with pytest.raises(SettingsError, match="linje 2"):
        read_settings(written(tmp_path, text))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    """A broken file gives a sentence, no traceback."""
    path = tmp_path / SETTINGS_FILE
    path.write_bytes(b"\xff\xfe\x00municipality")

    with pytest.raises(SettingsError):
        read_settings(path)


def test_settings_saved_by_notepad_are_read(tmp_path):
    """Windows editors put a mark in front of UTF-8."""
    path = tmp_path / SETTINGS_FILE
    path.write_bytes(f'\ufeffmunicipality = "{NAME}"\r\nthreshold = 7\r\n'.encode())

    assert read_settings(path) == Settings(NAME, threshold=7)


@given(PRINTABLE, st.integers(5, 100), st.booleans())
def test_settings_survive_being_written(tmp_path_factory, name, threshold, notes):
    """Quotes, backslashes and letters of any script come back as they were."""
    settings = Settings(name, "klubber@kommune.example", threshold=threshold, notes=notes, mirror="http://a:1")
    path = tmp_path_factory.getbasetemp() / SETTINGS_FILE
    path.write_text(settings_text(path, settings), encoding="utf-8", newline="\n")

    assert read_settings(path) == settings


def test_an_examples_clock_survives_being_written(tmp_path):
    """An example's time is part of its settings."""
    settings = Settings(NAME, example=True, now=dt.datetime(2026, 11, 24, 7, tzinfo=dt.UTC))

    assert read_settings(written(tmp_path, settings_text(tmp_path, settings))) == settings


def test_the_nearest_workspace_upwards_is_opened(tmp_path, monkeypatch):
    """Inside a workspace no option is needed, however deep one stands."""
    outer, inner = create(tmp_path, Settings("Ydre")), create(tmp_path / "inner", Settings("Indre"))
    deep = inner.notebooks / "a" / "b"
    deep.mkdir(parents=True)

    monkeypatch.chdir(deep)
    assert Workspace.open() == inner
    monkeypatch.chdir(outer.reference)
    assert Workspace.open().settings.municipality == "Ydre"


def test_a_named_folder_counts_before_the_environment_and_that_before_here(tmp_path, monkeypatch):
    """What is said aloud wins."""
    here, named, environment = (create(tmp_path / name, Settings(name)) for name in ("her", "navn", "miljoe"))
    monkeypatch.chdir(here.root)
    monkeypatch.setenv("KLUBTRENDS_WORKSPACE", str(environment.root))

    assert Workspace.open(named.root) == named
    assert Workspace.open() == environment


def test_a_named_folder_that_is_no_workspace_is_refused(tmp_path):
    """A misspelt folder must not become the one above it."""
    create(tmp_path, Settings(NAME))
    (tmp_path / "under").mkdir()

    with pytest.raises(WorkspaceError, match="klubtrends init"):
        Workspace.open(tmp_path / "under")


@pytest.mark.parametrize(
    ("named", "instant"),
    [
        ("2026-11-24T08:00:00+00:00", dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)),
        ("2026-11-24T08:00:00Z", dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)),
        ("2026-11-24T08:00", dt.datetime(2026, 11, 24, 7, tzinfo=dt.UTC)),
        ("2026-07-01T00:30", dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)),
    ],
)
def test_a_named_time_is_the_runs_time(tmp_path, monkeypatch, named, instant):
    """Without a zone it is Danish time, summer and winter."""
    own = Settings(NAME, example=True, now=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    monkeypatch.setenv("KLUBTRENDS_NOW", named)

    assert Workspace(tmp_path, own).now() == instant


def test_a_workspace_lives_by_danish_days(tmp_path, monkeypatch):
    """Half past midnight in Denmark is today, whatever UTC says."""
    monkeypatch.setenv("KLUBTRENDS_NOW", "2026-10-31T23:30:00+00:00")

    assert Workspace(tmp_path, Settings(NAME)).today() == dt.date(2026, 11, 1)


def test_an_examples_own_clock_stands_still(tmp_path):
    """An example page is the same on any day."""
    instant = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)

    assert Workspace(tmp_path, Settings(NAME, example=True, now=instant)).now() == instant


def test_an_unreadable_time_is_refused(tmp_path, monkeypatch):
    """A mistyped clock must not silently be now."""
    monkeypatch.setenv("KLUBTRENDS_NOW", "i morgen")

    with pytest.raises(SettingsError, match="KLUBTRENDS_NOW"):
        Workspace(tmp_path, Settings(NAME)).now()


def test_the_environments_mirror_counts_before_the_settings(tmp_path, monkeypatch):
    """Tests and municipalities can point everything elsewhere."""
    place = Workspace(tmp_path, Settings(NAME, mirror="http://a:1/"))
    assert place.mirror() == "http://a:1"

    monkeypatch.setenv("KLUBTRENDS_MIRROR", "http://b:2/")
    assert place.mirror() == "http://b:2"


def test_real_data_never_lies_in_the_checkout():
    """What is committed by a slip of the hand cannot be taken back."""
    inside = CHECKOUT / "klubben"

    with pytest.raises(WorkspaceError, match="programmets egen mappe"):
        create(inside, Settings(NAME))
    assert not inside.exists()


def test_a_workspace_is_made_once(tmp_path):
    """A second `init` must not put a new secret in place of the old."""
    made = create(tmp_path, Settings(NAME))
    secret = made.secret()

    with pytest.raises(WorkspaceError, match="allerede"):
        create(tmp_path, Settings("En anden"))
    assert Workspace.open(tmp_path).secret() == secret
    assert Workspace.open(tmp_path).settings.municipality == NAME


def test_a_wrong_setting_makes_nothing(tmp_path):
    """Half a workspace would be found later, and be believed."""
    with pytest.raises(SettingsError, match="»threshold«"):
        create(tmp_path / "ny", Settings(NAME, threshold=3))
    assert not (tmp_path / "ny").exists()


def test_a_new_workspace_has_its_own_notebooks_and_tables(tmp_path):
    """Everything that travels with the package is there, and nothing that lies there is overwritten."""
    kept = tmp_path / "data" / "reference" / "contacts.csv"
    kept.parent.mkdir(parents=True)
    kept.write_text("vores egen", encoding="utf-8")
    made = create(tmp_path, Settings(NAME))

    for name, own in (("reference", made.reference), ("notebooks", made.notebooks)):
        shipped = room.shipped(name)
        names = {path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file()}
        wanted = {name for name in names if ".ipynb_checkpoints" not in name.parts}
        assert wanted
        assert wanted <= {path.relative_to(own) for path in own.rglob("*")}
    assert kept.read_text(encoding="utf-8") == "vores egen"


def test_only_an_example_shows_the_examples_figures(tmp_path):
    """In somebody's own workspace they would be taken for their own."""
    own = create(tmp_path / "vores", Settings(NAME)).notebooks
    example = create(tmp_path / "eksempel", Settings(NAME, example=True)).notebooks
    shipped = sorted(room.shipped("notebooks").glob("*.ipynb"))

    assert shipped
    for path in shipped:
        cells, kept = (
            [cell for cell in json.loads(file.read_bytes())["cells"] if cell["cell_type"] == "code"]
            for file in (own / path.name, path)
        )
        assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
        assert [cell["source"] for cell in cells] == [cell["source"] for cell in kept]
        assert (example / path.name).read_bytes() == path.read_bytes()
    assert any("outputs" in cell and cell["outputs"] for cell in kept)


def test_two_workspaces_have_different_secrets(tmp_path):
    """The secret breaks ties among hidden cells: nobody else may know it."""
    one, other = (create(tmp_path / name, Settings(NAME)).secret() for name in "ab")

    assert one != other
    assert len(one) == 32


def test_a_lost_secret_is_said(tmp_path):
    """Without it pages cannot be made the same again."""
    made = create(tmp_path, Settings(NAME))
    (made.register / "secret.key").unlink()

    with pytest.raises(WorkspaceError, match=r"secret\.key"):
        made.secret()


@pytest.mark.parametrize("rest", ["", "00", "ab" * 31, "ingen nøgle"])
def test_a_secret_that_is_cut_short_is_no_secret(tmp_path, rest):
    """An empty key would draw and seal as anybody can."""
    made = create(tmp_path, Settings(NAME))
    (made.register / "secret.key").write_text(rest, encoding="utf-8")

    with pytest.raises(WorkspaceError, match=r"secret\.key"):
        made.secret()


def test_a_workspace_never_names_a_machines_path(tmp_path):
    """Its repr stands in stored notebooks."""
    made = create(tmp_path, Settings(NAME))

    assert NAME in repr(made)
    assert str(tmp_path) not in repr(made)


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive - Eksempelkøbing Kommune/klub", "OneDrive"),
        ("Dropbox/klub", "Dropbox"),
        ("Google Drive/klub", "Google Drev"),
        ("iCloudDrive/klub", "iCloud"),
        ("Nextcloud/klub", "Nextcloud"),
        ("Dokumenter/klub", ""),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(tmp_path, folder, service):
    """Children's data must not slip into a cloud that nobody approved."""
    assert synchronised_by(tmp_path / folder) == service

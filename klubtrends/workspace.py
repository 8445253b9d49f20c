"""Where things lie: the one room that knows a workspace's folders, settings, clock and secret."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from klubtrends.danish import say
from klubtrends.errors import SettingsError, WorkspaceError
from klubtrends.files import at_home, copy_missing, without_outputs

SETTINGS_FILE = "klubtrends.toml"
DENMARK = ZoneInfo("Europe/Copenhagen")
SECRET_BYTES = 32
LEAST_THRESHOLD = 5
LEAST_SENSITIVE_THRESHOLD = 10
PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent
SYNCHRONISED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drev",
    "googledrive": "Google Drev",
    "icloud": "iCloud",
    "nextcloud": "Nextcloud",
}


@dataclass(frozen=True)
class Settings:
    """What klubtrends.toml says; every field but the first has a default."""

    municipality: str
    contact: str = ""  # a role's e-mail address, named in requests to public sources
    country: str = "dk"  # whose store charts are collected
    threshold: int = LEAST_THRESHOLD  # counts from 1 to one below are hidden
    sensitive_threshold: int = LEAST_SENSITIVE_THRESHOLD  # the same for grooming, sextortion, image sharing
    notes: bool = False  # whether free text is kept at all
    retention_months: int = 24
    mirror: str = ""  # http://host:port that stands in for every source
    example: bool = False
    now: dt.datetime | None = None  # the example's own clock


@dataclass(frozen=True)
class Expected:
    """What a setting must be: its test, and the Danish sentence that says so."""

    fits: Callable[[object], bool]
    sentence: str


def _whole(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _matches(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


EXPECTED: Mapping[str, Expected] = {
    "municipality": Expected(_matches(r"(?!\s)[^\x00-\x1f\x7f]{1,80}"), say("expect_municipality")),
    "contact": Expected(_matches(r"|[^@\s]+@[^@\s]+\.[^@\s]+"), say("expect_contact")),
    "country": Expected(_matches(r"[a-z]{2}"), say("expect_country")),
    "threshold": Expected(_whole(LEAST_THRESHOLD, 100), say("expect_threshold", least=LEAST_THRESHOLD)),
    "sensitive_threshold": Expected(
        _whole(LEAST_SENSITIVE_THRESHOLD, 100), say("expect_threshold", least=LEAST_SENSITIVE_THRESHOLD)
    ),
    "notes": Expected(lambda value: type(value) is bool, say("expect_switch")),
    "retention_months": Expected(_whole(1, 60), say("expect_retention")),
    "mirror": Expected(_matches(r"|https?://[^\s/]+(:\d+)?/?"), say("expect_mirror")),
    "example": Expected(lambda value: type(value) is bool, say("expect_switch")),
    "now": Expected(
        lambda value: isinstance(value, dt.datetime) and value.tzinfo is not None, say("expect_now")
    ),
}


def read_settings(path: Path) -> Settings:
    """Read and check klubtrends.toml.

    Raises
    ------
    SettingsError
        If the file is no TOML, or a key is missing, unknown or has a value that cannot be used; names the key.
    """
    problem = ""
    values: dict[str, object] = {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        line = getattr(error, "lineno", None) or _first_number(str(error))
        problem = say("settings_unreadable", path=path, line=line)
    except (OSError, UnicodeDecodeError):
        problem = say("settings_unreadable", path=path, line=1)
    if problem:
        raise SettingsError(problem)
    if "municipality" not in values:
        sentence = EXPECTED["municipality"].sentence
        raise SettingsError(say("setting_missing", path=path, key="municipality", expected=sentence))
    for key, value in values.items():
        check_setting(path, key, value)
    return Settings(**values)  # type: ignore[arg-type]


def check_setting(path: Path, key: str, value: object) -> None:
    """Raise SettingsError, naming the key, unless the value can be used."""
    if key not in EXPECTED:
        raise SettingsError(say("setting_unknown", path=path, key=key, known=", ".join(EXPECTED)))
    if not EXPECTED[key].fits(value):
        raise SettingsError(say("setting_wrong", path=path, key=key, expected=EXPECTED[key].sentence))


def _first_number(text: str) -> int:
    found = re.search(r"line (\d+)", text)
    return int(found.group(1)) if found else 1


@dataclass(frozen=True, repr=False)
class Workspace:
    """One network's folder: its archive, register, reference tables, notebooks and reports."""

    root: Path
    settings: Settings = field(compare=False)

    @classmethod
    def open(cls, folder: str | Path | None = None) -> Workspace:
        """Open the workspace named, or `KLUBTRENDS_WORKSPACE`, or the nearest one upwards from here.

        Raises
        ------
        WorkspaceError
            If there is none.
        SettingsError
            If its klubtrends.toml cannot be used.
        """
        named = folder or os.environ.get("KLUBTRENDS_WORKSPACE")
        start = at_home(str(named)).resolve() if named else Path.cwd()
        for root in [start] if named else [start, *start.parents]:
            if (root / SETTINGS_FILE).is_file():
                return cls(root, read_settings(root / SETTINGS_FILE))
        raise WorkspaceError(say("workspace_missing", where=start))

    def __repr__(self) -> str:
        """Name the network, never a machine's path: this stands in stored notebooks."""
        return say("workspace_named", municipality=self.settings.municipality)

    @property
    def raw(self) -> Path:
        """The write-once archive of answers."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """Parquet tables that can be built again from `raw`."""
        return self.root / "data" / "processed"

    @property
    def runs(self) -> Path:
        """What collecting remembers of its runs: a lock, and what went wrong last."""
        return self.root / "data" / "runs"

    @property
    def register(self) -> Path:
        """The two SQLite files, incidents.sqlite and ledger.sqlite, and the secret."""
        return self.root / "data" / "register"

    @property
    def reference(self) -> Path:
        """Tables kept by hand."""
        return self.root / "data" / "reference"

    @property
    def notebooks(self) -> Path:
        """The workspace's own notebooks."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """Finished pages, a folder a month."""
        return self.root / "reports"

    @property
    def incidents_file(self) -> Path:
        """The register of incidents."""
        return self.register / "incidents.sqlite"

    @property
    def ledger_file(self) -> Path:
        """The register of everything that was published."""
        return self.register / "ledger.sqlite"

    def now(self) -> dt.datetime:
        """Tell the time of this run: `KLUBTRENDS_NOW`, else the example's own, else the clock's; in UTC.

        Raises
        ------
        SettingsError
            If `KLUBTRENDS_NOW` is no ISO 8601 time.
        """
        named = os.environ.get("KLUBTRENDS_NOW")
        if not named:
            return (self.settings.now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
        try:
            time = dt.datetime.fromisoformat(named)
        except ValueError:
            time = None
        if time is None:
            raise SettingsError(say("now_unreadable"))
        return (time if time.tzinfo else time.replace(tzinfo=DENMARK)).astimezone(dt.UTC)

    def today(self) -> dt.date:
        """Tell the day of this run in Denmark."""
        return self.now().astimezone(DENMARK).date()

    def mirror(self) -> str:
        """Name the mirror that stands in for every source, or nothing."""
        return (os.environ.get("KLUBTRENDS_MIRROR") or self.settings.mirror).rstrip("/")

    def secret(self) -> bytes:
        """Give the key that breaks ties among hidden cells; 32 bytes, made once.

        Raises
        ------
        WorkspaceError
            If the workspace has none, or it is cut short.
        """
        try:
            key = bytes.fromhex((self.register / "secret.key").read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            key = b""
        if len(key) != SECRET_BYTES:
            raise WorkspaceError(say("secret_missing", where=self.register))
        return key


def create(root: Path, settings: Settings, *, secret: bytes | None = None) -> Workspace:
    """Make a workspace: folders, settings, secret, reference tables and notebooks of its own.

    Nothing that already lies there is overwritten. The notebooks' stored outputs are the example's, so only an
    example gets them.

    Raises
    ------
    WorkspaceError
        If `root` is a workspace already, or lies in the code's own checkout without being an example.
    SettingsError
        If a setting cannot be used.
    """
    root = root.resolve()
    check_place(root, example=settings.example)
    text = settings_text(root / SETTINGS_FILE, settings)
    workspace = Workspace(root, settings)
    for folder in (workspace.raw, workspace.processed, workspace.register, workspace.reports):
        folder.mkdir(parents=True, exist_ok=True)
    copy_missing(shipped("reference"), workspace.reference)
    change = bytes if settings.example else without_outputs
    copy_missing(shipped("notebooks"), workspace.notebooks, change=change)
    (workspace.register / "secret.key").write_text(
        (secret or secrets.token_bytes(SECRET_BYTES)).hex(), encoding="ascii"
    )
    (root / SETTINGS_FILE).write_text(text, encoding="utf-8", newline="\n")
    return workspace


def check_place(root: Path, *, example: bool = False) -> None:
    """Raise WorkspaceError if `root` is a workspace already, or lies in the checkout without being an example."""
    root = root.resolve()
    if (root / SETTINGS_FILE).exists():
        raise WorkspaceError(say("workspace_exists", where=root))
    if not example and is_checkout(CHECKOUT) and root.is_relative_to(CHECKOUT):
        raise WorkspaceError(say("workspace_in_checkout", where=root))


def settings_text(path: Path, settings: Settings) -> str:
    """Write the settings as TOML, each line checked, those at their default left out but `threshold`."""
    lines = [say("settings_heading")]
    for key in EXPECTED:
        value = getattr(settings, key)
        if key not in ("municipality", "threshold", "contact") and value == getattr(Settings, key, None):
            continue
        check_setting(path, key, value)
        lines.append(f"{key} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def shipped(name: str) -> Path:
    """Find a folder that travels with the package: inside it, or (the notebooks) beside it in the checkout."""
    inside = PACKAGE / "shipped" / name
    return inside if inside.is_dir() else CHECKOUT / name


def is_checkout(folder: Path) -> bool:
    """Tell whether a folder is the code's own checkout."""
    return (folder / "pyproject.toml").is_file() and (folder / "klubtrends").is_dir()


def synchronised_by(folder: Path) -> str:
    """Name the service that seems to synchronise a folder, or nothing."""
    parts = [part.lower() for part in folder.resolve().parts]
    return next((name for mark, name in SYNCHRONISED.items() if any(mark in part for part in parts)), "")

"""Whatever is wrong with a partition is its status, and no figure."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from klubtrends.analysis.storefront import summary
from klubtrends.errors import NotEnoughData
from klubtrends.example.storefronts import Size, invent_archive, invent_storefront
from klubtrends.partitions import (
    CLOCK,
    EMPTY,
    MISSING,
    OK,
    UNREADABLE,
    Partition,
    Scope,
    examine,
    partitions,
)

SIZE = Size(2, charts=2, days=70)
WHOLE = Scope()


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Two storefronts of three months. Read them; copy them before you change them."""
    root = tmp_path_factory.mktemp("stored")
    list(invent_archive(root, SIZE, seed=1, monthly=True))
    return root


@pytest.fixture
def one(tmp_path):
    """One storefront of three months, as its partition; the files may be changed."""
    list(invent_archive(tmp_path, replace(SIZE, storefronts=1), seed=1, monthly=True))
    (partition,) = partitions(tmp_path)
    return partition


def test_partitions_are_found_by_country_and_month(stored):
    """As data/processed has them."""
    found = partitions(stored)

    assert [partition.country for partition in found] == ["aa", "ab"]
    assert [Path(path).parent.name for path in found[0].paths] == [
        "month=2025-11",
        "month=2025-12",
        "month=2026-01",
    ]


def test_a_country_that_should_be_there_is_missing_where_it_is_not(stored):
    """It is told of, not passed over."""
    found = partitions(stored, ["ab", "zz"])

    assert [partition.country for partition in found] == ["ab", "zz"]
    assert examine(found[1], WHOLE).status == MISSING


def test_where_nothing_lies_nothing_is_made_up(tmp_path):
    """The message says what now."""
    with pytest.raises(NotEnoughData, match="klubtrends collect"):
        partitions(tmp_path)


def test_months_in_files_of_their_own_give_what_one_file_gives(one):
    """Cutting a history into files changes nothing."""
    found = examine(one, WHOLE).found

    whole = summary(invent_storefront(SIZE, seed=1))
    assert all(getattr(found, name).equals(getattr(whole, name)) for name in ("days", "apps", "broken"))
    assert found.movers.drop("app_name").equals(whole.movers)


def test_movers_have_the_names_that_the_newest_file_had_last(one):
    """And are known by their numbers where it has none."""
    assert set(examine(one, WHOLE).found.movers["app_name"]) == {None}
    newest = pl.read_parquet(one.paths[-1], hive_partitioning=False)
    names = newest.with_columns(app_name=pl.format("{} on {}", "app_id", "date"))
    names.sample(fraction=1, shuffle=True, seed=1).write_parquet(one.paths[-1])
    movers = examine(one, WHOLE).found.movers

    last = dict(newest.group_by("app_id").agg(pl.col("date").max()).iter_rows())
    assert movers["app_name"].to_list() == [f"{app} on {last[app]}" for app in movers["app_id"]]


def test_an_fsspec_address_gives_what_the_path_gives(stored):
    """Shared storage, whatever it is called."""
    pytest.importorskip("fsspec")
    by_address = partitions(stored.as_uri())

    assert by_address[0].paths[0].startswith("file://")
    assert len(by_address) == 2
    for mine, theirs in zip(partitions(stored), by_address, strict=True):
        assert examine(mine, WHOLE).found.apps.equals(examine(theirs, WHOLE).found.apps)


def test_a_missing_file_is_a_missing_partition(one):
    """Months without their middle would be read as a stay that was never broken."""
    Path(one.paths[1]).unlink()
    seen = examine(one, WHOLE)

    assert (seen.status, seen.why, seen.found) == (MISSING, one.paths[1], None)


@pytest.mark.parametrize("share", [0, 0.001, 0.3, 0.9, 0.999])
def test_a_half_written_file_is_unreadable(one, share):
    """Cut anywhere, it is known by its end."""
    path = Path(one.paths[2])
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    seen = examine(one, WHOLE)

    assert (seen.status, seen.why, seen.found) == (UNREADABLE, one.paths[2], None)


@pytest.mark.parametrize("garbled", [b"<html>not here</html>", b"PAR1" + bytes(200) + b"PAR1"])
def test_what_is_no_table_is_unreadable(one, garbled):
    """A proxy's page, or a file of nothing."""
    Path(one.paths[0]).write_bytes(garbled)

    assert examine(one, WHOLE).status == UNREADABLE


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.drop("rank"),
        lambda rows: rows.with_columns(pl.col("rank").cast(pl.String) + "st"),
        lambda rows: rows.with_columns(pl.col("date").cast(pl.Int32)),
    ],
)
def test_a_table_that_is_no_chart_is_unreadable(one, change):
    """Columns are missing, or hold what a chart does not."""
    path = Path(one.paths[0])
    rows = pl.read_parquet(path, hive_partitioning=False)
    change(rows).write_parquet(path)

    assert examine(one, WHOLE).status == UNREADABLE


def test_a_clock_that_disagrees_with_its_folder_is_told(one):
    """A row of April in March: somebody's clock was wrong, and nobody knows whose."""
    path = Path(one.paths[1])
    rows = pl.read_parquet(path, hive_partitioning=False)
    rows.with_columns(pl.col("date").dt.offset_by("20d")).write_parquet(path)
    seen = examine(one, WHOLE)

    assert (seen.status, seen.why, seen.found) == (CLOCK, one.paths[1], None)


@pytest.mark.parametrize(("late", "status"), [(0, OK), (1, OK), (2, CLOCK), (3650, CLOCK)])
def test_a_row_of_the_future_is_told(tmp_path, late, status):
    """Tomorrow has begun somewhere, the day after it nowhere."""
    rows = invent_storefront(SIZE, seed=1)
    path = tmp_path / "country=aa" / "part.parquet"
    path.parent.mkdir()
    rows.write_parquet(path)
    today = rows["date"].max() - dt.timedelta(days=late)

    assert examine(Partition("aa", (str(path),)), Scope(today=today)).status == status


def test_only_the_days_asked_for_are_read(one):
    """Other months' files are not even opened."""
    Path(one.paths[0]).write_bytes(b"half")
    seen = examine(one, Scope(since=dt.date(2025, 12, 8), until=dt.date(2025, 12, 20)))

    assert seen.status == OK
    assert (seen.found.days["date"].min(), seen.found.days["date"].max()) == (
        dt.date(2025, 12, 8),
        dt.date(2025, 12, 20),
    )
    assert seen.rows == seen.found.days["listed"].sum()


def test_a_month_is_asked_for_with_the_two_before_it():
    """So that a momentum has its 28 days."""
    scope = Scope.of_month("2026-01", today=dt.date(2026, 2, 3))

    assert (scope.since, scope.until, scope.today) == (
        dt.date(2025, 11, 1),
        dt.date(2026, 1, 31),
        dt.date(2026, 2, 3),
    )


def test_a_month_without_a_row_is_empty(one):
    """Nothing is not zero."""
    seen = examine(one, Scope.of_month("2031-01"))

    assert (seen.status, seen.found) == (EMPTY, None)

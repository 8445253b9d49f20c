"""Every storefront is summed up the same to the byte, whoever works, and what is wrong with one stays with it."""

import datetime as dt
import io
import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from klubtrends.analysis.storefront import summary
from klubtrends.cli import main
from klubtrends.danish import COMMANDS
from klubtrends.errors import NotEnoughData
from klubtrends.example.storefronts import Size, invent_archive, invent_storefront
from klubtrends.partitions import CLOCK, EMPTY, MISSING, OK, UNREADABLE, Partition, Scope, partitions
from klubtrends.scale import LOST, STOPPED, analyse
from klubtrends.workers import cluster, processes

SIZE = Size(6, charts=2, days=60)
TABLES = ("partitions", "days", "apps", "movers", "broken")


def written(found):
    """Give an analysis as bytes."""
    parts = []
    for name in TABLES:
        content = io.BytesIO()
        getattr(found, name).write_ipc(content)
        parts.append(content.getvalue())
    return parts


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Six storefronts, two of them not whole: one half written, one without a list on one day."""
    root = tmp_path_factory.mktemp("stored")
    paths = list(invent_archive(root, SIZE, seed=1))
    paths[1].write_bytes(paths[1].read_bytes()[:999])
    rows = pl.read_parquet(paths[3], hive_partitioning=False)
    day = rows["date"][0]
    rows.with_columns(rank=pl.when(pl.col("date") == day).then(0).otherwise("rank")).write_parquet(paths[3])
    return root


@pytest.fixture(scope="module")
def looped(stored):
    """What a plain loop says of them."""
    return analyse(stored)


class Deadly(ProcessPoolExecutor):
    """Its process dies in the middle of one country."""

    def submit(self, run, work, partition, asked):
        """Do the work, or die of it."""
        if partition.country == "ac":
            return super().submit(os._exit, 1)
        return super().submit(run, work, partition, asked)


class Hopeless(ThreadPoolExecutor):
    """Cannot do one country."""

    def submit(self, run, work, partition, asked):
        """Do the work, or something that fails."""
        if partition.country == "ac":
            return super().submit(divmod, 1, 0)
        return super().submit(run, work, partition, asked)


def test_storefronts_are_summed_up_one_by_one(looped):
    """In the order of countries, each as if it were alone."""
    for number, country in enumerate(("aa", "ab", "ac", "ad", "ae", "af")):
        alone = summary(invent_storefront(SIZE, seed=1, number=number))
        mine = looped.apps.filter(country=country).drop("country")
        assert mine.equals(alone.apps) is (country not in ("ab", "ad"))

    assert looped.days["country"].unique(maintain_order=True).to_list() == ["aa", "ac", "ad", "ae", "af"]


def test_what_is_wrong_with_one_is_told_and_harms_no_other(stored, looped):
    """A half-written file is no figures, and a list with ranks of 0 is no list."""
    told = dict(looped.partitions.select("country", "status").iter_rows())

    assert told == {"aa": "ok", "ab": "unreadable", "ac": "ok", "ad": "ok", "ae": "ok", "af": "ok"}
    assert Path(looped.partitions.filter(country="ab")["why"].item()) == Path(partitions(stored)[1].paths[0])
    assert looped.partitions["broken"].to_list() == [0, 0, 0, 2, 0, 0]
    assert looped.broken["country"].to_list() == ["ad", "ad"]
    assert not looped.complete
    assert "ab: en fil kan ikke læses" in "\n".join(looped.lines())


def test_processes_give_the_same_bytes(stored, looped):
    """Two at a time, in whatever order they are done."""
    with processes(2) as executor:
        assert written(analyse(stored, executor=executor)) == written(looped)


def test_a_dask_cluster_gives_the_same_bytes(stored, looped, scheduler):
    """Two workers on loopback, who get paths and read for themselves."""
    from distributed import Client

    with cluster(scheduler) as executor:
        assert written(analyse(stored, executor=executor)) == written(looped)
    with Client(scheduler, set_as_default=False) as client:
        threads = client.run(pl.thread_pool_size)
        assert written(analyse(stored, executor=client.get_executor())) == written(looped)

    assert sorted(threads.values()) == [1, 1]


def test_a_worker_that_dies_in_the_middle_changes_no_byte(stored, looped):
    """What it had in its hands is done again."""
    with Deadly(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        assert written(analyse(stored, executor=executor)) == written(looped)


def test_a_partition_that_nobody_can_do_is_lost_alone(stored, looped):
    """Its country has a status and no figures."""
    with Hopeless(1) as executor:
        found = analyse(stored, executor=executor)

    assert found.partitions.filter(country="ac").select("status", "why").row(0) == ("lost", "ZeroDivisionError")
    assert found.apps.equals(looped.apps.filter(pl.col("country") != "ac"))


def test_a_storefront_that_stops_has_a_past_and_no_movers(tmp_path):
    """What rose two weeks ago is not what rises now."""
    for path in invent_archive(tmp_path, Size(3, charts=2, days=60), seed=2):
        rows = pl.read_parquet(path, hive_partitioning=False)
        if "country=ab" in str(path):
            rows.filter(pl.col("date") < rows["date"].max() - dt.timedelta(days=13)).write_parquet(path)
    found = analyse(tmp_path)

    assert found.partitions["status"].to_list() == ["ok", "stopped", "ok"]
    assert found.movers["country"].unique().sort().to_list() == ["aa", "ac"]
    assert not found.days.filter(country="ab").is_empty()
    assert found.complete
    assert "hvad der rykker lige nu, kan ikke siges" in found.lines()[1]


def test_a_chart_that_stops_has_no_movers_either(tmp_path):
    """Its storefront goes on."""
    (path,) = invent_archive(tmp_path, Size(1, charts=2, days=60), seed=2)
    rows = pl.read_parquet(path, hive_partitioning=False)
    old = (pl.col("chart") == "top-001") & (pl.col("date") > rows["date"].max() - dt.timedelta(days=9))
    rows.filter(~old).write_parquet(path)
    found = analyse(tmp_path)

    assert found.partitions["status"].to_list() == ["ok"]
    assert found.movers["chart"].unique().to_list() == ["top-000"]


def test_a_clock_that_is_ahead_stops_nobody_else(tmp_path):
    """One storefront's rows of next year are told, and the others are still of today."""
    paths = list(invent_archive(tmp_path, Size(3, charts=2, days=60), seed=2))
    rows = pl.read_parquet(paths[0], hive_partitioning=False)
    today = rows["date"].max()
    rows.with_columns(pl.col("date").dt.offset_by("1y")).write_parquet(paths[0])
    found = analyse(tmp_path, scope=Scope(today=today))

    assert found.partitions["status"].to_list() == ["clock", "ok", "ok"]
    assert found.movers["country"].unique().sort().to_list() == ["ab", "ac"]


def test_every_status_is_explained():
    """docs/scale.md names each, and there is a Danish sentence for each."""
    page = (Path(__file__).parents[1] / "docs" / "scale.md").read_text(encoding="utf-8")
    for status in (OK, STOPPED, EMPTY, MISSING, UNREADABLE, CLOCK, LOST):
        assert f"| `{status}` |" in page
        assert f"analyse_{status}" in COMMANDS


def test_a_country_stands_once():
    """Two partitions of one would be two histories of it."""
    with pytest.raises(ValueError, match="two partitions"):
        analyse([Partition("dk", ("a",)), Partition("dk", ("b",))])


def test_nothing_at_all_is_said_to_be_nothing(tmp_path):
    """Not an empty success."""
    with pytest.raises(NotEnoughData):
        analyse(tmp_path)


@pytest.mark.parametrize("executor", ["loop", "processes"])
def test_the_command_tells_people_and_machines(example, capsys, executor):
    """What it says stays here, and says so."""
    assert main(["analyse", "--executor", executor, "--workspace", str(example.root)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("dk: fire hitlister, set på")
    assert "Mest på vej op: Glimsnak (nummer " in shown
    assert "intet er beskyttet" in shown

    assert main(["analyse", "2026-09", "--executor", executor, "--json", "--workspace", str(example.root)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["protected"] is False
    assert [each["status"] for each in told["partitions"]] == ["ok"]
    assert max(row["date"] for row in told["days"]) == "2026-09-30"
    assert len({row["chart"] for row in told["movers"]}) == 4


def test_the_command_uses_a_cluster(example, stored, looped, scheduler, capsys):
    """`--scheduler` names it; `--charts` where they lie; a partition that cannot be read is an exit status of 1."""
    asked = ["analyse", "2025-12", "--executor", "dask", "--scheduler", scheduler, "--charts", str(stored)]
    assert main([*asked, "--json", "--workspace", str(example.root)]) == 1
    told = json.loads(capsys.readouterr().out)

    assert [each["status"] for each in told["partitions"]] == looped.partitions["status"].to_list()
    assert len(told["days"]) == len(looped.days)


@pytest.mark.parametrize("wrong", [["--executor", "dask"], ["--scheduler", "tcp://127.0.0.1:8786"]])
def test_a_cluster_without_an_address_is_wrong_arguments(example, wrong, capsys):
    """And an address without a cluster."""
    with pytest.raises(SystemExit) as ended:
        main(["analyse", *wrong, "--workspace", str(example.root)])

    assert ended.value.code == 2
    assert "--scheduler" in capsys.readouterr().err

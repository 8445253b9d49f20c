"""Whoever works, every piece of work is answered for, and a worker that dies takes no other's with it."""

import gc
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import polars as pl
import pytest

from klubtrends.errors import WorkersUnavailable
from klubtrends.workers import ONE_THREAD, cluster, executor_named, mapped, processes

DIES = "__import__('os')._exit(1)"
FAILS = "1 / 0"
WHO = "__import__('os').getpid()"
SLOWLY = "__import__('time').sleep(1)"


class KilledWorker(Exception):
    """What Dask calls it."""


class Remembering(ThreadPoolExecutor):
    """Loses its worker the first time that it is asked, and answers out of its memory, as Dask does."""

    def submit(self, *asked):
        """Do what it was not asked before."""
        known = self.__dict__.setdefault("known", {})
        if not known:
            known[asked] = Future()
            known[asked].set_exception(KilledWorker())
        if asked not in known:
            known[asked] = super().submit(*asked)
        return known[asked]


def told(why):
    """Stand for a result that nobody could give."""
    return f"lost: {why}"


def test_a_loop_a_pool_and_threads_give_the_same_in_the_same_order():
    """Any executor of the standard interface will do."""
    items = [3, -1, 4, -1, 5, -9]
    with processes(2) as pool, ThreadPoolExecutor(3) as threads:
        answers = [mapped(abs, items, executor, lost=told) for executor in (None, pool, threads)]

    assert answers == [[3, 1, 4, 1, 5, 9]] * 3


def test_a_process_has_one_thread_and_is_no_fork(monkeypatch):
    """Workers are what runs side by side; a fork would share what another thread was in the middle of."""
    monkeypatch.delenv(ONE_THREAD, raising=False)
    with processes(1) as pool:
        threads = pool.submit(pl.thread_pool_size).result()
        begun_by = pool.submit(eval, "__import__('multiprocessing').get_start_method(allow_none=True)").result()

    assert threads == 1
    assert begun_by == "spawn"
    assert ONE_THREAD not in os.environ


def test_a_setting_of_ones_own_is_put_back(monkeypatch):
    """Who asked for three threads has three again afterwards."""
    monkeypatch.setenv(ONE_THREAD, "3")
    with processes(1):
        assert os.environ[ONE_THREAD] == "1"

    assert os.environ[ONE_THREAD] == "3"


def test_a_process_that_dies_costs_only_what_killed_it():
    """All that its pool had not done is done again, each in a process of its own."""
    with processes(2) as pool:
        answers = mapped(eval, ["1 + 1", DIES, "2 + 2", "3 + 3", "4 + 4"], pool, lost=told)

    assert answers == [2, "lost: BrokenProcessPool", 4, 6, 8]


def test_a_process_that_is_killed_from_outside_costs_nothing():
    """As when memory ran out once: in a process of its own, the work is done."""
    with processes(2) as pool:
        numbers = {pool.submit(eval, WHO).result() for _ in range(2)}
        kill = threading.Timer(0.5, os.kill, (numbers.pop(), signal.SIGTERM))
        kill.start()
        answers = mapped(eval, [f"{SLOWLY} or {number}" for number in (1, 2, 3)], pool, lost=told)
        kill.join()

    assert answers == [1, 2, 3]


def test_work_that_fails_is_named_by_its_error():
    """What the work itself did not catch harms no other."""
    with processes(1) as pool:
        assert mapped(eval, ["1 + 1", FAILS, "2 + 2"], pool, lost=told) == [2, "lost: ZeroDivisionError", 4]


def test_a_cluster_that_loses_a_worker_gives_the_rest(scheduler):
    """Dask starts another, and gives up on what kills every one."""
    with cluster(scheduler) as executor:
        answers = mapped(eval, ["1 + 1", DIES, "2 + 2", "3 + 3"], executor, lost=told)

    assert answers == [2, "lost: KilledWorker", 4, 6]


def test_what_was_lost_with_a_worker_is_asked_for_anew():
    """Or who remembers what was asked would remember the error."""
    with Remembering(1) as executor:
        assert mapped(abs, [-1, -2], executor, lost=told) == [1, 2]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "nowhere at all"])
def test_a_cluster_that_is_not_there_is_said_to_be_so(address):
    """And what to do about it."""
    pytest.importorskip("distributed")
    with pytest.raises(WorkersUnavailable, match="--scheduler"), cluster(address, wait_seconds=0.5):
        pass


def test_nothing_is_left_open_of_a_cluster_that_is_not_there():
    """Thrown away while the next one starts, Dask's client would close itself under a lock that is held: for ever."""
    distributed = pytest.importorskip("distributed")
    gc.disable()
    try:
        with pytest.raises(WorkersUnavailable), cluster("nowhere at all", wait_seconds=0.5):
            pass
        clients = [thing for thing in gc.get_objects() if isinstance(thing, distributed.Client)]
    finally:
        gc.enable()

    assert {client.status for client in clients} <= {"closed"}


def test_a_cluster_without_workers_is_said_to_be_so(lone_scheduler):
    """Nobody would ever answer."""
    with pytest.raises(WorkersUnavailable, match="dask worker"), cluster(lone_scheduler, wait_seconds=0.5):
        pass


def test_without_dask_it_is_said_what_to_install():
    """The kit itself does without."""
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from klubtrends.workers import cluster\n"
        "with cluster('tcp://127.0.0.1:8786'): pass"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "klubtrends[scale]" in run.stderr


def test_who_works_is_named_as_on_the_command_line():
    """Nobody is a plain loop."""
    with executor_named("loop") as nobody, executor_named("processes") as pool:
        assert nobody is None
        assert mapped(partial(max, 2), [1, 3], pool, lost=told) == [2, 3]

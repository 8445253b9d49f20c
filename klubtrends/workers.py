"""Who does the work: this process, others on this machine, or a Dask cluster, all through `concurrent.futures`."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from klubtrends.danish import say
from klubtrends.errors import WorkersUnavailable

if TYPE_CHECKING:
    from distributed import Client

ONE_THREAD = "POLARS_MAX_THREADS"  # the workers are what runs side by side, so each of them keeps to one thread
MOST_PROCESSES = 61  # that Windows can wait for
WAIT_SECONDS = 20  # for a cluster to answer, and to have a worker
KILLED = "KilledWorker"  # what Dask calls work that it has seen too many workers die with

Item = TypeVar("Item")
Result = TypeVar("Result")


def executor_named(name: str, scheduler: str = "") -> AbstractContextManager[Executor | None]:
    """Give who works as the command line names it: 'loop', 'processes', or 'dask' with the cluster's scheduler."""
    if name == "dask":
        return cluster(scheduler)
    return processes() if name == "processes" else nullcontext()


@contextmanager
def processes(count: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """Start processes of one thread each, as many as there are cores; fresh ones (spawn), the same on any system."""
    before = os.environ.get(ONE_THREAD)
    os.environ[ONE_THREAD] = "1"  # a spawned process reads it before it fetches polars
    count = min(count or os.cpu_count() or 1, MOST_PROCESSES)
    try:
        with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
            yield pool
    finally:
        if before is None:
            del os.environ[ONE_THREAD]
        else:
            os.environ[ONE_THREAD] = before


@contextmanager
def cluster(scheduler: str, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[Executor]:
    """Use the workers of a Dask cluster.

    Parameters
    ----------
    scheduler : str
        Its address, as 'tcp://127.0.0.1:8786'.

    Raises
    ------
    WorkersUnavailable
        If Dask is not installed, nobody answers there, or no worker has come in time.
    """
    with _client(scheduler, wait_seconds) as client:
        if not _has_worker(client, wait_seconds):
            raise WorkersUnavailable(say("analyse_no_worker", scheduler=scheduler))
        with client.get_executor() as executor:
            yield executor


def _client(scheduler: str, wait_seconds: float) -> Client:
    try:
        from distributed import Client

        return Client(scheduler, timeout=wait_seconds, set_as_default=False)  # type: ignore[no-untyped-call]
    except ImportError:
        problem = say("analyse_extra", lacking="distributed")
    except (OSError, ValueError, TypeError):  # nobody there in time, or no address at all
        problem = say("analyse_no_scheduler", scheduler=scheduler)
    gc.collect()  # a client that came to nothing closes itself here: within the making of another it waits for ever
    raise WorkersUnavailable(problem)


def _has_worker(client: Client, wait_seconds: float) -> bool:
    try:
        client.wait_for_workers(1, timeout=wait_seconds)
    except OSError:
        return False
    return True


def mapped(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    executor: Executor | None,
    *,
    lost: Callable[[str], Result],
) -> list[Result]:
    """Do a piece of work for each item, and give what came of each, in order.

    A worker that dies takes others' work with it: all that its pool had not done, or what a cluster had given it.
    So what was lost in this way is done again when all the rest is done, one after the other (where the pool is
    broken, in a process of its own), and only what kills that, too, is lost.

    Parameters
    ----------
    work : callable
        Can be pickled; depends on nothing but the item.
    executor : Executor or None
        None is a plain loop.
    lost : callable
        Makes of the name of an error what stands for a result that nobody could give.
    """
    if executor is None:
        return [work(item) for item in items]
    futures = [_submitted(executor, work, item) for item in items]
    errors = [_error(future) for future in futures]
    return [
        future.result()
        if error is None
        else _again(error, partial(_submitted, work=work, item=item), executor, lost)
        for future, error, item in zip(futures, errors, items, strict=True)
    ]


def _submitted(executor: Executor, work: Callable[[Item], Result], item: Item) -> Future[Result]:
    try:
        return executor.submit(_done, work, item, uuid4().hex)
    except BrokenExecutor as error:
        broken: Future[Result] = Future()
        broken.set_exception(error)
        return broken


def _done(work: Callable[[Item], Result], item: Item, asked: str) -> Result:
    """Do it; `asked` tells one asking from another, or Dask would answer out of its memory, errors too."""
    return work(item)


def _error(future: Future[Result]) -> BaseException | None:
    """Wait for a piece of work, and tell what it failed of."""
    try:
        return future.exception()
    except CancelledError as error:  # as when a cluster goes away
        return error


def _again(
    error: BaseException,
    submitted: Callable[[Executor], Future[Result]],
    executor: Executor,
    lost: Callable[[str], Result],
) -> Result:
    """Do once more what was lost with a worker, when nobody else works."""
    name = type(error).__name__
    if name != KILLED and not isinstance(error, BrokenExecutor):
        return lost(name)
    with nullcontext(executor) if name == KILLED else processes(1) as alone:
        future = submitted(alone)
        error_again = _error(future)
    return future.result() if error_again is None else lost(type(error_again).__name__)

"""Where parts of a cohort are worked on: in this process, or on an engine that runs elsewhere.

An engine takes tasks and gives answers; which task is done when and where makes no difference to
the answers, and only the process that asked writes anything.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

TaskInput = TypeVar("TaskInput")
Answer = TypeVar("Answer")
TRIES = 5
"""How often a part is given to another worker when one is lost."""
PARTS_WAITING = 2
"""Parts sent ahead for each worker, so that none waits for the next."""


class WorkLostError(Exception):
    """Workers elsewhere could not do a part; ``detail`` says why."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Task(Generic[TaskInput]):
    """One part: its place, and how to get what the work needs."""

    place: int
    load: Callable[[], TaskInput]


class Engine(Protocol):
    """Works on tasks."""

    def answers(
        self, tasks: Iterable[Task[TaskInput]], work: Callable[[TaskInput], Answer]
    ) -> Iterator[tuple[int, Answer]]:
        """Yield the place and the answer of every task, in the order in which they are done."""


class HereEngine:
    """Works in this process, one part after the other; the work may use threads of its own."""

    def answers(
        self, tasks: Iterable[Task[TaskInput]], work: Callable[[TaskInput], Answer]
    ) -> Iterator[tuple[int, Answer]]:
        """Yield answers in the order of the tasks."""
        for task in tasks:
            yield task.place, work(task.load())


class ExecutorEngine:
    """Works on an executor, such as that of a Dask cluster, a few parts ahead.

    Args:
        executor: Where to work; what it is given must be fit to be sent.
        workers: How many parts it works on at once.
    """

    def __init__(self, executor: Executor, workers: int) -> None:
        self._executor = executor
        self._ahead = PARTS_WAITING * workers

    def answers(
        self, tasks: Iterable[Task[TaskInput]], work: Callable[[TaskInput], Answer]
    ) -> Iterator[tuple[int, Answer]]:
        """Yield answers as they come."""
        waiting: dict[Future[Answer], int] = {}
        for task in tasks:
            waiting[self._executor.submit(work, task.load())] = task.place
            if len(waiting) >= self._ahead:
                yield from _done(waiting)
        while waiting:
            yield from _done(waiting)


def _done(waiting: dict[Future[Answer], int]) -> Iterator[tuple[int, Answer]]:
    """Wait for at least one answer and yield what has come, taking it out."""
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        yield waiting.pop(future), future.result()


@contextmanager
def dask_engine(address: str | None, workers: int) -> Iterator[ExecutorEngine]:
    """Give an engine on a Dask cluster.

    Args:
        address: That of a running scheduler, e.g. ``tcp://host:8786``; None for a cluster of
            processes on this machine.
        workers: Processes of a cluster on this machine.

    Raises:
        ImportError: If the library is not installed.
        OSError: If no scheduler answers at the address.
        WorkLostError: If processes on this machine do not start; from inside, if workers keep
            dying or lack the software.
    """
    from distributed import Client, LocalCluster

    if address is not None:
        with Client(address, timeout="10s") as client, _telling_losses():  # type: ignore[no-untyped-call]  # theirs
            yield _engine_of(client)
        return
    try:
        cluster = LocalCluster(  # type: ignore[no-untyped-call]  # theirs
            n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50
        )
    except RuntimeError as error:
        raise WorkLostError(str(error)) from error
    with cluster, Client(cluster) as client, _telling_losses():  # type: ignore[no-untyped-call]  # theirs
        yield _engine_of(client)


@contextmanager
def _telling_losses() -> Iterator[None]:
    from distributed import KilledWorker

    try:
        yield
    except (KilledWorker, CancelledError, ImportError) as error:
        raise WorkLostError(str(error) or type(error).__name__) from error


def _engine_of(client: Any) -> ExecutorEngine:  # noqa: ANN401  the library is not always installed
    threads = sum(client.nthreads().values())
    return ExecutorEngine(client.get_executor(retries=TRIES, pure=False), max(threads, 1))

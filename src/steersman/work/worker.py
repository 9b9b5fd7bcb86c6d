"""A worker: a process that takes jobs one after the other until its parent is gone.

``python -m steersman.work.worker`` works for the database in ``STEERSMAN_DATABASE``. A job that
brings the process down (memory, a fault in compiled code) brings nothing else down: its lease runs
out, and after three attempts it has failed.
"""

import logging
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from socket import gethostname
from time import monotonic, sleep
from types import FrameType
from typing import Any

from steersman.report.pdf import PdfError
from steersman.store import jobs
from steersman.store.database import Database, open_database
from steersman.store.errors import StoreError
from steersman.store.jobs import Job
from steersman.work.adoption import NothingToAdoptError, adopt, write_adoption
from steersman.work.analysis import analyse, packed, unpacked
from steersman.work.inputs import UnusableError
from steersman.work.report import REPORT, make_report
from steersman.work.running import Pipelines
from steersman.work.task import BEAT, StoppedError, Task
from steersman.work.what_if import compare

IDLE = 0.3
"""Seconds between two looks for work."""
GRACE = 2.0
"""Seconds in which a job that must stop should have stopped by itself."""
LONGEST = 1800.0
"""Seconds after which a job is taken never to end."""
MEMORY = 4 * 1024**3
"""Bytes that a worker may write to. Not its address space: the drawer of charts reserves far more
of that than it ever uses."""
ENDED_FOR_JOB = 75
ANALYSES_KEPT = 20
"""Analyses of a firm that are kept; each takes some megabytes."""
DATABASE = "STEERSMAN_DATABASE"
PARENT = "STEERSMAN_PARENT"
"""Who started it, known even if that process ended while this one began."""

log = logging.getLogger("steersman.work")


class Worker:
    """Takes jobs and does them.

    Attributes:
        database: Where jobs are.
        name: Name of this worker, its own.
    """

    def __init__(self, database: Database, name: str) -> None:
        self.database = database
        self.name = name
        self.pipelines = Pipelines()
        self.kinds: dict[str, Callable[[Task], dict[str, Any]]] = {
            "analysis": self._analyse,
            "what_if": lambda task: compare(self.pipelines.of(task), task.job.input),
            REPORT: make_report,
            "adoption": lambda task: adopt(self.pipelines.of(task), task.job.input),
        }

    def once(self) -> bool:
        """Do the next job, if there is one; False if there is none."""
        with self.database.writing() as connection:
            job = jobs.take(connection, self.name, datetime.now(UTC))
        if job is None:
            return False
        task = Task(self.database, job, self.name)
        try:
            with _heart(task):
                body = self.kinds[job.kind](task)
                self._finish(task, body)
        except StoppedError:
            task.stop()
        except UnusableError:
            task.fail("facts-unusable")
        except NothingToAdoptError:
            task.fail("nothing-to-adopt")
        except PdfError as error:
            log.warning("job %s: %s", job.id, error)
            task.fail(error.code)
        except SystemExit:
            with self.database.writing() as connection:
                jobs.give_back(connection, job.id, self.name)
            raise
        except Exception:  # whatever a job does must not end the worker
            log.exception("job %s failed", job.id)
            task.fail("worker-failed")
        return True

    def _analyse(self, task: Task) -> dict[str, Any]:
        running = self.pipelines.of(task)
        done = unpacked(task.job.checkpoint)
        task.parts = tuple(done["parts"])
        return analyse(
            running.pipeline,
            running.read,
            done,
            lambda now: task.keep(packed(now), now["parts"]),
        )

    def _finish(self, task: Task, body: dict[str, Any]) -> None:
        """Keep the result, and what else it changes, in one transaction."""
        job: Job = task.job
        now = datetime.now(UTC)
        with self.database.writing() as connection:
            kept = jobs.finish(connection, job.id, self.name, body, now)
            if kept and job.kind == "analysis":
                jobs.forget_results(connection, job.firm_id, job.kind, ANALYSES_KEPT)
            if kept and job.kind == "adoption":
                write_adoption(connection, job, body, job.asked_by)


@contextmanager
def _heart(task: Task) -> Iterator[None]:
    """Renew a task's lease for as long as it is being done."""
    over = threading.Event()
    thread = threading.Thread(target=_beating, args=(task, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beating(task: Task, over: threading.Event) -> None:
    while not over.wait(BEAT):
        try:
            task.beat()
        except StoreError:
            log.exception("the lease of job %s could not be renewed", task.job.id)
            continue
        if task.stopped.is_set():
            if not over.wait(GRACE):
                task.stop()
                os._exit(ENDED_FOR_JOB)
            return
        if monotonic() - task.begun > LONGEST:
            task.fail("too-long")
            os._exit(ENDED_FOR_JOB)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    """Work until the parent process is gone or asks to end."""
    parent = int(os.environ.get(PARENT) or os.getppid())
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    worker = Worker(open_database(os.environ[DATABASE]), f"{gethostname()}:{os.getpid()}")
    while os.getppid() == parent:
        try:
            if not worker.once():
                sleep(IDLE)
        except StoreError:
            log.exception("the database does not answer")
            sleep(GRACE)


if __name__ == "__main__":
    main()

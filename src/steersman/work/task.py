"""A job in the hands of its worker: renewing the lease, telling how far it is, stopping."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from steersman.store import jobs
from steersman.store.database import Database
from steersman.store.jobs import Job

BEAT = 1.0
"""Seconds between two renewals; whoever cancels waits about so long."""


class StoppedError(Exception):
    """The job was cancelled, or is another worker's by now."""


@dataclass(slots=True)
class Task:
    """A job that is being done.

    Attributes:
        database: Where it is kept.
        job: The job.
        worker: Name of the worker.
        progress: How far it is.
        stopped: Set when it must stop.
        begun: When it was begun, by the monotonic clock.
        parts: Names of the parts that are done and can be shown.
    """

    database: Database
    job: Job
    worker: str
    progress: dict[str, Any] = field(default_factory=dict)
    stopped: threading.Event = field(default_factory=threading.Event)
    begun: float = field(default_factory=monotonic)
    parts: tuple[str, ...] = ()

    def tell(self, stage: str, share: float, **detail: float | str) -> None:
        """Note how far it is; kept with the next renewal.

        Args:
            stage: What is being done.
            share: Share of all work done.
            detail: More to show.

        Raises:
            StoppedError: If the job must stop.
        """
        self.progress = {"stage": stage, "share": round(share, 3), "parts": self.parts, **detail}
        self.check()

    def check(self) -> None:
        """Go on only if the job may.

        Raises:
            StoppedError: If it must stop.
        """
        if self.stopped.is_set():
            raise StoppedError

    def keep(self, checkpoint: bytes, parts: Sequence[str] = ()) -> None:
        """Keep a state from which another worker could go on.

        Args:
            checkpoint: The state.
            parts: Names of the parts that are done.

        Raises:
            StoppedError: If the job must stop.
        """
        self.parts = tuple(parts)
        self.progress = {**self.progress, "parts": self.parts}
        self.beat(checkpoint)
        self.check()

    def beat(self, checkpoint: bytes | None = None) -> None:
        """Renew the lease, and note if the job must stop."""
        with self.database.writing() as connection:
            going_on = jobs.beat(
                connection,
                self.job.id,
                self.worker,
                datetime.now(UTC),
                progress=self.progress,
                checkpoint=checkpoint,
            )
        if not going_on:
            self.stopped.set()

    def fail(self, reason: str) -> None:
        """End it as one that cannot be done."""
        with self.database.writing() as connection:
            jobs.fail(connection, self.job.id, self.worker, reason, datetime.now(UTC))

    def stop(self) -> None:
        """End it as cancelled, if it still is this worker's."""
        with self.database.writing() as connection:
            jobs.stop(connection, self.job.id, self.worker, datetime.now(UTC))

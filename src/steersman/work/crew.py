"""Keeping workers running beside a server."""

import os
import subprocess
import sys
import threading
from types import TracebackType
from typing import Self

from steersman.work.worker import DATABASE, PARENT

PAUSE = 1.0
"""Seconds before a worker that ended is started again."""
PATIENCE = 10.0
"""Seconds that workers have to end by themselves."""


class Crew:
    """Some workers, started again whenever one ends."""

    def __init__(self, database: str, count: int) -> None:
        self.database = database
        self.count = count
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        """Start all workers."""
        for _ in range(self.count):
            thread = threading.Thread(target=self._keep_one, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let all workers end."""
        self._over.set()
        for process in list(self._processes):
            process.terminate()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _keep_one(self) -> None:
        environment = {**os.environ, DATABASE: self.database, PARENT: str(os.getpid())}
        command = [sys.executable, "-m", "steersman.work.worker"]
        while not self._over.is_set():
            with subprocess.Popen(command, env=environment) as process:  # noqa: S603  our own module
                self._processes.append(process)
                if self._over.is_set():
                    process.terminate()
                process.wait()
                self._processes.remove(process)
            self._over.wait(PAUSE)

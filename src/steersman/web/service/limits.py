"""How often something may be done."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

MOST_FAILURES, WINDOW = 10, timedelta(minutes=15)
"""Wrong passwords for one address, in so long, after which no further one is looked at."""
MOST_KEPT = 10_000
"""Addresses or accounts of which counts are kept."""
MINUTE = timedelta(minutes=1)


class Failures:
    """Counts wrong passwords by address, so that nobody can try many."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def too_many(self, address: str, now: datetime) -> bool:
        """Whether no further password for an address is to be looked at now."""
        with self._lock:
            seen = self._seen.get(address, deque())
            while seen and now - seen[0] > WINDOW:
                seen.popleft()
            return len(seen) >= MOST_FAILURES

    def note(self, address: str, now: datetime) -> None:
        """Note a wrong password."""
        with self._lock:
            if len(self._seen) >= MOST_KEPT:
                self._seen.pop(next(iter(self._seen)))
            self._seen.setdefault(address, deque(maxlen=MOST_FAILURES)).append(now)

    def forget(self, address: str) -> None:
        """Forget those of an address, whose right password was given."""
        with self._lock:
            self._seen.pop(address, None)


class Limiter:
    """Counts what an account does, so that nobody can ask too much of the server.

    Attributes:
        most: How often something may be done in ``MINUTE``.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._seen: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def wait(self, account_id: str, now: datetime) -> int:
        """Count once more; return for how many seconds an account has to wait, 0 if it need not."""
        with self._lock:
            seen = self._seen.pop(account_id, deque())
            while seen and now - seen[0] > MINUTE:
                seen.popleft()
            self._seen[account_id] = seen
            if len(self._seen) > MOST_KEPT:
                self._seen.pop(next(iter(self._seen)))
            if len(seen) >= self.most:
                return int((seen[0] + MINUTE - now).total_seconds()) + 1
            seen.append(now)
            return 0

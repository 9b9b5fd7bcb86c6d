"""What a server has at hand for all requests."""

import secrets
from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from steersman.store.database import Database
from steersman.web.service.analyses import AnalysisReader
from steersman.web.service.facts import FactsReader
from steersman.web.settings import Settings

MOST_FAILURES, WINDOW = 10, timedelta(minutes=15)
"""Wrong passwords for one address, in so long, after which no further one is looked at."""
MOST_ADDRESSES = 10_000


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
            if len(self._seen) >= MOST_ADDRESSES:
                self._seen.pop(next(iter(self._seen)))
            self._seen.setdefault(address, deque(maxlen=MOST_FAILURES)).append(now)

    def forget(self, address: str) -> None:
        """Forget those of an address, whose right password was given."""
        with self._lock:
            self._seen.pop(address, None)


class Desk:
    """Database, settings, and what is kept in memory.

    Attributes:
        database: Where everything is kept.
        settings: How the server is set up.
        facts: Reads dossiers.
        analyses: Reads what the stages found out.
        failures: Wrong passwords.
        launch_token: Opens the app on this machine, or sets up the first account.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.facts = FactsReader(database)
        self.analyses = AnalysisReader(database)
        self.failures = Failures()
        self.launch_token = secrets.token_urlsafe(24)

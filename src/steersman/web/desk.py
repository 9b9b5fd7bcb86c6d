"""What a server has at hand for all requests."""

import secrets

from steersman.store.accounts import Account
from steersman.store.database import Database
from steersman.web.service.analyses import AnalysisReader
from steersman.web.service.cohorts import CohortShelf
from steersman.web.service.facts import FactsReader
from steersman.web.service.limits import Failures, Limiter
from steersman.web.settings import Settings


class Desk:
    """Database, settings, and what is kept in memory.

    Attributes:
        database: Where everything is kept.
        settings: How the server is set up.
        facts: Reads dossiers.
        analyses: Reads what the stages found out.
        failures: Wrong passwords.
        writes: Counts requests that change something.
        seen: Says when the last use of a session is to be noted again.
        cohorts: Reads populations.
        cohort_readers: Ids of the accounts that may see them, where people have accounts.
        launch_token: Opens the app on this machine, or sets up the first account.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.facts = FactsReader(database)
        self.analyses = AnalysisReader(database)
        self.failures = Failures()
        self.writes = Limiter(settings.most_writes)
        self.seen = Limiter(1)
        self.cohorts = CohortShelf(settings.cohorts)
        self.cohort_readers: frozenset[str] = frozenset()
        self.launch_token = secrets.token_urlsafe(24)

    def reads_cohorts(self, account: Account | None) -> bool:
        """Whether an account may see populations: the one on this machine, or one that is named."""
        if account is None:
            return False
        return self.settings.local or account.id in self.cohort_readers

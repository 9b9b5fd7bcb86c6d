"""What a server has at hand for all requests."""

import secrets

from steersman.store.database import Database
from steersman.web.service.analyses import AnalysisReader
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
        self.launch_token = secrets.token_urlsafe(24)

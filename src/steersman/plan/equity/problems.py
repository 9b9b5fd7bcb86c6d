"""What is wrong with the log of share events: events that cannot have happened."""

from datetime import date

from steersman.dossier import Dossier, Problem
from steersman.plan.equity.ledger import replay

LAST_DAY = date(2200, 1, 1)


def check_equity(dossier: Dossier) -> tuple[Problem, ...]:
    """Return events that cannot have happened, and a share register that says something else."""
    problems = list(replay(dossier, LAST_DAY).problems)
    register = dossier.finance.shares if dossier.finance else ()
    if dossier.equity.events and register:
        ledger = replay(dossier, dossier.firm.date)
        written, held = sum(holding.shares for holding in register), ledger.issued
        if written != held:
            values = {"value": written, "limit": held}
            problems.append(Problem("register-differs", ("finance", "shares"), values, "warning"))
    return tuple(problems)

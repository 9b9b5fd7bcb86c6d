"""What is wrong with a dossier: its own invariants, and names that only the stages know.

It loads the parts of the stages that hold names, not those that calculate.
"""

from steersman.choose import check_preferences
from steersman.diagnose import check_names
from steersman.dossier import Dossier, Problem, check_dossier
from steersman.identify import check_declared
from steersman.plan.equity import check_equity
from steersman.plan.people import check_climate


def check_everything(dossier: Dossier) -> tuple[Problem, ...]:
    """Return all problems of a dossier: its own invariants and names that the stages know."""
    return (*check_dossier(dossier), *check_stage_names(dossier))


def check_stage_names(dossier: Dossier) -> tuple[Problem, ...]:
    """Return what only the stages can tell to be wrong: unknown names, impossible share events."""
    return (
        *check_declared(dossier),
        *check_names(dossier),
        *check_preferences(dossier),
        *check_equity(dossier),
        *check_climate(dossier),
    )

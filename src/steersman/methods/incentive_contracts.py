"""How strong an incentive should be: models with closed forms, and the contract for exploration.

Linear contract with risk: Holmström & Milgrom (1987). Team output shared equally: Holmström (1982).
Tournaments: Lazear & Rosen (1981). Exploration: Manso (2011).
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import linprog

from steersman.methods.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class LinearContract:
    """The best linear contract.

    Attributes:
        share: Share of the output that is paid.
        effort: Effort it brings.
        surplus: What both sides gain together.
    """

    share: float
    effort: float
    surplus: float


def linear_contract(risk_aversion: float, effort_cost: float, variance: float) -> LinearContract:
    """Return the best share of output, effort cost being ``effort_cost · e² / 2``.

    The more an output depends on luck, the weaker the incentive should be.

    Args:
        risk_aversion: Absolute risk aversion of who is paid.
        effort_cost: Coefficient of the cost of effort.
        variance: Variance of the output's noise; infinite for what cannot be measured.

    Raises:
        ValueError: If a number is negative or the cost is zero.
    """
    if min(risk_aversion, variance) < 0 or effort_cost <= 0:
        raise ValueError("risk aversion and variance must not be negative, cost positive")
    share = (
        0.0
        if np.isinf(variance) and risk_aversion > 0
        else 1 / (1 + risk_aversion * effort_cost * variance)
    )
    return LinearContract(share, share / effort_cost, share / (2 * effort_cost))


def equal_split(members: int) -> tuple[float, float]:
    """Return effort and surplus of a team that shares its output equally, of what is best.

    Args:
        members: People in the team, at least one.
    """
    if members < 1:
        raise ValueError("a team has a member")
    return 1 / members, 2 / members - 1 / members**2


def tournament_effort(prize: float, density: float, effort_cost: float) -> float:
    """Return the effort of both in a contest of two.

    Args:
        prize: What the winner gets more than the loser.
        density: Density at zero of the difference of their luck.
        effort_cost: Coefficient of the quadratic cost of effort.
    """
    return prize * density / effort_cost


@dataclass(frozen=True, slots=True)
class Trials:
    """Chances over two periods of trying something new or doing the known.

    Attributes:
        known: Chance that the known method succeeds.
        new: Chance that the new one does, before anything is known of it.
        new_after_success: The same after it has succeeded once.
        idle: Chance of success without any effort.
        known_cost: Private cost of a period of the known method.
        new_cost: Private cost of a period of trying the new one.
    """

    known: float
    new: float
    new_after_success: float
    idle: float
    known_cost: float
    new_cost: float

    @property
    def new_after_failure(self) -> float:
        """Chance of the new method after it has failed once, by Bayes' rule."""
        return self.new * (1 - self.new_after_success) / (1 - self.new)


@dataclass(frozen=True, slots=True)
class ExplorationContract:
    """The cheapest payments that make trying the new method worth while.

    Attributes:
        success_success: Paid after two successes.
        success_failure: After an early success and a late failure.
        failure_success: After an early failure and a late success.
        failure_failure: After two failures.
        expected: Expected payment.
    """

    success_success: float
    success_failure: float
    failure_success: float
    failure_failure: float
    expected: float


KNOWN, NEW, IDLE = "known", "new", "idle"
ACTIONS = (KNOWN, NEW, IDLE)


def exploration_contract(trials: Trials) -> ExplorationContract:
    """Return the cheapest payments under which the new method is tried, and dropped if it fails.

    A plan names what is done first, after a success and after a failure; payments must make the
    exploring plan no worse than any of the 26 others. A linear program.

    Raises:
        ValueError: If no payments do.
    """
    wanted = (NEW, NEW, KNOWN)
    chances, cost = _plan(trials, wanted)
    rows, limits = [], []
    for other in product(ACTIONS, ACTIONS, ACTIONS):
        if other != wanted:
            other_chances, other_cost = _plan(trials, other)
            rows.append(other_chances - chances)
            limits.append(other_cost - cost)
    found = linprog(chances, A_ub=np.array(rows), b_ub=np.array(limits), bounds=[(0, None)] * 4)
    if found.status != 0:
        raise ValueError("no payments make trying worth while")
    both, early, late, none = (float(payment) for payment in found.x)
    return ExplorationContract(both, early, late, none, float(found.fun))


def _plan(trials: Trials, plan: tuple[str, str, str]) -> tuple[FloatArray, float]:
    """Return the chances of the four outcomes under a plan, and its expected private cost."""
    costs = {KNOWN: trials.known_cost, NEW: trials.new_cost, IDLE: 0.0}
    first, after_success, after_failure = plan
    chance = _chance(trials, first, None)
    later = [
        _chance(trials, after_success, True if first == NEW else None),
        _chance(trials, after_failure, False if first == NEW else None),
    ]
    good, bad = chance, 1 - chance
    chances = np.array(
        [good * later[0], good * (1 - later[0]), bad * later[1], bad * (1 - later[1])]
    )
    cost = costs[first] + good * costs[after_success] + bad * costs[after_failure]
    return chances, cost


def _chance(trials: Trials, action: str, tried: bool | None) -> float:  # noqa: FBT001  outcome of an earlier trial
    if action == NEW:
        if tried is None:
            return trials.new
        return trials.new_after_success if tried else trials.new_after_failure
    return trials.known if action == KNOWN else trials.idle

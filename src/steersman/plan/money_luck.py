"""Random money that no project decides: funding and its delay, inflows, the existing business.

One common factor, the climate of money, lets bad luck come together: normal scores of a one-factor
Gaussian copula (Vasicek 2002) with the firm's ``correlation``. A high score is bad luck: what has
a chance fails first, what still comes comes late.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from steersman.dossier import Dossier, Range, Risk
from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.distributions import triangular_quantile
from steersman.methods.loss_events import LossEvent, draw_losses, yearly_rate
from steersman.plan.departures import adopted
from steersman.plan.progress import DAYS_PER_MONTH

MONTHS_PER_YEAR = 12
NARROWEST = 1e-9
LEAST_LOSS = 1e-3
"""Share of the high loss that stands for a low loss of zero."""


@dataclass(frozen=True, slots=True)
class MoneyLuck:
    """Money by scenario.

    Attributes:
        funded: Whether each funding option is granted.
        funding_delay: Months by which its money comes later.
        inflow_month: Month in which each inflow comes, fractions counted, infinite if never.
        margin: Margin of the existing business by month, noise included.
        losses: Losses of the risk register by month, nothing where the plan leaves them out.
    """

    funded: BoolArray
    funding_delay: FloatArray
    inflow_month: FloatArray
    margin: FloatArray
    losses: FloatArray


def draw_money(
    dossier: Dossier, horizon: int, generator: np.random.Generator, count: int
) -> MoneyLuck:
    """Draw what happens to money, whatever is decided.

    Args:
        dossier: The firm.
        horizon: Months looked at.
        generator: Source of randomness.
        count: Scenarios.
    """
    finance = dossier.finance
    options = finance.funding if finance else ()
    inflows = finance.inflows if finance else ()
    climate = generator.standard_normal((count, 1))
    tie = finance.correlation if finance else 0.0

    def bad_luck(number: int) -> FloatArray:
        own = generator.standard_normal((count, number))
        luck: FloatArray = norm.cdf(np.sqrt(tie) * climate + np.sqrt(1 - tie) * own)
        return luck

    funding_luck, inflow_luck, level = bad_luck(len(options)), bad_luck(len(inflows)), bad_luck(1)
    funded = funding_luck < np.array([option.chance for option in options])
    inflow_month = np.full((count, len(inflows)), np.inf)
    for place, inflow in enumerate(inflows):
        due = max((inflow.due - dossier.firm.date).days / DAYS_PER_MONTH, 0.0)
        delay = _delay(inflow.delay, inflow_luck[:, place], inflow.chance)
        came = inflow_luck[:, place] < inflow.chance
        inflow_month[:, place] = np.where(came, due + delay, np.inf)
    delays = [_delay(o.delay, funding_luck[:, p], o.chance) for p, o in enumerate(options)]
    return MoneyLuck(
        funded=funded,
        funding_delay=np.array(delays).reshape(len(options), count).T,
        inflow_month=inflow_month,
        margin=_margin(dossier, horizon, 1 - level, generator, count),
        losses=_losses(dossier, horizon, generator, count),
    )


def _delay(span: Range | None, luck: FloatArray, chance: float) -> FloatArray:
    """Return delays of what comes, the longer the worse the luck."""
    if span is None or chance == 0:
        return np.zeros(len(luck))
    points = (np.array(point) for point in (span.low, span.likely, span.high))
    return triangular_quantile(np.minimum(luck / chance, 1 - NARROWEST), *points)


def _margin(
    dossier: Dossier, horizon: int, luck: FloatArray, generator: np.random.Generator, count: int
) -> FloatArray:
    growth, noise = generator.uniform(size=(count, 1)), generator.standard_normal((count, horizon))
    business = dossier.finance.existing_business if dossier.finance else None
    if business is None:
        return np.zeros((count, horizon))
    margin = business.monthly_margin
    points = (np.array(float(p)) for p in (margin.low, margin.likely, margin.high))
    monthly = triangular_quantile(luck, *points)
    rate = np.zeros((count, 1))
    if business.yearly_growth is not None:
        span = business.yearly_growth
        points = (np.array(p) for p in (span.low, span.likely, span.high))
        rate = triangular_quantile(growth, *points)
    years = np.arange(horizon)[None, :] / MONTHS_PER_YEAR
    level: FloatArray = monthly * (1 + rate) ** years + float(business.monthly_noise) * noise
    return level


def _losses(
    dossier: Dossier, horizon: int, generator: np.random.Generator, count: int
) -> FloatArray:
    if dossier.finance is None or not dossier.strategy.preferences.plan_with_risks:
        return np.zeros((count, horizon))
    events = [loss_event(risk) for risk in dossier.risks.risks]
    return sum_of_losses([event for event in events if event], horizon, generator, count)


def sum_of_losses(
    events: list[LossEvent], horizon: int, generator: np.random.Generator, count: int
) -> FloatArray:
    """Return drawn losses by scenario and month, all kinds together."""
    losses = np.zeros((count, horizon))
    for event in events:
        drawn = draw_losses(event, count, horizon / MONTHS_PER_YEAR, generator)
        months = (drawn.years * MONTHS_PER_YEAR).astype(int)
        np.add.at(losses, (drawn.path, months), drawn.amount)
    return losses


def loss_event(risk: Risk) -> LossEvent | None:
    """Return a risk as a random loss; None where likelihood or loss is not given.

    A single amount is a loss of nearly no spread.
    """
    low, high = risk.impact_low, risk.impact_high
    if low is None or high is None:
        low = high = risk.impact
    if risk.likelihood is None or low is None or not high:
        return None
    least = max(float(low), float(high) * LEAST_LOSS)
    return LossEvent(yearly_rate(risk.likelihood), least, float(high), risk.once)


def retention_costs(dossier: Dossier, horizon: int) -> FloatArray:
    """Return by month what adopted retention measures cost."""
    costs = np.zeros(horizon)
    for measure in adopted(dossier):
        costs += float(measure.monthly_cost)
        costs[0] += float(measure.cost)
    return costs


def received(dossier: Dossier, inflow_month: FloatArray, horizon: int) -> FloatArray:
    """Return what inflows bring by scenario and month."""
    flows = np.zeros((len(inflow_month), horizon))
    for place, inflow in enumerate(dossier.finance.inflows if dossier.finance else ()):
        month = inflow_month[:, place]
        rows = np.flatnonzero(month < horizon)
        np.add.at(flows, (rows, month[rows].astype(int)), float(inflow.amount))
    return flows

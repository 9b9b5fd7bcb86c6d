"""The risk register in money: losses with and without controls, and what they do to cash."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import prod

import numpy as np

from steersman.dossier import Control, Dossier, Risk
from steersman.methods.arrays import FloatArray
from steersman.methods.loss_events import (
    DrawnLosses,
    LossEvent,
    draw_losses,
    exceedance,
    yearly_rate,
)
from steersman.methods.ruin import DAYS_PER_MONTH
from steersman.plan.financing.cash_days import CashDays
from steersman.plan.financing.result import ControlWorth, LossCurve, RiskOutlook, RiskState
from steersman.plan.money_luck import loss_event
from steersman.plan.problem import PlanningProblem

MONTHS_PER_YEAR = 12
CURVE_POINTS = 40
YEARS_DRAWN = 20_000
BAD_YEAR = 0.95
TINY = 1e-9
HIGHEST_CHANCE = 0.999
MONTH_DAYS = 30.4375


@dataclass(frozen=True, slots=True)
class RiskMoney:
    """What the risk register does to money; see :class:`Financing` for the fields."""

    ruin_with_risks: float | None
    risks: tuple[RiskOutlook, ...]
    unquantified: tuple[str, ...]
    controls: tuple[ControlWorth, ...]
    curve: LossCurve | None


def risk_money(
    dossier: Dossier,
    problem: PlanningProblem,
    days: CashDays,
    today: date,
    generator: np.random.Generator,
) -> RiskMoney:
    """Return the register in money.

    Every risk is drawn once over all paths; leaving one out, or weakening it by a control, leaves
    the others as they are, so that differences have little noise.

    Args:
        dossier: The firm.
        problem: Opening cash, reserve, horizon.
        days: Cash of the plan without these losses.
        today: Day on which acceptances are looked at.
        generator: Source of randomness.
    """
    register = dossier.risks.risks
    events = {risk.id: event for risk in register if (event := loss_event(risk))}
    unquantified = tuple(risk.id for risk in register if risk.id not in events)
    if not events:
        return RiskMoney(None, (), unquantified, (), None)
    paths, count = days.flows.shape
    years = problem.horizon / MONTHS_PER_YEAR
    drawn = {name: draw_losses(event, paths, years, generator) for name, event in events.items()}
    daily = {name: _by_day(entry, paths, count) for name, entry in drawn.items()}
    everything = sum(daily.values(), np.zeros((paths, count)))
    ruin = _ruin(days, problem, everything)
    outlooks = [
        _outlook(dossier, risk, events[risk.id], today, generator,
                 ruin - _ruin(days, problem, everything - daily[risk.id]))
        for risk in register
        if risk.id in events
    ]  # fmt: skip
    controls = []
    for control in dossier.risks.controls:
        if control.status != "planned" or control.risk not in events:
            continue
        start = _due_month(dossier, control)
        before = drawn[control.risk]
        after = _weakened(events[control.risk], before, control, start, generator)
        costs = _costs(control, problem.horizon, start)
        changed = everything - daily[control.risk] + _by_day(after, paths, count)
        controls.append(
            ControlWorth(
                control.id,
                control.risk,
                control.due,
                float(costs @ _discount(problem)),
                _present(problem, before, paths) - _present(problem, after, paths),
                ruin - _ruin(days, problem, changed + np.repeat(costs, DAYS_PER_MONTH)
                             / DAYS_PER_MONTH),
            )
        )  # fmt: skip
    return RiskMoney(
        ruin,
        tuple(sorted(outlooks, key=lambda entry: -entry.current)),
        unquantified,
        tuple(sorted(controls, key=lambda entry: entry.cost - entry.loss_removed)),
        _curve(dossier, events, generator),
    )


def _ruin(days: CashDays, problem: PlanningProblem, losses: FloatArray) -> float:
    return float((days.ruin(problem, losses).day >= 0).mean())


def _by_day(drawn: DrawnLosses, paths: int, days: int) -> FloatArray:
    losses = np.zeros((paths, days))
    when = (drawn.years * MONTHS_PER_YEAR * DAYS_PER_MONTH).astype(int)
    np.add.at(losses, (drawn.path, np.minimum(when, days - 1)), drawn.amount)
    return losses


def _due_month(dossier: Dossier, control: Control) -> float:
    """Return the months until a control is in place."""
    start = control.due or dossier.firm.date
    return max(0.0, (start - dossier.firm.date).days / MONTH_DAYS)


def _weakened(
    event: LossEvent,
    drawn: DrawnLosses,
    control: Control,
    start: float,
    generator: np.random.Generator,
) -> DrawnLosses:
    """Return a risk's losses under a control: from its start some do not happen, others shrink."""
    kept = controlled(event, [control]).rate / event.rate if event.rate else 1.0
    late = drawn.years * MONTHS_PER_YEAR >= start
    happens = generator.uniform(size=len(drawn.amount)) < kept
    amount = np.where(late, drawn.amount * happens * control.impact_left, drawn.amount)
    return replace(drawn, amount=amount)


def _present(problem: PlanningProblem, drawn: DrawnLosses, paths: int) -> float:
    """Return the present value of losses until the horizon, on average over the paths."""
    discount = problem.money.monthly_discount ** (drawn.years * MONTHS_PER_YEAR)
    return float((drawn.amount * discount).sum() / paths)


def _discount(problem: PlanningProblem) -> FloatArray:
    months = np.arange(problem.horizon) + 0.5
    return np.asarray(problem.money.monthly_discount**months, dtype=float)


def _costs(control: Control, horizon: int, start: float) -> FloatArray:
    """Return by month what a control costs, nothing if it comes after the horizon."""
    months = np.arange(horizon)
    costs = np.zeros(horizon)
    costs[months >= start] = float(control.monthly_cost)
    if start < horizon:
        costs[int(start)] += float(control.cost)
    return costs


def controlled(
    event: LossEvent, controls: Sequence[Control], *, without: bool = False
) -> LossEvent:
    """Return a risk under more controls, or as it was before controls that exist.

    Args:
        event: The risk as things stand.
        controls: The controls; each leaves a share of the yearly chance and of the loss.
        without: Take their effect away instead of adding it.
    """
    likelihood = prod(control.likelihood_left for control in controls)
    impact = prod(control.impact_left for control in controls)
    if without:
        likelihood, impact = _inverse(likelihood), _inverse(impact)
    chance = min(-np.expm1(-event.rate) * likelihood, HIGHEST_CHANCE)
    return replace(
        event,
        rate=yearly_rate(float(chance)),
        low=max(event.low * impact, TINY),
        high=max(event.high * impact, TINY),
    )


def _inverse(left: float) -> float:
    """Return how much larger something was; a control that leaves nothing tells nothing."""
    return 1 / left if left > 0 else 1.0


def _of(dossier: Dossier, risk: str, status: str) -> list[Control]:
    return [c for c in dossier.risks.controls if c.risk == risk and c.status == status]


def _outlook(
    dossier: Dossier,
    risk: Risk,
    event: LossEvent,
    today: date,
    generator: np.random.Generator,
    ruin_added: float,
) -> RiskOutlook:
    inherent = controlled(event, _of(dossier, risk.id, "existing"), without=True)
    residual = controlled(event, _of(dossier, risk.id, "planned"))
    drawn = draw_losses(event, YEARS_DRAWN, 1.0, generator)
    yearly = np.bincount(drawn.path, drawn.amount, YEARS_DRAWN)
    return RiskOutlook(
        risk.id,
        inherent.mean_loss,
        event.mean_loss,
        residual.mean_loss,
        float(np.quantile(yearly, BAD_YEAR)),
        ruin_added,
        _state(risk, today),
    )


def _state(risk: Risk, today: date) -> RiskState:
    if risk.response != "accept":
        return "review_overdue" if risk.review and risk.review < today else "open"
    if not risk.accepted_by or risk.accepted_until is None:
        return "acceptance_undated"
    return "accepted" if risk.accepted_until >= today else "acceptance_expired"


def _curve(
    dossier: Dossier, events: dict[str, LossEvent], generator: np.random.Generator
) -> LossCurve:
    seeds = generator.spawn(2)
    current = _yearly(list(events.values()), seeds[0])
    after = [controlled(event, _of(dossier, name, "planned")) for name, event in events.items()]
    residual = _yearly(after, seeds[1])
    top = float(np.quantile(current, 0.999)) or 1.0
    levels = np.linspace(0, top, CURVE_POINTS + 1)
    return LossCurve(
        tuple(levels.tolist()),
        tuple(exceedance(current, levels).tolist()),
        tuple(exceedance(residual, levels).tolist()),
    )


def _yearly(events: list[LossEvent], generator: np.random.Generator) -> FloatArray:
    losses = np.zeros(YEARS_DRAWN)
    for event in events:
        drawn = draw_losses(event, YEARS_DRAWN, 1.0, generator)
        losses += np.bincount(drawn.path, drawn.amount, YEARS_DRAWN)
    return losses

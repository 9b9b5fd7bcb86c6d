"""Shares: who holds what, what a planned round does, what an exit pays everybody."""

from datetime import date

import numpy as np

from steersman.dossier import Dossier
from steersman.plan.equity.exits import (
    DRAWS,
    exit_payouts,
    payout_curve,
    simulated_stakes,
)
from steersman.plan.equity.ledger import Grant, Ledger, replay
from steersman.plan.equity.planned_round import POOL, before_round, pool_need, round_outcome
from steersman.plan.equity.result import (
    EquityOutlook,
    GrantStatus,
    Holding,
)


def equity_outlook(
    dossier: Dossier,
    day: date,
    generator: np.random.Generator,
    hires: tuple[str, ...] = (),
    draws: int = DRAWS,
) -> EquityOutlook:
    """Return everything about shares.

    Args:
        dossier: The firm.
        day: Day of the cap table.
        generator: Source of randomness.
        hires: Roles that the plan hires for, for the pool they need.
        draws: Exits to simulate.
    """
    ledger = replay(dossier, day)
    planned = dossier.equity.round
    return EquityOutlook(
        day=day,
        issued=ledger.issued,
        granted=ledger.granted,
        promised=sum(ledger.promised.values()),
        pool=ledger.pool,
        diluted=ledger.diluted,
        holdings=_holdings(ledger),
        grants=tuple(_status(grant, day) for grant in ledger.grants.values()),
        round=round_outcome(dossier, planned) if planned else None,
        pool_need=pool_need(dossier, hires),
        exits=exit_payouts(dossier, day),
        stakes=simulated_stakes(dossier, day, generator, draws),
        no_exit=max(0.0, 1 - sum(case.chance for case in dossier.equity.exits)),
        curve=payout_curve(dossier, day),
        draws=draws if dossier.equity.exits else 0,
        problems=tuple(ledger.problems),
    )


def needs_plan(dossier: Dossier) -> bool:
    """Whether shares depend on the plan: a round is planned, and roles to hire get shares."""
    promised = any(role.equity_share > 0 for role in dossier.hiring.roles)
    return dossier.equity.round is not None and promised


def _holdings(ledger: Ledger) -> tuple[Holding, ...]:
    everybody = before_round(ledger)
    issued: dict[str, int] = {}
    for (holder, _), shares in ledger.holdings.items():
        issued[holder] = issued.get(holder, 0) + shares
    rows = [
        Holding(
            holder,
            issued.get(holder, 0),
            count - issued.get(holder, 0),
            count / ledger.diluted,
            issued.get(holder, 0) / ledger.issued if ledger.issued else 0.0,
        )
        for holder, count in everybody.items()
        if holder != POOL and count
    ]
    return tuple(sorted(rows, key=lambda row: (-row.diluted_share, row.holder)))


def _status(grant: Grant, day: date) -> GrantStatus:
    coming = [tranche.day for tranche in grant.tranches if tranche.day > day and tranche.shares]
    return GrantStatus(
        grant=grant.event.id,
        holder=grant.event.holder,
        shares=grant.shares,
        strike=float(grant.strike),
        vested=grant.vested(day),
        exercised=grant.exercised,
        exercisable=grant.exercisable(day),
        returned=grant.cancelled,
        next_vesting=None if grant.left else min(coming, default=None),
        vests_until=grant.tranches[-1].day,
        lapses=grant.lapses,
    )

"""Shares: who holds what, what a planned round does, what an exit pays everybody."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.plan.equity.outlook import equity_outlook, needs_plan
    from steersman.plan.equity.problems import check_equity
    from steersman.plan.equity.result import (
        Conversion,
        EquityOutlook,
        EquityStake,
        ExitPayout,
        GrantStatus,
        Holding,
        PayoutCurve,
        PoolNeed,
        RoundOutcome,
        RoundRow,
    )

__all__ = [
    "Conversion", "EquityOutlook", "EquityStake", "ExitPayout", "GrantStatus", "Holding",
    "PayoutCurve", "PoolNeed", "RoundOutcome", "RoundRow", "check_equity", "equity_outlook",
    "needs_plan",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "outlook": ("equity_outlook", "needs_plan"),
            "problems": ("check_equity",),
            "result": (
                "Conversion",
                "EquityOutlook",
                "EquityStake",
                "ExitPayout",
                "GrantStatus",
                "Holding",
                "PayoutCurve",
                "PoolNeed",
                "RoundOutcome",
                "RoundRow",
            ),
        },
    )

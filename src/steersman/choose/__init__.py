"""Stage 3: which innovation strategy suits us, how sure are we, what would change the answer."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.choose.fit import project_fit
    from steersman.choose.problems import check_preferences
    from steersman.choose.result import Choice, PreferenceQuestion, StrategyResult, WeightFlip
    from steersman.choose.stage import choose, rank_shares

__all__ = [
    "Choice", "PreferenceQuestion", "StrategyResult", "WeightFlip", "check_preferences",
    "choose", "project_fit", "rank_shares",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "fit": ("project_fit",),
            "problems": ("check_preferences",),
            "result": ("Choice", "PreferenceQuestion", "StrategyResult", "WeightFlip"),
            "stage": ("choose", "rank_shares"),
        },
    )

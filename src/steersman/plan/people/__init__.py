"""People: assessment and rewards, skills and staying, organisation, culture."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.plan.people.culture_result import CultureOutlook, Organisation
    from steersman.plan.people.outlook import People, people_outlook
    from steersman.plan.people.problems import check_climate
    from steersman.plan.people.reward_result import Incentives, Package
    from steersman.plan.people.talent_result import Talent

__all__ = [
    "CultureOutlook", "Incentives", "Organisation", "Package", "People", "Talent",
    "check_climate", "people_outlook",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "culture_result": ("CultureOutlook", "Organisation"),
            "outlook": ("People", "people_outlook"),
            "problems": ("check_climate",),
            "reward_result": ("Incentives", "Package"),
            "talent_result": ("Talent",),
        },
    )

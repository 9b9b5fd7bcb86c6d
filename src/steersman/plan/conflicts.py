"""The smallest set of wishes that contradict each other, and the cheapest ways out."""

from dataclasses import dataclass

from steersman.dossier import Dossier
from steersman.plan.ideal_case import WEEKS_PER_MONTH, Slack, least_slack
from steersman.plan.wishes import Wish


@dataclass(frozen=True, slots=True)
class Conflict:
    """Wishes that cannot all be met even if all goes well.

    Attributes:
        wishes: The conflict: without any one of these the others could be met.
        money: Least cash more at the beginning that would make them possible, None if none does.
        person_months: Least work of skilled people more.
        weeks: Least delay of wished launches, in weeks over all of them.
    """

    wishes: tuple[Wish, ...]
    money: float | None
    person_months: float | None
    weeks: float | None


def possible(dossier: Dossier, wishes: tuple[Wish, ...]) -> bool:
    """Whether wishes could all be met if all goes well."""
    return least_slack(dossier, wishes, Slack()) is not None


def find_conflict(dossier: Dossier, wishes: tuple[Wish, ...]) -> Conflict | None:
    """Return a smallest conflict among wishes, None if they could all be met.

    Wishes are dropped one by one as long as the rest stays impossible (deletion filter: Chinneck &
    Dravnieks 1991); what is left is minimal, since fewer wishes are never harder to meet.
    """
    if possible(dossier, wishes):
        return None
    core = wishes
    for wish in wishes:
        rest = tuple(other for other in core if other != wish)
        if not possible(dossier, rest):
            core = rest
    months = least_slack(dossier, core, Slack(months=True))
    return Conflict(
        wishes=core,
        money=least_slack(dossier, core, Slack(money=True)),
        person_months=least_slack(dossier, core, Slack(person_months=True)),
        weeks=None if months is None else months * WEEKS_PER_MONTH,
    )

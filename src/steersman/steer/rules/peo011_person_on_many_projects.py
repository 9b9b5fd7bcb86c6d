"""PEO011: a person whom the plan puts on more than three projects at once.

Why it matters: Each further project costs a fifth of one's time in switching; the work of all of
them waits.

How to mend: Set most_projects for the person, hire or teach a second one, or let projects follow
each other.

Known limits: Looks at planned stages with their usual durations.

Source: Weinberg (1992), Quality software management, on time lost by switching.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from steersman.steer.rule import Context, Finding, Rule, each

if TYPE_CHECKING:
    from steersman.plan import PlannedStage

MOST = 3


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, person in each(("people",), context.dossier.people):
        own = [stage for stage in context.plan.stages if person.id in stage.team]
        most, month = _most_at_once(own)
        if most > MOST:
            values = {"person": person.id, "count": most, "due": context.date_of(month)}
            yield Finding("PEO011", path, values)


def _most_at_once(stages: list[PlannedStage]) -> tuple[int, float]:
    """Return the most projects at once, and the month in which they first are."""
    found = (0, 0.0)
    for moment in sorted(stage.start for stage in stages):
        now = {stage.project for stage in stages if stage.start <= moment < stage.finish}
        if len(now) > found[0]:
            found = (len(now), moment)
    return found


RULE = Rule("PEO011", "people", check, analysed=True)

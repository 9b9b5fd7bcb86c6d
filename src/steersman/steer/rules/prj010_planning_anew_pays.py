"""PRJ010: planning anew is worth clearly more than going on.

Why it matters: What was learned since the plan was adopted is worth money only if it is acted on.

How to mend: Look at what changes for whom (steersman progress), decide, and run steersman adopt.

Known limits: Clearly means two standard errors and more than the moves cost by the preference for
stability.

Source: Both plans simulated under the same chances.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

ERRORS = 2.0
"""Standard errors by which the gain must exceed nothing."""


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    course = context.course
    change = course.revision
    if change is None or not change.changes:
        return
    moving = context.dossier.strategy.preferences.stability * change.moved
    worth = moving * abs(course.forecast.value) + ERRORS * change.gain_error
    if change.gain > worth:
        values = {"budget": change.gain, "due": course.adopted_on}
        yield Finding("PRJ010", ("projects",), values)


RULE = Rule("PRJ010", "projects", check, analysed=True)

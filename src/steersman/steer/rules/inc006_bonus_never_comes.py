"""INC006: in nine of ten scenarios the bonus pool is empty in every year.

Why it matters: A promise that is never kept is worse than none.

How to mend: Lower the threshold, or reward what can be reached.

Known limits: None.

Source: Simulation of the pool.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

RARE = 0.9


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    pool = context.people.incentives.pool
    if pool and min(year.zero for year in pool) > RARE:
        values = {"chance": min(year.zero for year in pool)}
        yield Finding("INC006", ("rewards", "bonus"), values)


RULE = Rule("INC006", "incentives", check, analysed=True)

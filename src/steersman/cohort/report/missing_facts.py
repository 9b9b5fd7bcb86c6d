"""Which facts a table lacks where rules give most firms no answer."""

from collections.abc import Collection
from datetime import date

from steersman.rulebook import fact_catalogue, load_rule
from steersman.rulebook.table import needed_facts

MOSTLY_OPEN = 0.5
"""Share of firms without an answer from which on it is said what is missing."""


def missing_facts(rule: str, columns: Collection[str], day: date) -> tuple[str, ...]:
    """Return the facts that a rule asks for and a table has no column of.

    Facts that follow from others are left out; the others are asked for. Of a rule with
    alternatives not all of them are needed for an answer.

    Args:
        rule: The rule.
        columns: Columns of the results.
        day: Day whose law counts.
    """
    needed = needed_facts([load_rule(rule, day)], day)
    held = {name.removesuffix("_low").removesuffix("_high") for name in columns}
    return tuple(
        name
        for name, info in fact_catalogue().items()
        if name in needed and info.derived is None and name not in held
    )

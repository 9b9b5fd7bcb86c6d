"""PEO003: a person who owns more than five measures.

Why it matters: A measure beside four others is the one that waits.

How to mend: Give some to somebody else; let owners lead, not only do.

Known limits: Five is a convention; how large measures are does not count.

Source: Our judgement.
"""

from collections import Counter
from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

MOST = 5


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    owners = Counter(
        measure.owner for measure in context.dossier.strategy.measures if measure.owner
    )
    for owner, count in sorted(owners.items()):
        if count > MOST:
            values = {"owner": owner, "count": count}
            yield Finding("PEO003", ("strategy", "measures"), values)


RULE = Rule("PEO003", "people", check)

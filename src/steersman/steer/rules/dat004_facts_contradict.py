"""DAT004: two facts of the firm cannot both be true.

Why it matters: Officials see it at once, and every answer built on them is doubtful.

How to mend: Correct the one that is wrong.

Known limits: Only parts that exceed their wholes are found.

Source: The rulebook's facts.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for contradiction in context.identification.contradictions:
        values = {"part": contradiction.part, "whole": contradiction.whole}
        yield Finding("DAT004", ("firm",), values, "error")


RULE = Rule("DAT004", "data", check, analysed=True)

"""MKT004: a segment whose size or growth has no source.

Why it matters: Nobody can check or renew a number of unknown origin.

How to mend: Enter the source: a yearbook, an association, an own count.

Known limits: Whether a source is good is not judged.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, segment in each(("market", "segments"), context.dossier.market.segments):
        if (segment.size or segment.growth) and not segment.source:
            yield Finding("MKT004", path, {"segment": segment.name})


RULE = Rule("MKT004", "market", check)

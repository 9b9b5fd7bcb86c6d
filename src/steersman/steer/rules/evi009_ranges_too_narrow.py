"""EVI009: past ranges that held what came out too rarely.

Why it matters: Plans made with ranges that are too narrow promise a certainty that is not there.

How to mend: Widen low and high of durations by the factor shown; ask those who do the work for the
worst they have seen.

Known limits: Needs five ranges of earlier snapshots whose end has passed; says nothing of single
estimates.

Source: Coverage with the interval of Clopper and Pearson (1934).
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for found in (context.course.calibration.dates, context.course.calibration.numbers):
        if found.verdict == "too-narrow":
            values = {"count": found.count, "inside": found.inside, "points": found.stretch or 0}
            yield Finding("EVI009", ("projects",), values)


RULE = Rule("EVI009", "evidence", check, analysed=True)

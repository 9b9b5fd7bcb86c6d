"""PRJ005: a project whose every stage has a range of less than a fifth.

Why it matters: Development times spread by half and more; a narrow range hides what the plan must
bear.

How to mend: Enter what happens in the best and in the worst of ten cases.

Known limits: One stage with a wide range is enough to be silent.

Source: Flyvbjerg (2006) on optimism and reference classes.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each

NARROW = 1.2


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, project in each(("projects",), context.dossier.projects):
        ranges = [stage.duration for stage in project.stages]
        if ranges and all(known.high < NARROW * known.low for known in ranges):
            yield Finding("PRJ005", path, {"project": project.name or project.id})


RULE = Rule("PRJ005", "projects", check)

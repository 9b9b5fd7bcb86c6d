"""PRJ004: a new product or platform whose every stage is sure to succeed.

Why it matters: Research that cannot fail is not research; the plan then has no answer when it does.

How to mend: Enter a chance below 1 for the stages in which something must be found out.

Known limits: None.

Source: Our judgement; Cooper (1990), gates exist since projects fail.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, project in each(("projects",), context.dossier.projects):
        certain = all(stage.success == 1 for stage in project.stages)
        if project.kind in {"new_product", "platform"} and project.stages and certain:
            yield Finding("PRJ004", path, {"project": project.name or project.id})


RULE = Rule("PRJ004", "projects", check)

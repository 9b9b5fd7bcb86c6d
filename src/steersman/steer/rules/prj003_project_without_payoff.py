"""PRJ003: a project that does not say what it earns.

Why it matters: The plan can give it no worth and leaves it out.

How to mend: Enter a range for the yearly margin at its peak, however wide.

Known limits: Projects done for other reasons, such as a standard, are found too.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, project in each(("projects",), context.dossier.projects):
        if project.payoff is None:
            yield Finding("PRJ003", path, {"project": project.name or project.id})


RULE = Rule("PRJ003", "projects", check)

"""STD001: a standards project that names no standard.

Why it matters: Whose committee, which part and which stage decide what it takes.

How to mend: Name the standards in the project.

Known limits: None.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, project in each(("projects",), context.dossier.projects):
        if project.kind == "standard" and not project.standards:
            yield Finding("STD001", path, {"project": project.name or project.id})


RULE = Rule("STD001", "standards", check)

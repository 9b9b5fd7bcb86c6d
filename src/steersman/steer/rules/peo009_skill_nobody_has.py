"""PEO009: a project left out since nobody has, or would bring, a skill it needs.

Why it matters: It stays on the list and never begins.

How to mend: Enter a hire, an expert or a course that brings the skill, or take the project off the
list.

Known limits: Only options that are entered count.

Source: The plan's reasons for leaving out.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    places = paths_by_id(("projects",), context.dossier.projects)
    for left in context.plan.left_out:
        if left.reason == "no-skill":
            values = {"project": left.project, "skill": left.detail}
            yield Finding("PEO009", places[left.project], values)


RULE = Rule("PEO009", "people", check, analysed=True)

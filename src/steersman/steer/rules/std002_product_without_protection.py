"""STD002: a key new product that neither a patent nor a standard protects.

Why it matters: What is easy to copy is copied as soon as it sells.

How to mend: Plan a patent or a standard, or note as a decision why secrecy or speed protects
better.

Known limits: Secrecy, speed and copyright protect too and are not seen.

Source: Teece (1986), appropriability.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, project in each(("projects",), context.dossier.projects):
        protected = project.patents or project.standards
        if project.key and project.kind in {"new_product", "platform"} and not protected:
            yield Finding("STD002", path, {"project": project.name or project.id})


RULE = Rule("STD002", "standards", check)

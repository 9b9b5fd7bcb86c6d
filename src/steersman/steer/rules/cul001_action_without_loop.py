"""CUL001: an action of the culture programme without owner, date or a wave that measures again.

Why it matters: Surveys without visible consequences lower the answers of the next wave.

How to mend: Name who does it, by when, and which wave of the climate survey measures again.

Known limits: Whether the action can move its dimension is not judged.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Edit, Finding, Rule, each

NEEDED = ("owner", "due", "remeasure")


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, action in each(("culture", "actions"), context.dossier.culture.actions):
        lacking = [name for name in NEEDED if not getattr(action, name)]
        if lacking:
            values = {"action": action.title, "what": ", ".join(lacking)}
            yield Finding("CUL001", path, values)


def fix(context: Context, finding: Finding) -> tuple[Edit, ...]:
    """Take the only wave after its date as the one that measures again."""
    culture = context.dossier.culture
    action = culture.actions[int(finding.path[-1])]
    later = [wave.id for wave in culture.waves if action.due and wave.date >= action.due]
    if not action.owner or action.remeasure or len(later) != 1:
        return ()
    return (Edit((*finding.path, "remeasure"), later[0]),)


RULE = Rule("CUL001", "culture", check, fix=fix)

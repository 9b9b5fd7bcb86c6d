"""Two plans side by side: as things are, and under another assumption."""

from steersman.plan import Plan
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Heading, Paragraph, Table


def what_if_blocks(
    before: Plan, after: Plan, changes: tuple[str, ...], words: Words
) -> list[Block]:
    """Return the difference between two plans.

    Args:
        before: The plan as things are.
        after: The plan with the changes.
        changes: The changes as the user wrote them.
        words: The reader's language, and names before the change.
    """
    rows = [
        (
            words.text("plan.value"),
            words.estimate(before.value),
            words.estimate(after.value),
            words.estimate(after.value - before.value),
        ),
        (
            words.text("plan.ruin"),
            words.chance(before.ruin_probability),
            words.chance(after.ruin_probability),
            words.points(after.ruin_probability - before.ruin_probability),
        ),
        _names("head.projects", _projects(before, words), _projects(after, words), words),
        _names(
            "head.hires",
            [words.hire(added.id) for added in (*before.hires, *before.experts)],
            [words.hire(added.id) for added in (*after.hires, *after.experts)],
            words,
        ),
        _names(
            "head.funding",
            [words.funding(added.id) for added in before.funding],
            [words.funding(added.id) for added in after.funding],
            words,
        ),
    ]
    head = tuple(words.text(f"head.{name}") for name in ("quantity", "before", "after", "change"))
    return [
        Heading(words.text("what_if.title", changes=", ".join(changes)), level=2),
        Table(words.text("what_if.table"), head, tuple(rows), numeric=()),
        Paragraph(words.text("what_if.note"), remark=True),
    ]


def _projects(plan: Plan, words: Words) -> list[str]:
    return [words.project(chosen.project) for chosen in plan.projects]


def _names(
    code: str, before: list[str], after: list[str], words: Words
) -> tuple[str, str, str, str]:
    lost = [f"− {name}" for name in before if name not in after]
    won = [f"+ {name}" for name in after if name not in before]
    change = words.join((*lost, *won)) or words.text("none")
    return words.text(code), str(len(before)), str(len(after)), change

"""What people may see of themselves: goals, ratings with reasons, reward and where it is from."""

from steersman.plan.people import People
from steersman.plan.people.reward_result import PersonGoal
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Bullets, Heading, Paragraph, Table


def person_blocks(person: str, people: People, words: Words) -> tuple[Block, ...]:
    """Return one person's own page.

    Args:
        person: Id of the person.
        people: What was found out.
        words: Words of the reader's language.
    """
    blocks: list[Block] = [
        Heading(words.text("person.title", person=words.person(person))),
        Paragraph(words.text("person.intro")),
    ]
    blocks += _goals(person, people, words)
    blocks += _ratings(person, people, words)
    blocks += _rewards(person, people, words)
    return tuple(blocks)


def goal_cells(goal: PersonGoal, words: Words) -> tuple[str, ...]:
    """Return what is asked, the time for it, its months, and by what it is measured."""
    return (
        f"{words.project(goal.project)}: {words.stage(goal.project, goal.stage)}",
        words.number(goal.fte, 1),
        words.month(goal.start),
        words.month(goal.likely),
        words.month(goal.late),
        words.text("people.goal_learn" if goal.exploration else "people.goal_finish"),
    )


def _goals(person: str, people: People, words: Words) -> list[Block]:
    rows = tuple(
        goal_cells(goal, words) for goal in people.incentives.goals if goal.person == person
    )
    if not rows:
        return [Paragraph(words.text("person.no_goals"))]
    heads = words.heads("goal", "fte", "start", "likely_by", "late_by", "measured_by")
    return [Table(words.text("people.goals"), heads, rows, numeric=(1,))]


def _ratings(person: str, people: People, words: Words) -> list[Block]:
    ratings = [entry for entry in words.dossier.assessments if entry.person == person]
    if not ratings:
        return [Paragraph(words.text("person.no_ratings"))]
    rows = tuple(
        (
            entry.period,
            entry.criterion,
            words.person(entry.rater),
            words.number(entry.score, 1),
            entry.comment or "–",
            entry.contested or "–",
        )
        for entry in ratings
    )
    heads = words.heads("period", "rated_on", "rater", "rating", "reasons", "contested")
    blocks: list[Block] = [Table(words.text("person.ratings"), heads, rows, numeric=(3,))]
    found = people.incentives.assessment
    score = next((s for s in found.people if s.person == person), None) if found else None
    if score:
        code = "person.score" if score.for_pay else "person.score_not_for_pay"
        blocks.append(
            Paragraph(
                words.text(
                    code,
                    score=words.number(score.score, 2),
                    low=words.number(score.low, 2),
                    high=words.number(score.high, 2),
                    band=words.text("people.band", number=score.band + 1),
                )
            )
        )
    return [*blocks, Paragraph(words.text("person.contest"), remark=True)]


def _rewards(person: str, people: People, words: Words) -> list[Block]:
    blocks: list[Block] = []
    bonus = next((b for b in people.incentives.bonuses if b.person == person), None)
    if bonus:
        parts = [
            words.text(f"person.part_{name}", amount=words.estimate(amount))
            for name, amount in bonus.parts.items()
        ]
        decided = [
            words.text(
                "people.if_project",
                project=words.project(entry.project),
                success=words.estimate(entry.success),
                failure=words.estimate(entry.failure),
            )
            for entry in bonus.projects
        ]
        amounts = {name: words.estimate(bonus.quantiles[name]) for name in ("p05", "p50", "p95")}
        blocks += [
            Paragraph(words.text("person.bonus", **amounts)),
            Bullets((*parts, *decided)),
        ]
    package = next((p for p in people.packages if p.person == person), None)
    if package:
        zero = words.text("none")
        if package.equity_zero is not None:
            zero = words.chance(package.equity_zero)
        blocks.append(
            Paragraph(
                words.text(
                    "person.package",
                    pay=words.estimate(package.pay),
                    bonus=words.estimate(package.bonus),
                    equity=words.estimate(package.equity),
                    zero=zero,
                )
            )
        )
    return blocks

"""Which factors go with which outcomes, as blocks of a document."""

from collections.abc import Iterator

from steersman.cohort.analysis.association import Associations, OutcomeEffects
from steersman.cohort.analysis.outcome_model import Effect
from steersman.cohort.report.names import Names, said_first
from steersman.dossier import Problem
from steersman.messages.problems import problem_text
from steersman.report.document import Block, Bullets, Heading, Paragraph, Table, Tone

POINTS = 100
"""Percentage points of a difference in shares."""


def association_blocks(found: Associations, names: Names) -> tuple[Block, ...]:
    """Return a table for each outcome, and what must not be concluded."""
    how = "together" if found.asked.together else "apart"
    controls = names.messages.text("separator").join(found.asked.controls)
    held = names.text("population.associate.controls", controls=controls) if controls else ""
    return (
        *said_first(names, synthetic=found.synthetic),
        Paragraph(names.text(f"population.associate.{how}", tests=found.tests)),
        *((Paragraph(held),) if held else ()),
        *(block for outcome in found.outcomes for block in _outcome(outcome, found, names)),
        Paragraph(names.text("population.associate.reading"), remark=True),
        Paragraph(names.text("population.associate.no_cause")),
    )


def _outcome(outcome: OutcomeEffects, found: Associations, names: Names) -> Iterator[Block]:
    mean = names.share(outcome.mean) if outcome.kind == "yes-no" else names.number(outcome.mean)
    title = {"outcome": names.column(outcome.outcome), "firms": outcome.cases, "mean": mean}
    yield Heading(names.text("population.associate.title", **title), level=2)
    if outcome.effects:
        yield _effects(outcome, found, names)
    if outcome.problems:
        yield Bullets(tuple(_told(problem, names) for problem in outcome.problems))


def _told(problem: Problem, names: Names) -> str:
    what, mend = problem_text(names.messages, problem)
    return what + names.messages.text("sentence_separator") + mend


def _effects(outcome: OutcomeEffects, found: Associations, names: Names) -> Table:
    limit = 1 - found.asked.confidence
    ordered = sorted(outcome.effects, key=lambda effect: effect.chance)
    drawn = any(effect.drawn_low is not None for effect in ordered)
    rows = tuple(
        (
            names.column(effect.factor),
            names.number(effect.step),
            _effect(effect, outcome, names),
            *((_drawn(effect, outcome, names),) if drawn else ()),
            names.chance(effect.adjusted),
            names.messages.number(effect.e_value_low, 1),
            names.share(effect.uncertain_scores),
        )
        for effect in ordered
    )
    tones: tuple[Tone, ...] = tuple(
        "good" if effect.adjusted < limit else "plain" for effect in ordered
    )
    unit = "points" if outcome.kind == "yes-no" else "effect"
    again = ("drawn",) if drawn else ()
    head = names.heads("about", "step", unit, *again, "adjusted", "e_value", "uncertain_scores")
    caption = names.text("population.table.effects")
    return Table(caption, head, rows, tuple(range(1, len(head))), tones)


def _effect(effect: Effect, outcome: OutcomeEffects, names: Names) -> str:
    scale = POINTS if outcome.kind == "yes-no" else 1
    return names.signed_with_span(scale * effect.effect, scale * effect.low, scale * effect.high)


def _drawn(effect: Effect, outcome: OutcomeEffects, names: Names) -> str:
    """Return the interval by samples drawn anew."""
    if effect.drawn_low is None or effect.drawn_high is None:
        return "–"
    scale = POINTS if outcome.kind == "yes-no" else 1
    return names.signed_span(scale * effect.drawn_low, scale * effect.drawn_high)

"""Chapter 3: which strategy suits the firm."""

from collections.abc import Sequence

from steersman.choose import Choice
from steersman.choose.result import PreferenceQuestion
from steersman.methods.pairwise import ACCEPTABLE
from steersman.plan.strategy_trial import StrategyTrial
from steersman.report.chapters.choose_outlook import (
    outlook_blocks,
    robustness_blocks,
    trial_blocks,
)
from steersman.report.chapters.words import Words
from steersman.report.charts import acceptability_chart
from steersman.report.document import Block, Bullets, Details, Figure, Heading, Paragraph, Table

SHOWN_FLIPS = 3
MUST_LIKELY = 0.9
MOVED = 0.02
LEAST_GAIN = 0.003


def choose_chapter(
    choice: Choice,
    words: Words,
    trials: Sequence[StrategyTrial] = (),
    planned: float | None = None,
) -> tuple[Block, ...]:
    """Return the acceptability of strategies, their performance, and what flips the answer.

    Args:
        choice: What suits the firm.
        words: The reader's language.
        trials: The leading strategies tested by planning them, where that was done.
        planned: Value of the plan that may take any project, where there is one.
    """
    leader = choice.leader
    summary = words.menu.strategy(leader.strategy).summary
    names = {result.strategy: words.strategy(result.strategy) for result in choice.strategies}
    return (
        Heading(words.text("choose.title"), anchor="choose"),
        Paragraph(
            words.text(
                "choose.answer",
                strategy=words.strategy(leader.strategy),
                summary=words.messages.pick(summary),
                chance=words.percent(leader.acceptability),
            )
        ),
        Paragraph(_preferences(choice, words)),
        *_contradictions(choice, words),
        Figure(
            words.text("choose.acceptability"),
            words.text(
                "choose.acceptability_alt",
                strategy=words.strategy(leader.strategy),
                chance=words.percent(leader.acceptability),
                second=words.strategy(
                    choice.strategies[min(1, len(choice.strategies) - 1)].strategy
                ),
            ),
            acceptability_chart(choice, names, words.messages),
        ),
        Paragraph(
            words.text(
                "choose.error",
                draws=choice.draws,
                error=words.percent(choice.standard_error, 2),
                entropy=words.number(choice.entropy, 2),
            ),
            remark=True,
        ),
        _standing(choice, words),
        Paragraph(words.text("choose.performance_note"), remark=True),
        Details(words.text("choose.by_criterion"), (_performance(choice, words),)),
        *trial_blocks(trials, choice, words, planned),
        Heading(words.text("choose.flips"), level=2),
        Bullets(_flips(choice, words)),
        *robustness_blocks(choice, words),
        Paragraph(_question(choice, words)),
        *outlook_blocks(choice, words),
        _chosen_strategy(choice, words),
    )


def _contradictions(choice: Choice, words: Words) -> tuple[Block, ...]:
    """Return which preferences were left out, and which judgement to revise."""
    items = []
    for dropped in choice.dropped:
        if dropped.kind == "statement":
            statement = words.dossier.strategy.statements[dropped.place]
            place = words.places.get(("strategy", "statements", dropped.place), "")
            items.append(
                words.text(
                    "choose.dropped",
                    kind=words.text(f"statement.{statement.kind}"),
                    criterion=words.criterion(statement.criterion),
                    place=place or words.text("choose.statement", number=dropped.place + 1),
                )
            )
        else:
            items.append(words.text("choose.dropped_step"))
    if choice.consistency_ratio is not None and choice.revision:
        code = "judgement" if choice.consistency_ratio <= ACCEPTABLE else "judgement_revise"
        items.append(
            words.text(
                f"choose.{code}",
                ratio=words.number(choice.consistency_ratio, 2),
                criterion=words.criterion(choice.revision.criterion),
                than=words.criterion(choice.revision.than),
                given=words.number(choice.revision.given, 1),
                implied=words.number(choice.revision.implied, 1),
            )
        )
    return (Bullets(tuple(items)),) if items else ()


def question_text(question: PreferenceQuestion, words: Words) -> str:
    """Return a question about preferences as a sentence."""
    others = words.text("choose.and").join(words.criterion(name) for name in question.others)
    code = "choose.question_ratio" if question.ratio != 1 else "choose.question_more"
    return words.text(
        code,
        criterion=words.criterion(question.criterion),
        others=others,
        ratio=words.number(question.ratio, 2).rstrip("0").rstrip("."),
    )


def _question(choice: Choice, words: Words) -> str:
    if choice.question is None:
        return words.text("choose.no_question")
    code = "choose.question" if choice.question.gain >= LEAST_GAIN else "choose.question_pair"
    return words.text(
        code,
        question=question_text(choice.question, words),
        gain=words.percent(choice.question.gain, 1),
    )


def _preferences(choice: Choice, words: Words) -> str:
    if not choice.order and not words.dossier.strategy.statements:
        return words.text("choose.no_preferences")
    if not choice.order:
        return words.text("choose.statements", count=len(words.dossier.strategy.statements))
    order = " > ".join(words.criterion(criterion) for criterion in choice.order)
    text = words.text("choose.preferences", order=order)
    count = len(words.dossier.strategy.statements)
    return words.sentences(text, words.text("choose.statements", count=count) if count else "")


def _standing(choice: Choice, words: Words) -> Table:
    """Return how each strategy stands."""
    rows = tuple(
        (
            words.strategy(result.strategy),
            words.percent(result.acceptability, 1),
            words.percent(result.confidence),
            words.with_span(result.value),
            words.text("choose.must_met")
            if result.must_chance >= MUST_LIKELY or not result.weakest_must
            else words.text(
                "choose.must_missed",
                factor=words.factor(result.weakest_must),
                chance=words.percent(result.must_chance),
            ),
        )
        for result in choice.strategies
    )
    head = tuple(
        words.text(f"head.{name}")
        for name in ("strategy", "best", "confidence", "value90", "musts")
    )
    return Table(words.text("choose.standing"), head, rows, numeric=(1, 2, 3))


def _performance(choice: Choice, words: Words) -> Table:
    """Return the performance of each strategy on each criterion."""
    rows = tuple(
        (
            words.strategy(result.strategy),
            *(words.number(result.performance[criterion].mean) for criterion in choice.criteria),
        )
        for result in choice.strategies
    )
    head = (words.text("head.strategy"), *map(words.criterion, choice.criteria))
    return Table(words.text("choose.performance"), head, rows, tuple(range(1, len(head))))


def _flips(choice: Choice, words: Words) -> tuple[str, ...]:
    items = []
    for flip in choice.weight_flips[:SHOWN_FLIPS]:
        moves = [
            (criterion, flip.weights[criterion] - choice.mean_weights[criterion])
            for criterion in choice.criteria
        ]
        up = [words.criterion(name) for name, move in moves if move > MOVED]
        down = [words.criterion(name) for name, move in moves if move < -MOVED]
        items.append(
            words.text(
                "choose.weight_flip",
                challenger=words.strategy(flip.challenger),
                distance=words.percent(flip.distance),
                up=words.join(up),
                down=words.join(down),
            )
        )
    items.extend(
        words.text(
            "choose.factor_flip",
            factor=words.factor(flip.factor),
            weak=words.strategy(flip.winner_if_weak),
            strong=words.strategy(flip.winner_if_strong),
        )
        for flip in choice.factor_flips
    )
    if not choice.factor_flips:
        items.append(words.text("choose.no_factor_flip"))
    return tuple(items)


def _chosen_strategy(choice: Choice, words: Words) -> Paragraph:
    chosen = words.dossier.strategy.chosen_strategy
    if not chosen:
        return Paragraph(words.text("choose.none_chosen"), remark=True)
    if chosen == choice.leader.strategy:
        return Paragraph(words.text("choose.same_as_chosen"))
    result = next((entry for entry in choice.strategies if entry.strategy == chosen), None)
    if result is None:
        return Paragraph(words.text("choose.chosen_left_out", chosen=words.strategy(chosen)))
    return Paragraph(
        words.text(
            "choose.differs",
            chosen=words.strategy(chosen),
            chance=words.percent(result.acceptability, 1),
        )
    )

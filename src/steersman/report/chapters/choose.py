"""Chapter 3: which strategy suits the firm."""

from steersman.choose import Choice
from steersman.choose.strategies import load_strategies
from steersman.report.chapters.words import Words
from steersman.report.charts import acceptability_chart
from steersman.report.document import Block, Bullets, Figure, Heading, Paragraph, Table

SHOWN_FLIPS = 3
MUST_LIKELY = 0.9
MOVED = 0.02


def choose_chapter(choice: Choice, words: Words) -> tuple[Block, ...]:
    """Return the acceptability of strategies, their performance, and what flips the answer."""
    leader = choice.leader
    summary = next(s.summary for s in load_strategies() if s.id == leader.strategy)
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
        Figure(
            words.text("choose.acceptability"),
            words.text(
                "choose.acceptability_alt",
                strategy=words.strategy(leader.strategy),
                chance=words.percent(leader.acceptability),
                second=words.strategy(choice.strategies[1].strategy),
            ),
            acceptability_chart(choice, words.messages),
        ),
        Paragraph(
            words.text(
                "choose.error",
                draws=choice.draws,
                error=words.percent(choice.standard_error, 2),
            ),
            remark=True,
        ),
        _performance(choice, words),
        Heading(words.text("choose.flips"), level=2),
        Bullets(_flips(choice, words)),
        _chosen_strategy(choice, words),
    )


def _preferences(choice: Choice, words: Words) -> str:
    if not choice.order:
        return words.text("choose.no_preferences")
    order = " > ".join(words.criterion(criterion) for criterion in choice.order)
    return words.text("choose.preferences", order=order)


def _performance(choice: Choice, words: Words) -> Table:
    rows = tuple(
        (
            words.strategy(result.strategy),
            words.percent(result.acceptability, 1),
            words.percent(result.confidence),
            *(words.number(result.performance[criterion]) for criterion in choice.criteria),
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
    named = (words.criterion(criterion) for criterion in choice.criteria)
    head = (
        words.text("head.strategy"), words.text("head.best"), words.text("head.confidence"),
        *named, words.text("head.musts"),
    )  # fmt: skip
    columns = tuple(range(1, 3 + len(choice.criteria)))
    return Table(words.text("choose.performance"), head, rows, numeric=columns)


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
    result = next(strategy for strategy in choice.strategies if strategy.strategy == chosen)
    return Paragraph(
        words.text(
            "choose.differs",
            chosen=words.strategy(chosen),
            chance=words.percent(result.acceptability, 1),
        )
    )

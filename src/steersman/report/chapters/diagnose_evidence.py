"""Evidence behind the diagnosis: answers and their quality, figures, assumptions, questions."""

from collections import Counter
from dataclasses import replace

from steersman.diagnose import Diagnosis, FactorScore
from steersman.diagnose.factors import load_factors, load_indicators
from steersman.diagnose.result import OpenQuestion
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Bullets, Paragraph, Table

STALE = 0.8
"""Chance of still holding below which a figure's age is pointed out."""
SAME, SOME = 0.67, 0.33
"""Krippendorff's alpha from which respondents see one picture, and from which a similar one."""


def survey_quality(diagnosis: Diagnosis, words: Words) -> tuple[Block, ...]:
    """Return what may be claimed from the survey as a whole."""
    quality = diagnosis.survey
    code = "diagnose.respondents" if quality.respondents else "diagnose.nobody"
    items = [words.text(code, count=quality.respondents)]
    reasons = Counter(entry.reason for entry in quality.careless)
    if reasons:
        counted = [
            words.text(
                "diagnose.careless_one", count=count, reason=words.text(f"careless.{reason}")
            )
            for reason, count in reasons.items()
        ]
        items.append(words.text("diagnose.careless", responses=words.join(counted)))
    if quality.same_pattern:
        value, low, high = quality.same_pattern
        code = "same" if low >= SAME else "some" if value >= SOME else "different"
        numbers = {
            name: words.number(part, 2)
            for name, part in (("value", value), ("low", low), ("high", high))
        }
        items.append(words.text(f"diagnose.pattern_{code}", **numbers))
    items.extend(
        words.text(
            "diagnose.leaders_better" if gap.difference > 0 else "diagnose.leaders_worse",
            factor=words.factor(gap.factor),
            points=words.number(abs(gap.difference)),
            low=words.number(min(abs(gap.low), abs(gap.high))),
            high=words.number(max(abs(gap.low), abs(gap.high))),
        )
        for gap in quality.differences
    )
    items.extend(
        words.text(
            "diagnose.dispute",
            source=words.factor(dispute.source),
            target=words.factor(dispute.target),
            low=words.number(dispute.low),
            high=words.number(dispute.high),
        )
        for dispute in diagnosis.disputes
    )
    weak = [item for score in diagnosis.scores for item in score.survey.weak_items]
    if weak:
        items.append(words.text("diagnose.weak_items", items=words.join(weak)))
    return (Paragraph(words.text("diagnose.quality")), Bullets(tuple(items)))


def open_questions(diagnosis: Diagnosis, words: Words) -> tuple[Block, ...]:
    """Return what is worth finding out next."""
    if not diagnosis.questions:
        return (Paragraph(words.text("diagnose.nothing_to_ask")),)
    items = [
        words.text(
            f"diagnose.ask_{question.kind}",
            name=_asked(question, words),
            gain=words.percent(question.gain, 1),
        )
        for question in diagnosis.questions
    ]
    return (Bullets(tuple(items)),)


def _asked(question: OpenQuestion, words: Words) -> str:
    if question.kind == "figure":
        rule = next(rule for rule in load_indicators() if rule.id == question.name)
        return words.messages.pick(rule.name)
    return words.factor(question.name)


def assumption_table(diagnosis: Diagnosis, words: Words) -> Table:
    """Return which assumption moves the ranking of levers."""
    rows = tuple(
        (
            words.text(f"assumption.{entry.name}"),
            words.percent(max(entry.together, 0.0)),
            words.percent(max(entry.alone, 0.0)),
            " – ".join(words.percent(max(end, 0.0)) for end in entry.alone_span),
        )
        for entry in diagnosis.assumptions
    )
    head = ("assumption", "with_others", "alone", "alone90")
    return Table(
        words.text("diagnose.assumption_table"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(1, 2, 3),
    )


def survey_table(diagnosis: Diagnosis, words: Words) -> Table:
    """Return answers by factor with their reliability."""
    rows = tuple(_survey_row(score, words) for score in diagnosis.scores)
    head = (
        "factor", "score90", "claim", "answers", "leaders", "research_staff", "others",
        "respondents", "alpha", "omega", "agreement",
    )  # fmt: skip
    return Table(
        words.text("diagnose.survey_table"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=tuple(range(3, 11)),
    )


def _survey_row(score: FactorScore, words: Words) -> tuple[str, ...]:
    survey = score.survey
    alpha = "–"
    if survey.alpha:
        value, low, high = (words.number(part, 2) for part in survey.alpha)
        alpha = f"{value} ({low} – {high})"
    groups = (
        words.number(survey.by_group[name]) if name in survey.by_group else "–"
        for name in ("leaders", "research_staff", "others")
    )
    return (
        words.factor(score.factor),
        words.with_span(score),
        words.text(f"claim.{score.claim}"),
        "–" if survey.points is None else words.number(survey.points),
        *groups,
        str(survey.respondents),
        alpha,
        _or_dash(survey.omega, words),
        _or_dash(survey.agreement, words),
    )


def _or_dash(value: float | None, words: Words) -> str:
    return "–" if value is None else words.number(value, 2)


def figure_table(diagnosis: Diagnosis, words: Words) -> Table:
    """Return hard figures with their points, their age and their source."""
    rules = {rule.id: rule for rule in load_indicators()}
    rows = []
    for score in diagnosis.scores:
        for evidence in score.indicators:
            rule = rules[evidence.id]
            rows.append(
                (
                    words.factor(score.factor),
                    words.messages.pick(rule.name),
                    _value(evidence.value, rule.unit, words),
                    "–" if evidence.points is None else words.number(evidence.points),
                    "–" if evidence.value is None else words.percent(evidence.freshness),
                    words.source(rule.source),
                )
            )
    head = ("factor", "indicator", "value", "points", "still_holds", "source")
    return Table(
        words.text("diagnose.figure_table"),
        tuple(words.text(f"head.{name}") for name in head),
        tuple(rows),
        numeric=(2, 3, 4),
        tones=tuple(
            "warning" if evidence.value is not None and evidence.freshness < STALE else "plain"
            for score in diagnosis.scores
            for evidence in score.indicators
        ),
    )


def _value(value: float | None, unit: str, words: Words) -> str:
    if value is None:
        return words.text("unknown")
    return words.percent(value, 1) if unit == "share" else words.number(value, 1)


def factor_reasons(diagnosis: Diagnosis, factor_id: str, words: Words) -> tuple[Block, ...]:
    """Return how the score of one factor came about, down to items and figures."""
    factor = next(factor for factor in load_factors() if factor.id == factor_id)
    alone = [score for score in diagnosis.scores if score.factor == factor_id]
    lever = next(lever for lever in diagnosis.levers if lever.factor == factor_id)
    return (
        Paragraph(
            words.text(
                "diagnose.why",
                factor=words.factor(factor_id),
                score=words.number(alone[0].mean),
                low=words.number(alone[0].low),
                high=words.number(alone[0].high),
                rank=1 + [entry.factor for entry in diagnosis.levers].index(factor_id),
                effect=words.number(lever.effect, 2),
                gap=words.number(lever.gap),
                effort=words.number(lever.effort, 1),
                path=" → ".join(words.factor(step) for step in lever.path) or "–",
            )
        ),
        Paragraph(words.text("diagnose.why_method"), remark=True),
        _answers_table(alone[0], words),
        Bullets(tuple(_item(item.id, words) for item in factor.items)),
        figure_table(replace(diagnosis, scores=tuple(alone)), words),
        Paragraph(words.text("diagnose.why_source", source=factor.source), remark=True),
    )


def _answers_table(score: FactorScore, words: Words) -> Table:
    """Return the answers on one factor, one quantity per row."""
    head = ("claim", "answers", "leaders", "research_staff", "others", "respondents")
    quality = ("alpha", "omega", "agreement")
    cells = _survey_row(score, words)[2:]
    rows = tuple(
        (words.text(f"head.{name}"), cell)
        for name, cell in zip((*head, *quality), cells, strict=True)
    )
    titles = (words.text("head.quantity"), words.text("head.value"))
    return Table(words.text("diagnose.survey_table"), titles, rows)


def _item(item_id: str, words: Words) -> str:
    item = next(item for factor in load_factors() for item in factor.items if item.id == item_id)
    text = words.messages.pick(item.text)
    return words.text(
        "diagnose.item_turned" if item.reverse else "diagnose.item", id=item_id, text=text
    )

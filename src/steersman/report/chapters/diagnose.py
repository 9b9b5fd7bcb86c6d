"""Chapter 2: what holds the firm back."""

from steersman.diagnose import Diagnosis, FactorScore
from steersman.diagnose.factors import load_factors, load_indicators
from steersman.report.chapters.words import Words
from steersman.report.charts import causes_chart, profile_chart
from steersman.report.document import Block, Bullets, Details, Figure, Heading, Paragraph, Table

SHOWN_LEVERS = 5


def diagnose_chapter(diagnosis: Diagnosis, words: Words) -> tuple[Block, ...]:
    """Return the factor profile, what to mend first, causes, and the evidence behind."""
    weakest = min(diagnosis.scores, key=lambda score: score.mean)
    strongest = max(diagnosis.scores, key=lambda score: score.mean)
    return (
        Heading(words.text("diagnose.title"), anchor="diagnose"),
        Paragraph(words.text("diagnose.intro", count=diagnosis.respondents)),
        Figure(
            words.text("diagnose.profile"),
            words.text(
                "diagnose.profile_alt",
                weakest=words.factor(weakest.factor),
                strongest=words.factor(strongest.factor),
            ),
            profile_chart(diagnosis, words.messages),
        ),
        _claims(diagnosis, words),
        Heading(words.text("diagnose.levers"), level=2),
        Paragraph(words.text("diagnose.levers_intro")),
        _levers(diagnosis, words),
        _first_measures(diagnosis, words),
        Figure(
            words.text("diagnose.causes"),
            words.text("diagnose.causes_alt"),
            causes_chart(diagnosis, words.messages),
        ),
        Details(
            words.text("diagnose.evidence"), (_survey(diagnosis, words), _figures(diagnosis, words))
        ),
    )


def _claims(diagnosis: Diagnosis, words: Words) -> Paragraph:
    still_open = [words.factor(score.factor) for score in diagnosis.scores if score.claim == "open"]
    strengths = [words.factor(factor) for factor in diagnosis.strengths]
    parts = []
    if strengths:
        parts.append(words.text("diagnose.strengths", factors=words.join(strengths)))
    if still_open:
        parts.append(words.text("diagnose.open", factors=words.join(still_open)))
    return Paragraph(words.sentences(*parts) or words.text("diagnose.all_said"))


def _levers(diagnosis: Diagnosis, words: Words) -> Table:
    rows = tuple(
        (
            str(place),
            words.factor(lever.factor),
            words.number(100 - lever.gap),
            words.number(lever.priority, 1),
            words.percent(lever.first),
            words.percent(lever.among_three),
            " → ".join(words.factor(step) for step in lever.path) or "–",
        )
        for place, lever in enumerate(diagnosis.levers, start=1)
    )
    head = ("rank", "factor", "score", "priority", "first", "among_three", "path")
    return Table(
        words.text("diagnose.lever_table"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(0, 2, 3, 4, 5),
    )


def _first_measures(diagnosis: Diagnosis, words: Words) -> Bullets:
    factors = {factor.id: factor for factor in load_factors()}
    return Bullets(
        tuple(
            words.text(
                "diagnose.first_measure",
                factor=words.factor(lever.factor),
                good=words.messages.pick(factors[lever.factor].good),
                measure=words.messages.pick(factors[lever.factor].first_measure),
            )
            for lever in diagnosis.levers[:3]
        )
    )


def _survey(diagnosis: Diagnosis, words: Words) -> Table:
    rows = tuple(_survey_row(score, words) for score in diagnosis.scores)
    head = ("factor", "score90", "claim", "answers", "respondents", "alpha", "agreement")
    return Table(
        words.text("diagnose.survey_table"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(3, 4, 5, 6),
    )


def _survey_row(score: FactorScore, words: Words) -> tuple[str, ...]:
    survey = score.survey
    alpha = "–"
    if survey.alpha:
        value, low, high = (words.number(part, 2) for part in survey.alpha)
        alpha = f"{value} ({low} – {high})"
    interval = (
        f"{words.number(score.mean)} ({words.number(score.low)} – {words.number(score.high)})"
    )
    return (
        words.factor(score.factor),
        interval,
        words.text(f"claim.{score.claim}"),
        "–" if survey.points is None else words.number(survey.points),
        str(survey.respondents),
        alpha,
        "–" if survey.agreement is None else words.number(survey.agreement, 2),
    )


def _figures(diagnosis: Diagnosis, words: Words) -> Table:
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
                    words.source(rule.source),
                )
            )
    head = ("factor", "indicator", "value", "points", "source")
    return Table(
        words.text("diagnose.figure_table"),
        tuple(words.text(f"head.{name}") for name in head),
        tuple(rows),
        numeric=(2, 3),
    )


def _value(value: float | None, unit: str, words: Words) -> str:
    if value is None:
        return words.text("unknown")
    return words.percent(value, 1) if unit == "share" else words.number(value, 1)

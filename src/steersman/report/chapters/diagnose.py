"""Chapter 2: what holds the firm back."""

from collections.abc import Sequence

from steersman.diagnose import Diagnosis, Percentile, Trend
from steersman.diagnose.factors import load_factors
from steersman.report.chapters.diagnose_evidence import (
    assumption_table,
    figure_table,
    open_questions,
    survey_quality,
    survey_table,
)
from steersman.report.chapters.words import Words
from steersman.report.charts import causes_chart, profile_chart
from steersman.report.document import Block, Bullets, Details, Figure, Heading, Paragraph, Table

FIRST = 3


def diagnose_chapter(diagnosis: Diagnosis, words: Words) -> tuple[Block, ...]:
    """Return the factor profile, what to mend first, causes, and the evidence behind."""
    weakest = min(diagnosis.scores, key=lambda score: score.mean)
    strongest = max(diagnosis.scores, key=lambda score: score.mean)
    intro = "diagnose.intro" if diagnosis.respondents else "diagnose.intro_none"
    return (
        Heading(words.text("diagnose.title"), anchor="diagnose"),
        Paragraph(words.text(intro, count=diagnosis.respondents)),
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
        Paragraph(words.text("diagnose.levers_intro", goal=words.factor(diagnosis.goal))),
        _levers(diagnosis, words),
        _first_measures(diagnosis, words),
        Figure(
            words.text("diagnose.causes"),
            words.text("diagnose.causes_alt"),
            causes_chart(diagnosis, words.messages),
        ),
        Heading(words.text("diagnose.sureness"), level=2),
        *survey_quality(diagnosis, words),
        Paragraph(words.text("diagnose.ask")),
        *open_questions(diagnosis, words),
        Details(
            words.text("diagnose.evidence"),
            (
                survey_table(diagnosis, words),
                figure_table(diagnosis, words),
                assumption_table(diagnosis, words),
            ),
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
            words.with_span(diagnosis.score(lever.factor)),
            words.number(lever.effect, 2),
            words.number(lever.gap),
            words.number(lever.effort, 1),
            words.number(lever.priority, 1),
            words.percent(lever.first),
            words.percent(lever.among_three),
            " → ".join(words.factor(step) for step in lever.path[:-1]) or "–",
        )
        for place, lever in enumerate(diagnosis.levers, start=1)
    )
    head = (
        "rank", "factor", "score90", "effect", "gap", "effort", "priority", "first", "among_three",
        "path",
    )  # fmt: skip
    return Table(
        words.text("diagnose.lever_table"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(0, *range(2, 9)),
        narrow=(0, 1, 2, 5, 6, 8),
    )


def _first_measures(diagnosis: Diagnosis, words: Words) -> Bullets:
    factors = {factor.id: factor for factor in load_factors()}
    return Bullets(
        tuple(
            words.text(
                "diagnose.first_measure",
                factor=words.factor(lever.factor),
                family=words.text(f"family.{factors[lever.factor].family}"),
                good=words.messages.pick(factors[lever.factor].good),
                measure=words.messages.pick(factors[lever.factor].first_measure),
            )
            for lever in diagnosis.levers[:FIRST]
        )
    )


def trend_table(trends: Sequence[Trend], words: Words) -> Table:
    """Return what has changed since an earlier dossier."""
    rows = tuple(
        (
            words.factor(trend.factor),
            words.number(trend.before),
            words.number(trend.now),
            words.text("span", low=words.signed(trend.low, 0), high=words.signed(trend.high, 0)),
            words.percent(trend.better),
        )
        for trend in trends
    )
    head = ("factor", "earlier", "now", "change90", "better")
    return Table(
        words.text("diagnose.trend_table"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(1, 2, 3, 4),
    )


def percentile_table(percentiles: Sequence[Percentile], words: Words) -> Table:
    """Return where the firm stands in a cohort."""
    rows = tuple(
        (
            words.factor(entry.factor),
            words.number(entry.percentile),
            f"{words.number(entry.low)} – {words.number(entry.high)}",
            str(entry.firms),
        )
        for entry in percentiles
    )
    head = ("factor", "percentile", "percentile90", "firms")
    return Table(
        words.text("diagnose.percentile_table"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(1, 2, 3),
    )

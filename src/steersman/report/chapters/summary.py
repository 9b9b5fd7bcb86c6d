"""The first page: the answer."""

from steersman.methods.interval import Answer
from steersman.pipeline import Analysis
from steersman.report.chapters.identify import answer_text
from steersman.report.chapters.plan import nothing_to_do
from steersman.report.chapters.steer import finding_text
from steersman.report.chapters.words import Words
from steersman.report.document import (
    Block,
    Bullets,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Tone,
)

SURE, LIKELY = 0.7, 0.4
SHOWN = 3


def summary_chapter(analysis: Analysis, words: Words) -> tuple[Block, ...]:
    """Return what the firm is, what to mend, what to choose, do and put right, on one page."""
    return (
        Heading(words.text("summary.title"), anchor="summary"),
        _figures(analysis, words),
        Paragraph(_answer(analysis, words)),
        Bullets(
            (
                _what_we_are(analysis, words),
                _what_holds_back(analysis, words),
                _what_to_do(analysis, words),
                _what_to_put_right(analysis, words),
            )
        ),
    )


def _figures(analysis: Analysis, words: Words) -> KeyFigures:
    leader, lever = analysis.choice.leader, analysis.diagnosis.levers[0]
    errors = sum(finding.severity == "error" for finding in analysis.steering.findings)
    ruin: Tone = "good" if analysis.plan.feasible else "bad"
    return KeyFigures(
        (
            KeyFigure(
                words.text("summary.strategy"),
                words.strategy(leader.strategy),
                words.text("summary.best_in", chance=words.percent(leader.acceptability)),
            ),
            KeyFigure(
                words.text("summary.lever"),
                words.factor(lever.factor),
                words.text("summary.among_three", chance=words.percent(lever.among_three)),
            ),
            KeyFigure(
                words.text("summary.value"),
                words.estimate(analysis.plan.value),
                words.text("summary.projects", count=len(analysis.plan.projects)),
            ),
            KeyFigure(
                words.text("summary.ruin"),
                words.chance(analysis.plan.ruin_probability)
                if analysis.plan.cash
                else words.text("unknown"),
                words.text("plan.limit", limit=words.percent(analysis.plan.ruin_limit)),
                ruin,
            ),
            KeyFigure(
                words.text("summary.findings"),
                str(len(analysis.steering.findings)),
                words.text("summary.errors", count=errors),
                "bad" if errors else "good",
            ),
        )
    )


def _answer(analysis: Analysis, words: Words) -> str:
    leader = analysis.choice.leader
    sure = "sure" if leader.acceptability >= SURE else "likely"
    unknown = sum(score.claim == "open" for score in analysis.diagnosis.scores)
    if leader.acceptability < LIKELY or 2 * unknown >= len(analysis.diagnosis.scores):
        sure = "open"
    projects = [words.project(chosen.project) for chosen in analysis.plan.projects[:SHOWN]]
    return words.text(
        f"summary.answer.{sure}",
        strategy=words.strategy(leader.strategy),
        second=words.strategy(analysis.choice.strategies[:2][-1].strategy),
        lever=words.factor(analysis.diagnosis.levers[0].factor),
        projects=words.join(projects) or words.text("none"),
    )


def _what_we_are(analysis: Analysis, words: Words) -> str:
    parts = [
        f"{words.rule(status.rule, analysis.identification.law_on)}: {answer_text(status, words)}"
        for status in analysis.identification.statuses
        if status.in_force and Answer.YES in {status.answer, status.held}
    ]
    return words.text("summary.we_are", statuses=words.join(parts) or words.text("none"))


def _what_holds_back(analysis: Analysis, words: Words) -> str:
    levers = words.join(words.factor(lever.factor) for lever in analysis.diagnosis.levers[:SHOWN])
    return words.text("summary.holds_back", levers=levers)


def _what_to_do(analysis: Analysis, words: Words) -> str:
    plan = analysis.plan
    if not plan.projects:
        return words.text(nothing_to_do(words))
    names = words.join(words.project(chosen.project) for chosen in plan.projects)
    funding = words.join(words.funding(added.id) for added in plan.funding) or words.text("none")
    return words.text("summary.do", projects=names, funding=funding)


def _what_to_put_right(analysis: Analysis, words: Words) -> str:
    if not words.dossier.strategy.objectives:
        return words.text("steer.no_objectives")
    first = [finding_text(finding, words)[0] for finding in analysis.steering.findings[:SHOWN]]
    return words.text("summary.put_right", findings=words.sentences(*first) or words.text("none"))

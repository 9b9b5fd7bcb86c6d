"""The whole report, and single chapters, as documents."""

from dataclasses import replace

from steersman.pipeline import Analysis
from steersman.report.chapters import (
    Words,
    appendix_chapter,
    choose_chapter,
    course_chapter,
    diagnose_chapter,
    equity_chapter,
    finance_chapter,
    identify_chapter,
    people_chapter,
    plan_chapter,
    since_chapter,
    steer_chapter,
    summary_chapter,
)
from steersman.report.document import Block, Document
from steersman.steer import impersonal


def build_report(analysis: Analysis, words: Words, *, personal: bool = False) -> Document:
    """Return the report: the answer on one page, then evidence, then the appendix.

    Args:
        analysis: What the stages found out.
        words: Words of the reader's language.
        personal: Whether it shows assessments, bonuses and packages of single people.
    """
    if not personal:
        analysis = replace(analysis, steering=impersonal(analysis.steering))
    since = since_chapter(analysis, words) if analysis.course.since else ()
    blocks = (
        *summary_chapter(analysis, words),
        *since,
        *identify_chapter(analysis.identification, words),
        *diagnose_chapter(analysis.diagnosis, words),
        *choose_chapter(analysis.choice, words, analysis.trials, analysis.plan.value),
        *plan_chapter(analysis.plan, words),
        *people_chapter(analysis.people, words, personal=personal),
        *finance_chapter(analysis.financing, words),
        *equity_chapter(analysis.equity, words),
        *steer_chapter(analysis.steering, words),
        *course_chapter(analysis.course, words),
        *appendix_chapter(analysis.provenance, words),
    )
    return _document(analysis, words, blocks)


def build_board_page(analysis: Analysis, words: Words) -> Document:
    """Return one page: what has changed since last time, and what is to be decided."""
    analysis = replace(analysis, steering=impersonal(analysis.steering))
    blocks = since_chapter(analysis, words)
    return replace(_document(analysis, words, blocks), title=_board_title(analysis, words))


def _board_title(analysis: Analysis, words: Words) -> str:
    return words.text("since.document", firm=analysis.dossier.firm.name)


def _document(analysis: Analysis, words: Words, blocks: tuple[Block, ...]) -> Document:
    firm = analysis.dossier.firm
    title = words.text("report.title", firm=firm.name)
    subtitle = words.text(
        "report.subtitle", date=analysis.provenance.as_of, version=analysis.provenance.version
    )
    language = words.messages.language
    return Document(title, subtitle, language, blocks, analysis.provenance.as_of)

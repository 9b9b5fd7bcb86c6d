"""EU status over several years: it changes only after two closed years in a row (Article 4(2))."""

from steersman.dossier import Firm, YearFigures
from steersman.identify.facts import group_facts
from steersman.identify.result import SizeClass, YearStatus
from steersman.methods.interval import Answer
from steersman.rulebook import Rule, evaluate

CEILINGS = ("micro", "small")
"""Criteria of the rule for the size classes below medium, smallest first."""


def statuses_by_year(
    rule: Rule, firm: Firm, years: tuple[YearFigures, ...]
) -> tuple[YearStatus, ...]:
    """Return the status after each year from the first to the last closed one.

    The first year's own figures give the first status. Related enterprises are taken with the
    figures the dossier gives for them, the same in every year; a year without figures is open.
    """
    figures = without_gaps(years)
    within = [evaluate(rule, group_facts(firm, entry)).answer for entry in figures]
    after = two_year_rule(within)
    return tuple(
        YearStatus(entry.year, inside, status)
        for entry, inside, status in zip(figures, within, after, strict=True)
    )


def without_gaps(years: tuple[YearFigures, ...]) -> list[YearFigures]:
    """Return the figures of every year from the first to the last; a missing one says nothing."""
    by_year = {figures.year: figures for figures in years}
    span = range(years[0].year, years[-1].year + 1) if years else ()
    return [by_year.get(year, YearFigures(year=year)) for year in span]


def two_year_rule(within: list[Answer]) -> list[Answer]:
    """Return the status after each year, given whether each year keeps a ceiling.

    A status is lost or gained only if two years in a row are on the other side. Where a year is
    open, both courses are followed; the status is definite if they lead to the same.
    """
    courses: set[tuple[bool, bool]] = set()
    result = []
    for answer in within:
        possible = [answer is Answer.YES] if answer in {Answer.YES, Answer.NO} else [True, False]
        if not courses:
            courses = {(inside, inside) for inside in possible}
        else:
            courses = {
                (inside, inside if inside == before else status)
                for before, status in courses
                for inside in possible
            }
        outcomes = {status for _, status in courses}
        definite = Answer.YES if outcomes == {True} else Answer.NO
        result.append(Answer.UNKNOWN if len(outcomes) > 1 else definite)
    return result


def size_class(rule: Rule, firm: Firm, years: tuple[YearFigures, ...], is_sme: Answer) -> SizeClass:
    """Return the size class after the last closed year; each ceiling follows the two-year rule."""
    if is_sme is Answer.NO:
        return "not_sme"
    if is_sme is not Answer.YES or not years:
        return "unknown"
    evaluations = [evaluate(rule, group_facts(firm, figures)) for figures in without_gaps(years)]
    reached = {
        name: two_year_rule([evaluation.criterion(name).answer for evaluation in evaluations])[-1]
        for name in CEILINGS
    }
    if reached["micro"] is Answer.YES:
        return "micro"
    if Answer.UNKNOWN in reached.values():
        return "unknown"
    return "small" if reached["small"] is Answer.YES else "medium"

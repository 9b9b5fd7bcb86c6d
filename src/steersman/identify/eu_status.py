"""EU status over several years: it changes only after two closed years in a row (Article 4(2))."""

from steersman.dossier import Firm, YearFigures
from steersman.identify.facts import group_facts
from steersman.identify.result import SizeClass, YearStatus
from steersman.methods.interval import Answer
from steersman.rulebook import Evaluation, Rule, evaluate


def statuses_by_year(
    rule: Rule, firm: Firm, years: tuple[YearFigures, ...]
) -> tuple[YearStatus, ...]:
    """Return the status after each closed year.

    The first year's own figures give the first status. Related enterprises are taken with the
    figures the dossier gives for them, the same in every year.
    """
    result: list[YearStatus] = []
    for figures in years:
        within = evaluate(rule, group_facts(firm, figures)).answer
        result.append(YearStatus(figures.year, within, _status(result, figures.year, within)))
    return tuple(result)


def _status(earlier: list[YearStatus], year: int, within: Answer) -> Answer:
    if not earlier or within not in {Answer.YES, Answer.NO}:
        return within
    last = earlier[-1]
    consecutive = last.year == year - 1
    if not consecutive or last.is_sme not in {Answer.YES, Answer.NO}:
        return within
    return within if last.within_ceilings == within else last.is_sme


def size_class(evaluation: Evaluation, is_sme: Answer) -> SizeClass:
    """Return the size class of the last closed year of a firm with a given SME status."""
    if is_sme is Answer.NO:
        return "not_sme"
    if is_sme is not Answer.YES:
        return "unknown"
    micro = evaluation.criterion("micro").answer
    small = evaluation.criterion("small").answer
    if micro is Answer.YES:
        return "micro"
    if Answer.UNKNOWN in {micro, small}:
        return "unknown"
    return "small" if small is Answer.YES else "medium"

"""Stage 1: what are we? Official statuses, the way to those missed, and what reliefs are worth."""

from collections.abc import Mapping, Sequence
from datetime import date

from steersman.dossier import Dossier
from steersman.identify.accounts import closed_years, latest_figures
from steersman.identify.bands import next_bands
from steersman.identify.eu_status import size_class, statuses_by_year
from steersman.identify.facts import facts_of
from steersman.identify.freshness import warnings_of
from steersman.identify.jurisdictions import jurisdictions_of
from steersman.identify.margins import margins
from steersman.identify.path import benefit, find_paths
from steersman.identify.payments import relief_payments
from steersman.identify.questions import Question, rank_questions
from steersman.identify.result import (
    ContradictoryFacts,
    Identification,
    SizeClass,
    Status,
    YearStatus,
)
from steersman.identify.worth import TaxYear, Worth, work_out
from steersman.methods.interval import Answer, Interval
from steersman.rulebook import (
    Evaluation,
    Facts,
    FactValue,
    Rule,
    contradictions,
    evaluate,
    fact_granted_by,
    load_rule,
    rule_ids,
    unmet_criteria,
)

EU_DEFINITION = "eu/sme-definition"
ESTABLISHED = "established"
"""Criterion of rules that are only for firms of a member state."""
MORE_RESEARCH = 1000
"""Units of currency added to find what one more unit of research costs."""


def identify(dossier: Dossier, as_of: date, law_on: date | None = None) -> Identification:
    """Evaluate every official status, and what reliefs are worth, on what the dossier says.

    Args:
        dossier: The firm.
        as_of: Day for which the figures are taken.
        law_on: Day for which the law is taken; the same day if left out.
    """
    law_on = law_on or as_of
    facts = known_facts(dossier, as_of, law_on)
    rules = [
        rule
        for name in rule_ids(jurisdictions_of(dossier.firm))
        if not _elsewhere(rule := load_rule(name, law_on), facts)
    ]
    reliefs = [rule for rule in rules if rule.relief and rule.in_force(law_on)]
    worth = work_out(reliefs, facts, law_on)
    if worth.taxable_income is not None:
        facts.setdefault("taxable_income", worth.taxable_income)
    statuses = tuple(
        _status(rule, dossier, facts, as_of, law_on, reliefs)
        for rule in rules
        if rule.kind == "status"
    )
    latest = latest_figures(dossier.firm, as_of)
    return Identification(
        as_of=as_of,
        law_on=law_on,
        figures_of_year=latest.year if latest else None,
        statuses=statuses,
        worth=worth,
        questions=_questions(rules, facts, statuses, worth, law_on),
        contradictions=contradictory(facts),
        research_subsidy=_research_subsidy(reliefs, facts, law_on),
        payments=relief_payments([rule.id for rule in rules], dossier.firm, facts, law_on),
    )


def _elsewhere(rule: Rule, facts: Facts) -> bool:
    """Whether a rule is for firms established where this one is not."""
    asked = any(criterion.id == ESTABLISHED for criterion in rule.criteria)
    return asked and facts.get("established_in_eu") is Answer.NO


def known_facts(dossier: Dossier, as_of: date, law_on: date) -> dict[str, FactValue]:
    """Return the facts of a firm, with its EU status after the two-year rule."""
    facts = facts_of(dossier, as_of)
    years = closed_years(dossier.firm, as_of)
    if latest_figures(dossier.firm, as_of) is not None:
        rule = load_rule(EU_DEFINITION, law_on)
        answer = statuses_by_year(rule, dossier.firm, years)[-1].is_sme
        size = size_class(rule, dossier.firm, years, answer)
        if answer is not Answer.UNKNOWN:
            facts.setdefault("eu_sme", answer)
        if size != "unknown":
            small = size in {"micro", "small"}
            facts.setdefault("eu_small", Answer.YES if small else Answer.NO)
    return facts


def _status(
    rule: Rule,
    dossier: Dossier,
    facts: Facts,
    as_of: date,
    law_on: date,
    reliefs: Sequence[Rule],
) -> Status:
    evaluation = evaluate(rule, facts, law_on)
    history: tuple[YearStatus, ...] = ()
    answer, size = evaluation.answer, _class(rule, evaluation)
    if rule.id == EU_DEFINITION:
        years = closed_years(dossier.firm, as_of)
        history = statuses_by_year(rule, dossier.firm, years)
        recent = latest_figures(dossier.firm, as_of) is not None
        answer = history[-1].is_sme if recent else answer
        size = size_class(rule, dossier.firm, years, answer) if recent else "unknown"
    in_force = rule.in_force(law_on)
    held = _held(rule, facts)
    wanted = in_force and rule.application is not None and held is not Answer.YES
    return Status(
        rule=rule.id,
        in_force=in_force,
        evaluation=evaluation,
        answer=answer,
        unmet=unmet_criteria(rule, facts, law_on) if answer is Answer.NO else (),
        held=held,
        warnings=warnings_of(rule, answer, law_on),
        next_bands=next_bands(rule, evaluation),
        years=history,
        size_class=size,
        margins=margins(rule, facts, law_on),
        paths=find_paths(rule, dossier.firm, facts, law_on, reliefs) if wanted else (),
        yearly_benefit=benefit(rule, facts, reliefs, law_on),
    )


def _class(rule: Rule, evaluation: Evaluation) -> SizeClass:
    """Return the first class whose criterion is met, if those before it are not."""
    for name, criterion in rule.classes:
        answer = evaluation.criterion(criterion).answer if criterion else Answer.YES
        if answer is Answer.YES:
            return name  # type: ignore[return-value]  # the classes of rule files are sizes
        if answer is not Answer.NO:
            break
    return "unknown"


def _held(rule: Rule, facts: Facts) -> Answer | None:
    granted = fact_granted_by(rule.id)
    if granted is None:
        return None
    value = facts.get(granted, Answer.UNKNOWN)
    return value if isinstance(value, Answer) else Answer.UNKNOWN


def _questions(
    rules: Sequence[Rule],
    facts: Facts,
    statuses: Sequence[Status],
    worth: Worth,
    law_on: date,
) -> tuple[Question, ...]:
    """Rank what to ask; the money of grants does not count, since a jury decides on them."""
    value: dict[str, float] = {}
    grants = {rule.id for rule in rules if rule.mechanism == "grant"}
    for relief in worth.reliefs:
        gain = relief.if_reached if relief.rule not in grants else None
        value[relief.rule] = float(gain.high) if gain is not None and gain.high else 0.0
    for status in statuses:
        value[status.rule] = status.yearly_benefit or 0.0
    settled = [rule for rule in rules if rule.in_force(law_on) and rule.kind != "tax"]
    return rank_questions(settled, facts, value, law_on)


def contradictory(facts: Mapping[str, FactValue]) -> tuple[ContradictoryFacts, ...]:
    """Return the pairs of facts of which the part is sure to exceed the whole."""
    found = []
    for pair in contradictions():
        part, whole = facts.get(pair.part), facts.get(pair.whole)
        if not isinstance(part, Interval) or not isinstance(whole, Interval):
            continue
        if part.low is not None and whole.high is not None and part.low > whole.high:
            found.append(ContradictoryFacts(pair.part, pair.whole, part, whole))
    return tuple(found)


def _research_subsidy(reliefs: Sequence[Rule], facts: Facts, law_on: date) -> float | None:
    """Return the share of one more unit of the firm's own research that the reliefs bear.

    It is what the unit saves beyond its ordinary deduction, which any cost has; more than one
    where the firm stands just beyond a bound.
    """
    now = TaxYear(reliefs, facts, law_on, "low")
    research = {"rd_spending", "rd_own", "rd_personnel"}
    if now.base is None or not now.known or any(not _known(facts, name) for name in research):
        return None
    more = dict(facts)
    for name in research:
        value = facts[name]
        if isinstance(value, Interval):
            more[name] = value + Interval.exactly(MORE_RESEARCH)
    then = TaxYear(reliefs, more, law_on, "low")
    gained = then.cash(then.best_set()) - now.cash(now.best_set())
    return float(gained) / MORE_RESEARCH


def _known(facts: Facts, name: str) -> bool:
    value = facts.get(name)
    return isinstance(value, Interval) and value.known

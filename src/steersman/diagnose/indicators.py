"""Hard figures of a dossier that speak for a factor, and how old they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

import numpy as np

from steersman.diagnose.factors import load_indicators
from steersman.dossier import Dossier, YearFigures
from steersman.identify.accounts import closed_years

DAYS_PER_MONTH = 30.4375
BONUS_THAT_COUNTS = 0.1
TECHNICAL_LEVEL = 2
LONGEST_RUNWAY = 36.0
YEARS_OF_EQUITY = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its age.

    Attributes:
        value: The figure, None where the dossier does not give it.
        freshness: Chance that it still holds, given its age.
    """

    value: float | None
    freshness: float = 1.0


def indicator_figures(dossier: Dossier, as_of: date) -> dict[str, Figure]:
    """Return every indicator's figure by name."""
    figures = {}
    for rule in load_indicators():
        value = INDICATORS[rule.id](dossier, as_of)
        freshness = 1.0
        if rule.half_life is not None and value is not None:
            ages = (
                DATED[rule.id](dossier, as_of) if rule.id in DATED else _account_age(dossier, as_of)
            )
            chances = np.array([rule.freshness(age) for age in ages])
            # Each entry counts by its freshness, so that old ones do not age the fresh.
            freshness = float((chances**2).sum() / chances.sum())
        figures[rule.id] = Figure(value, freshness)
    return figures


def _account_age(dossier: Dossier, as_of: date) -> list[float]:
    """Return by how many months the latest accounts are older than yearly accounts must be."""
    year = _latest(dossier, as_of)
    if year is None:
        return [0.0]
    months = 12 * (as_of.year - year.year - 2) + as_of.month
    return [max(float(months), 0.0)]


def _months_since(day: date, as_of: date) -> float:
    return max((as_of - day).days, 0) / DAYS_PER_MONTH


def _feedback_ages(dossier: Dossier, as_of: date) -> list[float]:
    return [
        _months_since(entry.date, as_of)
        for entry in dossier.market.feedback
        if entry.satisfaction is not None and entry.date <= as_of
    ]


def _rival_ages(dossier: Dossier, as_of: date) -> list[float]:
    return [
        _months_since(entry.date, as_of)
        for entry in dossier.market.competitors
        if entry.date <= as_of
    ]


DATED: dict[str, Callable[[Dossier, date], list[float]]] = {
    "customer_satisfaction": _feedback_ages,
    "strength_of_rivals": _rival_ages,
}
"""Ages in months of the entries behind indicators that do not come from the accounts."""


def _fresher_counts_more(values: list[float], ages: list[float], indicator: str) -> float | None:
    """Return the mean of dated entries, each with the weight its age has left it."""
    rule = next(rule for rule in load_indicators() if rule.id == indicator)
    if not values:
        return None
    return float(np.average(values, weights=[rule.freshness(age) for age in ages]))


def _customer_satisfaction(dossier: Dossier, as_of: date) -> float | None:
    said = [
        float(entry.satisfaction)
        for entry in dossier.market.feedback
        if entry.satisfaction is not None and entry.date <= as_of
    ]
    return _fresher_counts_more(said, _feedback_ages(dossier, as_of), "customer_satisfaction")


def _strength_of_rivals(dossier: Dossier, as_of: date) -> float | None:
    strengths = [
        float(entry.strength) for entry in dossier.market.competitors if entry.date <= as_of
    ]
    return _fresher_counts_more(strengths, _rival_ages(dossier, as_of), "strength_of_rivals")


def _latest(dossier: Dossier, as_of: date) -> YearFigures | None:
    """Return the last closed year, however old: what is old counts less, but is not nothing."""
    years = closed_years(dossier.firm, as_of)
    return years[-1] if years else None


def _share(part: Decimal | float | None, whole: Decimal | float | None) -> float | None:
    return None if part is None or not whole else float(part) / float(whole)


def _year_share(part: str, whole: str) -> Callable[[Dossier, date], float | None]:
    def work_out(dossier: Dossier, as_of: date) -> float | None:
        year = _latest(dossier, as_of)
        return _share(getattr(year, part), getattr(year, whole)) if year else None

    return work_out


def _rd_total(year: YearFigures | None) -> Decimal | None:
    return year.rd_spending.total if year and year.rd_spending else None


def _public_support(dossier: Dossier, as_of: date) -> float | None:
    year = _latest(dossier, as_of)
    return _share(year.public_support, _rd_total(year)) if year else None


def _rd_intensity(dossier: Dossier, as_of: date) -> float | None:
    year = _latest(dossier, as_of)
    return _share(_rd_total(year), year.revenue) if year else None


def _equity_raised(dossier: Dossier, as_of: date) -> float | None:
    pairs = [
        (year.equity_raised, spent)
        for year in dossier.firm.years
        if as_of.year - YEARS_OF_EQUITY <= year.year < as_of.year
        and year.equity_raised is not None
        and (spent := _rd_total(year)) is not None
    ]
    return _share(sum(raised for raised, _ in pairs), sum(spent for _, spent in pairs))


def _market_evidence_age(dossier: Dossier, as_of: date) -> float | None:
    market = dossier.market
    dates = [
        *(entry.date for entry in market.segments),
        *(entry.date for entry in market.competitors),
        *(entry.date for entry in market.trends),
        *(entry.date for entry in market.feedback),
    ]
    if not dates:
        return None
    return float(median((as_of - day).days for day in dates)) / DAYS_PER_MONTH


def _risks_covered(dossier: Dossier, _as_of: date) -> float | None:
    risks = dossier.risks.risks
    covered = [
        risk
        for risk in risks
        if risk.owner and risk.mitigation and None not in (risk.likelihood, risk.impact)
    ]
    return len(covered) / len(risks) if risks else None


def _technical_leaders(dossier: Dossier, _as_of: date) -> float | None:
    leaders = [person for person in dossier.people if person.leader]
    technical = [p for p in leaders if max(p.skills.values(), default=0) >= TECHNICAL_LEVEL]
    return len(technical) / len(leaders) if leaders else None


def runway_months(dossier: Dossier, _as_of: date) -> float | None:
    """Return how many months the cash lasts at today's costs and margin, at most 36."""
    finance = dossier.finance
    if finance is None or finance.existing_business is None or not dossier.people:
        return None
    payroll = sum(float(person.monthly_cost) for person in dossier.people)
    burn = (
        payroll + float(finance.fixed_costs_monthly) - finance.existing_business.monthly_margin.mean
    )
    return LONGEST_RUNWAY if burn <= 0 else min(LONGEST_RUNWAY, float(finance.cash) / burn)


def _research_staff_sharing(dossier: Dossier, _as_of: date) -> float | None:
    research = [person for person in dossier.people if person.function == "research"]
    sharing = [p for p in research if p.equity_share > 0 or p.bonus_share >= BONUS_THAT_COUNTS]
    return len(sharing) / len(research) if research else None


def _rights_per_ten_staff(dossier: Dossier, as_of: date) -> float | None:
    firm, year = dossier.firm, _latest(dossier, as_of)
    complete = firm.intellectual_property_complete and firm.certificates_complete
    if not year or not year.science_staff or not complete:
        return None
    patents = sum(
        right.kind == "invention_patent" and right.granted is not None and right.granted <= as_of
        for right in firm.intellectual_property
    )
    standards = sum(c.kind == "led_standard" and c.issued <= as_of for c in firm.certificates)
    return 10 * (patents + standards) / year.science_staff


def _projects_per_researcher(dossier: Dossier, as_of: date) -> float | None:
    """Return key projects begun and neither ended nor failed by a day, per full-time researcher."""
    researchers = sum(person.fte * person.rd_share for person in dossier.people)
    past = [actual for actual in dossier.progress if actual.date <= as_of]
    begun = {a.reference.split("/")[0] for a in past if a.kind == "stage_started"}
    failed = {a.reference.split("/")[0] for a in past if a.kind == "stage_failed"}
    done = {a.reference for a in past if a.kind == "stage_finished"}
    under_way = [
        project
        for project in dossier.projects
        if project.key
        and project.id in begun - failed
        and not all(f"{project.id}/{stage.id}" in done for stage in project.stages)
    ]
    return len(under_way) / researchers if begun and researchers else None


INDICATORS: dict[str, Callable[[Dossier, date], float | None]] = {
    "public_support_ratio": _public_support,
    "margin_over_costs": _year_share("profit_before_tax", "revenue"),
    "months_since_market_evidence": _market_evidence_age,
    "risks_covered": _risks_covered,
    "equity_raised_ratio": _equity_raised,
    "technical_leaders": _technical_leaders,
    "runway_months": runway_months,
    "science_staff_share": _year_share("science_staff", "headcount"),
    "staff_turnover": _year_share("staff_left", "headcount"),
    "research_staff_sharing": _research_staff_sharing,
    "rights_per_ten_staff": _rights_per_ten_staff,
    "projects_per_researcher": _projects_per_researcher,
    "rd_intensity": _rd_intensity,
    "training_per_payroll": _year_share("training_spending", "personnel_cost"),
    "customer_satisfaction": _customer_satisfaction,
    "strength_of_rivals": _strength_of_rivals,
}
"""How each indicator of ``factors.toml`` is worked out."""

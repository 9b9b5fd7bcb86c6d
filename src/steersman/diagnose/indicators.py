"""Hard figures of a dossier that speak for a factor."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import median

from steersman.dossier import Dossier, YearFigures

DAYS_PER_MONTH = 30.4375
BONUS_THAT_COUNTS = 0.1
TECHNICAL_LEVEL = 2
LONGEST_RUNWAY = 36.0
YEARS_OF_EQUITY = 3


def indicator_values(dossier: Dossier, as_of: date) -> dict[str, float | None]:
    """Return every indicator's figure by name, None where the dossier does not give it."""
    return {name: work_out(dossier, as_of) for name, work_out in INDICATORS.items()}


def _latest(dossier: Dossier, as_of: date) -> YearFigures | None:
    closed = [year for year in dossier.firm.years if year.year < as_of.year]
    return max(closed, key=lambda year: year.year) if closed else None


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
    years = [y for y in dossier.firm.years if as_of.year - YEARS_OF_EQUITY <= y.year < as_of.year]
    raised = [year.equity_raised for year in years if year.equity_raised is not None]
    spent = [total for year in years if (total := _rd_total(year)) is not None]
    return _share(sum(raised), sum(spent)) if raised and spent else None


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
    firm = dossier.firm
    year = _latest(dossier, as_of)
    if not year or not year.science_staff or not firm.intellectual_property_complete:
        return None
    patents = sum(right.kind == "invention_patent" for right in firm.intellectual_property)
    standards = sum(certificate.kind == "led_standard" for certificate in firm.certificates)
    return 10 * (patents + standards) / year.science_staff


def _projects_per_researcher(dossier: Dossier, _as_of: date) -> float | None:
    researchers = sum(person.fte * person.rd_share for person in dossier.people)
    started = {a.reference.split("/")[0] for a in dossier.progress if a.kind == "stage_started"}
    return len(started) / researchers if started and researchers else None


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
}
"""How each indicator of ``factors.toml`` is worked out."""

"""Facts that official rules ask for, worked out from a dossier."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from steersman.dossier import Dossier, Firm, YearFigures
from steersman.identify.ownership import group_total
from steersman.methods.interval import UNKNOWN_AMOUNT, Answer, Interval, Number, exact_fraction
from steersman.rulebook import FactValue

CLASS_ONE = {
    "invention_patent", "new_plant_variety", "national_crop_variety", "national_new_drug",
    "protected_chinese_medicine", "integrated_circuit_layout",
}  # fmt: skip
"""Rights of class I in 国科发政〔2017〕115号; all others are class II."""

YEARS_OF_AWARDS = 5


def closed_years(firm: Firm, as_of: date) -> tuple[YearFigures, ...]:
    """Return the figures of financial years that had ended by a day, oldest first."""
    return tuple(sorted((y for y in firm.years if y.year < as_of.year), key=lambda y: y.year))


def facts_of(dossier: Dossier, as_of: date) -> dict[str, FactValue]:
    """Return every fact by name as of a day; what the dossier does not say is unknown.

    Yearly figures are those of the last closed year.
    """
    firm = dossier.firm
    years = closed_years(firm, as_of)
    latest = years[-1] if years else YearFigures(year=as_of.year - 1)
    facts: dict[str, FactValue] = {
        "registered_in_mainland": _truth(value=firm.registered_in_mainland),
        "restricted_products": _truth(value=firm.restricted_products),
        "clean_conduct": _clean_conduct(firm, as_of),
        "staff": amount(latest.headcount),
        "science_staff": amount(latest.science_staff),
        "sales": amount(latest.revenue),
        "assets": amount(latest.total_assets),
        "costs_and_expenses": amount(latest.costs_and_expenses),
        "rd_spending": amount(latest.rd_spending.total if latest.rd_spending else None),
        "class_one_rights": _rights(firm, as_of, class_one=True),
        "class_two_rights": _rights(firm, as_of, class_one=False),
    }
    facts |= _certificates(firm, as_of)
    return facts | group_facts(firm, latest)


def amount(value: Number | None) -> Interval:
    """Return a number as an exact interval, or as unknown."""
    return UNKNOWN_AMOUNT if value is None else Interval.exactly(value)


def _truth(*, value: bool | None) -> Answer:
    if value is None:
        return Answer.UNKNOWN
    return Answer.YES if value else Answer.NO


def _clean_conduct(firm: Firm, as_of: date) -> Answer:
    """Answer whether nothing stands against the firm in the year of the day and the one before."""
    first_day = date(as_of.year - 1, 1, 1)
    held = any(
        breach.date <= as_of
        and (breach.date >= first_day or _still_listed(breach.kind, breach.ended, as_of))
        for breach in firm.breaches
    )
    if held:
        return Answer.NO
    return Answer.YES if firm.breaches_complete else Answer.UNKNOWN


def _still_listed(kind: str, ended: date | None, as_of: date) -> bool:
    return kind.endswith("_list") and (ended is None or ended > as_of)


def _rights(firm: Firm, as_of: date, *, class_one: bool) -> Interval:
    counted = [
        right
        for right in firm.intellectual_property
        if right.core and (right.kind in CLASS_ONE) == class_one
        and right.granted is not None and right.granted <= as_of
    ]  # fmt: skip
    low = Fraction(len(counted))
    undated = [r for r in firm.intellectual_property if r.core and r.granted is None]
    possible = low + sum((right.kind in CLASS_ONE) == class_one for right in undated)
    return Interval(low, possible if firm.intellectual_property_complete else None)


def _certificates(firm: Firm, as_of: date) -> dict[str, FactValue]:
    recent = date(as_of.year - YEARS_OF_AWARDS, as_of.month, min(as_of.day, 28))
    held = {
        certificate.kind
        for certificate in firm.certificates
        if certificate.issued <= as_of
        and (certificate.expires is None or certificate.expires >= as_of)
        and (certificate.kind not in {"national_science_award", "led_standard"}
             or certificate.issued >= recent)
    }  # fmt: skip
    absent = Answer.NO if firm.certificates_complete else Answer.UNKNOWN
    names = {
        "high_tech_certificate": "high_tech_enterprise",
        "national_award": "national_science_award",
        "research_institution": "rd_institution",
        "led_standard": "led_standard",
    }
    return {fact: Answer.YES if kind in held else absent for fact, kind in names.items()}


def group_facts(firm: Firm, year: YearFigures) -> dict[str, FactValue]:
    """Return the facts of a year with related enterprises added, money in euro."""
    related = firm.related_enterprises
    complete = bool(firm.ownership_complete)
    staff = group_total(amount(year.headcount), related, lambda e: e.headcount, complete=complete)
    turnover = group_total(
        _euro(firm, year.revenue),
        related,
        lambda e: _euro_number(firm, e.revenue),
        complete=complete,
    )
    assets = group_total(
        _euro(firm, year.total_assets),
        related,
        lambda e: _euro_number(firm, e.total_assets),
        complete=complete,
    )
    return {
        "group_staff": staff,
        "group_turnover_euro": turnover,
        "group_assets_euro": assets,
        "public_body_control": Answer.NO if complete else Answer.UNKNOWN,
    }


def _euro(firm: Firm, value: Decimal | None) -> Interval:
    number = _euro_number(firm, value)
    return UNKNOWN_AMOUNT if number is None else Interval.exactly(number)


def _euro_number(firm: Firm, value: Decimal | None) -> Fraction | None:
    rate = 1.0 if firm.currency == "EUR" else firm.euro_rate
    return None if value is None or not rate else Fraction(value) / exact_fraction(rate)

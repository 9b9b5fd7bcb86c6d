"""Facts that official rules ask for, worked out from a dossier."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from steersman.dossier import Certificate, Dossier, Firm, YearFigures
from steersman.identify.ownership import group_total
from steersman.methods.interval import UNKNOWN_AMOUNT, Answer, Interval, Number, exact_fraction
from steersman.rulebook import FactValue

CLASS_ONE = {
    "invention_patent", "new_plant_variety", "national_crop_variety", "national_new_drug",
    "protected_chinese_medicine", "integrated_circuit_layout",
}  # fmt: skip
"""Rights of class I in 国科发政〔2017〕115号; all others are class II."""

YEARS_VALID = {
    "high_tech_enterprise": 3, "technology_sme": 1, "innovative_sme": 3, "specialised_sme": 3,
    "little_giant": 3, "national_science_award": 5, "led_standard": 5,
}  # fmt: skip
"""Years for which a status without a date of expiry counts: 国科发火〔2016〕32号 (high-tech),
国科发政〔2017〕115号, Articles 8 and 11 (technology SME; awards and standards of five years),
工信部企业〔2022〕63号 (graded titles)."""

ACCOUNTS_DUE_MONTH = 5
"""Last month in which the accounts of the year before may still be missing (tax settlement)."""

LEAP_DAY = (2, 29)
PUBLIC_LIMIT = Fraction(1, 4)


def closed_years(firm: Firm, as_of: date) -> tuple[YearFigures, ...]:
    """Return the figures of financial years that had ended by a day, oldest first."""
    return tuple(sorted((y for y in firm.years if y.year < as_of.year), key=lambda y: y.year))


def latest_figures(firm: Firm, as_of: date) -> YearFigures | None:
    """Return the figures that count on a day: those of the year before.

    Until the end of May, while accounts are drawn up, the year before that may stand in for it;
    older figures say nothing about today.
    """
    years = closed_years(firm, as_of)
    oldest = as_of.year - (2 if as_of.month <= ACCOUNTS_DUE_MONTH else 1)
    return years[-1] if years and years[-1].year >= oldest else None


def facts_of(dossier: Dossier, as_of: date) -> dict[str, FactValue]:
    """Return every fact by name as of a day; what the dossier does not say is unknown.

    Yearly figures are those of :func:`latest_figures`.
    """
    firm = dossier.firm
    latest = latest_figures(firm, as_of) or YearFigures(year=as_of.year - 1)
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
    held = {c.kind for c in firm.certificates if c.issued <= as_of <= _valid_until(c)}
    absent = Answer.NO if firm.certificates_complete else Answer.UNKNOWN
    names = {
        "high_tech_certificate": "high_tech_enterprise",
        "national_award": "national_science_award",
        "research_institution": "rd_institution",
        "led_standard": "led_standard",
    }
    return {fact: Answer.YES if kind in held else absent for fact, kind in names.items()}


def _valid_until(certificate: Certificate) -> date:
    """Return the last day on which a certificate counts, by its own date or by law."""
    if certificate.expires is not None:
        return certificate.expires
    years = YEARS_VALID.get(certificate.kind)
    return date.max if years is None else _years_later(certificate.issued, years)


def _years_later(day: date, years: int) -> date:
    leap_day = (day.month, day.day) == LEAP_DAY
    return date(day.year + years, day.month, 28 if leap_day else day.day)


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
        "public_body_control": _public_control(firm),
    }


def _euro(firm: Firm, value: Decimal | None) -> Interval:
    number = _euro_number(firm, value)
    return UNKNOWN_AMOUNT if number is None else Interval.exactly(number)


def _euro_number(firm: Firm, value: Decimal | None) -> Fraction | None:
    rate = 1.0 if firm.currency == "EUR" else firm.euro_rate
    return None if value is None or not rate else Fraction(value) / exact_fraction(rate)


def _public_control(firm: Firm) -> Answer:
    """Answer whether public bodies hold a quarter or more, jointly or alone."""
    holders = [e for e in firm.related_enterprises if not e.related_through]
    sure = sum(exact_fraction(holder.share) for holder in holders if holder.public_body)
    possible = sum(exact_fraction(h.share) for h in holders if h.public_body is not False)
    if sure >= PUBLIC_LIMIT:
        return Answer.YES
    ruled_out = firm.ownership_complete and possible < PUBLIC_LIMIT
    return Answer.NO if ruled_out else Answer.UNKNOWN

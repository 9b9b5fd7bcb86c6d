"""Facts that official rules ask for, worked out from a dossier."""

from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from fractions import Fraction

from steersman.dossier import Certificate, DeclaredFact, Dossier, Firm, YearFigures
from steersman.identify.accounts import amount, latest_figures, yearly_facts
from steersman.identify.jurisdictions import EU_MEMBERS
from steersman.identify.ownership import group_total
from steersman.methods.interval import UNKNOWN_AMOUNT, Answer, Interval, exact_fraction
from steersman.rulebook import FactValue, fact_catalogue

CLASS_ONE = {
    "invention_patent", "new_plant_variety", "national_crop_variety", "national_new_drug",
    "protected_chinese_medicine", "integrated_circuit_layout",
}  # fmt: skip
"""Rights of class I in 国科发政〔2017〕115号."""
CLASS_TWO = {"utility_model", "design", "software_copyright"}
CERTIFICATE_FACTS = {
    "high_tech_certificate": "high_tech_enterprise",
    "technology_sme_registration": "technology_sme",
    "innovative_sme_title": "innovative_sme",
    "specialised_sme_title": "specialised_sme",
    "little_giant_title": "little_giant",
    "national_award": "national_science_award",
    "research_institution": "rd_institution",
    "led_standard": "led_standard",
    "innovation_demonstration": "innovation_demonstration",
}
"""Facts that a valid certificate of a kind settles."""
RECENT_AWARDS = {
    "national_award_three_years": "national_science_award",
    "provincial_award_three_years": "provincial_science_award",
}
"""Facts that an award of the last three years settles."""
MANUFACTURING = "C"
TOBACCO_AND_ENTERTAINMENT = ("C16", "C12", "R90", "R93")
"""Tobacco (GB/T 4754 C16, NACE C12) and entertainment (GB/T 4754 R90, NACE R93)."""

YEARS_VALID = {
    "high_tech_enterprise": 3, "technology_sme": 1, "innovative_sme": 3, "specialised_sme": 3,
    "little_giant": 3, "national_science_award": 5, "led_standard": 5,
}  # fmt: skip
"""Years for which a status without a date of expiry counts: 国科发火〔2016〕32号 (high-tech),
国科发政〔2017〕115号, Articles 8 and 11 (technology SME; awards and standards of five years),
工信部企业〔2022〕63号 (graded titles)."""

LEAP_DAY = (2, 29)
PUBLIC_LIMIT = Fraction(1, 4)


def facts_of(dossier: Dossier, as_of: date) -> dict[str, FactValue]:
    """Return every fact by name as of a day; what the dossier does not say is left out.

    Yearly figures are those of :func:`latest_figures`. Facts that the dossier declares go before
    those worked out from its other parts.
    """
    firm = dossier.firm
    latest = latest_figures(firm, as_of) or YearFigures(year=as_of.year - 1)
    facts: dict[str, FactValue] = {
        "registered_in_mainland": _truth(value=firm.registered_in_mainland),
        "established_in_eu": _truth(value=firm.country.upper() in EU_MEMBERS),
        "restricted_products": _truth(value=firm.restricted_products),
        "clean_conduct": _clean_conduct(firm, as_of),
        "serious_breach_last_year": _serious_breach(firm, as_of),
        "class_one_rights": _rights(firm, as_of, CLASS_ONE),
        "class_two_rights": _rights(firm, as_of, CLASS_TWO),
        "own_class_one_rights": _rights(firm, as_of, CLASS_ONE, own=True),
        "invention_patents": _rights(firm, as_of, {"invention_patent"}),
    }
    rate = 1.0 if firm.currency == "EUR" else firm.euro_rate
    if rate:
        facts["euro_rate"] = amount(rate)
    facts |= yearly_facts(firm, latest)
    facts |= _age(firm, as_of) | _industry(firm) | _certificates(firm, as_of)
    facts |= group_facts(firm, latest)
    if firm.ownership_complete and not firm.related_enterprises:
        facts["affiliated_staff"] = amount(latest.headcount)
    facts |= declared_facts(firm.declared_facts)
    return {name: value for name, value in facts.items() if not _nothing(name, value)}


def _nothing(name: str, value: FactValue) -> bool:
    """Whether a value says nothing about a fact that could also follow from others."""
    info = fact_catalogue()[name]
    return value == info.unknown if info.numeric else value is Answer.UNKNOWN


def declared_facts(declared: tuple[DeclaredFact, ...]) -> dict[str, FactValue]:
    """Return facts that a dossier declares by name; what is not in the catalogue is left out."""
    facts: dict[str, FactValue] = {}
    for entry in declared:
        info = fact_catalogue().get(entry.fact)
        if info is None:
            continue
        if info.kind == "choice" and entry.choice:
            facts[entry.fact] = entry.choice
        elif info.kind == "truth" and entry.answer is not None:
            facts[entry.fact] = _truth(value=entry.answer)
        elif info.numeric and entry.amount is not None:
            facts[entry.fact] = amount(entry.amount)
    return facts


def _age(firm: Firm, as_of: date) -> dict[str, FactValue]:
    if firm.founded is None:
        return {}
    months = 12 * (as_of.year - firm.founded.year) + as_of.month - firm.founded.month
    months -= as_of.day < firm.founded.day
    days = (as_of - firm.founded).days
    return {"age_days": amount(max(days, 0)), "age_months": amount(max(months, 0))}


def _industry(firm: Firm) -> dict[str, FactValue]:
    """Return what the industry code (GB/T 4754, NACE: sections as letters) and the class tell."""
    facts: dict[str, FactValue] = {}
    code = firm.industry_code.upper()
    if firm.size_industry:
        facts["size_industry"] = firm.size_industry
        if firm.size_industry not in {"industry", "other"}:
            facts["manufacturing"] = facts["tobacco_or_entertainment"] = Answer.NO
    if code[:1].isalpha():
        facts["manufacturing"] = _truth(value=code.startswith(MANUFACTURING))
        excluded = code.startswith(TOBACCO_AND_ENTERTAINMENT)
        facts["tobacco_or_entertainment"] = _truth(value=excluded)
    return facts


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


def _serious_breach(firm: Firm, as_of: date) -> Answer:
    """Answer whether a serious accident or offence lies within the year before the day."""
    first_day = _years_later(as_of, -1)
    serious = {"serious_accident", "environmental_offence", "serious_dishonesty_list"}
    found = any(b.kind in serious and first_day < b.date <= as_of for b in firm.breaches)
    if found:
        return Answer.YES
    return Answer.NO if firm.breaches_complete else Answer.UNKNOWN


def _rights(firm: Firm, as_of: date, kinds: AbstractSet[str], *, own: bool = False) -> Interval:
    asked = [
        right
        for right in firm.intellectual_property
        if right.core and right.kind in kinds and not (own and right.bought)
    ]
    low = Fraction(sum(r.granted is not None and r.granted <= as_of for r in asked))
    possible = low + sum(right.granted is None for right in asked)
    return Interval(low, possible if firm.intellectual_property_complete else None)


def _certificates(firm: Firm, as_of: date) -> dict[str, FactValue]:
    held = {c.kind for c in firm.certificates if c.issued <= as_of <= _valid_until(c)}
    recent = {c.kind for c in firm.certificates if _years_later(as_of, -3) < c.issued <= as_of}
    absent = Answer.NO if firm.certificates_complete else Answer.UNKNOWN
    facts: dict[str, FactValue] = {
        fact: Answer.YES if kind in held else absent for fact, kind in CERTIFICATE_FACTS.items()
    }
    for fact, kind in RECENT_AWARDS.items():
        facts[fact] = Answer.YES if kind in recent else absent
    return facts


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

"""Totals of a group of enterprises as the EU definition adds them (2003/361/EC, Articles 3, 6)."""

from collections.abc import Callable
from fractions import Fraction

from steersman.dossier import RelatedEnterprise
from steersman.methods.interval import UNKNOWN_AMOUNT, Interval, Number, exact_fraction

PARTNER_FROM = Fraction(1, 4)
LINKED_ABOVE = Fraction(1, 2)


def counted_shares(enterprises: tuple[RelatedEnterprise, ...]) -> dict[str, Fraction]:
    """Return by name which share of each related enterprise's data is added to the firm's.

    Linked enterprises (more than half, or control) count in full, transitively. Partners (a
    quarter to a half) count pro rata; a partner's own partners do not count. Exempt investors do
    not count up to a half, unless they are linked with another holder of the firm.
    """
    by_name = {enterprise.name: enterprise for enterprise in enterprises}
    return {name: _share(name, by_name, frozenset()) for name in by_name}


def _share(name: str, by_name: dict[str, RelatedEnterprise], above: frozenset[str]) -> Fraction:
    enterprise = by_name[name]
    outer = by_name.get(enterprise.related_through)
    if name in above:
        return Fraction(0)
    if outer is None:
        return Fraction(0) if _exempt(enterprise, by_name) else _tie(enterprise)
    if outer.exempt_investor and enterprise.exempt_investor and is_linked(enterprise):
        return _tie(outer)
    above_share = _share(outer.name, by_name, above | {name})
    if above_share < 1 and not is_linked(enterprise):
        return Fraction(0)
    return above_share * _tie(enterprise)


def _exempt(enterprise: RelatedEnterprise, by_name: dict[str, RelatedEnterprise]) -> bool:
    if not enterprise.exempt_investor or is_linked(enterprise):
        return False
    return not any(
        other.related_through == enterprise.name and is_linked(other) for other in by_name.values()
    )


def is_linked(enterprise: RelatedEnterprise) -> bool:
    """Whether an enterprise is linked: more than half of the capital or votes, or control."""
    return enterprise.controls or exact_fraction(enterprise.share) > LINKED_ABOVE


def _tie(enterprise: RelatedEnterprise) -> Fraction:
    if is_linked(enterprise):
        return Fraction(1)
    held = exact_fraction(enterprise.share)
    return held if held >= PARTNER_FROM else Fraction(0)


def group_total(
    own: Interval,
    enterprises: tuple[RelatedEnterprise, ...],
    figure: Callable[[RelatedEnterprise], Number | None],
    *,
    complete: bool,
) -> Interval:
    """Return the firm's figure plus what is added for related enterprises.

    Args:
        own: The firm's own figure.
        enterprises: Related enterprises.
        figure: Takes the figure from an enterprise; None where it is not known.
        complete: Whether the list is known to be complete; if not, the total has no upper bound.
    """
    total = own
    for enterprise in enterprises:
        part = counted_shares(enterprises)[enterprise.name]
        value = figure(enterprise)
        if part == 0:
            continue
        known = UNKNOWN_AMOUNT if value is None else Interval.exactly(part * exact_fraction(value))
        total = total + known
    return total if complete else Interval(total.low, None)

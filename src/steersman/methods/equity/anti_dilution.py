"""Conversion prices of earlier preferred shares after a round at a lower price.

Weighted average and full ratchet as in the model charter of the National Venture Capital
Association (October 2025, section 4.4.4).
"""

from fractions import Fraction


def weighted_average(
    conversion_price: Fraction, outstanding: Fraction, money: Fraction, issued: Fraction
) -> Fraction:
    """Return the new conversion price by weighted average; never above the old one.

    Args:
        conversion_price: Price before the issue.
        outstanding: Shares before the issue: all as converted and exercised for the broad-based
            formula, fewer for a narrow one. All series take the same count from before the issue.
        money: What was paid for the new shares.
        issued: New shares.

    Raises:
        ValueError: If a count or price is not positive.
    """
    if conversion_price <= 0 or outstanding <= 0 or issued <= 0 or money < 0:
        raise ValueError("prices and counts must be positive")
    at_old_price = money / conversion_price
    return min(
        conversion_price, conversion_price * (outstanding + at_old_price) / (outstanding + issued)
    )


def full_ratchet(conversion_price: Fraction, issue_price: Fraction) -> Fraction:
    """Return the new conversion price by full ratchet: that of the new issue if it is lower."""
    return min(conversion_price, issue_price)

"""What a tax relief takes off the price of research (the B-index; Warda 2001, OECD 2013)."""


def implied_subsidy(rate: float, extra_deduction: float) -> float:
    """Return one minus the B-index: the share of research cost that the tax system bears.

    The B-index is the income before tax needed to cover one unit of research,
    ``(1 - A) / (1 - rate)``, where ``A = rate * (1 + extra_deduction)`` is the tax that the unit
    saves.

    Args:
        rate: Tax rate on the firm's income.
        extra_deduction: Share deducted beyond the cost itself, 1 for a deduction of 200 %.
    """
    saved = rate * (1 + extra_deduction)
    return 1 - (1 - saved) / (1 - rate)


def implied_subsidy_of_credit(rate: float, credit: float, *, taxed: bool) -> float:
    """Return the same for a credit or payment of a share of research cost.

    Args:
        rate: Tax rate on the firm's income.
        credit: Share of the cost paid.
        taxed: Whether the payment itself is taxed.
    """
    saved = rate + credit * (1 - rate if taxed else 1)
    return 1 - (1 - saved) / (1 - rate)

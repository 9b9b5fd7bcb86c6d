"""What share of a firm investors must have, round by round, for the return they ask (VC method)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class VentureRound:
    """A round: when, how much, and the yearly return its investors ask."""

    years: Fraction
    money: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True)
class VentureShare:
    """What a round's investors must have.

    Attributes:
        final: Share of the firm at the exit.
        retention: Share of a stake that later rounds leave.
        bought: Share to buy in the round, so that ``final`` is left.
        shares: New shares.
        price: Price of a share.
        pre_money: Value of the firm before the money.
    """

    final: Fraction
    retention: Fraction
    bought: Fraction
    shares: Fraction
    price: Fraction
    pre_money: Fraction


def venture_shares(
    rounds: Sequence[VentureRound], exit_value: Fraction, exit_years: int, shares: Fraction
) -> tuple[VentureShare, ...]:
    """Return what each round's investors must have.

    Args:
        rounds: Rounds in order of time, in whole years before the exit.
        exit_value: Value of the firm at the exit.
        exit_years: Years until then.
        shares: Shares before the first round.

    Raises:
        ValueError: If the investors would need all of the firm.
    """
    finals = [
        entry.money * (1 + entry.rate) ** int(exit_years - entry.years) / exit_value
        for entry in rounds
    ]
    if sum(finals, Fraction(0)) >= 1:
        raise ValueError("the returns asked for take the whole firm")
    found: list[VentureShare] = []
    total = shares
    for place, entry in enumerate(rounds):
        retention = 1 - sum(finals[place + 1 :], Fraction(0))
        bought = finals[place] / retention
        new = total * bought / (1 - bought)
        price = entry.money / new
        found.append(VentureShare(finals[place], retention, bought, new, price, price * total))
        total += new
    return tuple(found)

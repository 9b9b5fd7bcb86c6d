"""Facts from the accounts of closed years."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from steersman.dossier import Firm, RdSpending, YearFigures
from steersman.methods.interval import UNKNOWN_AMOUNT, UNKNOWN_NUMBER, Interval, Number
from steersman.rulebook import FactValue

ACCOUNTS_DUE_MONTH = 5
"""Last month in which the accounts of the year before may still be missing (tax settlement)."""


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


def amount(value: Number | None) -> Interval:
    """Return a number as an exact interval, or as unknown."""
    return UNKNOWN_AMOUNT if value is None else Interval.exactly(value)


def yearly_facts(firm: Firm, latest: YearFigures) -> dict[str, FactValue]:
    """Return the facts of the accounts that count and of those of the years before."""
    before = [_figures(firm, latest.year - back) for back in range(1, 4)]
    facts: dict[str, FactValue] = {
        "staff": amount(latest.headcount),
        "science_staff": amount(latest.science_staff),
        "costs_and_expenses": amount(latest.costs_and_expenses),
        "high_tech_revenue": amount(latest.high_tech_revenue),
        "main_business_revenue": amount(latest.main_business_revenue),
        "main_business_revenue_1_before": amount(before[0].main_business_revenue),
        "profit": _signed(latest.profit_before_tax),
        "profit_1_before": _signed(before[0].profit_before_tax),
        "assets": amount(latest.total_assets),
        "sales": amount(latest.revenue),
        "rd_spending": amount(_rd(latest)),
        "rd_own": _research(latest, "personnel", "materials", "depreciation"),
        "rd_personnel": _research(latest, "personnel"),
        "rd_other": _research(latest, "other"),
        "rd_outsourced_domestic": _research(latest, "outsourced_domestic"),
        "contract_research": _research(latest, "outsourced_domestic", "outsourced_abroad"),
        "rd_outsourced_abroad": _research(latest, "outsourced_abroad"),
        "rd_abroad_three_years": sum(
            (_research(year, "outsourced_abroad") for year in (latest, *before[:2])),
            Interval.exactly(0),
        ),
        "net_assets": _signed(latest.net_assets),
        "rd_spending_3_before": amount(_rd(before[2])),
        "equity_raised_two_years": _total([latest, before[0]], lambda y: y.equity_raised),
        "equity_raised_three_years": _total([latest, *before[:2]], lambda y: y.equity_raised),
        "losses_five_years": usable_losses(firm, latest.year, 5),
        "losses_ten_years": usable_losses(firm, latest.year, 10),
    }
    for back, figures in enumerate(before[:2], 1):
        facts[f"costs_and_expenses_{back}_before"] = amount(figures.costs_and_expenses)
        facts[f"sales_{back}_before"] = amount(figures.revenue)
        facts[f"rd_spending_{back}_before"] = amount(_rd(figures))
        facts[f"net_assets_{back}_before"] = _signed(figures.net_assets)
    return facts


def _figures(firm: Firm, year: int) -> YearFigures:
    """Return the figures of a year; all zero before the firm was founded."""
    if firm.founded is not None and year < firm.founded.year:
        return _nothing_in(year)
    return next((y for y in firm.years if y.year == year), YearFigures(year=year))


def _nothing_in(year: int) -> YearFigures:
    zero = Decimal(0)
    return YearFigures(
        year=year, headcount=0, science_staff=0, revenue=zero, high_tech_revenue=zero,
        main_business_revenue=zero, costs_and_expenses=zero, profit_before_tax=zero,
        total_assets=zero, net_assets=zero, equity_raised=zero, rd_spending=RdSpending(),
    )  # fmt: skip


def _rd(figures: YearFigures) -> Decimal | None:
    return None if figures.rd_spending is None else figures.rd_spending.total


def _research(figures: YearFigures, *kinds: str) -> Interval:
    """Return the R&D spending of some kinds in a year."""
    spending = figures.rd_spending
    if spending is None:
        return UNKNOWN_AMOUNT
    return amount(sum((getattr(spending, kind) for kind in kinds), Decimal(0)))


def _signed(value: Number | None) -> Interval:
    return UNKNOWN_NUMBER if value is None else Interval.exactly(value)


def _total(years: list[YearFigures], figure: Callable[[YearFigures], Number | None]) -> Interval:
    return sum((amount(figure(year)) for year in years), Interval.exactly(0))


def usable_losses(firm: Firm, year: int, span: int) -> Interval:
    """Return the losses of the years before a year that have not been set off yet.

    A profit sets off the oldest losses first, each within ``span`` years after it was made
    (企业所得税法, Article 18). Where earlier years are not known, what the known ones leave is a
    lower bound: older losses could only have taken up later profits first.
    """
    first = year
    while first > year - 2 * span and _profit(firm, first - 1) is not None:
        first -= 1
    left = _losses_left(firm, range(first, year), span)
    if first == year - 2 * span:
        return Interval.exactly(left)
    made = (_profit(firm, past) or Fraction(0) for past in range(year - span, year))
    most = sum((max(-profit, Fraction(0)) for profit in made), Fraction(0))
    return Interval(left, most if first <= year - span else None)


def _losses_left(firm: Firm, years: range, span: int) -> Fraction:
    left: dict[int, Fraction] = {}
    for past in years:
        left = {made: loss for made, loss in left.items() if made >= past - span}
        profit = _profit(firm, past) or Fraction(0)
        rest = max(profit, Fraction(0))
        for made in sorted(left):
            used = min(left[made], rest)
            left[made] -= used
            rest -= used
        if profit < 0:
            left[past] = -profit
    return sum((loss for made, loss in left.items() if made >= years.stop - span), Fraction(0))


def _profit(firm: Firm, year: int) -> Fraction | None:
    profit = _figures(firm, year).profit_before_tax
    return None if profit is None else Fraction(profit)

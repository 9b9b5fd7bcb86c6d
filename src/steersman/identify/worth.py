"""What reliefs are worth to a firm: the best lawful set, and what each of them adds to it.

The tax of a year follows the mechanism of each relief in turn: deductions come off the profit,
then losses of earlier years, then the rate applies, then credits come off the tax; payments are
paid whatever the tax. Reliefs that exclude each other are never taken together, and only one rate
applies. The best set is found by trying all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import chain, combinations
from typing import Literal

from steersman.identify.freshness import warnings_of
from steersman.methods.interval import Answer, Interval
from steersman.rulebook import Facts, FactValue, Rule, unmet_criteria, verdict_of
from steersman.rulebook.evaluate import Evaluator

End = Literal["low", "high"]
STACKED = frozenset({"rate", "deduction", "losses", "credit", "payment"})
"""Mechanisms whose money depends on what else is taken."""
MOST_COMBINED = 12
"""Reliefs of one firm that are combined exactly; no jurisdiction of the rulebook has more."""


@dataclass(frozen=True, slots=True)
class ReliefWorth:
    """What one relief is worth in a year like the last.

    Attributes:
        rule: The relief.
        answer: Whether the firm may use it.
        taken: Whether it is in the best set.
        yearly: Money that it adds to the rest of the best set, in a year; None where it hangs on an
            event or on facts that are not known.
        if_reached: The same if the firm may not use it yet but could.
        amount: The deduction, credit or payment itself, or the rate.
        missing: Facts it would need.
        unmet: Criteria that stand in the way.
        paid_month: Month of the next year in which the money is there.
        warnings: Why the answer needs a second look, see :func:`warnings_of`.
    """

    rule: str
    answer: Answer
    taken: bool
    yearly: Interval | None
    if_reached: Interval | None
    amount: Interval | None
    missing: tuple[str, ...]
    unmet: tuple[str, ...]
    paid_month: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """What all reliefs together are worth in a year like the last.

    Attributes:
        tax_without: Tax without any relief, None where it is not known.
        tax_with: Tax, less payments, with the best set.
        taxable_income: Taxable income with the best set.
        best: The best set.
        reliefs: Every relief of the jurisdiction.
        saving: Money that the best set is worth in a year; where the tax is not known, of the
            payments alone.
        assumed_least: Facts that are not known and were taken at the least they can be.
    """

    tax_without: Interval | None
    tax_with: Interval | None
    taxable_income: Interval | None
    best: tuple[str, ...]
    reliefs: tuple[ReliefWorth, ...]
    saving: Interval | None
    assumed_least: tuple[str, ...]


def work_out(rules: Sequence[Rule], facts: Facts, on: date) -> Worth:
    """Return what the reliefs among some rules are worth to a firm.

    Args:
        rules: Rules in force, of one jurisdiction and the unions it belongs to.
        facts: What is known of the firm.
        on: Day of the law.
    """
    reliefs = [rule for rule in rules if rule.relief and rule.mechanism != "base_rate"]
    years = {end: TaxYear(rules, facts, on, end) for end in ("low", "high")}
    low, high = years["low"], years["high"]
    best, best_high = low.best_set(), high.best_set()
    entries = tuple(_relief(rule, years, best, facts, on) for rule in reliefs)
    taxed = low.known and low.base is not None
    gains = [
        year.cash(best_of_year) - year.cash(())
        for year, best_of_year in ((low, best), (high, best_high))
    ]
    return Worth(
        tax_without=_bounds(-low.cash(()), -high.cash(())) if taxed else None,
        tax_with=_bounds(-low.cash(best), -high.cash(best_high)) if taxed else None,
        taxable_income=_bounds(low.income(best), high.income(best_high)) if taxed else None,
        best=tuple(rule.id for rule in best),
        reliefs=entries,
        saving=_bounds(gains[0], gains[1]) if low.known else None,
        assumed_least=low.assumed,
    )


def tax_with(rules: Sequence[Rule], facts: Facts, on: date) -> Fraction | None:
    """Return the tax, less payments, with the best set of reliefs; None where it is not known."""
    year = TaxYear(rules, facts, on, "low")
    return -year.cash(year.best_set()) if year.base is not None and year.known else None


def _bounds(one: Fraction, other: Fraction) -> Interval:
    return Interval(min(one, other), max(one, other))


def _relief(
    rule: Rule,
    years: Mapping[str, "TaxYear"],
    best: Sequence[Rule],
    facts: Facts,
    on: date,
) -> ReliefWorth:
    relief = rule.relief
    if relief is None:
        raise ValueError(f"{rule.id} has no relief")
    settled = _with_income(facts, years["low"], best)
    evaluator = Evaluator(rule, settled, on)
    answer = evaluator.answer(rule.verdict)
    amount = evaluator.value(relief.amount) if relief.amount is not None else None
    yearly = reached = None
    if relief.mechanism in STACKED and years["low"].known:
        gains = [year.gain(rule) for year in years.values()]
        if answer is Answer.YES:
            yearly = _bounds(gains[0], gains[1])
        else:
            reached = _bounds(gains[0], gains[1])
    elif relief.mechanism == "grant" and amount is not None and amount.high is not None:
        yearly, reached = (amount, None) if answer is Answer.YES else (None, amount)
    return ReliefWorth(
        rule=rule.id,
        answer=answer,
        taken=rule in best,
        yearly=yearly,
        if_reached=reached,
        amount=amount,
        missing=evaluator.open_facts(rule.verdict),
        unmet=unmet_criteria(rule, settled, on),
        paid_month=relief.paid_month,
        warnings=warnings_of(rule, answer, on),
    )


def _with_income(facts: Facts, year: "TaxYear", taken: Sequence[Rule]) -> dict[str, FactValue]:
    settled = dict(facts)
    if year.known:
        settled["taxable_income"] = Interval.exactly(year.income(taken))
    return settled


class TaxYear:
    """The tax of a year like the last, with amounts not known exactly at one of their ends.

    Args:
        rules: Reliefs that may be in force, and the base rate of the tax where it is known.
        facts: What is known of the firm; its taxable income follows from the reliefs taken.
        on: Day of the law.
        end: At which end to take amounts that are known within bounds.
    """

    def __init__(self, rules: Sequence[Rule], facts: Facts, on: date, end: End) -> None:
        self.base = next((rule for rule in rules if rule.mechanism == "base_rate"), None)
        self.facts = {name: value for name, value in facts.items() if name != "taxable_income"}
        self.on = on
        self.end = end
        self.reliefs = [rule for rule in rules if rule.mechanism in STACKED]
        self._assumed: dict[str, list[str]] = {}
        self._amounts: dict[str, Fraction] = {}
        self._usable: dict[str, bool] = {}
        profit = facts.get("profit")
        self.profit = profit.low if isinstance(profit, Interval) and profit.known else None
        self.base_usable = self.base is None or verdict_of(self.base, self.facts, on) is Answer.YES

    @property
    def known(self) -> bool:
        """Whether enough is known to work out the tax."""
        return self.base_usable and (self.profit is not None or self.base is None)

    @property
    def assumed(self) -> tuple[str, ...]:
        """Facts not known that were taken at their least in a relief that may be used."""
        used = [rule for rule in self.reliefs if self.usable(rule)]
        return tuple(
            dict.fromkeys(name for rule in used for name in self._assumed.get(rule.id, ()))
        )

    def usable(self, rule: Rule) -> bool:
        """Whether the firm may use a relief, or may where income alone decides."""
        if rule.id not in self._usable:
            self._usable[rule.id] = self._may_use(rule)
        return self._usable[rule.id]

    def _may_use(self, rule: Rule) -> bool:
        evaluator = Evaluator(rule, self.facts, self.on)
        answer = evaluator.answer(rule.verdict)
        if answer is Answer.UNKNOWN:
            open_facts = {n for n in evaluator.leaves(rule.verdict) if not evaluator.settled(n)}
            return open_facts == {"taxable_income"}
        return answer is Answer.YES

    def best_set(
        self, granted: Rule | None = None, without: Rule | None = None
    ) -> tuple[Rule, ...]:
        """Return the lawful set that leaves most cash, the smallest of equals.

        Args:
            granted: A relief to be taken as usable.
            without: A relief to be left out.
        """
        if not self.known:
            return ()
        offered = (rule for rule in self.reliefs if rule is not without)
        usable = [rule for rule in offered if rule is granted or self.usable(rule)]
        if len(usable) > MOST_COMBINED:
            raise ValueError(f"{len(usable)} reliefs at once are more than can be combined")
        sets = chain.from_iterable(combinations(usable, size) for size in range(len(usable) + 1))
        lawful = (chosen for chosen in sets if self.lawful(chosen, granted))
        return max(lawful, key=self.cash, default=())

    def gain(self, rule: Rule) -> Fraction:
        """Return what a relief adds to the best set of the others."""
        with_it = self.cash(self.best_set(granted=rule))
        return with_it - self.cash(self.best_set(without=rule))

    def lawful(self, chosen: Sequence[Rule], granted: Rule | None) -> bool:
        """Whether reliefs may be taken together, with the income they leave."""
        names = {rule.id for rule in chosen}
        if any(rule.relief and names & set(rule.relief.excludes) for rule in chosen):
            return False
        if sum(rule.mechanism == "rate" for rule in chosen) > 1:
            return False
        facts = _with_income(self.facts, self, chosen)
        asking = [rule for rule in chosen if rule is not granted]
        return all(verdict_of(rule, facts, self.on) is Answer.YES for rule in asking)

    def losses_used(self, chosen: Sequence[Rule]) -> Fraction:
        """Return the losses of earlier years that a set takes off the income."""
        without = tuple(rule for rule in chosen if rule.mechanism != "losses")
        return self.income(without) - self.income(chosen)

    def income(self, chosen: Sequence[Rule]) -> Fraction:
        """Return the taxable income that a set leaves."""
        income = (self.profit or Fraction(0)) - self._sum(chosen, "deduction")
        income = max(income, Fraction(0))
        return income - min(self._sum(chosen, "losses"), income)

    def cash(self, chosen: Sequence[Rule]) -> Fraction:
        """Return payments less tax."""
        tax = Fraction(0)
        if self.base is not None:
            rates = [rule for rule in chosen if rule.mechanism == "rate"]
            tax = self.income(chosen) * self._rate(rates[0] if rates else self.base, chosen)
            tax -= min(self._sum(chosen, "credit"), tax)
        elif self.end == "high":  # no more is known than that a credit is no larger than the tax
            tax -= self._sum(chosen, "credit")
        return self._sum(chosen, "payment") - tax

    def _rate(self, rule: Rule, chosen: Sequence[Rule]) -> Fraction:
        relief = rule.relief
        if relief is None or relief.amount is None:
            raise ValueError(f"{rule.id} gives no rate")
        facts = _with_income(self.facts, self, chosen)
        rate = Evaluator(rule, facts, self.on).value(relief.amount)
        return rate.low if rate.low is not None else Fraction(0)

    def _sum(self, chosen: Iterable[Rule], mechanism: str) -> Fraction:
        parts = (self._amount(rule) for rule in chosen if rule.mechanism == mechanism)
        return sum(parts, Fraction(0))

    def _amount(self, rule: Rule) -> Fraction:
        if rule.id not in self._amounts:
            self._amounts[rule.id] = self._work_out_amount(rule)
        return self._amounts[rule.id]

    def _work_out_amount(self, rule: Rule) -> Fraction:
        relief = rule.relief
        if relief is None or relief.amount is None:
            return Fraction(0)
        evaluator = Evaluator(rule, self.facts, self.on)
        amount = evaluator.value(relief.amount)
        end = amount.low if self.end == "low" or amount.high is None else amount.high
        if not amount.known:
            names = evaluator.leaves(relief.amount)
            self._assumed[rule.id] = [name for name in names if not evaluator.settled(name)]
        return max(end or Fraction(0), Fraction(0))

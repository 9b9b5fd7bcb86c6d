"""Names of columns of results, and of what stands in them, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10

from steersman.choose.strategies import load_strategies
from steersman.cohort import columns
from steersman.diagnose.factors import load_factors, load_indicators
from steersman.messages import Messages
from steersman.report.document import Block, Paragraph
from steersman.rulebook import load_rule, rule_ids

SMALL = 0.1
"""Share below which, and above one less it, a decimal is shown."""
HUNDRED, STEPS, MOST_DECIMALS, LEAST_CHANCE = 100, 3, 6, 0.001


@dataclass(frozen=True, slots=True)
class Names:
    """The reader's language, and names in it.

    Attributes:
        messages: Texts of the language.
        as_of: Day whose rules' titles count.
    """

    messages: Messages
    as_of: date

    def text(self, code: str, **parameters: object) -> str:
        """Return a text of the catalogue."""
        return self.messages.text(code, **parameters)

    def heads(self, *names: str) -> tuple[str, ...]:
        """Return the heads of a table's columns."""
        return tuple(self.text(f"population.head.{name}") for name in names)

    def column(self, name: str) -> str:
        """Return what a column is about; its own name where it is the firms' own."""
        if name in rule_ids():
            return self.messages.pick(load_rule(name, self.as_of).title)
        if name in (*columns.GROUPINGS, columns.LEVER, columns.STRATEGY):
            return self.text(f"population.column.{name}")
        found = {
            **{factor.id: factor.name for factor in load_factors()},
            **{strategy.id: strategy.name for strategy in load_strategies()},
            **{rule.id: rule.name for rule in load_indicators()},
        }
        texts = found.get(name.rpartition(".")[0] or name)
        return self.messages.pick(texts) if texts else name

    def value(self, column: str, value: str) -> str:
        """Return what stands in a column of texts, in words."""
        if not value:
            return self.messages.text("unknown")
        if column in {columns.LEVER, columns.STRATEGY}:
            return self.column(value)
        code = f"population.value.{value}"
        named = value in {"true", "false", "yes", "no", "unknown", "judgement"} or (
            column == columns.SIZE and self.messages.has(code)
        )
        return self.messages.text(code) if named else value

    def group(self, by: Sequence[str], values: Sequence[str]) -> str:
        """Return the name of a group of firms."""
        if not values:
            return self.text("population.all_firms")
        named = (self.value(column, value) for column, value in zip(by, values, strict=True))
        return self.messages.text("separator").join(named)

    def share(self, value: float) -> str:
        """Return a share; with a decimal where it is small or nearly all."""
        return self.messages.percent(value, 0 if SMALL <= value <= 1 - SMALL else 1)

    def share_with_span(self, value: float, low: float, high: float) -> str:
        """Return a share with its interval in brackets."""
        return f"{self.share(value)} ({self.share(low)} – {self.share(high)})"

    def number(self, value: float, digits: int | None = None) -> str:
        """Return a number, with three significant digits unless told how many decimals."""
        if digits is None:
            digits = _decimals(value / HUNDRED * STEPS)
        return self.messages.number(value, digits)

    def number_with_span(self, value: float, low: float, high: float) -> str:
        """Return a number with its interval in brackets, as fine as the interval is wide."""
        digits = _decimals(high - low)
        ends = f"{self.number(low, digits)} – {self.number(high, digits)}"
        return f"{self.number(value, digits)} ({ends})"

    def signed(self, value: float, digits: int = 2) -> str:
        """Return a number with its sign."""
        shown = self.messages.number(abs(value), digits)
        return shown if shown == "0" else ("+" if value > 0 else "−") + shown

    def signed_with_span(self, value: float, low: float, high: float) -> str:
        """Return a difference with its interval in brackets, as fine as the interval is wide."""
        return f"{self.signed(value, _decimals(high - low))} ({self.signed_span(low, high)})"

    def signed_span(self, low: float, high: float) -> str:
        """Return the interval of a difference, as fine as it is wide."""
        digits = _decimals(high - low)
        return f"{self.signed(low, digits)} – {self.signed(high, digits)}"

    def chance(self, value: float) -> str:
        """Return a p-value, never as zero."""
        if value < LEAST_CHANCE:
            return "< " + self.messages.number(LEAST_CHANCE, 3)
        return self.messages.number(value, 3)


def _decimals(width: float) -> int:
    """Return the decimals that make about three steps or more of a width."""
    return min(max(-floor(log10(abs(width) / STEPS)), 0), MOST_DECIMALS) if width else 1


def said_first(names: Names, *, synthetic: bool) -> tuple[Block, ...]:
    """Return the warning that firms were made up, where they were."""
    return (Paragraph(names.messages.text("cohort.synthetic")),) if synthetic else ()

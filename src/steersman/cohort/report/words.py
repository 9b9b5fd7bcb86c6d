"""Names and number forms of a population report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from steersman.choose.strategies import load_strategies
from steersman.cohort import columns
from steersman.cohort.analysis.distribution import GroupFigures
from steersman.cohort.report.charts import Panel
from steersman.cohort.report.population import Division
from steersman.diagnose.factors import load_factors
from steersman.messages import Messages
from steersman.rulebook import load_rule

FINE = 1000
"""Firms from which on a share is shown with a decimal."""
MOST_PANELS = 9
MILLION = 1e6
NAMED = 3
"""Rows that the words for a chart name."""


@dataclass(frozen=True, slots=True)
class CohortWords:
    """The reader's language, and the names of a population's things in it.

    Attributes:
        messages: Texts of the language.
        as_of: Day of the law.
    """

    messages: Messages
    as_of: date

    def text(self, code: str, **parameters: object) -> str:
        """Return a text of the catalogue."""
        return self.messages.text(code, **parameters)

    def heads(self, *names: str) -> tuple[str, ...]:
        """Return the heads of a table's columns."""
        return tuple(self.text(f"cohort.head.{name}") for name in names)

    def rule(self, identifier: str) -> str:
        """Return the title of a rule."""
        return self.messages.pick(load_rule(identifier, self.as_of).title)

    def factor(self, identifier: str) -> str:
        """Return a factor's name."""
        return self.messages.pick({f.id: f.name for f in load_factors()}[identifier])

    def strategy(self, identifier: str) -> str:
        """Return a strategy's name."""
        return self.messages.pick({s.id: s.name for s in load_strategies()}[identifier])

    def value(self, column: str, value: str) -> str:
        """Return the name of a value by which firms are grouped or picked."""
        if not value:
            return self.text("cohort.not_said")
        if column == columns.SIZE and value in columns.SIZE_CLASSES:
            return self.text(f"cohort.size.{value}")
        if column == columns.LEVER:
            return self.factor(value)
        if column == columns.STRATEGY:
            return self.strategy(value)
        return self.text(f"cohort.answer.{value}") if "/" in column else value

    def column(self, column: str) -> str:
        """Return the name of a column by which firms are grouped or picked."""
        return self.rule(column) if "/" in column else self.text(f"cohort.by.{column}")

    def grouping(self, column: str) -> str:
        """Return the name of a grouping within a sentence."""
        return self.text(f"cohort.per.{column}")

    def count(self, firms: float) -> str:
        """Return a number of firms."""
        return self.messages.number(round(firms), 0)

    def share(self, share: float, firms: int) -> str:
        """Return a share of so many firms, with a decimal where they are many."""
        return self.messages.percent(share, 1 if firms >= FINE else 0)

    def span(self, low: str, high: str) -> str:
        """Return the ends of an interval."""
        return self.text("cohort.span", low=low, high=high)

    def share_span(self, low: float, high: float, firms: int) -> str:
        """Return the interval of a share."""
        return self.span(self.share(low, firms), self.share(high, firms))

    def points(self, value: float) -> str:
        """Return points of a score."""
        return self.messages.number(value, 1)

    def millions(self, amount: float) -> str:
        """Return an amount in millions."""
        value = amount / MILLION
        return self.messages.number(value, 0 if abs(value) >= 100 else 2)

    def join(self, parts: Iterable[str]) -> str:
        """Return a list in words."""
        return self.messages.text("separator").join(parts)


def ordered(division: Division) -> list[GroupFigures]:
    """Return groups in the order in which they are shown: sizes by size, others by weight."""

    def place(figures: GroupFigures) -> tuple[int, float, str]:
        name = figures.group[0]
        known = division.by == columns.SIZE and name in columns.SIZE_CLASSES
        sizes = columns.SIZE_CLASSES
        return (sizes.index(name), 0.0, name) if known else (len(sizes), -figures.weight, name)

    return sorted(division.groups, key=place)


def ranked_in_words(
    named: Sequence[tuple[str, float]], words: CohortWords, *, shares: bool, firms: int = 0
) -> str:
    """Return the highest and the lowest of some rows, as words for a chart."""
    ranked = sorted(named, key=lambda row: -row[1])

    def told(rows: Sequence[tuple[str, float]]) -> str:
        return words.join(
            f"{name} {words.share(value, firms) if shares else words.points(value)}"
            for name, value in rows
        )

    if len(ranked) <= NAMED:
        return words.text("cohort.chart.all_rows", rows=told(ranked))
    ends = {"highest": told(ranked[:NAMED]), "lowest": told(ranked[-1:])}
    return words.text("cohort.chart.ranked", **ends)


def panels_in_words(panels: Sequence[Panel], words: CohortWords, *, shares: bool) -> str:
    """Return where groups differ most, as words for small multiples."""
    widest, low, high = ("", ("", 0.0), ("", 0.0))
    for row in panels[0].shares:
        found = sorted(
            ((panel.group, panel.shares[row][0]) for panel in panels if row in panel.shares),
            key=lambda each: each[1],
        )
        if not widest or found[-1][1] - found[0][1] > high[1] - low[1]:
            widest, low, high = row, found[0], found[-1]
    show = (lambda value: words.share(value, 0)) if shares else words.points
    return words.text(
        "cohort.chart.panels",
        count=len(panels),
        row=widest,
        low=low[0],
        low_value=show(low[1]),
        high=high[0],
        high_value=show(high[1]),
    )

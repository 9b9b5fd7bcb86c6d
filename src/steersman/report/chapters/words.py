"""Names and number forms that all chapters need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import floor, log10
from typing import TYPE_CHECKING

from steersman.choose.strategies import Menu, load_scenarios, menu_of
from steersman.diagnose.factors import GOAL, load_factors
from steersman.dossier import DataPath, Dossier
from steersman.identify.levers import lever_texts
from steersman.messages import Messages
from steersman.methods.interval import Answer, Interval
from steersman.methods.months import month_date
from steersman.plan.people.climate_items import climate_dimensions
from steersman.plan.people.skill_names import skill_names
from steersman.rulebook import FactValue, fact_catalogue, load_rule

if TYPE_CHECKING:
    from steersman.choose.result import Estimate
    from steersman.diagnose import FactorScore

    Spanned = Estimate | FactorScore
    """What has a mean and a 90 % interval."""

SIGNIFICANT = 3
FEW = 10
JUDGEMENT = "Value function set by judgement"
"""How the data files say that no source gives the numbers."""


@dataclass(frozen=True, slots=True)
class Words:
    """The reader's language, and the names of this firm's things in it.

    Attributes:
        messages: Texts of the language.
        dossier: The firm.
        places: Where each value of the dossier stands, by path.
    """

    messages: Messages
    dossier: Dossier
    places: Mapping[DataPath, str]

    def text(self, code: str, **parameters: object) -> str:
        """Return a text of the catalogue."""
        return self.messages.text(code, **parameters)

    def heads(self, *names: str) -> tuple[str, ...]:
        """Return the heads of a table's columns."""
        return tuple(self.text(f"head.{name}") for name in names)

    def money(self, amount: float) -> str:
        """Return an amount in the firm's currency."""
        return self.messages.money(round(amount), self.dossier.firm.currency)

    def percent(self, share: float, digits: int = 0) -> str:
        """Return a share as a percentage."""
        return self.messages.percent(share, digits)

    def chance(self, share: float) -> str:
        """Return a probability; one decimal below ten percent."""
        return self.percent(share, 1 if share < 0.1 else 0)

    def points(self, change: float) -> str:
        """Return a change of a probability in percentage points, with its sign."""
        return ("+" if change >= 0 else "−") + self.number(abs(100 * change), 1)

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number."""
        return self.messages.number(value, digits)

    def estimate(self, amount: float) -> str:
        """Return an uncertain amount, rounded to three digits so as not to feign precision."""
        if amount == 0:
            return self.money(0)
        digits = SIGNIFICANT - 1 - floor(log10(abs(amount)))
        return self.money(round(amount, min(digits, 0)))

    def join(self, parts: Iterable[str]) -> str:
        """Return a list in words, with the separator of the language."""
        return self.text("separator").join(parts)

    def sentences(self, *parts: str) -> str:
        """Return sentences one after the other, with a space where the language has one."""
        return self.text("sentence_separator").join(part for part in parts if part)

    def mode(self, identifier: str, project: str) -> str:
        """Return the name of a way of doing a project, its kind in the reader's language."""
        found = next(entry for entry in self.dossier.projects if entry.id == project)
        kind = next((mode.kind for mode in found.modes if mode.id == identifier), "alone")
        name = self.text(f"mode.{kind}")
        return name if identifier in {"alone", kind} else f"{name} ({identifier})"

    def source(self, text: str) -> str:
        """Return a source, or that a value rests on judgement."""
        return text.replace(JUDGEMENT, self.text("source.judgement"))

    def leaf(self, value: object) -> str:
        """Return a raw input as text."""
        return (
            self.answer(Answer.YES if value else Answer.NO)
            if isinstance(value, bool)
            else str(value)
        )

    def month(self, months: float) -> str:
        """Return the year and month so many months after the dossier's date."""
        day = month_date(self.dossier.firm.date, months)
        return f"{day.year}-{day.month:02d}"

    def day(self, value: date | None) -> str:
        """Return a date, or a dash."""
        return self.messages.show(value) if value else "–"

    def factor(self, identifier: str) -> str:
        """Return a factor's name."""
        if identifier == GOAL:
            return self.text("goal")
        found = next(factor for factor in load_factors() if factor.id == identifier)
        return self.messages.pick(found.name)

    def factor_or_id(self, identifier: str) -> str:
        """Return a factor's name, or the id of what is no factor."""
        known = {factor.id for factor in load_factors()}
        return self.factor(identifier) if identifier in known else identifier

    def dimension(self, identifier: str) -> str:
        """Return the name of a dimension of the climate survey."""
        found = next(entry for entry in climate_dimensions() if entry.id == identifier)
        return self.messages.pick(found.name)

    def few(self, value: float) -> str:
        """Return a number, with a decimal where it is small."""
        return self.number(value, 1 if abs(value) < FEW else 0)

    def figure(self, value: float) -> str:
        """Return a number of unknown unit with three significant digits, big ones whole."""
        if value == 0:
            return self.number(0)
        digits = max(0, SIGNIFICANT - 1 - floor(log10(abs(value))))
        return self.number(value, min(digits, SIGNIFICANT + 1))

    @property
    def menu(self) -> Menu:
        """What the firm chooses from, its own strategies and criteria among it."""
        return menu_of(self.dossier.strategy)

    def strategy(self, identifier: str) -> str:
        """Return a strategy's name; its id where the firm has left it out."""
        if identifier not in self.menu.strategy_ids:
            return identifier
        return self.messages.pick(self.menu.strategy(identifier).name)

    def criterion(self, identifier: str) -> str:
        """Return a criterion's name."""
        return self.messages.pick(self.menu.criterion(identifier).name)

    def scenario(self, identifier: str) -> str:
        """Return a scenario's name."""
        found = next(scenario for scenario in load_scenarios() if scenario.id == identifier)
        return self.messages.pick(found.name)

    def signal(self, identifier: str) -> str:
        """Return what shows that a scenario is coming."""
        found = next(scenario for scenario in load_scenarios() if scenario.id == identifier)
        return self.messages.pick(found.signal)

    def with_span(self, value: Spanned) -> str:
        """Return a mean with its 90 % interval in brackets."""
        low, high = self.number(value.low), self.number(value.high)
        return f"{self.number(value.mean)} ({low} – {high})"

    def signed(self, value: float, digits: int = 1) -> str:
        """Return a number with its sign."""
        return ("+" if value >= 0 else "−") + self.number(abs(value), digits)

    def project(self, identifier: str) -> str:
        """Return a project's name."""
        for project in self.dossier.projects:
            if project.id == identifier:
                return project.name or identifier
        return identifier

    def stage(self, project: str, stage: str) -> str:
        """Return a stage's name."""
        found = next(entry for entry in self.dossier.projects if entry.id == project)
        named = next(entry for entry in found.stages if entry.id == stage)
        return named.name or stage

    def person(self, identifier: str) -> str:
        """Return the name of a person, a role to hire for, or an expert."""
        for person in self.dossier.people:
            if person.id == identifier:
                return person.name or identifier
        return self.hire(identifier)

    def hire(self, identifier: str) -> str:
        """Return the name of a role to hire for or of an expert."""
        for role in self.dossier.hiring.roles:
            if role.id == identifier:
                return role.role or identifier
        for expert in self.dossier.hiring.experts:
            if expert.id == identifier:
                return expert.name or identifier
        return identifier

    def skill(self, identifier: str) -> str:
        """Return a skill's name: from the common list if it is there, else the firm's own."""
        name = skill_names().get(identifier)
        return self.messages.pick(name) if name else identifier.replace("_", " ")

    def funding(self, identifier: str) -> str:
        """Return the name of a funding option."""
        options = self.dossier.finance.funding if self.dossier.finance else ()
        for option in options:
            if option.id == identifier:
                return option.name or identifier
        return identifier

    def answer(self, answer: Answer) -> str:
        """Return an answer in words, with a sign that needs no colour."""
        return self.text(f"answer.{answer.value}")

    def interval(self, interval: Interval, show: Callable[[float], str] | None = None) -> str:
        """Return points or another number as far as known."""
        write = show or (lambda value: self.number(value, 1))
        if interval.low is None:
            return (
                self.text("unknown")
                if interval.high is None
                else f"≤ {write(float(interval.high))}"
            )
        low = write(float(interval.low))
        if interval.known:
            return low
        if interval.high is None:
            return self.text("unknown") if interval.low == 0 else f"≥ {low}"
        return f"{low} – {write(float(interval.high))}"

    def fact(self, name: str, value: FactValue) -> str:
        """Return what is known of a fact."""
        if isinstance(value, Answer):
            return self.answer(value)
        if isinstance(value, Interval):
            return self.interval(value, self._format_of(fact_catalogue()[name].kind))
        return self.text(f"choice.{value}")

    def _format_of(self, kind: str) -> Callable[[float], str]:
        formats: dict[str, Callable[[float], str]] = {
            "share": lambda value: self.percent(value, 1),
            "amount": self.money,
            "euro": lambda value: self.messages.money(round(value), "EUR"),
        }
        return formats.get(kind, lambda value: self.number(value, 1))

    def fact_title(self, name: str) -> str:
        """Return the name of a fact that rules ask for."""
        return self.messages.pick(fact_catalogue()[name].title)

    def rule(self, identifier: str, on: date) -> str:
        """Return the title of a rule."""
        return self.messages.pick(load_rule(identifier, on).title)

    def status(self, identifier: str) -> str:
        """Return the title of an official status, as the law is on the dossier's date."""
        return self.rule(identifier, self.dossier.firm.date)

    def lever(self, identifier: str) -> tuple[str, str]:
        """Return the title of a change and the name of its unit."""
        texts = lever_texts()[identifier]
        unit = self.messages.pick(texts.unit).format(currency=self.dossier.firm.currency)
        return self.messages.pick(texts.title), unit

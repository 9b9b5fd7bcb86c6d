"""Stop rules: until when it is worth beginning a stage."""

from collections.abc import Sequence

import numpy as np

from steersman.dossier import Dossier, Payoff, Stage
from steersman.methods.arrays import FloatArray
from steersman.plan.option import ATTEMPTS, Option

LOOK_AHEAD = 240
"""Months within which a stop month is looked for."""


def stop_months(
    dossier: Dossier, options: Sequence[Option], monthly_discount: float
) -> tuple[FloatArray, FloatArray]:
    """Return the month after which each stage is not worth beginning.

    A stage is worth beginning while the chance that it and all behind it succeed, times the
    expected margin from the launch that then follows, exceeds the expected cost of these stages
    (the continuation value of stage-gate models: Huchzermeier & Loch 2001); what has been spent
    before does not count, nor do people's wages, which are due anyway. Projects whose payoff is not
    known, and those that others need or are strengthened by, are never given up.

    Returns:
        Two arrays over the stages of all options: while no competitor has entered, and after one
        has. Infinite where there is no such month.
    """
    enabling = {need for project in dossier.projects for need in project.needs}
    enabling |= {project.id for project in dossier.projects if project.strengthens}
    lifts = _lifts(dossier)
    latest: list[float] = []
    entered: list[float] = []
    for option in options:
        project = dossier.projects[option.project]
        for stage in option.stages:
            if project.payoff is None or project.id in enabling:
                latest.append(np.inf)
                entered.append(np.inf)
                continue
            ahead = _Ahead(option, stage, project.payoff, lifts[option.project], monthly_discount)
            latest.append(ahead.stop_month(entered=False))
            entered.append(ahead.stop_month(entered=True))
    return np.array(latest, float), np.array(entered, float)


def _lifts(dossier: Dossier) -> list[float]:
    """Return by project the product of all factors by which others could strengthen it."""
    places = {project.id: place for place, project in enumerate(dossier.projects)}
    lifts = [1.0] * len(places)
    for project in dossier.projects:
        for tie in project.strengthens:
            lifts[places[tie.target]] *= tie.success_factor
    return lifts


class _Ahead:
    """What lies ahead of a stage: chance, cost and time of it and of all that follow it."""

    def __init__(
        self, option: Option, stage: Stage, payoff: Payoff, lift: float, discount: float
    ) -> None:
        self.payoff = payoff
        self.discount = discount
        self.peak = float(payoff.peak_margin.mean) / 12 * option.mode.payoff_share
        behind = _following(option, stage)
        chances, tries = {}, {}
        for entry in behind:
            once = min(1.0, option.chance(entry) * lift)
            attempts = ATTEMPTS if entry.on_failure == "repeat" else 1
            chances[entry.id] = 1 - (1 - once) ** attempts
            tries[entry.id] = sum((1 - once) ** number for number in range(attempts))
        names = {entry.id for entry in behind}
        reached: dict[str, set[str]] = {}
        ready: dict[str, float] = {}
        for entry in behind:
            before = [name for name in entry.after if name in names]
            reached[entry.id] = set().union(*({name} | reached[name] for name in before))
            begin = max((ready[name] for name in before), default=0.0)
            ready[entry.id] = begin + option.months(entry) * tries[entry.id]
        self.chance = float(np.prod(list(chances.values())))
        self.months = max(ready.values())
        self.cost = sum(
            option.cost(entry)
            * tries[entry.id]
            * float(np.prod([chances[name] for name in reached[entry.id]]))
            for entry in behind
        )

    def _months_of_margin(self, *, entered: bool) -> float:
        """Return the present value of the margin curve, in months of margin at its peak."""
        payoff = self.payoff
        ages = np.arange(payoff.life_months)
        ramp = payoff.ramp_months
        heights = np.minimum(1.0, (ages + 0.5) / ramp) if ramp else np.ones(len(ages))
        rate = -np.log1p(-payoff.entry_chance) / 12
        alone = np.zeros(len(ages)) if entered else np.exp(-rate * (self.months + ages))
        kept = alone + (1 - alone) * (1 - payoff.entry_loss)
        return float((heights * kept * self.discount ** (self.months + ages + 0.5)).sum())

    def _worth(self, month: float, months_of_margin: float) -> float:
        """Return the expected value of beginning in a month, seen from that month."""
        payoff = self.payoff
        launch = month + self.months
        late = max(0.0, launch - payoff.target_month) if payoff.target_month is not None else 0.0
        level = self.peak * max(0.0, 1.0 - payoff.delay_erosion * late)
        return self.chance * (level * months_of_margin) - self.cost

    def stop_month(self, *, entered: bool) -> float:
        """Return the month after which beginning is not worth it; infinite if there is none.

        A stage that is not worth beginning even at once is left to the search to leave out.
        """
        margin = self._months_of_margin(entered=entered)
        if self._worth(0.0, margin) <= 0 and not entered:
            return np.inf
        if self._worth(float(LOOK_AHEAD), margin) > 0:
            return np.inf
        low, high = -1.0, float(LOOK_AHEAD)
        while high - low > 0.01:
            middle = (low + high) / 2
            if self._worth(middle, margin) > 0:
                low = middle
            else:
                high = middle
        return round(low, 1)


def _following(option: Option, stage: Stage) -> list[Stage]:
    """Return a stage and all that come after it, each behind those it follows."""
    behind = [stage]
    names = {stage.id}
    grown = True
    while grown:
        grown = False
        for entry in option.stages:
            if entry.id not in names and names & set(entry.after):
                behind.append(entry)
                names.add(entry.id)
                grown = True
    ordered: list[Stage] = []
    placed: set[str] = set()
    while len(ordered) < len(behind):
        for entry in behind:
            if entry.id not in placed and not (set(entry.after) & names) - placed:
                ordered.append(entry)
                placed.add(entry.id)
    return ordered

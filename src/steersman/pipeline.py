"""The five stages in their order, from one dossier to one analysis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

import numpy as np

from steersman import __version__
from steersman.choose import Choice, choose, project_fit, rank_shares
from steersman.defaults import CANDIDATES, DEFAULT_SEED
from steersman.diagnose import Diagnosis, diagnose
from steersman.dossier import Dossier, Payment
from steersman.identify import Identification, identify
from steersman.plan import Plan, PreviousPlan, Progress, Wish, plan
from steersman.plan.equity import EquityOutlook, equity_outlook, needs_plan
from steersman.plan.financing import Financing, financing
from steersman.plan.people import People, people_outlook
from steersman.plan.strategy_trial import StrategyTrial, strategy_trials
from steersman.serialise import digest_of, to_json
from steersman.steer import RULES, Context, Rule, Steering, impersonal, steer
from steersman.steer.accepted import fingerprint
from steersman.steer.course import (
    Adoption,
    Course,
    Snapshot,
    adopted_plan,
    course,
    followed,
    forecast_of,
    previous_of,
    snapshot_of,
)

Stage = Literal["identify", "diagnose", "choose", "plan", "steer"]
STAGES: tuple[Stage, ...] = ("identify", "diagnose", "choose", "plan", "steer")
PARTS = ("equity", "finance", "people", "course")
"""Parts of stages that draw random numbers of their own."""
TRIAL_CANDIDATES = 150
"""Most plans to examine for each strategy that is tested by planning it."""
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an analysis was made from; the same provenance gives the same analysis to the byte."""

    dossier_sha256: str
    version: str
    seed: int
    as_of: date
    history_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the stages found out about one firm."""

    provenance: Provenance
    dossier: Dossier
    identification: Identification
    diagnosis: Diagnosis
    choice: Choice
    trials: tuple[StrategyTrial, ...]
    plan: Plan
    equity: EquityOutlook
    financing: Financing
    people: People
    course: Course
    steering: Steering


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run the stages.

    Attributes:
        as_of: Day for law and figures; None for the dossier's own date.
        seed: Seed of all randomness.
        candidates: Most plans to examine.
        on_stage: Told when a stage begins.
        on_plan: Told how the search for a plan goes.
        on_trial: Told which strategy is being planned.
        previous: A plan made before, not to be changed for a gain of nothing.
        wishes: What the plan must meet.
        history: Earlier snapshots, the oldest first; the plan adopted last is the previous one
            where no other is given.
    """

    as_of: date | None = None
    seed: int = DEFAULT_SEED
    candidates: int = CANDIDATES
    on_stage: Callable[[Stage], None] | None = None
    on_plan: Progress | None = None
    on_trial: Callable[[str], None] | None = None
    previous: PreviousPlan | None = None
    wishes: tuple[Wish, ...] = ()
    history: tuple[Snapshot, ...] = ()


def provenance_of(dossier: Dossier, settings: Settings) -> Provenance:
    """Return what an analysis of a dossier with these settings is made from."""
    return Provenance(
        digest_of(to_json(dossier)),
        __version__,
        settings.seed,
        settings.as_of or dossier.firm.date,
        digest_of(to_json(settings.history)) if settings.history else "",
    )


def with_payments(dossier: Dossier, identification: Identification) -> Dossier:
    """Return a dossier whose money holds what reliefs not yet claimed will bring."""
    finance = dossier.finance
    if finance is None or not identification.payments:
        return dossier
    start = dossier.firm.date
    payments = []
    for entry in identification.payments:
        months = MONTHS * (entry.paid_on.year - start.year) + entry.paid_on.month - start.month
        amount = Decimal(str(round(entry.amount, 2)))
        payments.append(Payment(month=max(months, 0), amount=amount, note=str(entry.tax_year)))
    return replace(dossier, finance=replace(finance, payments=(*finance.payments, *payments)))


class Pipeline:
    """Runs stages on one dossier, each at most once and only if asked for.

    Every stage has its own stream of randomness, so that asking for one stage alone gives what a
    whole analysis gives.
    """

    def __init__(self, dossier: Dossier, settings: Settings) -> None:
        self.dossier = dossier
        self.settings = settings
        self.provenance = provenance_of(dossier, settings)
        seeds = np.random.SeedSequence(settings.seed).spawn(len(STAGES))
        self._seeds = dict(zip(STAGES, seeds, strict=True))
        parts = np.random.SeedSequence((settings.seed, len(STAGES))).spawn(len(PARTS))
        self._parts = dict(zip(PARTS, parts, strict=True))
        self._identification: Identification | None = None
        self._diagnosis: Diagnosis | None = None
        self._choice: Choice | None = None
        self._trials: tuple[StrategyTrial, ...] | None = None
        self._plan: Plan | None = None
        self._equity: EquityOutlook | None = None
        self._financing: Financing | None = None
        self._people: People | None = None
        self._course: Course | None = None

    def _generator(self, stage: Stage) -> np.random.Generator:
        if self.settings.on_stage:
            self.settings.on_stage(stage)
        return np.random.default_rng(self._seeds[stage])

    def rank_shares(self, dossier: Dossier) -> dict[str, tuple[float, ...]]:
        """Return how strategies would stand under other preferences, as the third stage would say.

        Args:
            dossier: The same facts with other preferences.
        """
        generator = np.random.default_rng(self._seeds["choose"])
        return rank_shares(dossier, self.diagnose(), generator)

    def identify(self) -> Identification:
        """Run the first stage."""
        if self._identification is None:
            self._generator("identify")
            self._identification = identify(self.dossier, self.provenance.as_of)
        return self._identification

    def diagnose(self) -> Diagnosis:
        """Run the second stage."""
        if self._diagnosis is None:
            generator = self._generator("diagnose")
            self._diagnosis = diagnose(self.dossier, self.provenance.as_of, generator)
        return self._diagnosis

    def choose(self) -> Choice:
        """Run the third stage, after the second."""
        if self._choice is None:
            diagnosis = self.diagnose()
            self._choice = choose(self.dossier, diagnosis, self._generator("choose"))
        return self._choice

    def trials(self) -> tuple[StrategyTrial, ...]:
        """Test the leading strategies by planning them, under the same chances as the plan."""
        if self._trials is None:
            self._trials = strategy_trials(
                with_payments(self.dossier, self.identify()),
                self.choose(),
                lambda: np.random.default_rng(self._seeds["plan"]),
                min(self.settings.candidates, TRIAL_CANDIDATES),
                self.settings.on_trial,
            )
        return self._trials

    def plan(self) -> Plan:
        """Run the fourth stage, after the first; after the third where fit to it counts."""
        if self._plan is None:
            fit = None
            if self.dossier.strategy.preferences.fit_worth:
                fit = project_fit(self.dossier, self.choose())
            self._plan = plan(
                with_payments(self.dossier, self.identify()),
                self._generator("plan"),
                candidates=self.settings.candidates,
                progress=self.settings.on_plan,
                fit=fit,
                previous=self._previous(),
                wishes=self.settings.wishes,
            )
        return self._plan

    def _previous(self) -> PreviousPlan | None:
        today = self.dossier.firm.date
        adopted = followed(self.settings.history, today)
        if self.settings.previous or adopted is None:
            return self.settings.previous
        return previous_of(adopted, today)

    def equity(self) -> EquityOutlook:
        """Work out shares; after the plan where its hires need a pool."""
        if self._equity is None:
            hires: tuple[str, ...] = ()
            if needs_plan(self.dossier):
                hires = tuple(hire.id for hire in self.plan().hires)
            generator = np.random.default_rng(self._parts["equity"])
            self._equity = equity_outlook(self.dossier, self.provenance.as_of, generator, hires)
        return self._equity

    def financing(self) -> Financing:
        """Work out how long money lasts, after the plan."""
        if self._financing is None:
            plan = self.plan()
            generator = np.random.default_rng(self._parts["finance"])
            self._financing = financing(self.dossier, plan, self.provenance.as_of, generator)
        return self._financing

    def people(self) -> People:
        """Work out rewards, skills, organisation and culture, after plan and shares."""
        if self._people is None:
            plan, equity = self.plan(), self.equity()
            survey = self.dossier.survey
            answered = survey.leaders or survey.research_staff or survey.others
            known = self.diagnose().scores if answered else ()
            scores = {score.factor: score.mean for score in known}
            seed = self._parts["people"]
            self._people = people_outlook(self.dossier, plan, equity, scores, seed)
        return self._people

    def course(self) -> Course:
        """Work out whether the firm is on course, after choice and plan."""
        if self._course is None:
            plan, choice = self.plan(), self.choose()
            generator = np.random.default_rng(self._parts["course"])
            history = self.settings.history
            self._course = course(self.dossier, plan, choice, history, generator)
        return self._course

    def snapshot(self, adoption: Adoption) -> Snapshot:
        """Return what is to be kept of today; adopting makes today's plan the one followed."""
        plan, course = self.plan(), self.course()
        today = self.dossier.firm.date
        adopted = followed(self.settings.history, today)
        decided = adopted_plan(plan.problem, plan.decision)
        if adoption.adopted or adopted is None:
            generator = np.random.default_rng(self._parts["course"])
            course = replace(course, forecast=forecast_of(plan, generator))
        else:
            decided = adopted.plan
        found_by_rules = impersonal(self.steer()).findings
        findings = [fingerprint(finding, self.dossier) for finding in found_by_rules]
        origin = (self.provenance.version, self.provenance.dossier_sha256)
        found = (self.choose(), self.diagnose())
        return snapshot_of(self.dossier, course, decided, found, adoption, findings, origin)

    def steer(self, rules: Sequence[Rule] = RULES) -> Steering:
        """Run the fifth stage; its rules ask for the stages before."""
        if any(rule.analysed for rule in rules):
            self.diagnose()
            self.plan()
        self._generator("steer")
        return steer(self.context(), rules)

    def context(self) -> Context:
        """Return what lint rules may ask."""
        return Context(self.dossier, self.provenance.as_of, self, self.settings.history)

    def analyse(self) -> Analysis:
        """Run all stages."""
        return Analysis(
            self.provenance,
            self.dossier,
            self.identify(),
            self.diagnose(),
            self.choose(),
            self.trials(),
            self.plan(),
            self.equity(),
            self.financing(),
            self.people(),
            self.course(),
            self.steer(),
        )

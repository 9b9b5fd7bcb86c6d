"""Types of what the choose stage finds out."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

MethodName = Literal[
    "weighted_sum", "weighted_product", "topsis_vector", "topsis_range", "vikor",
    "promethee_usual", "promethee_linear", "electre_iii",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean and 90 % interval of something uncertain."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StrategyResult:
    """How a strategy stands.

    Attributes:
        strategy: Its id.
        acceptability: Share of draws in which it is best.
        ranks: Share of draws by rank, best first.
        confidence: Chance of being best under the preferences that favour it most.
        central_weights: Those preferences by criterion, empty where it is never best.
        beats: Share of draws in which it does better than each other strategy.
        value: Value of all criteria together, 0 to 100.
        performance: Performance by criterion, 0 to 100.
        must_chance: Chance that it meets its musts.
        weakest_must: The factor most likely to fail a must, empty if none.
        can_be_best: Whether some preferences that agree with what is stated make it best, among
            those that more likely than not meet their musts.
        beaten_by: Strategies of these that are better under all such preferences.
        worst_regret: What it may lose at worst against another of these, in points of value; None
            where it does not meet its own musts.
    """

    strategy: str
    acceptability: float
    ranks: tuple[float, ...]
    confidence: float
    central_weights: dict[str, float]
    beats: dict[str, float]
    value: Estimate
    performance: dict[str, Estimate]
    must_chance: float
    weakest_must: str
    can_be_best: bool
    beaten_by: tuple[str, ...]
    worst_regret: float | None


@dataclass(frozen=True, slots=True)
class WeightFlip:
    """A challenger and the least shift of weight that would put it first."""

    challenger: str
    distance: float
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class FactorFlip:
    """A factor that decides: who wins where it turns out weak, and where strong."""

    factor: str
    winner_if_weak: str
    winner_if_strong: str


@dataclass(frozen=True, slots=True)
class DroppedStatement:
    """A preference left out because it contradicts others: a statement, or a step of the order."""

    kind: Literal["statement", "order"]
    place: int


@dataclass(frozen=True, slots=True)
class JudgementRevision:
    """A pairwise judgement at odds with the others: what was given, and what they imply."""

    criterion: str
    than: str
    given: float
    implied: float


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What another method says: its winner, and the rank of each strategy."""

    method: MethodName
    winner: str
    ranks: dict[str, int]


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """Other methods put to the same question.

    Attributes:
        methods: One result per method and variant.
        agreement: Kendall's tau between the rankings of two methods.
        robust: Whether all name the same winner.
    """

    methods: tuple[MethodResult, ...]
    agreement: dict[str, dict[str, float]]
    robust: bool


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What a scenario does to the choice.

    Attributes:
        scenario: Its id.
        chance: Its mean chance.
        best: Strategy with the best mean value in it.
        best_chance: Chance that each strategy is best in it.
        regret: Mean loss of each strategy against the best one, in points.
    """

    scenario: str
    chance: float
    best: str
    best_chance: dict[str, float]
    regret: dict[str, float]


@dataclass(frozen=True, slots=True)
class RegretResult:
    """How a strategy stands across all scenarios: regret in points, chance of being good enough."""

    strategy: str
    worst: float
    expected: float
    quantile: float
    satisfied: float


@dataclass(frozen=True, slots=True)
class Signpost:
    """Go over to another strategy when a scenario shows.

    Attributes:
        scenario: The scenario.
        switch_to: Strategy to go over to.
        gain: Points of value that this saves, after what going over costs.
        by: Day by which it will show, None if the dossier does not say.
    """

    scenario: str
    switch_to: str
    gain: float
    by: date | None


@dataclass(frozen=True, slots=True)
class SequenceResult:
    """Two strategies one after the other, against the most acceptable one alone.

    Attributes:
        first: Strategy to begin with.
        then: Strategy to go over to.
        factor: Factor that must be strong enough.
        threshold: How strong.
        ready: Chance that it is after the first phase.
        gain: Mean gain in points of value against the leader alone.
        better: Chance that it is better than the leader alone.
    """

    first: str
    then: str
    factor: str
    threshold: float
    ready: float
    gain: float
    better: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """The choice under scenarios.

    Attributes:
        scenarios: One result per scenario.
        regrets: Strategies from the least worst regret on.
        good_enough: Value that counts as good enough, in points.
        signposts: When to go over to what.
        sequences: Sequences from the most gain on.
    """

    scenarios: tuple[ScenarioResult, ...]
    regrets: tuple[RegretResult, ...]
    good_enough: float
    signposts: tuple[Signpost, ...]
    sequences: tuple[SequenceResult, ...]


@dataclass(frozen=True, slots=True)
class PreferenceQuestion:
    """Does a criterion matter at least so many times as much as others together?

    Attributes:
        criterion: The criterion.
        others: Those it is compared with.
        ratio: How many times.
        gain: By how much the answer raises the chance of naming the best strategy; zero where it
            pays only together with a further answer.
        information: Information on which strategy is best, in bits.
    """

    criterion: str
    others: tuple[str, ...]
    ratio: float
    gain: float
    information: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Which strategy suits the firm, how surely, and what would change the answer.

    Attributes:
        strategies: From the most to the least acceptable.
        criteria: Criterion ids in order.
        order: Criteria the leadership ranked, most important first.
        mean_weights: Mean weight by criterion under what is known of preferences.
        standard_error: Largest Monte Carlo standard error of an acceptability.
        draws: Number of draws.
        entropy: Entropy of which strategy is best, in bits.
        weight_flips: Challengers from the nearest on.
        factor_flips: Factors on whose true strength the winner depends.
        dropped: Preferences left out because they contradict others.
        consistency_ratio: Saaty's ratio of the pairwise judgements, None without enough of them.
        revision: The judgement to revise first, None if they agree.
        cross_check: What other methods say.
        outlook: The choice under scenarios.
        question: The question about preferences most worth answering, None if none would change
            much.
    """

    strategies: tuple[StrategyResult, ...]
    criteria: tuple[str, ...]
    order: tuple[str, ...]
    mean_weights: dict[str, float]
    standard_error: float
    draws: int
    entropy: float
    weight_flips: tuple[WeightFlip, ...]
    factor_flips: tuple[FactorFlip, ...]
    dropped: tuple[DroppedStatement, ...]
    consistency_ratio: float | None
    revision: JudgementRevision | None
    cross_check: CrossCheck
    outlook: Outlook
    question: PreferenceQuestion | None

    @property
    def leader(self) -> StrategyResult:
        """The most acceptable strategy."""
        return self.strategies[0]

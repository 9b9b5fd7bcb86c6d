"""Types of what the choose stage finds out."""

from dataclasses import dataclass


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
        performance: Mean performance by criterion, 0 to 100.
        must_chance: Chance that it meets its musts.
        weakest_must: The factor most likely to fail a must, empty if none.
    """

    strategy: str
    acceptability: float
    ranks: tuple[float, ...]
    confidence: float
    central_weights: dict[str, float]
    beats: dict[str, float]
    performance: dict[str, float]
    must_chance: float
    weakest_must: str


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
class Choice:
    """Which strategy suits the firm, how surely, and what would change the answer.

    Attributes:
        strategies: From the most to the least acceptable.
        criteria: Criterion ids in order.
        order: Criteria the leadership ranked, most important first.
        mean_weights: Mean weight by criterion under what is known of preferences.
        standard_error: Largest Monte Carlo standard error of an acceptability.
        draws: Number of draws.
        weight_flips: Challengers from the nearest on.
        factor_flips: Factors on whose true strength the winner depends.
    """

    strategies: tuple[StrategyResult, ...]
    criteria: tuple[str, ...]
    order: tuple[str, ...]
    mean_weights: dict[str, float]
    standard_error: float
    draws: int
    weight_flips: tuple[WeightFlip, ...]
    factor_flips: tuple[FactorFlip, ...]

    @property
    def leader(self) -> StrategyResult:
        """The most acceptable strategy."""
        return self.strategies[0]

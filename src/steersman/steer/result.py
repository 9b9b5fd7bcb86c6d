"""Types of what the steer stage finds out."""

from dataclasses import dataclass

from steersman.steer.rule import Finding


@dataclass(frozen=True, slots=True)
class Coverage:
    """How an objective is carried: its measures, and those with owner, money and date."""

    objective: str
    measures: tuple[str, ...]
    complete: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedCoverage:
    """What is done about a need of the diagnosis.

    Attributes:
        factor: The factor to mend.
        priority: Its priority among all factors; all add up to 100.
        measures: Measures that work on it.
        budget: Their budgets together, where they have one; a measure for several factors counts
            in full.
    """

    factor: str
    priority: float
    measures: tuple[str, ...]
    budget: float


@dataclass(frozen=True, slots=True)
class Steering:
    """Whether the strategy can be carried out.

    Attributes:
        findings: What the linter found, errors first, then by rule and in the order of the dossier.
        coverage: One entry per objective.
        needs: What is done about each need, the best lever first; empty if no stage was asked.
        without_need: Measures that work on no factor or on strengths only; empty likewise.
        rules: Number of rules applied.
    """

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    needs: tuple[NeedCoverage, ...]
    without_need: tuple[str, ...]
    rules: int

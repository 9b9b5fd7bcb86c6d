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
class Steering:
    """Whether the strategy can be carried out.

    Attributes:
        findings: What the linter found, errors first, then by rule and in the order of the dossier.
        coverage: One entry per objective.
        rules: Number of rules applied.
    """

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    rules: int

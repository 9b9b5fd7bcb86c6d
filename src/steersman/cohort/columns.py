"""Names of the columns of a table of firms, and of those that the stages add to it.

A table has one row a firm. Besides the columns named here it may hold

- facts that rules ask for, under the names of ``rulebook/facts.toml``, a number that is known
  within bounds only in ``NAME_low`` and ``NAME_high``;
- figures of indicators, under the names of ``diagnose/factors.toml``;
- columns that are to be kept, such as outcomes, which no stage looks at.

Results hold every column of the table that was used or kept, and those of the stages: a column
``RULE`` for each rule (see :mod:`steersman.rulebook.table`), and the columns of factors and
strategies below.
"""

FIRM = "firm"
"""The firm's own name or number, unlike any other's; the only column that must be there."""
WEIGHT = "weight"
"""How many firms of the population this one stands for; 1 where it is not given."""
REGION, SECTOR, SIZE = "region", "sector", "size"
GROUPINGS = (REGION, SECTOR, SIZE)
"""By what firms are told apart; the size is worked out from staff where it is not given."""
SIZE_CLASSES = ("micro", "small", "medium", "large")
"""Usual values of the size, in their order."""
SYNTHETIC = "synthetic"
"""True for firms that were made up."""
FREEDOM = "answers_freedom"
"""Degrees of freedom of a firm's survey answers."""

LEVER, LEVER_CHANCE = "lever", "lever.chance"
"""The factor most likely to be the best to mend first, and how likely."""
STRATEGY, STRATEGY_CHANCE = "strategy", "strategy.chance"
"""The strategy most likely to be best, and how likely."""


def answers_of(factor: str) -> str:
    """Return the column of what a firm's survey says of a factor, mean points from 0 to 100."""
    return f"{factor}.answers"


def error_of(factor: str) -> str:
    """Return the column of the standard error of these points."""
    return f"{factor}.error"


def freshness_of(indicator: str) -> str:
    """Return the column of the chance that an indicator's figure still holds, 0 to 1."""
    return f"{indicator}.freshness"


def score_of(factor: str) -> str:
    """Return the column of a factor's mean score, 0 (holds back) to 100 (carries)."""
    return f"{factor}.score"


def low_of(factor: str) -> str:
    """Return the column of a factor's 5 % quantile."""
    return f"{factor}.low"


def high_of(factor: str) -> str:
    """Return the column of a factor's 95 % quantile."""
    return f"{factor}.high"


def known_of(factor: str) -> str:
    """Return the column of the share of a factor's evidence that is known, 0 to 1."""
    return f"{factor}.known"


def first_of(factor: str) -> str:
    """Return the column of the chance that a factor is the best to mend first."""
    return f"{factor}.first"


def best_of(strategy: str) -> str:
    """Return the column of a strategy's chance to be best (rank acceptability index)."""
    return f"{strategy}.best"

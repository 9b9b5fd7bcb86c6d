"""How strong something unmeasured would have to be to explain an association away: E-values.

VanderWeele & Ding (2017), Sensitivity Analysis in Observational Research, Annals of Internal
Medicine 167:268-274.
"""

from math import exp, sqrt
from typing import Literal

Measure = Literal["risk-ratio", "odds-ratio", "mean-difference"]
RARE = 0.15
"""Share up to which an odds ratio is taken for a risk ratio."""
PER_DEVIATION = 0.91
"""Logarithm of the risk ratio for a difference of one standard deviation (Chinn 2000)."""


def as_risk_ratio(effect: float, measure: Measure, share: float = 0.0) -> float:
    """Return a measure of effect as the risk ratio that stands for it.

    Args:
        effect: A risk ratio, an odds ratio, or a difference of means in standard deviations.
        measure: Which of these.
        share: Share of firms with the outcome, for odds ratios.
    """
    if measure == "mean-difference":
        return exp(PER_DEVIATION * effect)
    if measure == "odds-ratio" and share > RARE:
        return sqrt(effect)
    return effect


def e_value(ratio: float) -> float:
    """Return the E-value of a risk ratio.

    Something unmeasured that goes with both factor and outcome by a risk ratio of this size each,
    beyond what was controlled for, could explain the association away; something weaker could not.
    """
    above = 1 / ratio if ratio < 1 else ratio
    return above + sqrt(above * (above - 1))


def e_value_of_interval(low: float, high: float) -> float:
    """Return the E-value of the end of an interval next to 1; one where it holds 1."""
    if low <= 1 <= high:
        return 1.0
    return e_value(low if low > 1 else high)

"""Values of regressors that are known within bounds only, drawn in the light of the outcome.

A firm's score stands for a distribution. Scores drawn from it without regard to the outcome would
make every effect look smaller than it is, so they are drawn from what score and outcome say
together (Blackwell, Honaker & King 2017, A Unified Approach to Measurement Error and Missing Data).
"""

import numpy as np

from steersman.methods.arrays import FloatArray

LEAST_NOISE = 0.5
"""Share of the outcome's variance around the regression that no value explains, at the least.

Of yes and no, and of counts, no true value could explain more without leaving what is possible.
"""


def drawn_values(
    means: FloatArray,
    spreads: FloatArray,
    slopes: FloatArray,
    residuals: FloatArray,
    generator: np.random.Generator,
) -> FloatArray:
    """Return one draw of the true values.

    Spreads that would explain more of the outcome than can be are taken as smaller. Value and noise
    of the outcome are drawn and then shifted by regression on what was observed of
    the outcome, which gives draws from their joint normal distribution given the outcome.

    Args:
        means: Mean of each case's values, shape (cases, regressors).
        spreads: Their standard deviations.
        slopes: Slopes of the outcome on the values, on its own scale, shape (regressors,).
        residuals: Outcomes less what the means let expect.
        generator: Source of randomness.
    """
    around = float((residuals**2).mean())
    explained = float(((spreads * slopes) ** 2).sum(axis=1).mean())
    most = (1 - LEAST_NOISE) * around
    if explained > most:
        spreads = spreads * np.sqrt(most / explained)
    noise = around - min(explained, most)
    errors = spreads * generator.normal(size=spreads.shape)
    unexplained = np.sqrt(noise) * generator.normal(size=len(residuals))
    whole = ((spreads * slopes) ** 2).sum(axis=1) + noise
    gap = residuals - errors @ slopes - unexplained
    gain = np.divide(gap, whole, out=np.zeros_like(gap), where=whole > 0)
    values: FloatArray = means + errors + spreads**2 * slopes * gain[:, None]
    return values

"""Whether a regression of yes and no has estimates at all."""

import numpy as np
from scipy.optimize import linprog

from steersman.methods.arrays import FloatArray

SEPARATE = 1e-6


def is_separated(design: FloatArray, outcome: FloatArray) -> bool:
    """Whether some combination of columns tells yes from no without a mistake, ties allowed.

    Estimates of a logit model are infinite then (Albert & Anderson 1984); the linear program is
    Konis' (2007).

    Args:
        design: Columns of the regression, shape (cases, columns).
        outcome: Zeros and ones.
    """
    sides = np.where(outcome > 0, 1.0, -1.0)[:, None] * design
    scale = np.abs(sides).max(axis=0)
    sides = sides / np.where(scale > 0, scale, 1.0)
    found = linprog(
        -sides.sum(axis=0), A_ub=-sides, b_ub=np.zeros(len(sides)), bounds=(-1, 1), method="highs"
    )
    return bool(found.status != 0 or -found.fun > SEPARATE * len(sides))

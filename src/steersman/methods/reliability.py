"""Quality of survey answers: internal consistency and agreement among respondents."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import f as f_distribution

from steersman.methods.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha with a confidence interval."""

    value: float
    low: float
    high: float
    respondents: int


def cronbach_alpha(answers: FloatArray, confidence: float = 0.95) -> Alpha | None:
    """Return Cronbach's alpha (Cronbach 1951) with Feldt's interval (Feldt et al. 1987).

    Args:
        answers: Shape (respondents, items), all items pointing the same way; respondents with a
            missing answer are left out.
        confidence: Coverage of the interval.

    Returns:
        None with fewer than two complete respondents or items, or without any variance.
    """
    complete = answers[~np.isnan(answers).any(axis=1)]
    people, items = complete.shape
    if people < 2 or items < 2:
        return None
    total = complete.sum(axis=1).var(ddof=1)
    if total == 0:
        return None
    alpha = items / (items - 1) * (1 - complete.var(axis=0, ddof=1).sum() / total)
    tail = (1 - confidence) / 2
    freedom = (people - 1, (people - 1) * (items - 1))
    low = 1 - (1 - alpha) * f_distribution.ppf(1 - tail, *freedom)
    high = 1 - (1 - alpha) * f_distribution.ppf(tail, *freedom)
    return Alpha(float(alpha), float(low), float(high), people)


def within_group_agreement(answers: FloatArray, options: int) -> float | None:
    """Return r_wg(j), agreement over several items (James, Demaree & Wolf 1984).

    The mean item variance is compared with that of answers spread evenly over the options; negative
    values are set to zero, as is usual.

    Args:
        answers: Shape (respondents, items); missing answers are skipped item by item.
        options: Number of answer options, e.g. 5.

    Returns:
        None with fewer than two respondents on every item.
    """
    answered = (~np.isnan(answers)).sum(axis=0)
    usable = answers[:, answered > 1]
    if usable.shape[1] == 0:
        return None
    even_spread = (options**2 - 1) / 12
    ratio = float(np.nanvar(usable, axis=0, ddof=1).mean()) / even_spread
    items: int = usable.shape[1]
    if ratio >= 1:
        return 0.0
    return items * (1 - ratio) / (items * (1 - ratio) + ratio)

"""What a group's true mean may be, given the answers of very few respondents."""

from dataclasses import dataclass

import numpy as np

from steersman.methods.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class GroupMeans:
    """Means of several scales with a common variance of respondents.

    Attributes:
        mean: Mean of each scale, shape (scales,); not a number where nobody answered.
        error: Standard error of each mean, shape (scales,).
        freedom: Degrees of freedom of the pooled variance.
    """

    mean: FloatArray
    error: FloatArray
    freedom: int


PRIOR_DEVIATION = 15.0
"""Standard deviation of respondents, in points of 100, assumed where one answered alone; the
prototype behind our reference has a respondent deviation of 0.6 on a scale of 1 to 5."""
PRIOR_FREEDOM = 2


def pooled_means(scores: list[FloatArray]) -> GroupMeans:
    """Estimate means per scale and group, the variance pooled over all of them.

    With three respondents the ordinary bootstrap covers the true mean in 62 % of cases where it
    claims 90 %; pooling the variance over a firm's scales restores the coverage with intervals a
    third narrower than separate t intervals. A weak prior keeps the variance from collapsing when
    all answers agree.

    Args:
        scores: For each group an array (respondents, scales) of points from 0 to 100, not a number
            where a respondent left a scale out. Groups count equally in the mean.
    """
    scales = scores[0].shape[1]
    squares = PRIOR_FREEDOM * PRIOR_DEVIATION**2
    freedom = PRIOR_FREEDOM
    means, counts = [], []
    for group in scores:
        answered = ~np.isnan(group)
        count = answered.sum(axis=0)
        filled = np.where(answered, group, 0.0)
        mean = filled.sum(axis=0) / np.where(count > 0, count, 1)
        squares += float((np.where(answered, group - mean, 0.0) ** 2).sum())
        freedom += int(np.maximum(count - 1, 0).sum())
        means.append(np.where(count > 0, mean, np.nan))
        counts.append(count)
    variance = squares / freedom
    present = np.stack([count > 0 for count in counts])
    groups = present.sum(axis=0)
    inverse = sum(
        (np.where(c > 0, 1 / np.where(c > 0, c, 1), 0.0) for c in counts), np.zeros(scales)
    )
    total = np.where(present, np.stack(means), 0.0).sum(axis=0)
    safe = np.where(groups > 0, groups, 1)
    error = np.sqrt(variance * inverse) / safe
    return GroupMeans(np.where(groups > 0, total / safe, np.nan), error, freedom)


def draw_means(generator: np.random.Generator, means: GroupMeans, draws: int) -> FloatArray:
    """Draw possible true means, shape (draws, scales), within 0 to 100.

    A scale nobody answered is drawn evenly from 0 to 100: not knowing is not the middle.
    """
    scales = len(means.mean)
    spread = generator.standard_t(means.freedom, size=(draws, scales))
    drawn = np.clip(means.mean + means.error * spread, 0, 100)
    unknown = generator.uniform(0, 100, size=(draws, scales))
    return np.where(np.isnan(means.mean), unknown, drawn)

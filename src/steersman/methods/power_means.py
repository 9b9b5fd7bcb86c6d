"""Weighted power means of uncertain parts for many subjects at once, under the same draws.

The same figures as drawing for each subject alone, in one pass. What is not known is worked out
once for all subjects; logarithms and powers are polynomials that the compiler turns into vector
instructions (the C library's are called one number at a time).
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numba import njit

from steersman.methods.arrays import FloatArray, IntArray

# Contraction is allowed, reordering is not: the rounding of exponents depends on the order.
_vectorised = njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
LEAST_POINTS, MOST_POINTS = 1.0, 100.0
"""Points below the least count as the least, so that a mean near the geometric one is defined."""
_LN2_HIGH, _LN2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10
"""The logarithm of 2 in two parts, so that a multiple of it can be taken away without rounding."""
_LOG2_E = 1 / log(2)
_SHIFTER = 6755399441055744.0
"""1.5 times 2^52: adding it rounds to a whole number, held in the lowest bits."""
_MANTISSA, _EXPONENT = 52, 1023
_ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
"""Bits of the square root of a half: mantissas are taken between it and twice it."""


@_vectorised
def logarithms(values, found, whole):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201  numba
    """Write the natural logarithms of positive normal numbers.

    From ``m = values / 2^k`` near 1 by the series of ``2 artanh((m - 1) / (m + 1))``, to 1e-14.

    Args:
        values: Numbers, shape (draws,).
        found: Where to write, shape (draws,).
        whole: Room for whole numbers, shape (draws,).
    """
    bits, mantissas = values.view(np.int64), whole.view(np.float64)
    for place in range(len(values)):
        whole[place] = (bits[place] - _ROOT_HALF_BITS) >> _MANTISSA
    for place in range(len(values)):
        found[place] = float(whole[place])
        whole[place] = bits[place] - (whole[place] << _MANTISSA)
    for place in range(len(values)):
        ratio = (mantissas[place] - 1) / (mantissas[place] + 1)
        square = ratio * ratio
        series = 1 / 17.0
        series = series * square + 1 / 15.0
        series = series * square + 1 / 13.0
        series = series * square + 1 / 11.0
        series = series * square + 1 / 9.0
        series = series * square + 1 / 7.0
        series = series * square + 1 / 5.0
        series = series * square + 1 / 3.0
        series = series * square + 1.0
        exponent = found[place]
        found[place] = exponent * _LN2_HIGH + (2 * ratio * series + exponent * _LN2_LOW)


@_vectorised
def exponentials(values, found, whole):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201  numba
    """Write the exponentials of numbers between -700 and 700, by Taylor's series, to 1e-14.

    Args:
        values: Numbers, shape (draws,); overwritten.
        found: Where to write, shape (draws,).
        whole: Room for whole numbers, shape (draws,).
    """
    shifted = whole.view(np.float64)
    for place in range(len(values)):
        shifted[place] = values[place] * _LOG2_E + _SHIFTER
    for place in range(len(values)):
        multiple = shifted[place] - _SHIFTER
        rest = (values[place] - multiple * _LN2_HIGH) - multiple * _LN2_LOW
        series = 1 / 6227020800.0
        series = series * rest + 1 / 479001600.0
        series = series * rest + 1 / 39916800.0
        series = series * rest + 1 / 3628800.0
        series = series * rest + 1 / 362880.0
        series = series * rest + 1 / 40320.0
        series = series * rest + 1 / 5040.0
        series = series * rest + 1 / 720.0
        series = series * rest + 1 / 120.0
        series = series * rest + 1 / 24.0
        series = series * rest + 1 / 6.0
        series = series * rest + 0.5
        series = series * rest + 1.0
        values[place] = series * rest + 1.0
    scale = found.view(np.int64)
    for place in range(len(values)):
        scale[place] = (whole[place] + _EXPONENT) << _MANTISSA
    for place in range(len(values)):
        found[place] = values[place] * found[place]


@_vectorised
def _power_means(  # type: ignore[no-untyped-def]  # noqa: ANN202  numba
    centres, widths, holds, rows, spreads, ageing, gaps, weights, power, bounds, unknown, found  # noqa: ANN001
):  # fmt: skip
    draws = len(power)
    room = np.empty(draws), np.empty(draws), np.empty(draws, np.int64)
    for subject in range(len(centres)):
        for scale in range(len(bounds) - 1):
            first, last = bounds[scale], bounds[scale + 1]
            sums = found[subject, scale]
            if np.isnan(centres[subject, first:last]).all():
                sums[:] = unknown[scale]
                continue
            sums[:] = 0.0
            for part in range(first, last):
                centre = centres[subject, part]
                if np.isnan(centre):
                    for draw in range(draws):
                        sums[draw] += gaps[part, draw]
                else:
                    spread = spreads[rows[subject, part]]
                    _raise(centre, widths[subject, part], spread, power, room)
                    chance = holds[subject, part]
                    for draw in range(draws):
                        known = weights[part, draw] * room[1][draw]
                        sums[draw] += known if ageing[part, draw] < chance else gaps[part, draw]
            _take_root(sums, power, room)


@_vectorised
def _raise(centre, width, spread, power, room):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  numba
    """Write possible points of a part, raised to the power, into the second array of the room."""
    value, term, whole = room
    for draw in range(len(value)):
        points = centre + width * spread[draw]
        points = points if points > LEAST_POINTS else LEAST_POINTS
        value[draw] = points if points < MOST_POINTS else MOST_POINTS
    logarithms(value, term, whole)
    for draw in range(len(value)):
        value[draw] = term[draw] * power[draw]
    exponentials(value, term, whole)


@_vectorised
def _take_root(sums, power, room):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  numba
    """Take the root of weighted sums, in place."""
    value, term, whole = room
    logarithms(sums, term, whole)
    for draw in range(len(value)):
        value[draw] = term[draw] / power[draw]
    exponentials(value, term, whole)
    for draw in range(len(value)):
        mean = term[draw] if term[draw] > 0.0 else 0.0
        sums[draw] = mean if mean < MOST_POINTS else MOST_POINTS


@dataclass(frozen=True, slots=True)
class CommonNumbers:
    """Random numbers and weights that all subjects share; parts are those of all scales in order.

    Attributes:
        weights: Weight of each part within its scale, shape (parts, draws).
        power: Exponent of the mean, shape (draws,).
        ageing: Uniform numbers for whether what is known still holds, shape (parts, draws).
        unknown: Uniform numbers for what is not known, shape (parts, draws).
        bounds: Where the parts of each scale begin, and where the last ends, shape (scales + 1,).
    """

    weights: FloatArray
    power: FloatArray
    ageing: FloatArray
    unknown: FloatArray
    bounds: IntArray


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of the parts of each subject.

    Attributes:
        centres: Points from 0 to 100, not a number where unknown, shape (subjects, parts).
        widths: What the spread is multiplied by, shape (subjects, parts).
        holds: Chance that the points still hold, shape (subjects, parts).
        rows: Which row of ``spreads`` a part takes, shape (subjects, parts).
        spreads: Possible deviations, shape (rows, draws).
    """

    centres: FloatArray
    widths: FloatArray
    holds: FloatArray
    rows: IntArray
    spreads: FloatArray


class PowerMeans:
    """Possible weighted power means of scales whose parts are known, unknown, or out of date.

    A part that is not known, or does not hold any more, is spread evenly from 0 to 100.
    """

    def __init__(self, common: CommonNumbers) -> None:
        self.common = common
        raised = np.maximum(MOST_POINTS * common.unknown, LEAST_POINTS) ** common.power
        self._gaps = common.weights * raised
        sums = np.add.reduceat(self._gaps, common.bounds[:-1], axis=0)
        self._unknown = np.clip(sums ** (1 / common.power), 0.0, MOST_POINTS)

    def draws(self, parts: Parts) -> FloatArray:
        """Return possible means, shape (subjects, scales, draws)."""
        common = self.common
        scales, draws = len(common.bounds) - 1, len(common.power)
        found = np.empty((len(parts.centres), scales, draws))
        _power_means(
            parts.centres, parts.widths, parts.holds, parts.rows, parts.spreads,
            common.ageing, self._gaps, common.weights, common.power, common.bounds,
            self._unknown, found,
        )  # fmt: skip
        return found

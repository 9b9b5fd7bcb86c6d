"""Weighted power means of uncertain parts for many subjects at once, under the same draws.

The same figures as drawing for each subject alone, in one pass. What is not known is worked out
once for all subjects; logarithms and powers are polynomials that the compiler turns into vector
instructions (the C library's are called one number at a time).
"""

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from steersman.methods.arrays import FloatArray, IntArray

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

# Contraction is allowed, reordering is not: the rounding of exponents depends on the order.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
_compiled: Any = njit(cache=True, **_OPTIONS)
_inlined: Any = njit(inline="always", **_OPTIONS)
_intrinsic: Any = intrinsic


@_intrinsic
def _bits_of(_typing, _number):
    """Return the bits of a number as a whole number."""
    return types.int64(types.float64), _cast_to(types.int64)


@_intrinsic
def _number_of(_typing, _bits):
    """Return the number that has some bits."""
    return types.float64(types.int64), _cast_to(types.float64)


def _cast_to(kind):
    def code(context, builder, _, arguments):
        return builder.bitcast(arguments[0], context.get_value_type(kind))

    return code


@_inlined
def logarithm(value):
    """Return the natural logarithm of a positive normal number.

    From ``m = value / 2^k`` near 1 by the series of ``2 artanh((m - 1) / (m + 1))``, to 1e-14.
    """
    bits = _bits_of(value)
    whole = (bits - _ROOT_HALF_BITS) >> _MANTISSA
    mantissa = _number_of(bits - (whole << _MANTISSA))
    ratio = (mantissa - 1) / (mantissa + 1)
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
    exponent = float(whole)
    return exponent * _LN2_HIGH + (2 * ratio * series + exponent * _LN2_LOW)


@_inlined
def exponential(value):
    """Return the exponential of a number between -700 and 700, by Taylor's series, to 1e-14."""
    shifted = value * _LOG2_E + _SHIFTER
    multiple = shifted - _SHIFTER
    rest = (value - multiple * _LN2_HIGH) - multiple * _LN2_LOW
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
    series = series * rest + 1.0
    return series * _number_of((_bits_of(shifted) + _EXPONENT) << _MANTISSA)


@_compiled
def _power_means(
    centres, widths, holds, rows, spreads, ageing, gaps, weights, power, bounds, unknown, found
):  # fmt: skip
    draws = len(power)
    for subject in range(len(centres)):
        for scale in range(len(bounds) - 1):
            first, last = bounds[scale], bounds[scale + 1]
            sums = found[subject, scale]
            if np.isnan(centres[subject, first:last]).all():
                sums[:] = unknown[scale]
                continue
            sums[:] = 0.0
            for part in range(first, last):
                gap, centre = gaps[part], centres[subject, part]
                if np.isnan(centre):
                    for draw in range(draws):
                        sums[draw] += gap[draw]
                    continue
                width, chance = widths[subject, part], holds[subject, part]
                spread, age, weight = spreads[rows[subject, part]], ageing[part], weights[part]
                for draw in range(draws):
                    points = centre + width * spread[draw]
                    points = points if points > LEAST_POINTS else LEAST_POINTS
                    points = points if points < MOST_POINTS else MOST_POINTS
                    known = weight[draw] * exponential(power[draw] * logarithm(points))
                    sums[draw] += known if age[draw] < chance else gap[draw]
            for draw in range(draws):
                mean = exponential(logarithm(sums[draw]) / power[draw])
                mean = mean if mean > 0.0 else 0.0
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

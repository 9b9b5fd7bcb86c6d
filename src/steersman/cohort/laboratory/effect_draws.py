"""What awards may bring: draws of effects and losses, made chunk by chunk, never all at once.

The effect of an award on firm i in draw d is::

    scale_i · taken_id · ( level_d(size_i) · (1 + slope_d · need_id) + spread · noise_id )

``level`` and ``slope`` are averages known with error, the same for all firms in a draw; ``need`` is
how far the firm's score lies below the middle, known with the firm's own doubt; ``noise`` is what
firms that look alike differ in, and ``taken`` whether the award is accepted. Doubt and noise, both
normal and of one firm alone, are drawn as one.

Defaults under a guarantee hang together through one factor (Vasicek 2002, Loan portfolio value,
Risk 15, 160-162), with the correlation of the Basel framework (CRE31) for corporate claims.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from steersman.cohort.laboratory.candidates import Candidates
from steersman.cohort.laboratory.programme import Programme
from steersman.methods.arrays import FloatArray

CHUNK = 4096
"""Firms drawn at a time; the draws of a firm do not depend on how many there are."""
NINETY_FIVE = 1.959964
MOST_DEFAULT = 0.99


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws of effects for candidates; the same seed gives the same draws.

    Attributes:
        programme: The programme.
        candidates: The firms.
        seed: Seed; draws for choosing and draws for judging have different ones.
        count: Number of draws.
    """

    programme: Programme
    candidates: Candidates
    seed: int
    count: int

    def effects(self, *, luck: bool = True) -> Iterator[tuple[slice, FloatArray]]:
        """Yield effects chunk by chunk, one row a firm and one column a draw.

        Args:
            luck: Whether to draw what nobody can know beforehand: noise, and whether an award is
                taken; without it a draw holds the mean over these.
        """
        levels, slope = self._averages()
        firms = self.candidates
        for place, rows in self._chunks():
            random = self._random(place + 1)
            noise = random.standard_normal((rows.stop - rows.start, self.count))
            level = levels[firms.size[rows]]
            doubt = slope * level * firms.doubt[rows, None]
            effect = level * (1 + slope * firms.need[rows, None])
            taken: FloatArray = firms.take_up[rows, None]
            if luck:
                effect += np.sqrt(doubt**2 + self.programme.spread**2) * noise
                taken = (random.random(noise.shape, dtype=np.float32) < taken).astype(float)
            else:
                effect += doubt * noise
            yield rows, effect * taken * firms.scale[rows, None]

    def losses(self, awarded: FloatArray) -> FloatArray:
        """Return total losses on guarantees by draw, fees apart; zero for grants.

        Args:
            awarded: Share of its award that each firm gets.
        """
        terms, firms = self.programme.guarantee, self.candidates
        found = np.zeros(self.count)
        if terms is None:
            return found
        common = self._random(0)
        factor = common.standard_normal(self.count)
        error = np.log(terms.default_high / terms.default_low) / (2 * NINETY_FIVE)
        worse = np.exp(error * common.standard_normal(self.count))
        supported = np.flatnonzero(awarded > 0)
        for place, first in enumerate(range(0, len(supported), CHUNK)):
            random, rows = self._random(-place - 1), supported[first : first + CHUNK]
            chance = np.minimum(firms.default[rows, None] * worse, MOST_DEFAULT)
            defaults = random.random(chance.shape) < conditional_default(chance, factor)
            taken = random.random(chance.shape) < firms.take_up[rows, None]
            exposure = terms.cover * terms.loss_given_default * (firms.award * awarded)[rows]
            found += exposure @ (defaults & taken)
        return found

    def parts(self) -> tuple[FloatArray, FloatArray]:
        """Return effects without luck and doubt as a product: firms by parts, parts by draws.

        The parts are, for each average effect of the programme, the level itself and what the
        slope adds to it.
        """
        levels, slope = self._averages()
        firms = self.candidates
        expected = firms.scale * firms.take_up
        members = [expected * (firms.size == place) for place in range(len(levels))]
        by_firm = np.column_stack([*members, *(part * firms.need for part in members)])
        return by_firm, np.vstack([levels, levels * slope])

    def totals(self, awarded: FloatArray, *, luck: bool = True) -> FloatArray:
        """Return total effects, one row a draw and one column an allocation.

        Args:
            awarded: Share of its award that each firm gets, one column an allocation.
            luck: See :meth:`effects`.
        """
        found = np.zeros((self.count, awarded.shape[1]))
        for rows, effects in self.effects(luck=luck):
            found += effects.T @ awarded[rows]
        return found

    def _averages(self) -> tuple[FloatArray, FloatArray]:
        random = self._random(0)
        centres = np.array([effect.estimate.centre for effect in self.programme.effects])
        errors = np.array([effect.estimate.error for effect in self.programme.effects])
        levels = centres[:, None] + errors[:, None] * random.standard_normal(
            (len(centres), self.count)
        )
        slope = self.programme.slope
        return levels, slope.centre + slope.error * random.standard_normal(self.count)

    def _chunks(self) -> Iterator[tuple[int, slice]]:
        for place, first in enumerate(range(0, len(self.candidates), CHUNK)):
            yield place, slice(first, min(first + CHUNK, len(self.candidates)))

    def _random(self, stream: int) -> np.random.Generator:
        key = np.random.SeedSequence((self.seed, stream % 2**32))
        return np.random.Generator(np.random.Philox(key))


def default_correlation(chance: FloatArray) -> FloatArray:
    """Return the correlation of assets for a chance of default (Basel framework CRE31.5)."""
    weight = (1 - np.exp(-50 * chance)) / (1 - np.exp(-50))
    found: FloatArray = 0.12 * weight + 0.24 * (1 - weight)
    return found


def conditional_default(chance: FloatArray, factor: FloatArray) -> FloatArray:
    """Return the chance of default given the common factor, low values of which are bad."""
    shared = default_correlation(chance)
    found: FloatArray = ndtr((ndtri(chance) - np.sqrt(shared) * factor) / np.sqrt(1 - shared))
    return found

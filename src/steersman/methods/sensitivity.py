"""Which uncertain input moves the result: Sobol indices (Sobol 1993; Saltelli et al. 2010)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from steersman.methods.arrays import FloatArray

BOOTSTRAPS = 400


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Shares of the variance of a result by input.

    Attributes:
        first: Share that an input explains alone, shape (inputs,).
        total: Share in which it takes part, alone or with others, shape (inputs,).
        first_span: 90 % bootstrap interval of each first index, shape (inputs, 2).
        total_span: The same of each total index.
        runs: Number of model runs.
    """

    first: FloatArray
    total: FloatArray
    first_span: FloatArray
    total_span: FloatArray
    runs: int


def sobol_design(generator: np.random.Generator, inputs: int, samples: int) -> FloatArray:
    """Return the points at which to run a model, shape ((inputs + 2) * samples, inputs), in [0, 1).

    Two quasi-random samples A and B, then A with each input in turn taken from B.

    Args:
        generator: Source of randomness for scrambling.
        inputs: Number of inputs.
        samples: Size of each sample, a power of two.
    """
    points = qmc.Sobol(2 * inputs, seed=generator).random(samples)
    first, second = points[:, :inputs], points[:, inputs:]
    parts = [first, second]
    for place in range(inputs):
        mixed = first.copy()
        mixed[:, place] = second[:, place]
        parts.append(mixed)
    design: FloatArray = np.concatenate(parts)
    return design


def sobol_indices(results: FloatArray, inputs: int, generator: np.random.Generator) -> SobolIndices:
    """Return indices from the results at the points of :func:`sobol_design`.

    First indices by the estimator of Saltelli et al. (2010), totals by that of Jansen (1999).

    Args:
        results: Shape ((inputs + 2) * samples,).
        inputs: Number of inputs.
        generator: Source of randomness for the bootstrap.
    """
    parts = results.reshape(inputs + 2, -1)
    parts = parts - parts[:2].mean()
    products, squares, variance = _terms(parts)
    samples = parts.shape[1]
    drawn = generator.multinomial(samples, np.full(samples, 1 / samples), BOOTSTRAPS) / samples
    spread = drawn @ variance
    spread = np.where(spread > 0, spread, 1.0)[:, None]
    overall = float(variance.mean())
    safe = overall if overall > 0 else 1.0
    return SobolIndices(
        first=products.mean(axis=1) / safe,
        total=squares.mean(axis=1) / safe,
        first_span=np.quantile(drawn @ products.T / spread, [0.05, 0.95], axis=0).T,
        total_span=np.quantile(drawn @ squares.T / spread, [0.05, 0.95], axis=0).T,
        runs=results.size,
    )


def _terms(parts: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what is averaged: for first indices, for totals, and for the variance."""
    base, other, mixed = parts[0], parts[1], parts[2:]
    return other * (mixed - base), (base - mixed) ** 2 / 2, (base**2 + other**2) / 2


def sensitivity(
    model: Callable[[FloatArray], FloatArray],
    inputs: int,
    generator: np.random.Generator,
    samples: int = 1024,
) -> SobolIndices:
    """Run a model on a Sobol design and return its indices.

    Args:
        model: From points (runs, inputs) in [0, 1) to results (runs,).
        inputs: Number of inputs.
        generator: Source of randomness.
        samples: A power of two.
    """
    return sobol_indices(model(sobol_design(generator, inputs, samples)), inputs, generator)

"""Sensitivity of the ASEM index to how it is made, against a plain loop over runs.

Set-up of COINr's vignette: 1 to 5 values pulled in, min-max or z-scores, weights of two levels off
by up to a quarter, arithmetic or geometric means; the result is by how many ranks countries shift.
COINr 1.1.14 itself took 79 s for 600 runs on a like machine, with 90 % intervals up to 1.08 wide.

usage: python benchmarks/bench_asem.py   (needs the public ASEM data)
"""

from time import perf_counter

import numpy as np
from tests.methods.asem import AVAILABLE, Asem, load_asem

from steersman.methods.arrays import FloatArray
from steersman.methods.composite import (
    CompositeRuns,
    composite_levels,
    composite_runs,
    mean_rank_shift,
)
from steersman.methods.sensitivity import sobol_design, sobol_indices
from steersman.methods.treatment import normalised

SAMPLES, LOOP_RUNS = 16_384, 300
NAMES = ("values pulled in", "scale", "weights", "mean")


def choices(
    asem: Asem, points: FloatArray, noisy: FloatArray, variants: FloatArray
) -> CompositeRuns:
    """Turn points of the design into choices."""
    pulled, scale = (points[:, 0] * 5).astype(int), (points[:, 1] * 2).astype(int)
    weights = noisy[(points[:, 2] * len(noisy)).astype(int)]
    power = (points[:, 3] * 2).astype(int)
    fixed = np.ones(len(asem.indicators))
    return CompositeRuns(
        variants, 2 * pulled + scale, np.array([1.0, 0.0]), power,
        (fixed, weights[:, :8], weights[:, 8:]),
    )  # fmt: skip


def main() -> None:
    """Print times, indices with their intervals, and the ratio to the loop."""
    if not AVAILABLE:
        print("The public ASEM data are not here; nothing measured.")
        return
    asem = load_asem()
    generator = np.random.default_rng(1)
    noisy = generator.uniform(0.75, 1.25, (100, 10))
    start = perf_counter()
    variants = np.stack([
        normalised(asem.treated(most), asem.directions, scale, *ends)
        for most in range(1, 6)
        for scale, ends in (("min_max", (1.0, 100.0)), ("z_score", ()))
    ])  # fmt: skip
    nominal = composite_levels(asem.index_data(), asem.hierarchy, asem.ones())[-1][:, 0]
    prepared = perf_counter() - start
    design = sobol_design(generator, 4, SAMPLES)
    mean_rank_shift(
        composite_runs(choices(asem, design[:64], noisy, variants), asem.hierarchy), nominal
    )
    start = perf_counter()
    runs = choices(asem, design, noisy, variants)
    shifts = mean_rank_shift(composite_runs(runs, asem.hierarchy), nominal)
    ours = perf_counter() - start
    found = sobol_indices(shifts, 4, generator)
    start = perf_counter()
    for run in range(LOOP_RUNS):
        power = float(runs.powers[runs.power[run]])
        weights = (runs.weights[0], runs.weights[1][run], runs.weights[2][run])
        data = variants[runs.variant[run]]
        scores = composite_levels(data, asem.hierarchy, weights, power)[-1][:, 0]
        if not np.isclose(mean_rank_shift(scores[None], nominal)[0], shifts[run]):
            raise SystemExit(f"run {run} differs between the two")
    loop = (perf_counter() - start) / LOOP_RUNS * len(design)
    print(f"{len(design):,} runs in {ours:.2f} s after {prepared:.2f} s of preparation")
    print(f"plain loop over runs {loop:.1f} s (from {LOOP_RUNS}), ratio {loop / ours:.0f}")
    for place, name in enumerate(NAMES):
        first, total = found.first_span[place], found.total_span[place]
        print(
            f"  {name:18s} S {found.first[place]:6.3f} (width {np.ptp(first):.3f})"
            f"   ST {found.total[place]:6.3f} (width {np.ptp(total):.3f})"
        )


if __name__ == "__main__":
    main()

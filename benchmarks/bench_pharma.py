"""Pharmaceutical pipelines of ten and fifteen products, against the published gaps.

Ten products are valued exactly; for fifteen a policy and a bound are given.

usage: python benchmarks/bench_pharma.py
"""

from time import perf_counter

from benchmarks.pharma import FOLDER, read_pipeline, value_of
from benchmarks.pharma_bounds import gap_of

EXACT, PUBLISHED_GAPS = 4083.6315, (2.10, 4.66)
TABLE_SIZE = 26


def main() -> None:
    """Print the gap for fifteen products, then the exact value for ten and the time it takes."""
    path = FOLDER / "modeldata10.dat"
    larger = FOLDER / "modeldata15.dat"
    if not path.is_file():
        print(f"notice: no instance {path.name} under the shared benchmarks; skipped")
        return
    start = perf_counter()
    gap = gap_of(read_pipeline(larger), seed=1)
    print(
        f"fifteen products: policy {gap.value:.1f} (standard error {gap.error:.1f}), bound "
        f"{gap.bound:.1f}, gap {gap.percent:.1f} % in {perf_counter() - start:.0f} s"
    )
    value_of(read_pipeline(FOLDER / "modeldata.dat"))
    start = perf_counter()
    found = value_of(read_pipeline(path), size=TABLE_SIZE)
    seconds = perf_counter() - start
    print(f"ten products: {found.value:.4f} (reference {EXACT}), {found.states:,} states")
    print(f"exact in {seconds:.0f} s on one core; published gaps {PUBLISHED_GAPS} %")


if __name__ == "__main__":
    main()

"""The ten-product pharmaceutical pipeline: exact value and time, against the published gap.

usage: python benchmarks/bench_pharma.py
"""

from time import perf_counter

from benchmarks.pharma import FOLDER, read_pipeline, value_of

EXACT, PUBLISHED_GAPS = 4083.6315, (2.10, 4.66)
TABLE_SIZE = 26


def main() -> None:
    """Print the exact value, the number of information states and the time."""
    path = FOLDER / "modeldata10.dat"
    if not path.is_file():
        print(f"notice: no instance {path.name} under the shared benchmarks; skipped")
        return
    value_of(read_pipeline(FOLDER / "modeldata.dat"))
    start = perf_counter()
    found = value_of(read_pipeline(path), size=TABLE_SIZE)
    seconds = perf_counter() - start
    print(f"ten products: {found.value:.4f} (reference {EXACT}), {found.states:,} states")
    print(f"exact in {seconds:.0f} s on one core; published gaps {PUBLISHED_GAPS} %")


if __name__ == "__main__":
    main()

"""How long a check of the example firm takes, with the start of the process.

usage: python benchmarks/bench_check.py

The peers: loading the same YAML files with ruamel.yaml, comments and lines kept, which is what
reading cost before; and the check that works everything out. Needs a minute for the latter.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "huoyan-textiles"
RUNS = 10
STEERSMAN = ("-c", "from steersman.cli import main; main()")
LOADING = """
from pathlib import Path
from ruamel.yaml import YAML
for path in Path({folder!r}).rglob("*.yaml"):
    YAML(typ="rt", pure=True).load(path.read_text("utf-8"))
"""


def seconds(arguments: tuple[str, ...], environment: dict[str, str]) -> float:
    """Return how long a Python process runs."""
    begin = perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=False)
    return perf_counter() - begin


def main() -> None:
    """Print medians in milliseconds, and ratios."""
    check = (*STEERSMAN, "check", str(EXAMPLE))
    cases = {
        "steersman --version": (*STEERSMAN, "--version"),
        "--depth data": (*check, "--depth", "data", "--no-cache"),
        "--depth written": (*check, "--depth", "written", "--no-cache"),
        "--depth written, known": (*check, "--depth", "written"),
        "--depth all, known": check,
        "ruamel.yaml alone": ("-c", LOADING.format(folder=str(EXAMPLE))),
    }
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder, "LOCALAPPDATA": folder}
        whole = seconds(check, environment)
        for arguments in cases.values():
            seconds(arguments, environment)
        times: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(RUNS):
            for name, arguments in cases.items():
                times[name].append(seconds(arguments, environment))
    middle = {name: median(runs) for name, runs in times.items()}
    for name, value in middle.items():
        spread = f"{min(times[name]) * 1000:.0f} to {max(times[name]) * 1000:.0f}"
        print(f"{name:24} {value * 1000:6.0f} ms ({spread} in {RUNS} runs)")
    written, known = middle["--depth written"], middle["--depth all, known"]
    print(f"--depth all, worked out  {whole:6.1f} s")
    print(f"written against ruamel.yaml alone: {written / middle['ruamel.yaml alone']:.2f} times")
    print(f"all: known {whole / known:.0f} times faster than worked out")
    print(f"all worked out against written: {whole / written:.0f} times")


if __name__ == "__main__":
    main()

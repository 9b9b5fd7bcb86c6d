"""PSPLIB instances (Kolisch & Sprecher 1997) and their best known makespans."""

import re
from pathlib import Path

import numpy as np

from steersman.methods.project_network import Network, build_network

FOLDER = Path(__file__).parents[2] / "shared" / "benchmarks" / "psplib"


def read_instance(path: Path) -> Network:
    """Read an ``.sm`` file; the first and last activity are dummies."""
    text = path.read_text(encoding="latin-1")
    sections = re.split(r"\*{5,}\n", text)
    precedence = next(s for s in sections if s.startswith("PRECEDENCE"))
    requests = next(s for s in sections if s.startswith("REQUESTS"))
    available = next(s for s in sections if s.startswith("RESOURCEAVAIL"))
    rows = [[int(x) for x in line.split()] for line in precedence.splitlines()[2:] if line.strip()]
    successors = tuple(tuple(x - 1 for x in row[3 : 3 + row[2]]) for row in rows)
    table = [[int(x) for x in line.split()] for line in requests.splitlines()[3:] if line.strip()]
    capacity = [int(x) for x in available.splitlines()[2].split()]
    return build_network(
        np.array([row[2] for row in table]),
        successors,
        np.array([row[3:] for row in table]),
        np.array(capacity),
    )


def best_known(folder: Path) -> dict[str, tuple[int, int]]:
    """Return a bound (0 where none is given) and the best known makespan by instance name."""
    lines = (folder / "best_known.csv").read_text().splitlines()[1:]
    known = {}
    for line in lines:
        name, value = line.split(",")[:2]
        low, _, high = value.partition("..")
        known[name.split(".")[0]] = (int(low or 0), int(high or low))
    return known

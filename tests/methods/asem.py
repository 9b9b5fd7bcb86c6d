"""The ASEM composite index (Becker et al. 2022, COINr), read from the public data."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.composite import Hierarchy
from steersman.methods.treatment import fill_by_group, normalised, winsorised
from tests.data import SHARED_DATA

AVAILABLE = (SHARED_DATA / "asem-idata.csv").exists()
MOST_PULLED_IN = 5


@dataclass(frozen=True)
class Asem:
    """The data and the tree.

    ``raw`` holds indicators before, ``ready`` after division by denominators, both with gaps.
    """

    raw: FloatArray
    ready: FloatArray
    groups: IntArray
    directions: FloatArray
    indicators: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    hierarchy: Hierarchy
    results: pl.DataFrame

    def treated(self, most: int = MOST_PULLED_IN) -> FloatArray:
        """Return indicators with gaps filled by group and outliers pulled in."""
        return winsorised(fill_by_group(self.ready, self.groups), most)

    def index_data(self) -> FloatArray:
        """Return indicators on the scale of 0 to 100."""
        return normalised(self.treated(), self.directions)

    def ones(self) -> tuple[FloatArray, ...]:
        """Return equal weights at each level."""
        return tuple(np.ones(len(parents)) for parents in self.hierarchy.parents)


def load_asem() -> Asem:
    """Read the three files."""
    data = pl.read_csv(SHARED_DATA / "asem-idata.csv")
    meta = pl.read_csv(SHARED_DATA / "asem-imeta.csv")
    results = pl.read_csv(SHARED_DATA / "asem-results.csv")
    names = tuple(
        tuple(meta.filter(pl.col("Level") == level)["iCode"].to_list()) for level in (1, 2, 3, 4)
    )
    parent_of = dict(zip(meta["iCode"], meta["Parent"], strict=True))
    parents = tuple(
        np.array([above.index(parent_of[name]) for name in level])
        for level, above in pairwise(names)
    )
    rows = meta.filter(pl.col("Level") == 1)
    raw = data.select(names[0]).to_numpy().astype(float)
    ready = raw.copy()
    for place, denominator in enumerate(rows["Denominator"]):
        if denominator:
            ready[:, place] /= data[denominator].to_numpy()
    kinds = data["EurAsia_group"].to_list()
    groups = np.array([sorted(set(kinds)).index(kind) for kind in kinds])
    ordered = pl.DataFrame({"uCode": data["uCode"]}).join(
        results, on="uCode", maintain_order="left"
    )
    return Asem(
        raw, ready, groups, rows["Direction"].to_numpy().astype(float), names[0], names[1:],
        Hierarchy(parents), ordered,
    )  # fmt: skip

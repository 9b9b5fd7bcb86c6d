"""Small tables of results for tests of what populations show."""

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from steersman.cohort import columns
from steersman.cohort.results import MANIFEST, RESULTS, Manifest, manifest_text
from steersman.diagnose.factors import factor_ids

RULE = "cn/technology-sme-evaluation"


@cache
def made_up(firms: int = 1200, seed: int = 5) -> pl.DataFrame:
    """Firms whose talent drives sales growth and product innovation, and nothing else does."""
    random = np.random.default_rng(seed)
    size = random.choice(["micro", "small", "medium"], firms, p=[0.6, 0.3, 0.1])
    strength = random.normal(size=firms)
    table = {
        columns.FIRM: [f"F{number}" for number in range(firms)],
        columns.WEIGHT: np.where(size == "micro", 12.0, np.where(size == "small", 4.0, 1.0)),
        columns.REGION: random.choice(["north", "south", "east"], firms),
        columns.SECTOR: random.choice(["machines", "software"], firms),
        columns.SIZE: size,
        columns.SYNTHETIC: np.ones(firms, np.bool_),
        RULE: random.choice(["yes", "no", "unknown", "judgement"], firms, p=[0.4, 0.3, 0.2, 0.1]),
    }
    chances = random.dirichlet(np.ones(13), firms)
    for place, factor in enumerate(factor_ids()):
        score = 50 + 12 * (0.6 * strength + 0.8 * random.normal(size=firms))
        score = np.clip(score, 2, 98)
        width = random.uniform(4, 12, firms)
        table |= {
            columns.score_of(factor): score,
            columns.low_of(factor): np.clip(score - width, 0, 100),
            columns.high_of(factor): np.clip(score + width, 0, 100),
            columns.known_of(factor): np.full(firms, 0.8),
            columns.first_of(factor): chances[:, place],
        }
    drive = (table[columns.score_of("talent")] - 50) / 12
    table |= {
        columns.LEVER: [factor_ids()[place] for place in chances.argmax(axis=1)],
        columns.LEVER_CHANCE: chances.max(axis=1),
        "product": random.uniform(size=firms) < 1 / (1 + np.exp(-drive)),
        "growth": 5 + 4 * drive + random.normal(scale=5, size=firms),
        "patents": random.poisson(np.exp(0.3 + 0.4 * drive)),
        "sales": random.lognormal(3, 1, firms),
    }
    return pl.DataFrame(table)


def write_results(folder: Path, table: pl.DataFrame) -> Path:
    """Write a table as the results of a run, and return its folder."""
    (folder / RESULTS).mkdir(parents=True)
    half = table.height // 2
    table.head(half).write_parquet(folder / RESULTS / "part-0.parquet")
    table.tail(-half).write_parquet(folder / RESULTS / "part-1.parquet")
    manifest = Manifest(
        "0", 1, date(2026, 6, 30), 500, (RULE,), (), "made up", "", synthetic=True,
        kept=("product", "growth", "patents"), ignored=(), rows=table.height, firms=table.height,
        set_aside=0,
    )  # fmt: skip
    (folder / MANIFEST).write_text(manifest_text(manifest), "utf-8")
    return folder

"""Tables of synthetic firms of any length, made while they are read.

Firms are made in blocks of a fixed size, each with random numbers of its own (Philox, keyed by seed
and block), so that a firm is the same however many are made and however they are read.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from steersman import __version__
from steersman.cohort.laboratory.maker import BLOCK, firm_maker
from steersman.cohort.laboratory.population import Population

Progress = Callable[[int], None]


def synthetic_firms(
    population: Population, firms: int, seed: int, progress: Progress | None = None
) -> pl.LazyFrame:
    """Return synthetic firms, made while they are read, so that few are held at a time.

    Args:
        population: What they are drawn from.
        firms: How many.
        seed: Seed of all randomness.
        progress: Called with the number of firms made, block after block.
    """
    maker = firm_maker(population)

    def read(
        columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        most = firms if rows is None else min(rows, firms)
        for first in range(0, most, BLOCK):
            frame = maker.block(seed, first // BLOCK).head(most - first)
            frame = frame if columns is None else frame.select(columns)
            yield frame if predicate is None else frame.filter(predicate)
            if progress:
                progress(min(first + BLOCK, most))

    return register_io_source(read, schema=maker.block(seed, 0).schema, is_pure=True)


def write_synthetic(
    population: Population, firms: int, seed: int, target: Path, progress: Progress | None = None
) -> None:
    """Write synthetic firms to a Parquet file that says that they are synthetic.

    Raises:
        OSError: If it cannot be written.
    """
    metadata = {
        "synthetic": "true",
        "population": population.id,
        "seed": str(seed),
        "steersman": __version__,
    }
    plan = synthetic_firms(population, firms, seed, progress)
    plan.sink_parquet(target, metadata=metadata, row_group_size=BLOCK)

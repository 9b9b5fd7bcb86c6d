"""Put the US small-business research awards (SBIR, STTR) together by firm, as a table of firms.

usage: python tools/convert_sbir_awards.py sbir-dod.csv.gz firms.csv

One row a firm, ready for ``examples/cohort/sbir.yaml``. Names of firms, titles and key words of
awards are left out. A head count of 0 means in the source that it is not known.
"""

import sys
from pathlib import Path

import polars as pl

SECOND = 2
"""The phase of development; phase 1 is feasibility."""


def firms_of(awards: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each firm, from its awards.

    The same award is in the source more than once with another number; it counts once.
    """
    once = awards.unique(
        subset=["firm_id", "tracking_number", "phase", "award_date", "award_amount_usd"],
        maintain_order=True,
    )
    known = pl.col("employees").filter(pl.col("employees") > 0)
    counted_in = pl.col("award_year").filter(pl.col("employees") > 0)
    return (
        once.sort("firm_id", "award_year", "award_id")
        .group_by("firm_id", maintain_order=True)
        .agg(
            state=pl.col("state").last(),
            employees=known.last(),
            employees_year=counted_in.last(),
            awards=pl.len(),
            phase_one=(pl.col("phase") < SECOND).sum(),
            phase_two=(pl.col("phase") == SECOND).sum(),
            with_institution=(pl.col("program") == "STTR").any(),
            agencies=pl.col("agency").n_unique(),
            amount_usd=pl.col("award_amount_usd").sum(),
            first_year=pl.col("award_year").min(),
            last_year=pl.col("award_year").max(),
            woman_owned=pl.col("woman_owned").last(),
            disadvantaged=pl.col("disadvantaged").last(),
            hubzone=pl.col("hubzone_owned").last(),
            artificial_intelligence=(pl.col("flag_ai") == 1).any(),
        )
    )


if __name__ == "__main__":
    firms_of(pl.read_csv(Path(sys.argv[1]), infer_schema_length=None)).write_csv(Path(sys.argv[2]))

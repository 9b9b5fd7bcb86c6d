"""A million firms through all Chinese rules: the table, each firm alone, and plain NumPy.

usage: python benchmarks/bench_rulebook.py [firms]

Facts are drawn at random; one in twenty is missing. The table's verdicts are compared with NumPy's
on every firm and with those of each firm alone on a sample. Then the table is streamed from a
Parquet file to another in a process of its own, whose memory is printed.
"""

import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl

from benchmarks.rulebook_numpy import evaluate
from steersman.rulebook import Rule, fact_catalogue, load_rule, rule_ids, verdict_of
from steersman.rulebook.table import evaluate_table, facts_of_row, needed_facts

ON = date(2026, 6, 30)
FIRMS, ALONE, REPEATS = 1_000_000, 300, 3
MISSING = 0.05
STREAM = """
import resource, sys
from datetime import date
import polars as pl
from steersman.rulebook import load_rule, rule_ids
from steersman.rulebook.table import evaluate_table
on = date(2026, 6, 30)
rules = [load_rule(name, on) for name in rule_ids(("cn",))]
evaluate_table(pl.scan_parquet(sys.argv[1]), rules, on).select(
    pl.col([rule.id for rule in rules])).sink_parquet(sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""


def rules() -> list[Rule]:
    """Return the Chinese rules of the day."""
    return [load_rule(name, ON) for name in rule_ids(("cn",))]


def make_firms(count: int, missing: float) -> pl.DataFrame:
    """Return a table of firms drawn at random."""
    generator = np.random.default_rng(1)
    columns = {}
    for name in needed_facts(rules(), ON):
        info = fact_catalogue()[name]
        if info.derived is not None:
            continue
        if info.kind == "truth":
            column = pl.Series(generator.random(count) < 0.7)
        elif info.kind == "choice":
            places = generator.integers(0, len(info.choices), count)
            column = pl.Series(np.array(info.choices)[places])
        elif info.kind == "share":
            column = pl.Series(np.round(generator.random(count), 4))
        elif info.maximum is not None:
            column = pl.Series(np.round(generator.random(count) * float(info.maximum)))
        elif info.kind == "number":
            column = pl.Series(np.round(generator.lognormal(2, 1.2, count)))
        else:
            column = pl.Series(np.round(generator.lognormal(16, 1.5, count), 2))
        columns[name] = column.set(pl.Series(generator.random(count) < missing), None)
    return pl.DataFrame(columns)


def main() -> None:
    """Print times, ratios, agreement and memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FIRMS
    asked = rules()
    ids = [rule.id for rule in asked]
    print(f"{count:,} firms, {len(asked)} rules, {pl.thread_pool_size()} threads")
    for missing in (MISSING, 0.0):
        compare(make_firms(count, missing), asked, ids, missing)
    stream(make_firms(count, MISSING))


def compare(firms: pl.DataFrame, asked: list[Rule], ids: list[str], missing: float) -> None:
    """Print the seconds of the table, of plain NumPy and of each firm alone, and their ratios."""
    seconds, peer = [], []
    for _ in range(REPEATS):
        begin = perf_counter()
        found = evaluate_table(firms.lazy(), asked, ON).select(ids).collect()
        seconds.append(perf_counter() - begin)
        begin = perf_counter()
        plain = evaluate(firms)
        peer.append(perf_counter() - begin)
    differ = sum(int((found[name].to_physical().to_numpy() != plain[name]).sum()) for name in ids)
    sample = firms.head(ALONE)
    begin = perf_counter()
    alone = [
        [verdict_of(rule, facts, ON).value for rule in asked]
        for facts in map(facts_of_row, sample.iter_rows(named=True))
    ]
    each = (perf_counter() - begin) / ALONE * firms.height
    rows = found.head(ALONE).iter_rows()
    wrong = sum(tuple(one) != row for one, row in zip(alone, rows, strict=True))
    table, numpy = min(seconds), min(peer)
    print(
        f"{missing:.0%} of facts missing: table {table:.2f} s, NumPy {numpy:.2f} s, "
        f"each alone {each:,.0f} s (from {ALONE})\n"
        f"  table / NumPy {table / numpy:.2f}; each alone / table {each / table:,.0f}; "
        f"verdicts unlike NumPy {differ}, unlike each alone {wrong}"
    )


def stream(firms: pl.DataFrame) -> None:
    """Print the time and memory of a run from Parquet to Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "firms.parquet"), Path(folder, "answers.parquet")
        firms.write_parquet(source)
        begin = perf_counter()
        command = [sys.executable, "-c", STREAM, str(source), str(target)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        print(f"Parquet to Parquet: {perf_counter() - begin:.1f} s with start, "
              f"{float(done.stdout):.2f} GB at most")  # fmt: skip


if __name__ == "__main__":
    main()

"""A million synthetic firms through identify and diagnose: time, memory, growth, workers.

usage: python benchmarks/bench_cohort.py [LARGEST [PLOT.svg]]

Compared with a plain pandas implementation of the same scores under the same draws, and with the
functions that diagnose one firm, called for each. LARGEST is the greatest number of firms of the
growth table (1,000,000 if left out; 10,000,000 takes about half an hour and 10 GB of disk).
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import vl_convert
from scipy.special import ndtri, stdtrit
from tests.data import example_firm

from steersman.cohort import columns
from steersman.cohort.examination import evidence_of, examine
from steersman.cohort.laboratory.population import load_population
from steersman.cohort.laboratory.synthetic import synthetic_firms
from steersman.cohort.question import Question
from steersman.defaults import DEFAULT_SEED
from steersman.diagnose.factors import factor_ids, load_indicators
from steersman.diagnose.indicators import Figure
from steersman.diagnose.scores import Blocks, draw_blocks, draw_evidence, scores_of
from steersman.diagnose.stage import diagnose
from steersman.diagnose.table import FirmEvidence
from steersman.methods.respondents import GroupMeans
from steersman.pipeline import STAGES
from steersman.rulebook import rule_ids

ON, DRAWS = date(2026, 6, 30), 500
COMPARED, BY_PANDAS, ALONE, WHOLE = 20_000, 1_000, 200, 5
MILLION, SCALED = 1_000_000, 100_000
QUESTION = Question(ON, rule_ids(("cn",)), draws=DRAWS, stages=("identify", "diagnose"))
DIAGNOSIS = Question(ON, (), draws=DRAWS, stages=("diagnose",))
IN_MEMORY = """
import resource, sys
from time import perf_counter
import polars as pl
from benchmarks.bench_cohort import QUESTION
from steersman.cohort.examination import examine
firms = pl.read_parquet(sys.argv[1])
begin = perf_counter()
found = examine(firms, QUESTION, threads=2)
seconds = perf_counter() - begin
print(seconds, found.height, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""


def make(firms: int, path: Path) -> Path:
    """Write synthetic firms."""
    synthetic_firms(load_population("cn-technology"), firms, 1).sink_parquet(path)
    return path


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of some work, and what it gave."""
    begin = perf_counter()
    found = work()
    return perf_counter() - begin, found


def blocks_of_run() -> Blocks:
    """Return the draws that the table uses."""
    seeds = np.random.SeedSequence(DEFAULT_SEED).spawn(len(STAGES))
    return draw_blocks(np.random.default_rng(seeds[STAGES.index("diagnose")]), DRAWS)


def by_pandas(evidence: FirmEvidence, blocks: Blocks) -> pd.DataFrame:
    """Return mean and 5 % and 95 % quantile of every factor, as one would write it with pandas."""
    rules = load_indicators()
    found = {}
    for place, factor in enumerate(factor_ids()):
        answers, errors = evidence.answers[:, [place]], evidence.errors[:, [place]]
        freedom = np.where(np.isnan(evidence.freedom), 2, evidence.freedom)[:, None]
        drawn = answers + errors * stdtrit(freedom, blocks.answers[:, place])
        unknown = 100 * blocks.unknown[:, place]
        parts = [np.where(np.isnan(answers), unknown, drawn.clip(0, 100))]
        for at, rule in enumerate(rules):
            if rule.factor != factor:
                continue
            value = evidence.figures[:, [at]]
            known, points = np.array(rule.anchors).T
            noise = rule.spread * ndtri(blocks.figures[:, at])
            drawn = (np.interp(value, known, points) + noise).clip(0, 100)
            fresh = np.where(np.isnan(evidence.freshness), 1.0, evidence.freshness)[:, [at]]
            holds = (blocks.ageing[:, at] < fresh) & ~np.isnan(value)
            parts.append(np.where(holds, drawn, 100 * blocks.unknown[:, len(factor_ids()) + at]))
        sums = sum(
            blocks.weights[:, place, number] * part.clip(1) ** blocks.power
            for number, part in enumerate(parts)
        )
        scores = pd.DataFrame((sums ** (1 / blocks.power)).clip(0, 100))
        found[columns.score_of(factor)] = scores.mean(axis=1)
        quantiles = scores.quantile([0.05, 0.95], axis=1)
        found[columns.low_of(factor)] = quantiles.loc[0.05]
        found[columns.high_of(factor)] = quantiles.loc[0.95]
    return pd.DataFrame(found)


def one_by_one(evidence: FirmEvidence, blocks: Blocks, firms: int) -> None:
    """Score firms with the functions for one firm, under draws that are made once."""
    names = [rule.id for rule in load_indicators()]
    for row in range(firms):
        values = evidence.figures[row].tolist()
        figures = {
            name: Figure(None if np.isnan(value) else value)
            for name, value in zip(names, values, strict=True)
        }
        freedom = evidence.freedom[row]
        means = GroupMeans(
            evidence.answers[row],
            np.nan_to_num(evidence.errors[row]),
            2 if np.isnan(freedom) else int(freedom),
        )
        drawn = scores_of(blocks, draw_evidence(blocks, means, figures))
        drawn.mean(axis=0)
        np.quantile(drawn, [0.05, 0.95], axis=0)


def compare(path: Path) -> None:
    """Print the throughput of table, pandas and single firms, and how far their scores differ."""
    firms = pl.read_parquet(path)
    examine(firms.head(300), DIAGNOSIS)
    blocks, evidence = blocks_of_run(), evidence_of(firms.head(BY_PANDAS))
    one, found = timed(lambda: examine(firms, DIAGNOSIS))
    two, _ = timed(lambda: examine(firms, DIAGNOSIS, threads=2))
    pandas, frame = timed(lambda: by_pandas(evidence, blocks))
    alone, _ = timed(lambda: one_by_one(evidence, blocks, ALONE))
    example = example_firm()
    day = example.firm.date
    whole, _ = timed(
        lambda: [diagnose(example, day, np.random.default_rng(1), DRAWS) for _ in range(WHOLE)]
    )
    ours = found.head(BY_PANDAS).select(frame.columns.tolist()).to_numpy()
    apart = np.abs(ours - frame.to_numpy()).max()
    each = np.array([one, two]) / COMPARED
    print(f"diagnosis with intervals, {DRAWS} draws, microseconds a firm:")
    print(f"  table, one thread {each[0] * 1e6:8.0f}; two threads {each[1] * 1e6:.0f}")
    for name, seconds in (
        (f"pandas, from {BY_PANDAS:,} firms", pandas / BY_PANDAS),
        (f"functions for one firm, from {ALONE}", alone / ALONE),
        (f"whole diagnosis of one firm, from {WHOLE}", whole / WHOLE),
    ):
        ratios = seconds / each
        print(f"  {name}: {seconds * 1e6:,.0f}; {ratios[0]:,.0f} and {ratios[1]:,.0f} times ours")
    print(f"  scores apart from pandas by {apart:.1e} points at most (held in 32 bits)")


def memory(path: Path) -> None:
    """Print time and memory of a million firms in memory."""
    environment = {**os.environ, "PYTHONPATH": "."}
    done = subprocess.run(
        [sys.executable, "-c", IN_MEMORY, str(path)],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    seconds, firms, most = map(float, done.stdout.split())
    print(f"{firms:,.0f} firms in memory, {len(QUESTION.rules)} rules and diagnosis: "
          f"{seconds:.0f} s on two threads, {most:.2f} GB at most (limit 4)")  # fmt: skip


def command(table: Path, folder: Path, *more: str) -> tuple[float, float, float]:
    """Run the command from a file to a folder; return seconds, processor seconds, gigabytes."""
    arguments = ["cohort", "run", str(table), "--out", str(folder), "--as-of", ON.isoformat()]
    program = f"import sys; from steersman.cli import main; sys.argv[1:] = {[*arguments, *more]!r}"
    tail = "; main(standalone_mode=True)"
    begin = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", program + tail], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("a run failed")
    return perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20


def growth(folder: Path, largest: int, target: Path | None) -> None:
    """Print seconds by number of firms, from file to file, and the exponent of growth."""
    sizes = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= largest]
    stages = ("--stage", "identify", "--stage", "diagnose")
    rows = []
    for size in sizes:
        table = make(size, folder / f"{size}.parquet")
        seconds, processor, most = command(table, folder / str(size), *stages)
        table.unlink()
        rows.append((size, seconds, processor))
        print(f"  {size:>10,} firms: {seconds:8.1f} s, of processors {processor:8.1f} s, "
              f"{most:.2f} GB at most", flush=True)  # fmt: skip
    counts, walls, processors = np.array(rows).T
    slopes = [np.polyfit(np.log(counts), np.log(times), 1)[0] for times in (walls, processors)]
    last = np.log(processors[-1] / processors[-2]) / np.log(counts[-1] / counts[-2])
    print(f"  exponent {slopes[0]:.2f}, of processor seconds {slopes[1]:.2f}, "
          f"over the last step {last:.2f} (linear is 1)")  # fmt: skip
    if target:
        plot(counts, processors, target)


def plot(counts: np.ndarray[Any, Any], seconds: np.ndarray[Any, Any], target: Path) -> None:
    """Draw processor seconds by number of firms, and a line that grows as firms do."""
    linear = counts / counts[-1] * seconds[-1]
    rows = [
        {"firms": int(count), "processor seconds": value, "what": what}
        for what, values in (("measured", seconds), ("linear", linear))
        for count, value in zip(counts.tolist(), values.tolist(), strict=True)
    ]
    scale = {"type": "log"}
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "mark": {"type": "line", "point": True},
        "width": 420,
        "height": 260,
        "encoding": {
            "x": {"field": "firms", "type": "quantitative", "scale": scale},
            "y": {"field": "processor seconds", "type": "quantitative", "scale": scale},
            "color": {"field": "what", "type": "nominal", "title": None},
        },
    }
    target.write_text(vl_convert.vegalite_to_svg(chart), encoding="utf-8")


def scaling(folder: Path, table: Path) -> None:
    """Print how much faster two threads and two workers are than one, and what that promises."""
    for kind in ("threads", "workers"):
        parts = ("--part-rows", "10000")
        seconds = [
            command(table, folder / f"{kind}{count}", f"--{kind}", str(count), *parts)[0]
            for count in (1, 2)
        ]
        gain = seconds[0] / seconds[1]
        alone = max(2 / gain - 1, 0.0)
        most = [1 / (alone + (1 - alone) / count) for count in (4, 8)]
        print(f"  {kind}: one {seconds[0]:.1f} s, two {seconds[1]:.1f} s: {gain:.2f} times; "
              f"Amdahl's law with that share ({alone:.0%}) alone gives {most[0]:.1f} times on 4, "
              f"{most[1]:.1f} on 8 (extrapolated, not measured)")  # fmt: skip


def main(largest: int, target: Path | None) -> None:
    """Run all parts."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        compare(make(COMPARED, folder / "compared.parquet"))
        memory(make(MILLION, folder / "million.parquet"))
        (folder / "million.parquet").unlink()
        print(f"{SCALED:,} firms through all three stages, from file to file:")
        scaling(folder, make(SCALED, folder / "scaled.parquet"))
        print("identify and diagnose, from file to file:")
        growth(folder, largest, target)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else MILLION,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )

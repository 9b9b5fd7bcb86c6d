"""``steersman cohort allocate``: a budget of support over the firms of a population."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from steersman.cli.cohort.firms import open_firms
from steersman.cli.cohort.tables import write_table, writing_tables
from steersman.cli.console import (
    BAD_INPUT,
    language_option,
    messages_of,
    output,
    refuse,
    show_problems,
)
from steersman.cli.running import seed_option
from steersman.cli.stages import json_option
from steersman.cohort.columns import GROUPINGS
from steersman.dossier import nearest
from steersman.serialise import to_json

if TYPE_CHECKING:
    import polars as pl

    from steersman.cli.cohort.firms import Firms
    from steersman.cohort.laboratory.candidates import Candidates
    from steersman.cohort.laboratory.programme import Programme
    from steersman.messages import Messages

HELP = """Allocate a budget over firms where it does most good, by what is known of effects.

\b
steersman cohort allocate results --programme rd-grant --budget 50000000
steersman cohort allocate results --programme loan-guarantee --budget 5000000 \\
    --rule cn/technology-sme-evaluation --at-least region=west:0.3 --out awards.parquet
steersman cohort allocate results --programme my-grant.toml --budget 5e7 --caution 0.5 --json

\b
FIRMS is the folder of a run, or a table with the cohort's column names. The choice is compared
with awards by points, in the order of the table, by lottery, and the same for all, on draws of
effects that had no part in it. For guarantees the budget pays for expected losses.
"""
FLOOR = re.compile(r"(?P<column>\w+)=(?P<level>.+):(?P<share>[0-9.]+)")
TABLES = (".parquet", ".csv")
OWN = ".toml"
"""How the name of a file with a programme of one's own ends."""
Floors = tuple[tuple[str, str, float], ...]


@click.command("allocate", help=HELP)
@click.argument("source", metavar="FIRMS", type=click.Path(path_type=Path))
@click.option("--programme", "name", required=True, help="Name or TOML file.")
@click.option("--budget", required=True, type=click.FloatRange(min=0, min_open=True))
@click.option("--rule", default="", help="Rule that a firm must be sure to meet; ranks by points.")
@click.option(
    "--at-least",
    "floors",
    multiple=True,
    metavar="COLUMN=LEVEL:SHARE",
    help="Least share of what is spent for a region, sector or size; several times.",
)
@click.option(
    "--caution",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Weight of the worst tenth of draws against the mean.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Table of awards, Parquet or CSV.")
@seed_option
@json_option
@language_option
def allocate_command(
    source: Path,
    name: str,
    budget: float,
    rule: str,
    floors: tuple[str, ...],
    caution: float,
    out: Path | None,
    seed: int,
    as_json: bool,  # noqa: FBT001  click
    language: str,
) -> None:
    """Allocate a budget and say what it brings."""
    from steersman.cohort.analysis.fields import is_synthetic
    from steersman.cohort.laboratory.allocation import Terms, allocate
    from steersman.cohort.report.allocation import allocation_blocks
    from steersman.report.terminal import print_blocks

    messages = messages_of(language)
    if out and out.suffix not in TABLES:
        raise click.BadParameter("a .parquet or .csv file", param_hint="--out")
    programme = _programme(name, messages)
    firms = open_firms(source, messages)
    candidates = _candidates(firms, programme, rule, source, messages)
    terms = Terms(budget, rule, _floors(floors, candidates, messages), caution, seed)
    synthetic = firms.synthetic or is_synthetic(firms.table)
    found, awards = allocate(programme, candidates, terms, synthetic=synthetic)
    if out:
        with writing_tables(messages, out):
            write_table(awards, out)
    if as_json:
        click.echo(json.dumps(to_json(found), ensure_ascii=False, indent=2))
    else:
        print_blocks(allocation_blocks(found, programme, messages), output())


def _programme(name: str, messages: Messages) -> Programme:
    from steersman.cohort.laboratory.programme import load_programme, programme_ids

    if name.endswith(OWN):
        return _own_programme(Path(name), messages)
    known = programme_ids()
    if name not in known:
        hint = nearest(name, known)
        refuse(messages, "programme-unknown", "--programme", value=name, hint=hint, known=known)
    return load_programme(name)


def _own_programme(file: Path, messages: Messages) -> Programme:
    from steersman.cohort.laboratory.programme_file import read_programme

    programme, problems = read_programme(file)
    show_problems(problems, messages)
    if programme is None:
        raise SystemExit(BAD_INPUT)
    return programme


def _candidates(
    firms: Firms, programme: Programme, rule: str, source: Path, messages: Messages
) -> Candidates:
    from steersman.cohort.laboratory.candidates import candidates_of, missing_columns

    table = _with_rule(firms, rule, messages) if rule else firms.table
    for column in missing_columns(table.collect_schema().names(), programme, rule):
        refuse(messages, "cohort-no-column", str(source), value=column)
    found = candidates_of(table, programme, rule)
    if not len(found):
        counts = {"open": found.open, "without": found.without_figure}
        refuse(messages, "allocation-nobody", str(source), looked_at=found.looked_at, **counts)
    return found


def _with_rule(firms: Firms, rule: str, messages: Messages) -> pl.LazyFrame:
    """Return firms with the answers of a rule, asking it where the run has not."""
    from steersman.rulebook.rule import load_rule, rule_ids
    from steersman.rulebook.table import evaluate_table

    known = rule_ids()
    if rule not in known:
        hint = nearest(rule, known)
        refuse(messages, "rule-unknown-rule", "--rule", value=rule, hint=hint)
    if rule in firms.table.collect_schema():
        return firms.table
    day = firms.as_of or datetime.now().astimezone().date()
    return evaluate_table(firms.table, [load_rule(rule, day)], day)


def _floors(texts: tuple[str, ...], candidates: Candidates, messages: Messages) -> Floors:
    found = []
    for text in texts:
        match = FLOOR.fullmatch(text)
        column, level = (match["column"], match["level"]) if match else ("", "")
        if match is None or column not in GROUPINGS or not 0 < float(match["share"]) <= 1:
            refuse(messages, "allocation-floor", "--at-least", value=text)
        there = column in candidates.groups.columns
        if not there or not (candidates.groups[column] == level).any():
            refuse(messages, "allocation-floor-nobody", "--at-least", value=f"{column}={level}")
        found.append((column, level, float(match["share"])))
    return tuple(found)

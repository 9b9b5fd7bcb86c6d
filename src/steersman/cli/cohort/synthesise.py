"""``steersman cohort synthesise``: firms that do not exist, by the margins of a population."""

from pathlib import Path

import click

from steersman.cli.cohort.tables import writing_tables
from steersman.cli.console import (
    language_option,
    messages_of,
    messages_output,
    output,
    progress_bar,
    refuse,
)
from steersman.cli.running import seed_option
from steersman.cohort.laboratory.population import Population, load_population, population_ids
from steersman.cohort.report.laboratory import population_blocks
from steersman.dossier import nearest
from steersman.messages import Messages
from steersman.report.terminal import print_blocks

HELP = """Make synthetic firms by the published margins of a population.

\b
steersman cohort synthesise --list
steersman cohort synthesise cn-technology --firms 100000 --out firms.parquet

\b
The firms are made up: the column "synthetic" and the file itself say so. The same seed gives
the same firms, and the first firms are the same however many are made.
"""


@click.command("synthesise", help=HELP)
@click.argument("population", required=False, default="")
@click.option("--firms", type=click.IntRange(1, 100_000_000), default=10_000, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="The Parquet file to write.")
@click.option("--list", "as_list", is_flag=True, help="Name the populations and their sources.")
@seed_option
@language_option
def synthesise_command(
    population: str,
    firms: int,
    out: Path | None,
    as_list: bool,  # noqa: FBT001  click
    seed: int,
    language: str,
) -> None:
    """Make synthetic firms, or list what they can be made from."""
    messages = messages_of(language)
    if as_list:
        known = [load_population(name) for name in population_ids()]
        print_blocks(population_blocks(known, messages), output())
        return
    if not population or out is None:
        raise click.UsageError("POPULATION and --out are needed, or --list")
    _write(_population(population, messages), firms, seed, out, messages)
    messages_output().print(messages.text("synthetic.warning"), style="yellow", markup=False)
    output().print(messages.text("synthetic.written", firms=firms, file=str(out)), markup=False)


def _population(name: str, messages: Messages) -> Population:
    known = population_ids()
    if name not in known:
        hint = nearest(name, known)
        refuse(messages, "population-unknown", "POPULATION", value=name, hint=hint, known=known)
    return load_population(name)


def _write(population: Population, firms: int, seed: int, out: Path, messages: Messages) -> None:
    from steersman.cohort.laboratory.synthetic import write_synthetic

    with writing_tables(messages, out), progress_bar() as progress:
        task = progress.add_task(messages.text("synthetic.making"), total=firms, detail="")
        out.parent.mkdir(parents=True, exist_ok=True)
        write_synthetic(
            population, firms, seed, out, lambda made: progress.update(task, completed=made)
        )

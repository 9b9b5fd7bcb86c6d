"""What the commands that analyse results share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from steersman.cli.console import BAD_INPUT, output, progress_bar, refuse, show_problems

if TYPE_CHECKING:
    from steersman.cohort.report.names import Names
    from steersman.cohort.results import Results
    from steersman.messages import Messages
    from steersman.report.document import Block

results_argument = click.argument("results", type=click.Path(path_type=Path))
strata_option = click.option(
    "--strata", metavar="COLUMN", help="Strata that firms were drawn from, each by chance."
)


def results_of(folder: Path, messages: Messages) -> Results:
    """Open a folder of results, or show what is wrong with it and leave with exit code 2."""
    from steersman.cohort.results import open_results

    try:
        return open_results(folder)
    except (OSError, ValueError, KeyError, TypeError):
        refuse(messages, "no-results", str(folder), value=str(folder))


@contextmanager
def refusing(messages: Messages, place: Path) -> Iterator[None]:
    """Show that something is going on, or why it cannot, and leave with exit code 2 then."""
    import polars as pl

    from steersman.cohort.analysis.fields import RefusedAnalysisError

    try:
        with progress_bar() as progress:
            progress.add_task(messages.text("progress.population"), total=None, detail="")
            yield
    except RefusedAnalysisError as error:
        placed = (replace(each, place=each.place or str(place)) for each in error.problems)
        show_problems(tuple(placed), messages)
    except ModuleNotFoundError as error:
        refuse(messages, "cohort-extra-missing", str(place), value=error.name or "")
    except (OSError, pl.exceptions.PolarsError):
        refuse(messages, "no-results", str(place), value=str(place))
    else:
        return
    raise SystemExit(BAD_INPUT)


def show(
    results: Results,
    messages: Messages,
    kind: str,
    found: object,
    blocks: Callable[[Names], tuple[Block, ...]] | None,
) -> None:
    """Print what was found.

    Args:
        results: What it was found in.
        messages: Texts of the reader's language.
        kind: Name of the analysis in the JSON document.
        found: What was found.
        blocks: It as blocks; None to print JSON.
    """
    from steersman.cohort.report.names import Names
    from steersman.report.terminal import print_blocks
    from steersman.serialise import to_json

    if blocks:
        print_blocks(blocks(Names(messages, results.manifest.as_of)), output())
        return
    document = {
        "provenance": to_json(results.manifest),
        "analysis": kind,
        "result": to_json(found),
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))

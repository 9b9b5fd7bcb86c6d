"""``steersman adopt`` and ``snapshot``: keep what was decided and foretold, to look back at."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from steersman.cli.console import (
    dossier_argument,
    language_option,
    messages_of,
    output,
    refuse,
    usable_dossier,
    writing,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.dossier import Decision, Dossier
from steersman.files import ExistingFileError, write_folder
from steersman.files.history import read_history, snapshot_file, write_snapshot
from steersman.pipeline import Pipeline
from steersman.report.chapters import Words
from steersman.steer.course import Adoption

force_option = click.option("--force", is_flag=True, help="Replace the snapshot of the same day.")

ADOPT = """Make today's plan the one that the firm follows.

The plan and what it is thought to lead to are kept in the folder history of DOSSIER, named by the
dossier's date; `steersman progress` then compares with it, and `steersman plan` moves away from it
only for a gain. The decision is written into strategy.yaml.

\b
steersman adopt my-firm --by "leadership team" --why "Board of 1 July, report of 28 June"
"""

SNAPSHOT = """Keep what is known and foretold today, without adopting a plan.

Later runs tell what has changed since, and whether the forecasts were right.

\b
steersman snapshot my-firm
"""


@click.command("adopt", help=ADOPT)
@dossier_argument
@click.option("--by", required=True, help="Who decided.")
@click.option("--why", default="", help="On which evidence.")
@force_option
@language_option
@run_options
def adopt_command(
    dossier: Path,
    by: str,
    why: str,
    force: bool,  # noqa: FBT001  click
    language: str,
    options: RunOptions,
) -> None:
    """Adopt today's plan."""
    _keep(dossier, Adoption(adopted=True, by=by, why=why), options, language, force=force)


@click.command("snapshot", help=SNAPSHOT)
@dossier_argument
@force_option
@language_option
@run_options
def snapshot_command(dossier: Path, force: bool, language: str, options: RunOptions) -> None:  # noqa: FBT001  click
    """Keep today."""
    _keep(dossier, Adoption(adopted=False), options, language, force=force)


def _keep(
    dossier: Path, adoption: Adoption, options: RunOptions, language: str, *, force: bool
) -> None:
    messages = messages_of(language)
    firm, read = usable_dossier(dossier, messages)
    target = snapshot_file(dossier, firm.firm.date)
    if not adoption.adopted and _holds_adoption(dossier, firm.firm.date):
        refuse(messages, "snapshot-adopted", str(target), value=str(target))
    if target.exists() and not force:
        refuse(messages, "snapshot-exists", str(target), value=str(target))
    with running(firm, options, messages, dossier) as (pipeline, _, _):
        plan = pipeline.plan()
        if adoption.adopted and not (plan.projects or plan.hires or plan.funding):
            refuse(messages, "nothing-to-adopt", str(dossier), value=str(dossier))
        snapshot = pipeline.snapshot(adoption)
    with writing(messages, target):
        write_snapshot(dossier, snapshot)
    output().print(messages.text("snapshot.written", file=str(target)))
    if adoption.adopted:
        _write_decision(dossier, firm, adoption, Words(messages, firm, read.places), pipeline)


def _holds_adoption(dossier: Path, day: date) -> bool:
    """Return whether the snapshot of a day is that of a plan adopted."""
    return any(s.adopted and s.made_on == day for s in read_history(dossier).snapshots)


def _write_decision(
    dossier: Path, firm: Dossier, adoption: Adoption, words: Words, pipeline: Pipeline
) -> None:
    """Add the decision to the dossier's own list, if it is a folder."""
    messages = words.messages
    names = words.join(words.project(chosen.project) for chosen in pipeline.plan().projects)
    title = messages.text("adopt.decision", projects=names or messages.text("none"))
    if not dossier.is_dir():
        output().print(messages.text("adopt.write_yourself", title=title))
        return
    day = firm.firm.date
    decision = Decision(date=day, title=title, by=adoption.by, evidence=adoption.why)
    kept = tuple(
        entry for entry in firm.strategy.decisions if (entry.date, entry.title) != (day, title)
    )
    strategy = replace(firm.strategy, decisions=(*kept, decision))
    with writing(messages, dossier):
        try:
            write_folder(replace(firm, strategy=strategy), dossier, before=firm)
        except ExistingFileError as error:
            refuse(messages, "existing-file-unreadable", str(dossier), value=error.file)
    output().print(messages.text("adopt.noted", title=title))

"""Running stages with progress shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from steersman.cli.console import BAD_INPUT, progress_bar, show_problems
from steersman.defaults import CANDIDATES, DEFAULT_SEED

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import Progress, TaskID

    from steersman.dossier import Dossier
    from steersman.messages import Messages
    from steersman.pipeline import Pipeline, Stage
    from steersman.plan import PreviousPlan, Wish

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the user may set about a run."""

    as_of: datetime | None
    seed: int
    candidates: int
    seconds: float | None = None
    previous: PreviousPlan | None = None
    wishes: tuple[Wish, ...] = ()


def day_option(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option of the day that counts, with what it means where it is left out."""
    kind = click.DateTime(["%Y-%m-%d"])
    return click.option("--as-of", type=kind, metavar="YYYY-MM-DD", help=text)


as_of_option = day_option("Day for law and figures; the dossier's own date if left out.")
seed_option = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=DEFAULT_SEED,
    show_default=True,
    help="Seed of all randomness; the same seed gives the same result.",
)
candidates_option = click.option(
    "--candidates",
    type=click.IntRange(min=1),
    default=CANDIDATES,
    show_default=True,
    help="Most plans to examine: more is slower and may find better ones.",
)


def run_options(command: Callable[..., Returned]) -> Callable[..., Returned]:
    """Add the options of a run to a command, which gets them as ``options``."""

    @as_of_option
    @seed_option
    @candidates_option
    @wraps(command)
    def wrapped(as_of: datetime | None, seed: int, candidates: int, **rest: Any) -> Returned:  # noqa: ANN401  click's parameters
        return command(options=RunOptions(as_of, seed, candidates), **rest)

    return wrapped


@contextmanager
def running(
    dossier: Dossier, options: RunOptions, messages: Messages, source: Path
) -> Iterator[tuple[Pipeline, Progress, TaskID]]:
    """Give a pipeline whose stages show their progress.

    Args:
        dossier: The firm.
        options: How to run.
        messages: Texts of the reader's language.
        source: Where the dossier is, whose earlier snapshots count.
    """
    from steersman.choose.strategies import menu_of
    from steersman.files.history import not_of_firm, read_history
    from steersman.pipeline import STAGES, Pipeline, Settings

    history = read_history(source)
    strange = not_of_firm(history, source, dossier.firm.name)
    if history.problems or strange:
        show_problems((*history.problems, *strange), messages)
        raise SystemExit(BAD_INPUT)
    with progress_bar() as progress:
        task = progress.add_task("", total=len(STAGES), detail="")
        currency = dossier.firm.currency
        done = 0

        def on_stage(stage: Stage) -> None:
            nonlocal done
            description = messages.text(f"progress.{stage}")
            progress.update(task, completed=done, description=description, detail="")
            if not progress.console.is_terminal:
                progress.console.print(f"{description} ...")
            done += 1

        deadline = monotonic() + options.seconds if options.seconds else inf

        def on_plan(examined: int, limit: int, value: float, ruin: float) -> bool:
            detail = messages.text(
                "progress.plan_detail",
                value=messages.money(round(value), currency),
                risk=messages.percent(ruin, 1),
            )
            progress.update(task, completed=done - 1 + examined / limit, detail=detail)
            return monotonic() > deadline

        def on_trial(strategy: str) -> None:
            names = {entry.id: entry.name for entry in menu_of(dossier.strategy).strategies}
            name = messages.pick(names[strategy])
            detail = messages.text("progress.trial", strategy=name)
            progress.update(task, detail=detail)
            if not progress.console.is_terminal:
                progress.console.print(f"{detail} ...")

        settings = Settings(
            as_of=options.as_of.date() if options.as_of else None,
            seed=options.seed,
            candidates=options.candidates,
            on_stage=on_stage,
            on_plan=on_plan,
            on_trial=on_trial,
            previous=options.previous,
            wishes=options.wishes,
            history=history.snapshots,
        )
        yield Pipeline(dossier, settings), progress, task

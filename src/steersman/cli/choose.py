"""``steersman choose``: which strategy, tested by planning, and an interview about preferences."""

from dataclasses import replace
from pathlib import Path

import click
import numpy as np
from rich.console import Console

from steersman.choose.elicitation import Interview, interview_firm
from steersman.cli.console import (
    dossier_argument,
    language_option,
    messages_of,
    output,
    usable_dossier,
    writing,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.cli.stages import json_option, print_json
from steersman.dossier import Dossier
from steersman.files import write_folder
from steersman.report.chapters import Words, choose_chapter
from steersman.report.chapters.choose import question_text
from steersman.report.chapters.choose_outlook import trial_blocks
from steersman.report.terminal import print_blocks

HELP = """Which strategy suits us, how sure are we, and what would change the answer?

\b
steersman choose my-firm --json
steersman choose my-firm --compare
steersman choose my-firm --ask

\b
--compare plans the leading strategies with the firm's own people, money and projects and
shows what each earns, risks and needs.
--ask puts the questions about preferences whose answers would change most, until none
would, and writes the answers into strategy.yaml.
"""
YES, NO, PASS, UNDO, STOP = "y", "n", "p", "u", "q"
KEYS = "[y/n/p/u/q]"


@click.command("choose", help=HELP)
@dossier_argument
@language_option
@json_option
@click.option("--compare", is_flag=True, help="Test the leading strategies by planning them.")
@click.option("--ask", is_flag=True, help="Answer questions about preferences.")
@run_options
def choose_command(
    dossier: Path,
    language: str,
    options: RunOptions,
    as_json: bool,  # noqa: FBT001  click
    compare: bool,  # noqa: FBT001  click
    ask: bool,  # noqa: FBT001  click
) -> None:
    """Run the third stage."""
    messages = messages_of(language)
    if ask and (as_json or compare):
        raise click.UsageError("--ask goes with neither --json nor --compare")
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    with running(firm, options, messages, dossier) as (pipeline, _, _):
        result = pipeline.choose()
        trials = pipeline.trials() if compare else ()
        diagnosis = pipeline.diagnose()
    if ask:
        generator = np.random.default_rng(options.seed)
        interview = _hold(interview_firm(firm, diagnosis, generator), generator, words)
        _keep(interview, dossier, firm, words)
    elif as_json:
        print_json(pipeline, "trial" if compare else "choose", trials if compare else result)
    elif compare:
        print_blocks(trial_blocks(trials, result, words), output())
    else:
        print_blocks(choose_chapter(result, words), output())


def _hold(interview: Interview, generator: np.random.Generator, words: Words) -> Interview:
    """Put questions until none would change much or the user stops."""
    console = output()
    console.print(words.text("ask.intro"))
    steps = [interview]
    while True:
        interview = steps[-1]
        _standing(interview, console, words)
        question = interview.question(generator)
        if question is None:
            console.print(words.text("choose.no_question"))
            return interview
        answer = _prompt(f"{len(steps)}. {question_text(question, words)} {KEYS}")
        if answer == STOP:
            return interview
        if answer == UNDO:
            steps = steps[:-1] or steps
            continue
        steps.append(interview.answer(question, None if answer == PASS else answer == YES))


def _prompt(text: str) -> str:
    """Return the answer to a question; an input that ends counts as stopping."""
    try:
        answer: str = click.prompt(
            text, type=click.Choice([YES, NO, PASS, UNDO, STOP]), show_choices=False
        )
    except click.Abort:
        return STOP
    return answer


def _wants_to_write(text: str) -> bool:
    """Return whether the answers shall be written; an input that has ended says nothing."""
    try:
        return click.confirm(text, default=True)
    except click.Abort:
        return False


def _standing(interview: Interview, console: Console, words: Words) -> None:
    leader, chance = interview.leader
    console.print(
        words.text("ask.leader", strategy=words.strategy(leader), chance=words.percent(chance))
    )


def _keep(interview: Interview, path: Path, firm: Dossier, words: Words) -> None:
    """Write the answers into the dossier, or show them where it is a workbook."""
    if not interview.statements:
        return
    console = output()
    if path.is_dir() and _wants_to_write(words.text("ask.write")):
        stated = firm.strategy
        statements = (*stated.statements, *interview.statements)
        changed = replace(firm, strategy=replace(stated, statements=statements))
        with writing(words.messages, path):
            write_folder(changed, path)
        console.print(words.text("ask.written", count=len(interview.statements)))
        return
    console.print(words.text("ask.by_hand"))
    for statement in interview.statements:
        low = "" if statement.low is None else f", low: {statement.low:g}"
        high = "" if statement.high is None else f", high: {statement.high:g}"
        than = ", ".join(statement.than)
        line = f"- {{kind: ratio, criterion: {statement.criterion}, than: [{than}]{low}{high}}}"
        console.print(line, markup=False)

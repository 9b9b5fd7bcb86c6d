"""The group of all commands."""

import sys
from io import TextIOWrapper
from typing import Any

import click

from steersman import __version__
from steersman.cli.lazy import LazyGroup

OUTPUT_TROUBLE = 2

EPILOG = """
\b
Examples:
  steersman new my-firm                     start a dossier, with questions to answer
  steersman check my-firm                   is anything wrong with it?
  steersman report my-firm                  all five stages, one HTML report
  steersman choose my-firm --json           one stage, for programs
  steersman export my-firm my-firm.xlsx     the dossier as an Excel workbook
  steersman serve                           the web app, for you or for a team
  steersman cohort run firms.csv --out out  many firms at once

\b
Exit codes: 0 fine, 1 findings (check, steer), 2 bad input. Every command takes
--language zh_CN; STEERSMAN_LANGUAGE sets it once for all.
Shell completion: eval "$(_STEERSMAN_COMPLETE=bash_source steersman)"
"""


MODULES = {
    "new": "new",
    "check": "check",
    "identify": "identify",
    "diagnose": "diagnose",
    "choose": "choose",
    "plan": "plan",
    "people": "people",
    "finance": "finance",
    "captable": "captable",
    "steer": "steer",
    "progress": "progress",
    "adopt": "adopt",
    "snapshot": "adopt",
    "digest": "digest",
    "report": "report",
    "questionnaire": "questionnaire",
    "rulebook": "rulebook",
    "import": "exchange",
    "export": "exchange",
    "schema": "schema",
    "serve": "steersman.web.command",
    "backup": "backup",
    "restore": "backup",
    "audit": "audit",
    "copy-database": "copy_database",
    "cohort": "cohort",
}


class CommandLine(LazyGroup):
    """All commands."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401  click's signature
        """Run the command line; trouble with the screen ends it without a trace."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return super().main(*args, **extra)
        except OSError as error:
            if sys.stderr is not None:
                print(f"steersman: {error.strerror or error}", file=sys.stderr)  # noqa: T201
            raise SystemExit(OUTPUT_TROUBLE) from error


@click.group(
    cls=CommandLine,
    package="steersman.cli",
    modules=MODULES,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="steersman")
def main() -> None:
    """Steersman 舵手: choose an innovation strategy for a technology firm, and carry it out.

    A dossier is a folder of plain files that says what a firm knows about itself. Five stages
    answer what the firm is, what holds it back, which strategy suits it, what to do, and whether
    the strategy can be carried out.
    """

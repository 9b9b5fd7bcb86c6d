"""Running ``steersman plan`` on the example firm."""

from pathlib import Path

from click.testing import CliRunner, Result

from steersman.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "huoyan-textiles"


def run(*arguments: str) -> Result:
    """Run it with few candidates."""
    command = ["plan", str(EXAMPLE), "--candidates", "40", *arguments]
    return CliRunner().invoke(main, command, catch_exceptions=False)

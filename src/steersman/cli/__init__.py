"""The command line, one file per command; commands are loaded when they are called."""

from steersman.cli.main import main

__all__ = ["main"]

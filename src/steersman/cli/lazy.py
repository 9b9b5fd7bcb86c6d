"""Groups of commands whose modules load when a command is called."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """Loads a command's module only when that command is asked for.

    Args:
        package: Package whose modules hold the commands.
        modules: Module by command, in the order of work; a dotted name is that of another shell,
            which this one knows by name only.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  click's signature
        package: str,
        modules: Mapping[str, str],
        **extra: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **extra)
        self.package = package
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the commands in the order of work."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, loading its module."""
        if cmd_name not in self.modules:
            return None
        name = self.modules[cmd_name]
        module = import_module(name if "." in name else f"{self.package}.{name}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command

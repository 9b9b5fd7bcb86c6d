"""How much YAML is read, and what is said of a text that is refused."""

from steersman.dossier import DataPath, Problem

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 20
MAXIMUM_NODES = 20_000


class YamlRefusedError(Exception):
    """A YAML text that cannot or must not be read, with the problem that says why."""

    def __init__(self, code: str, line: int | None = None, **parameters: object) -> None:
        super().__init__(code)
        self.problem_code = code
        self.line = line
        self.parameters = parameters

    def problem(self, path: DataPath, file: str) -> Problem:
        """Return the trouble as a problem of the given file."""
        place = file if self.line is None else f"{file}:{self.line}"
        return Problem(self.problem_code, path, self.parameters, place=place)

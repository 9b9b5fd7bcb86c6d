"""Why a request of a program is not done, where the store does not say so itself."""

from collections.abc import Sequence

from steersman.dossier import Problem
from steersman.web.api.models import ClashView


class ApiError(Exception):
    """A request is not done.

    Attributes:
        status: HTTP status.
        code: What went wrong; ``web.trouble.<code>`` and ``web.trouble.<code>_mend`` tell it.
        problems: What is wrong with a dossier.
        clashes: Where it clashes with what was saved meanwhile.
    """

    def __init__(
        self,
        status: int,
        code: str,
        problems: Sequence[Problem] = (),
        clashes: Sequence[ClashView] = (),
    ) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code
        self.problems = tuple(problems)
        self.clashes = tuple(clashes)

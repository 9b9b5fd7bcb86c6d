"""Every error of the store, and every reason for which it refuses, has its texts."""

import re
import string
from pathlib import Path

import pytest

from steersman.messages import LANGUAGES, messages_for, problem_text
from steersman.messages.store_errors import store_problem
from steersman.store import errors
from steersman.store.errors import RefusedError, StoreError

SOURCE = Path(__file__).parents[2] / "src" / "steersman"
CODES = sorted(
    kind.code
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, StoreError) and kind is not RefusedError
)
RAISED = re.compile(r'RefusedError\(\s*reason="([\w-]+)"((?:[^()]|\([^()]*\))*)\)')


def refusals() -> list[tuple[str, set[str]]]:
    """Return all reasons in the source with the names of their parameters."""
    found = []
    for path in SOURCE.rglob("*.py"):
        for reason, rest in RAISED.findall(path.read_text(encoding="utf-8")):
            found.append((reason, set(re.findall(r"(\w+)=", rest))))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_texts(language: str) -> None:
    messages = messages_for("zh_CN" if language == "zh_CN" else "en")
    parameters = dict.fromkeys(("detail", "form", "base", "head"), 1)
    for code in CODES:
        what, mend = problem_text(messages, store_problem(code, parameters))
        assert len(what) > 5
        assert len(mend) > 5


def test_every_reason_has_texts_that_need_no_more_than_is_told() -> None:
    texts = messages_for("en")._texts
    reasons = refusals()
    assert {"use-pg-dump", "last-owner", "in-use", "not-an-address"} <= {
        name for name, _ in reasons
    }
    for reason, told in reasons:
        for kind in ("problem", "mend"):
            text = texts[f"{kind}.store-refused-{reason}"]
            needed = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            assert needed <= told, (reason, needed, told)


def test_no_text_is_left_without_its_reason() -> None:
    lead = "problem.store-"
    written = {code.removeprefix(lead) for code in messages_for("en")._texts if lead in code}
    raised = {f"refused-{reason}" for reason, _ in refusals()}
    assert written == raised | {code.removeprefix("store-") for code in CODES}

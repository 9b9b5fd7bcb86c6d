"""Findings for other programs: JSON rows, SARIF 2.1.0, annotations of GitHub Actions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from steersman import __version__

SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

COMMENTS = {
    "SUP001": ("A comment that accepts what is not there", "How to mend: Take its code out."),
    "SUP002": ("A comment that accepts without a reason", "How to mend: Say why after a colon."),
}
"""What codes on comments find, and how to mend it."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding or problem in the reader's words.

    Attributes:
        code: Code of the rule or problem.
        severity: ``error`` or ``warning``.
        place: ``file:line`` or ``file!sheet!cell``, from where the command runs.
        field: Field of the record it is about, if that adds something.
        message: What is wrong.
        mend: How to mend it.
        fingerprint: What tells it apart after lines have moved; empty for problems.
    """

    code: str
    severity: str
    place: str
    field: str
    message: str
    mend: str
    fingerprint: str

    @property
    def is_problem(self) -> bool:
        """Whether it is about data that cannot be used as they are, not about the strategy."""
        return not self.fingerprint

    @property
    def file(self) -> str:
        """The file alone."""
        return self.place.partition("!")[0] if self.line is None else self.place.rpartition(":")[0]

    @property
    def line(self) -> int | None:
        """The line, if the place is one."""
        _, colon, last = self.place.rpartition(":")
        return int(last) if colon and last.isdigit() else None


def beyond_baseline(
    rows: Sequence[FindingRow], baseline: Mapping[str, int]
) -> tuple[list[FindingRow], int]:
    """Return problems and findings that a baseline does not hold, and how many entries are gone.

    Args:
        rows: All of them.
        baseline: How many findings of each fingerprint are accepted.
    """
    left = Counter(baseline)
    new = []
    for row in rows:
        if not row.is_problem and left[row.fingerprint] > 0:
            left[row.fingerprint] -= 1
        else:
            new.append(row)
    return new, sum(left.values())


def sarif(rows: Sequence[FindingRow], rules: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Return findings as a SARIF 2.1.0 log (OASIS Standard, errata 1, 2023) with one run.

    Args:
        rows: Problems and findings.
        rules: What the rules of lint codes find, and the rest of their documentation.
    """
    levels = {row.code: row.severity for row in reversed(rows)}
    codes = sorted(levels)
    known = {**COMMENTS, **rules}
    descriptors = [_sarif_rule(code, levels[code], known.get(code)) for code in codes]
    driver = {"name": "Steersman", "version": __version__, "rules": descriptors}
    results = [_sarif_result(row, codes) for row in rows]
    run = {"tool": {"driver": driver}, "results": results}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _sarif_rule(code: str, level: str, documentation: tuple[str, str] | None) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code, "defaultConfiguration": {"level": level}}
    if documentation is not None:
        title, text = documentation
        rule |= {
            "shortDescription": {"text": f"{title}."},
            "help": {"text": text, "markdown": text},
            "helpUri": "docs/rules.md" if code in COMMENTS else f"docs/rules/{code}.md",
        }
    return rule


def _sarif_result(row: FindingRow, codes: Sequence[str]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(row.file)}}
    if row.line is not None:
        physical["region"] = {"startLine": row.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if "!" in row.place:
        location["logicalLocations"] = [{"fullyQualifiedName": row.place.partition("!")[2]}]
    result = {
        "ruleId": row.code,
        "ruleIndex": codes.index(row.code),
        "level": row.severity,
        "message": {"text": f"{row.message} {row.mend}"},
        "locations": [location],
    }
    if row.fingerprint:
        result["partialFingerprints"] = {"steersman/v1": row.fingerprint}
    return result


def _uri(file: str) -> str:
    """Return a file as a URI, relative where its path is; blanks and other scripts are escaped."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def github_annotation(row: FindingRow) -> str:
    """Return a workflow command that GitHub Actions shows beside the line."""
    place = {"file": row.file, "line": str(row.line) if row.line else "", "title": row.code}
    properties = ",".join(f"{key}={_property(text)}" for key, text in place.items() if text)
    return f"::{row.severity} {properties}::{_escaped(f'{row.message} {row.mend}')}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")

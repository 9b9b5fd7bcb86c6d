"""Findings that a firm has accepted: by a comment with its reason, or by a baseline."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from steersman.dossier import DataPath, Dossier
from steersman.steer.rule import Finding

UNUSED, UNREASONED = "SUP001", "SUP002"


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that accepts findings.

    Attributes:
        place: ``file:line`` of the comment.
        covers: Place whose findings it accepts; a file alone for all of the file.
        codes: Codes of rules.
        reason: Why they are accepted; empty if nothing is said.
    """

    place: str
    covers: str
    codes: tuple[str, ...]
    reason: str


def apply_suppressions(
    findings: Sequence[Finding],
    suppressions: Sequence[Suppression],
    codes: Iterable[str],
    known: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Leave out what comments accept; comments without use or reason become findings.

    Args:
        findings: With their places.
        suppressions: The comments.
        codes: Codes of the rules that were applied; a comment on another rule is not called unused.
        known: Codes of all rules there are, if a comment on none of them is to be found.
    """
    applied = set(codes)
    kept = [finding for finding in findings if not _covering(finding, suppressions)]
    for suppression in suppressions:
        accepted = {finding.code for finding in findings if _covering(finding, [suppression])}
        strange = {code for code in suppression.codes if known and code not in known}
        idle = (applied - accepted) | strange
        unused = (code for code in suppression.codes if code in idle)
        kept += [Finding(UNUSED, (), {"rule": code}, place=suppression.place) for code in unused]
        if not suppression.reason:
            kept.append(Finding(UNREASONED, (), {}, place=suppression.place))
    return tuple(kept)


def _covering(finding: Finding, suppressions: Sequence[Suppression]) -> bool:
    file = finding.place.partition(":")[0]
    return any(
        finding.code in suppression.codes and suppression.covers in {finding.place, file}
        for suppression in suppressions
    )


def fingerprint(finding: Finding, dossier: Dossier) -> str:
    """Return what tells a finding apart from others, also after lines have moved.

    Positions in lists are replaced by the ids, titles or names that records have.
    """
    return "/".join((finding.code, *_names(finding.path, dossier)))


def _names(path: DataPath, dossier: Dossier) -> list[str]:
    names: list[str] = []
    value: object = dossier
    for key in path:
        if isinstance(key, int):
            value = value[key] if isinstance(value, Sequence) else None
            named = (getattr(value, name, "") for name in ("id", "title", "name"))
            names.append(str(next((name for name in named if name), key)))
        else:
            value = value.get(key) if isinstance(value, Mapping) else getattr(value, key, None)
            names.append(str(key))
    return names

"""Findings that mend themselves: what is certain from what is written already, is written."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steersman.checks import check_everything
from steersman.dossier import DataPath, Dossier
from steersman.steer.accepted import fingerprint
from steersman.steer.rule import Context, Edit, Finding, Rule

Take = Callable[[tuple[Edit, ...]], bool]
"""Takes edits over into wherever the dossier stands; False if that is not possible."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A dossier after mending.

    Attributes:
        dossier: With everything that was mended.
        findings: What was mended, in that order.
    """

    dossier: Dossier
    findings: tuple[Finding, ...]


def apply_edits(dossier: Dossier, edits: Sequence[Edit]) -> Dossier:
    """Return a dossier with fields changed or entries of lists taken out, one after the other."""
    for edit in edits:
        dossier = _changed(dossier, edit.path, edit.value)
    return dossier


def _changed(node: Any, path: DataPath, value: object) -> Any:  # noqa: ANN401  records and their fields
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(key, str):
        return replace(node, **{key: _changed(getattr(node, key), rest, value)})
    kept = () if value is None and not rest else (_changed(node[key], rest, value),)
    return (*node[:key], *kept, *node[key + 1 :])


def mend(
    context: Context,
    rules: Sequence[Rule],
    guards: Sequence[Rule],
    accepted: Collection[str] = (),
    take: Take = lambda _edits: True,
) -> Mended:
    """Mend one finding after the other, until none is left that can be.

    A mend that would bring any new finding or problem is left alone.

    Args:
        context: What the rules may ask.
        rules: Those whose findings are to be mended.
        guards: Those by which nothing may get worse.
        accepted: Fingerprints of findings that are to stay.
        take: Told of each mend before it counts.
    """
    done: list[Finding] = []
    left_alone = set(accepted)
    while (found := _next(context, rules, left_alone)) is not None:
        rule, finding = found
        left_alone.add(fingerprint(finding, context.dossier))
        edits = rule.fix(context, finding) if rule.fix else ()
        after = replace(context, dossier=apply_edits(context.dossier, edits))
        if edits and _better(context, after, guards) and take(edits):
            context = after
            done.append(finding)
    return Mended(context.dossier, tuple(done))


def _next(
    context: Context, rules: Sequence[Rule], left_alone: Collection[str]
) -> tuple[Rule, Finding] | None:
    return next(
        (
            (rule, finding)
            for rule in rules
            if rule.fix is not None
            for finding in rule.check(context)
            if fingerprint(finding, context.dossier) not in left_alone
        ),
        None,
    )


def _better(before: Context, after: Context, guards: Sequence[Rule]) -> bool:
    """Whether some finding is gone, and no finding and no problem is new."""
    return (
        _names(after, guards) < _names(before, guards)
        and _problems(after.dossier) <= _problems(before.dossier)
    )  # fmt: skip


def _names(context: Context, rules: Sequence[Rule]) -> Counter[str]:
    return Counter(
        fingerprint(finding, context.dossier) for rule in rules for finding in rule.check(context)
    )


def _problems(dossier: Dossier) -> Counter[str]:
    return Counter(problem.code for problem in check_everything(dossier))

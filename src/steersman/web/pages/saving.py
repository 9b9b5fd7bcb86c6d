"""Saving a changed dossier from a page: saved, merged, or a page to decide what clashes."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.store.documents import MISSING, Clash, merge, put
from steersman.store.errors import RefusedError
from steersman.web.forms import Typed, TypedForm
from steersman.web.rendering import go, page
from steersman.web.service.facts import Conflict, Edit, save
from steersman.web.service.visibility import is_hidden, visible, visible_at, whole
from steersman.web.visit import EDIT, FirmVisit

router = APIRouter(prefix="/{language}/firms/{firm_id}")
CONFLICT = 409
MINE = "mine"


def saved(visit: FirmVisit, edit: Edit, target: str) -> Response:
    """Save, and lead on; or show the page that lets a person decide between two changes.

    Args:
        visit: Who saves.
        edit: What is to be saved.
        target: Where to lead on to.
    """
    with visit.database.writing() as connection:
        outcome = save(connection, visit.member, edit, visit.now)
    if isinstance(outcome, Conflict):
        return _decide(visit, edit, outcome, target)
    note = "merged" if outcome.merged else "saved" if outcome.changed else "same"
    path, hash_, anchor = target.partition("#")
    return go(f"{path}?{note}={outcome.number}{hash_}{anchor}")


def _decide(visit: FirmVisit, edit: Edit, conflict: Conflict, target: str) -> Response:
    clashes = [(place, *_shown(clash, visit)) for place, clash in enumerate(conflict.clashes)]
    return page(
        visit,
        "merge.html",
        status=CONFLICT,
        clashes=clashes,
        head=conflict.head,
        base=edit.base,
        body=json.dumps(visible(edit.body, visit.member), ensure_ascii=False),
        what=edit.what,
        why=edit.why,
        target=target,
    )


def _shown(clash: Clash, visit: FirmVisit) -> tuple[str, str, str, str]:
    """Return the place, and what it was, is meant to be and is, as texts."""
    if is_hidden(clash.path, visit.member):
        hidden = visit.messages.text("web.merge.hidden")
        return " › ".join(clash.path), hidden, hidden, hidden
    values = (clash.base, clash.mine, clash.theirs)
    base, mine, theirs = (
        value_text(visible_at(clash.path, value, visit.member)) for value in values
    )
    return " › ".join(clash.path), base, mine, theirs


def value_text(value: Any) -> str:  # noqa: ANN401  any JSON value
    """Return a value of a document as text, a dash where there is none."""
    if value is MISSING:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


@router.post("/merge")
def merge_page(
    visit: Annotated[FirmVisit, Depends(EDIT)],
    form: Typed,
) -> Response:
    """Save what was decided; if somebody saved again meanwhile, ask again.

    Raises:
        RefusedError: If the form is not what the page sent.
    """
    try:
        mine = json.loads(form.text("body"))
    except (ValueError, RecursionError) as error:
        raise RefusedError(reason="facts-unusable") from error
    if not isinstance(mine, dict):
        raise RefusedError(reason="facts-unusable")
    base, head = form.number("base") or 0, form.number("head") or 0
    before, theirs = (
        visit.desk.facts.at(visit.firm_id, base),
        visit.desk.facts.at(visit.firm_id, head),
    )
    mine = whole(before.body, mine, visit.member)
    chosen = {place for place, value in _choices(form) if value == MINE}
    body = decided(before.body, mine, theirs.body, chosen)
    edit = Edit(head, body, form.text("what"), form.text("why"))
    target = form.text("target")
    own = target.startswith(visit.firm_url() + "/") and target.isprintable()
    return saved(visit, edit, target if own else visit.firm_url("facts"))


def _choices(form: TypedForm) -> list[tuple[int, str]]:
    pairs = (
        (name.removeprefix("choice-"), value)
        for name, value in form.pairs()
        if name.startswith("choice-")
    )
    return [(int(number), value) for number, value in pairs if number.isdigit()]


def decided(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], chosen: set[int]
) -> dict[str, Any]:
    """Return two changes together, where they clash as was decided.

    Args:
        base: What both were made from.
        mine: One change.
        theirs: The other.
        chosen: Numbers of the clashes in which the first one is to stand.
    """
    merged, clashes = merge(base, mine, theirs)
    for place, clash in enumerate(clashes):
        if place in chosen:
            merged = put(merged, clash.path, clash.mine)
    result: dict[str, Any] = merged
    return result

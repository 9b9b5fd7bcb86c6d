"""What was changed, by whom and why; comparing and taking back."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.store import audit as audit_log
from steersman.store import revisions
from steersman.store.documents import Difference, differences
from steersman.web.forms import Typed
from steersman.web.pages.saving import saved, value_text
from steersman.web.rendering import page
from steersman.web.service.facts import Edit
from steersman.web.service.visibility import visible, whole
from steersman.web.visit import AUDIT, EDIT, READ, Before, FirmVisit, Number, Since

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Reader = Annotated[FirmVisit, Depends(READ)]
PAGE = 50


@router.get("/history")
def history_page(visit: Reader, before: Before = None) -> Response:
    """Show revisions, the newest first."""
    with visit.database.reading() as connection:
        found = revisions.history(connection, visit.firm_id, before, PAGE + 1)
        head = revisions.head_number(connection, visit.firm_id)
    return page(visit, "history.html", revisions=found[:PAGE], more=len(found) > PAGE, head=head)


@router.get("/history/{number}")
def revision_page(number: Number, visit: Reader, since: Since = None) -> Response:
    """Show what a revision changed, or what has changed since another one."""
    with visit.database.reading() as connection:
        after = revisions.body_of(connection, visit.firm_id, number)
        start = number - 1 if since is None else since
        before = revisions.body_of(connection, visit.firm_id, start) if start else {}
        head = revisions.head_number(connection, visit.firm_id)
    found = differences(visible(before, visit.member), visible(after, visit.member))
    return page(
        visit, "revision.html", number=number, start=start, changes=_shown(found), head=head
    )


def _shown(found: Iterable[Difference]) -> list[tuple[str, str, str]]:
    return [
        (" › ".join(entry.path), value_text(entry.before), value_text(entry.after))
        for entry in found
    ]


@router.post("/history/{number}/restore")
def restore_revision(
    number: Number,
    visit: Annotated[FirmVisit, Depends(EDIT)],
    form: Typed,
) -> Response:
    """Write an earlier state again as the newest; nothing is lost from the history."""
    base = visit.desk.facts.at(visit.firm_id, form.number("base") or 0)
    body = whole(base.body, visit.desk.facts.at(visit.firm_id, number).body, visit.member)
    what = visit.messages.text("web.what.restore", number=number)
    edit = Edit(base.number, body, what, form.text("why").strip())
    return saved(visit, edit, visit.firm_url("history"))


@router.get("/audit")
def audit_page(
    visit: Annotated[FirmVisit, Depends(AUDIT)],
    before: Before = None,
) -> Response:
    """Show the firm's audit log, and whether it hangs together."""
    with visit.database.reading() as connection:
        entries = audit_log.rows_of(connection, visit.firm_id, before, PAGE + 1)
        fault = audit_log.verify(connection, visit.firm_id)
        number, head = audit_log.head_of(connection, visit.firm_id)
    return page(
        visit,
        "audit.html",
        entries=entries[:PAGE],
        more=len(entries) > PAGE,
        fault=fault,
        number=number,
        head=head,
    )

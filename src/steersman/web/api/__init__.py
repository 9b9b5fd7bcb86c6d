"""The JSON API: what the pages do, for programs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Security

from steersman.web.api import (
    analyses,
    audit,
    choose,
    dossier,
    firms,
    jobs,
    members,
    progress,
    report,
    revisions,
    session,
    tables,
    what_ifs,
)


def _language(
    language: Annotated[
        str | None,
        Query(pattern="^(en|zh)$", description="Of texts; else that of `Accept-Language`."),
    ] = None,
) -> None:
    """Describe the language, which :mod:`steersman.web.visit` reads."""


router = APIRouter(prefix="/api/v1", dependencies=[Depends(_language)])
router.include_router(session.router)
for _part in (
    firms, dossier, tables, analyses, choose, what_ifs, progress, report, revisions,
    members, jobs, audit,
):  # fmt: skip
    router.include_router(_part.router, dependencies=[Security(session.BEARER)])

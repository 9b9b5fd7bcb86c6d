"""Who may do what, on every route (docs/reliability.md, T7.1, T7.2, T7.5, T11.1)."""

from collections.abc import Callable
from typing import Any

import pytest

from steersman.store import access, jobs, revisions
from steersman.store.tables import job as job_table
from steersman.web import visit
from steersman.web.api import analyses as api_analyses
from steersman.web.api import dossier as api_dossier
from steersman.web.desk import Desk
from steersman.web.service import tables as service_tables
from steersman.web.visit import PEOPLE, Anyone, ForbiddenError, May, ReadsCohorts, SignedIn, Unasked
from steersman.work.parts import PERSONAL
from tests.web.matrix import Row, check, routes_of, rows
from tests.web.world import World

OPEN_ROUTES = frozenset({"GET /api/openapi.json"})
"""Without a policy: the description of the API, which tells nothing of anybody."""
Patch = pytest.MonkeyPatch


def test_every_route_has_a_row(world: World) -> None:
    listed = [row.route for row in rows()]
    found = [route for route, context in routes_of(world.app)]
    assert sorted(found) == sorted(set(found)), "a route is there twice"
    assert sorted(listed) == sorted(found)


def test_every_route_has_one_policy(world: World) -> None:
    for route, context in routes_of(world.app):
        if route not in OPEN_ROUTES:
            policies = [d for d in _calls(context.dependant) if isinstance(d, _POLICIES)]
            assert len(policies) == 1, route
            assert isinstance(policies[0], May) == ("{firm_id}" in route), route


_POLICIES = (Anyone, Unasked, SignedIn, ReadsCohorts, May)


def _calls(dependant: Any) -> list[Any]:
    found = [dependant.call]
    for inner in dependant.dependencies:
        found += _calls(inner)
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.route)
def test_everybody_gets_what_is_theirs_and_nothing_else(world: World, row: Row) -> None:
    assert check(world, [row]) == []


Hole = Callable[[Patch], None]


def _policy_without_permission(patch: Patch) -> None:
    patch.setattr(PEOPLE, "permission", None)


def _state_ignored(patch: Patch) -> None:
    def member_of(connection: Any, firm_id: str, account_id: str) -> Any:
        found = access.members(connection, firm_id=firm_id, account_id=account_id)
        return next(iter(found), None)

    patch.setattr(access, "member_of", member_of)


def _membership_not_asked_for(patch: Patch) -> None:
    def member_of(connection: Any, firm_id: str, account_id: str) -> Any:
        found = access.members(connection, account_id=account_id)
        others = access.members(connection, firm_id=firm_id)
        return next((m for m in (*found, *others) if m.firm_id == firm_id), None)

    patch.setattr(access, "member_of", member_of)


def _job_of_any_firm(patch: Patch) -> None:
    find = jobs.find

    def found(connection: Any, firm_id: str, job_id: str) -> Any:
        owner = connection.execute(
            job_table.select().with_only_columns(job_table.c.firm_id).filter_by(id=job_id)
        ).scalar()
        return find(connection, owner or firm_id, job_id)

    patch.setattr(jobs, "find", found)


def _number_of_any_firm(patch: Patch) -> None:
    patch.setattr(revisions, "body_of", lambda *_: {"firm": {"name": "x"}})


def _everything_visible(patch: Patch) -> None:
    patch.setattr(api_dossier, "visible", lambda body, _: body)


def _no_column_hidden(patch: Patch) -> None:
    patch.setattr(service_tables, "is_hidden", lambda *_: False)


def _personal_results(patch: Patch) -> None:
    patch.setattr(api_analyses, "chapter_for", lambda _, name: PERSONAL.get(name, name))


def _existence_revealed(patch: Patch) -> None:
    patch.setattr(visit, "NotFoundError", lambda **_: ForbiddenError())


def _denial_not_noted(patch: Patch) -> None:
    patch.setattr(May, "_note_denied", lambda *_: None)


def _change_not_noted(patch: Patch) -> None:
    patch.setattr(access, "record", lambda *_: "")


def _cohorts_for_everybody(patch: Patch) -> None:
    patch.setattr(Desk, "reads_cohorts", lambda *_: True)


API = "/api/v1/firms/{firm_id}"
COHORT = "/{language}/cohorts/{name}"
HOLES: tuple[tuple[Hole, str, str], ...] = (
    (_policy_without_permission, f"GET {API}/people", "by adviser on own: 200, expected 403"),
    (_state_ignored, f"GET {API}/members", "by suspended on own: 403, expected 404"),
    (_membership_not_asked_for, f"GET {API}/dossier", "by owner on other: 200"),
    (_job_of_any_firm, f"GET {API}/jobs/{{job_id}}", "on mixed: 200, expected 404"),
    (_job_of_any_firm, f"POST {API}/adoption", "on mixed: 202, expected 404"),
    (_number_of_any_firm, f"GET {API}/revisions/{{number}}", "on mixed: 200, expected 404"),
    (_everything_visible, f"GET {API}/dossier", "by adviser on own: 200 tells canaryApay"),
    (_no_column_hidden, f"GET {API}/tables/{{table_name}}", "by adviser on own: 200 tells 313"),
    (_personal_results, f"GET {API}/results/{{stage}}", "by adviser on own: 200 tells canaryApay"),
    (_existence_revealed, f"GET {API}", "by owner on other: 403"),
    (_denial_not_noted, f"GET {API}/audit", "by manager on own: 403 is not noted"),
    (_change_not_noted, f"POST {API}/members", "by owner on own: 201 wrote 0 rows"),
    (_cohorts_for_everybody, f"GET {COHORT}", "by adviser on own: 200, expected 404"),
)


@pytest.mark.parametrize(
    ("hole", "route", "told"), HOLES, ids=[f"{hole.__name__} {route}" for hole, route, _ in HOLES]
)
def test_planted_holes_are_found(world: World, hole: Hole, route: str, told: str) -> None:
    row = next(row for row in rows() if row.route == route)
    with pytest.MonkeyPatch.context() as patch:
        world.app.state.desk.facts._kept._kept.clear()
        hole(patch)
        found = check(world, [row])
    world.app.state.desk.facts._kept._kept.clear()
    assert any(told in wrong for wrong in found), found

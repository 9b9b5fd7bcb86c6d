"""The API against requests made from its own description, sound and unsound (T8.1).

Every operation is asked for with ids that there are, so that more than refusals is seen. With
``STEERSMAN_FULL_TESTS`` every role asks, and much more often.
"""

import os
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from steersman.store import accounts
from tests.web.world import HEADS, ROLES, World

FULL = bool(os.environ.get("STEERSMAN_FULL_TESTS"))
EXAMPLES = int(os.environ.get("STEERSMAN_FUZZ_EXAMPLES", "1000")) if FULL else 10
"""Requests of each operation."""
WHO = ROLES if FULL else ("owner",)
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance, negative_data_rejection,
    ignored_auth,
]  # fmt: skip
"""That sound data is accepted cannot be asked for: a dossier is more than its JSON Schema."""
SEED = 20260701


def known_ids(world: World) -> dict[str, list[Any]]:
    """Return values of what stands in addresses, those there are and some that there are not."""
    nowhere = "00000000-0000-4000-8000-000000000000"
    firm = world.a
    return {
        "firm_id": [firm.id, firm.id, firm.id, world.b.id],
        "job_id": [*firm.jobs.values(), nowhere],
        "account_id": [firm.accounts["lowered"], nowhere],
        "number": [*range(1, HEADS["A"] + 2), 2**31 - 1],
        "table_name": ["people", "firm", "projects.stages", "progress", "equity", "nothing"],
    }


def with_ids(described: dict[str, Any], ids: dict[str, list[Any]]) -> dict[str, Any]:
    """Return a description in which addresses name what there is."""
    changed = deepcopy(described)
    for methods in changed["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and parameter["name"] in ids:
                    parameter["schema"] = {"enum": ids[parameter["name"]]}
                if parameter["name"] == "If-Match":
                    parameter["schema"] = {"enum": [str(n) for n in range(HEADS["A"] + 2)]}
    return changed


@pytest.fixture(scope="module")
def described(shared_world: World) -> Iterator[Any]:
    shared_world.reset()
    app = shared_world.app
    with pytest.MonkeyPatch.context() as patch:
        changed = with_ids(app.openapi(), known_ids(shared_world))
        patch.setattr(app, "openapi", lambda: changed)
        patch.setattr(app, "openapi_schema", changed)
        found = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    found.config.generation.allow_extra_parameters = False
    found.config.generation.with_security_parameters = False
    yield found
    shared_world.reset()


def operations() -> list[tuple[str, str]]:
    """Return all operations of the description, by path and method."""
    from tests.web.matrix import rows

    found = [row.route.split(" ") for row in rows() if " /api/v1/" in row.route]
    return [(path, method) for method, path in found]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("path", "method"), operations(), ids=str)
def test_nothing_breaks_and_nothing_unsound_is_taken(
    shared_world: World, described: Any, path: str, method: str, who: str
) -> None:
    shared_world.reset()
    operation = described[path][method]
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )
    tokens = {name: shared_world.a.sessions[name] for name in ROLES}
    ends_session = (path, method) == ("/api/v1/session", "DELETE")

    def token() -> str:
        if not ends_session:
            return tokens[who]
        with shared_world.database.writing() as connection:
            account = shared_world.a.accounts[who]
            return accounts.start_session(connection, account, datetime.now(UTC))

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: Any) -> None:
        shared_world.app.state.desk.failures._seen.clear()
        case.call_and_validate(headers={"Authorization": f"Bearer {token()}"}, checks=CHECKS)

    ask()

"""Members come, change and go, in any order, against a model of what they may (T7.3)."""

import os
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from steersman.store import accounts
from steersman.store.access import PERMISSIONS, Role
from tests.web.world import ROLES, Firm, World

FULL = bool(os.environ.get("STEERSMAN_FULL_TESTS"))
PEOPLE = (("A", "owner"), ("A", "adviser"), ("A", "invited"), ("B", "owner"), ("B", "employee"))
PROBES = {"": None, "/dossier": "read", "/people": "people", "/members": "members"}
Person = tuple[str, str]


class Members(RuleBasedStateMachine):
    """Two firms, five people.

    Attributes:
        roles: Role and state of people in firms.
        tokens: Their session tokens; None once they were ended.
    """

    world: ClassVar[World]
    invitations = Bundle("invitations")

    @initialize()
    def begin(self) -> None:
        self.world.reset()
        self.firms: dict[str, Firm] = {"A": self.world.a, "B": self.world.b}
        self.roles: dict[tuple[str, Person], tuple[str, str]] = {
            (firm, (firm, name)): (name, "active") for firm, name in PEOPLE if name != "invited"
        }
        self.tokens: dict[Person, str | None] = {
            person: self.firms[person[0]].sessions[person[1]] for person in PEOPLE
        }

    def ask(self, who: Person, method: str, path: str, **sent: object) -> tuple[int, str]:
        token = self.tokens[who] or "ended"
        answer = self.world.client.request(
            method, path, headers={"authorization": f"Bearer {token}"}, **sent
        )
        return answer.status_code, answer.text

    def may(self, who: Person, firm: str, permission: str | None) -> int:
        """Return the status that somebody should get: 200, 401, 403 or 404."""
        if self.tokens[who] is None:
            return 401
        role, state = self.roles.get((firm, who), ("", ""))
        if state != "active":
            return 404
        allowed = permission is None or permission in PERMISSIONS[role]  # type: ignore[index]
        return 200 if allowed else 403

    @rule(
        target=invitations,
        by=st.sampled_from(PEOPLE),
        firm=st.sampled_from("AB"),
        whom=st.sampled_from(PEOPLE),
        role=st.sampled_from(ROLES),
    )
    def invite(self, by: Person, firm: str, whom: Person, role: Role) -> tuple[str, ...]:
        expected = self.may(by, firm, "members")
        address = f"{whom[1]}@{whom[0]}.example".lower()
        sent = {"email": address, "role": role}
        path = f"/api/v1/firms/{self.firms[firm].id}/members"
        answer = self.world.client.request(
            "POST",
            path,
            json=sent,
            headers={"authorization": f"Bearer {self.tokens[by] or 'ended'}"},
        )
        assert answer.status_code == (201 if expected == 200 else expected)
        token = answer.json()["token"] if expected == 200 else ""
        return (token, firm, role, *whom)

    @rule(invitation=consumes(invitations), by=st.sampled_from(PEOPLE))
    def accept(self, invitation: tuple[str, ...], by: Person) -> None:
        token, firm, role, *whom = invitation
        if not token:
            return
        status, _ = self.ask(by, "POST", f"/en/join/{token}")
        signed_in = self.tokens[by] is not None
        fits = signed_in and tuple(whom) == by
        assert status == (303 if fits else 422)
        if fits:
            self.roles[firm, by] = (role, "active")
            again, _ = self.ask(by, "POST", f"/en/join/{token}")
            assert again == 404

    @rule(
        by=st.sampled_from(PEOPLE),
        firm=st.sampled_from("AB"),
        whom=st.sampled_from(PEOPLE),
        role=st.sampled_from(ROLES),
        state=st.sampled_from(["active", "suspended", "revoked"]),
    )
    def change(self, by: Person, firm: str, whom: Person, role: Role, state: str) -> None:
        expected = self.may(by, firm, "members")
        account = self.firms[whom[0]].accounts[whom[1]]
        path = f"/api/v1/firms/{self.firms[firm].id}/members/{account}"
        status, text = self.ask(by, "PUT", path, json={"role": role, "state": state})
        if expected != 200:
            assert status == expected
        elif (firm, whom) not in self.roles:
            assert status == 404
        elif not self._owned_after(firm, whom, role, state):
            assert status == 422, text
        else:
            assert status == 204, text
            self.roles[firm, whom] = (role, state)
            if state != "active":
                self.tokens[whom] = None

    def _owned_after(self, firm: str, whom: Person, role: str, state: str) -> bool:
        after = {**self.roles, (firm, whom): (role, state)}
        return any(
            place == firm and part == ("owner", "active") for (place, _), part in after.items()
        )

    @rule(who=st.sampled_from(PEOPLE))
    def sign_in(self, who: Person) -> None:
        from datetime import UTC, datetime

        account = self.firms[who[0]].accounts[who[1]]
        with self.world.database.writing() as connection:
            self.tokens[who] = accounts.start_session(connection, account, datetime.now(UTC))

    @rule(who=st.sampled_from(PEOPLE))
    def sign_out(self, who: Person) -> None:
        status, _ = self.ask(who, "DELETE", "/api/v1/session")
        assert status == (401 if self.tokens[who] is None else 204)
        self.tokens[who] = None

    @rule(
        who=st.sampled_from(PEOPLE),
        firm=st.sampled_from("AB"),
        probe=st.sampled_from(sorted(PROBES)),
    )
    def look(self, who: Person, firm: str, probe: str) -> None:
        status, _ = self.ask(who, "GET", f"/api/v1/firms/{self.firms[firm].id}{probe}")
        assert status == self.may(who, firm, PROBES[probe])


def test_members_come_and_go_as_the_model_says(
    shared_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Members, "world", shared_world, raising=False)
    chosen = settings(
        max_examples=500 if FULL else 20,
        stateful_step_count=50 if FULL else 15,
        deadline=None,
        derandomize=not FULL,
        suppress_health_check=list(HealthCheck),
    )
    run_machine(Members, settings=chosen)

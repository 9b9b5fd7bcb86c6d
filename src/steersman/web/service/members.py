"""Inviting members and giving them other roles."""

from datetime import datetime
from typing import get_args

from sqlalchemy import Connection

from steersman.store import access, accounts
from steersman.store.access import ROLES, Member, MemberState, Role
from steersman.store.errors import RefusedError

LONGEST_ADDRESS = 254


def invite(
    connection: Connection, by: Member, email: str, role: str, person: str, now: datetime
) -> str:
    """Invite somebody and return the token of the invitation.

    Raises:
        RefusedError: If the address is none, or there is no such role.
    """
    address = email.strip()
    if "@" not in address or len(address) > LONGEST_ADDRESS:
        raise RefusedError(reason="no-address")
    return access.invite(connection, by, address, role_of(role), person, now)


def change(
    connection: Connection, by: Member, account_id: str, role: str, state: str, now: datetime
) -> None:
    """Give a member another role or state, at once; who may come no more is signed out.

    Raises:
        NotFoundError: If there is no such member of this firm.
        RefusedError: If there is no such role or state, or no active owner would be left.
    """
    access.set_member(connection, by, account_id, role_of(role), state_of(state), now)
    if state != "active":
        accounts.end_sessions(connection, account_id, now)


def role_of(text: str) -> Role:
    """Return a role by its name.

    Raises:
        RefusedError: If there is none of that name.
    """
    for role in ROLES:
        if role == text:
            return role
    raise RefusedError(reason="no-such-role", role=text)


def state_of(text: str) -> MemberState:
    """Return a state by its name.

    Raises:
        RefusedError: If there is none of that name.
    """
    states: tuple[MemberState, ...] = get_args(MemberState)
    for state in states:
        if state == text:
            return state
    raise RefusedError(reason="no-such-role", role=text)

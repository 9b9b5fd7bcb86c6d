"""Who may do what with a firm: roles, members, invitations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from steersman.store.accounts import Account, new_token, token_hash
from steersman.store.audit import AuditEntry, record
from steersman.store.errors import NotFoundError, RefusedError
from steersman.store.tables import account, firm, invitation, membership

Role = Literal["owner", "manager", "employee", "adviser", "auditor"]
MemberState = Literal["active", "suspended", "revoked"]
Permission = Literal["read", "edit", "people", "members", "survey", "report", "audit"]
"""``read`` facts and plans; ``edit`` them; see ``people``'s pay, shares and assessments; manage
``members``; run the ``survey``; write the shared ``report``; read the ``audit`` log."""

ROLES: tuple[Role, ...] = get_args(Role)
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    "owner": frozenset(get_args(Permission)),
    "manager": frozenset({"read", "edit", "people", "survey", "report"}),
    "adviser": frozenset({"read", "edit", "survey", "report"}),
    "employee": frozenset(),
    "auditor": frozenset({"read", "people", "report", "audit"}),
}
"""Employees see their own page and answer surveys; that needs no permission on the firm."""
VALID = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's part in a firm."""

    firm_id: str
    firm_name: str
    account_id: str
    name: str
    email: str
    role: Role
    state: MemberState
    person: str

    def may(self, permission: Permission) -> bool:
        """Whether this member may do something now."""
        return self.state == "active" and permission in PERMISSIONS[self.role]


def found_firm(connection: Connection, name: str, owner: str, now: datetime) -> str:
    """Make a firm with its first owner, and return its id."""
    firm_id = str(uuid4())
    connection.execute(insert(firm).values(id=firm_id, name=name, head=0, created_at=now))
    connection.execute(
        insert(membership).values(
            firm_id=firm_id, account_id=owner, role="owner", state="active", person=""
        )
    )
    record(connection, AuditEntry(firm_id, now, owner, "firm.found", firm_id))
    return firm_id


def member_of(connection: Connection, firm_id: str, account_id: str) -> Member | None:
    """Return an account's active part in a firm; None where it has none, or none any more."""
    found = members(connection, firm_id=firm_id, account_id=account_id)
    return next((member for member in found if member.state == "active"), None)


def members(
    connection: Connection, *, firm_id: str | None = None, account_id: str | None = None
) -> tuple[Member, ...]:
    """Return the members of a firm, or the parts of an account in firms, by name."""
    query = (
        select(membership, firm.c.name.label("firm_name"), account.c.name, account.c.email)
        .join(firm, firm.c.id == membership.c.firm_id)
        .join(account, account.c.id == membership.c.account_id)
        .order_by(firm.c.name, account.c.name, account.c.id)
    )
    if firm_id is not None:
        query = query.where(membership.c.firm_id == firm_id)
    if account_id is not None:
        query = query.where(membership.c.account_id == account_id)
    return tuple(
        Member(
            row.firm_id, row.firm_name, row.account_id, row.name, row.email, row.role, row.state,
            row.person,
        )
        for row in connection.execute(query)
    )  # fmt: skip


def invite(
    connection: Connection, by: Member, email: str, role: Role, person: str, now: datetime
) -> str:
    """Invite somebody and return the token of the invitation, kept nowhere here.

    Raises:
        RefusedError: If there is no such role.
    """
    if role not in ROLES:
        raise RefusedError(reason="no-such-role", role=role)
    token = new_token()
    connection.execute(
        insert(invitation).values(
            token_hash=token_hash(token),
            firm_id=by.firm_id,
            email=email.strip().lower(),
            role=role,
            person=person,
            invited_by=by.account_id,
            expires_at=now + VALID,
        )
    )
    detail = {"role": role}
    record(
        connection,
        AuditEntry(by.firm_id, now, by.account_id, "member.invite", by.firm_id, detail=detail),
    )
    return token


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody is invited to."""

    firm_name: str
    email: str
    role: Role


def invitation_of(connection: Connection, token: str, now: datetime) -> Invitation:
    """Return what a token invites to.

    Raises:
        NotFoundError: If it was never given, was used, or holds no more.
    """
    row = connection.execute(
        select(invitation, firm.c.name)
        .join(firm, firm.c.id == invitation.c.firm_id)
        .where(invitation.c.token_hash == token_hash(token))
    ).one_or_none()
    if row is None or row.accepted_at or row.expires_at < now:
        raise NotFoundError(invitation="")
    return Invitation(row.name, row.email, row.role)


def accept(connection: Connection, token: str, by: Account, now: datetime) -> str:
    """Take part in the firm of an invitation, and return its id.

    An invitation holds once, for the address it was sent to. Who was a member before has the new
    role from now on.

    Raises:
        NotFoundError: If there is no such invitation for this account any more.
    """
    row = connection.execute(
        select(invitation).where(invitation.c.token_hash == token_hash(token))
    ).one_or_none()
    if row is None or row.accepted_at or row.expires_at < now or row.email != by.email:
        raise NotFoundError(invitation="")
    connection.execute(
        update(invitation).where(invitation.c.token_hash == row.token_hash).values(accepted_at=now)
    )
    values = {"role": row.role, "state": "active", "person": row.person}
    where = (membership.c.firm_id == row.firm_id) & (membership.c.account_id == by.id)
    changed = connection.execute(update(membership).where(where).values(**values))
    if changed.rowcount == 0:
        connection.execute(
            insert(membership).values(firm_id=row.firm_id, account_id=by.id, **values)
        )
    record(connection, AuditEntry(row.firm_id, now, by.id, "member.accept", by.id))
    return str(row.firm_id)


def set_member(
    connection: Connection,
    by: Member,
    account_id: str,
    role: Role,
    state: MemberState,
    now: datetime,
) -> None:
    """Give a member another role or state, from the next request on.

    Raises:
        NotFoundError: If there is no such member of this firm.
        RefusedError: If no active owner would be left, or there is no such role or state.
    """
    if role not in ROLES or state not in get_args(MemberState):
        raise RefusedError(reason="no-such-role", role=role)
    where = (membership.c.firm_id == by.firm_id) & (membership.c.account_id == account_id)
    changed = connection.execute(update(membership).where(where).values(role=role, state=state))
    if changed.rowcount == 0:
        raise NotFoundError(member=account_id)
    left = members(connection, firm_id=by.firm_id)
    if not any(member.role == "owner" and member.state == "active" for member in left):
        raise RefusedError(reason="last-owner")
    detail = {"role": role, "state": state}
    record(
        connection,
        AuditEntry(by.firm_id, now, by.account_id, "member.set", account_id, detail=detail),
    )

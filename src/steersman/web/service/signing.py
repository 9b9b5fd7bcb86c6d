"""Looking at passwords."""

from datetime import datetime
from typing import Literal

from steersman.store import accounts
from steersman.store.accounts import Account
from steersman.store.database import Database
from steersman.web.service.limits import Failures

Failed = Literal["", "wrong", "too_many"]


def checked(
    database: Database, failures: Failures, typed: tuple[str, str], now: datetime
) -> tuple[Account | None, Failed]:
    """Return whose password it is, or why nobody's.

    Args:
        database: Where accounts are.
        failures: Wrong passwords until now.
        typed: Address and password.
        now: When.
    """
    email, password = typed
    address = email.strip().lower()
    if failures.too_many(address, now):
        return None, "too_many"
    with database.reading() as connection:
        account = accounts.check_password(connection, email, password)
    if account is None:
        failures.note(address, now)
        with database.writing() as connection:
            accounts.note_refused(connection, address, now)
        return None, "wrong"
    failures.forget(address)
    return account, ""

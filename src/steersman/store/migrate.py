"""Bringing a database to the form that this version reads, and back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from steersman.store.database import Database
from steersman.store.errors import NewerDatabaseError, RefusedError

SCRIPTS = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's settings for our migrations, on a connection if one is given."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS.as_posix())
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """Return the name of the form that this version reads."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    return str(head)


def current(database: Database) -> str | None:
    """Return the name of the form that a database has, None for an empty one."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, to: str = "head") -> None:
    """Bring a database to a newer form, all steps or none.

    Raises:
        NewerDatabaseError: If it was written by a newer version; nothing is changed.
    """
    _known(database)
    with database.writing() as connection:
        command.upgrade(configuration(connection), to)


def downgrade(database: Database, to: str) -> None:
    """Take a database back to an older form, for the older version to read."""
    _known(database)
    with database.writing() as connection:
        command.downgrade(configuration(connection), to)


def check_version(database: Database) -> None:
    """Make sure that a database has the form that this version reads.

    Raises:
        NewerDatabaseError: If it was written by a newer version.
        RefusedError: If it must be upgraded first.
    """
    _known(database)
    if current(database) != newest():
        raise RefusedError(reason="database-old")


def _known(database: Database) -> None:
    known = {
        script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()
    }
    found = current(database)
    if found is not None and found not in known:
        raise NewerDatabaseError(form=found)

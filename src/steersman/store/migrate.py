"""Bringing a database to the form that this version reads, and back.

Before that, an embedded database is copied to a file beside it, named after its old form.
"""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from steersman.store.copying import check_file, put_in_place, write_copy
from steersman.store.database import Database
from steersman.store.errors import NewerDatabaseError, RefusedError

SCRIPTS = Path(__file__).parent / "migrations"
KEPT = 3
"""Copies made before migrations that are kept, the newest."""


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


def upgrade(database: Database) -> None:
    """Bring a database to the newest form, all steps or none, and keep a copy of the old one.

    Raises:
        NewerDatabaseError: If it was written by a newer version; nothing is changed.
    """
    _known(database)
    if current(database) not in {None, newest()}:
        _keep(database)
    migrate(database)


def migrate(database: Database) -> None:
    """Bring a database to the newest form, all steps or none.

    Raises:
        NewerDatabaseError: If it was written by a newer version; nothing is changed.
    """
    _known(database)
    with database.rebuilding() as connection:
        build(connection)


def build(connection: Connection) -> None:
    """Bring a database to the newest form within a transaction."""
    command.upgrade(configuration(connection), "head")


def downgrade(database: Database, to: str) -> None:
    """Take a database back to an older form, for the older version to read; a copy is kept."""
    _known(database)
    if current(database) not in {None, to}:
        _keep(database)
    with database.rebuilding() as connection:
        command.downgrade(configuration(connection), to)


def _keep(database: Database) -> None:
    """Copy an embedded database to a file beside it, and delete the oldest of such copies."""
    file = database.file
    if file is None:
        return
    draft = file.with_name(f"{file.name}.form.part")
    write_copy(database, draft)
    check_file(draft)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    put_in_place(draft, file.with_name(f"{file.name}.{moment}.form-{current(database)}"))
    for old in kept(file)[:-KEPT]:
        old.unlink(missing_ok=True)


def kept(file: Path) -> list[Path]:
    """Return the copies of a database made before migrations, the oldest first."""
    lead = f"{file.name}."
    return sorted(
        path
        for path in file.parent.iterdir()
        if path.name.startswith(lead) and ".form-" in path.name.removeprefix(lead)
    )


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

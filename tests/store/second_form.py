"""A second form of the database, for tests of migrations: a table is written anew, one added."""

import shutil
from pathlib import Path

import pytest

from steersman.store import migrate

SECOND = '''"""A second form."""

import sqlalchemy as sa
from alembic import op

revision = "second"
down_revision = "{newest}"


def upgrade() -> None:
    """Bring the database to this form."""
    with op.batch_alter_table("firm", recreate="auto") as firm:
        firm.add_column(sa.Column("motto", sa.String(10), nullable=False, server_default=""))
        firm.alter_column("name", type_=sa.Text())
    op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    """Bring the database back to the form before."""
    op.drop_table("extra")
    with op.batch_alter_table("firm", recreate="auto") as firm:
        firm.drop_column("motto")
        firm.alter_column("name", type_=sa.String(300))
'''


def with_second_form(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the newest form be another one from here on."""
    scripts = folder / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    second = SECOND.replace("{newest}", migrate.newest())
    (scripts / "versions" / "second.py").write_text(second)
    patch.setattr(migrate, "SCRIPTS", scripts)

"""Rounds of a survey are numbered, and keep how many of which group were invited."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ROUND = sa.table(
    "survey_round",
    sa.column("id", sa.String),
    sa.column("firm_id", sa.String),
    sa.column("kind", sa.String),
    sa.column("number", sa.Integer),
    sa.column("opened_on", sa.Date),
    sa.column("closed_on", sa.Date),
    sa.column("invited", sa.JSON),
)
TOKEN = sa.table(
    "survey_token", sa.column("round_id", sa.String), sa.column("respondents", sa.String)
)


def upgrade() -> None:
    """Bring the database to this form; whom a closed round invited is not known any more."""
    op.add_column(
        "survey_round", sa.Column("number", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column(
        "survey_round", sa.Column("invited", sa.JSON(), nullable=False, server_default="{}")
    )
    connection = op.get_bind()
    numbers: Counter[tuple[str, str]] = Counter()
    # Rounds that are still open come last.
    order = (ROUND.c.closed_on.is_(None), ROUND.c.opened_on, ROUND.c.closed_on, ROUND.c.id)
    rounds = connection.execute(sa.select(ROUND).order_by(*order)).all()
    for row in rounds:
        numbers[row.firm_id, row.kind] += 1
        invited = connection.execute(
            sa.select(TOKEN.c.respondents, sa.func.count())
            .where(TOKEN.c.round_id == row.id)
            .group_by(TOKEN.c.respondents)
        ).all()
        connection.execute(
            sa.update(ROUND)
            .where(ROUND.c.id == row.id)
            .values(
                number=numbers[row.firm_id, row.kind],
                invited={found[0]: found[1] for found in invited},
            )
        )
    op.create_index(
        "ix_survey_round_number", "survey_round", ["firm_id", "kind", "number"], unique=True
    )
    op.drop_index("ix_survey_round_firm", "survey_round")


def downgrade() -> None:
    """Take the database back to the form before."""
    op.create_index("ix_survey_round_firm", "survey_round", ["firm_id"])
    op.drop_index("ix_survey_round_number", "survey_round")
    op.drop_column("survey_round", "invited")
    op.drop_column("survey_round", "number")

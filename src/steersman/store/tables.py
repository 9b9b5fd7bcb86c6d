"""All tables. Rows that tell what happened (revisions, audit) are added and never changed."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}
"""Constraints need names, so that migrations can take them away again on every database."""
ID, HASH, NAME = 36, 64, 300

metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Return a moment as it is written.

        Raises:
            ValueError: If it has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Return a moment as it is read."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


firm = Table(
    "firm",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("name", String(NAME), nullable=False),
    Column("head", Integer, nullable=False, default=0),
    Column("created_at", Moment, nullable=False),
)

revision = Table(
    "revision",
    metadata,
    Column("firm_id", ForeignKey("firm.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("author_id", ForeignKey("account.id"), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("what", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("sha256", String(HASH), nullable=False),
    Column("body", JSON, nullable=False),
    CheckConstraint("number > 0", name="number"),
)

account = Table(
    "account",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("email", String(NAME), nullable=False, unique=True),
    Column("name", String(NAME), nullable=False),
    Column("password_hash", String(NAME)),
    Column("subject", String(NAME), unique=True),
    Column("created_at", Moment, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("firm_id", ForeignKey("firm.id"), primary_key=True),
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("role", String(ID), nullable=False),
    Column("state", String(ID), nullable=False),
    Column("person", String(NAME), nullable=False, default=""),
    CheckConstraint("role in ('owner', 'manager', 'employee', 'adviser', 'auditor')", name="role"),
    CheckConstraint("state in ('active', 'suspended', 'revoked')", name="state"),
    Index("ix_membership_account", "account_id"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("token_hash", String(HASH), primary_key=True),
    Column("firm_id", ForeignKey("firm.id"), nullable=False),
    Column("email", String(NAME), nullable=False),
    Column("role", String(ID), nullable=False),
    Column("person", String(NAME), nullable=False, default=""),
    Column("invited_by", ForeignKey("account.id"), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("accepted_at", Moment),
    Index("ix_invitation_firm", "firm_id"),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", String(HASH), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index("ix_session_account", "account_id"),
)

audit = Table(
    "audit",
    metadata,
    Column("chain", String(ID), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(NAME), nullable=False),
    Column("action", String(NAME), nullable=False),
    Column("target", String(NAME), nullable=False),
    Column("outcome", String(ID), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(HASH), nullable=False),
    Column("hash", String(HASH), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("chain", String(ID), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("hash", String(HASH), nullable=False),
)

job = Table(
    "job",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("firm_id", ForeignKey("firm.id"), nullable=False),
    Column("kind", String(ID), nullable=False),
    Column("input_hash", String(HASH), nullable=False),
    Column("input", JSON, nullable=False),
    Column("asked_by", ForeignKey("account.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", String(ID), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("worker", String(NAME), nullable=False, default=""),
    Column("leased_until", Moment),
    Column("progress", JSON, nullable=False),
    Column("checkpoint", LargeBinary),
    Column("cancel_asked", Boolean, nullable=False, default=False),
    Column("ended_at", Moment),
    Column("reason", Text, nullable=False, default=""),
    CheckConstraint("state in ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
    Index("ix_job_state", "state", "asked_at"),
    Index("ix_job_firm", "firm_id", "kind"),
)

job_result = Table(
    "job_result",
    metadata,
    Column("firm_id", ForeignKey("firm.id"), primary_key=True),
    Column("kind", String(ID), primary_key=True),
    Column("input_hash", String(HASH), primary_key=True),
    Column("job_id", ForeignKey("job.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("body", JSON, nullable=False),
)

survey_round = Table(
    "survey_round",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("firm_id", ForeignKey("firm.id"), nullable=False),
    Column("kind", String(ID), nullable=False),
    Column("number", Integer, nullable=False, server_default="1"),
    Column("threshold", Integer, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("invited", JSON, nullable=False, server_default="{}"),
    CheckConstraint("threshold >= 5", name="threshold"),
    Index("ix_survey_round_number", "firm_id", "kind", "number", unique=True),
)

survey_token = Table(
    "survey_token",
    metadata,
    Column("token_hash", String(HASH), primary_key=True),
    Column("round_id", ForeignKey("survey_round.id"), nullable=False),
    Column("respondents", String(ID), nullable=False),
    Column("used", Boolean, nullable=False, default=False),
    Index("ix_survey_token_round", "round_id"),
)
"""Who may answer once; nothing ties a token to the answer given with it."""

survey_answer = Table(
    "survey_answer",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("round_id", ForeignKey("survey_round.id"), nullable=False),
    Column("respondents", String(ID), nullable=False),
    Column("answers", JSON, nullable=False),
    Index("ix_survey_answer_round", "round_id"),
    sqlite_with_rowid=False,
)
"""Answers without a moment or a token; ids are random and rows are kept by them, so that nothing
tells in which order they came."""

snapshot = Table(
    "snapshot",
    metadata,
    Column("firm_id", ForeignKey("firm.id"), primary_key=True),
    Column("made_on", Date, primary_key=True),
    Column("body", JSON, nullable=False),
)

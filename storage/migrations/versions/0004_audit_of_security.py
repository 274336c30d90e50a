"""What touches security leaves a line: refusals, changes of roles, wrong secrets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Id, nullable=False),
        sa.Column("hour", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("whom", Id, nullable=True),
        sa.Column("by_whom", Id, nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_whom"], ["people.id"], name=op.f("fk_audit_by_whom"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["whom"], ["people.id"], name=op.f("fk_audit_whom"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_by_whom"), "audit", ["by_whom"], unique=False)
    op.create_index(op.f("ix_audit_hour"), "audit", ["hour"], unique=False)
    op.create_index(op.f("ix_audit_whom"), "audit", ["whom"], unique=False)

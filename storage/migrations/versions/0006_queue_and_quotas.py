"""Answers queue over all chats by a stamp; what people did lately is counted.

Answers that wait get their stamps when the delivery begins (``DeliveryQueue.recover``): a version of the program that
still runs beside this one puts some without.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("stamp", Instant(), nullable=True))
    op.add_column("outbox", sa.Column("collapse_key", sa.String(length=60), nullable=True))
    op.create_index(
        "ix_outbox_answers",
        "outbox",
        ["account_id", "stamp", "id"],
        unique=False,
        sqlite_where=sa.text("stamp IS NOT NULL AND state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("stamp IS NOT NULL AND state IN ('waiting', 'sending')"),
    )
    op.create_table(
        "spent",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("quota", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_spent_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_spent_at"), "spent", ["at"], unique=False)
    op.create_index("ix_spent_person", "spent", ["person_id", "quota", "at"], unique=False)

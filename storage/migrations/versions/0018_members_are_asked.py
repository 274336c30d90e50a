"""Whoever lost a coordinator's decision asks the members: until when, with which words, and what they answer.

Nobody has asked before, so there is nothing to carry over.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    with op.batch_alter_table("complaints", table_kwargs={"sqlite_autoincrement": True}) as complaints:
        complaints.add_column(sa.Column("asked_by", Id, nullable=True))
        complaints.add_column(sa.Column("plea", sa.Text(), nullable=True))
        complaints.add_column(sa.Column("closes_at", Instant(), nullable=True))
        complaints.create_foreign_key(
            op.f("fk_complaints_asked_by"), "people", ["asked_by"], ["id"], ondelete="SET NULL"
        )
        complaints.create_index(op.f("ix_complaints_asked_by"), ["asked_by"], unique=False)
        complaints.create_index(
            "ix_complaints_asked",
            ["closes_at"],
            unique=False,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
    op.create_table(
        "member_voices",
        sa.Column("complaint_id", Id, nullable=False),
        sa.Column("library_id", Id, nullable=False),
        sa.Column("overturn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_member_voices_complaint_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["library_id"], ["libraries.id"], name=op.f("fk_member_voices_library_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("complaint_id", "library_id", name=op.f("pk_member_voices")),
    )
    op.create_index(op.f("ix_member_voices_library_id"), "member_voices", ["library_id"], unique=False)

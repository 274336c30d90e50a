"""Two cards of one library can be made one, and for a week be parted again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant, Json

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "library_merges",
        sa.Column("id", Id, nullable=False),
        sa.Column("gone_id", Id, nullable=False),
        sa.Column("kept_id", Id, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["libraries.id"], name=op.f("fk_library_merges_kept_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_merges")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_library_merges_gone_id"), "library_merges", ["gone_id"], unique=False)
    op.create_index(op.f("ix_library_merges_kept_id"), "library_merges", ["kept_id"], unique=False)
    op.create_table(
        "library_merge_traces",
        sa.Column("merge_id", Id, nullable=False),
        sa.Column("trace", Json, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["library_merges.id"], name=op.f("fk_library_merge_traces_merge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("merge_id", name=op.f("pk_library_merge_traces")),
    )
    op.create_index(op.f("ix_library_merge_traces_made_at"), "library_merge_traces", ["made_at"], unique=False)

"""Who speaks for a library is a state of its own; whoever served before speaks for it.

When a claim is answered, and by what, is kept, and so is who was sent away. What somebody new does waits in a table.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant, Json

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "delayed_deeds",
        sa.Column("id", Id, nullable=False),
        sa.Column("library_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("about", Json, nullable=False),
        sa.Column("state", sa.String(length=10), server_default="waiting", nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["library_id"], ["libraries.id"], name=op.f("fk_delayed_deeds_library_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_delayed_deeds_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delayed_deeds")),
        sqlite_autoincrement=True,
    )
    for name in ("library_id", "person_id"):
        op.create_index(op.f(f"ix_delayed_deeds_{name}"), "delayed_deeds", [name], unique=False)
    op.create_index(
        "ix_delayed_deeds_due",
        "delayed_deeds",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    with op.batch_alter_table("librarians") as table:
        table.add_column(sa.Column("state", sa.String(length=10), server_default="asked", nullable=False))
        table.add_column(sa.Column("vouched_at", Instant(), nullable=True))
        table.add_column(sa.Column("vouched_how", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("vouched_by", Id, nullable=True))
        table.add_column(sa.Column("proof_id", Id, nullable=True))
        table.add_column(sa.Column("proved_at", Instant(), nullable=True))
        table.add_column(sa.Column("referred_at", Instant(), nullable=True))
        table.add_column(sa.Column("ended_at", Instant(), nullable=True))
        table.add_column(sa.Column("ended_by", Id, nullable=True))
        table.add_column(sa.Column("ended_why", sa.String(length=20), nullable=True))
        table.create_foreign_key(
            op.f("fk_librarians_vouched_by"), "people", ["vouched_by"], ["id"], ondelete="SET NULL"
        )
        table.create_foreign_key(
            op.f("fk_librarians_proof_id"), "pictures", ["proof_id"], ["id"], ondelete="SET NULL"
        )
        table.create_foreign_key(op.f("fk_librarians_ended_by"), "people", ["ended_by"], ["id"], ondelete="SET NULL")
    op.create_index(op.f("ix_librarians_vouched_by"), "librarians", ["vouched_by"], unique=False)
    op.create_index(op.f("ix_librarians_ended_by"), "librarians", ["ended_by"], unique=False)
    op.create_index(
        "ix_librarians_asked",
        "librarians",
        ["since"],
        unique=False,
        sqlite_where=sa.text("state = 'asked' AND referred_at IS NULL"),
        postgresql_where=sa.text("state = 'asked' AND referred_at IS NULL"),
    )
    op.execute("UPDATE librarians SET state = 'vouched', vouched_how = 'before', vouched_at = since")

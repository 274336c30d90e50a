"""What is hidden, what people complain of, who may not write to us; the journal is sealed over hashes of its words.

Entries that are there stay sealed as they were; their words can be removed all the same (domain/journal.py).
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant, Json

revision = "0008"
down_revision = "0007"

BEFORE: Final = sa.Table(
    "journal",
    sa.MetaData(),
    sa.Column("alliance_id", Id, nullable=False),
    sa.Column("seq", sa.Integer(), nullable=False),
    sa.Column("at", Instant(), nullable=False),
    sa.Column("kind", sa.String(length=30), nullable=False),
    sa.Column("facts", Json, nullable=False),
    sa.Column("previous", sa.String(length=64), nullable=False),
    sa.Column("hash", sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(["alliance_id"], ["alliances.id"], name="fk_journal_alliance_id", ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("alliance_id", "seq", name="pk_journal"),
)


def upgrade() -> None:
    op.create_table(
        "hidden",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("thing_id", Id, nullable=False),
        sa.Column("under_id", Id, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("office", sa.String(length=12), nullable=False),
        sa.Column("by_id", Id, nullable=True),
        sa.Column("hidden_at", Instant(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.Column("lifted_by", sa.String(length=12), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["alliance_id"], ["alliances.id"], name=op.f("fk_hidden_alliance_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_hidden_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["under_id"], ["hidden.id"], name=op.f("fk_hidden_under_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hidden")),
        sqlite_autoincrement=True,
    )
    for name in ("alliance_id", "by_id", "under_id"):
        op.create_index(op.f(f"ix_hidden_{name}"), "hidden", [name], unique=False)
    op.create_index(
        "uq_hidden_now",
        "hidden",
        ["kind", "thing_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "complaints",
        sa.Column("id", Id, nullable=False),
        sa.Column("alliance_id", Id, nullable=False),
        sa.Column("subject", sa.String(length=15), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("thing_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_until", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", Id, nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliances.id"], name=op.f("fk_complaints_alliance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_complaints_decided_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_complaints_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint(
            "person_id",
            "subject",
            "kind",
            "thing_id",
            "alliance_id",
            name=op.f("uq_complaints_person_id_subject_kind_thing_id_alliance_id"),
        ),
        sqlite_autoincrement=True,
    )
    for name in ("alliance_id", "decided_by", "made_at"):
        op.create_index(op.f(f"ix_complaints_{name}"), "complaints", [name], unique=False)
    op.create_index("ix_complaints_thing", "complaints", ["kind", "thing_id"], unique=False)
    op.add_column("people", sa.Column("banned_at", Instant(), nullable=True))
    with op.batch_alter_table("journal", copy_from=BEFORE) as journal:
        journal.alter_column("facts", existing_type=Json, nullable=True)
        journal.add_column(sa.Column("salt", sa.String(length=32), nullable=True))
        journal.add_column(sa.Column("words", sa.String(length=64), nullable=True))

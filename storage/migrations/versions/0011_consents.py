"""A ledger of consents, and who said of a photograph that its people agreed.

Whoever is known already has heard the first words and has no line in the ledger: they are asked at their next word,
and the service goes on meanwhile (docs/decisions/consents.md).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=True),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_how", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consents_person_id_purpose", "consents", ["person_id", "purpose"], unique=False)
    with op.batch_alter_table("chronicle_pictures") as table:
        table.add_column(sa.Column("confirmed_by", Id, nullable=True))
        table.add_column(sa.Column("confirmed_at", Instant(), nullable=True))
        table.add_column(sa.Column("text_version", sa.SmallInteger(), nullable=True))
        table.create_foreign_key(
            op.f("fk_chronicle_pictures_confirmed_by"), "people", ["confirmed_by"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f("ix_chronicle_pictures_confirmed_by"), "chronicle_pictures", ["confirmed_by"], unique=False)
    op.create_index(
        "ix_outbox_first_words",
        "outbox",
        ["account_id", "chat"],
        unique=False,
        sqlite_where=sa.text("kind = 'first-words'"),
        postgresql_where=sa.text("kind = 'first-words'"),
    )

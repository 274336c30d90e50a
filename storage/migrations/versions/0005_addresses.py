"""A person has addresses: what stood in ``people`` of where somebody is written to becomes their first one.

Ids of people stay, and with them all that refers to them. SQLite cannot drop a column of a key: there the table is
written anew, and goes on counting where it was.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant, Json, Remote

revision = "0005"
down_revision = "0004"

MOVED: Final = ("account_id", "external_id", "chat", "reachable")
BEFORE: Final = sa.Table(
    "people",
    sa.MetaData(),
    sa.Column("id", Id, nullable=False),
    sa.Column("account_id", Id, nullable=False),
    sa.Column("external_id", Remote(), nullable=False),
    sa.Column("chat", Remote(), nullable=False),
    sa.Column("zone", sa.String(length=40), nullable=True),
    sa.Column("quiet_from", sa.Time(), nullable=True),
    sa.Column("quiet_to", sa.Time(), nullable=True),
    sa.Column("leads", Json, nullable=False),
    sa.Column("weekly", sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column("digested_at", Instant(), nullable=True),
    sa.Column("reachable", sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column("greeted_at", Instant(), nullable=True),
    sa.Column("turn", sa.Integer(), server_default="0", nullable=False),
    sa.Column("created_at", Instant(), nullable=False),
    sa.Column("menu_uses", Json, server_default="{}", nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_people"),
    sa.Index("ix_people_weekly", "zone", "id", sqlite_where=sa.text("weekly = 1"), postgresql_where=sa.text("weekly")),
)
"""Without its keys to the account: they go with their columns."""


def upgrade() -> None:
    op.add_column("accounts", sa.Column("broken_since", Instant(), nullable=True))
    op.add_column("accounts", sa.Column("residents", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "addresses",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("external_id", Remote(), nullable=False),
        sa.Column("chat", Remote(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="live", nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_addresses_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_addresses_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("account_id", "external_id", name=op.f("uq_addresses_account_id_external_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "address_choices",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_address_choices_address_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_address_choices_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_address_choices")),
    )
    op.create_index(op.f("ix_address_choices_address_id"), "address_choices", ["address_id"], unique=False)
    op.create_table(
        "address_joins",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("trace", Json, nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["addresses.id"], name=op.f("fk_address_joins_address_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_address_joins_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_joins")),
        sqlite_autoincrement=True,
    )
    for name in ("address_id", "made_at", "person_id"):
        op.create_index(op.f(f"ix_address_joins_{name}"), "address_joins", [name], unique=False)
    op.execute(
        "INSERT INTO addresses (person_id, account_id, external_id, chat, state, preferred, since, used_at)"
        " SELECT id, account_id, external_id, chat, CASE WHEN reachable THEN 'live' ELSE 'blocked' END, true,"
        " created_at, created_at FROM people ORDER BY id"
    )
    op.create_index(op.f("ix_addresses_person_id"), "addresses", ["person_id"], unique=False)
    op.create_index(
        "uq_addresses_preferred",
        "addresses",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("preferred = 1"),
        postgresql_where=sa.text("preferred"),
    )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _write_people_anew(connection)
    else:
        for name in MOVED:
            op.drop_column("people", name)


def _write_people_anew(connection: sa.Connection) -> None:
    """The highest number that was ever given is kept: an erased person's must not come back."""
    seen = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'people'").scalar()
    counting = {"sqlite_autoincrement": True}
    with op.batch_alter_table("people", recreate="always", copy_from=BEFORE, table_kwargs=counting) as people:
        for name in MOVED:
            people.drop_column(name)
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'people'")
    if seen is not None:
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('people', ?)", (seen,))

"""People who are gone are asked and then erased, data that is blocked, acts of erasure; terms for what had none.

Everybody counts as seen on the day of this upgrade: nobody is asked because the program has not looked before.
Applications that were decided before count as decided on that day, too.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant, Json

revision = "0012"
down_revision = "0011"


def _partial(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], unique=False, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("digests", Json, nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_erasures_at"), "erasures", ["at"], unique=False)
    for name in ("seen_at", "asked_at", "blocked_at"):
        op.add_column("people", sa.Column(name, Instant(), nullable=True))
    op.add_column("appeals", sa.Column("decided_at", Instant(), nullable=True))
    now = datetime.now(UTC)
    people = sa.table("people", sa.column("seen_at", Instant()))
    appeals = sa.table("appeals", sa.column("decided", sa.String()), sa.column("decided_at", Instant()))
    op.execute(sa.update(people).values(seen_at=now))
    op.execute(sa.update(appeals).where(appeals.c.decided.is_not(None)).values(decided_at=now))
    op.create_index(op.f("ix_people_seen_at"), "people", ["seen_at"], unique=False)
    _partial("ix_people_asked_at", "people", "asked_at", "asked_at IS NOT NULL")
    op.create_index(op.f("ix_appeals_decided_at"), "appeals", ["decided_at"], unique=False)
    op.create_index(op.f("ix_coordinators_until"), "coordinators", ["until"], unique=False)
    _partial("ix_groups_bound_by", "groups", "bound_at", "bound_by IS NOT NULL")
    _partial("ix_memberships_reason", "memberships", "left_at", "reason IS NOT NULL")
    _partial("ix_events_cancel_reason", "events", "day", "cancel_reason IS NOT NULL")
    _partial("ix_approaches_at", "approaches", "at", "written_by IS NOT NULL")

"""Whoever is to hold an event together with its host is asked first; who was named before counts as having agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Instant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    agreed = sa.Column("state", sa.String(length=10), server_default="agreed", nullable=False)
    op.add_column("event_hosts", agreed)
    op.add_column("event_hosts", sa.Column("remind_at", Instant(), nullable=True))
    op.create_index(op.f("ix_event_hosts_remind_at"), "event_hosts", ["remind_at"], unique=False)

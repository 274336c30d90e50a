"""What people have spent of their quotas lately, where no other row tells."""

from __future__ import annotations

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant
from storage.tables.metadata import metadata, to
from storage.tables.personal import own, personal, serves, taken_along
from storage.tables.retention import kept_for

spent = sa.Table(
    "spent",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, to("people.id"), nullable=False, info=own("who did so much lately")),
    sa.Column("quota", sa.String(20), nullable=False, info=personal("of what they did so much")),
    sa.Column("at", Instant, nullable=False, index=True, info=taken_along()),
    sa.Column("amount", sa.Integer, nullable=False, info=taken_along()),
    sa.Index("ix_spent_person", "person_id", "quota", "at"),
    info=serves(Purpose.SAFETY) | kept_for("a quota of one day", days=2, by="spent"),
)

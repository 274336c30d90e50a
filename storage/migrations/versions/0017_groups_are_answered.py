"""A group knows when somebody in it was answered last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Instant

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("groups", sa.Column("answered_at", Instant(), nullable=True))

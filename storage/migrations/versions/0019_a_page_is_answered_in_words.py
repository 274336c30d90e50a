"""The page that a person got last is known by its buttons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Json

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("people", sa.Column("shown", Json, nullable=True))

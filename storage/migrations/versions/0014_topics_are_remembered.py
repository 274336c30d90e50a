"""A group whose topics are switched off for a while finds them again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Json

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("groups", sa.Column("past_threads", Json, nullable=False, server_default="{}"))

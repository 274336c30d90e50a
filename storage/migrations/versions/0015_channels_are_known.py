"""A channel is called one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("groups", sa.Column("is_channel", sa.Boolean, nullable=False, server_default=sa.false()))

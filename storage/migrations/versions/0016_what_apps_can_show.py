"""What people's apps can show is known over a restart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("addresses", sa.Column("client", sa.String(length=10), nullable=True))

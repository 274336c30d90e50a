"""What a person opens most in the menu."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Json

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("people", sa.Column("menu_uses", Json, server_default="{}", nullable=False))

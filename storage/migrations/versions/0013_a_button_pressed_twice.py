"""The button by which somebody did something last is known: pressed once more it says nothing new."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("people", sa.Column("done_by", sa.String(64), nullable=True))

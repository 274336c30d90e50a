"""Files that come and go."""

from __future__ import annotations

import sqlalchemy as sa

from storage.sql.types import Id, Instant, Json
from storage.tables.metadata import metadata, to

pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False, unique=True),
    sa.Column("bytes", sa.LargeBinary, nullable=False),  # JPEG without any metadata; a drawn card is a PNG
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("person_id", Id, to("people.id", gone="SET NULL")),
    sa.Column("created_at", Instant, nullable=False),
)

papers = sa.Table(  # a document that a person asked for: made by a job, sent, forgotten
    "papers",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, to("people.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("about", Json, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("bytes", sa.LargeBinary),  # NULL: yet to be made, or sent and forgotten
    sa.Column("state", sa.String(10), nullable=False),  # wanted, made, sent, failed
    sa.Column("created_at", Instant, nullable=False, index=True),
    sa.Index(
        "ix_papers_wanted",
        "id",
        sqlite_where=sa.text("state = 'wanted'"),
        postgresql_where=sa.text("state = 'wanted'"),
    ),
)

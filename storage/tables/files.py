"""Files that come and go."""

from __future__ import annotations

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json
from storage.tables.metadata import metadata, to
from storage.tables.personal import Erased, erasing, own, personal, serves, taken_along
from storage.tables.retention import kept_for


def _forget_pictures(person: Erased) -> sa.Delete:
    return sa.delete(pictures).where(pictures.c.person_id == person.id, unused())


pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False, unique=True),
    sa.Column(
        "bytes", sa.LargeBinary, nullable=False, info=personal("a photograph that they sent; metadata is stripped")
    ),  # JPEG without any metadata; a drawn card is a PNG
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column(
        "person_id",
        Id,
        to("people.id", gone="SET NULL"),
        info=own("who sent it: it goes with them unless it was published"),
    ),
    sa.Column("created_at", Instant, nullable=False, info=personal("what is used nowhere is deleted a month later")),
    info=serves(Purpose.SERVICE, Purpose.PHOTOS)
    | erasing("deleted, unless it was published: then the row stays and forgets them", _forget_pictures)
    | kept_for("used nowhere; people are told a month", days=30, by="pictures", after=("letters",)),
)


def unused() -> sa.ColumnElement[bool]:
    """No column of any table refers to this picture: no emblem, no poster, in no entry of a chronicle, in no letter."""
    keys = [key for table in metadata.sorted_tables for key in table.foreign_keys if key.column is pictures.c.id]
    return sa.and_(*(~sa.exists().where(key.parent == pictures.c.id) for key in keys))


papers = sa.Table(  # long work that a person asked for: a document to be made, a long plan to be written or taken back
    "papers",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, to("people.id"), nullable=False, index=True, info=own("who asked for the document")),
    sa.Column("kind", sa.String(20), nullable=False, info=personal("which document they asked for")),
    sa.Column("about", Json, nullable=False, info=personal("of what they asked for it")),
    sa.Column("name", sa.Text),
    sa.Column("bytes", sa.LargeBinary),  # NULL: yet to be made, or sent and forgotten
    sa.Column("state", sa.String(10), nullable=False, info=taken_along()),  # see storage/files/long_jobs.py
    sa.Column("created_at", Instant, nullable=False, index=True, info=taken_along()),
    sa.Index(
        "ix_papers_wanted",
        "id",
        sqlite_where=sa.text("state = 'wanted'"),
        postgresql_where=sa.text("state = 'wanted'"),
    ),
    info=serves(Purpose.SERVICE)
    | kept_for("a wish; its bytes go as soon as they are sent", days=2, by="long_jobs", counted="papers"),
)

"""The chronicle."""

from __future__ import annotations

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant
from storage.tables.metadata import metadata, to
from storage.tables.moderation import hidden_now
from storage.tables.personal import name_of_row, nobody, personal, serves, taken_along
from storage.tables.retention import goes_with

chronicle = sa.Table(
    "chronicle",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False),
    sa.Column("library_id", Id, to("libraries.id"), nullable=False, index=True),
    sa.Column("event_id", Id, to("events.id", gone="SET NULL"), index=True),
    sa.Column("title", sa.String(300), nullable=False, info=name_of_row()),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("visitors", sa.Integer),
    sa.Column("new_readers", sa.Integer),
    sa.Column("corrects_id", Id, to("chronicle.id", gone="SET NULL"), index=True),
    sa.Column("correction", sa.Text),  # what was wrong, in words
    sa.Column("written_at", Instant, nullable=False),
    sa.Index("ix_chronicle_alliance_day", "alliance_id", "happened_on", "id"),  # pages of it, the newest day first
    sa.Index("ix_chronicle_library_day", "library_id", "happened_on", "id"),
    info=nobody("what libraries tell in public") | goes_with("alliances"),
)


def corrected(entry_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether another entry says better what this one told."""
    better = chronicle.alias("better")
    return sa.exists().where(better.c.corrects_id == entry_id)


SHOWN_ENTRY = ~hidden_now("entry", chronicle.c.id)
"""Of an entry: nobody has hidden it."""

chronicle_pictures = sa.Table(
    "chronicle_pictures",
    metadata,
    sa.Column("entry_id", Id, to("chronicle.id"), primary_key=True),
    sa.Column("position", sa.SmallInteger, primary_key=True),
    sa.Column("picture_id", Id, to("pictures.id"), nullable=False, index=True),
    sa.Column("alt", sa.Text, nullable=False, server_default=""),
    sa.Column("agreed", sa.Boolean, nullable=False),  # people in it agreed, or there are none
    sa.Column(
        "confirmed_by",
        Id,
        to("people.id", gone="SET NULL"),
        index=True,
        info=personal("who said that the people in it agreed"),
    ),
    sa.Column("confirmed_at", Instant, info=taken_along()),  # when
    sa.Column("text_version", sa.SmallInteger),  # by which words they were asked; NULL, all three: before that was kept
    info=serves(Purpose.PROOF) | goes_with("chronicle"),
)

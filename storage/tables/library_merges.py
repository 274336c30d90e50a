"""Libraries that turned out to be one: whose address leads where, and, for a week, what was whose."""

from __future__ import annotations

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json
from storage.tables.merging import merging
from storage.tables.metadata import metadata, to
from storage.tables.personal import Erased, erasing, nobody, personal, serves
from storage.tables.retention import goes_with, kept_for

library_merges = sa.Table(
    "library_merges",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("gone_id", Id, nullable=False, index=True),  # a library that is no row any more
    sa.Column("kept_id", Id, to("libraries.id"), nullable=False, index=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("undone_at", Instant),
    info=nobody("which libraries turned out to be one: old addresses lead to it") | goes_with("libraries"),
)


def _forget(person: Erased) -> sa.Delete:
    """Whoever stands in a trace by their number; of longer numbers that begin so a few more go, which harms nobody."""
    written = sa.cast(library_merge_traces.c.trace, sa.Text)  # each database spaces its JSON in its own way
    named = (written.like(f'%"person_id":{space}{person.id}%') for space in ("", " "))
    return sa.delete(library_merge_traces).where(sa.or_(*named))


library_merge_traces = sa.Table(
    "library_merge_traces",
    metadata,
    sa.Column("merge_id", Id, to("library_merges.id"), primary_key=True),
    sa.Column(
        "trace",
        Json,
        nullable=False,
        info=personal("who served in which, and heard of which, so that it can be undone"),
    ),
    sa.Column("made_at", Instant, nullable=False, index=True, info=personal("until when it can be undone")),
    info=serves(Purpose.SERVICE)
    | erasing("what they stand in is deleted; those libraries stay one", _forget)
    | merging("nothing: who was one of the two is not given back")
    | kept_for("libraries that were made one, for as long as that can be undone", days=7, by="library_merges"),
)

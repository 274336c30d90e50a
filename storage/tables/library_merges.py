"""Libraries that turned out to be one: whose address leads where, and, for a week, what was whose."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json
from storage.tables.merging import merging
from storage.tables.metadata import metadata, to
from storage.tables.personal import Erased, erasing, found_by, nobody, personal, serves
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


_PEOPLE: Final = ("person_id", "vouched_by", "ended_by")
"""What names somebody in the rows of ``librarians`` and ``subscriptions``; parting must bring nobody back."""


def _names(person: Erased) -> sa.ColumnElement[bool]:
    """They stand in the trace by their number."""
    written = sa.cast(library_merge_traces.c.trace, sa.Text)  # each database spaces its JSON in its own way
    named = (
        written.like(f'%"{name}":{space}{person.id}{end}%') for name in _PEOPLE for space in ("", " ") for end in ",}"
    )
    return sa.or_(*named)


def _forget(person: Erased) -> sa.Delete:
    return sa.delete(library_merge_traces).where(_names(person))


library_merge_traces = sa.Table(
    "library_merge_traces",
    metadata,
    sa.Column("merge_id", Id, to("library_merges.id"), primary_key=True),
    sa.Column(
        "trace",
        Json,
        nullable=False,
        info=personal(
            "who served in which, and heard of which, so that it can be undone",
            withheld="a copy of rows, of other people too",
        ),
    ),
    sa.Column("made_at", Instant, nullable=False, index=True, info=personal("until when it can be undone")),
    info=serves(Purpose.SERVICE)
    | erasing("what they stand in is deleted; those libraries stay one", _forget)
    | found_by(_names)
    | merging("nothing: who was one of the two is not given back")
    | kept_for("libraries that were made one, for as long as that can be undone", days=7, by="library_merges"),
)

"""The joint plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json, ShortWords, Words
from storage.tables.merging import Row, one_row, uniting
from storage.tables.metadata import metadata, to
from storage.tables.personal import Erased, erasing, name_of_row, nobody, personal, serves, taken_along
from storage.tables.retention import emptied, goes_with, kept_for

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False, index=True),
    sa.Column("library_id", Id, to("libraries.id"), nullable=False, index=True),  # the host
    sa.Column("title", ShortWords(300), nullable=False, info=name_of_row()),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("month", sa.Date),  # the first of the month, while the day is not known
    sa.Column("day", sa.Date, nullable=False),  # of the start by the host's calendar, or ``month``: what plans go by
    sa.Column("starts_at", Instant),
    sa.Column("ends_at", Instant),
    sa.Column("zone", sa.String(40), nullable=False),
    sa.Column("place", Words()),
    sa.Column("link", sa.Text),
    sa.Column("audience", Words()),
    sa.Column("age", sa.SmallInteger),  # 0, 6, 12, 16, 18
    sa.Column("description", Words()),
    sa.Column("poster_id", Id, to("pictures.id", gone="SET NULL")),
    sa.Column("poster_alt", Words()),
    sa.Column("registration", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("repeats", sa.Text),  # RFC 5545 rule; the series lives in its next event
    sa.Column("series_id", Id, to("events.id", gone="SET NULL"), index=True),  # the first event of it
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),  # RFC 5545: grows with each public change
    sa.Column(
        "cancel_reason",
        Words(),
        info=emptied("why it was cancelled", days=365, old=lambda table, before: table.c.day < before.date()),
    ),
    sa.Column("asked", sa.SmallInteger, nullable=False, server_default="0"),  # how often «как прошло?» was asked
    sa.Column("ask_at", Instant, index=True),  # when to ask next; NULL: nothing to ask
    sa.Column("created_at", Instant, nullable=False),
    # The lists of an alliance are chosen, counted and ordered within these two, without a look at the rows.
    sa.Index("ix_events_alliance_starts", "alliance_id", "starts_at", "id", "state", "ends_at"),
    sa.Index("ix_events_alliance_day", "alliance_id", "day", "starts_at", "id", "state"),
    sa.Index("ix_events_library_day", "library_id", "day"),
    sa.Index("ix_events_starts", "starts_at"),
    sa.Index(
        "ix_events_cancel_reason",
        "day",
        sqlite_where=sa.text("cancel_reason IS NOT NULL"),
        postgresql_where=sa.text("cancel_reason IS NOT NULL"),
    ),
    sa.Index(  # whose poster a picture is
        "ix_events_poster",
        "poster_id",
        sqlite_where=sa.text("poster_id IS NOT NULL"),
        postgresql_where=sa.text("poster_id IS NOT NULL"),
    ),
    info=nobody("what libraries plan in public") | goes_with("alliances"),
)


def _more_agreed(kept: Row, gone: Row) -> Mapping[str, Any]:
    agreed = "agreed" in (kept["state"], gone["state"])
    return {"state": "agreed" if agreed else kept["state"], "remind_at": None if agreed else kept["remind_at"]}


_one_answer = one_row("event_id", both=_more_agreed)

event_hosts = sa.Table(
    "event_hosts",
    metadata,
    sa.Column("event_id", Id, to("events.id"), primary_key=True),
    sa.Column("library_id", Id, to("libraries.id"), primary_key=True, index=True),
    # invited, agreed, declined: only those who have agreed are named in public (storage.plan.event_records.TOGETHER)
    sa.Column("state", sa.String(10), nullable=False, server_default="agreed"),
    sa.Column("remind_at", Instant, index=True),  # when to ask once more; NULL: never
    info=nobody("which libraries hold an event together, or are asked to")
    | goes_with("events")
    | uniting("asked once: what either has agreed to, else what the one that stays has said", _one_answer),
)

event_tags = sa.Table(
    "event_tags",
    metadata,
    sa.Column("event_id", Id, to("events.id"), primary_key=True),
    sa.Column("tag", sa.String(40), primary_key=True, index=True),  # keys of domain.vocabulary.goals
    info=nobody("what events are about") | goes_with("events"),
)


def _forget_files(person: Erased) -> sa.Delete:
    return sa.delete(plan_imports).where(plan_imports.c.made_by == person.id)


plan_imports = sa.Table(  # a plan that was sent as a file; gone a few days after, its events stay
    "plan_imports",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False),
    sa.Column("library_id", Id, to("libraries.id"), nullable=False, index=True),
    sa.Column("made_by", Id, to("people.id", gone="SET NULL"), index=True, info=personal("who may undo it")),
    sa.Column("rows", Json, nullable=False, info=personal("what stands in their file")),  # domain.plan.rows.PlanRow
    sa.Column("written_at", Instant),
    sa.Column("undone_at", Instant),
    sa.Column("created_at", Instant, nullable=False, index=True, info=taken_along()),
    info=serves(Purpose.SERVICE)
    | erasing("the file is deleted; what was written of it into the plan stays", _forget_files)
    | kept_for("a plan from a file; undoing it works for a day", days=3, by="plan_imports"),
)

plan_import_events = sa.Table(
    "plan_import_events",
    metadata,
    sa.Column("event_id", Id, to("events.id"), primary_key=True),
    sa.Column("import_id", Id, to("plan_imports.id"), nullable=False, index=True),
    sa.Column("seal", sa.String(64), nullable=False),  # what it was when it was written: undoing leaves what changed
    info=nobody("which events came from a file") | goes_with("plan_imports"),
)

"""Planning reminders: a walk over the audience of an event in chunks, and what it asks the database.

Chunk after chunk asks the same. Putting such a statement together takes as long as running it for 2,000 people, so it
is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.base import Executable

from storage.messaging.notification_prefs import PREFS, NotificationPrefs, Sending, moments
from storage.plan.audience import holds, listening, subscribed
from storage.plan.event_records import Event
from storage.sql.records import insert_for
from storage.tables import people, reminders, rules_fired


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some people of an audience, those after one id and up to another, and all preferences among them."""

    after: int
    upto: int
    prefs: tuple[NotificationPrefs, ...]
    last: bool
    """Nobody comes after them."""


@lru_cache(maxsize=64)
def prefs_of_batch(event: Event) -> sa.Select[Any]:
    """Of the people of a chunk; in PostgreSQL they keep them until the transaction ends."""
    held = sa.select(*PREFS).where(subscribed(event))
    locked = held.with_for_update(read=True, key_share=True, of=people).subquery()
    return sa.select(locked).distinct()


@lru_cache(maxsize=64)
def planning(
    dialect: str, event: Event, lead: int, every: frozenset[NotificationPrefs], sendings: frozenset[Sending]
) -> Executable:
    """A reminder for everybody of a chunk who hears of this event, wants this lead, and not a digest instead."""
    wanted = sa.and_(listening(event), sa.not_(people.c.weekly), holds(people.c.leads, lead))
    if event.sequence > 0:
        wanted = sa.and_(wanted, ~_planned_early(event, lead))
    chosen = sa.select(people.c.id, moments(every, sendings).label("send_at")).where(wanted).subquery()
    inserting = insert_for(dialect, reminders).from_select(
        ["event_id", "person_id", "lead", "sequence", "send_at", "state"],
        sa.select(
            sa.literal(event.id, reminders.c.event_id.type),
            chosen.c.id,
            sa.literal(lead, sa.Integer),
            sa.literal(event.sequence, sa.Integer),
            chosen.c.send_at,
            sa.literal("planned", sa.String(10)),
        ).where(chosen.c.send_at.is_not(None)),
    )
    return inserting.on_conflict_do_nothing()


def _planned_early(event: Event, lead: int) -> sa.ColumnElement[bool]:
    """A row of ``people`` has a reminder from this lead's early walk, though the event was changed since, not moved.

    What is older than that walk was about another start.
    """
    walked = sa.select(rules_fired.c.fired_at).where(
        rules_fired.c.event_id == event.id,
        rules_fired.c.lead == lead,
        rules_fired.c.early,
        rules_fired.c.starts_at == event.starts_at,
    )
    return sa.exists().where(
        reminders.c.event_id == event.id,
        reminders.c.person_id == people.c.id,
        reminders.c.lead == lead,
        reminders.c.sequence < event.sequence,
        reminders.c.state != "withdrawn",
        reminders.c.send_at >= walked.scalar_subquery(),
    )

"""Subscriptions and reminders."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json
from storage.tables.merging import Row, earliest, merging, one_row
from storage.tables.metadata import metadata, to
from storage.tables.personal import nobody, own, personal, serves, taken_along
from storage.tables.retention import goes_with, kept_for

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, to("people.id"), nullable=False, info=own("who wants to hear of it")),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False),
    sa.Column(
        "target", sa.String(60), nullable=False, info=personal("what they want to hear of")
    ),  # "alliance", "library:7", "tag:leisure", "age:6", "event:12"
    sa.Column("since", Instant, nullable=False, info=personal("they see since when")),
    sa.UniqueConstraint("person_id", "alliance_id", "target"),
    sa.Index("ix_subscriptions_target", "alliance_id", "target", "person_id"),
    sa.Index("ix_subscriptions_person", "alliance_id", "person_id", "target"),  # person by person, for letters
    info=serves(Purpose.SERVICE)
    | goes_with("people")
    | merging("one subscription, since the earlier day", one_row("alliance_id", "target", both=earliest("since"))),
)

declines = sa.Table(  # «не напоминать об этом»: one event that a subscriber does not want to hear of
    "declines",
    metadata,
    sa.Column("person_id", Id, to("people.id"), primary_key=True, info=own("who does not want to be reminded")),
    sa.Column("event_id", Id, to("events.id"), primary_key=True, info=personal("of which event")),
    info=serves(Purpose.SERVICE)
    | goes_with("people")
    | merging("what either declined is declined, once", one_row("event_id")),
)


def _told_once(kept: Row, gone: Row) -> dict[str, Any]:
    surest = min(kept, gone, key=lambda one: ("told", "planned", "dropped", "withdrawn").index(one["state"]))
    return {"state": surest["state"], "send_at": surest["send_at"]}


reminders = sa.Table(  # one per person, event and lead; written when the rule becomes due
    "reminders",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("event_id", Id, to("events.id"), nullable=False, info=personal("of what")),
    sa.Column("person_id", Id, to("people.id"), nullable=False, info=own("who is reminded")),
    sa.Column("lead", sa.Integer, nullable=False),  # minutes; -1: told of a change, -2: by a digest
    sa.Column("sequence", sa.Integer, nullable=False),  # of the event, as it was then
    sa.Column("send_at", Instant, nullable=False, info=personal("when")),
    sa.Column("state", sa.String(10), nullable=False, info=taken_along()),  # planned, told, dropped, withdrawn
    sa.UniqueConstraint("event_id", "person_id", "lead", "sequence"),  # walked person by person when an event changes
    sa.Index("ix_reminders_person", "person_id", "state", "send_at"),  # all that is due for one person
    sa.Index(
        "ix_reminders_due",
        "send_at",
        "event_id",
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    ),
    info=serves(Purpose.SERVICE)
    | kept_for("who was reminded of a past event", days=60, by="reminders")
    | merging("what either was told is told", one_row("event_id", "lead", "sequence", both=_told_once)),
)

rules_fired = sa.Table(  # storage/reminders/fired_leads.py: each lead of an event fires once per start time
    "rules_fired",
    metadata,
    sa.Column("event_id", Id, to("events.id"), primary_key=True),
    sa.Column("lead", sa.Integer, primary_key=True),  # minutes
    sa.Column("early", sa.Boolean, primary_key=True),
    sa.Column("starts_at", Instant, primary_key=True),
    sa.Column("fired_at", Instant, nullable=False),
    sa.Column("reached", Id),  # the last person of a walk that is under way; NULL: everybody was reached
    info=nobody("when reminders of an event began; how far a walk through the readers has come")
    | kept_for(
        "which reminders of a past event were due: by these its reminders are found",
        days=60,
        by="fired_leads",
        counted="rules",
        after=("reminders",),
    ),
)

changes = sa.Table(  # a change of an event that some are yet to be told of; the last chunk deletes it
    "changes",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("event_id", Id, to("events.id"), nullable=False, index=True),
    sa.Column("sequence", sa.Integer, nullable=False),  # of the event since this change
    sa.Column("before", Json),  # the event as people knew it; NULL: nobody is told
    sa.Column("moved", sa.Boolean, nullable=False),  # unsent reminders from before the change are void
    sa.Column("reached", Id, nullable=False),  # the last person of the walk
    sa.Column("created_at", Instant, nullable=False),
    info=nobody("changes of events that some are yet to be told of; how far that has come") | goes_with("events"),
)

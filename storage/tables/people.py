"""The people behind the messengers; where they are written to stands in ``storage.tables.addresses``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json
from storage.tables.merging import Fate, Merged, Row, merging, one_row
from storage.tables.metadata import metadata, to
from storage.tables.personal import own, personal, serves, taken_along
from storage.tables.retention import kept_for, kept_while_seen


def _one_person(kept: Row, gone: Row) -> dict[str, Any]:
    """Reminders, and whether there is a digest instead, are one choice; so are the two ends of the quiet hours."""
    quiet = kept if kept["quiet_from"] is not None else gone
    habits = kept if kept["leads"] or kept["weekly"] else gone
    digested = [one["digested_at"] for one in (kept, gone) if one["digested_at"] is not None]
    greeted = [one["greeted_at"] for one in (kept, gone) if one["greeted_at"] is not None]
    banned = [one["banned_at"] for one in (kept, gone) if one["banned_at"] is not None]
    opened = {*kept["menu_uses"], *gone["menu_uses"]}
    return {
        "zone": kept["zone"] or gone["zone"],
        "quiet_from": quiet["quiet_from"],
        "quiet_to": quiet["quiet_to"],
        "leads": habits["leads"],
        "weekly": habits["weekly"],
        "digested_at": max(digested, default=None),
        "greeted_at": min(greeted, default=None),
        "turn": max(kept["turn"], gone["turn"]),
        "created_at": min(kept["created_at"], gone["created_at"]),
        "banned_at": min(banned, default=None),
        "seen_at": max((one["seen_at"] for one in (kept, gone) if one["seen_at"] is not None), default=None),
        "asked_at": None,
        "blocked_at": kept["blocked_at"] or gone["blocked_at"],
        "shown": None,
        "menu_uses": {name: kept["menu_uses"].get(name, 0) + gone["menu_uses"].get(name, 0) for name in sorted(opened)},
    }


def _latest_talk(kept: Row, gone: Row) -> dict[str, Any]:
    later = max(kept, gone, key=lambda one: one["expires_at"])
    return {"dialogue": later["dialogue"], "expires_at": later["expires_at"]}


def _issued_by_one(_: Sequence[Row], gone: Sequence[Row], merged: Merged) -> Iterator[Fate]:
    for row in gone:
        if row["facts"].get("person") == merged.gone:
            yield row, {"facts": {**row["facts"], "person": merged.kept}}


people = sa.Table(
    "people",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("zone", sa.String(40), info=personal("hours are said on their clock")),  # IANA; NULL: not chosen yet
    sa.Column("quiet_from", sa.Time, info=personal("when not to wake them")),
    sa.Column("quiet_to", sa.Time, info=personal("when not to wake them")),
    sa.Column(
        "leads", Json, nullable=False, info=personal("how long before an event they are reminded")
    ),  # minutes before an event, a list
    sa.Column(
        "weekly",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        info=personal("a digest instead of single reminders"),
    ),
    sa.Column("digested_at", Instant, info=personal("one digest a week")),
    sa.Column("greeted_at", Instant, info=personal("whether they heard what is kept and why")),
    sa.Column(
        "turn", sa.Integer, nullable=False, server_default="0", info=personal("a button of an old question is known")
    ),  # numbers the questions, for stale buttons
    sa.Column("created_at", Instant, nullable=False, info=personal("since when we know them")),
    sa.Column(
        "menu_uses",
        Json,
        nullable=False,
        server_default="{}",
        info=personal("how often they opened what, a dozen counts at most: the most used comes first in their menu"),
    ),  # errand → count
    sa.Column(
        "banned_at",
        Instant,
        info=personal("since when their messages are not taken, until that is lifted", purposes=(Purpose.SAFETY,)),
    ),
    sa.Column(
        "seen_at", Instant, index=True, info=personal("the day on which they wrote last: who is gone is not kept")
    ),
    sa.Column("asked_at", Instant, info=personal("when they were asked whether they stay")),
    sa.Column(
        "blocked_at", Instant, info=personal("since when they want nothing of theirs used or shown (152-FZ, art. 21)")
    ),
    sa.Column("done_by", sa.String(64), info=personal("the button by which they did something last: twice is once")),
    sa.Column(
        "shown",
        Json,
        info=personal("the buttons of the page they got last: what is typed may mean one"),
    ),
    sa.Index(  # the readers of the digest, by their clocks
        "ix_people_weekly", "zone", "id", sqlite_where=sa.text("weekly = 1"), postgresql_where=sa.text("weekly")
    ),
    sa.Index(
        "ix_people_asked_at",
        "asked_at",
        sqlite_where=sa.text("asked_at IS NOT NULL"),
        postgresql_where=sa.text("asked_at IS NOT NULL"),
    ),
    info=serves(Purpose.SERVICE)
    | kept_while_seen("until they ask to be erased, or are not seen any more", days=365, answered_in=30)
    | merging("one row: what the one who stays has chosen, else what the other has", one_row(both=_one_person)),
)

talks = sa.Table(
    "talks",
    metadata,
    sa.Column("person_id", Id, to("people.id"), primary_key=True, info=own("whose talk it is")),
    sa.Column("dialogue", Json, nullable=False, info=personal("the answers of a talk that is not over")),
    sa.Column("expires_at", Instant, nullable=False, index=True, info=personal("when it is forgotten")),
    info=serves(Purpose.SERVICE)
    | kept_for("a talk that has expired", days=0, by="dialogues", counted="talks")
    | merging("the talk that was gone on with last", one_row(both=_latest_talk)),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),  # of a random 128-bit token
    sa.Column("purpose", sa.String(20), nullable=False, info=taken_along()),
    sa.Column("facts", Json, nullable=False, info=personal("what the link leads to, and who made it")),
    sa.Column("person_id", Id, to("people.id"), info=own("who made the link")),
    sa.Column("expires_at", Instant, nullable=False, info=taken_along()),
    sa.Column("used_at", Instant),
    info=serves(Purpose.SERVICE)
    | kept_for("a link that has expired", days=1, by="tokens")
    | merging("links go on, as of the one who stays", _issued_by_one),
)

"""Alliances and the groups where they publish."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json, Remote, Words
from storage.tables.merging import Row, earliest, merging, one_row
from storage.tables.metadata import metadata, to
from storage.tables.moderation import hidden_now
from storage.tables.personal import name_of_row, nobody, own, personal, serves, taken_along
from storage.tables.retention import emptied, for_good, goes_with, kept_for

alliances = sa.Table(
    "alliances",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("slug", sa.String(80), nullable=False, unique=True),
    sa.Column("settlement", sa.String(200), nullable=False, info=name_of_row()),  # the name they share
    sa.Column("folded", sa.String(200), nullable=False, index=True),
    sa.Column("form", sa.String(20), nullable=False),  # movement, convent, other (row 6)
    sa.Column("form_own", sa.Text),
    sa.Column("wide", sa.Boolean, nullable=False),  # the founder means libraries of other regions too (row 1)
    sa.Column("goals", Json, nullable=False),  # keys of domain.vocabulary.goals
    sa.Column("motto", sa.Text),
    sa.Column("hashtag", sa.String(60)),
    sa.Column("emblem_id", Id, to("pictures.id", gone="SET NULL")),
    sa.Column("lenient", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("silent_days", sa.Integer, nullable=False, server_default="14"),  # row 19
    sa.Column("nudged_at", Instant),
    sa.Column("zone", sa.String(40), nullable=False),
    sa.Column("journal_key", sa.String(32), nullable=False),
    sa.Column("founded_at", Instant, nullable=False),
    sa.Index(  # whose emblem a picture is
        "ix_alliances_emblem",
        "emblem_id",
        sqlite_where=sa.text("emblem_id IS NOT NULL"),
        postgresql_where=sa.text("emblem_id IS NOT NULL"),
    ),
    info=nobody("what an alliance says of itself in public") | for_good("what an alliance says of itself in public"),
)

SHOWN_ALLIANCE = ~hidden_now("alliance", alliances.c.id)
"""Of an alliance: the operator has not hidden it."""

agreements = sa.Table(
    "agreements",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sections", Json, nullable=False),  # [{key, title, text}]
    sa.Column("adopted_at", Instant, nullable=False),
    sa.UniqueConstraint("alliance_id", "version"),
    info=nobody("the texts of Agreements") | goes_with("alliances"),
)


def _one_office(kept: Row, gone: Row) -> dict[str, Any]:
    ends = [one["until"] for one in (kept, gone)]
    until = None if None in ends else max(ends)
    return {**earliest("since")(kept, gone), "founder": kept["founder"] or gone["founder"], "until": until}


coordinators = sa.Table(
    "coordinators",
    metadata,
    sa.Column("alliance_id", Id, to("alliances.id"), primary_key=True),
    sa.Column(
        "person_id", Id, to("people.id"), primary_key=True, index=True, info=own("who may decide for the alliance")
    ),
    sa.Column(
        "founder", sa.Boolean, nullable=False, server_default=sa.false(), info=personal("the others see who founded it")
    ),
    sa.Column("since", Instant, nullable=False, info=personal("the others see since when")),
    sa.Column("until", Instant, index=True, info=personal("who retired may not decide any more")),
    info=serves(Purpose.SERVICE)
    | kept_for("a coordinator who retired", days=365, by="coordinators")
    | merging("one office, since the earlier day", one_row("alliance_id", both=_one_office)),
)


def in_office(now: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """Whether the term of a row of ``coordinators`` is not over."""
    return sa.or_(coordinators.c.until.is_(None), coordinators.c.until > now)


journal = sa.Table(
    "journal",
    metadata,
    sa.Column("alliance_id", Id, to("alliances.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.String(30), nullable=False),
    # The seal is over ``words``, a salted hash: facts and salt can go (docs/decisions/sealed-words.md).
    sa.Column("facts", Json),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("salt", sa.String(32)),
    sa.Column("words", sa.String(64)),  # NULL: sealed over the facts themselves, as all were before
    info=nobody("what happened in public; libraries and events, never people") | goes_with("alliances"),
)

groups = sa.Table(
    "groups",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False, index=True),
    sa.Column("account_id", Id, to("accounts.id"), nullable=False),
    sa.Column("external_id", Remote, nullable=False),
    sa.Column("title", Words(), nullable=False, server_default="", info=name_of_row() | taken_along()),
    sa.Column("link", sa.Text),
    sa.Column("threads", Json, nullable=False),  # section -> topic
    sa.Column("missing", Json, nullable=False),  # rights that we lack
    sa.Column("title_fits", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("state", sa.String(10), nullable=False),  # pending (not inspected yet), bound, lost (removed us), unbound
    sa.Column(
        "bound_by",
        Id,
        to("people.id", gone="SET NULL"),
        info=personal("who is told what became of the binding")
        | emptied("nobody asks any more who bound it", days=90, old=lambda table, before: table.c.bound_at < before),
    ),
    sa.Column("bound_at", Instant, nullable=False, info=taken_along()),
    sa.Column("inspected_at", Instant),
    sa.Column("past_threads", Json, nullable=False, server_default="{}"),  # topics that there were
    sa.Column("is_channel", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("answered_at", Instant),  # when somebody there was answered last
    sa.UniqueConstraint("account_id", "external_id"),
    sa.Index(
        "ix_groups_bound_by",
        "bound_at",
        sqlite_where=sa.text("bound_by IS NOT NULL"),
        postgresql_where=sa.text("bound_by IS NOT NULL"),
    ),
    info=serves(Purpose.SERVICE) | goes_with("alliances"),
)

"""What is hidden from everybody, and what people say against a public thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant
from storage.tables.merging import merging, one_row, uniting
from storage.tables.metadata import metadata, to
from storage.tables.personal import Erased, erasing, nobody, own, personal, serves, taken_along
from storage.tables.retention import goes_with, kept_for

hidden = sa.Table(  # a row for each thing that nobody sees, and, once restored, the trace of it
    "hidden",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(10), nullable=False, info=taken_along()),  # domain.moderation.What
    sa.Column("thing_id", Id, nullable=False, info=taken_along()),
    # What disappears with it: the events of a library, what was told of an event. Restored together.
    sa.Column("under_id", Id, to("hidden.id"), index=True),
    sa.Column("reason", sa.Text, nullable=False, info=taken_along()),
    sa.Column("office", sa.String(12), nullable=False),  # domain.moderation.Office
    sa.Column(
        "by_id",
        Id,
        to("people.id", gone="SET NULL"),
        index=True,
        info=personal("who hid it does not decide whether that was right"),
    ),
    sa.Column("hidden_at", Instant, nullable=False, info=taken_along()),
    sa.Column("lifted_at", Instant, info=taken_along()),
    sa.Column("lifted_by", sa.String(12)),  # domain.moderation.Office
    sa.Column("lift_reason", sa.Text),
    sa.Index(
        "uq_hidden_now",
        "kind",
        "thing_id",
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    ),
    info=serves(Purpose.SAFETY) | goes_with("alliances"),
)


def hidden_now(kind: str, thing_id: sa.ColumnElement[int] | sa.ColumnElement[int | None]) -> sa.ColumnElement[bool]:
    """Whether that thing is hidden from everybody (kinds: ``domain.moderation.What``)."""
    one = hidden.alias()
    return sa.exists().where(one.c.kind == kind, one.c.thing_id == thing_id, one.c.lifted_at.is_(None))


def hidden_among(things: Iterable[tuple[str, int]]) -> sa.Select[tuple[str, int]]:
    """Kind and id of those of these that are hidden now."""
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for kind, number in things:
        by_kind[str(kind)].add(number)
    named = [sa.and_(hidden.c.kind == kind, hidden.c.thing_id.in_(ids)) for kind, ids in sorted(by_kind.items())]
    return sa.select(hidden.c.kind, hidden.c.thing_id).where(hidden.c.lifted_at.is_(None), sa.or_(sa.false(), *named))


def _forget_plea(person: Erased) -> sa.Update:
    """Words of theirs in somebody else's row."""
    return sa.update(complaints).where(complaints.c.asked_by == person.id).values(plea=None)


complaints = sa.Table(  # somebody says that a public thing, or what became of it, is not right
    "complaints",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False, index=True),
    sa.Column("subject", sa.String(15), nullable=False, info=taken_along()),  # domain.moderation.Subject
    sa.Column("kind", sa.String(10), nullable=False, info=taken_along()),  # domain.moderation.What
    sa.Column("thing_id", Id, nullable=False, info=taken_along()),
    sa.Column("person_id", Id, to("people.id"), nullable=False, info=own("who complained, and hears the decision")),
    sa.Column("words", sa.Text, nullable=False, info=personal("what they say is wrong", given=True)),
    sa.Column("state", sa.String(10), nullable=False, info=taken_along()),  # domain.moderation.State
    sa.Column("made_at", Instant, nullable=False, index=True, info=personal("the oldest is decided first")),
    sa.Column("answer", sa.Text, info=personal("what the other side says", withheld="the words of the other side")),
    sa.Column("answer_until", Instant, info=personal("until then the other side is waited for")),
    sa.Column("reason", sa.Text, info=personal("what was answered to them")),
    sa.Column(
        "decided_by",
        Id,
        to("people.id", gone="SET NULL"),
        index=True,
        info=personal("who decided does not decide a second time"),
    ),
    sa.Column("decided_at", Instant, info=personal("since then it is kept for some time")),
    sa.Column(
        "asked_by",
        Id,
        to("people.id", gone="SET NULL"),
        index=True,
        info=personal("who asked the members, and hears what they say"),
    ),
    sa.Column("plea", sa.Text, info=personal("what the members are told by whoever asks them")),
    sa.Column("closes_at", Instant, info=personal("until then the members answer; they are asked once")),
    sa.Index(
        "ix_complaints_asked",
        "closes_at",
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    ),
    sa.Index("ix_complaints_thing", "kind", "thing_id"),
    sa.UniqueConstraint("person_id", "subject", "kind", "thing_id", "alliance_id"),
    info=serves(Purpose.SERVICE)
    | erasing(
        "the row goes with the person; so does what they told the members where another one complained", _forget_plea
    )
    | kept_for("a complaint that was decided", days=90, by="complaints")
    | merging("of two about one thing one stays", one_row("subject", "kind", "thing_id", "alliance_id")),
)

member_voices = sa.Table(  # what a member library says of a coordinator's decision, while the members are asked
    "member_voices",
    metadata,
    sa.Column("complaint_id", Id, to("complaints.id"), primary_key=True),
    sa.Column("library_id", Id, to("libraries.id"), primary_key=True, index=True),
    sa.Column("overturn", sa.Boolean, nullable=False),
    info=nobody("which libraries want a decision to fall")
    | goes_with("complaints")
    | uniting("one voice, that of the library that stays", one_row("complaint_id")),
)

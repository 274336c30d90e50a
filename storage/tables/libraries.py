"""Libraries, who serves in them, who asked to join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from domain.libraries.delays import Delay
from domain.libraries.service import SERVING, Service
from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json
from storage.tables.merging import Fate, Merged, Row, earliest, merging, one_row, uniting
from storage.tables.metadata import metadata, to
from storage.tables.moderation import hidden_now
from storage.tables.personal import Erased, erasing, name_of_row, nobody, own, personal, serves, taken_along
from storage.tables.retention import emptied, goes_with, kept_for

libraries = sa.Table(
    "libraries",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False, index=True),
    sa.Column("settlement", sa.String(200), nullable=False),
    sa.Column("settlement_type", sa.String(40), nullable=False, server_default=""),
    sa.Column("district", sa.String(200), nullable=False, server_default=""),
    sa.Column("region", sa.String(200), nullable=False),
    sa.Column("zone", sa.String(40), nullable=False),
    sa.Column("title", sa.String(400), nullable=False, info=name_of_row()),
    sa.Column("folded", sa.String(400), nullable=False),  # the title, for «the same library»
    sa.Column("parent", sa.String(400), nullable=False, server_default=""),
    sa.Column("ownership", sa.String(20), nullable=False),
    sa.Column("verdict", sa.String(20), nullable=False),  # same, lenient, overridden
    sa.Column("checked", sa.String(20), nullable=False, server_default="unchecked"),  # unchecked, confirmed, registry
    sa.Column("created_at", Instant, nullable=False),
    info=nobody("institutions: where they are, whose they are") | goes_with("alliances"),
)

SHOWN_LIBRARY = ~hidden_now("library", libraries.c.id)
"""Of a library: nobody has hidden it."""


def _one_membership(kept: Sequence[Row], gone: Sequence[Row], _: Merged) -> Iterator[Fate]:
    """The newest row of a library says whether it is a member: that is the open one of either, if there is any."""
    now = next((row for row in kept if row["left_at"] is None), None)
    other = next((row for row in gone if row["left_at"] is None), None)
    if now is not None:
        yield from ((row, None) for row in gone)
        if other is not None:
            yield now, earliest("joined_at")(now, other)
    elif other is not None:
        yield from ((row, None) for row in kept if row["id"] > other["id"])


memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("library_id", Id, to("libraries.id"), nullable=False, index=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False, index=True),
    sa.Column("joined_at", Instant, nullable=False),
    sa.Column("left_at", Instant),
    sa.Column(
        "reason",
        sa.Text,
        info=emptied("why a library left", days=365, old=lambda table, before: table.c.left_at < before),
    ),
    sa.Index(
        "ix_memberships_reason",
        "left_at",
        sqlite_where=sa.text("reason IS NOT NULL"),
        postgresql_where=sa.text("reason IS NOT NULL"),
    ),
    sa.Index(
        "uq_memberships_now",
        "library_id",
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    ),
    info=nobody("when libraries joined and left")
    | goes_with("alliances")
    | uniting("one membership now, since the earlier day; else the newest", _one_membership),
)


def _has_left(table: sa.Table, before: datetime) -> sa.ColumnElement[bool]:
    """The library has left before then, and has not come back."""
    mine = memberships.c.library_id == table.c.library_id
    left = sa.exists().where(mine, memberships.c.left_at < before)
    return sa.and_(left, ~sa.exists().where(mine, memberships.c.left_at.is_(None)))


_DECIDED: Final = (
    *("state", "since", "vouched_at", "vouched_how", "vouched_by", "ended_at", "ended_by", "ended_why"),
    *("proof_id", "proved_at"),
)
"""What a decision on somebody is, whole."""


def _one_service(kept: Row, gone: Row) -> dict[str, Any]:
    """What was decided last of either holds of both, and a decision more than a claim.

    Of two who serve: since the earlier day, with the contact of the one who stays, else that of the other.
    """
    serving = [row for row in (kept, gone) if row["state"] in _SERVING]
    if kept["state"] == gone["state"] and serving:
        reached = kept if kept["contact"] or not gone["contact"] else gone
        contact = {name: reached[name] for name in ("contact", "contact_public")}
        moments = ("since",) if kept["vouched_at"] is None or gone["vouched_at"] is None else ("since", "vouched_at")
        return {**earliest(*moments)(kept, gone), **contact}
    stands = max((kept, gone), key=_weight)
    decided = {name: stands[name] for name in _DECIDED}
    contact = {"contact": None, "contact_public": False}
    if stands["state"] not in (Service.RETIRED, Service.DISMISSED):
        reached = next((row for row in (stands, kept, gone) if row["contact"]), stands)
        contact = {name: reached[name] for name in ("contact", "contact_public")}
    return {**decided, **contact}


def _weight(row: Row) -> tuple[datetime, bool]:
    """When it was decided, long ago if never; of two claims the one that gives something is heavier."""
    moments = [row[name] for name in ("vouched_at", "ended_at") if row[name] is not None]
    return max(moments, default=datetime.min.replace(tzinfo=UTC)), row["state"] in _SERVING


_SERVING: Final = tuple(sorted(one.value for one in SERVING))
ENDED: Final = (Service.DISMISSED.value, Service.RETIRED.value)
"""They speak for the library no more."""
ENDING: Final = ("state", "ended_at", "ended_by", "ended_why", "contact", "contact_public")
"""What that changes in a row."""


def _one_staff(kept: Sequence[Row], gone: Sequence[Row], _: Merged) -> Iterator[Fate]:
    """Nobody comes to speak for a library because a card of theirs was united with it; who was sent away is away."""
    known = {row["person_id"]: row for row in kept}
    spoken_for = any(row["state"] == Service.VOUCHED.value for row in kept)
    for row in gone:
        twin = known.get(row["person_id"])
        if twin is not None:
            yield row, None
            if not spoken_for or row["state"] in (twin["state"], Service.DISMISSED.value):
                yield twin, _one_service(twin, row)
        elif spoken_for and row["state"] in _SERVING:
            vouched = dict.fromkeys(("vouched_at", "vouched_how", "vouched_by", "referred_at"))
            yield row, {**vouched, "state": Service.ASKED.value}


def _forget_service(person: Erased) -> sa.Delete:
    """Before the pictures: a paper that they showed is used nowhere then, and goes, too."""
    return sa.delete(librarians).where(librarians.c.person_id == person.id)


librarians = sa.Table(  # who speaks for a library, and who has said so (domain.libraries.service)
    "librarians",
    metadata,
    sa.Column("library_id", Id, to("libraries.id"), primary_key=True),
    sa.Column("person_id", Id, to("people.id"), primary_key=True, index=True, info=own("who may act for the library")),
    sa.Column(
        "contact",
        sa.Text,
        info=personal(
            "to be reached by colleagues, or by everybody",
            given=True,
            purposes=(Purpose.CONTACT_PARTNERS, Purpose.CONTACT_ALL),
        )
        | emptied("of a library that has left", days=30, old=_has_left),
    ),  # only with consent to show it to the members
    sa.Column(
        "contact_public",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        info=personal("whether everybody may see the contact", purposes=(Purpose.CONTACT_ALL,)),
    ),
    sa.Column("since", Instant, nullable=False, info=personal("the colleagues see since when")),
    sa.Column(
        "state",
        sa.String(10),
        nullable=False,
        server_default=Service.ASKED.value,
        info=personal("whether they speak for the library"),
    ),
    sa.Column("vouched_at", Instant, info=personal("since when they speak for the library")),
    sa.Column("vouched_how", sa.String(20), info=personal("by what they were vouched for")),
    sa.Column(
        "vouched_by",
        Id,
        to("people.id", gone="SET NULL"),
        index=True,
        info=personal("who said that they work there; nobody is shown it", purposes=(Purpose.SAFETY,)),
    ),
    sa.Column(
        "proof_id", Id, to("pictures.id", gone="SET NULL"), info=personal("a paper with a stamp, until it is answered")
    ),
    sa.Column("proved_at", Instant, info=personal("such a paper goes two weeks later, answered or not")),
    sa.Column("referred_at", Instant),  # when the coordinators were asked about a claim that nobody had answered
    sa.Column("ended_at", Instant, info=personal("when they went or were sent away", purposes=(Purpose.SAFETY,))),
    sa.Column(
        "ended_by",
        Id,
        to("people.id", gone="SET NULL"),
        index=True,
        info=personal("who sent them away; nobody is shown it", purposes=(Purpose.SAFETY,)),
    ),
    sa.Column("ended_why", sa.String(20), info=personal("why they were sent away", purposes=(Purpose.SAFETY,))),
    sa.Index(
        "ix_librarians_asked",
        "since",
        sqlite_where=sa.text("state = 'asked' AND referred_at IS NULL"),
        postgresql_where=sa.text("state = 'asked' AND referred_at IS NULL"),
    ),
    info=serves(Purpose.SERVICE)
    | erasing("the row of the person goes; those about others stay and forget them", _forget_service)
    | goes_with("libraries")
    | merging(
        "what was decided last holds; of two services one, since the earlier day",
        one_row("library_id", both=_one_service),
    )
    | uniting(
        "all serve on; where somebody speaks for the one that stays, newcomers are to be vouched for", _one_staff
    ),
)

SERVES: Final = sa.or_(*(librarians.c.state == state for state in _SERVING))
"""They work there, as far as is known."""
SPEAKS: Final = librarians.c.state == Service.VOUCHED.value

delayed_deeds = sa.Table(  # what somebody new, or the only one, did, until it takes effect (domain.libraries.delays)
    "delayed_deeds",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("library_id", Id, to("libraries.id"), nullable=False, index=True),
    sa.Column("person_id", Id, to("people.id"), nullable=False, index=True, info=own("who did it, and hears of it")),
    sa.Column("deed", sa.String(20), nullable=False, info=taken_along()),
    sa.Column(
        "subject", sa.String(60), nullable=False, info=taken_along()
    ),  # what it is done to: "event:12", "library:3"
    sa.Column("about", Json, nullable=False, info=personal("with what words it is done, until it has taken effect")),
    sa.Column("state", sa.String(10), nullable=False, server_default=Delay.WAITING.value, info=taken_along()),
    sa.Column("made_at", Instant, nullable=False, info=personal("the latest of the same thing counts")),
    sa.Column("due_at", Instant, nullable=False, info=taken_along()),
    sa.Index(
        "ix_delayed_deeds_due",
        "due_at",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    ),
    info=serves(Purpose.SERVICE)
    | kept_for("undone or in effect since then: who asks what became of it", days=30, by="delayed_deeds"),
)

appeals = sa.Table(  # a join refused by the namesake rule, waiting for a coordinator's word (row 5)
    "appeals",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False, index=True),
    sa.Column("person_id", Id, to("people.id"), nullable=False, info=own("who asked, and hears the answer")),
    sa.Column(
        "application",
        Json,
        nullable=False,
        info=personal("what they told of the library, with a contact until it is decided"),
    ),
    sa.Column("made_at", Instant, nullable=False, info=personal("the oldest is answered first")),
    sa.Column("decided", sa.String(10), info=taken_along()),  # allowed, declined
    sa.Column("reason", sa.Text, info=personal("what the coordinator answered")),
    sa.Column("decided_at", Instant, index=True, info=taken_along()),
    info=serves(Purpose.SERVICE) | kept_for("an application that is decided", days=90, by="appeals"),
)

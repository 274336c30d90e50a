"""Libraries, who serves in them, who asked to join."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from storage.sql.types import Id, Instant, Json
from storage.tables.merging import Row, earliest, merging, one_row
from storage.tables.metadata import metadata, to
from storage.tables.personal import nobody, own, personal
from storage.tables.retention import goes_with

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
    sa.Column("title", sa.String(400), nullable=False),
    sa.Column("folded", sa.String(400), nullable=False),  # the title, for «the same library»
    sa.Column("parent", sa.String(400), nullable=False, server_default=""),
    sa.Column("ownership", sa.String(20), nullable=False),
    sa.Column("verdict", sa.String(20), nullable=False),  # same, lenient, overridden
    sa.Column("checked", sa.String(20), nullable=False, server_default="unchecked"),  # unchecked, confirmed, registry
    sa.Column("created_at", Instant, nullable=False),
    info=nobody("institutions: where they are, whose they are") | goes_with("alliances"),
)

memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("library_id", Id, to("libraries.id"), nullable=False, index=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False, index=True),
    sa.Column("joined_at", Instant, nullable=False),
    sa.Column("left_at", Instant),
    sa.Column("reason", sa.Text),
    sa.Index(
        "uq_memberships_now",
        "library_id",
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    ),
    info=nobody("when libraries joined and left") | goes_with("alliances"),
)


def _one_service(kept: Row, gone: Row) -> dict[str, Any]:
    """The contact of the one who stays, and who may see it; else that of the other."""
    reached = kept if kept["contact"] or not gone["contact"] else gone
    contact = {name: reached[name] for name in ("contact", "contact_public")}
    return {**earliest("since")(kept, gone), **contact}


librarians = sa.Table(
    "librarians",
    metadata,
    sa.Column("library_id", Id, to("libraries.id"), primary_key=True),
    sa.Column("person_id", Id, to("people.id"), primary_key=True, index=True, info=own("who may act for the library")),
    sa.Column(
        "contact", sa.Text, info=personal("to be reached by colleagues, or by everybody", given=True)
    ),  # only with consent to show it to the members
    sa.Column(
        "contact_public",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        info=personal("whether everybody may see the contact"),
    ),
    sa.Column("since", Instant, nullable=False, info=personal("the colleagues see since when")),
    info=goes_with("libraries")
    | merging("one service, since the earlier day", one_row("library_id", both=_one_service)),
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
    sa.Column("decided", sa.String(10)),  # allowed, declined
    sa.Column("reason", sa.Text, info=personal("what the coordinator answered")),
    info=goes_with("alliances"),
)

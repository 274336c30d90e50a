"""Letters to many."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json
from storage.tables.metadata import metadata, to
from storage.tables.personal import Erased, erasing, personal, serves, taken_along
from storage.tables.retention import kept_for


def _forget_words(person: Erased) -> sa.Update:
    """Of letters that are over; one under way is stopped, and loses them at its end."""
    written = sa.update(letters).where(letters.c.author_id == person.id)
    return written.values(
        prompt=sa.case((UNDER_WAY, letters.c.prompt), else_=sa.null()),
        picture_id=sa.case((UNDER_WAY, letters.c.picture_id), else_=sa.null()),
        state=sa.case((UNDER_WAY, "stopping"), else_=letters.c.state),
    )


letters = sa.Table(  # «Письмо подписчикам»: what the coordinators of an alliance wrote to many
    "letters",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("alliance_id", Id, to("alliances.id"), nullable=False),
    sa.Column(
        "author_id", Id, to("people.id", gone="SET NULL"), info=personal("who is told how it goes, and may stop it")
    ),
    sa.Column("audience", sa.String(20), nullable=False, info=taken_along()),  # subscribers, librarians
    sa.Column(
        "prompt", Json, info=personal("the words of the letter")
    ),  # talk.prompt.Prompt; emptied when it has served its purpose
    sa.Column("picture_id", Id, to("pictures.id", gone="SET NULL"), info=personal("the picture of the letter")),
    sa.Column("state", sa.String(10), nullable=False, info=taken_along()),  # sending, paused, stopping, stopped, done
    sa.Column("reached", Id, nullable=False, server_default="0"),  # the last person whose row is in the outbox
    sa.Column("fanned", sa.Boolean, nullable=False, server_default=sa.false()),  # everybody's row is
    sa.Column("totals", Json, nullable=False),  # account -> how many people there
    sa.Column("progress_row", Id),  # of the outbox: the newest word to the author on how it goes
    sa.Column("progress_ref", sa.Text),  # the message that this word stands in
    sa.Column("shown", sa.String(64)),  # its digest, so that an unchanged word is not sent again
    sa.Column("shown_at", Instant),
    sa.Column("got", sa.Integer),  # how many got it and
    sa.Column("missed", sa.Integer),  # how many could not be reached; both known when it is over
    sa.Column("created_at", Instant, nullable=False, info=taken_along()),
    sa.Column("done_at", Instant),
    sa.Index("ix_letters_alliance_created", "alliance_id", "created_at"),
    sa.Index(
        "ix_letters_under_way",
        "id",
        sqlite_where=sa.text("state IN ('sending', 'paused', 'stopping')"),
        postgresql_where=sa.text("state IN ('sending', 'paused', 'stopping')"),
    ),
    info=serves(Purpose.SERVICE)
    | erasing("a letter under way is stopped; emptied once it is over; the row stays and forgets them", _forget_words)
    | kept_for("the words and the picture of a letter that is over; its figures stay", days=30, by="letters"),
)

UNDER_WAY: Final = letters.c.state.in_([sa.literal_column(f"'{s}'") for s in ("sending", "paused", "stopping")])
"""A condition in the very words of ``ix_letters_under_way``."""

"""Messengers: their accounts, what came in, what goes out, what was published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json, Remote
from storage.tables.merging import Fate, Merged, Row, merging
from storage.tables.metadata import metadata, to
from storage.tables.personal import Erased, erasing, found_by, name_of_row, nobody, own, personal, serves, taken_along
from storage.tables.retention import for_good, goes_with, kept_for

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False, info=name_of_row()),  # telegram, vk, playground
    sa.Column("external_id", Remote, nullable=False),
    sa.Column("title", sa.Text, nullable=False, server_default=""),
    sa.Column("sealed_key", sa.LargeBinary),  # encrypted with TEZKI_SECRET_KEY; NULL when the key is in the environment
    sa.Column("settings", Json, nullable=False),
    sa.Column("broken", sa.Text),  # why it does not work until the operator acts
    sa.Column("resting_until", Instant),  # the messenger said: not before; a restart must not forget it
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("broken_since", Instant),
    sa.Column("residents", sa.Boolean, nullable=False, server_default=sa.true()),  # whether it may write to them
    sa.UniqueConstraint("kind", "external_id"),
    info=nobody("accounts of the program itself") | for_good("as long as the operator has them"),
)


def _of_their_chat(person: Erased) -> sa.ColumnElement[bool]:
    return person.theirs(inbox)


def _forget_heard(person: Erased) -> sa.Update:
    return sa.update(inbox).where(person.theirs(inbox)).values(body=None, chat=0, state="done")


inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("account_id", Id, to("accounts.id"), nullable=False),
    sa.Column("event_id", sa.String(100), nullable=False),
    sa.Column("chat", Remote, nullable=False, info=personal("their chat: the order within it is kept")),
    sa.Column(
        "body", Json, info=personal("what they wrote or pressed, until it is answered")
    ),  # an Update; emptied once it is done
    sa.Column("received_at", Instant, nullable=False, index=True, info=taken_along()),
    sa.Column("state", sa.String(10), nullable=False, server_default="new"),  # new, done, parked
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("account_id", "event_id"),
    sa.Index("ix_inbox_new", "id", sqlite_where=sa.text("state = 'new'"), postgresql_where=sa.text("state = 'new'")),
    info=serves(Purpose.SERVICE)
    | erasing(
        "the words and the chat go at once; the event id stays, so that a repeat is known",
        _forget_heard,
    )
    | found_by(_of_their_chat)
    | kept_for("dealt with; messengers repeat their events for a day", days=3, by="inbox")
    | merging("it stays with the address that it came from"),
)

posts = sa.Table(
    "posts",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("group_id", Id, to("groups.id"), nullable=False),
    sa.Column("subject", sa.String(60), nullable=False),  # "event:12", "joined:7", "plan:3:2026-12", "chronicle:5"
    sa.Column("section", sa.String(20), nullable=False),
    sa.Column("refs", Json, nullable=False),  # message ids; empty until it is delivered
    sa.Column("link", sa.Text),
    sa.Column("digest", sa.String(64), nullable=False),  # of the content, so that an unchanged post is not sent again
    sa.Column("updated_at", Instant, nullable=False, index=True),
    sa.UniqueConstraint("group_id", "subject"),
    sa.Index("ix_posts_subject", "subject"),
    info=nobody("what stands in which group") | goes_with("groups"),
)


KEPT_STRANGERS: Final = timedelta(days=1)
"""What was said to people of whom nothing else is kept: messengers repeat their events for so long."""


def _forget_told(person: Erased) -> sa.Delete:
    return sa.delete(outbox).where(person.theirs(outbox))


SAME_TIME: Final = timedelta(hours=12)
"""A night: what comes to two persons of the same occasion does so within it. Reminders of a day and of an hour before
are two."""


def _each_once(kept: Sequence[Row], gone: Sequence[Row], merged: Merged) -> Iterator[Fate]:
    """Notices of the same occasion: what has left, or may have, stands; of two that wait the one who stays has one.

    The key of the other's becomes what the one who stays would have been told by: so the occasion never comes again.
    """
    known: dict[tuple[Any, ...], list[Row]] = {}
    for row in kept:
        if row["kind"] is not None and row["state"] != "withdrawn":
            known.setdefault(_occasion(row, merged.kept), []).append(row)
    keys = {row["key"] for row in kept}
    for row in gone:
        twins = known.get(_occasion(row, merged.gone), []) if row["kind"] is not None else []
        twin = next((one for one in twins if abs(one["created_at"] - row["created_at"]) <= SAME_TIME), None)
        if twin is not None and _waits(row):
            yield row, {"state": "withdrawn", "done_at": merged.at}
        elif twin is not None and _waits(twin) and row["state"] != "withdrawn":
            yield twin, {"state": "withdrawn", "done_at": merged.at}
        elif row["key"] is not None and row["key"].endswith(f":{merged.gone}"):
            key = f"{row['key'].removesuffix(str(merged.gone))}{merged.kept}"
            if key not in keys:
                yield row, {"key": key}


def _occasion(row: Row, person: int) -> tuple[Any, ...]:
    """A reminder is known by its event, whichever of its rows it tells; anything else by its key without the person."""
    if row["kind"] == "reminder" and row["subject"] is not None:
        return row["kind"], row["subject"], row["version"]
    key, end = str(row["key"] or row["id"]), f":{person}"
    return row["kind"], key.removesuffix(end) if key.endswith(end) else key.replace(f"{end}:", ":", 1)


def _waits(row: Row) -> bool:
    return row["state"] in ("waiting", "held") and row["call"] is None


outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("account_id", Id, to("accounts.id"), nullable=False),
    sa.Column(
        "chat", Remote, nullable=False, info=personal("their chat: where the message goes")
    ),  # person's chat or group: one message at a time, in order
    sa.Column("lane", sa.SmallInteger, nullable=False),  # 0 urgent, 1 interactive, 2 bulk
    sa.Column("action", Json, nullable=False, info=personal("what they are told")),  # talk.messenger.Action
    sa.Column("key", sa.String(100), unique=True),  # the same key twice is one message
    sa.Column("person_id", Id, to("people.id"), info=own("whom it tells")),
    sa.Column("post_id", Id, to("posts.id")),
    sa.Column("letter_id", Id, to("letters.id")),  # then what it says is in ``letters``, once for all
    sa.Column("not_before", Instant, nullable=False),
    sa.Column("not_after", Instant),  # what it says helps nobody any more from then on; NULL: it always does
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column(
        "state", sa.String(10), nullable=False, server_default="waiting", info=taken_along()
    ),  # waiting, held (its letter is paused), sending, sent, parked, withdrawn
    sa.Column("call", Id),  # rows with the same number were told by one call; a repeat must be the same call
    sa.Column("refs", Json, info=personal("the message in their chat, to change it later")),
    sa.Column("trouble", sa.Text),  # why it waits or is parked
    sa.Column("created_at", Instant, nullable=False, info=taken_along()),
    sa.Column("done_at", Instant),
    # Of a notice, i.e. what is told to somebody who is not in this turn; see ``storage.messaging.notices``.
    sa.Column("kind", sa.String(20), info=taken_along()),  # reminder, change, digest, letter, question, hint …
    sa.Column(
        "subject", sa.String(100), info=taken_along()
    ),  # what it is about: "event:12", "letter:3"; NULL: nothing ever withdraws it
    sa.Column("version", sa.BigInteger),  # of the subject, as it was told
    sa.Column("may_wait", sa.Boolean, nullable=False, server_default=sa.false()),  # till the end of quiet hours
    sa.Column("wait_until", Instant),  # only if that is before then; NULL: however long they are
    # Of an answer (lane 1), and of nothing else; see ``storage.messaging.answers``.
    sa.Column("stamp", Instant),  # its place in the queue over all chats
    sa.Column(
        "collapse_key", sa.String(60), info=personal("what a newer answer makes needless, until it has left")
    ),  # "question", "page:<message>", "words:<digest>"
    sa.Index(
        "ix_outbox_due",
        "account_id",
        "lane",
        "not_before",
        "id",
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    ),
    sa.Index(
        "ix_outbox_answers",
        "account_id",
        "stamp",
        "id",
        sqlite_where=sa.text("stamp IS NOT NULL AND state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("stamp IS NOT NULL AND state IN ('waiting', 'sending')"),
    ),
    sa.Index(
        "ix_outbox_chat",
        "account_id",
        "chat",
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    ),
    sa.Index(
        "ix_outbox_late",
        "account_id",
        "not_after",
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    ),
    sa.Index(
        "ix_outbox_subject",
        "subject",
        "person_id",
        sqlite_where=sa.text("state IN ('waiting', 'sending') AND subject IS NOT NULL"),
        postgresql_where=sa.text("state IN ('waiting', 'sending') AND subject IS NOT NULL"),
    ),
    sa.Index(  # what people were asked of whom nothing is kept yet
        "ix_outbox_first_words",
        "account_id",
        "chat",
        sqlite_where=sa.text("kind = 'first-words'"),
        postgresql_where=sa.text("kind = 'first-words'"),
    ),
    sa.Index("ix_outbox_post_id", "post_id"),
    sa.Index("ix_outbox_person_id", "person_id"),
    sa.Index(  # counts the rows of a letter without looking at them
        "ix_outbox_letter",
        "letter_id",
        "state",
        "account_id",
        sqlite_where=sa.text("letter_id IS NOT NULL"),
        postgresql_where=sa.text("letter_id IS NOT NULL"),
    ),
    info=serves(Purpose.SERVICE)
    | erasing("every row of their chat is deleted, sent or not", _forget_told)
    | kept_for("sent or given up", days=30, by="outbox")
    | merging("of what both are told one message leaves; the rest stays at its address", _each_once),
)

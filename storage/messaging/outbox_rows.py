"""Rows of the outbox: what stands in them, what state they are in, and how they are read.

The states of a message, and who moves it from one to the next::

    put (Outbox) ──► waiting ──► sending ──► sent       it arrived; what was said is deleted
                      │  ▲  ▲       │
                      │  │  │       ├──► waiting        retry later: a failure that may pass, with its trouble
                      │  │  │       ├──► waiting        uncertain: nobody knows whether it left; repeated as it was
                      │  │  │       └──► parked         given up: it will never work, or never did
                      │  │  └── retry (OutboxAdmin) ◄── parked
                      │  └── held                       a letter's row while the letter is paused (LetterRows)
                      └──► withdrawn                    no longer so (Notices, Outbox), too late (expire), unsubscribed

    The delivery alone (DeliveryQueue) moves ``waiting → sending`` (``claim``) and out of ``sending``; an answer may
    be put as ``sending`` at once (``Outbox.put``). After a crash ``recover`` brings ``sending`` back to ``waiting``.
    Whatever else wants to change or withdraw a row can only do so while it waits. Rows with a ``call`` leave by one
    call of the messenger: tried once they stay together, for it knows the repeat by the same list of people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import letters, outbox
from talk.messenger import Action, Tell, actions
from talk.prompt import Prompt

PROMPTS: Final = TypeAdapter(Prompt)


def in_states(table: sa.FromClause, *states: str) -> sa.ColumnElement[bool]:
    """The states as literals, written as in the partial indexes: otherwise these would not be used."""
    return table.c.state.in_([sa.literal_column(f"'{state}'", sa.String) for state in states])


TOO_LATE: Final = "too late"
"""The trouble of a row that was withdrawn by ``expire``."""
UNREACHABLE: Final = "Unreachable"
"""How the trouble of a parked row begins when the person cannot be written to."""
NO_RIGHT: Final = "NoRight"
"""How the trouble of a waiting row begins when the account may not do it until somebody gives it a right."""
WAITING: Final = in_states(outbox, "waiting")
UNFINISHED: Final = in_states(outbox, "waiting", "sending")
NOT_BATCHED: Final = outbox.c.call.is_(None)
"""Not of a call that may have been made: such a call is repeated as it was, to everybody whom it named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An action and what became of it so far."""

    id: int
    account_id: int
    chat: int
    lane: int
    """0 urgent, 1 interactive, 2 bulk."""
    action: Action
    key: str | None
    person_id: int | None
    post_id: int | None
    letter_id: int | None
    """Rows of one letter say the same to everybody."""
    call: int | None
    """Rows with the same number left by one call: if it has to be repeated it is the same call."""
    not_before: datetime
    not_after: datetime | None
    attempts: int
    trouble: str | None
    created_at: datetime
    kind: str | None = None
    """Of a notice: see ``Notice``; so are the next ones."""
    subject: str | None = None
    version: int | None = None
    may_wait: bool = False
    wait_until: datetime | None = None
    stamp: datetime | None = None
    """Of an answer: its place in the queue over all chats (``storage.messaging.answers``)."""
    collapse_key: str | None = None
    """Of an answer: a newer one with this key, to the same chat, makes it needless before it has left."""

    def behind(self, now: datetime) -> float:
        """Seconds that it stands behind an answer to somebody who had nothing lately."""
        return 0.0 if self.stamp is None else max(0.0, (self.stamp - now).total_seconds())


FIELDS: Final = tuple(Row.__slots__)
READ: Final = tuple(outbox.c[name] for name in FIELDS)


def whole(chosen: Callable[[sa.FromClause], sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
    """What waits and is ``chosen``; of a call that may have been made all rows or none (``Outbox.withdraw``)."""
    mates = outbox.alias("mates")
    torn = sa.select(mates.c.call).where(
        in_states(mates, "waiting", "sending"), mates.c.call.is_not(None), chosen(mates).is_not(sa.true())
    )
    return sa.and_(chosen(outbox), UNFINISHED, WAITING, sa.or_(NOT_BATCHED, outbox.c.call.not_in(torn)))


class Rows:
    """Reading and changing single rows, for whoever works with them in this transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def change(self, row_id: int, condition: sa.ColumnElement[bool], **values: Any) -> bool:
        """False when the row is gone or ``condition`` does not hold (any more): then nothing was changed."""
        query = sa.update(outbox).where(outbox.c.id == row_id, condition).values(**values).returning(outbox.c.id)
        return (await self._connection.execute(query)).first() is not None

    async def read(self, query: sa.Executable, asked: Mapping[str, Any] = MappingProxyType({})) -> tuple[Row, ...]:
        """Rows that this version cannot read are parked, so that they do not stop the others."""
        rows = []
        found = (await self._connection.execute(query, dict(asked))).all()
        prompts = await self._prompts({row.letter_id for row in found} - {None})
        for row in found:
            known = dict(zip(FIELDS, row, strict=True))
            action = known.pop("action")
            try:
                if row.letter_id is not None:
                    known["action"] = Tell(chat=row.chat, prompt=prompts[row.letter_id])
                else:
                    known["action"] = actions.validate_python(action)
                rows.append(Row(**known))
            except (ValidationError, KeyError):
                trouble = "this version cannot read it"
                await self.change(row.id, UNFINISHED, state="parked", trouble=trouble, done_at=row.not_before)
        return tuple(rows)

    async def _prompts(self, letter_ids: Collection[int]) -> dict[int, Prompt]:
        """What these letters say, those that can be read."""
        if not letter_ids:
            return {}
        query = sa.select(letters.c.id, letters.c.prompt).where(letters.c.id.in_(letter_ids))
        prompts = {}
        for letter_id, prompt in await self._connection.execute(query):
            with suppress(ValidationError):
                prompts[letter_id] = PROMPTS.validate_python(prompt)
        return prompts

"""Letters of an alliance to its subscribers, to whom they go, and what their coordinators decide about them.

How they come into the outbox and out of it: storage/letters/letter_rows.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.notification_prefs import PREFS, NotificationPrefs, prefs_of
from storage.plan.audience import readers
from storage.sql.chunks import Deleted, until_nothing
from storage.sql.records import record
from storage.tables import addresses, letters, outbox, people
from storage.tables.addresses import IS_LIVE, Topic, reachable, told_at
from storage.tables.letters import UNDER_WAY
from talk.prompt import Prompt

Audience = Literal["subscribers", "librarians"]
State = Literal["sending", "paused", "stopping", "stopped", "done"]

WAKE: Final = "letters"
"""Whoever listens to that goes to work on letters at once."""

_prompts: Final = TypeAdapter(Prompt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter and how far it is."""

    id: int
    alliance_id: int
    author_id: int | None
    audience: Audience
    prompt: Prompt | None
    state: State
    fanned: bool
    """Everybody's row is in the outbox."""
    totals: Mapping[int, int]
    """Account → how many people are written to there."""
    progress_row: int | None
    progress_ref: str | None
    shown: str | None
    shown_at: datetime | None
    got: int | None
    missed: int | None
    created_at: datetime
    done_at: datetime | None


class Letters:
    """All letters; ``wake`` is told when there is work."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake

    # Writing one.

    async def count(self, alliance_id: int, audience: Audience) -> dict[int, int]:
        """Account → how many people a letter would go to now."""
        chosen = readers(alliance_id, audience).subquery()
        query = sa.select(addresses.c.account_id, sa.func.count()).join_from(people, addresses, told_at(Topic.LETTERS))
        query = query.where(people.c.id.in_(sa.select(chosen)), IS_LIVE).group_by(addresses.c.account_id)
        rows = await self._connection.execute(query)
        return dict(rows.all())

    async def quiet_readers(self, alliance_id: int, audience: Audience) -> dict[NotificationPrefs, int]:
        """Its readers who have quiet hours: by what clock and in which hours, how many each."""
        chosen = readers(alliance_id, audience).subquery()
        query = sa.select(*PREFS, sa.func.count()).where(people.c.id.in_(sa.select(chosen)), reachable())
        rows = await self._connection.execute(query.where(people.c.quiet_from.is_not(None)).group_by(*PREFS))
        return {prefs_of(row): row[3] for row in rows}

    async def written_since(self, alliance_id: int, moment: datetime) -> int:
        """How many letters this alliance has written since."""
        query = sa.select(sa.func.count()).where(letters.c.alliance_id == alliance_id, letters.c.created_at > moment)
        return int((await self._connection.execute(query)).scalar_one())

    async def write(
        self,
        alliance_id: int,
        author_id: int,
        *,
        audience: Audience,
        prompt: Prompt,
        totals: Mapping[int, int],
        at: datetime,
    ) -> int:
        """Its id; it begins to leave when the job comes."""
        picture = prompt.pictures[0].id if prompt.pictures else None
        writing = sa.insert(letters).values(
            alliance_id=alliance_id,
            author_id=author_id,
            audience=audience,
            prompt=_prompts.dump_python(prompt, mode="json"),
            picture_id=picture,
            state="sending",
            totals={str(account): count for account, count in totals.items()},
            created_at=at,
        )
        self._wake(WAKE)
        return int((await self._connection.execute(writing.returning(letters.c.id))).scalar_one())

    # Reading.

    async def get(self, letter_id: int, *, lock: bool = False) -> Letter | None:
        """With ``lock`` nobody else changes it in this transaction's time."""
        query = sa.select(letters).where(letters.c.id == letter_id)
        query = query.with_for_update() if lock else query
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _letter(row)

    async def under_way(self, alliance_id: int | None = None) -> tuple[Letter, ...]:
        """What is being sent, paused or withdrawn, the oldest first."""
        query = sa.select(letters).where(UNDER_WAY).order_by(letters.c.id)
        if alliance_id is not None:
            query = query.where(letters.c.alliance_id == alliance_id)
        return tuple(_letter(row) for row in (await self._connection.execute(query)).mappings())

    async def has_work(self) -> bool:
        """Whether any letter has to be moved on; a paused one only until all of its rows are held."""
        waiting = sa.exists().where(outbox.c.letter_id == letters.c.id, outbox.c.state == "waiting")
        moving = sa.or_(letters.c.state != "paused", waiting)
        return (
            await self._connection.execute(sa.select(letters.c.id).where(UNDER_WAY, moving).limit(1))
        ).first() is not None

    # What a coordinator decides.

    async def pause(self, letter_id: int) -> bool:
        """From this moment on nothing of it leaves. False when it is not being sent."""
        return await self._move(letter_id, ("sending",), "paused")

    async def go_on(self, letter_id: int) -> bool:
        """False when it was not paused."""
        return await self._move(letter_id, ("paused",), "sending")

    async def stop(self, letter_id: int) -> bool:
        """Who has not got it will not get it. False when it is over."""
        return await self._move(letter_id, ("sending", "paused"), "stopping")

    async def _move(self, letter_id: int, before: tuple[State, ...], after: State) -> bool:
        query = sa.update(letters).where(letters.c.id == letter_id, letters.c.state.in_(before)).values(state=after)
        turned = (await self._connection.execute(query.returning(letters.c.id))).first() is not None
        if turned:
            self._wake(WAKE)
        return turned

    # When it is over.

    async def finish(self, letter: Letter, *, got: int, missed: int, now: datetime) -> None:
        """It is over. Nobody needs the words of somebody who was erased meanwhile."""
        state = "stopped" if letter.state == "stopping" else "done"
        values: dict[str, Any] = {"state": state, "got": got, "missed": missed, "done_at": now}
        if letter.author_id is None:
            values |= {"prompt": None, "picture_id": None}
        await self._connection.execute(sa.update(letters).where(letters.c.id == letter.id).values(**values))

    # The word to the author.

    async def showed(self, letter_id: int, *, row: int, ref: str | None, shown: str, at: datetime) -> None:
        """The author is told this, by this row of the outbox, in the place of this message."""
        values = {"progress_row": row, "progress_ref": ref, "shown": shown, "shown_at": at}
        await self._connection.execute(sa.update(letters).where(letters.c.id == letter_id).values(**values))

    # Forgetting.

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """The words and the picture of letters that were over before that moment; the rows stay."""
        del after
        some = sa.select(letters.c.id).where(letters.c.done_at < before, letters.c.prompt.is_not(None)).limit(limit)
        query = sa.update(letters).where(letters.c.id.in_(some)).values(prompt=None, picture_id=None)
        return until_nothing((await self._connection.execute(query)).rowcount)


def _letter(row: sa.RowMapping) -> Letter:
    prompt = None if row["prompt"] is None else _prompts.validate_python(row["prompt"])
    return record(
        Letter, row, prompt=prompt, totals={int(account): int(count) for account, count in row["totals"].items()}
    )

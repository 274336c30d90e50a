"""Letters of an alliance to its subscribers: fanned out in chunks, paused and stopped by state, counted by index.

Each step is a small transaction that may be repeated: the outbox takes each key once, the cursor moves with its rows.
``Outbox.due`` leaves out what belongs to a letter that is not ``sending``; ``hold`` only keeps its index slim.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audience import LIBRARIANS, SUBSCRIBERS, readers
from storage.records import insert, record
from storage.tables import letters, outbox, people, subscriptions
from talk.messenger import BULK
from talk.prompt import Prompt

Audience = Literal["subscribers", "librarians"]
State = Literal["sending", "paused", "stopping", "stopped", "done"]

AUDIENCES: Final[tuple[Audience, ...]] = (SUBSCRIBERS, LIBRARIANS)
CHUNK: Final = 500
"""Rows of one transaction."""
WAKE: Final = "letters"
"""Whoever listens to that goes to work on letters at once."""
UNREACHABLE: Final = "Unreachable"
"""How the trouble of a parked row begins when the person cannot be written to."""

_prompts: Final = TypeAdapter(Prompt)
_UNDER_WAY: Final = letters.c.state.in_([sa.literal_column(f"'{s}'") for s in ("sending", "paused", "stopping")])
_UNSENT: Final = outbox.c.state.in_(["waiting", "held"])


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of the rows of a letter so far."""

    sent: int
    unreachable: int
    """People who do not let themselves be written to."""
    failed: int
    """Parked for another reason."""
    withdrawn: int
    unfinished: int
    """In the outbox, and not done with."""
    finished: Mapping[int, int]
    """Account → rows done with."""

    @property
    def missed(self) -> int:
        return self.unreachable + self.failed


class Letters:
    """All letters; ``wake`` is told when there is work."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake

    # Writing one.

    async def count(self, alliance_id: int, audience: Audience) -> dict[int, int]:
        """Account → how many people a letter would go to now."""
        chosen = readers(alliance_id, audience).subquery()
        query = sa.select(people.c.account_id, sa.func.count()).where(people.c.id.in_(sa.select(chosen)))
        rows = await self._connection.execute(query.where(people.c.reachable).group_by(people.c.account_id))
        return dict(rows.all())

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
        query = sa.select(letters).where(_UNDER_WAY).order_by(letters.c.id)
        if alliance_id is not None:
            query = query.where(letters.c.alliance_id == alliance_id)
        return tuple(_letter(row) for row in (await self._connection.execute(query)).mappings())

    async def has_work(self) -> bool:
        """Whether any letter has to be moved on; a paused one only until all of its rows are held."""
        waiting = sa.exists().where(outbox.c.letter_id == letters.c.id, outbox.c.state == "waiting")
        moving = sa.or_(letters.c.state != "paused", waiting)
        return (
            await self._connection.execute(sa.select(letters.c.id).where(_UNDER_WAY, moving).limit(1))
        ).first() is not None

    async def tally(self, letter_id: int) -> Tally:
        """Counted in the index; only what was parked is looked at."""
        states: Counter[str] = Counter()
        finished: Counter[int] = Counter()
        for account, state, count in await self._connection.execute(tally_query(letter_id)):
            states[state] += count
            if state in ("sent", "parked", "withdrawn"):
                finished[account] += count
        unreachable = 0
        if states["parked"]:
            closed = sa.select(sa.func.count()).where(
                outbox.c.letter_id == letter_id, outbox.c.state == "parked", outbox.c.trouble.startswith(UNREACHABLE)
            )
            unreachable = int((await self._connection.execute(closed)).scalar_one())
        return Tally(
            sent=states["sent"],
            unreachable=unreachable,
            failed=states["parked"] - unreachable,
            withdrawn=states["withdrawn"],
            unfinished=states["waiting"] + states["held"] + states["sending"],
            finished=finished,
        )

    # What a coordinator decides.

    async def pause(self, letter_id: int) -> bool:
        """From this moment on nothing of it leaves. False when it is not being sent."""
        return await self._turn(letter_id, ("sending",), "paused")

    async def go_on(self, letter_id: int) -> bool:
        """False when it was not paused."""
        return await self._turn(letter_id, ("paused",), "sending")

    async def stop(self, letter_id: int) -> bool:
        """Who has not got it will not get it. False when it is over."""
        return await self._turn(letter_id, ("sending", "paused"), "stopping")

    async def _turn(self, letter_id: int, before: tuple[State, ...], after: State) -> bool:
        query = sa.update(letters).where(letters.c.id == letter_id, letters.c.state.in_(before)).values(state=after)
        turned = (await self._connection.execute(query.returning(letters.c.id))).first() is not None
        if turned:
            self._wake(WAKE)
        return turned

    # What the job does, chunk by chunk; each says how many people or rows it dealt with.

    async def fan_out(self, letter: Letter, now: datetime, *, most: int = CHUNK) -> int:
        """Rows for the next people, whoever is in the audience by now. Belongs into ``get(…, lock=True)``."""
        reached = sa.select(letters.c.reached).where(letters.c.id == letter.id).scalar_subquery()
        following = _following(letter, reached, most).subquery()
        bounds = sa.select(sa.func.max(following.c.person_id), sa.func.count())
        last, count = (await self._connection.execute(bounds)).one()
        if count:
            these = sa.select(following.c.person_id)
            chunk = sa.select(people).where(people.c.id.in_(these), people.c.id <= last).subquery()
            columns: dict[str, sa.ColumnElement[Any]] = {
                "account_id": chunk.c.account_id,
                "chat": chunk.c.chat,
                "person_id": chunk.c.id,
                "key": sa.literal(f"letter:{letter.id}:", sa.String) + sa.cast(chunk.c.id, sa.String(20)),
                "lane": sa.literal(BULK, sa.SmallInteger),
                "action": sa.literal({"kind": "tell"}, outbox.c.action.type),
                "letter_id": sa.literal(letter.id, outbox.c.letter_id.type),
                "not_before": sa.literal(now, outbox.c.not_before.type),
                "created_at": sa.literal(now, outbox.c.created_at.type),
            }
            rows = sa.select(*columns.values()).where(sa.true()).order_by(chunk.c.id)
            putting = insert(self._connection, outbox).from_select(list(columns), rows)
            await self._connection.execute(putting.on_conflict_do_nothing(index_elements=["key"]))
            self._wake("outbox")
        done: dict[str, Any] = {"reached": last} if count else {}
        done |= {"fanned": True} if count < most else {}
        if done:
            await self._connection.execute(sa.update(letters).where(letters.c.id == letter.id).values(**done))
        return int(count)

    async def hold(self, letter: Letter, *, most: int = CHUNK) -> int:
        """What waits is out of the way of everything else until the letter goes on."""
        return await self._move(letter, "waiting", most, state="held")

    async def release(self, letter: Letter, *, most: int = CHUNK) -> int:
        """What was held waits again."""
        released = await self._move(letter, "held", most, state="waiting")
        if released:
            self._wake("outbox")
        return released

    async def withdraw(self, letter: Letter, now: datetime, *, most: int = CHUNK) -> int:
        """What has not left will not."""
        values = {"state": "withdrawn", "done_at": now}
        return await self._move(letter, "held", most, **values) or await self._move(letter, "waiting", most, **values)

    async def _move(self, letter: Letter, before: str, most: int, **values: Any) -> int:
        some = sa.select(outbox.c.id).where(outbox.c.letter_id == letter.id, outbox.c.state == before).limit(most)
        query = sa.update(outbox).where(outbox.c.id.in_(some), outbox.c.state == before).values(**values)
        return (await self._connection.execute(query)).rowcount

    async def unwanted(self, letter: Letter, *, most: int = CHUNK) -> tuple[int, ...]:
        """Rows that have not left, of people who left the audience or cannot be reached; may be only reading."""
        chosen = readers(letter.alliance_id, letter.audience).subquery()
        wanted = sa.exists().where(chosen.c.person_id == outbox.c.person_id)
        reachable = sa.exists().where(people.c.id == outbox.c.person_id, people.c.reachable)
        query = sa.select(outbox.c.id).where(outbox.c.letter_id == letter.id, _UNSENT, ~sa.and_(wanted, reachable))
        return tuple((await self._connection.execute(query.limit(most))).scalars())

    async def drop(self, rows: tuple[int, ...], now: datetime) -> int:
        """These do not leave: who cannot be reached counts as such, who unsubscribed does not count."""
        reachable = sa.exists().where(people.c.id == outbox.c.person_id, people.c.reachable)
        values = {
            "state": sa.case((reachable, "withdrawn"), else_="parked"),
            "trouble": sa.case((reachable, sa.null()), else_=UNREACHABLE),
            "done_at": now,
        }
        query = sa.update(outbox).where(outbox.c.id.in_(rows), _UNSENT).values(**values)
        return (await self._connection.execute(query)).rowcount

    async def finish(self, letter: Letter, tally: Tally, now: datetime) -> None:
        """It is over. Nobody needs the words of somebody who was erased meanwhile."""
        state = "stopped" if letter.state == "stopping" else "done"
        values: dict[str, Any] = {"state": state, "got": tally.sent, "missed": tally.missed, "done_at": now}
        if letter.author_id is None:
            values |= {"prompt": None, "picture_id": None}
        await self._connection.execute(sa.update(letters).where(letters.c.id == letter.id).values(**values))

    # The word to the author.

    async def word(self, row_id: int) -> tuple[str, tuple[str, ...]] | None:
        """The state and the messages of an outbox row; None when it is gone."""
        query = sa.select(outbox.c.state, outbox.c.refs).where(outbox.c.id == row_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else (row[0], tuple(row[1] or ()))

    async def showed(self, letter_id: int, *, row: int, ref: str | None, shown: str, at: datetime) -> None:
        """The author is told this, by this row of the outbox, in the place of this message."""
        values = {"progress_row": row, "progress_ref": ref, "shown": shown, "shown_at": at}
        await self._connection.execute(sa.update(letters).where(letters.c.id == letter_id).values(**values))

    # Forgetting.

    async def forget(self, before: datetime) -> int:
        """The words and the picture of letters that were over before that moment; how many letters."""
        query = sa.update(letters).where(letters.c.done_at < before, letters.c.prompt.is_not(None))
        return (await self._connection.execute(query.values(prompt=None, picture_id=None))).rowcount


def _following(letter: Letter, reached: sa.ScalarSelect[int], most: int) -> sa.Select[int]:
    """The next people of the audience, walked in the order of an index and no farther."""
    everybody = readers(letter.alliance_id, letter.audience)
    person = everybody.selected_columns.person_id
    joined = everybody.join(people, people.c.id == person).where(person > reached, people.c.reachable)
    return joined.order_by(person).limit(most)


def tally_query(letter_id: int) -> sa.Select[Any]:
    """How many rows of each account are in each state: answered by ``ix_outbox_letter`` alone."""
    return (
        sa.select(outbox.c.account_id, outbox.c.state, sa.func.count())
        .where(outbox.c.letter_id == letter_id)
        .group_by(outbox.c.state, outbox.c.account_id)
    )


async def withdraw_unsubscribed(connection: AsyncConnection, person_id: int) -> None:
    """Letters that have not left do not reach somebody who has no subscription any more."""
    still = sa.exists().where(
        subscriptions.c.person_id == person_id,
        subscriptions.c.alliance_id == letters.c.alliance_id,
        subscriptions.c.target.not_like("event:%"),
    )
    over = sa.select(letters.c.id).where(_UNDER_WAY, letters.c.audience == SUBSCRIBERS, ~still)
    await connection.execute(
        sa.update(outbox)
        .where(outbox.c.person_id == person_id, outbox.c.letter_id.in_(over), _UNSENT)
        .values(state="withdrawn", done_at=outbox.c.not_before)
    )


async def forget_words_of(connection: AsyncConnection, person_id: int) -> None:
    """Before a person is erased: their letters that are over lose their words; those under way lose them at the end."""
    query = sa.update(letters).where(letters.c.author_id == person_id, ~_UNDER_WAY)
    await connection.execute(query.values(prompt=None, picture_id=None))


def _letter(row: sa.RowMapping) -> Letter:
    prompt = None if row["prompt"] is None else _prompts.validate_python(row["prompt"])
    return record(
        Letter, row, prompt=prompt, totals={int(account): int(count) for account, count in row["totals"].items()}
    )

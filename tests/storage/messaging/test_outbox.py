"""The outbox: what leaves, in which order, and what becomes of it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.messaging.accounts import Account
from storage.messaging.outbox import Notice
from storage.messaging.outbox_rows import UNFINISHED, WAITING, Row
from storage.people.people import Person
from storage.tables import outbox
from talk.asker import Known
from talk.messenger import InspectGroup, Publish, Revise, Tell
from talk.prompt import Post, Prompt, Section
from talk.rich import rich

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def tell(text: str, chat: int = 5) -> Tell:
    return Tell(chat=chat, prompt=Prompt(text=rich(text)))


def said(row: Row) -> str:
    assert isinstance(row.action, Tell)
    return str(row.action.prompt.text)


async def put(
    database: Database,
    account: Account,
    text: str,
    *,
    chat: int = 5,
    lane: int = 1,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    key: str | None = None,
    person_id: int | None = None,
    notice: Notice | None = None,
) -> int:
    async with database.writing() as books:
        new = await books.outbox.put(
            account.id,
            chat,
            tell(text, chat),
            lane=lane,
            now=NOW,
            not_before=not_before,
            not_after=not_after,
            key=key,
            person_id=person_id,
            notice=notice,
        )
    assert new is not None
    return new


async def due(
    database: Database, account: Account, *, at: datetime = NOW, limit: int = 100, busy: tuple[int, ...] = ()
) -> list[int]:
    async with database.writing() as books:
        return [row.id for row in await books.delivery_queue.due(account.id, at, limit=limit, busy=busy)]


async def test_an_action_comes_back_as_it_was_put(database: Database, account: Account) -> None:
    inspect = InspectGroup(group=-5, asked_by=Known(id=7), threads={"plans": 4})
    async with database.writing() as books:
        await books.outbox.put(account.id, -5, inspect, lane=0, now=NOW, key="look")
        (row,) = await books.delivery_queue.due(account.id, NOW, limit=1)

    assert row.action == inspect
    assert (row.chat, row.lane, row.key, row.attempts, row.created_at) == (-5, 0, "look", 0, NOW)


async def test_the_same_key_is_one_message_even_after_it_was_sent(database: Database, account: Account) -> None:
    first = await put(database, account, "раз", key="reminder:1")

    async def again() -> int | None:
        async with database.writing() as books:
            return await books.outbox.put(account.id, 5, tell("два"), lane=1, now=NOW, key="reminder:1")

    assert await again() is None
    async with database.writing() as books:
        await books.delivery_queue.claim([first])
        await books.delivery_queue.mark_sent_many({first: ("1",)}, at=NOW)
    assert await again() is None


async def test_two_at_once_with_the_same_key_put_one_message(database: Database, account: Account) -> None:
    async def remind() -> int | None:
        async with database.writing() as books:
            return await books.outbox.put(account.id, 5, tell("раз"), lane=1, now=NOW, key="reminder:1")

    put_by = await asyncio.gather(*(remind() for _ in range(5)))

    assert len([row for row in put_by if row is not None]) == 1


async def test_urgent_leaves_before_interactive_before_bulk(database: Database, account: Account) -> None:
    bulk = await put(database, account, "всем", chat=1, lane=2)
    interactive = await put(database, account, "ответ", chat=2, lane=1)
    urgent = await put(database, account, "отмена", chat=3, lane=0)

    assert await due(database, account) == [urgent, interactive, bulk]
    assert await due(database, account, limit=1) == [urgent]


async def test_a_chat_hears_one_thing_at_a_time_in_order(database: Database, account: Account) -> None:
    first, second = await put(database, account, "раз"), await put(database, account, "два")
    other = await put(database, account, "другому", chat=6)

    assert await due(database, account) == [first, other]
    assert await due(database, account, busy=(5,)) == [other]
    async with database.writing() as books:
        await books.delivery_queue.claim([first])
        await books.delivery_queue.mark_sent_many({first: ("1",)}, at=NOW)
    assert await due(database, account) == [second, other]


async def test_urgent_overtakes_within_a_chat(database: Database, account: Account) -> None:
    await put(database, account, "дайджест", lane=2)
    urgent = await put(database, account, "отмена", lane=0)

    assert await due(database, account) == [urgent]


async def test_what_waits_for_its_hour_holds_up_nobody(database: Database, account: Account) -> None:
    morning = await put(database, account, "доброе утро", not_before=LATER)
    answer = await put(database, account, "ответ")

    assert await due(database, account) == [answer]
    assert await due(database, account, at=LATER, busy=()) == [morning]


async def test_what_comes_too_late_is_withdrawn_and_nothing_else(database: Database, account: Account) -> None:
    late = await put(database, account, "через час", not_after=LATER)
    soon = await put(database, account, "завтра", not_after=LATER + timedelta(seconds=1))
    always = await put(database, account, "ответ")
    async with database.writing() as books:
        assert await books.delivery_queue.expire(account.id, NOW) == 0
        assert await books.delivery_queue.expire(account.id + 1, LATER) == 0
        assert await books.delivery_queue.expire(account.id, LATER) == 1
        kept = sa.select(outbox.c.state, outbox.c.trouble).where(outbox.c.id == late)
        assert tuple((await books.connection.execute(kept)).one()) == ("withdrawn", "too late")

    assert await due(database, account, at=LATER) == [soon]
    async with database.writing() as books:
        assert await books.delivery_queue.claim([soon])
        await books.delivery_queue.mark_sent_many({soon: ()}, at=LATER)
    assert await due(database, account, at=LATER) == [always]


async def test_what_waits_for_the_morning_holds_up_nobody_and_leaves_alone(
    database: Database, account: Account
) -> None:
    first = await put(database, account, "старое", lane=2)
    new = await put(database, account, "новое", lane=2)
    async with database.writing() as books:
        await books.delivery_queue.retry_later(first, not_before=NOW, trouble="Later: 429", counted=False)
        await books.delivery_queue.postpone([first], LATER)
    assert await due(database, account) == [new]
    async with database.writing() as books:
        (old,) = await books.delivery_queue.due(account.id, LATER, limit=1)
    assert (old.id, old.attempts, old.trouble) == (first, 1, None)


async def test_what_is_to_be_tried_again_keeps_its_place(database: Database, account: Account) -> None:
    first = await put(database, account, "вопрос")
    await put(database, account, "ещё вопрос")
    async with database.writing() as books:
        await books.delivery_queue.claim([first])
        await books.delivery_queue.retry_later(first, not_before=LATER, trouble="Uncertain: reset")

    assert await due(database, account) == []
    urgent = await put(database, account, "отмена", lane=0)
    assert await due(database, account) == [urgent]
    async with database.writing() as books:
        await books.delivery_queue.claim([urgent])
    assert await due(database, account, at=LATER) == [first]


async def test_accounts_do_not_see_each_other(database: Database, account: Account) -> None:
    async with database.writing() as books:
        other = await books.accounts.ensure("vk", 200, at=NOW)
    await put(database, account, "раз")

    assert await due(database, other) == []


async def test_a_row_is_claimed_once(database: Database, account: Account) -> None:
    row = await put(database, account, "раз")

    async def claim() -> bool:
        async with database.writing() as books:
            return bool(await books.delivery_queue.claim([row]))

    assert sorted(await asyncio.gather(*(claim() for _ in range(5)))) == [False, False, False, False, True]
    assert await due(database, account) == []


async def test_two_senders_never_get_the_same_row(database: Database, account: Account) -> None:
    rows = {await put(database, account, "раз", chat=chat) for chat in range(30)}
    taken: list[int] = []

    async def send() -> None:
        while True:
            async with database.writing() as books:
                found = await books.delivery_queue.due(account.id, NOW, limit=4)
                taken.extend([row.id for row in found if await books.delivery_queue.claim([row.id])])
            if not found:
                return

    await asyncio.gather(send(), send(), send())

    assert sorted(taken) == sorted(rows)


async def test_attempts_are_counted_unless_a_limit_stood_in_the_way(database: Database, account: Account) -> None:
    row = await put(database, account, "раз")
    async with database.writing() as books:
        await books.delivery_queue.retry_later(row, not_before=NOW, trouble="Later: 429", counted=False)
        await books.delivery_queue.retry_later(row, not_before=NOW, trouble="Uncertain: reset")
        (found,) = await books.delivery_queue.due(account.id, NOW, limit=1)

    assert (found.attempts, found.trouble) == (1, "Uncertain: reset")


async def test_what_a_dead_process_held_is_sent_again(database: Database, account: Account) -> None:
    left, held = await put(database, account, "раз", chat=1), await put(database, account, "два", chat=2)
    async with database.writing() as books:
        await books.delivery_queue.claim([left])
        await books.delivery_queue.claim([held])

        assert await books.delivery_queue.recover(account.id, held=[held]) == 1
        (found,) = await books.delivery_queue.due(account.id, NOW, limit=10)

    assert (found.id, found.attempts) == (left, 0)
    assert found.trouble == "the program stopped while sending it"


async def test_a_parked_row_shows_its_trouble_and_can_be_tried_again(database: Database, account: Account) -> None:
    row = await put(database, account, "раз")
    async with database.writing() as books:
        await books.delivery_queue.claim([row])
        await books.delivery_queue.park(row, "Impossible: too long", at=NOW)
        parked = await books.outbox_admin.parked(10)

    assert [(found.id, found.trouble) for found in parked] == [(row, "Impossible: too long")]
    assert await due(database, account) == []
    async with database.writing() as books:
        assert await books.outbox_admin.retry(row, now=NOW)
        assert not await books.outbox_admin.retry(row, now=NOW)
        (found,) = await books.delivery_queue.due(account.id, NOW, limit=10)
    assert (found.id, found.attempts) == (row, 0)
    assert found.trouble == "Impossible: too long", "it was tried before, and who knows what became of that"


async def test_withdrawing_stops_what_has_not_left(database: Database, account: Account, person: Person) -> None:
    news, others = Notice(kind="change", subject="event:1"), Notice(kind="change", subject="event:12")
    sending = await put(database, account, "раз", chat=1, notice=news)
    await put(database, account, "два", chat=2, notice=news)
    other = await put(database, account, "три", chat=3, notice=others)
    personal = await put(database, account, "четыре", chat=4, notice=news, person_id=person.id)
    async with database.writing() as books:
        await books.delivery_queue.claim([sending])

        assert await books.outbox.withdraw(subject="event:1", person_id=person.id, at=NOW) == 1
        assert await books.outbox.withdraw(subject="event:1", at=NOW) == 1
        with pytest.raises(ValueError, match="name what"):
            await books.outbox.withdraw(at=NOW)

    assert await due(database, account) == [other]
    assert personal != other


async def test_only_older_versions_of_a_kind_are_withdrawn(database: Database, account: Account) -> None:
    old = await put(database, account, "раз", chat=1, notice=Notice(kind="change", subject="event:1", version=2))
    new = await put(database, account, "два", chat=2, notice=Notice(kind="change", subject="event:1", version=3))
    other = await put(database, account, "три", chat=3, notice=Notice(kind="reminder", subject="event:1", version=2))
    async with database.writing() as books:
        assert await books.outbox.withdraw(subject="event_1", below=9, at=NOW) == 0
        assert await books.outbox.withdraw(subject="event:1", below=2, at=NOW) == 0
        assert await books.outbox.withdraw(subject="event:1", below=3, kinds=["change"], at=NOW) == 1

    assert await due(database, account) == [new, other] != [old]


async def test_only_what_waits_can_be_replaced(database: Database, account: Account) -> None:
    row = await put(database, account, "раз")
    async with database.writing() as books:
        assert await books.outbox.replace_waiting(row, tell("иначе"))
        (found,) = await books.delivery_queue.due(account.id, NOW, limit=1)
        await books.delivery_queue.claim([row])
        assert not await books.outbox.replace_waiting(row, tell("поздно"))

    assert found.action == tell("иначе")


async def test_a_migrated_group_gets_what_waits_for_it(database: Database, account: Account) -> None:
    post = Post(section=Section.PLANS, text=rich("План"))
    async with database.writing() as books:
        await books.outbox.put(account.id, -1, Publish(group=-1, post=post), lane=2, now=NOW)
        await books.outbox.put(account.id, -1, Revise(group=-1, post=post, changes=rich("время")), lane=2, now=NOW)

        assert await books.outbox.migrate(account.id, -1, -100) == 2
        (first,) = await books.delivery_queue.due(account.id, NOW, limit=10)

    assert (first.chat, first.action) == (-100, Publish(group=-100, post=post))


async def test_counts_show_the_oldest_of_each_state(database: Database, account: Account) -> None:
    await put(database, account, "раз")
    row = await put(database, account, "два")
    async with database.writing() as books:
        await books.delivery_queue.claim([row])
        await books.delivery_queue.park(row, "Impossible", at=NOW)
        counts = await books.outbox_admin.counts()

    assert [(count.account_id, count.state, count.rows, count.oldest) for count in counts] == [
        (account.id, "parked", 1, NOW),
        (account.id, "waiting", 1, NOW),
    ]


async def test_it_is_forgotten_row_by_row_as_far_as_old_ones_go(database: Database, account: Account) -> None:
    rows = [await put(database, account, "раз", chat=chat) for chat in range(1, 7)]
    async with database.writing() as books:
        old, young = sa.update(outbox), sa.update(outbox)
        await books.connection.execute(old.where(outbox.c.id.in_(rows[:4])).values(state="sent", done_at=NOW))
        await books.connection.execute(
            young.where(outbox.c.id.in_(rows[4:])).values(state="sent", done_at=LATER, created_at=LATER)
        )
        await books.connection.execute(
            sa.update(outbox).where(outbox.c.id == rows[1]).values(state="held", done_at=None)
        )
        steps = [await books.outbox.delete_before(LATER, after=after, limit=2) for after in (0, rows[2], rows[3])]
        left = (await books.connection.execute(sa.select(outbox.c.id).order_by(outbox.c.id))).scalars().all()

    assert steps == [(2, rows[2]), (1, rows[4]), (0, None)]
    assert left == [rows[1], *rows[4:]]


async def test_only_what_is_old_and_finished_is_forgotten(database: Database, account: Account, person: Person) -> None:
    old = await put(database, account, "раз", chat=1, person_id=person.id)
    fresh = await put(database, account, "два", chat=2, person_id=person.id)
    waiting = await put(database, account, "три", chat=3)
    async with database.writing() as books:
        await books.delivery_queue.mark_sent_many({old: ("1",)}, at=NOW)
        await books.delivery_queue.mark_sent_many({fresh: ("2",)}, at=LATER)

        assert await books.outbox.delete_before(LATER, after=0, limit=9) == (1, None)
        assert await books.outbox.delete_before(LATER, after=0, limit=9) == (0, None)

    assert await due(database, account) == [waiting]


async def test_an_id_is_never_given_twice(database: Database, account: Account) -> None:
    """VK remembers it as random_id and would swallow the second message."""
    first = await put(database, account, "раз")
    async with database.writing() as books:
        await books.connection.execute(sa.delete(outbox))

    assert await put(database, account, "два") > first


async def test_a_farewell_to_somebody_erased_leaves_no_trace(database: Database, account: Account) -> None:
    row = await put(database, account, "Прощайте!")
    async with database.writing() as books:
        await books.delivery_queue.claim([row])
        await books.delivery_queue.mark_sent_many({row: ("1",)}, at=NOW)

        assert (await books.connection.execute(sa.select(outbox))).all() == []


async def test_what_cannot_be_read_is_parked_and_stops_nobody(database: Database, account: Account) -> None:
    broken, good = await put(database, account, "раз", chat=1), await put(database, account, "два", chat=2)
    async with database.writing() as books:
        await books.connection.execute(sa.update(outbox).where(outbox.c.id == broken).values(action={"kind": "sing"}))

    assert await due(database, account) == [good]
    async with database.reading() as books:
        states = await books.connection.execute(sa.select(outbox.c.state).where(outbox.c.id == broken))
        assert states.scalar_one() == "parked"


async def test_putting_wakes_the_delivery(database: Database, account: Account) -> None:
    woken: list[str] = []
    database.on_wake("outbox", lambda: woken.append("outbox"))

    await put(database, account, "раз")

    assert woken == ["outbox"]


async def test_what_is_due_is_found_by_index(sqlite_url: str) -> None:
    """A partial index serves only a statement that repeats its condition word for word."""
    database = await Database.open(sqlite_url)
    query = (
        sa.select(outbox.c.id)
        .where(outbox.c.account_id == 1, UNFINISHED, WAITING, outbox.c.not_before <= NOW)
        .order_by(outbox.c.lane, outbox.c.not_before)
    )
    async with database.reading() as books:
        statement = query.compile(books.connection.sync_connection, compile_kwargs={"literal_binds": True})
        plan = (await books.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")).all()
    await database.close()

    assert "ix_outbox_due" in str(plan)

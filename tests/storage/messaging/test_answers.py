"""The queue of answers is fair over chats; within a chat nothing overtakes, and nothing is lost that says something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.messaging.delivery_queue import ANSWERS_DUE
from storage.tables import outbox
from talk.asker import Known
from talk.messenger import BULK, INTERACTIVE, URGENT, InspectGroup, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.storage.explaining import explain
from tests.storage.messaging.test_outbox import NOW


class Queue:
    """Answers of one account."""

    def __init__(self, database: Database, account: int) -> None:
        self.database = database
        self.account = account

    async def put(self, chat: int, words: str, *, behind: float = 0.0, at: datetime = NOW, **more: Any) -> int:
        tell = Tell(chat=chat, prompt=Prompt(text=rich(words)))
        lane = more.pop("lane", INTERACTIVE)
        async with self.database.writing() as books:
            row = await books.outbox.put(self.account, chat, tell, lane=lane, now=at, behind=behind, **more)
        assert row is not None
        return row

    async def due(self, *, limit: int = 100, at: datetime = NOW + timedelta(hours=1)) -> list[str]:
        async with self.database.writing() as books:
            rows = await books.delivery_queue.due(self.account, at, limit=limit, lanes=(INTERACTIVE,))
        return [row.action.prompt.text.plain for row in rows if isinstance(row.action, Tell)]

    async def leaves(self) -> list[str]:
        """All of it in the order in which it leaves."""
        left: list[str] = []
        while True:
            async with self.database.writing() as books:
                rows = await books.delivery_queue.due(
                    self.account, NOW + timedelta(hours=1), limit=1, lanes=(INTERACTIVE,)
                )
                if not rows:
                    return left
                await books.delivery_queue.mark_sent(rows[0].id, refs=("1",), at=NOW)
                assert isinstance(rows[0].action, Tell)
                left.append(rows[0].action.prompt.text.plain)


@pytest.fixture
async def queue(database: Database) -> Queue:
    async with database.writing() as books:
        account = (await books.accounts.ensure("telegram", 1, at=NOW)).id
    return Queue(database, account)


async def test_who_had_least_lately_goes_first(queue: Queue) -> None:
    for n in range(3):
        await queue.put(5, f"поток {n}", behind=60.0 + n)
    await queue.put(6, "новичок", behind=300.0)
    await queue.put(7, "знакомый", at=NOW + timedelta(seconds=30))
    assert await queue.due() == ["знакомый", "поток 0", "новичок"]
    assert await queue.leaves() == ["знакомый", "поток 0", "поток 1", "поток 2", "новичок"]


async def test_nobody_waits_for_ever_behind_others(queue: Queue) -> None:
    await queue.put(5, "поток", behind=300.0)
    for n in range(3):
        await queue.put(10 + n, f"знакомый {n}", at=NOW + timedelta(seconds=299 + n))
    assert await queue.leaves() == ["знакомый 0", "поток", "знакомый 1", "знакомый 2"]


async def test_within_a_chat_the_order_is_that_in_which_it_was_said(queue: Queue) -> None:
    """The clock was put back, or somebody was a newcomer a moment ago: the later answer has the lower stamp."""
    await queue.put(5, "раз", behind=300.0)
    await queue.put(5, "два")
    await queue.put(6, "иной", behind=100.0)
    assert await queue.leaves() == ["иной", "раз", "два"]


async def test_other_lanes_keep_their_order(queue: Queue) -> None:
    for lane in (BULK, URGENT):
        await queue.put(5, f"раз {lane}", lane=lane)
        await queue.put(6, f"два {lane}", lane=lane)
    async with queue.database.reading() as books:
        assert (await books.connection.execute(sa.select(outbox.c.stamp).distinct())).scalars().all() == [None]


async def test_an_answer_takes_the_place_of_older_ones_of_its_key_and_of_nothing_else(queue: Queue) -> None:
    await queue.put(5, "Как называется?", behind=10.0, collapse_key="question")
    await queue.put(5, "Библиотека присоединилась", behind=15.0, collapse_key="words:1")
    await queue.put(5, "Новость", key="news:1:5")
    await queue.put(6, "Как называется?", behind=10.0, collapse_key="question")
    await queue.put(5, "Где?", behind=20.0, collapse_key="question")
    await queue.put(5, "Когда?", behind=25.0, collapse_key="question")
    assert sorted(await queue.leaves()) == ["Библиотека присоединилась", "Как называется?", "Когда?", "Новость"]


async def test_what_takes_a_place_takes_it_in_the_queue(queue: Queue) -> None:
    """Otherwise whoever presses again and again would never be answered."""
    await queue.put(5, "Меню", behind=10.0, collapse_key="menu")
    await queue.put(6, "Другое", behind=50.0)
    await queue.put(5, "Меню", behind=100.0, collapse_key="menu")
    assert await queue.leaves() == ["Меню", "Другое"]


@pytest.mark.parametrize("how", ["tried", "sending", "recovered", "of another account", "in peace"])
async def test_what_may_have_arrived_keeps_its_place(queue: Queue, how: str) -> None:
    first = await queue.put(5, "Меню", behind=10.0, collapse_key="menu")
    other = queue
    async with queue.database.writing() as books:
        match how:
            case "tried":
                await books.delivery_queue.claim([first])
                await books.delivery_queue.retry_later(first, not_before=NOW, trouble="Uncertain: who knows")
            case "sending" | "recovered":
                await books.delivery_queue.claim([first])
                if how == "recovered":
                    await books.delivery_queue.recover(queue.account)
            case "of another account":
                other = Queue(queue.database, (await books.accounts.ensure("telegram", 2, at=NOW)).id)
    await other.put(5, "Меню", behind=0.0 if how == "in peace" else 20.0, collapse_key="menu")
    async with queue.database.reading() as books:
        query = sa.select(outbox.c.state).order_by(outbox.c.id)
        states = (await books.connection.execute(query)).scalars().all()
    assert states == ["sending" if how == "sending" else "waiting", "waiting"]


async def test_when_it_has_left_nothing_says_what_it_was(queue: Queue) -> None:
    row = await queue.put(5, "Меню", behind=10.0, collapse_key="words:abc", key="once")
    async with queue.database.writing() as books:
        await books.delivery_queue.mark_sent_many({row: ("1",)}, at=NOW)
        assert (await books.connection.execute(sa.select(outbox.c.collapse_key))).scalars().all() == [None]


async def test_only_what_is_due_and_has_not_left_is_counted_as_unsent(queue: Queue) -> None:
    for n in range(3):
        await queue.put(5, f"Ответ {n}")
    await queue.put(6, "Ответ")
    await queue.put(5, "Новость к утру", not_before=NOW + timedelta(hours=8))
    await queue.put(5, "Напоминание", lane=URGENT)
    async with queue.database.writing() as books:
        assert await books.answers.unsent(queue.account, NOW, most=10) == 4
        assert await books.answers.unsent(queue.account, NOW, chat=5, most=10) == 3
        assert await books.answers.unsent(queue.account, NOW, chat=5, most=2) == 2
        assert await books.answers.unsent(queue.account, NOW, chat=7, most=10) == 0
        assert await books.answers.unsent(queue.account, NOW + timedelta(hours=9), chat=5, most=10) == 4


async def test_answers_of_a_version_that_knew_no_stamps_leave_as_they_were_put(queue: Queue) -> None:
    """It may run on for a moment after this one has brought the database to its newest schema."""
    for n in range(3):
        await queue.put(5 + n, f"Ответ {n}", at=NOW + timedelta(seconds=n))
    async with queue.database.writing() as books:
        await books.connection.execute(sa.update(outbox).values(stamp=None))
    assert await queue.due() == []
    async with queue.database.writing() as books:
        await books.delivery_queue.recover(queue.account)
    assert await queue.leaves() == ["Ответ 0", "Ответ 1", "Ответ 2"]


async def test_a_clock_that_was_put_back_leaves_nobody_behind_for_an_hour(queue: Queue) -> None:
    await queue.put(5, "До того", behind=100.0)
    before = NOW - timedelta(hours=1)
    async with queue.database.writing() as books:
        await books.delivery_queue.bring_forward(queue.account, NOW, before)
    await queue.put(6, "После", at=before + timedelta(seconds=30))
    assert await queue.leaves() == ["До того", "После"]


async def test_an_action_that_nobody_has_begun_is_known(queue: Queue) -> None:
    look = InspectGroup(group=-5, asked_by=Known(id=7))
    async with queue.database.writing() as books:
        assert not await books.answers.holds(queue.account, -5, look)
        row = await books.outbox.put(queue.account, -5, look, lane=INTERACTIVE, now=NOW)
        assert row is not None
        assert await books.answers.holds(queue.account, -5, look)
        assert not await books.answers.holds(queue.account, -5, InspectGroup(group=-5, asked_by=Known(id=8)))
        assert not await books.answers.holds(queue.account, -6, look)
        await books.delivery_queue.claim([row])
        assert not await books.answers.holds(queue.account, -5, look), "it may have looked before this moment"


@pytest.mark.plans
async def test_the_fair_order_is_that_of_an_index(database: Database) -> None:
    asked = {"account": 1, "now": NOW, "busy": [5, 6], "most": 100}
    async with database.writing() as books:
        plan = await explain(books.connection, ANSWERS_DUE.params(**asked))

    assert plan.count("ix_outbox_answers") == 1
    assert "ix_outbox_chat" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan

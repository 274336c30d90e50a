"""The delivery: what is in the outbox reaches its messenger, in order, and every failure leads where it should."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import pytest
import sqlalchemy as sa

from handlers.turn.hooks import group_lost
from scheduler.delivery.outcomes import MOST_ATTEMPTS
from scheduler.delivery.sender import Delivery
from storage.messaging.delivery_queue import DeliveryQueue
from storage.sql.errors import Unavailable
from storage.tables import outbox
from talk.messenger import (
    INTERACTIVE,
    Broken,
    GroupReport,
    Impossible,
    Later,
    Migrated,
    NoRight,
    PictureRefused,
    Publish,
    Revise,
    SendTicket,
    Sent,
    Tell,
    Uncertain,
    Undelivered,
    Unreachable,
)
from talk.prompt import Post, Prompt, Section, ShownPicture
from talk.rich import rich
from talk.updates import PictureId
from tests.grounds import a_group, an_alliance
from tests.people import SmallMessenger, Town
from tests.scheduler.conftest import MoodyDatabase, settle_somehow

if TYPE_CHECKING:
    from talk.messenger import Action

GROUP = -100


@dataclass
class Gate:
    """Holds what a messenger performs until it is let through."""

    messenger: SmallMessenger
    under_way: list[int] = field(default_factory=list)
    most: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def perform(self, action: Action, key: int, ticket: SendTicket) -> Sent | GroupReport:
        chat = action.chat if isinstance(action, Tell) else action.group
        self.under_way.append(chat)
        self.most[chat] = max(self.most[chat], self.under_way.count(chat))
        self.most[0] = max(self.most[0], len(self.under_way))
        try:
            await self.open.wait()
            return await SmallMessenger.perform(self.messenger, action, key, ticket)
        finally:
            self.under_way.remove(chat)


def tell(chat: int, text: str) -> Tell:
    return Tell(chat=chat, prompt=Prompt(text=rich(text)))


def post(text: str) -> Post:
    return Post(section=Section.PLANS, text=rich(text))


async def put(town: Town, action: Action, **facts: Any) -> int:
    chat = action.chat if isinstance(action, Tell) else action.group
    async with town.database.writing() as books:
        row = await books.outbox.put(
            town.messenger().account, chat, action, lane=facts.pop("lane", INTERACTIVE), now=town.time, **facts
        )
    assert row is not None
    return row


async def row_of(town: Town, row_id: int) -> dict[str, Any]:
    async with town.database.reading() as books:
        found = (await books.connection.execute(sa.select(outbox).where(outbox.c.id == row_id))).mappings().one()
        return dict(found)


def told(town: Town, chat: int) -> list[str]:
    return [prompt.text.plain for _, prompt in town.messenger().chats[chat]]


def failing(town: Town, *failures: Undelivered) -> None:
    town.messenger().failures.extend(failures)


async def the_person(town: Town, chat: int = 5) -> int:
    async with town.database.writing() as books:
        return (await books.people.meet(town.messenger().account, chat, chat, at=town.time)).id


async def settle_late(town: Town, wait: timedelta = timedelta(hours=1)) -> None:
    town.time += wait
    await town.drain()


# Order.


async def test_a_chat_gets_its_messages_in_order_one_at_a_time_and_chats_go_side_by_side(town: Town) -> None:
    gate = Gate(town.messenger())
    town.messenger().perform = gate.perform  # type: ignore[method-assign]  # the gate stands before it
    at_once = town.messenger().limits.at_once
    for number in range(3):
        for chat in range(1, at_once + 5):
            await put(town, tell(chat, str(number)))
    settling = asyncio.create_task(town.drain())
    while len(gate.under_way) < at_once:  # noqa: ASYNC110 - the fake counts, it does not tell
        await asyncio.sleep(0)
    gate.open.set()
    await settling

    assert gate.most.pop(0) == at_once
    assert set(gate.most.values()) == {1}
    assert all(told(town, chat) == ["0", "1", "2"] for chat in range(1, at_once + 5))


async def test_what_has_its_hour_waits_for_it(town: Town) -> None:
    await put(town, tell(5, "утром"), not_before=town.time + timedelta(hours=2))
    await settle_late(town)
    assert told(town, 5) == []

    await settle_late(town)
    assert told(town, 5) == ["утром"]


async def test_what_comes_too_late_does_not_leave_any_more(town: Town) -> None:
    failing(town, Later("the messenger is down", after=60))
    late = await put(town, tell(5, "через час"), not_after=town.time + timedelta(hours=1))
    await put(town, tell(5, "когда угодно"))
    await town.drain()
    await settle_late(town)

    assert told(town, 5) == ["когда угодно"]
    kept = await row_of(town, late)
    assert (kept["state"], kept["trouble"]) == ("withdrawn", "too late")


# Failures.


async def test_a_limit_of_one_chat_holds_up_that_chat_and_no_other(town: Town) -> None:
    failing(town, Later("flood", after=30))
    first = await put(town, tell(5, "1"))
    await put(town, tell(5, "2"))
    await put(town, tell(6, "1"))
    await town.drain()
    assert (told(town, 5), told(town, 6)) == ([], ["1"])
    kept = await row_of(town, first)
    assert (kept["state"], kept["attempts"]) == ("waiting", 1)
    assert kept["not_before"] >= town.time + timedelta(seconds=30)

    await settle_late(town)
    assert told(town, 5) == ["1", "2"]


async def test_a_limit_of_the_account_holds_up_everybody_and_is_nobodys_fault(sqlite_town: Town) -> None:
    town = sqlite_town
    failing(town, Later("too many requests", after=0.001, everyone=True))
    first = await put(town, tell(5, "1"))
    await town.drain()
    delivery = town.deliveries[0]
    delivery._rest(1000)
    await put(town, tell(6, "1"))
    await settle_late(town)
    assert (told(town, 5), told(town, 6)) == ([], [])
    assert (await row_of(town, first))["attempts"] == 0

    delivery._resting_until = 0.0
    await town.drain()
    assert (told(town, 5), told(town, 6)) == (["1"], ["1"])


@pytest.mark.parametrize("failure", [Uncertain("timeout"), Later("busy", after=1), Migrated(6)])
async def test_no_failure_is_tried_for_ever(sqlite_town: Town, failure: Undelivered) -> None:
    """After a day it is given up, also where nothing else shows that the messenger works."""
    town = sqlite_town
    failing(town, *[failure] * 100)
    row = await put(town, Publish(group=GROUP, post=post("А")))
    waits = []
    for _ in range(30):
        await town.drain()
        kept = await row_of(town, row)
        waits.append(kept["not_before"] - town.time)
        town.time += timedelta(hours=1)

    tries = 100 - len(town.messenger().failures)
    assert tries == (MOST_ATTEMPTS if isinstance(failure, Migrated) else 25)
    assert kept["state"] == "parked"
    assert kept["trouble"].startswith(type(failure).__name__)
    assert max(waits) <= timedelta(minutes=15)


async def test_what_alone_does_not_get_through_is_given_up_sooner(sqlite_town: Town) -> None:
    town = sqlite_town
    row = await put(town, tell(5, "1"), person_id=await the_person(town))
    for tried in range(MOST_ATTEMPTS):
        failing(town, Uncertain("timeout"))
        await town.drain()
        await put(town, tell(6, f"{tried}"))
        await town.drain()
        town.time += timedelta(minutes=16)

    assert (await row_of(town, row))["state"] == "parked"
    assert len(told(town, 6)) == MOST_ATTEMPTS


@pytest.mark.parametrize("failure", [Uncertain("timeout"), Later("502", after=5)])
async def test_what_is_due_while_the_messenger_is_away_for_hours_arrives(
    sqlite_town: Town, failure: Undelivered
) -> None:
    town = sqlite_town
    for chat in (5, 6):
        await put(town, tell(chat, "1"))
    failing(town, *[failure] * 1000)
    for _ in range(30):
        await town.drain()
        town.time += timedelta(minutes=16)
    town.messenger().failures.clear()
    await settle_late(town)

    assert (told(town, 5), told(town, 6)) == (["1"], ["1"])


async def test_an_uncertain_send_is_tried_again_later_and_later(sqlite_town: Town) -> None:
    town = sqlite_town
    failing(town, *[Uncertain("timeout")] * 6)
    row = await put(town, tell(5, "1"))
    waits = []
    for _ in range(6):
        await town.drain()
        waits.append(((await row_of(town, row))["not_before"] - town.time).total_seconds())
        town.time += timedelta(hours=1)
    await town.drain()

    assert all(1 <= wait / 2**n <= 2 for n, wait in enumerate(waits))
    assert told(town, 5) == ["1"]


async def test_somebody_who_blocked_us_is_known_as_unreachable(town: Town) -> None:
    person = await the_person(town)
    failing(town, Unreachable("blocked"))
    row = await put(town, tell(5, "1"), person_id=person)
    await town.drain()

    assert (await row_of(town, row))["state"] == "parked"
    async with town.database.reading() as books:
        found = await books.people.get(person)
    assert found is not None
    assert not found.reachable


async def test_a_group_that_threw_us_out_is_lost(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    lost: list[int] = []

    async def lose(_books: object, _account: int, group: int, _now: object) -> None:
        lost.append(group)

    monkeypatch.setitem(group_lost._listeners, 10, lose)
    failing(town, Unreachable("kicked"))
    row = await put(town, Publish(group=GROUP, post=post("А")))
    await town.drain()

    assert lost == [GROUP]
    assert (await row_of(town, row))["state"] == "parked"


async def test_a_group_that_moved_gets_its_posts_at_its_new_address(town: Town) -> None:
    failing(town, Migrated(-200))
    row = await put(town, Publish(group=GROUP, post=post("А")))
    await put(town, Publish(group=GROUP, post=post("Б")))
    await settle_late(town)

    assert [posted.text for posted in town.wall(-200)] == ["А", "Б"]
    assert town.wall(GROUP) == []
    assert (await row_of(town, row))["chat"] == -200


async def test_what_is_impossible_is_parked_at_once(town: Town) -> None:
    person = await the_person(town)
    failing(town, Impossible("a bad request"))
    row = await put(town, tell(5, "1"), person_id=person)
    await put(town, tell(5, "2"), person_id=person)
    await town.drain()

    kept = await row_of(town, row)
    assert (kept["state"], kept["trouble"], kept["attempts"]) == ("parked", "Impossible: a bad request", 0)
    assert told(town, 5) == ["2"]


@pytest.mark.parametrize("failure", [Unreachable("blocked"), Impossible("chat not found")])
async def test_a_farewell_that_cannot_be_said_leaves_no_trace(town: Town, failure: Undelivered) -> None:
    """It is said to somebody who was erased: their chat must not stay in a parked row."""
    failing(town, failure)
    await put(town, tell(5, "Прощайте"))
    await town.drain()

    async with town.database.reading() as books:
        assert (await books.connection.execute(sa.select(outbox))).all() == []


async def test_a_broken_account_rests_and_it_is_said_until_it_works_again(sqlite_town: Town) -> None:
    town = sqlite_town
    failing(town, Broken("the key was revoked"))
    row = await put(town, tell(5, "1"))
    await town.drain()
    assert (await row_of(town, row))["attempts"] == 0
    assert await _broken(town) == "the key was revoked"
    await settle_late(town)
    assert told(town, 5) == []  # it rests

    town.deliveries[0].recovered()
    await town.drain()
    assert told(town, 5) == ["1"]
    assert await _broken(town) is None


async def test_a_rest_ends_as_soon_as_the_account_listens_again(sqlite_town: Town) -> None:
    town = sqlite_town
    failing(town, Broken("the key was revoked"))
    await put(town, tell(5, "1"))
    delivery = town.deliveries[0]
    running = asyncio.create_task(delivery.run())
    while not delivery._outcomes.broken:  # noqa: ASYNC110 - the delivery does not tell
        await asyncio.sleep(0)
    delivery.recovered()
    while told(town, 5) != ["1"]:  # noqa: ASYNC110 - the fake does not tell
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await _broken(town) is None


async def _broken(town: Town) -> str | None:
    async with town.database.reading() as books:
        account = await books.accounts.get(town.messenger().account)
    assert account is not None
    return account.broken


async def test_a_bug_of_an_adapter_stops_nobody_else(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    messenger = town.messenger()

    async def perform(action: Action, key: int, ticket: SendTicket) -> Sent | GroupReport:
        if isinstance(action, Tell) and action.chat == 5:
            raise KeyError("bug")
        return await SmallMessenger.perform(messenger, action, key, ticket)

    monkeypatch.setattr(messenger, "perform", perform)
    row = await put(town, tell(5, "1"), person_id=await the_person(town))
    await put(town, tell(6, "1"))
    await town.drain()

    assert told(town, 6) == ["1"]
    kept = await row_of(town, row)
    assert (kept["state"], kept["trouble"]) == ("waiting", "Uncertain: KeyError")


@pytest.mark.parametrize("where", ["before", "after"])
async def test_a_bug_of_our_own_holds_up_nobody_not_even_the_same_chat(
    sqlite_town: Town, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    town, delivery = sqlite_town, sqlite_town.deliveries[0]

    def fail(*_: object) -> Any:
        raise RuntimeError("bug")

    row = await put(town, tell(5, "1"), key="one")
    with monkeypatch.context() as bug:
        if where == "before":
            bug.setattr(delivery._cards, "shown", fail)
        else:
            bug.setattr(delivery._chat_limits, "wait_after", fail)
        await town.drain()
    assert delivery._in_flight.busy == {}
    await put(town, tell(5, "2"), key="two")
    await settle_late(town)

    assert told(town, 5)[-1] == "2"
    assert told(town, 5).count("1") == 1
    assert (await row_of(town, row))["state"] == ("sent" if where == "before" else "sending")


async def test_a_bug_in_what_follows_a_send_does_not_send_it_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setitem(group_lost._listeners, 10, fail)
    failing(town, Unreachable("kicked"))
    row = await put(town, Publish(group=GROUP, post=post("А")))
    await put(town, tell(6, "1"))
    await settle_late(town)

    assert (await row_of(town, row))["state"] == "parked"
    assert told(town, 6) == ["1"]
    assert town.wall(GROUP) == []


# Trouble of our own.


async def test_what_a_dead_process_was_sending_goes_out_again(town: Town) -> None:
    row = await put(town, tell(5, "1"), person_id=await the_person(town))
    async with town.database.writing() as books:
        assert await books.delivery_queue.claim([row])
    town._start()
    await town.drain()

    assert told(town, 5) == ["1"]
    assert (await row_of(town, row))["attempts"] == 0


async def test_what_was_called_off_while_the_outbox_was_looked_at_goes_out_again(
    sqlite_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look that is under way has not seen it, and must not say that all is well."""
    town, delivery = sqlite_town, sqlite_town.deliveries[0]
    leaves, looked, is_due = asyncio.Event(), asyncio.Event(), DeliveryQueue.is_due

    async def fails_to_read(*_: object) -> None:
        await leaves.wait()
        raise Unavailable("the disk is away")

    async def takes_its_time(books: DeliveryQueue, *asked: Any) -> bool:
        leaves.set()
        while delivery._in_flight.tasks:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        looked.set()
        return await is_due(books, *asked)

    await put(town, tell(5, "Раз"))
    with monkeypatch.context() as trouble:
        trouble.setattr(town.messenger(), "perform", fails_to_read)
        await delivery._look()
        trouble.setattr(DeliveryQueue, "is_due", takes_its_time)
        await delivery._look()
    assert looked.is_set()
    await town.drain()

    assert told(town, 5) == ["Раз"]


async def test_nobodys_answer_is_given_up_because_the_program_was_killed(town: Town) -> None:
    """However often, before it could leave: that is no try."""
    row = await put(town, tell(5, "1"), person_id=await the_person(town))
    for _ in range(MOST_ATTEMPTS):
        async with town.database.writing() as books:
            assert await books.delivery_queue.claim([row])
            await books.delivery_queue.recover(town.messenger().account)
    failing(town, Uncertain("no answer"))
    await town.drain()
    assert (await row_of(town, row))["state"] == "waiting"
    await settle_late(town)
    assert told(town, 5) == ["1"]


async def test_a_process_that_serves_again_finds_what_it_left(sqlite_town: Town) -> None:
    town, delivery = sqlite_town, sqlite_town.deliveries[0]
    await town.drain()
    row = await put(town, tell(5, "1"), person_id=await the_person(town))
    async with town.database.writing() as books:
        assert await books.delivery_queue.claim([row])
    delivery.idle = 60.0
    await _run_until(delivery, lambda: bool(told(town, 5)))

    assert told(town, 5) == ["1"]


async def _run_until(delivery: Delivery, reached: Any) -> None:
    running = asyncio.create_task(delivery.run())
    while not reached():  # noqa: ASYNC110 - fakes tell nobody
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_stopping_lets_finish_what_is_under_way(sqlite_town: Town) -> None:
    town, delivery = sqlite_town, sqlite_town.deliveries[0]
    delivery.idle = 60.0
    gate = Gate(town.messenger())
    town.messenger().perform = gate.perform  # type: ignore[method-assign]  # the gate stands before it
    row = await put(town, tell(5, "1"), person_id=await the_person(town))
    running = asyncio.create_task(delivery.run())
    while not gate.under_way:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.sleep(0)
    gate.open.set()
    await asyncio.gather(running, return_exceptions=True)

    assert (await row_of(town, row))["state"] == "sent"


@pytest.mark.parametrize("when", ["before", "at", "after"])
async def test_wherever_the_database_goes_away_everything_arrives_once(
    moody_town: Town, moody: MoodyDatabase, when: Literal["before", "at", "after"]
) -> None:
    """The n-th writing fails, for every n until a run comes through without a failure."""
    town = moody_town
    for n in range(1, 100):
        chat = 1000 + n
        for number in range(2):
            await put(town, tell(chat, str(number)))
        moody.countdown, moody.when = n, when
        await settle_somehow(town)
        assert told(town, chat) == ["0", "1"], n
        if moody.countdown > 0:
            break
    else:
        raise AssertionError("there was no end to the failures")


# Posts.


async def a_post(town: Town) -> int:
    """Kept for a bound group, and not sent yet."""
    group = await a_group(town, (await an_alliance(town)).id, GROUP)
    async with town.database.writing() as books:
        return (await books.posts.upsert(group.id, "event:1", "plans", "0", at=town.time)).id


async def test_a_post_learns_its_messages_and_its_address(town: Town) -> None:
    post_id = await a_post(town)
    await put(town, Publish(group=GROUP, post=post("А")), post_id=post_id)
    await town.drain()
    await put(town, Revise(group=GROUP, post=post("Б"), changes=rich("Перенесли.")), post_id=post_id)
    await town.drain()

    assert [posted.text for posted in town.wall(GROUP)] == ["Б"]
    async with town.database.reading() as books:
        kept = await books.posts.get(post_id)
    assert kept is not None
    assert kept.refs == (town.wall(GROUP)[0].ref,)
    assert kept.link == f"https://telegram.example/{GROUP}/{kept.refs[0]}"


async def test_a_revision_of_what_never_arrived_is_a_publication(town: Town) -> None:
    post_id = await a_post(town)
    await put(town, Revise(group=GROUP, post=post("А"), changes=rich("Перенесли.")), post_id=post_id)
    await town.drain()

    assert [posted.text for posted in town.wall(GROUP)] == ["А"]
    async with town.database.reading() as books:
        kept = await books.posts.get(post_id)
    assert kept is not None
    assert kept.refs == (town.wall(GROUP)[0].ref,)


# Pictures that are refused.


async def test_a_person_gets_the_words_without_a_picture_that_is_not_taken(town: Town) -> None:
    town.messenger().bad_pictures.add(2)
    pictures = tuple(ShownPicture(id=PictureId(number)) for number in (1, 2))
    row = await put(town, Tell(chat=5, prompt=Prompt(text=rich("Ёлка"), pictures=pictures)), key="k")
    await town.drain()
    ((_, prompt),) = town.messenger().chats[5]
    assert (prompt.text.plain, [one.id for one in prompt.pictures]) == ("Ёлка", [1])
    assert (await row_of(town, row))["state"] == "sent"


async def test_what_is_refused_without_any_picture_is_given_up(town: Town) -> None:
    failing(town, PictureRefused("file is too big"))
    row = await put(town, tell(5, "слова"), key="k")
    await town.drain()
    assert (await row_of(town, row))["state"] == "parked"


async def test_what_a_person_may_not_be_told_for_want_of_a_right_is_given_up(town: Town) -> None:
    failing(town, NoRight("not enough rights", right="post"))
    row = await put(town, tell(5, "слова"), key="k")
    await town.drain()
    assert (await row_of(town, row))["state"] == "parked"

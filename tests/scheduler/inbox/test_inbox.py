"""The inbox: what was heard is dealt with once and in order, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pytest
import sqlalchemy as sa

from handlers import dispatcher
from handlers.texts.alliances import founding
from handlers.texts.turn import menu, shared
from handlers.turn.context import TurnRefused
from scheduler.inbox.load_shedding import BACKLOG
from talk.updates import GroupChanged, IncomingMessage, RemoteFile
from tests.people import Town, photo
from tests.scheduler.conftest import MoodyDatabase, Receiver, heard, settle_somehow, states, until, wants_an_emblem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.books import Books
    from talk.messenger import Messenger
    from talk.updates import Update


async def test_what_was_stored_before_a_crash_is_dealt_with_after_it(town: Town) -> None:
    maria = town.person(id=5)
    await town.inbox.hear([heard(town, "1")])
    assert await states(town) == ["new"]
    assert maria.heard == []

    town._start()  # another life
    await town.drain()

    assert maria.saw(menu.MENU)
    assert await states(town) == ["done"]


async def test_an_event_told_twice_is_answered_once(town: Town) -> None:
    maria = town.person(id=5)
    await town.inbox.hear([heard(town, "1"), heard(town, "1")])
    await town.drain()
    await town.inbox.hear([heard(town, "1")])
    town._start()
    await town.drain()

    assert len(maria.heard) == 1


async def test_two_processes_that_see_the_same_event_answer_it_once(town: Town) -> None:
    maria = town.person(id=5)
    other = Town(town.database, list(town.messengers.values()))
    await town.inbox.hear([heard(town, "1")])
    await asyncio.gather(town.inbox.drain(), other.inbox.drain())
    await town.drain()

    assert len(maria.heard) == 1
    assert await states(town) == ["done"]


async def test_an_account_that_another_process_serves_is_left_to_it(town: Town) -> None:
    town.inbox.leave(town.messenger().account)
    await town.inbox.hear([heard(town, "1")])
    await town.drain()
    assert await states(town) == ["new"]

    town.inbox.serve(town.messenger().account)
    await town.drain()
    assert await states(town) == ["done"]


async def test_an_account_may_be_left_while_it_is_looked_at(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease runs out while we wait for a connection: nothing is dealt with, and nothing breaks."""
    account, reading = town.messenger().account, town.database.reading

    @asynccontextmanager
    async def slow() -> AsyncIterator[Books]:
        async with reading() as books:
            town.inbox.leave(account)
            yield books

    await town.inbox.hear([heard(town, "1")])
    with monkeypatch.context() as crowded:
        crowded.setattr(town.database, "reading", slow)
        await town.inbox._look()
    assert await states(town) == ["new"]

    town.inbox.serve(account)
    await town.drain()
    assert await states(town) == ["done"]


async def test_a_chat_is_heard_in_order(town: Town, receiver: Receiver) -> None:
    said = [str(number) for number in range(20)]
    await town.inbox.hear([heard(town, text, text=text) for text in said])
    await town.inbox.drain()

    assert receiver.heard == said


async def test_a_slow_photo_holds_up_its_own_chat_alone(sqlite_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town = sqlite_town
    maria, ivan = await wants_an_emblem(town), town.person()
    arrived, came = asyncio.Event(), asyncio.Event()

    async def fetch(file: RemoteFile, *, at_most: int) -> bytes:
        del file, at_most
        came.set()
        await arrived.wait()
        return photo()

    monkeypatch.setattr(town.messenger(), "fetch", fetch)
    sent = heard(town, "1", chat=maria.id, text="")
    await town.inbox.hear([replace(sent, files=(RemoteFile(ref="a"),))])
    await town.inbox.hear([heard(town, "2", chat=maria.id), heard(town, "3", chat=ivan.id)])
    settling = asyncio.create_task(town.inbox.drain())
    await came.wait()
    await until(town, lambda now: now[-1] == "done")
    assert (await states(town))[-3:] == ["new", "new", "done"]

    arrived.set()
    await settling
    await town.drain()
    assert maria.reads == menu.MENU_HALF_TOLD
    assert ivan.reads == menu.MENU


async def test_a_turn_that_fails_is_tried_again(town: Town, receiver: Receiver) -> None:
    receiver.failures["a"] = [RuntimeError("bug"), RuntimeError("bug")]
    await town.inbox.hear([heard(town, "1", text="a"), heard(town, "2", text="b")])
    await town.drain()

    assert receiver.heard == ["a", "a", "a", "b"]
    assert town.person(id=5).heard == []
    assert await states(town) == ["done", "done"]


async def test_a_turn_that_fails_and_fails_is_given_up_with_an_apology(town: Town, receiver: Receiver) -> None:
    receiver.failures["a"] = [RuntimeError("bug") for _ in range(100)]
    maria = town.person(id=5)
    await town.inbox.hear([heard(town, "1", text="a"), heard(town, "2", text="b")])
    await town.drain()

    assert receiver.heard == ["a", "a", "a", "b"]
    assert maria.reads == shared.APOLOGY
    assert maria.labels == [shared.MENU]
    assert await states(town) == ["parked", "done"]
    async with town.database.reading() as books:
        assert await books.settings.get("heard a") is None  # nothing of the failed turns is kept


async def test_restarts_do_not_make_the_tries_endless(town: Town, receiver: Receiver) -> None:
    receiver.failures["a"] = [RuntimeError("bug") for _ in range(100)]
    await town.inbox.hear([heard(town, "1", text="a")])
    (row,) = await _waiting(town)
    async with town.database.writing() as books:
        await books.inbox.start(row)
        await books.inbox.start(row)
    town._start()
    await town.drain()

    assert receiver.heard == ["a"]
    assert await states(town) == ["parked"]


async def _waiting(town: Town) -> list[Update]:
    async with town.database.reading() as books:
        return [row.update for row in await books.inbox.waiting([town.messenger().account], after_id=0, limit=9)]


async def test_even_a_failing_apology_does_not_stop_the_chat(
    town: Town, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr(dispatcher, "answer", fail)
    receiver.failures["a"] = [RuntimeError("bug") for _ in range(3)]
    await town.inbox.hear([heard(town, "1", text="a"), heard(town, "2", text="b")])
    await town.drain()

    assert receiver.heard[-1] == "b"
    assert await states(town) == ["parked", "done"]


async def test_a_refused_turn_is_undone_and_says_why(town: Town, receiver: Receiver) -> None:
    receiver.failures["a"] = [TurnRefused("Так нельзя.", shared.MENU_ROWS)]
    maria = town.person(id=5)
    await town.inbox.hear([heard(town, "1", text="a")])
    await town.drain()

    assert maria.reads == "Так нельзя."
    async with town.database.reading() as books:  # nobody knew them, and that stays so
        assert await books.people.by_external(maria.messenger.account, maria.id) is None
    assert receiver.heard == ["a"]
    assert await states(town) == ["done"]
    async with town.database.reading() as books:
        assert await books.settings.get("heard a") is None


async def test_a_flood_is_answered_politely_and_loses_nothing_of_the_talk(sqlite_town: Town) -> None:
    town = sqlite_town
    maria, ivan = town.person(), town.person()
    await maria.says("/found")
    await maria.says("Ивановка")
    before = len(maria.heard)
    flood = [heard(town, f"f{number}", chat=maria.id, text="ааа") for number in range(100)]
    await town.inbox.hear([*flood, heard(town, "i", chat=ivan.id)])
    await town.drain()

    fresh = [prompt.text.plain for prompt in maria.heard[before:]]
    assert fresh.count(shared.TOO_FAST) == 1
    assert len(fresh) <= BACKLOG + 1
    assert ivan.reads == menu.MENU
    assert set(await states(town)) == {"done"}
    await maria.says("Ивановская область")
    assert maria.reads.startswith(str(founding.FORM)[:10])


async def test_what_happens_to_a_group_is_never_let_go(town: Town, receiver: Receiver) -> None:
    account = town.messenger().account
    await town.inbox.hear(
        [
            GroupChanged(account=account, event_id=str(n), group=-7, at=town.time, what="renamed", title=str(n))
            for n in range(BACKLOG * 2)
        ]
    )
    await town.drain()

    assert receiver.heard == ["group"] * BACKLOG * 2


@pytest.mark.parametrize("when", ["before", "at", "after"])
async def test_wherever_the_database_goes_away_nothing_is_lost(
    moody_town: Town, moody: MoodyDatabase, when: Literal["before", "at", "after"]
) -> None:
    """The n-th writing fails, for every n until a run comes through without a failure."""
    town = moody_town
    for n in range(1, 100):
        moody.countdown, moody.when = n, when
        maria = town.person()
        batch = [heard(town, f"{n}/{number}", chat=maria.id) for number in range(2)]
        await _tell_until_stored(town, batch)
        await settle_somehow(town)

        assert [prompt.text.plain for prompt in maria.heard] == [menu.MENU, menu.MENU], n
        if moody.countdown > 0:
            break
    else:
        raise AssertionError("there was no end to the failures")


async def _tell_until_stored(town: Town, batch: list[IncomingMessage]) -> None:
    """A messenger tells an event again until it is confirmed."""
    for _ in range(3):
        try:
            await town.inbox.hear(batch)
        except Exception:  # noqa: BLE001, S112 - whatever it is, it was not confirmed
            continue
        return


async def test_a_full_disk_confirms_nothing_and_loses_nothing(sqlite_town: Town) -> None:
    town = sqlite_town
    maria = town.person(id=5)
    async with town.database.writing() as books:
        pages = (await books.connection.execute(sa.text("PRAGMA page_count"))).scalar_one()
        await books.connection.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
    long = heard(town, "1", text="Меню" + " " * 100_000)
    with pytest.raises(Exception, match="disk is full"):
        await town.inbox.hear([long])

    async with town.database.writing() as books:
        await books.connection.execute(sa.text("PRAGMA max_page_count = 1000000"))
    await town.inbox.hear([long])
    await town.drain()
    assert maria.reads == menu.MENU


async def test_running_it_waits_out_a_database_that_is_away(moody_town: Town, moody: MoodyDatabase) -> None:
    town, maria = moody_town, moody_town.person(id=5)
    await town.inbox.hear([heard(town, "1")])
    moody.away = True
    running = asyncio.create_task(town.inbox.run())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not running.done()

    moody.away = False
    await until(town, lambda now: now == ["done"])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await town.drain()
    assert maria.reads == menu.MENU


async def test_a_press_is_acknowledged_when_it_is_stored(town: Town) -> None:
    pressed = replace(heard(town, "1", text=""), press="menu", press_id="p1")
    await town.inbox.hear([pressed])
    await town.drain()

    assert town.messenger().acknowledged == ["p1"]


def test_the_fake_is_a_messenger(sqlite_town: Town) -> None:
    messenger: Messenger = sqlite_town.messenger()
    assert messenger.kind == "telegram"

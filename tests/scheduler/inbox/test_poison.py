"""What kills the process is given up after three starts, what cannot be stored is confirmed; all else goes on."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.messengers.telegram.messenger import TelegramMessenger
from bot.messengers.vk.clients import Clients
from bot.messengers.vk.hearing import EVENTS, Hearing
from handlers import dispatcher
from handlers.texts.turn import menu, shared
from scheduler.inbox.reader import TRIES
from storage.database import Database
from storage.messaging.inbox import Inbox
from storage.sql.errors import Unavailable
from storage.tables import inbox
from talk.updates import AccountId, GroupChanged, IncomingMessage, RemoteFile, Unstorable
from tests.people import START, Town
from tests.scheduler.conftest import heard, states

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.books import Books

# A process that is killed again and again.


class Deadly:
    """Turns with this text never end: whoever waits for them is killed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.reached = asyncio.Event()
        dispatch = dispatcher.dispatch

        async def poisoned(books: Books, update: IncomingMessage, **more: Any) -> None:
            self.begun.append(update.text)
            if update.text == "яд":
                self.reached.set()
                await asyncio.Event().wait()
            await dispatch(books, update, **more)

        monkeypatch.setattr(dispatcher, "dispatch", poisoned)


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> Deadly:
    return Deadly(monkeypatch)


async def life(town: Town, deadly: Deadly, *, killed: bool = True) -> None:
    """From the start of the process until it ends in the middle of the turn; of a kill nothing is tidied up."""
    deadly.reached.clear()
    town._start()
    town.inbox.pauses = (0.0, 0.0)
    if killed:
        town.inbox._starts.give_back = _nothing  # type: ignore[method-assign]  # whoever is killed writes nothing more
    running = asyncio.create_task(town.inbox.run())
    await deadly.reached.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def _nothing() -> None:
    """Is done."""


async def test_a_polite_stop_in_the_middle_of_a_turn_is_no_start(town: Town, deadly: Deadly) -> None:
    """Three quick restarts while a long file is read."""
    town.person(id=5)
    town.inbox.leave(town.messenger().account)
    await town.inbox.hear([heard(town, "1", chat=5, text="яд")])
    for _ in range(TRIES + 2):
        await life(town, deadly, killed=False)
    assert await states(town) == ["new"]
    for _ in range(TRIES - 1):
        await life(town, deadly)
    await life(town, deadly, killed=False)
    assert await states(town) == ["new"], "a stop gives back its own start alone"
    await life(town, deadly)
    town._start()
    await town.drain()
    assert deadly.begun.count("яд") == 2 * TRIES + 3
    assert await states(town) == ["parked"]


async def test_what_kills_the_process_three_times_is_parked_and_the_rest_goes_on(town: Town, deadly: Deadly) -> None:
    maria, ivan = town.person(id=5), town.person(id=6)
    town.inbox.leave(town.messenger().account)
    batch = [heard(town, "1", chat=5, text="яд"), heard(town, "2", chat=5), heard(town, "3", chat=6)]
    await town.inbox.hear(batch)
    for _ in range(TRIES):
        await life(town, deadly)
    town._start()
    await town.drain()

    assert deadly.begun.count("яд") == TRIES
    assert await states(town) == ["parked", "done", "done"]
    assert maria.saw(shared.APOLOGY)
    assert maria.reads == menu.MENU
    assert ivan.reads == menu.MENU
    async with town.database.reading() as books:
        [parked] = await books.inbox.parked(9)
    assert (parked.kind, parked.starts) == ("heard", TRIES)


async def test_whoever_was_beside_it_is_not_given_up_with_it(town: Town, deadly: Deadly) -> None:
    """What was begun and not ended is begun again one at a time."""
    others = [heard(town, f"o{number}", chat=10 + number) for number in range(5)]
    town.inbox.leave(town.messenger().account)
    await town.inbox.hear([*others, heard(town, "1", chat=5, text="яд")])
    async with town.database.writing() as books:
        for other in others:  # as if they had been in the middle of their turns
            await books.inbox.start(other)
    for _ in range(TRIES):
        await life(town, deadly)
    town._start()
    await town.drain()

    assert await states(town) == ["done"] * 5 + ["parked"]


async def test_a_process_that_one_message_kills_lives_in_the_end(database_url: str) -> None:
    """Truly killed, the first time while the message is being stored; its messenger tells it again each time."""
    lives = []
    for number in range(TRIES + 3):
        command = ["-m", "tests.scheduler.inbox.deadly_life", database_url, *(["careful"] if number else [])]
        process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
        said, _ = await process.communicate()
        lives.append(process.returncode)
        if process.returncode == 0:
            break

    killed = lives.count(-signal.SIGKILL)
    assert lives[-1] == 0
    assert len(lives) == killed + 1
    assert TRIES <= killed <= TRIES + 1
    apology, _ = map(int, said.split()[-2:])
    assert apology >= 1
    database = await Database.open(database_url)
    async with database.reading() as books:
        found = {row.event_id: row.state for row in await books.connection.execute(sa.select(inbox))}
    await database.close()
    assert found == {"1": "parked", "2": "done"}


async def test_after_a_kill_nothing_begins_before_it_is_stored(sqlite_town: Town, deadly: Deadly) -> None:
    """Otherwise what kills the process while it is being stored would come again and again, and nobody would know."""
    town = sqlite_town
    account = town.messenger().account
    await town.drain()
    town.inbox.serve(account, careful=True)
    await town.drain()
    await town.inbox.hear([heard(town, "1", text="слово")])

    assert deadly.begun == [], "it is stored, and nobody has had a turn since"
    await town.drain()
    assert deadly.begun == ["слово"]
    assert await states(town) == ["done"]


async def test_a_database_that_goes_away_is_no_start(sqlite_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town = sqlite_town
    failures = [TRIES * 3]

    async def trouble(books: Books, update: IncomingMessage, **more: Any) -> None:
        del books, update, more
        if failures[0]:
            failures[0] -= 1
            raise Unavailable("away")

    monkeypatch.setattr(dispatcher, "dispatch", trouble)
    town.inbox.leave(town.messenger().account)
    await town.inbox.hear([heard(town, "1")])
    town.inbox.serve(town.messenger().account)
    await town.drain()

    assert await states(town) == ["done"]


# What cannot be stored.


async def test_what_cannot_be_stored_is_a_stub_and_everything_else_is_heard(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Inbox.store
    maria, ivan = town.person(id=5), town.person(id=6)

    async def refused(books: Inbox, updates: Sequence[Any], **more: Any) -> Any:
        if any(update.event_id == "2" for update in updates):
            await books._connection.execute(sa.select(sa.literal(2**70, sa.BigInteger)))  # as the driver refuses it
        return await store(books, updates, **more)

    monkeypatch.setattr(Inbox, "store", refused)
    batch = [heard(town, "1", chat=5), heard(town, "2", chat=5), heard(town, "3", chat=6)]
    await town.inbox.hear(batch)
    await town.inbox.hear(batch)
    await town.drain()

    assert await states(town) == ["done", "parked", "done"]
    assert maria.reads == ivan.reads == menu.MENU
    async with town.database.reading() as books:
        [parked] = await books.inbox.parked(9)
    assert parked.kind == "unstorable"
    town._start()
    town.time += timedelta(days=4)
    await town.drain()
    async with town.database.writing() as books:
        await books.inbox.delete_before(town.time, limit=9)
    assert await states(town) == []


@pytest.mark.parametrize("text", ["а\0б", "а\ud83dб", "а\ufffeб", "а\U0001ffffб"], ids=ascii)
async def test_words_that_no_database_keeps_are_cleaned_at_the_edge(town: Town, text: str) -> None:
    maria = town.person(id=5)
    file = RemoteFile(ref=text, name=text, kind="file")
    await town.hears(
        IncomingMessage(
            account=town.messenger().account, event_id=text, chat=5, user=5, at=START, text=text, files=(file,)
        )
    )
    await maria.starts(f"colleague_{text}")
    await maria.starts(f"co_{text}")
    await maria.forges(text)

    assert set(await states(town)) == {"done"}
    async with town.database.reading() as books:
        assert [row async for row in await books.connection.stream(sa.select(inbox.c.event_id))]


def test_a_number_beyond_64_bits_is_nobody() -> None:
    for chat, user in ((2**63, 5), (5, -(2**70))):
        with pytest.raises(Unstorable):
            IncomingMessage(account=AccountId(1), event_id="1", at=START, chat=chat, user=user)
    with pytest.raises(Unstorable):
        GroupChanged(account=AccountId(1), event_id="1", at=START, group=2**63, what="added")
    assert RemoteFile(ref="a", size=2**63).size is None


# Any JSON, in the shapes of both messengers.

TEXT = st.text(st.characters(exclude_categories=()), max_size=8) | st.sampled_from(
    ["\0", "\ud83d", "/start \0", "\uffff"]
)
NUMBER = st.sampled_from([5, 9, 2**31, 2**53, 2**63 - 1, 2**63, 2**70, -1, -(2**63), 0])
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def telegram_updates() -> st.SearchStrategy[dict[str, Any]]:
    user = st.fixed_dictionaries({"id": NUMBER, "is_bot": st.just(False), "first_name": TEXT})
    private = st.fixed_dictionaries({"id": NUMBER, "type": st.just("private"), "first_name": TEXT})
    group = st.fixed_dictionaries({"id": NUMBER, "type": st.just("supergroup"), "title": TEXT})
    document = st.fixed_dictionaries(
        {"file_id": TEXT, "file_unique_id": TEXT}, optional={"file_name": TEXT, "file_size": NUMBER, "mime_type": TEXT}
    )
    more: dict[Any, st.SearchStrategy[Any]] = {
        "text": TEXT,
        "caption": TEXT,
        "document": document,
        "media_group_id": TEXT,
        "new_chat_title": TEXT,
        "migrate_to_chat_id": NUMBER,
        "location": st.fixed_dictionaries({"latitude": st.floats(), "longitude": st.floats()}),
        "contact": st.fixed_dictionaries({"phone_number": TEXT, "first_name": TEXT, "user_id": NUMBER}),
    }

    def message(chat: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        always = {"message_id": NUMBER, "date": NUMBER, "chat": chat, "from": user}
        return st.fixed_dictionaries(always, optional=more)

    press = {"id": TEXT, "from": user, "chat_instance": TEXT, "data": TEXT, "message": message(private)}
    said = {"message": message(private | group), "channel_post": message(group), "my_chat_member": JSON}
    return st.fixed_dictionaries({}, optional=said) | st.fixed_dictionaries(
        {"callback_query": st.fixed_dictionaries(press)}
    )


def vk_events() -> st.SearchStrategy[dict[str, Any]]:
    attachment = st.fixed_dictionaries({"type": st.sampled_from(["photo", "doc"]), "photo": JSON, "doc": JSON}) | JSON
    message = st.fixed_dictionaries(
        {"from_id": NUMBER, "peer_id": NUMBER, "text": TEXT},
        optional={
            "date": NUMBER,
            "payload": JSON,
            "ref": TEXT,
            "attachments": st.lists(attachment, max_size=2),
            "geo": st.fixed_dictionaries({"coordinates": JSON}),
        },
    ).map(lambda message: message | {"peer_id": message["from_id"]})
    what = st.fixed_dictionaries({"message": message}) | st.fixed_dictionaries(
        {"user_id": NUMBER}, optional={"peer_id": NUMBER, "event_id": TEXT, "payload": JSON, "changes": JSON}
    )
    return st.fixed_dictionaries(
        {"type": st.sampled_from(EVENTS), "group_id": st.just(5), "object": what | JSON}, optional={"event_id": JSON}
    )


def some(strategy: st.SearchStrategy[dict[str, Any]], many: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    @settings(max_examples=many, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(one: dict[str, Any]) -> None:
        found.append(one)

    collect()
    return found


async def test_any_update_of_telegram_is_confirmed(database: Database) -> None:
    town = await Town.found(database, "telegram")
    messenger = TelegramMessenger(
        account=town.messenger().account,
        token="123456:" + "a" * 35,
        pictures=no_picture,
    )
    for number, update in enumerate(some(telegram_updates(), 300), 1):
        said = json.loads(json.dumps(update | {"update_id": number}))
        for _ in range(2):
            await messenger._hear([said], town.inbox.hear)
    await everything_is_dealt_with(town)


async def no_picture(_: object) -> bytes:
    raise AssertionError("nobody asked for it")


async def test_any_event_of_vk_is_confirmed(database: Database) -> None:
    town = await Town.found(database, "vk")
    hearing = Hearing(town.messenger().account, 5, Clients(), lambda: START)
    for event in some(vk_events(), 300):
        for _ in range(2):
            await town.inbox.hear(hearing.understand([json.loads(json.dumps(event))]))
    await everything_is_dealt_with(town)


async def everything_is_dealt_with(town: Town) -> None:
    """Also by the next life of the program; nothing of it had to be given up."""
    assert len(await states(town)) > 20, "the property is about nothing"
    await town.drain()
    town._start()
    await town.drain()
    assert set(await states(town)) == {"done"}

"""What a talk leaves in a chat of the real adapter: an event of five questions, ticks that come within an instant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.messengers.telegram.messenger import TelegramMessenger
from handlers.texts.plan import planning as texts
from handlers.texts.turn.dialogue import PHRASES
from handlers.turn.accounts import AccountDirectory
from scheduler.clock import Clock
from scheduler.delivery.sender import Delivery
from scheduler.inbox.reader import Inbox
from storage.database import Database
from storage.tables import inbox as inbox_table
from storage.tables import outbox
from talk.updates import AccountId
from tests.messengers.telegram.conftest import TOKEN, Make
from tests.patience import PATIENCE
from tests.servers.telegram import Person, TelegramServer
from tests.servers.telegram.messages import Message
from tests.storage.libraries import namesakes

pytestmark = pytest.mark.usefixtures("strangers")

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Chat:
    """Мария's, with the whole program behind the bot."""

    database: Database
    server: TelegramServer
    maria: Person
    account: int

    async def does(self, *answers: str) -> None:
        """Press the last message's button that begins so, or write the words; then wait until all is answered."""
        for answer in answers:
            labels = [label for row in self.maria.last.buttons for label in row] if self.maria.saw else []
            label = next((one for one in labels if one.startswith(answer)), None)
            if label is None:
                await self.maria.sends(answer)
            else:
                await self.maria.presses(label, on=self.maria.last)
            await self.quiet()

    async def quiet(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self._busy():
                pass

    async def _busy(self) -> bool:
        bot = next(iter(self.server.world.bots.values()))
        await asyncio.sleep(0.05)
        if bot.pending:
            return True
        async with self.database.reading() as books:
            heard = sa.select(sa.func.count()).select_from(inbox_table).where(inbox_table.c.state == "new")
            left = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state.in_(["waiting", "sending"]))
            counts = [(await books.connection.execute(query)).scalar_one() for query in (heard, left)]
        return any(counts)

    @property
    def asking(self) -> list[Message]:
        """Messages with buttons of a talk."""
        return [
            message
            for message in self.maria.saw
            if any(str(button.get("callback_data", "")).startswith("~") for button in _buttons(message))
        ]


def _buttons(message: Message) -> list[dict[str, object]]:
    return [button for row in (message.markup or {}).get("inline_keyboard", []) for button in row]


@pytest.fixture
async def chat(sqlite_url: str, server: TelegramServer, maria: Person, make: Make) -> AsyncIterator[Chat]:
    database = await Database.open(sqlite_url)
    clock = Clock(wall=lambda: NOW)
    async with database.writing() as books:
        account = await books.accounts.ensure("telegram", int(TOKEN.partition(":")[0]), at=NOW)
    messenger: TelegramMessenger = make(account=AccountId(account.id), clock=clock.now)
    messengers = {account.id: messenger}
    inbox = Inbox(database, messengers, AccountDirectory(messengers=messengers), clock)
    inbox.serve(account.id)
    delivery = Delivery(database, messenger, clock)
    running = [asyncio.create_task(one) for one in (messenger.listen(inbox.hear), inbox.run(), delivery.run())]
    chat = Chat(database, server, maria, account.id)
    await maria.command("/start")
    await server.wait_for(lambda: maria.saw)
    await maria.sends("Хорошо")
    await server.wait_for(lambda: len(maria.saw) >= 2)
    async with database.writing() as books:
        founded = await namesakes.alliance(books, "Никольское", "nikolskoe")
        library = await namesakes.library(books, founded.id, "Никольская библиотека")
        person = await books.people.by_external(account.id, maria.id)
        assert person is not None
        await books.librarians.add(library.id, person.id, at=NOW)
        await namesakes.settled(books, library.id, account.id, NOW)
    await chat.quiet()
    yield chat
    for one in running:
        one.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await database.close()


async def test_an_event_of_five_questions_leaves_a_line_for_each_answer_and_no_dead_button(chat: Chat) -> None:
    before = len(chat.maria.saw)
    await chat.does("/event", "День села", PHRASES.later, "5", "15:00", "в библиотеке", texts.MORE_NO)
    await chat.does(PHRASES.all_right, texts.ANNOUNCE)
    left = chat.maria.saw[before:]
    assert "Объявлено: «День села»" in left[-1].text
    assert chat.asking == []
    assert len(left) == 7


async def test_three_ticks_within_an_instant_all_count_in_one_message(chat: Chat) -> None:
    await chat.does("/event", "День села", "5 декабря в 15:00", "в библиотеке", texts.MORE_YES, "Встреча", "2 часа")
    while PHRASES.done not in (labels := [label for row in chat.maria.last.buttons for label in row]):
        await chat.does(PHRASES.skip)
    question, before = chat.maria.last, len(chat.maria.saw)
    for label in labels[:3]:
        data = next(str(b["callback_data"]) for b in _buttons(question) if b["text"] == label)
        await chat.maria.presses_data(data, on=question)
    await chat.quiet()
    assert len(chat.maria.saw) == before
    assert [row[0] for row in chat.maria.last.buttons[:3]] == [PHRASES.ticked(label) for label in labels[:3]]

"""A document goes up as a message of its own before the words; whatever becomes of it, the words arrive."""

from __future__ import annotations

import pytest

from bot.messengers.telegram.messenger import TelegramMessenger
from talk.messenger import Later, SendTicket, Sent, Tell
from talk.prompt import Button, Prompt
from talk.rich import rich
from talk.updates import DocumentId
from tests.messengers.telegram.conftest import Make
from tests.servers import faults
from tests.servers.telegram import Person, TelegramServer

PLAN = b"PK\x03\x04 a table"
ROWS = ((Button(label="Меню", press="menu"),),)


async def paper(number: DocumentId) -> tuple[str, bytes]:
    """Paper 404 has been sent and forgotten."""
    if number == 404:
        raise LookupError(number)
    return "План Никольское.xlsx", PLAN


@pytest.fixture
def writer(make: Make) -> TelegramMessenger:
    return make(documents=paper)


async def tell(messenger: TelegramMessenger, person: Person, number: int = 1, *, key: int = 1) -> Sent:
    prompt = Prompt(text=rich("Готово"), rows=ROWS, paper=DocumentId(number))
    done = await messenger.perform(Tell(chat=person.id, prompt=prompt), key=key, ticket=SendTicket())
    assert isinstance(done, Sent)
    return done


async def test_a_document_comes_under_its_name_before_the_words(writer: TelegramMessenger, maria: Person) -> None:
    await maria.command("/start")
    sent = await tell(writer, maria)

    file, words = maria.saw[-2:]
    assert file.document is not None
    assert file.document["file_name"] == "План Никольское.xlsx"
    assert maria.file(file.document["file_id"]) == PLAN
    assert (words.text, words.buttons) == ("Готово", [["Меню"]])
    assert len(sent.refs) == 2


async def test_a_document_that_has_arrived_is_not_sent_again(
    server: TelegramServer, writer: TelegramMessenger, maria: Person
) -> None:
    await maria.command("/start")
    server.faults.next("sendMessage", faults.retry_after(1))
    with pytest.raises(Later):
        await tell(writer, maria)
    await tell(writer, maria)

    assert len([message for message in maria.saw if message.document]) == 1


async def test_of_a_document_that_is_gone_the_words_remain(writer: TelegramMessenger, maria: Person) -> None:
    await maria.command("/start")
    await tell(writer, maria, 404)

    assert maria.last.text == "Готово"
    assert not [message for message in maria.saw if message.document]

"""A document is attached to the words; whatever becomes of it, the words arrive."""

from __future__ import annotations

import pytest

from bot.messengers.vk.messenger import VkMessenger
from talk.messenger import SendTicket, Sent, Tell
from talk.prompt import Button, Prompt
from talk.rich import rich
from talk.updates import DocumentId
from tests.messengers.vk.conftest import Make
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

PLAN = b"PK\x03\x04 a table"
NAME = "План Никольское.xlsx"
ROWS = ((Button(label="Меню", press="menu"),),)


async def paper(number: DocumentId) -> tuple[str, bytes]:
    """Paper 404 has been sent and forgotten."""
    if number == 404:
        raise LookupError(number)
    return NAME, PLAN


@pytest.fixture
def writer(make: Make) -> VkMessenger:
    return make(documents=paper)


async def tell(messenger: VkMessenger, person: Person, number: int = 1) -> None:
    prompt = Prompt(text=rich("Готово"), rows=ROWS, paper=DocumentId(number))
    assert isinstance(await messenger.perform(Tell(chat=person.id, prompt=prompt), key=1, ticket=SendTicket()), Sent)


async def test_a_document_is_attached_to_the_words(writer: VkMessenger, community: Community, maria: Person) -> None:
    await tell(writer, maria)

    [message] = maria.saw(community)
    assert (message.text, message.documents) == ("Готово", {NAME: PLAN})
    assert message.buttons == [["Меню"]]


@pytest.mark.parametrize("method", ["docs.getMessagesUploadServer", "docs.save"])
async def test_without_the_right_to_send_documents_the_words_remain(
    vk: VkServer, writer: VkMessenger, community: Community, maria: Person, method: str
) -> None:
    vk.fails(method, 15)
    await tell(writer, maria)

    [message] = maria.saw(community)
    assert (message.text, message.documents) == ("Готово", {})


async def test_of_a_document_that_is_gone_the_words_remain(
    writer: VkMessenger, community: Community, maria: Person
) -> None:
    await tell(writer, maria, 404)

    assert [message.documents for message in maria.saw(community)] == [{}]

"""Every message that a send takes waits for its turn by the ticket of that send."""

from __future__ import annotations

from bot.messengers.telegram.api import PACED
from bot.messengers.telegram.messenger import TelegramMessenger
from talk.messenger import Action, Publish, Revise, Sent, Tell
from talk.prompt import Post, Prompt, Section, ShownPicture
from talk.rich import rich
from talk.updates import PictureId
from tests.messengers.tickets import Counted
from tests.servers.telegram import Bot, Person, TelegramServer

PACED_NAMES = {method.__api_method__ for method in PACED}
PICTURES = (ShownPicture(id=PictureId(1)), ShownPicture(id=PictureId(2)))


async def perform(
    server: TelegramServer, messenger: TelegramMessenger, action: Action, key: int, *, calls: int
) -> tuple[str, ...]:
    counted, before = Counted(), len(server.calls)
    done = await messenger.perform(action, key, counted.ticket)
    assert counted.calls == calls == len([call for call in server.calls[before:] if call.method in PACED_NAMES])
    assert counted.ticket.left
    assert isinstance(done, Sent)
    return done.refs


def post(text: str, *pictures: ShownPicture) -> Post:
    return Post(section=Section.PLANS, text=rich(text), pictures=pictures)


async def test_a_message_of_several_parts_and_one_in_its_place(
    server: TelegramServer, messenger: TelegramMessenger, maria: Person
) -> None:
    await maria.command("/start")
    long = Prompt(text=rich("Слово " * 1000), pictures=PICTURES)
    refs = await perform(server, messenger, Tell(chat=maria.id, prompt=long), 1, calls=3)
    edit = Tell(chat=maria.id, prompt=Prompt(text=rich("Два")), replaces=refs[0])
    await perform(server, messenger, edit, 2, calls=1)


async def test_a_post_and_its_changes(server: TelegramServer, messenger: TelegramMessenger, account: Bot) -> None:
    group = server.group("Библиотеки Александровок")
    await group.adds_bot(account)
    refs = await perform(server, messenger, Publish(group=group.id, post=post("Ёлка", *PICTURES)), 1, calls=1)
    change = Revise(group=group.id, post=post("Ёлка переехала", *PICTURES), changes=rich("Место"), refs=refs)
    await perform(server, messenger, change, 2, calls=1)  # the other photograph stays as it is

"""Every call that a send takes waits for its turn by the ticket of that send."""

from __future__ import annotations

import pytest

from bot.messengers.vk.messenger import VkMessenger
from talk.asker import Known
from talk.messenger import Action, InspectGroup, Publish, Revise, Sent, Tell
from talk.prompt import Post, Prompt, Section, ShownPicture
from talk.rich import rich
from talk.updates import DocumentId, PictureId
from tests.messengers.tickets import Counted
from tests.messengers.vk.conftest import Make
from tests.messengers.vk.ears import picture
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

PICTURES = (ShownPicture(id=PictureId(1)), ShownPicture(id=PictureId(2)))
POST = Post(section=Section.PLANS, text=rich("Слово " * 4000), pictures=PICTURES)
"""What does not fit follows in a comment."""
SHORT = Post(section=Section.PLANS, text=rich("Ёлка"), pictures=PICTURES)
LATER = Post(section=Section.PLANS, text=rich("Ёлка переехала"), pictures=PICTURES)


async def paper(_: DocumentId) -> tuple[str, bytes]:
    return "План.xlsx", b"PK\x03\x04 a table"


async def picture_of_its_own(number: PictureId) -> bytes:
    """What is the same is uploaded once."""
    return picture(64 + number)


async def perform(vk: VkServer, messenger: VkMessenger, action: Action, key: int, *, at_least: int) -> tuple[str, ...]:
    """The refs, where there are any."""
    counted, before = Counted(), len(vk.calls)
    done = await messenger.perform(action, key, counted.ticket)
    assert counted.calls == len(vk.calls) - before >= at_least
    assert counted.ticket.left
    return done.refs if isinstance(done, Sent) else ()


async def test_a_message_with_all_that_comes_with_it(vk: VkServer, make: Make, maria: Person) -> None:
    messenger = make(documents=paper, pictures=picture_of_its_own)
    prompt = Prompt(text=rich("Слово " * 1000), pictures=PICTURES, paper=DocumentId(1))
    await perform(vk, messenger, Tell(chat=maria.id, prompt=prompt), 1, at_least=8)
    refs = await perform(vk, messenger, Tell(chat=maria.id, prompt=Prompt(text=rich("Раз"))), 2, at_least=1)
    edit = Tell(chat=maria.id, prompt=Prompt(text=rich("Два")), replaces=refs[0])
    await perform(vk, messenger, edit, 3, at_least=1)


async def test_the_same_to_many(vk: VkServer, make: Make, maria: Person) -> None:
    messenger, counted = make(pictures=picture_of_its_own), Counted()
    await messenger.tell_many([maria.id], Prompt(text=rich("Ёлка"), pictures=PICTURES), 1, counted.ticket)
    assert counted.calls == len(vk.calls) >= 5


@pytest.mark.parametrize("user_token", [None, "hers"])
async def test_a_post_and_its_changes(vk: VkServer, make: Make, community: Community, user_token: str | None) -> None:
    vk.add_user_key(community.founder, "hers")
    await perform(vk, _fresh(make, user_token), Publish(group=community.id, post=POST), 1, at_least=4)
    refs = await perform(vk, _fresh(make, user_token), Publish(group=community.id, post=SHORT), 2, at_least=3)
    change = Revise(group=community.id, post=LATER, changes=rich("Место"), refs=refs)
    await perform(vk, _fresh(make, user_token), change, 3, at_least=4)


def _fresh(make: Make, user_token: str | None) -> VkMessenger:
    """One that has uploaded nothing yet."""
    return make(user_token=user_token, pictures=picture_of_its_own)


async def test_a_look_at_the_community(
    vk: VkServer, messenger: VkMessenger, community: Community, maria: Person
) -> None:
    await perform(vk, messenger, InspectGroup(group=community.id, asked_by=Known(id=maria.id)), 1, at_least=3)

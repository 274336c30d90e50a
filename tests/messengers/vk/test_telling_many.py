"""One text for many people in VK: once to everybody, whatever became of the call, and urgent calls go first."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

import pytest

from bot.messengers.vk.api import Calls, Key
from bot.messengers.vk.messenger import VkMessenger
from talk.messenger import BULK, INTERACTIVE, Later, SendTicket, Sent, Tell, Uncertain
from talk.prompt import Prompt
from talk.rich import rich
from tests.messengers.vk.conftest import Make
from tests.servers import faults
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

SHORT = Prompt(text=rich("Завтра ёлка"))
LONG = Prompt(text=rich("\n\n".join(f"{number}. " + "Читаем вслух. " * 20 for number in range(30))))
PARTS = 3


@pytest.fixture
def crowd(vk: VkServer, community: Community) -> list[Person]:
    """Those who have allowed the community to write to them."""
    people = [vk.person(f"Читатель {number}") for number in range(20)]
    for person in people:
        person.allows(community)
    return people


def numbers(people: list[Person]) -> list[int]:
    return [person.id for person in people]


async def test_a_call_that_was_lost_after_it_was_done_reaches_everybody_once(
    vk: VkServer, make: Make, community: Community, crowd: list[Person]
) -> None:
    vk.faults.next("messages.send", faults.lost_answer())
    with pytest.raises(Uncertain):
        await make(timeouts=(1, 0.3)).tell_many(numbers(crowd), SHORT, 7, SendTicket())
    results = await make().tell_many(
        numbers(crowd), SHORT, 7, SendTicket()
    )  # another process, the same row of the outbox

    for person in crowd:
        [message] = person.saw(community)
        assert results[person.id] == Sent(refs=(str(message.cmid),))


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("fault", [faults.lost_answer(), faults.hang(), faults.html_error(502, done=True)])
async def test_a_crash_between_the_parts_repeats_none_of_them(  # noqa: PLR0917 - fixtures
    vk: VkServer, make: Make, community: Community, crowd: list[Person], part: int, fault: faults.Fault
) -> None:
    sends = [faults.slow(0) for _ in range(part)]
    vk.faults.next("messages.send", *sends, fault)
    with pytest.raises(Uncertain):
        await make(timeouts=(1, 0.3)).tell_many(numbers(crowd), LONG, 7, SendTicket())
    results = await make().tell_many(numbers(crowd), LONG, 7, SendTicket())

    for person in crowd:
        messages = person.saw(community)
        assert len(messages) == PARTS
        assert results[person.id] == Sent(refs=tuple(str(message.cmid) for message in messages))


async def test_a_crowd_and_one_person_never_share_a_number(
    messenger: VkMessenger, community: Community, crowd: list[Person]
) -> None:
    """The call of row 7 and the single message of row 7 are different deeds."""
    await messenger.tell_many(numbers(crowd[:1]), SHORT, 7, SendTicket())
    await messenger.perform(Tell(chat=crowd[0].id, prompt=SHORT), 7, SendTicket())
    assert len({message.random_id for message in crowd[0].saw(community)}) == 2


def answer(*items: Mapping[str, object]) -> faults.Fault:
    return faults.reply(json.dumps({"response": items}))


async def test_it_counts_as_sent_only_when_everybody_has_a_number(
    vk: VkServer, messenger: VkMessenger, crowd: list[Person]
) -> None:
    one, two = numbers(crowd[:2])
    told = {"peer_id": one, "message_id": 1, "conversation_message_id": 1}
    vk.faults.next("messages.send", answer(told), answer(told, {"peer_id": two, "message_id": 0}))
    for _ in range(2):
        with pytest.raises(Uncertain):
            await messenger.tell_many([one, two], SHORT, 7, SendTicket())
    results = await messenger.tell_many([one, two], SHORT, 7, SendTicket())
    assert all(isinstance(results[chat], Sent) for chat in (one, two))


async def test_a_long_text_is_sent_only_when_its_last_part_has_a_number(
    vk: VkServer, messenger: VkMessenger, maria: Person
) -> None:
    vk.faults.next("messages.send", *[faults.slow(0)] * (PARTS - 1), answer({"peer_id": maria.id, "message_id": 0}))
    with pytest.raises(Uncertain):
        await messenger.perform(Tell(chat=maria.id, prompt=LONG), 7, SendTicket())
    sent = await messenger.perform(Tell(chat=maria.id, prompt=LONG), 7, SendTicket())
    assert isinstance(sent, Sent)
    assert len(sent.refs) == PARTS


async def test_urgent_calls_pass_those_that_wait_in_their_threads(vk: VkServer, community: Community) -> None:
    key = Key(community.key, url=vk.url, per_second=10)

    async def call(lane: int, name: str) -> None:
        await Calls(key, SendTicket(lane=lane)).call(name)

    bulk = [asyncio.create_task(call(BULK, "groups.getById")) for _ in range(15)]
    await vk.wait_for(lambda: vk.calls)
    await call(INTERACTIVE, "groups.getTokenPermissions")
    await asyncio.gather(*bulk)
    await key.close()

    order = [made.method for made in vk.calls]
    assert order.index("groups.getTokenPermissions") < len(order) - 1 - 3


async def test_closing_calls_off_those_that_wait_for_their_turn(vk: VkServer, community: Community) -> None:
    key = Key(community.key, url=vk.url, per_second=1)
    calls = [asyncio.create_task(key.call("groups.getById")) for _ in range(5)]
    await vk.wait_for(lambda: vk.calls)
    await key.close()
    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert sum(isinstance(outcome, Later) and outcome.everyone for outcome in outcomes) >= 3
    assert len(vk.calls) <= 2

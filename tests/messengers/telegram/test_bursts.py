"""A refusal after a burst to one chat is that chat's; any other one is the bot's."""

from __future__ import annotations

import pytest

from bot.messengers.telegram.bursts import BURST, MINUTE, Bursts
from bot.messengers.telegram.messenger import TelegramMessenger
from talk.messenger import Later, SendTicket, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.servers import faults
from tests.servers.telegram import Person, TelegramServer


def after(*moments: float) -> Bursts:
    """Of these messages to one chat."""
    bursts = Bursts()
    for moment in moments:
        bursts.sends(5, moment)
    return bursts


def test_more_than_a_message_a_second_for_some_seconds_is_a_burst() -> None:
    assert after(0, 0.1, 0.2, 0.3).refused(5, after=3, now=0.4)
    assert not after(0, 0.1, 0.2).refused(5, after=3, now=0.4)
    assert not after(0, 1, 2, 3).refused(5, after=3, now=3.1)


def test_a_burst_to_one_chat_says_nothing_of_another() -> None:
    bursts = after(0, 0.1, 0.2, 0.3)
    bursts.sends(6, 0.4)
    assert not bursts.refused(6, after=3, now=0.5)


def test_a_long_rest_is_the_bots_whatever_was_sent_before() -> None:
    assert not after(0, 0.1, 0.2, 0.3).refused(5, after=MINUTE + 1, now=0.4)


def test_what_is_long_ago_is_forgotten() -> None:
    bursts = after(*range(1000))
    assert len(bursts._sent) == len(bursts._counts) * BURST


async def say(messenger: TelegramMessenger, person: Person, key: int) -> None:
    await messenger.perform(Tell(chat=person.id, prompt=Prompt(text=rich("Слово"))), key=key, ticket=SendTicket())


async def test_who_got_much_at_once_rests_alone(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer
) -> None:
    anna = server.person("Анна")
    for one in (maria, anna):
        await one.command("/start")
    for key in range(BURST):
        await say(messenger, maria, key)
    server.faults.next("sendMessage", faults.retry_after(3))
    with pytest.raises(Later) as flood:
        await say(messenger, maria, 10)
    assert (flood.value.after, flood.value.everyone) == (3.0, False)
    await say(messenger, anna, 11)
    assert messenger._api._pace.share == 1.0, "the pace of all has learnt nothing from it"


async def test_who_got_little_was_refused_for_the_sake_of_all(
    messenger: TelegramMessenger, maria: Person, server: TelegramServer
) -> None:
    await maria.command("/start")
    server.faults.next("sendMessage", faults.retry_after(1))
    with pytest.raises(Later) as flood:
        await say(messenger, maria, 1)
    assert (flood.value.after, flood.value.everyone) == (1.0, True)
    assert messenger._api._pace.share < 1.0

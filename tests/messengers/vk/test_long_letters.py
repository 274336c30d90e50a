"""A text of several messages for many people: what arrived is never said again, whatever became of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.messengers.vk.messenger import VkMessenger
from scheduler.clock import Clock
from scheduler.delivery.sender import Delivery
from storage.database import Database
from storage.messaging.outbox import Putting
from talk.messenger import BULK, Tell
from talk.updates import AccountId
from tests.messengers.vk.conftest import Make
from tests.messengers.vk.test_telling_many import LONG, PARTS
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def crowd(vk: VkServer, community: Community) -> list[Person]:
    people = [vk.person(f"Читатель {number}") for number in range(4)]
    for person in people:
        person.allows(community)
    return people


def second_part(params: Mapping[str, Any]) -> bool:
    return "\n20. " in params["message"] and "\n1. " not in params["message"]


@pytest.mark.parametrize(("code", "reached"), [(9, 4), (10, 4), (914, 3), (901, 3)])
async def test_a_later_part_that_is_refused_repeats_no_earlier_one(  # noqa: PLR0917 - fixtures
    sqlite_url: str, vk: VkServer, make: Make, community: Community, crowd: list[Person], code: int, reached: int
) -> None:
    """Flood control, a trouble of VK's own, a part that it does not take, a person who forbade it in between."""
    database = await Database.open(sqlite_url)
    async with database.writing() as books:
        account = await books.accounts.ensure("vk", community.id, at=NOW)
        rows = [
            Putting(
                account_id=account.id,
                chat=person.id,
                action=Tell(chat=person.id, prompt=LONG),
                lane=BULK,
                key=f"letter:{person.id}",
            )
            for person in crowd
        ]
        await books.outbox.put_many(rows, now=NOW)
    messenger: VkMessenger = make(account=AccountId(account.id))
    vk.fails("messages.send", code, when=second_part)
    now = NOW
    delivery = Delivery(database, messenger, Clock(wall=lambda: now))
    for _ in range(3):
        await delivery.drain()
        now += timedelta(hours=1)
    await database.close()

    shown = [[message.text for message in person.saw(community)] for person in crowd]
    assert all(len(set(texts)) == len(texts) for texts in shown)
    assert [len(texts) for texts in shown].count(PARTS) == reached

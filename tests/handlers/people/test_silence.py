"""An account cannot write to anybody: whoever coordinates its groups hears of it elsewhere, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.texts.groups import standing as texts
from tests.handlers.alliances.steps import founds, the_alliance
from tests.handlers.people.steps import human, joins_up, known
from tests.people import Town

if TYPE_CHECKING:
    from storage.database import Database
    from tests.handlers.people.steps import Human
    from tests.people import Person

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def olga(database: Database) -> Human:
    """A coordinator in VK, whose community is a group of her alliance."""
    olga = human(await Town.found(database, "telegram", "vk"))
    await founds(olga.vk)
    async with olga.town.database.writing() as books:
        person = await known(olga.vk)
        group = await books.groups.bind(
            alliance_id=(await the_alliance(olga.town)).id,
            account_id=int(olga.vk.messenger.account),
            external_id=77,
            bound_by=person.id,
            at=olga.town.time,
        )
        await books.groups.report(
            group.id, title="Тёзки", link=None, threads={}, missing=(), title_fits=True, at=olga.town.time
        )
    return olga


async def breaks(person: Person, why: str | None = "messages are off") -> None:
    async with person.town.database.writing() as books:
        await books.accounts.set_broken(int(person.messenger.account), why, at=person.town.time)


def words_of(person: Person) -> int:
    said = texts.silent("vk", "").plain.partition(":")[0]
    return sum(prompt.text.plain.startswith(said) and "Проверьте" in prompt.text.plain for prompt in person.heard)


async def test_a_coordinator_hears_elsewhere_that_the_community_is_silent(olga: Human) -> None:
    await joins_up(olga.telegram, olga.vk)
    await olga.vk.says("/menu")
    await breaks(olga.vk)
    await olga.town.passes(8 * MINUTE, step=2 * MINUTE)
    assert words_of(olga.telegram) == 0, "perhaps it is on again in a minute"
    await olga.town.passes(60 * MINUTE, step=10 * MINUTE)
    assert (words_of(olga.telegram), words_of(olga.vk)) == (1, 0)
    await breaks(olga.vk, None)
    await breaks(olga.vk)
    await olga.town.passes(60 * MINUTE, step=10 * MINUTE)
    assert words_of(olga.telegram) == 1, "on and off in one day is told once"


async def test_whoever_has_no_other_address_and_whose_group_is_elsewhere_is_told_nothing(olga: Human) -> None:
    await olga.telegram.says("/menu")
    await breaks(olga.vk)
    await olga.town.passes(60 * MINUTE, step=10 * MINUTE)
    assert words_of(olga.telegram) == 0, "she is somebody else as far as we know"
    await breaks(olga.vk, None)
    await joins_up(olga.telegram, olga.vk)
    await breaks(olga.telegram)
    heard = len(olga.vk.heard)
    await olga.town.passes(60 * MINUTE, step=10 * MINUTE)
    assert len(olga.vk.heard) == heard, "no group hangs on that one"

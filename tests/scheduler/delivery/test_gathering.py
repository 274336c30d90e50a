"""The plan of a month is one post a sitting, where each change of it would be one more post."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from storage.database import Database
from tests.handlers.plan.steps import GROUP, partners
from tests.people import Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MINUTES = timedelta(minutes=1)


@pytest.fixture
async def vk_town(sqlite_url: str) -> AsyncIterator[Town]:
    """VK, as it gathers."""
    database = await Database.open(sqlite_url)
    town = await Town.found(database, "vk")
    messenger = town.messenger()
    messenger.limits = replace(messenger.limits, gather=600)
    yield town
    await database.close()


def _posts(town: Town) -> tuple[int, int]:
    """Of events, and of plans."""
    plans = [posted for posted in town.wall(GROUP) if posted.text.startswith(("План", "Ноябрь", "Декабрь"))]
    return len(town.wall(GROUP)) - len(plans), len(plans)


async def test_ten_events_of_one_sitting_are_ten_posts_and_one_plan(vk_town: Town) -> None:
    them = await partners(vk_town)
    for number in range(10):
        await them.has(title=f"Событие {number}")
        await vk_town.passes(4 * MINUTES, step=MINUTES)
    assert _posts(vk_town) == (10, 0)
    await vk_town.passes(8 * MINUTES, step=MINUTES)
    assert _posts(vk_town) == (10, 1)
    plan = vk_town.wall(GROUP)[-1].text
    assert all(f"Событие {number}" in plan for number in range(10))


async def test_a_sitting_without_an_end_does_not_keep_the_plan_for_ever(vk_town: Town) -> None:
    them = await partners(vk_town)
    for number in range(9):
        await them.has(title=f"Событие {number}")
        await vk_town.passes(8 * MINUTES, step=MINUTES)
    assert _posts(vk_town) == (9, 1)

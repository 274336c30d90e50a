"""What is over is marked in the plan of its month, where that makes no noise (row 26)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.plan.month_post import publish_months
from tests.grounds import a_group
from tests.handlers.subscriptions.steps import PARTY, village

if TYPE_CHECKING:
    from tests.people import Town

DAY = timedelta(days=1)


async def test_the_plan_says_that_it_is_over_and_vk_gets_no_new_post_for_that(wide_town: Town) -> None:
    town = wide_town
    home = await village(town)
    await home.holds()
    for kind in ("telegram", "vk"):
        await a_group(town, home.alliance, -7, messenger=kind)
    async with town.database.writing() as books:
        await publish_months(books, home.alliance, (PARTY.date(),), town.time)
    await town.drain()
    await town.until(PARTY + DAY)

    edited, _ = town.wall(-7, "telegram")  # and the event's own, since its day drew near
    assert "прошло" in edited.text
    left, _ = town.wall(-7, "vk")
    assert ("прошло" in left.text, left.comments) == (False, [])

"""Whoever is woken at the very moment at which they are to stop, stops."""

from __future__ import annotations

import asyncio

import pytest

from tests.people import Town

LONG = 60.0


@pytest.mark.parametrize("steps", range(4))
async def test_a_delivery_that_is_woken_and_stopped_at_once_stops(sqlite_town: Town, steps: int) -> None:
    """``steps``: of the loop between the two."""
    delivery = sqlite_town.deliveries[0]
    delivery.idle = LONG
    running = asyncio.create_task(delivery.run())
    while not delivery._woken._waiters:  # noqa: ASYNC110 - it tells nobody that it sleeps
        await asyncio.sleep(0)
    delivery.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait([running], timeout=5)
    assert done == {running}

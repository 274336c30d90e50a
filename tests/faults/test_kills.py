"""Kill -9 at random instants under load: nothing lost, nothing twice but what was under way (RELIABILITY: I1 to I7)."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.faults.conftest import FIGURES
from tests.faults.hospital import Hospital
from tests.faults.kills import Count, kill_again_and_again
from tests.faults.world import world
from tests.soak import SOAK
from tests.story.process import Nursery

pytestmark = [pytest.mark.waits, pytest.mark.timeout(3600 if SOAK else 300)]

KILLS: Final = 200 if SOAK else 8
PEOPLE: Final = 300 if SOAK else 60
SECONDS_A_LIFE: Final = 1.5
COLD_KILLS: Final = 10
BACK: Final = 15.0
"""Seconds in which it sends again (I7)."""


Record = Callable[[str, object], None]


def seed() -> int:
    return random.SystemRandom().randrange(10**6)


def assert_nothing_is_lost_or_doubled(count: Count) -> None:
    assert (count.lost, count.astray, count.effects) == (0, 0, 0)
    assert count.doubled_vk == 0
    assert not count.doubled - count.unwritten, "only what was under way at a kill may come twice"
    assert count.damaged == 0
    if SOAK:  # a mean wants many kills, and seconds want a machine of their own
        assert count.bursts == 0
        assert max(count.recoveries) <= BACK
        assert count.doubled.total() <= count.kills * count.most


async def test_killed_again_and_again_it_loses_nothing(
    database_url: str, nursery: Nursery, tmp_path: Path, record_property: Record
) -> None:
    async with world(nursery, database_url, tmp_path) as village:
        seconds = KILLS * SECONDS_A_LIFE
        village.gathers(PEOPLE)
        await village.owes(each=int(seconds * 20 / PEOPLE), shared=int(seconds / 4), within=seconds)
        where = "SQLite" if village.ledger.sqlite else "PostgreSQL, lease of 1 s"
        count = await kill_again_and_again(village, kills=KILLS, seed=seed(), where=where)
        record_property(FIGURES, count.row())
    assert_nothing_is_lost_or_doubled(count)


@pytest.mark.skipif(not SOAK, reason="loading the libraries anew takes its time: make soak")
async def test_the_real_command_with_its_real_lease_is_back_in_time(
    postgresql_url: str, tmp_path: Path, record_property: Record
) -> None:
    """``tezki run`` itself, which loads its libraries anew, and waits for the lease of the dead one to run out."""
    nursery = Hospital()
    async with world(nursery, postgresql_url, tmp_path) as village:
        village.gathers(PEOPLE)
        await village.owes(each=2 * COLD_KILLS, shared=2)
        count = await kill_again_and_again(
            village, kills=COLD_KILLS, seed=seed(), where="PostgreSQL, `tezki run`, lease of 9 s", startled=False
        )
        record_property(FIGURES, count.row())
    assert_nothing_is_lost_or_doubled(count)

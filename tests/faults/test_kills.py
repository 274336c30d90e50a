"""Kill -9 at random instants under load: nothing lost, nothing twice but what was on its way (RELIABILITY: I1 to I7)."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

import pytest

from tests.faults.conftest import FIGURES, SOAK
from tests.faults.kills import Count, kill_again_and_again
from tests.faults.world import world
from tests.story.process import Nursery

pytestmark = [pytest.mark.story, pytest.mark.timeout(3600 if SOAK else 300)]

KILLS: Final = 200 if SOAK else 8
PEOPLE: Final = 300 if SOAK else 60
SECONDS_A_LIFE: Final = 1.5
BACK: Final = 15.0
"""Seconds in which it sends again (I7)."""


def seed() -> int:
    return random.SystemRandom().randrange(10**6)


def assert_nothing_is_lost_or_doubled(count: Count) -> None:
    assert (count.lost, count.astray, count.effects) == (0, 0, 0)
    assert count.doubled_vk == 0
    assert count.doubled_telegram <= count.uncertain
    assert count.doubled_telegram <= count.kills * count.most + 3 * (count.kills * count.most) ** 0.5
    assert count.refusals == 0
    assert count.damaged == 0


async def test_killed_again_and_again_it_loses_nothing(
    database_url: str, nursery: Nursery, tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    """The bound on doubles is a mean: a short run is given three deviations."""
    async with world(nursery, database_url, tmp_path) as village:
        seconds = KILLS * SECONDS_A_LIFE
        village.gathers(PEOPLE)
        await village.owes(each=int(seconds * 30 / PEOPLE), shared=int(seconds / 4), within=seconds)
        where = f"{'SQLite' if village.ledger.sqlite else 'PostgreSQL, lease of 1 s'}"
        count = await kill_again_and_again(village, kills=KILLS, seed=seed(), where=where)
        record_property(FIGURES, count.row())
        print([(r.scope,round(r.wait,3)) for r in village.telegram.limits.refusals], village.vk.limits.refusals)
        print("\n".join(l for l in (tmp_path/"program.log").read_text().splitlines() if "Waking" not in l)[-3000:])
    assert_nothing_is_lost_or_doubled(count)
    assert max(count.recoveries) <= BACK

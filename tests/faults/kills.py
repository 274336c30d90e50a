"""The program is killed again and again under load, and everything is counted."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tests.faults.talkers import Talk, TelegramTalker, VkTalker
from tests.faults.watch import ROUND_TRIP
from tests.faults.world import World

LONGEST_LIFE: Final = 2.0
"""Seconds from the start, or from the first send, to the kill."""
TALKERS: Final = 2
"""In each messenger."""
WAITED_FOR: Final = 0.7
"""So many of the processes are killed after their first send, the others perhaps while they start."""
HAIR: Final = 0.3
"""Seconds: the servers of a test share a busy machine, and see calls later and nearer to each other than they left."""


@dataclass(slots=True, kw_only=True)
class Life:
    """Of one process; moments by ``time.monotonic``."""

    killed_before: float
    """When the process before it died."""
    started: float
    calls_before: int
    first_send: float = 0.0
    """0: it was killed without being waited for."""
    killed: float = 0.0
    sends: int = 0
    """In Telegram."""


@dataclass(slots=True, kw_only=True)
class Count:
    """What came of it all."""

    where: str
    seed: int
    kills: int = 0
    actions: int = 0
    """Rows of the outbox and words of people."""
    lost: int = 0
    astray: int = 0
    """People who read something else than in peace."""
    effects: int = 0
    """Alliances too many or too few: each was to be founded once."""
    doubled_vk: int = 0
    doubled: Counter[tuple[int, str]] = field(default_factory=Counter)
    """In Telegram, by chat and words (of who talks, by chat)."""
    unwritten: Counter[tuple[int, str]] = field(default_factory=Counter)
    """The same of sends that had arrived at Telegram and were not written down yet, at all kills."""
    unanswered: int = 0
    """Sends that had arrived at Telegram and got no answer any more, at all kills."""
    most: float = 0.0
    """1.5 × rate × round trip: what may double at one kill, on average."""
    refusals: int = 0
    bursts: int = 0
    """Refusals that were no hair's breadth: more was sent than may be."""
    recoveries: list[float] = field(default_factory=list)
    """Seconds from a kill to the next send, wherever nobody killed it again before."""
    damaged: int = 0

    def row(self) -> str:
        p50, longest = (statistics.median(self.recoveries), max(self.recoveries)) if self.recoveries else (0.0, 0.0)
        doubled = self.doubled.total()
        mean = doubled / max(1, self.kills)
        cells = (
            self.where,
            self.seed,
            self.kills,
            self.actions,
            self.lost,
            self.astray + self.effects,
            self.doubled_vk,
            f"{doubled} ({mean:.2f} a kill, ≤ {self.most:.1f})",
            f"{self.unanswered} / {self.unwritten.total()}",
            f"{p50:.1f} / {longest:.1f}",
            self.refusals,
            "ok" if not self.damaged else f"{self.damaged} DAMAGED",
        )
        return "".join(f"| {cell} " for cell in cells) + "|"


HEADER: Final = (
    "| where | seed | kills | actions | lost | astray | VK doubles | Telegram doubles "
    "| unanswered / unwritten at kills | recovery s, p50 / max | refusals | integrity |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|"
)


async def kill_again_and_again(world: World, *, kills: int, seed: int, where: str, startled: bool = True) -> Count:
    """The loop. What is in the outbox has to last for it; see ``World.owes``.

    ``startled``: some are killed while they start.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable coin, no secret
    count = Count(where=where, seed=seed)
    world.program.start()
    in_peace = (TelegramTalker(world), VkTalker(world))
    in_peace[0].person = world.telegram.person(in_peace[0].name)
    in_peace[1].person = world.vk.person(in_peace[1].name)
    await world.vk.wait_for(lambda: world.community.longpoll.polls)
    await asyncio.gather(*(talker.talks() for talker in in_peace))
    for faults in (world.telegram.faults, world.watch):
        faults.far_away()
    talk = Talk(world, at_once=TALKERS)
    talk.begins()
    life = Life(killed_before=time.monotonic(), started=time.monotonic(), calls_before=len(world.telegram.calls))
    lives = []
    for _ in range(kills):
        if not startled or chance.random() < WAITED_FOR:
            life.first_send = await world.sends_after(life.started)
        await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
        life.killed = await _kill(world, count, life)
        lives.append(life)
        life = Life(killed_before=life.killed, started=time.monotonic(), calls_before=len(world.telegram.calls))
        world.program.start()
    life.first_send = await world.sends_after(life.started)
    count.recoveries = [one.first_send - one.killed_before for one in [*lives[1:], life] if one.first_send]
    awake = [one for one in lives if one.first_send]
    rate = sum(one.sends for one in awake) / sum(one.killed - one.first_send for one in awake)
    count.most = 1.5 * rate * ROUND_TRIP
    await talk.ends()
    await world.everything_arrives(480 + 4 * kills)  # all that was owed, at the speed of the messengers
    await asyncio.to_thread(world.program.stop)
    count.lost = len(world.lost())
    count.astray = len(talk.astray(*in_peace))
    count.doubled_vk = world.doubled_in_vk() + talk.doubled(VkTalker).total()
    count.doubled = world.doubled() + talk.doubled(TelegramTalker)
    count.unanswered = world.telegram.unanswered
    count.actions = sum(world.wanted.values()) + talk.words
    refusals = world.telegram.limits.refusals + world.vk.limits.refusals
    count.refusals = len(refusals)
    count.bursts = sum(refusal.wait > HAIR for refusal in refusals)
    alliances, broken = await world.ledger.journals()
    count.effects = abs(alliances - len(talk.people) - len(in_peace))
    count.damaged += broken + (await world.ledger.integrity() != "ok")
    return count


async def _kill(world: World, count: Count, life: Life) -> float:
    """When it was."""
    killed = time.monotonic()
    world.program.kill()
    count.kills += 1
    count.damaged += await world.ledger.integrity() != "ok"
    count.unwritten += await world.unwritten(life.calls_before)
    life.sends = sum(call.method == "sendMessage" and call.ok for call in world.telegram.calls[life.calls_before :])
    return killed

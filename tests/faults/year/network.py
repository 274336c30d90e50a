"""The messengers of a world: two kinds, as bad as the weather, and a record of everything that left.

Telegram has no key by which it would know a repeat. VK has ``random_id``: the same call again shows nothing new.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from talk.keyboard import fit
from talk.messenger import (
    Action,
    GroupReport,
    Hear,
    Identity,
    Later,
    Limits,
    SendTicket,
    Sent,
    Tell,
    Uncertain,
    Undelivered,
    Unreachable,
)
from talk.updates import AccountId, IncomingMessage, ReachabilityChanged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from talk.prompt import Prompt
    from talk.updates import RemoteFile
    from tests.faults.year.world import World

Fate = Literal["done", "refused", "overload", "unreachable", "lost answer", "hang", "broken off"]
Kind = Literal["telegram", "vk"]

LIMITS: Final[dict[str, Limits]] = {
    "telegram": Limits(
        text=4096, label=64, columns=8, rows=50, buttons=100, album=10, edits_posts=True, chat=(20, 20.0), at_once=8
    ),
    "vk": Limits(
        text=4096, label=40, columns=5, rows=10, buttons=40, album=10, edits_posts=False, together=4, at_once=4
    ),
}
TIMEOUT: Final = 30.0
"""Seconds after which an adapter gives up waiting for an answer."""


@dataclass(slots=True, kw_only=True)
class Call:
    """One call that left the program for one chat, and what came of it."""

    number: int
    at: datetime
    """True time."""
    clock: datetime
    """What the program's clock showed."""
    kind: Kind
    account: int
    chat: int
    key: int
    together: bool
    """Whether others were told by the same call."""
    text: str
    presses: tuple[str, ...]
    fate: str = "under way"
    arrived: datetime | None = None
    """When the person could read it; None: never by this call."""
    answered: bool = False
    """Whether the program learned what came of it."""
    ended: datetime | None = None
    """When it did."""

    @property
    def identity(self) -> tuple[int, int, bool, int]:
        """The same for a repeat of the same deed."""
        return self.account, self.key, self.together, self.chat


@dataclass(slots=True)
class Weather:
    """How probable each mishap is just now."""

    mishaps: dict[Fate, float] = field(default_factory=dict)

    def draw(self, world: World) -> Fate:
        drawn = world.chance.random()
        for fate, share in self.mishaps.items():
            if drawn < share:
                return fate
            drawn -= share
        return "done"


class Network:
    """What the messengers see."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls: list[Call] = []
        self.weather: dict[str, Weather] = {kind: Weather() for kind in LIMITS}
        self.dies_at: tuple[int, str] | None = None
        """At the how manieth call from now on the program dies, and when: ``before``, ``after`` it was carried out."""
        self.under_way = 0

    def stumbles(self, call: Call) -> None:
        """What fails once is tried again a little later."""
        self.world.hinder("send", self.world.at(call.at), self.world.at(call.at) + 2 * TIMEOUT)

    def dies(self, when: str) -> bool:
        """Whether the program dies at this point of this call."""
        if self.dies_at is None:
            return False
        count, wanted = self.dies_at
        if wanted != when:
            return False
        self.dies_at = (count - 1, wanted) if count > 1 else None
        if count > 1:
            return False
        self.world.dies()
        return True


class Messenger:
    """One account."""

    def __init__(self, network: Network, kind: Kind, account: int) -> None:
        self.kind = kind
        self.account = AccountId(account)
        self.limits = LIMITS[kind]
        self.network = network
        self.world = network.world
        self.blocked: set[int] = set()
        self.updates: deque[IncomingMessage | ReachabilityChanged] = deque()
        """What was not confirmed yet, in the order in which it is handed out."""
        self._shown: dict[tuple[int, bool, int], str] = {}
        """What was shown by which key, and as which message: VK knows a repeat by that."""
        self._refs = 0
        self._arrived = asyncio.Event()

    def begins_anew(self) -> None:
        """Another life of the program asks."""
        self._arrived = asyncio.Event()

    # Hearing.

    def happens(self, one: IncomingMessage | ReachabilityChanged) -> None:
        self.updates.append(one)
        self._arrived.set()

    async def listen(self, hear: Hear) -> None:
        """Batches are handed out until they are confirmed; some come once more later."""
        chance = self.world.chance
        while True:
            while not self.updates:
                self._arrived.clear()
                await self._arrived.wait()
            await asyncio.sleep(chance.uniform(0.02, 0.5))
            batch = [self.updates[at] for at in range(min(len(self.updates), chance.randint(1, 6)))]
            await hear(batch)
            for _ in batch:
                self.updates.popleft()
            if chance.random() < 0.2:  # a messenger that was not sure whether it was heard
                await hear([chance.choice(batch)])

    # Sending.

    async def perform(self, action: Action, key: int, ticket: SendTicket) -> Sent | GroupReport:  # noqa: ARG002 - it has no pace
        assert isinstance(action, Tell), "there are no groups in this world"
        outcome = (await self._call([action.chat], action.prompt, key, together=False))[action.chat]
        if isinstance(outcome, Undelivered):
            raise outcome
        return outcome

    async def _call(
        self, chats: Sequence[int], prompt: Prompt, key: int, *, together: bool
    ) -> dict[int, Sent | Undelivered]:
        world, network = self.world, self.network
        if not world.alive:
            await asyncio.Event().wait()  # nothing leaves a dead program
        fit(prompt.rows, self.limits)
        presses = tuple(button.press for row in prompt.rows for button in row if button.press is not None)
        calls = [
            Call(
                number=len(network.calls) + place,
                at=world.now(),
                clock=world.wall(),
                kind=self.kind,
                account=self.account,
                chat=chat,
                key=key,
                together=together,
                text=prompt.text.plain,
                presses=presses,
            )
            for place, chat in enumerate(chats)
        ]
        network.calls += calls
        network.under_way += 1
        try:
            return await self._carry_out(calls)
        finally:
            network.under_way -= 1

    async def _carry_out(self, calls: list[Call]) -> dict[int, Sent | Undelivered]:
        world, network = self.world, self.network
        fate = network.weather[self.kind].draw(world)
        if network.dies("before"):
            await asyncio.Event().wait()
        if fate != "done":
            network.stumbles(calls[0])
        if fate == "unreachable":
            self._ends(calls, fate)
            raise Later("no line", after=5.0 if self.kind == "telegram" else 10.0, everyone=self.kind == "vk")
        await asyncio.sleep(world.chance.uniform(0.02, 0.3))
        if not world.alive:
            await asyncio.Event().wait()
        if fate == "refused":
            self._ends(calls, fate)
            raise Later("too many", after=world.chance.choice((1.0, 5.0, 35.0)), everyone=True)
        if fate == "overload":
            self._ends(calls, fate)
            raise Later("502", after=5.0)
        if fate == "hang":
            await asyncio.sleep(TIMEOUT)
            self._ends(calls, fate)
            raise Uncertain("no answer")
        outcomes = {call.chat: self._show(call) for call in calls}
        if network.dies("after"):
            await asyncio.Event().wait()
        if fate in ("lost answer", "broken off"):
            await asyncio.sleep(TIMEOUT if fate == "lost answer" else 0.0)
            if world.alive:
                for call in calls:
                    call.fate = fate
            raise Uncertain(fate)
        await asyncio.sleep(world.chance.uniform(0.02, 0.3))
        if not world.alive:
            await asyncio.Event().wait()
        for call in calls:
            call.answered, call.ended = True, world.now()
            call.fate = "blocked" if isinstance(outcomes[call.chat], Undelivered) else "done"
        return outcomes

    def _ends(self, calls: list[Call], fate: str) -> None:
        for call in calls:
            call.fate = fate
            call.answered = fate != "hang"

    def _show(self, call: Call) -> Sent | Undelivered:
        """The person can read it from now on; VK does not show the same call twice."""
        if call.chat in self.blocked:
            return Unreachable("blocked")
        known = self._shown.get((call.key, call.together, call.chat))
        if self.kind == "vk" and known is not None:
            return Sent(refs=(known,))
        self._refs += 1
        self._shown[call.key, call.together, call.chat] = str(self._refs)
        call.arrived = self.world.now()
        return Sent(refs=(str(self._refs),))

    # The rest of the seam.

    async def identify(self) -> Identity:
        return Identity(external_id=int(self.account), title=self.kind)

    async def set_commands(self, commands: Sequence[tuple[str, str]]) -> None: ...

    async def handle_webhook(self, headers: Mapping[str, str], body: bytes, hear: Hear) -> tuple[int, str]:
        raise NotImplementedError

    async def answer_press(self, press_id: str, note: str | None = None) -> None: ...

    async def fetch(self, file: RemoteFile, *, at_most: int) -> bytes:
        raise NotImplementedError

    def invitation(self, payload: str) -> str:
        return f"https://{self.kind}.example/bot?start={payload}"

    def group_invitation(self, payload: str) -> str | None:
        del payload
        return None

    async def close(self) -> None: ...


class CrowdMessenger(Messenger):
    """VK: many are told by one call."""

    async def tell_many(
        self,
        chats: Sequence[int],
        prompt: Prompt,
        key: int,
        ticket: SendTicket,  # noqa: ARG002 - it has no pace
    ) -> Mapping[int, Sent | Undelivered]:
        return await self._call(chats, prompt, key, together=True)

    def is_one_message(self, prompt: Prompt) -> bool:
        return len(prompt.text.plain) <= self.limits.text

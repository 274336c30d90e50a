"""Everything that VK knows while a test runs: people, communities, files. It outlives the bot's process."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from tests.servers.vk.media import Media

if TYPE_CHECKING:
    from tests.servers.vk.community import Community
    from tests.servers.vk.person import Person
    from tests.servers.vk.tokens import Token

Clock = Callable[[], datetime]
T = TypeVar("T")


def real_clock() -> datetime:
    return datetime.now(UTC)


class World:
    """People, communities, keys and files, with one clock and one bell that rings at every change."""

    def __init__(self, clock: Clock = real_clock) -> None:
        self.clock = clock
        self.url = ""  # known when the server has started
        self.people: dict[int, Person] = {}
        self.communities: dict[int, Community] = {}
        self.tokens: dict[str, Token] = {}
        self.media = Media(self)
        self.deliver_twice = False  # every event comes two times, with one event_id
        self.out_of_order = False  # events that wait together come newest first
        self.callback_pause = 0.05  # seconds until an event that met no "ok" is tried again
        self._peer_errors: dict[int, deque[int]] = defaultdict(deque)
        self._numbers: dict[str, Iterator[int]] = {}
        self._bell: list[asyncio.Future[None]] = []

    @property
    def stamp(self) -> int:
        """The current time as VK writes it: Unix seconds."""
        return int(self.clock().timestamp())

    def next_number(self, kind: str, start: int = 1) -> int:
        """The next id of this kind; each kind counts on its own."""
        return next(self._numbers.setdefault(kind, itertools.count(start)))

    def fails_for(self, person: Person, *codes: int) -> None:
        """The next messages to this person meet these errors, inside the reply when it went to `peer_ids`."""
        self._peer_errors[person.id].extend(codes)

    def peer_errors(self, peer: int) -> int | None:
        """The next scripted error for this peer; it is used up."""
        return self._peer_errors[peer].popleft() if self._peer_errors[peer] else None

    def changed(self) -> None:
        """Something happened that a test may be waiting for."""
        bell, self._bell = self._bell, []
        for listener in bell:
            if not listener.done():
                listener.set_result(None)

    async def until(self, predicate: Callable[[], T], timeout: float) -> T:  # noqa: ASYNC109 - the test names it
        """The first true value of the predicate, asked again after every change; TimeoutError otherwise."""
        async with asyncio.timeout(timeout):
            while not (value := predicate()):
                listener = asyncio.get_running_loop().create_future()
                self._bell.append(listener)
                await listener
            return value

"""Somebody who hears what an adapter tells, and pictures for tests."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from PIL import Image

from bot.messengers.vk.messenger import VkMessenger
from talk.updates import GroupChanged, IncomingMessage, ReachabilityChanged
from tests.patience import PATIENCE

Happened = IncomingMessage | GroupChanged | ReachabilityChanged


class Ears:
    """Listens to an adapter in the background; ``next`` gives what was heard, one by one."""

    def __init__(self, messenger: VkMessenger) -> None:
        self.messenger = messenger
        self.queue: asyncio.Queue[Happened] = asyncio.Queue()
        self.listening: asyncio.Task[None] | None = None

    async def hear(self, updates: Sequence[Happened]) -> None:
        for update in updates:
            self.queue.put_nowait(update)

    async def next(self) -> Happened:
        async with asyncio.timeout(PATIENCE):
            return await self.queue.get()

    async def next_words(self) -> IncomingMessage:
        """The next thing that a person did; permissions that come before it are skipped."""
        while not isinstance(heard := await self.next(), IncomingMessage):
            pass
        return heard

    async def __aenter__(self) -> Self:
        self.listening = asyncio.create_task(self.messenger.listen(self.hear))
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        assert self.listening is not None
        self.listening.cancel()
        await asyncio.wait([self.listening])


def picture(width: int = 64, height: int = 48) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(content, "JPEG")
    return content.getvalue()

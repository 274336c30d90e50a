"""Presses whose button spins until their turn is over: it stops with what the turn says in passing."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from talk.updates import IncomingMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence

    from talk.messenger import Messenger
    from talk.updates import Update

SPINNING: Final = 0.5
"""Seconds that a button spins at most while its turn goes on: then it stops without a word."""


class Presses:
    """All of one process. Best effort: who reads them again after a crash stops them again."""

    def __init__(
        self,
        messengers: Mapping[int, Messenger],
        spawn: Callable[[Coroutine[None, None, None]], object],
    ) -> None:
        self._messengers = messengers
        self._spawn = spawn
        self._noted: dict[tuple[int, str], asyncio.Future[str | None]] = {}

    def heard(self, updates: Sequence[Update]) -> None:
        """Before their turns begin. What cannot be stored comes again."""
        for update in _presses(updates):
            self._noted.setdefault(_name(update), asyncio.get_running_loop().create_future())

    def stop(self, updates: Sequence[Update], *, shed: Collection[str]) -> None:
        """All that are stored by now, but those of the events that nobody has a turn for."""
        for press in _presses(updates):
            if press.event_id in shed:
                self._noted.pop(_name(press), None)
            else:
                self._spawn(self._answer(press))

    def say(self, update: Update, note: str | None = None) -> None:
        """Its turn is over; the first word counts."""
        noted = self._noted.get(_name(update))
        if noted is not None and not noted.done():
            noted.set_result(note)

    async def _answer(self, press: IncomingMessage) -> None:
        """Stop the button; before its turn is over, when that takes long."""
        note = None
        if (noted := self._noted.get(_name(press))) is not None:
            try:
                with suppress(TimeoutError):  # not wait_for: in Python 3.11 it may swallow that we are cancelled
                    async with asyncio.timeout(SPINNING):
                        note = await asyncio.shield(noted)
            finally:
                self._noted.pop(_name(press), None)
        await self._messengers[press.account].answer_press(str(press.press_id), note)


def _presses(updates: Sequence[Update]) -> list[IncomingMessage]:
    return [update for update in updates if isinstance(update, IncomingMessage) and update.press_id]


def _name(update: Update) -> tuple[int, str]:
    return update.account, update.event_id

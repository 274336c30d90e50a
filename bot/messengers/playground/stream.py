"""Server-sent events: lines that are new or have changed, people, the clock, events to move it to, commands.

A page that connects again says which revision it saw last (``Last-Event-ID``) and gets what it missed.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from bot.messengers.playground import lines, view

if TYPE_CHECKING:
    from bot.messengers.playground.messenger import PlaygroundMessenger
    from bot.messengers.playground.moving import Mover
    from storage.database import Database

QUIET: Final = 20.0
"""Seconds after which an empty comment keeps the connection alive."""


@dataclass(slots=True)
class Listeners:
    """The open pages, each with an event that is set when there is news."""

    closing: bool = False
    """Whether streams must end."""
    _news: set[asyncio.Event] = field(default_factory=set)

    def add(self) -> asyncio.Event:
        """A page was opened: its event."""
        news = asyncio.Event()
        self._news.add(news)
        return news

    def discard(self, news: asyncio.Event) -> None:
        """The page was closed."""
        self._news.discard(news)

    def notify(self) -> None:
        """Something new is stored."""
        for news in self._news:
            news.set()

    def close(self) -> None:
        """End all streams, so that the program need not wait for them."""
        self.closing = True
        self.notify()


class Stream:
    """What one open page has been told so far; ``seen``: the last revision that it has, 0 for none."""

    def __init__(self, database: Database, messenger: PlaygroundMessenger, mover: Mover, *, seen: int) -> None:
        self._database = database
        self._messenger = messenger
        self._mover = mover
        self._seen = seen
        self._told: dict[str, object] = {}

    async def news(self) -> list[bytes]:
        """Events, encoded, of what the page does not know yet; at first of everything."""
        async with self._database.reading() as books:
            changed = await books.playground.since(self._seen)
            people = await view.people(books, self._messenger.account)
            events = await view.events(books, self._mover.clock.now())
        found = []
        clock = view.clock(self._mover)
        for name, told, mark in (
            ("people", people, people),
            ("clock", clock, (clock["offset"], clock["move"])),
            ("events", events, events),
            ("commands", {"commands": self._messenger.commands}, self._messenger.commands),
        ):
            if self._told.get(name) != mark:
                self._told[name] = mark
                found.append(_event(name, told))
        if changed:
            self._seen = changed[-1].revision
        if changed or "lines" not in self._told:
            self._told["lines"] = True
            shown = [body for line in changed if (body := lines.shown(line)) is not None]
            found.append(_event("lines", {"lines": shown}, revision=self._seen))
        return found


async def stream(
    request: web.Request,
    listeners: Listeners,
    database: Database,
    messenger: PlaygroundMessenger,
    mover: Mover,
    *,
    token: str,
) -> web.StreamResponse:
    """Send events until the page is closed or the program ends."""
    last = request.headers.get("Last-Event-ID", "")
    seen = int(last) if last.isdecimal() and len(last) <= lines.MOST_DIGITS else 0
    told = Stream(database, messenger, mover, seen=seen)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    await response.write(b"retry: 1000\n\n" + _event("hello", {"token": token}))
    news = listeners.add()
    try:
        while not listeners.closing:
            news.clear()
            for event in await told.news():
                await response.write(event)
            try:
                async with asyncio.timeout(QUIET):  # not wait_for: it may swallow that we are cancelled
                    await news.wait()
            except TimeoutError:
                await response.write(b":\n\n")
    except ConnectionResetError:
        pass  # the page was closed
    finally:
        listeners.discard(news)
    return response


def _event(name: str, facts: dict[str, Any], *, revision: int | None = None) -> bytes:
    number = f"id: {revision}\n" if revision is not None else ""
    return f"event: {name}\n{number}data: {json.dumps(facts, ensure_ascii=False)}\n\n".encode()

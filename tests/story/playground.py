"""The story's stage in a real browser: the playground's page before the real ``tezki playground --empty``.

The calls to the browser block: nothing else lives in this loop, the program is a process of its own.
"""

from __future__ import annotations

import asyncio
import socket
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException

from tests.messengers.playground.browser import CHROMIUM, DRIVER, Browser
from tests.patience import PATIENCE
from tests.story.page import HOUR, Page
from tests.story.stage import Actor, GroupPost, Line, Stage, T

IN_A_BROWSER: Final = (
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="NO CHROMIUM: install chromium and chromedriver to play the story on the page"
    ),
)
BREATH: Final = 0.05
"""Seconds between two looks at the page."""


@dataclass(slots=True)
class PlaygroundActor(Actor):
    tab: str = ""
    """The id of this person's tab."""

    @property
    def page(self) -> Page:
        assert isinstance(self.stage, PlaygroundStage)
        return self.stage.page

    def lines(self) -> list[Line]:
        return self.page.lines(self.tab)

    async def say(self, text: str) -> None:
        """An empty chat has a button for «/start»."""
        self.page.chooses(self.tab)
        if not (text == "/start" and self.page.begins()):
            self.page.browser.writes(text)

    async def press(self, label: str) -> None:
        self.page.chooses(self.tab)
        self.page.presses(label)

    async def show(self, *pictures: bytes) -> None:
        self.page.chooses(self.tab)
        self.page.shows(pictures)

    async def come(self, payload: str) -> None:
        """By a link in the chat or under a post, where there is one, else by an address that was passed on."""
        self.page.chooses(self.tab)
        if not self.page.follows(payload):
            await self.stage.ready()
            self.page.opens_invitation(payload, self.tab)


class PlaygroundStage(Stage):
    command = ("playground", "--empty")

    def __init__(self, browser: Browser, folder: Path, title: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._home = f"http://127.0.0.1:{port}"
        self.page = Page(browser, f"{self._home}/playground", folder)
        self.title = title
        self.environment = {"TEZKI_HTTP__PORT": str(port)}
        self._opened = False

    def actor(self, name: str) -> PlaygroundActor:
        return PlaygroundActor(name, self, tab=self.page.adds(name))

    async def ready(self) -> None:
        """Also after a kill: a browser that comes when nobody is there does not try again by itself."""
        await self.wait(self._answers)
        if not self._opened:
            self.page.browser.opens(self.page.address)
            self._opened = True

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self._home}/healthz", timeout=5):
                return True
        except OSError:
            return False

    async def bind_group(self, founder: Actor) -> None:
        assert isinstance(founder, PlaygroundActor)
        self.page.chooses(founder.tab)
        self.page.binds(self.title)

    def posts(self) -> list[GroupPost]:
        return self.page.posts()

    async def wait(self, condition: Callable[[], T]) -> T:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    if value := condition():
                        return value
                except (NoSuchElementException, StaleElementReferenceException):
                    pass  # the page is drawing itself anew
                await asyncio.sleep(BREATH)

    @property
    def now(self) -> datetime:
        return self.page.now

    async def moves_to(self, moment: datetime) -> None:
        """With «До утра» as long as it leads no farther than «+1 час» would."""
        while self.now < moment:
            self._moves_on(by_night=self.page.next_morning < moment + HOUR)

    async def moves_before(self, moment: datetime) -> None:
        while self.now + HOUR < moment:
            self._moves_on(by_night=self.page.next_morning < moment)

    def _moves_on(self, *, by_night: bool) -> None:
        if by_night:
            self.page.moves_on("clock-morning", self.page.next_morning)
        else:
            self.page.moves_by_an_hour()

    async def moves_to_event(self, name: str, start: datetime) -> None:
        self.page.moves_to_event(name, start)

"""The story's stage in a real browser: the playground's page before the real ``tezki playground --empty``.

Everything is done with what a person sees: tabs, buttons, dialogs, links, the clock's buttons. Only what is shown is
read by script, because Selenium asks for each element apart. The calls block: nothing else lives in this loop, the
program is a process of its own.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pytest
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from handlers.texts import playground as texts
from tests.messengers.playground.browser import CHROMIUM, DRIVER, Browser
from tests.story.stage import PATIENCE, Actor, GroupPost, Line, Stage, T

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

IN_A_BROWSER: Final = (
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="NO CHROMIUM: install chromium and chromedriver to play the story on the page"
    ),
)
HOME: Final = ZoneInfo("Europe/Moscow")
"""Everybody of the story lives by this clock."""
MORNING: Final = time(10, 5)
"""Where «До утра» leads."""
HOUR: Final = timedelta(hours=1)
BREATH: Final = 0.05
"""Seconds between two looks at the page."""

LABEL: Final = """
const label = (button) => [...button.childNodes]
  .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("").trim();
"""
"""Of a button, without the mark of the one that was pressed."""
LINES: Final = f"""{LABEL}
return [...document.querySelectorAll("[data-testid='message'][data-from='bot']")].map((message) => [
  message.dataset.line,
  message.querySelector(".bubble .text").innerText,
  [...message.querySelectorAll("[data-testid='button']")].map(label),
]);
"""
BUTTON: Final = f"""{LABEL}
const all = [...document.querySelectorAll("#log [data-testid='button']")].reverse();
const [wanted] = arguments;
return all.find((button) => label(button) === wanted) ?? all.find((button) => label(button).startsWith(wanted));
"""
POSTS: Final = """
return [...document.querySelectorAll("[data-testid='post']")].map((post) => [
  Number(post.dataset.line),
  [...post.querySelectorAll(".text, .tags, .changes")].map((part) => part.innerText).join("\\n"),
  post.querySelectorAll("img").length,
]);
"""


@dataclass(slots=True)
class PlaygroundActor(Actor):
    tab: str = ""
    """The id of this person's tab."""

    @property
    def page(self) -> Page:
        assert isinstance(self.stage, PlaygroundStage)
        return self.stage.page

    def lines(self) -> list[Line]:
        self.page.chooses(self.tab)
        found = self.page.runs(LINES)
        return [Line(key=key, text=text, labels=tuple(labels)) for key, text, labels in found]

    async def say(self, text: str) -> None:
        """An empty chat has a button for «/start»."""
        self.page.chooses(self.tab)
        begin = self.page.browser.one("start")
        if text == "/start" and begin.is_displayed():
            begin.click()
        else:
            self.page.browser.writes(text)

    async def press(self, label: str) -> None:
        self.page.chooses(self.tab)
        self.page.clicks(lambda: self.page.runs(BUTTON, label))

    async def show(self, *pictures: bytes) -> None:
        self.page.chooses(self.tab)
        browser = self.page.browser
        browser.one("attach").send_keys("\n".join(str(self.page.keeps(picture)) for picture in pictures))
        browser.sees(lambda: len(browser.all("preview")) == len(pictures))
        self.page.clicks(lambda: browser.one("send"))

    async def come(self, payload: str) -> None:
        """By a link in the chat or under a post, where there is one, else by an address that was passed on."""
        self.page.chooses(self.tab)
        if not self.page.follows(payload):
            await self._opens_the_page_with(payload)

    async def _opens_the_page_with(self, payload: str) -> None:
        await self.stage.ready()
        browser = self.page.browser
        browser.opens(f"{self.page.address}?start={payload}")
        browser.sees(lambda: browser.one("follow-submit").is_displayed())
        Select(browser.one("follow-person")).select_by_value(self.tab)
        self.page.clicks(lambda: browser.one("follow-submit"))


class Page:
    """What a person does with the page beside talking: choose, follow links, leaf through the group."""

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self.browser = browser
        self.address = address
        self._folder = folder
        self._numbers = itertools.count(1)

    def runs(self, script: str, *facts: object) -> Any:
        return self.browser.driver.execute_script(script, *facts)

    def keeps(self, picture: bytes) -> Path:
        """A file on the person's disk."""
        file = self._folder / f"photo-{next(self._numbers)}.jpg"
        file.write_bytes(picture)
        return file

    def clicks(self, look: Callable[[], WebElement | None]) -> None:
        """Elements that are replaced, or hidden by one that passes, are clicked when they can be."""

        def click() -> bool:
            element = look()
            if element is None:
                return False
            try:
                element.click()
            except (ElementClickInterceptedException, StaleElementReferenceException):
                return False
            return True

        self.browser.sees(click)

    def chooses(self, tab: str) -> None:
        self._turns_to(f"#people [data-id='{tab}']")

    def leafs_to(self, section: str) -> None:
        self._turns_to(f"[data-testid='section-{section}']")

    def _turns_to(self, tab: str) -> None:
        def look() -> WebElement:
            return self.browser.driver.find_element(By.CSS_SELECTOR, tab)

        def selected() -> bool:
            return look().get_attribute("aria-selected") == "true"

        if self.browser.sees(lambda: look().get_attribute("aria-selected")) != "true":
            self.clicks(look)
            self.browser.sees(selected)

    def adds(self, name: str) -> str:
        """Somebody new comes; the id of their tab."""
        known = {tab.get_attribute("data-id") for tab in self.browser.all("person")}
        self.clicks(lambda: self.browser.one("add-person"))
        self.browser.sees(lambda: self.browser.one("person-name").is_displayed())
        self.browser.one("person-name").send_keys(name)
        self.clicks(lambda: self.browser.one("person-submit"))

        def fresh() -> str | None:
            tab = self.browser.driver.find_element(By.CSS_SELECTOR, "#people [aria-selected='true']")
            found = tab.get_attribute("data-id")
            return None if found in known else found

        return str(self.browser.sees(fresh))

    def sections(self) -> list[str]:
        return (
            [section for section, _ in texts.SCRIPT["sections"]] if self.browser.one("sections").is_displayed() else []
        )

    def follows(self, payload: str) -> bool:
        """The newest link or button that leads there, in the chat or in the group; False when there is none."""
        links = f"[data-invite='{payload}'], a[href$='start={payload}']"

        def found(where: str) -> list[WebElement]:
            selector = ", ".join(f"{where} {link}" for link in links.split(", "))
            return self.browser.driver.find_elements(By.CSS_SELECTOR, selector)

        if found("#log"):
            self.clicks(lambda: found("#log")[-1])
            return True
        for section in self.sections():
            self.leafs_to(section)
            if found("#posts"):
                self.clicks(lambda: found("#posts")[0])
                return True
        return False

    def binds(self, title: str) -> None:
        """Open the link that the bot has sent, and make a new group for it."""
        link = "#log a[href*='startgroup=']"
        self.clicks(lambda: self.browser.driver.find_elements(By.CSS_SELECTOR, link)[-1])
        self.browser.sees(lambda: self.browser.one("bind-name").is_displayed())
        self.browser.one("bind-name").clear()
        self.browser.one("bind-name").send_keys(title)
        self.clicks(lambda: self.browser.one("bind-submit"))
        self.browser.sees(lambda: self.browser.one("group-state").text == texts.SCRIPT["bot_in"])

    def posts(self) -> list[GroupPost]:
        found: list[tuple[int, GroupPost]] = []
        for section, title in texts.SCRIPT["sections"] if self.sections() else ():
            self.leafs_to(section)
            for line, text, pictures in self.runs(POSTS):
                found.append((line, GroupPost(text=text, section=title, pictures=pictures)))
        return [post for _, post in sorted(found, key=lambda one: one[0])]

    # The clock.

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(
            self.browser.sees(lambda: self.browser.one("clock-now").get_attribute("datetime"))
        )

    @property
    def next_morning(self) -> datetime:
        morning = datetime.combine(self.now.astimezone(HOME).date(), MORNING, HOME)
        return morning if morning > self.now else morning + timedelta(days=1)

    def moves_on(self, button: str, goal: datetime) -> None:
        """Press that button of the clock and wait until the time has come."""
        self.clicks(lambda: self.browser.one(button))
        self.browser.sees(
            lambda: self.now >= goal and self.browser.one("clock").get_attribute("data-moving") == "false", within=180
        )

    def moves_by_an_hour(self) -> None:
        self.moves_on("clock-hour", self.now + HOUR)

    def moves_to_event(self, name: str, start: datetime) -> None:
        choice = Select(self.browser.one("clock-event-choice"))
        choice.select_by_index(next(n for n, option in enumerate(choice.options) if name in option.text))
        self.moves_on("clock-event", start)


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

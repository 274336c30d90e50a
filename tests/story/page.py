"""The playground's page in the hands of the story: tabs, links, dialogs, the group's sections, the clock's buttons.

Everything is done with what a person sees. Only what is shown is read by script, because Selenium asks for each
element apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from selenium.common.exceptions import ElementClickInterceptedException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from handlers.texts.playground import playground as texts
from tests.messengers.playground.browser import Browser
from tests.story.stage import GroupPost, Line

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

HOME: Final = ZoneInfo("Europe/Moscow")
"""Everybody of the story lives by this clock."""
MORNING: Final = time(10, 5)
"""Where «До утра» leads."""
HOUR: Final = timedelta(hours=1)
LABEL: Final = """
const label = (button) => [...button.childNodes]
  .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("").trim();
"""
"""Of a button, without the mark of the one that was pressed."""
LINES: Final = f"""{LABEL}
const [tab] = arguments;
if (document.querySelector("#people [aria-selected='true']")?.dataset.id !== tab) return null;
return [...document.querySelectorAll("[data-testid='message'][data-from='bot']")].map((message) => [
  message.dataset.line,
  message.querySelector(".bubble .text").innerText,
  [...message.querySelectorAll("[data-testid='button']")].map(label),
]);
"""
SELECTED: Final = "return document.querySelector(arguments[0])?.getAttribute('aria-selected');"
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


class Page:
    """One window, in which all people of the story are played."""

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self.browser = browser
        self.address = address
        self._folder = folder
        self._numbers = itertools.count(1)

    def runs(self, script: str, *facts: object) -> Any:
        return self.browser.driver.execute_script(script, *facts)

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
        def state() -> str | None:
            found: str | None = self.runs(SELECTED, tab)
            return found

        if self.browser.sees(state) != "true":
            self.clicks(lambda: self.browser.driver.find_element(By.CSS_SELECTOR, tab))
            self.browser.sees(lambda: state() == "true")

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

    # The chosen person's chat.

    def lines(self, tab: str) -> list[Line]:
        while (found := self.runs(LINES, tab)) is None:
            self.chooses(tab)
        return [Line(key=key, text=text, labels=tuple(labels)) for key, text, labels in found]

    def begins(self) -> bool:
        """Press «Начать»; False when the chat has begun already."""
        start = self.browser.one("start")
        if start.is_displayed():
            start.click()
            return True
        return False

    def presses(self, label: str) -> None:
        self.clicks(lambda: self.runs(BUTTON, label))

    def shows(self, pictures: Sequence[bytes]) -> None:
        files = [self._keep(picture) for picture in pictures]
        self.browser.one("attach").send_keys("\n".join(map(str, files)))
        self.browser.sees(lambda: len(self.browser.all("preview")) == len(files))
        self.clicks(lambda: self.browser.one("send"))

    def _keep(self, picture: bytes) -> Path:
        """A file on the person's disk."""
        file = self._folder / f"photo-{next(self._numbers)}.jpg"
        file.write_bytes(picture)
        return file

    def opens_invitation(self, payload: str, tab: str) -> None:
        """The address was passed on; the page asks who follows it."""
        self.browser.opens(f"{self.address}?start={payload}")
        self.browser.sees(lambda: self.browser.one("follow-submit").is_displayed())
        Select(self.browser.one("follow-person")).select_by_value(tab)
        self.clicks(lambda: self.browser.one("follow-submit"))

    # The clock.

    @property
    def now(self) -> datetime:
        shown = self.browser.sees(lambda: self.browser.one("clock-now").get_attribute("datetime"))
        return datetime.fromisoformat(str(shown))

    @property
    def next_morning(self) -> datetime:
        morning = datetime.combine(self.now.astimezone(HOME).date(), MORNING, HOME)
        return morning if morning > self.now else morning + timedelta(days=1)

    def moves_on(self, button: str, goal: datetime) -> None:
        """Press that button of the clock and wait until the time has come."""
        self.clicks(lambda: self.browser.one(button))
        self.browser.sees(
            lambda: self.now >= goal and self.browser.one("clock").get_attribute("data-moving") == "false", within=300
        )

    def moves_by_an_hour(self) -> None:
        self.moves_on("clock-hour", self.now + HOUR)

    def moves_to_event(self, name: str, start: datetime) -> None:
        choice = Select(self.browser.one("clock-event-choice"))
        choice.select_by_index(next(n for n, option in enumerate(choice.options) if name in option.text))
        self.moves_on("clock-event", start)

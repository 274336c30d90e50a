"""A real browser before the page: Chromium without a window, driven by what people see and by ``data-testid``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER: Final = shutil.which("chromedriver")
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
)

T = TypeVar("T")


class Browser:
    """One window on one page of the playground."""

    def __init__(self, profile: Path, *, width: int = 1280, height: int = 800) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def dark(self, *, on: bool) -> None:
        features = [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def opens(self, address: str) -> None:
        """The page, once it has heard what there is."""
        self.driver.get(address)
        self.sees(lambda: self.driver.execute_script("return document.body.dataset.ready") == "true")

    def sees(self, look: Callable[[], T], *, within: float = PATIENCE) -> T:
        """What ``look`` returns as soon as it is true; elements may be replaced meanwhile."""
        moving = ElementClickInterceptedException  # the chat is scrolling to its end
        ignored = (NoSuchElementException, StaleElementReferenceException, moving, IndexError)
        found: T = WebDriverWait(self.driver, within, 0.05, ignored_exceptions=ignored).until(lambda _: look())
        return found

    def all(self, testid: str, *, inside: str = "") -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, f"{inside} [data-testid='{testid}']")

    def one(self, testid: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, f"[data-testid='{testid}']")

    def chooses(self, person: str) -> None:
        """The tab of this person."""
        self._clicks(lambda: [tab for tab in self.all("person") if person in tab.text][0])  # noqa: RUF015 - an IndexError is waited out

    def _clicks(self, look: Callable[[], WebElement]) -> None:
        """Elements that are replaced at this moment are looked for anew."""

        def click() -> bool:
            look().click()
            return True

        self.sees(click)

    def writes(self, text: str) -> None:
        """All at once, as from a clipboard or an input method: key by key each letter takes as long as a click."""
        composer = self.one("composer-text")
        self._clicks(lambda: composer)
        self.driver.execute_cdp_cmd("Input.insertText", {"text": text})
        composer.send_keys(Keys.ENTER)

    def presses(self, label: str) -> None:
        """The newest button of the chat whose label begins so."""
        self._clicks(lambda: self._button(label))

    def _button(self, label: str) -> WebElement:
        buttons = self.all("button", inside="[data-testid='chat-log']")
        return [button for button in buttons if button.text.removeprefix("✓ ").startswith(label)][-1]

    def reads(self) -> list[str]:
        """The bot's messages in the chat, the oldest first."""
        bubbles = "[data-testid='message'][data-from='bot'] .bubble .text"
        return [bubble.text for bubble in self.driver.find_elements(By.CSS_SELECTOR, bubbles)]

    def waits_for(self, text: str) -> None:
        """The bot has said this in the chat."""
        self.sees(lambda: any(text in message for message in self.reads()))

    def posts(self, section: str) -> list[str]:
        """The posts of a section of the chosen group, the newest first."""
        tab = self.one(f"section-{section}")
        if tab.get_attribute("aria-selected") != "true":
            tab.click()
        self.sees(lambda: self.one(f"section-{section}").get_attribute("aria-selected") == "true")
        return [post.text for post in self.all("post")]

    def waits_for_post(self, section: str, text: str) -> None:
        self.sees(lambda: any(text in post for post in self.posts(section)))

    def complaints(self) -> list[str]:
        """Errors of the console: a blocked script, a failed import."""
        logged = self.driver.get_log("browser")  # type: ignore[no-untyped-call]  # selenium left it untyped
        return [str(line["message"]) for line in logged if line["level"] == "SEVERE"]

    def closes(self) -> None:
        self.driver.quit()

"""A real browser before the public pages: Chromium without a window, and axe to judge them."""

from __future__ import annotations

import base64
import importlib.resources
from pathlib import Path
from typing import Any, Final

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.messengers.playground.browser import CHROMIUM, DRIVER, FLAGS

AXE: Final = importlib.resources.files("axe_playwright_python") / "axe.min.js"
"""The package is there for this file; Playwright itself is never imported."""
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW: Final = 800


class Browser:
    """One window."""

    def __init__(self, profile: Path) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        self.driver.set_page_load_timeout(60)

    def resize(self, width: int, height: int = 800) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < NARROW}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def dark(self, *, on: bool) -> None:
        features = [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def on_paper(self, *, on: bool) -> None:
        """As it is printed, but to be measured."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print" if on else ""})

    def opens(self, address: str) -> None:
        self.driver.get(address)

    def asks(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def height(self) -> int:
        return int(self.asks("return document.documentElement.scrollHeight"))

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        return int(self.asks("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def violations(self, *, but: tuple[str, ...] = ()) -> list[str]:
        """What axe finds: the rule and where."""
        self.asks(AXE.read_text("utf-8"))
        options = {
            "runOnly": {"type": "tag", "values": RULES},
            "rules": {rule: {"enabled": False} for rule in but},
            "resultTypes": ["violations"],
        }
        run = "const done = arguments[1]; axe.run(document, arguments[0]).then(done, (error) => done(String(error)))"
        found = self.driver.execute_async_script(run, options)
        assert isinstance(found, dict), found
        return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]

    def tabs_through(self, most: int = 400) -> list[str]:
        """What the keyboard comes to, in its order, each with where it leads; every stop must be seen as one."""
        body, stops = self.driver.find_element(By.TAG_NAME, "body"), []
        script = """
            const one = document.activeElement;
            if (one === document.body) return null;
            const look = getComputedStyle(one), box = one.getBoundingClientRect();
            const seen = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
            return [one.tagName + ' ' + (one.getAttribute('href') || one.name || one.textContent.trim()),
                    seen && box.width > 0 && box.top >= -1];
        """
        for _ in range(most):
            body.send_keys(Keys.TAB)
            stop = self.asks(script)
            if stop is None:
                break
            assert stop[1], f"the focus is not seen on {stop[0]}"
            stops.append(stop[0])
        return stops

    def fills(self, name: str, words: str) -> None:
        """The field of that name, and Enter."""
        field = self.driver.find_element(By.NAME, name)
        field.send_keys(words, Keys.ENTER)

    def shot(self) -> str:
        return str(self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"])

    def prints(self) -> bytes:
        """The page on paper, as a PDF."""
        sheet = {"preferCSSPageSize": True, "printBackground": False}
        return base64.b64decode(self.driver.execute_cdp_cmd("Page.printToPDF", sheet)["data"])

    def complaints(self) -> list[str]:
        """Errors of the console: something was blocked or is not there."""
        logged = self.driver.get_log("browser")  # type: ignore[no-untyped-call]  # selenium left it untyped
        return [str(line["message"]) for line in logged if line["level"] == "SEVERE"]

    def closes(self) -> None:
        self.driver.quit()

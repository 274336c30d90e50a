"""The page in a real browser, before the real program, which may be killed at any time."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from handlers.texts.people import first_words
from handlers.texts.playground import playground as texts
from handlers.texts.turn import consents, menu, shared
from tests.messengers.playground.browser import CHROMIUM, DRIVER, Browser
from tests.people import photo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="NO CHROMIUM: install chromium and chromedriver to test the playground's page"
    ),
]

ROOT = Path(__file__).parents[3]
NASTY = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"


class Running:
    """``tezki playground --empty`` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/playground"
        self._folder = folder
        self.start()

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TEZKI_")}
        environment |= {
            "TEZKI_DATABASE_URL": f"sqlite+aiosqlite:///{self._folder / 'tezki.db'}",
            "TEZKI_HTTP__PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.main", "playground", "--empty"],
                cwd=self._folder,
                env=environment,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Until it answers; fails with its log when it died."""
        while True:
            assert self._process.poll() is None, (self._folder / "log").read_text()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return
            except (URLError, OSError):
                continue

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(60)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    program = Running(tmp_path_factory.mktemp("playground"))
    program.wait()
    yield program
    assert program.stop() == 0, "an open page does not keep the program from stopping"


@pytest.fixture
def browser(running: Running, tmp_path: Path) -> Iterator[Browser]:
    browser = Browser(tmp_path / "profile")
    browser.opens(running.address)
    yield browser
    complaints = browser.complaints()
    browser.closes()
    assert [one for one in complaints if "ERR_" not in one and "403" not in one] == []


def tab(browser: Browser, name: str) -> WebElement:
    return [tab for tab in browser.all("person") if name in tab.text][0]  # noqa: RUF015 - an IndexError is waited out


def newcomer(browser: Browser, name: str) -> None:
    """Somebody new is added and chosen."""
    browser.one("add-person").click()
    browser.sees(lambda: browser.one("person-name").is_displayed())
    browser.one("person-name").send_keys(name)
    browser.one("person-submit").click()
    browser.sees(lambda: any(name in tab.text for tab in browser.all("person")))
    browser.sees(lambda: browser.one("start").is_displayed())


def test_a_newcomer_is_greeted_and_can_press_buttons(browser: Browser) -> None:
    newcomer(browser, "Вера")
    browser.one("start").click()
    browser.waits_for(first_words.WHO)
    browser.writes(consents.AGREE)
    browser.waits_for(menu.MENU)
    browser.presses(menu.MORE)
    browser.waits_for(menu.MORE_TEXT)
    assert menu.MENU not in browser.reads(), "the page of the menu was turned in place"


def test_what_people_type_stays_text(browser: Browser) -> None:
    newcomer(browser, "Зоя <b>")
    browser.writes(NASTY)
    browser.sees(lambda: any(NASTY in message.text for message in browser.all("message")))
    assert browser.driver.title != "broken"
    browser.sees(lambda: tab(browser, "Зоя <b>"))
    log = browser.one("chat-log")
    assert log.find_elements(By.CSS_SELECTOR, "script") == []


def test_everything_can_be_done_without_a_mouse(browser: Browser) -> None:
    driver = browser.driver

    def focused() -> str:
        return str(driver.execute_script("return document.activeElement.dataset.testid || document.activeElement.id"))

    def presses(key: str) -> None:
        driver.switch_to.active_element.send_keys(key)

    driver.execute_script("document.activeElement.blur()")
    presses(Keys.TAB)
    assert driver.switch_to.active_element.text == texts.PAGE["skip"]
    presses(Keys.ENTER)
    assert focused() == "composer-text"
    browser.writes("/menu")
    browser.presses(consents.AGREE)
    browser.waits_for(menu.MENU)
    met = []
    driver.execute_script("document.querySelector('.skip').focus()")
    for _ in range(80):
        ActionChains(driver).send_keys(Keys.TAB).perform()
        met.append(focused())
        if met[-1] == "new-group":
            break
    expected = ["clock-hour", "clock-morning", "person", "add-person", "chat-log", "button", "composer-text", "send"]
    assert [one for one in expected if one not in met] == []
    driver.find_element(By.CSS_SELECTOR, "[data-testid='person'][tabindex='0']").send_keys(Keys.ARROW_RIGHT)
    assert browser.sees(lambda: focused() == "person")
    selected = driver.switch_to.active_element
    assert selected.get_attribute("aria-selected") == "true"


def test_the_focus_can_be_seen(browser: Browser) -> None:
    field = browser.one("composer-text")
    field.send_keys(Keys.TAB)
    outline = browser.driver.execute_script("return getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_at_the_side(browser: Browser, width: int) -> None:
    browser.resize(width, 844)
    for view in ("view-chat", "view-group"):
        if width < 800:
            browser.one(view).click()
        shown, wide = browser.driver.execute_script("return [innerWidth, document.documentElement.scrollWidth]")
        assert (shown, wide) == (width, width)


def test_a_long_chat_does_not_stretch_the_page(browser: Browser) -> None:
    newcomer(browser, "Пётр")
    for _ in range(6):
        browser.writes("/help")
    browser.sees(lambda: len(browser.reads()) >= 6)
    shown, high = browser.driver.execute_script("return [innerHeight, document.documentElement.scrollHeight]")
    assert high == shown


def test_photos_are_chosen_shown_and_sent(browser: Browser, tmp_path: Path) -> None:
    newcomer(browser, "Фёдор")
    files = [tmp_path / "один.jpg", tmp_path / "два.jpg"]
    for file in files:
        file.write_bytes(photo())
    browser.one("attach").send_keys("\n".join(map(str, files)))
    browser.sees(lambda: len(browser.all("preview")) == 2)
    browser.one("send").click()
    images = browser.sees(
        lambda: browser.driver.find_elements(By.CSS_SELECTOR, "[data-testid='message'][data-from='person'] img")
    )
    assert len(images) == 2
    assert browser.sees(lambda: all(int(str(image.get_property("naturalWidth"))) > 0 for image in images))
    assert [image.get_attribute("alt") for image in images] == ["один.jpg", "два.jpg"]


def test_who_was_written_to_meanwhile_is_marked(browser: Browser) -> None:
    newcomer(browser, "Галина")
    browser.writes("/menu")
    browser.presses(consents.AGREE)
    browser.waits_for(menu.MENU)
    newcomer(browser, "Дарья")
    assert tab(browser, "Галина").get_attribute("data-unread") == "0"
    browser.driver.execute_script('localStorage.setItem("tezki.seen", "{}")')
    browser.driver.refresh()
    assert browser.sees(lambda: int(str(tab(browser, "Галина").get_attribute("data-unread")))) > 0
    tab(browser, "Галина").click()
    assert browser.sees(lambda: tab(browser, "Галина").get_attribute("data-unread") == "0")


def test_a_group_is_made_and_renamed(browser: Browser) -> None:
    browser.one("new-group").click()
    browser.sees(lambda: browser.one("group-name").is_displayed())
    browser.one("group-name").clear()
    browser.one("group-name").send_keys("Тёзки Ивановки" + Keys.ENTER)
    browser.sees(lambda: "Тёзки Ивановки" in browser.one("group-choice").text)
    assert browser.one("group-state").text == texts.SCRIPT["bot_out"]
    names = [browser.one(f"section-{section}").text for section in ("joining", "plans", "chronicle")]
    assert names == ["Присоединение", "Планы", "Хроника"]


def test_a_link_that_adds_the_bot_asks_for_the_group(browser: Browser, running: Running) -> None:
    browser.opens(f"{running.address}?startgroup=b-1234567890")
    browser.sees(lambda: browser.one("bind-submit").is_displayed())
    groups = browser.one("bind-group")
    if groups.is_displayed():
        groups.send_keys(Keys.END)
    browser.sees(lambda: browser.one("bind-name").is_displayed())
    browser.one("bind-name").clear()
    browser.one("bind-name").send_keys("Тёзки Михайловки" + Keys.ENTER)
    browser.sees(lambda: browser.one("group-state").text == texts.SCRIPT["bot_in"])
    assert "Тёзки Михайловки" in browser.one("group-choice").text


def test_an_invitation_asks_who_follows_it(browser: Browser, running: Running) -> None:
    browser.opens(f"{running.address}?start=help")
    browser.sees(lambda: browser.one("follow-submit").is_displayed())
    browser.one("follow-person").send_keys("Олег")
    browser.one("follow-submit").click()
    browser.sees(lambda: tab(browser, "Олег").get_attribute("aria-selected") == "true")
    browser.presses(consents.AGREE)
    browser.waits_for(menu.help_for(serves=False, coordinates=False).plain[:40])
    assert browser.driver.current_url == running.address


def test_the_clock_goes_forward_by_an_hour(browser: Browser) -> None:
    before = browser.one("clock-now").get_attribute("datetime")
    browser.one("clock-hour").click()
    browser.sees(lambda: browser.one("status").get_attribute("textContent") == texts.SCRIPT["arrived"])
    assert browser.one("clock").get_attribute("data-moving") == "false"
    assert str(browser.one("clock-now").get_attribute("datetime")) > str(before)


def test_the_page_outlives_a_crash_of_the_program(browser: Browser, running: Running) -> None:
    newcomer(browser, "Егор")
    browser.writes("/menu")
    browser.presses(consents.AGREE)
    browser.waits_for(menu.MENU)
    running.kill()
    browser.sees(lambda: browser.one("trouble").text == texts.SCRIPT["lost"])
    running.start()
    browser.writes("мяу")
    browser.waits_for(shared.NOT_UNDERSTOOD)
    browser.sees(lambda: not browser.one("trouble").is_displayed())
    said = [message for message in browser.all("message") if message.get_attribute("data-from") == "person"]
    assert len(said) == 2, "what was written while nobody listened was sent once"

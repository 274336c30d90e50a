"""Pictures of the playground and of the public pages for README.md: ``make screenshots`` writes ``docs/pictures/``.

The program is started on a free port with its example in a database of its own, and Chromium plays a piece of the
story: a library joins, a resident is reminded, a librarian tells how it went. Needs chromium and chromedriver.
"""

from __future__ import annotations

import base64
import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.error import URLError

from PIL import Image

from handlers.texts.alliances import card
from handlers.texts.chronicle import telling
from handlers.texts.libraries import joining
from handlers.texts.people import first_words
from handlers.texts.plan import afisha
from handlers.texts.playground import playground as playground_texts
from handlers.texts.subscriptions import reminders
from handlers.texts.turn.dialogue import PHRASES
from scripts import photographs
from scripts.page_screenshots import addresses
from tests.messengers.playground.browser import CHROMIUM, DRIVER, Browser

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"
DESKTOP, PHONE = (1280, 800), (390, 844)
SCREEN: Final = (1920, 1080)
"""In a foyer."""
LONG_PHONE, TALL = (390, 1500), (1280, 1400)
"""Windows in which a long message or post is seen whole."""
MARGIN: Final = 7
"""Of a picture that shows one thing only."""
MOST_BYTES: Final = 150_000
START_SECONDS: Final = 120
COORDINATOR, HOST, RESIDENT = "Анна", "Мария", "Олег"
NEWCOMER: Final = "Зоя Ивановна"
"""Nobody of the example is called so."""
ANSWERS: Final = {
    joining.WHERE: "село Александровка, Азовский район, Ростовская область",
    joining.TITLE: "Александровская сельская библиотека имени М. А. Шолохова",
}
PLAN: Final = "План совместной работы на"
ARRIVED: Final = re.compile("Фотографии получаю|3 фотографии")
STORY: Final = (
    "Зимний вечер, самовар и двенадцать клубков. Первые петли вязали все, даже папы, а Раиса Фёдоровна принесла "
    "бабушкин платок, который проходит через кольцо. Спасибо клубу за тепло!"
)
SEEN_ON_THEM: Final = (
    "Бревенчатая библиотека в снегу, в окнах горит свет.",
    "Клубки шерсти, спицы и раскрытая книга на столе.",
    "Ажурный пуховый платок на тёмной ткани.",
)


@contextmanager
def playground(folder: Path) -> Iterator[str]:
    """The program with its example; its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEZKI_")}
    environment |= {
        "TEZKI_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'tezki.db'}",
        "TEZKI_HTTP__PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    program = subprocess.Popen(
        [sys.executable, "-m", "bot.main", "playground"], cwd=folder, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait(program, f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}/playground"
    finally:
        program.terminate()
        program.wait(60)


def _wait(program: subprocess.Popen[bytes], address: str) -> None:
    patience = time.monotonic() + START_SECONDS
    while program.poll() is None and time.monotonic() < patience:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own program on loopback
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise SystemExit("the playground did not start")


class Studio:
    """A browser, and what it takes pictures with."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def looks(self, size: tuple[int, int], *, sharp: float = 1, dark: bool = False) -> None:
        """From now on through a window of this size; ``sharp`` is how many dots of the picture make one of the page."""
        width, height = size
        facts = {"width": width, "height": height, "deviceScaleFactor": sharp, "mobile": False}
        self.browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", facts)
        self.browser.driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        features = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce"}
        media = [{"name": name, "value": value} for name, value in features.items()]
        self.browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
        self.browser.sees(lambda: self.browser.driver.execute_script("return innerHeight") == height)
        self.scrolls_to_end()
        time.sleep(0.3)

    def shoots(self, name: str, element: WebElement | None = None) -> None:
        """The window, or one element of it, into ``docs/pictures/``."""
        self.settles()
        driver = self.browser.driver
        clip = {}
        if element:
            box = element.rect
            clip["clip"] = {
                "x": max(box["x"] - MARGIN, 0),
                "y": max(box["y"] - MARGIN, 0),
                "width": box["width"] + 2 * MARGIN,
                "height": box["height"] + 2 * MARGIN,
                "scale": 1,
            }
        raw = base64.b64decode(driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", **clip})["data"])
        small = shrink(Image.open(io.BytesIO(raw)).convert("RGB"))
        (PICTURES / f"{name}.png").write_bytes(small)
        print(f"{name}.png {len(small) // 1000} KB")

    def settles(self) -> None:
        """Nothing scrolls, every picture is there, and no field blinks."""
        driver = self.browser.driver
        driver.execute_script("document.activeElement?.blur()")
        driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": 0, "y": 0})
        ready = "return [...document.images].every((one) => one.complete || one.loading === 'lazy')"
        self.browser.sees(lambda: driver.execute_script(ready))
        time.sleep(0.4)

    def scrolls_to_end(self) -> None:
        """The newest message at the lower edge."""
        self.browser.driver.execute_script("document.getElementById('log')?.scrollTo(0, 1e9)")

    def shows_message(self, name: str) -> None:
        """The newest message with its buttons, as wide as on a phone."""
        self.looks(LONG_PHONE, sharp=2)
        self.turns_to("chat")
        self.scrolls_to_end()
        self.settles()
        self.shoots(name, self.browser.all("message")[-1])
        self.looks(PHONE, sharp=2)

    def clears(self) -> None:
        """Earlier messages are hidden: the chat begins with what is said from now on."""
        self.browser.driver.execute_script("document.getElementById('log').replaceChildren()")

    def turns_to(self, view: str) -> None:
        """On a phone: the chat or the group."""
        self.browser.one(f"view-{view}").click()

    def moves(self, button: str) -> None:
        """The clock of the program goes forward and stands again."""
        status = "document.getElementById('status')"
        self.browser.driver.execute_script(f"{status}.textContent = ''")
        self.browser.sees(lambda: self.browser.one(button).is_enabled())
        self.browser.one(button).click()
        arrived = playground_texts.SCRIPT["arrived"]
        self.browser.sees(lambda: self.browser.driver.execute_script(f"return {status}.textContent") == arrived)

    def post(self, text: str) -> WebElement:
        """The newest post of the open section with these words."""
        return self.browser.sees(lambda: next(post for post in self.browser.all("post") if text in post.text))


def shrink(image: Image.Image) -> bytes:
    """A PNG of few colours, small enough for a page of text."""
    for colours in (256, 160, 96, 64, 32):
        file = io.BytesIO()
        few = image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(file, "PNG", optimize=True)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


def whole_page(studio: Studio) -> None:
    """What a newcomer sees first, by day and in the dark."""
    browser = studio.browser
    studio.looks(DESKTOP)
    studio.moves("clock-morning")
    browser.chooses(COORDINATOR)
    browser.writes("/menu")
    browser.sees(lambda: browser._button(card.DESK))  # noqa: SLF001 - seen is enough, it is not pressed
    browser.posts("plans")
    studio.scrolls_to_end()
    studio.shoots("page")
    studio.looks(DESKTOP, dark=True)
    studio.shoots("dark")
    studio.looks(DESKTOP)


def coordination(studio: Studio) -> None:
    browser = studio.browser
    browser.presses(card.DESK)
    browser.waits_for("Что дальше:")
    studio.shows_message("coordinator")


def joins(studio: Studio) -> None:
    """A library of the fourth Александровка, up to the last look and beyond."""
    browser = studio.browser
    studio.looks(DESKTOP)
    browser.one("add-person").click()
    browser.sees(lambda: browser.one("person-name").is_displayed())
    browser.one("person-name").send_keys(NEWCOMER)
    browser.one("person-part").send_keys(playground_texts.PAGE["parts"][1])
    browser.one("person-submit").click()
    browser.sees(lambda: any(NEWCOMER in tab.text for tab in browser.all("person")))
    browser.chooses(NEWCOMER)
    browser.sees(lambda: browser.one("start").is_displayed())
    browser.one("start").click()
    browser.presses(first_words.LIBRARIAN)
    for question, answer in ANSWERS.items():
        browser.waits_for(question)
        browser.writes(answer)
    browser.waits_for("Проверьте, всё ли верно")
    studio.shows_message("join")
    browser.presses(PHRASES.all_right)
    browser.waits_for("Добро пожаловать")
    studio.turns_to("group")
    browser.waits_for_post("joining", ANSWERS[joining.TITLE])
    studio.shoots("group")
    studio.turns_to("chat")


def is_reminded(studio: Studio) -> None:
    """A resident reads the afisha, waits for tomorrow's event, and hears of it in time."""
    browser = studio.browser
    studio.looks(PHONE, sharp=2)
    browser.chooses(RESIDENT)
    studio.clears()
    browser.writes("/afisha")
    browser.waits_for(afisha.HEADS["week"])
    studio.scrolls_to_end()
    studio.shoots("phone")
    studio.moves("clock-event")
    browser.waits_for(reminders.HOW_TO_DECLINE)
    studio.shows_message("reminder")


def tells(studio: Studio, folder: Path) -> None:
    """The host tells of yesterday, with photographs."""
    browser = studio.browser
    studio.looks(DESKTOP)
    browser.chooses(HOST)
    browser.presses(telling.TELL)
    browser.waits_for(telling.HOW_MANY_CAME)
    browser.writes("24")
    browser.waits_for(telling.HOW_MANY_JOINED)
    browser.writes("3")
    browser.waits_for(telling.A_FEW_WORDS)
    browser.writes(STORY)
    browser.waits_for(telling.PHOTOS)
    files = photographs.draw(folder)
    browser.one("attach").send_keys("\n".join(map(str, files)))
    browser.sees(lambda: len(browser.all("preview")) == len(files))
    browser.one("send").click()
    browser.sees(lambda: ARRIVED.search("".join(browser.reads()[-1:]).replace("\u00a0", " ")))
    browser.presses(PHRASES.done)
    for place, words in enumerate(SEEN_ON_THEM, 1):
        browser.waits_for(telling.of_photo(place, len(files)))
        browser.writes(words)
    browser.presses(telling.NOBODY)
    browser.waits_for("Так это выйдет в хронике")
    browser.presses(PHRASES.all_right)
    browser.waits_for(telling.THANK_YOU)
    browser.waits_for_post("chronicle", STORY[:30])
    studio.looks(TALL)
    studio.shoots("chronicle", studio.post(STORY[:30]))


def plan_of_a_month(studio: Studio) -> None:
    browser = studio.browser
    studio.looks(TALL)
    browser.waits_for_post("plans", PLAN)
    months = [post for post in browser.all("post") if PLAN in post.text]
    fullest = max(months, key=lambda post: len(post.text))
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", fullest)
    studio.shoots("plan", fullest)


def public_pages(studio: Studio, site: str) -> None:
    """What everybody sees without a messenger, and the card of an event."""
    paths = addresses(site)
    for name, path, size, sharp in (
        ("site", paths["alliance"], DESKTOP, 1.0),
        ("event", paths["event"], DESKTOP, 1.0),
        ("tv", paths["tv"], SCREEN, DESKTOP[0] / SCREEN[0]),
    ):
        studio.browser.driver.get(f"{site}{path}")
        studio.looks(size, sharp=sharp)
        studio.shoots(name)
    with urllib.request.urlopen(f"{site}{paths['event']}/card.png", timeout=30) as answer:  # noqa: S310 - our own
        drawn = Image.open(io.BytesIO(answer.read())).convert("RGB")
    drawn.thumbnail((800, 800))
    (PICTURES / "card.png").write_bytes(shrink(drawn))


def main() -> int:
    if not (CHROMIUM and DRIVER):
        print("chromium and chromedriver are needed", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, playground(Path(name)) as address:
        browser = Browser(Path(name) / "profile")
        try:
            browser.opens(address)
            studio = Studio(browser)
            whole_page(studio)
            coordination(studio)
            joins(studio)
            is_reminded(studio)
            tells(studio, Path(name))
            plan_of_a_month(studio)
            public_pages(studio, address.removesuffix("/playground"))
        finally:
            browser.closes()
    return 0


if __name__ == "__main__":
    sys.exit(main())

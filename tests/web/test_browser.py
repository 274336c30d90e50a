"""The pages in a real browser: nothing sticks out, the keyboard reaches everything, axe finds nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot.web import feeds, pages
from bot.web.server import application
from handlers.house import House
from storage.database import Database
from talk.heard import AccountId
from tests.messengers.playground.browser import CHROMIUM, DRIVER
from tests.web.browser import Browser
from tests.web.village import NOW, Bot, Village, settle

if TYPE_CHECKING:
    from handlers.house import Door

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"),
    pytest.mark.timeout(400),
]
WIDTHS = (320, 390, 1280)
EVERYTHING = """
    const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary');
    return [...all].filter((one) => one.checkVisibility()).length;
"""
"""How much on the page can be pressed or filled in, and is seen."""
REFRESHING = ("meta-refresh",)
"""Nobody reads with a screen in a foyer: it is to be current, and what it shows is on the plan's page as well."""


class Served:
    """The site in a thread of its own: Selenium would block its loop."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self.address = ""
        self.village: Village
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))
        self._thread.start()
        assert self._ready.wait(60), "the site did not start"

    async def _serve(self) -> None:
        database = await Database.open(self._url)
        self.village = await settle(database)
        doors: dict[int, Door] = {
            number: Bot(kind=kind, account=AccountId(number)) for number, kind in enumerate(("telegram", "vk"), 1)
        }
        house = House(doors=doors)
        mounts = (
            pages.mounting(database, house, lambda: NOW, patience=60),
            feeds.mounting(database, house, lambda: NOW),
        )
        app = application(database=database, messengers={}, hear=_deaf, states=dict, mounts=mounts)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()
        await database.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    def paths(self) -> dict[str, str]:
        home, events = self.village.home, self.village.events
        parts = ("plan", "plan?month=2026-11", "plan?year=2026", "chronicle", "members", "journal", "agreement", "tv")
        return {
            "home": "/",
            "alliance": home,
            **{part: f"{home}/{part}" for part in parts},
            "entry": f"{home}/chronicle/{self.village.entries['better']}",
            "library": f"{home}/l/{self.village.libraries[0].id}",
            "event": f"/e/{events['today'].id}",
            "cancelled": f"/e/{events['cancelled'].id}",
            "poster": f"/e/{events['today'].id}/poster",
            "missing": "/nowhere",
        }


async def _deaf(_: object) -> None:
    """Nobody knocks."""


@pytest.fixture
def served(sqlite_url: str) -> Iterator[Served]:
    one = Served(sqlite_url)
    yield one
    one.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    one = Browser(Path(tmp_path_factory.mktemp("profile")))
    yield one
    one.closes()


def test_nothing_sticks_out_and_axe_finds_nothing(served: Served, browser: Browser) -> None:
    found: list[str] = []
    for name, path in served.paths().items():
        for dark in (False, True):
            browser.dark(on=dark)
            for width in WIDTHS if not dark else WIDTHS[-1:]:
                browser.resize(width)
                browser.opens(served.address + path)
                over = browser.overflow()
                found += [f"{name} at {width}: {over} px too wide"] if over > 0 else []
                if width in (WIDTHS[0], WIDTHS[-1]):
                    judged = browser.violations(but=REFRESHING if name == "tv" else ())
                    found += [f"{name} at {width}{' in the dark' if dark else ''}: {one}" for one in judged]
    assert not found, "\n".join(found)
    assert [line for line in browser.complaints() if "/nowhere" not in line] == []


def test_a_data_block_is_data_to_the_browser_and_the_policy_has_nothing_against_it(
    served: Served, browser: Browser
) -> None:
    browser.complaints()
    for name, kind in (("event", "Event"), ("library", "Library")):
        browser.opens(served.address + served.paths()[name])
        read = "return JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)['@type']"
        assert browser.asks(read) == kind
    assert browser.complaints() == []


def test_axe_would_find_something(served: Served, browser: Browser) -> None:
    browser.opens(served.address)
    browser.asks("document.querySelector('label').remove(); document.documentElement.removeAttribute('lang')")
    assert {one.partition(":")[0] for one in browser.violations()} >= {"label", "html-has-lang"}


def test_the_keyboard_reaches_everything_and_the_focus_is_seen(served: Served, browser: Browser) -> None:
    browser.dark(on=False)
    browser.resize(390)
    for name, path in served.paths().items():
        browser.opens(served.address + path)
        stops = browser.tabs_through()
        assert len(stops) == browser.asks(EVERYTHING), name
        assert stops[0] == "A #main", "the first stop skips the head of the page"


def test_a_search_is_done_with_the_keyboard_alone(served: Served, browser: Browser) -> None:
    browser.opens(served.address)
    browser.fills("name", "алекс")
    assert "name=" in browser.asks("return location.search")
    assert browser.asks("return document.querySelectorAll('.cards li').length") == 1
    browser.opens(f"{served.address}/?name=Зурбаган")
    assert browser.asks("return document.querySelectorAll('.cards li').length") == 0


def test_a_month_and_a_poster_fit_on_one_sheet_each(served: Served, browser: Browser) -> None:
    for path in (served.paths()["plan?month=2026-11"], served.paths()["poster"]):
        browser.opens(served.address + path)
        assert browser.prints().count(b"/Type /Page\n") == 1, path


def test_large_letters_do_not_break_the_page(served: Served, browser: Browser) -> None:
    """Twice the size at 1280 px is what WCAG 1.4.4 asks for."""
    browser.resize(1280)
    for name, path in served.paths().items():
        browser.opens(served.address + path)
        browser.asks("document.documentElement.style.fontSize = '225%'")
        assert browser.overflow() <= 0, name

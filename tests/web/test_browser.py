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
from handlers.turn.accounts import AccountDirectory
from storage.database import Database
from talk.updates import AccountId
from tests.messengers.playground.browser import CHROMIUM, DRIVER
from tests.web.browser import Browser
from tests.web.village import NOW, Bot, Village, crowd, settle

if TYPE_CHECKING:
    from handlers.turn.accounts import MessengerInfo
    from storage.plan.events import Event

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
        self.busy: Event
        """With the longest words that an event can have."""
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))
        self._thread.start()
        assert self._ready.wait(60), "the site did not start"

    async def _serve(self) -> None:
        database = await Database.open(self._url)
        self.village = await settle(database)
        self.busy = await crowd(database, self.village)
        messengers: dict[int, MessengerInfo] = {
            number: Bot(kind=kind, account=AccountId(number)) for number, kind in enumerate(("telegram", "vk"), 1)
        }
        directory = AccountDirectory(messengers=messengers)
        mounts = (
            pages.mounting(database, directory, lambda: NOW, patience=60),
            feeds.mounting(database, directory, lambda: NOW),
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
    """Also a month with five long titles a day, of six weeks, and the longest words that a poster can get."""
    home, longest = served.village.home, served.busy.id
    months = [f"{home}/plan?month={month}" for month in ("2026-11", "2027-02", "2027-05")]
    posters = [served.paths()["poster"], f"/e/{served.village.events['cancelled'].id}/poster", f"/e/{longest}/poster"]
    for path in (*months, *posters):
        browser.opens(served.address + path)
        assert browser.prints().count(b"/Type /Page\n") == 1, path


def test_on_the_longest_poster_nothing_is_lost_that_leads_there(served: Served, browser: Browser) -> None:
    browser.resize(688, 1016)  # A4 within its margins
    browser.opens(f"{served.address}/e/{served.busy.id}/poster")
    browser.on_paper(on=True)
    try:
        for what in (".when", ".host", ".qr", ".address"):
            box = browser.asks(
                "const b = document.querySelector(arguments[0]).getBoundingClientRect(); "
                "return [b.top, b.bottom, b.height]",
                what,
            )
            assert 0 <= box[0] < box[1] <= 1016, what
            assert box[2] > 0
    finally:
        browser.on_paper(on=False)


def test_the_screen_in_a_foyer_needs_no_hand(served: Served, browser: Browser) -> None:
    """Whatever is on, it fits; and on a phone nothing is cut off."""
    for width, height in ((1920, 1080), (1280, 720), (3840, 2160)):
        browser.resize(width, height)
        browser.opens(f"{served.address}{served.village.home}/tv")
        assert browser.height() <= height, (width, height)
        assert browser.overflow() <= 0
    browser.resize(320)
    browser.opens(f"{served.address}{served.village.home}/tv")
    assert browser.overflow() <= 0
    cut = (
        "return [...document.querySelectorAll('h3 a')].filter((one) => one.scrollHeight > one.clientHeight + 2).length"
    )
    assert browser.asks(cut) == 0


def test_large_letters_do_not_break_the_page(served: Served, browser: Browser) -> None:
    """Twice the size at 1280 px is what WCAG 1.4.4 asks for."""
    browser.resize(1280)
    for name, path in served.paths().items():
        browser.opens(served.address + path)
        browser.asks("document.documentElement.style.fontSize = '225%'")
        assert browser.overflow() <= 0, name

"""The widget in a frame of another site and the page with its code, in a real browser."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.web import feeds, pages
from bot.web.server import application
from handlers.turn.accounts import AccountDirectory
from storage.database import Database
from tests.messengers.playground.browser import CHROMIUM, DRIVER
from tests.web.browser import Browser
from tests.web.village import NOW, settle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"),
    pytest.mark.timeout(300),
]


HOST: list[str] = [""]
"""The page of a library's own site, which is not ours: it has another port."""


@pytest.fixture
def address(sqlite_url: str) -> Iterator[str]:
    """The site in a thread of its own: Selenium would block its loop."""
    ready, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    found: list[str] = []

    async def serve() -> None:
        database = await Database.open(sqlite_url)
        await settle(database)
        directory = AccountDirectory(messengers={})
        mounts = (
            pages.mounting(database, directory, lambda: NOW, patience=60),
            feeds.mounting(database, directory, lambda: NOW),
        )
        runner = web.AppRunner(
            application(database=database, messengers={}, hear=_deaf, states=dict, mounts=mounts), access_log=None
        )
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        other = web.Application()
        other.router.add_get("/", _host)
        foreign = web.AppRunner(other, access_log=None)
        await foreign.setup()
        await web.TCPSite(foreign, "127.0.0.1", 0).start()
        HOST[:] = [f"http://localhost:{foreign.addresses[0][1]}/", ""]
        found.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        ready.set()
        await stop.wait()
        await runner.cleanup()
        await foreign.cleanup()
        await database.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(60), "the site did not start"
    yield f"{found[0]}/a/aleksandrovka"
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


async def _host(_: web.Request) -> web.Response:
    return web.Response(text=HOST[1], content_type="text/html", charset="utf-8")


async def _deaf(_: object) -> None:
    """Nobody knocks."""


def test_widget_and_embed_are_whole_at_every_width(address: str, tmp_path: Path) -> None:
    browser = Browser(tmp_path / "profile")
    try:
        for page in ("widget", "embed"):
            for width in (320, 1280):
                for dark in (False, True):
                    browser.resize(width)
                    browser.dark(on=dark)
                    browser.opens(f"{address}/{page}")
                    assert browser.overflow() <= 0, (page, width)
                    assert browser.violations() == [], (page, width, dark)
                    (tmp_path / f"{page}-{width}-{dark}.png").write_bytes(base64.b64decode(browser.shot()))
        assert browser.complaints() == []
    finally:
        browser.closes()


def test_another_site_may_frame_the_widget_but_no_page(address: str, tmp_path: Path) -> None:
    browser = Browser(tmp_path / "profile")
    try:
        browser.opens(f"{address}/embed")
        code = str(browser.asks("return document.querySelector('textarea').value"))
        framed = f'<iframe src="{address}"></iframe>'
        HOST[1] = f'<!doctype html><meta charset="utf-8"><title>x</title>{code}{framed}'
        browser.opens(HOST[0])
        words = []
        for number in (0, 1):
            browser.driver.switch_to.frame(number)
            words.append(str(browser.asks("return document.body.innerText")))
            browser.driver.switch_to.default_content()
        assert "Рукодельница" in words[0]
        assert "Рукодельница" not in words[1]
    finally:
        browser.closes()

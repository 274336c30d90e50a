"""A Telegram with a loop and thread of its own, for tests that block or that outlive one event loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.telegram.server import TelegramServer


@contextmanager
def telegram_thread() -> Iterator[TelegramServer]:
    """A server that answers as long as the block lasts; people act and `wait_for` waits in whatever loop is at hand."""
    loop = asyncio.new_event_loop()
    server = TelegramServer()
    thread = threading.Thread(target=loop.run_forever, name="telegram", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(timeout=10)
        yield server
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(timeout=10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

"""Fixtures of the test servers (the root conftest.py loads them), and a loud line when a schema was missing."""

from collections.abc import AsyncIterator

import pytest

from tests.servers.spec import missing
from tests.servers.spec import telegram as spec
from tests.servers.telegram import TelegramServer


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """A Telegram. At the end of the test nothing was asked of it that the official schema does not allow."""
    async with TelegramServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def strict_telegram(telegram: TelegramServer) -> AsyncIterator[TelegramServer]:
    """The same, and its own answers and updates are held against the official schema, too."""
    yield telegram
    schema = spec.load()
    if schema is None:
        return
    for call in telegram.calls:
        assert not call.ok or schema.problems_of_result(call.method, call.result) == []
    for bot in telegram.world.bots.values():
        for update in bot.history:
            assert schema.problems("Update", update.json()) == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which schemas were missing: a green run without them proves less."""
    for path in sorted(missing.MISSING):
        terminalreporter.write_line(f"REQUESTS WERE NOT CHECKED: no schema at {path}", red=True, bold=True)

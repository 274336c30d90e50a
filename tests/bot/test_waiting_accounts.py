"""``tezki account add`` while the program runs on SQLite: the program takes the new account, and serves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot import running, waiting_accounts
from bot.cli.operator import add_account
from storage.sql.encryption import encrypt
from tests.bot.conftest import Printed, given

if TYPE_CHECKING:
    from storage.database import Database
    from tests.servers.vk.server import VkServer

SECRET = "a secret of the operator"


async def test_the_program_that_runs_takes_the_account_and_listens_to_it(
    vk: VkServer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_prepare", lambda _: None)  # the logs are the test's
    first, second = vk.add_community("Тёзки Александровки"), vk.add_community("Тёзки Ивановки")
    anna, stop = vk.person("Анна"), asyncio.Event()
    served = {"token": first.key, "group_id": first.id, "api_url": vk.url}
    program = asyncio.create_task(running.run_bots(given(database_url=sqlite_url, secret_key=SECRET, vk=served), stop))
    await vk.wait_for(lambda: first.longpoll.waiting)
    printed = Printed()
    same = given(database_url=sqlite_url, secret_key=SECRET, vk={"api_url": vk.url})
    assert await add_account(same, "vk", second.key, second.id, printed) == 0
    assert "Программа взяла его" in printed.text
    await vk.wait_for(lambda: second.longpoll.waiting and first.longpoll.waiting)
    anna.writes(second, "/menu")
    await vk.wait_for(lambda: anna.saw(second))
    stop.set()
    assert await program is None


async def test_a_key_that_the_program_cannot_open_is_not_taken(database: Database, sqlite_url: str) -> None:
    sealed = encrypt("vk1.a.another", "somebody else's secret")
    file = waiting_accounts.leave(sqlite_url, "vk", 7, sealed)
    (file.parent / "torn.json").write_text("{")
    assert file.stat().st_mode & 0o077 == 0
    async with database.writing() as books:
        settings = given(database_url=sqlite_url, secret_key=SECRET)
        assert await waiting_accounts.take(books, settings, datetime.now(UTC)) == []
        assert await books.accounts.all() == ()
    assert not waiting_accounts.anybody(sqlite_url)
    assert not list(file.parent.iterdir())

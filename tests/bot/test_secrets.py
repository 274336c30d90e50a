"""Secrets are strong or the program's own, and the key of keys can be changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from bot.accounts import all_credentials, webhook_secret
from bot.cli.operator import rotate_keys
from bot.main import tezki
from storage.database import Database
from storage.sql.encryption import decrypt, encrypt
from storage.sql.errors import WrongKey
from talk.updates import AccountId
from tests.bot.conftest import TOKEN, Printed, given, running
from tests.bot.test_program import SECRET_HEADER, of_telegram
from tests.servers.telegram import TelegramServer

OLD, NEW = "a word of before", "a new and much longer word"
NOW = datetime(2026, 11, 30, tzinfo=UTC)
KEYS = {7: "123456:AAone", 8: "123457:AAtwo"}


async def sealed(url: str) -> None:
    """Two bots whose keys are encrypted with the old word."""
    database = await Database.open(url)
    async with database.writing() as books:
        for number, key in KEYS.items():
            await books.accounts.add("telegram", number, "", encrypt(key, OLD), {}, at=NOW)
    await database.close()


async def opened(url: str, **words: str) -> list[str]:
    database = await Database.open(url)
    try:
        async with database.reading() as books:
            found = await all_credentials(books, given(database_url=url, **words))
    finally:
        await database.close()
    return [one.key for one in found]


async def test_the_key_before_still_opens_and_after_rotation_is_not_needed(sqlite_url: str, printed: Printed) -> None:
    await sealed(sqlite_url)
    with pytest.raises(WrongKey):
        await opened(sqlite_url, secret_key=NEW)
    both = {"secret_key": NEW, "secret_key_previous": OLD}
    assert await opened(sqlite_url, **both) == list(KEYS.values())
    assert await rotate_keys(given(database_url=sqlite_url, **both), printed) == 0
    assert "Перешифровано ключей: 2" in printed.text
    assert await opened(sqlite_url, secret_key=NEW) == list(KEYS.values())
    with pytest.raises(WrongKey):
        await opened(sqlite_url, secret_key=OLD)
    assert await rotate_keys(given(database_url=sqlite_url, **both), printed) == 0, "again, and nothing is lost"
    assert await opened(sqlite_url, secret_key=NEW) == list(KEYS.values())


async def test_rotation_to_a_short_or_no_key_and_with_a_wrong_one_before_changes_nothing(
    sqlite_url: str, printed: Printed
) -> None:
    await sealed(sqlite_url)
    for words in ({"secret_key": "short", "secret_key_previous": OLD}, {"secret_key_previous": OLD}):
        assert await rotate_keys(given(database_url=sqlite_url, **words), printed) == 1
    with pytest.raises(WrongKey):
        await rotate_keys(given(database_url=sqlite_url, secret_key=NEW, secret_key_previous="another"), printed)
    assert await opened(sqlite_url, secret_key=OLD) == list(KEYS.values())


def test_the_command_is_there(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEZKI_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TEZKI_SECRET_KEY", NEW)
    said = CliRunner().invoke(tezki, ["account", "rotate"])
    assert (said.exit_code, "Перешифровано ключей: 0" in said.output) == (0, True)


def test_what_was_encrypted_is_opened_by_no_other_word() -> None:
    assert decrypt(encrypt("key", OLD), NEW, OLD) == "key"
    with pytest.raises(WrongKey):
        decrypt(encrypt("key", OLD), NEW, "third")


async def test_a_secret_of_one_letter_is_not_used(telegram: TelegramServer, sqlite_url: str, free_port: int) -> None:
    bot = telegram.add_bot(TOKEN)
    settings = given(
        database_url=sqlite_url,
        http={"port": free_port},
        public_url=f"http://127.0.0.1:{free_port}",
        telegram=of_telegram(telegram, mode="webhook", webhook_secret="a"),
    )
    async with running(settings) as bots:
        hook = await telegram.wait_for(lambda: bot.webhook)
        assert hook is not None
        assert len(hook.secret or "") >= 32
        assert await bots.post("/telegram/1", b'{"update_id": 1}', **{SECRET_HEADER: "a"}) == 401
        assert await bots.post("/telegram/1", b'{"update_id": 1}', **{SECRET_HEADER: str(hook.secret)}) == 200
        async with bots.program.database.writing() as books:
            assert await webhook_secret(books, AccountId(1)) == hook.secret, "and it is the same after a restart"
            assert await webhook_secret(books, AccountId(2)) != hook.secret

"""Accounts and their sealed keys."""

import asyncio
from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.sql.encryption import decrypt, encrypt
from storage.sql.errors import WrongKey

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
KEY = "123456:AAH-a-key-of-a-bot"


async def test_an_account_is_added_and_found(database: Database) -> None:
    async with database.writing() as books:
        added = await books.accounts.add("vk", 7_000_000_000_001, "Тёзки", b"sealed", {"mode": "callback"}, at=NOW)

        assert await books.accounts.get(added.id) == added
        assert await books.accounts.by_kind_and_external("vk", 7_000_000_000_001) == added
        assert await books.accounts.by_kind_and_external("telegram", 7_000_000_000_001) is None
        assert await books.accounts.all() == (added,)
    assert (added.sealed_key, added.settings, added.broken) == (b"sealed", {"mode": "callback"}, None)


async def test_adding_again_brings_a_new_key_and_mends_the_account(database: Database) -> None:
    async with database.writing() as books:
        first = await books.accounts.add("vk", 1, "Тёзки", b"old", {}, at=NOW)
        await books.accounts.set_broken(first.id, "the key was revoked", at=NOW)
        again = await books.accounts.add("vk", 1, "Тёзки", b"new", {}, at=NOW)

    assert (again.id, again.sealed_key, again.broken) == (first.id, b"new", None)


async def test_an_account_of_the_environment_keeps_what_it_has(database: Database) -> None:
    async with database.writing() as books:
        first = await books.accounts.ensure("telegram", 1, at=NOW)
        await books.accounts.introduced(first.id, "Тёзки", "tezki_bot")
        await books.accounts.set_broken(first.id, "captcha", at=NOW)
        again = await books.accounts.ensure("telegram", 1, at=NOW)

    assert (again.id, again.title, again.broken, again.sealed_key) == (first.id, "Тёзки", "captcha", None)


async def test_two_processes_that_start_at_once_write_one_account(database: Database) -> None:
    async def ensure() -> int:
        async with database.writing() as books:
            return (await books.accounts.ensure("telegram", 1, at=NOW)).id

    assert len(set(await asyncio.gather(*(ensure() for _ in range(5))))) == 1


async def test_a_key_is_never_shown_by_accident(database: Database) -> None:
    async with database.writing() as books:
        account = await books.accounts.add("vk", 1, "Тёзки", b"sealed", {}, at=NOW)

    assert "sealed" not in repr(account)


def test_what_was_sealed_is_unsealed_by_the_same_secret() -> None:
    sealed = encrypt(KEY, "добрая библиотека")

    assert decrypt(sealed, "добрая библиотека") == KEY
    assert KEY.encode() not in sealed


def test_another_secret_opens_nothing() -> None:
    sealed = encrypt(KEY, "добрая библиотека")

    for secret, bytes_ in (("злая библиотека", sealed), ("добрая библиотека", sealed[:-1]), ("добрая библиотека", b"")):
        with pytest.raises(WrongKey):
            decrypt(bytes_, secret)


def test_sealing_twice_looks_different() -> None:
    assert encrypt(KEY, "добрая библиотека") != encrypt(KEY, "добрая библиотека")


def test_nothing_is_sealed_with_an_empty_secret() -> None:
    with pytest.raises(ValueError, match="empty"):
        encrypt(KEY, "")

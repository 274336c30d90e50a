"""``tezki doctor`` says what is well, what is wrong and what to do; 1 when something keeps us from working."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.doctor import examine
from storage.database import Database
from storage.sql import sqlite
from storage.sql.encryption import encrypt
from tests.bot.conftest import TOKEN, Printed, given
from tests.servers import faults
from tests.servers.telegram import TelegramServer
from tests.servers.vk.community import Community
from tests.servers.vk.server import ALL_RIGHTS, VkServer


def of_vk(vk: VkServer, community: Community, **facts: str) -> dict[str, object]:
    return {"token": community.key, "group_id": community.id, "api_url": vk.url} | facts


async def test_all_is_well(telegram: TelegramServer, vk: VkServer, sqlite_url: str, printed: Printed) -> None:
    telegram.add_bot(TOKEN, "tezki_bot")
    community = vk.add_community("Тёзки Александровки", user_token="vk1.a.administrator")
    settings = given(
        database_url=sqlite_url,
        secret_key="a word",
        public_url="https://tezki.example.ru",
        telegram={"token": TOKEN, "api_url": telegram.url},
        vk=of_vk(vk, community, user_token="vk1.a.administrator"),
    )
    assert await examine(settings, printed) == 0
    assert "[-]" not in printed.text
    assert "(@tezki_bot)» отвечает" in printed.text
    assert "ВКонтакте: «Тёзки Александровки" in printed.text
    assert TOKEN not in printed.text


async def test_somebody_answers_for_the_data(telegram: TelegramServer, sqlite_url: str, printed: Printed) -> None:
    """Outside of the playground that has to be said, all of it."""
    telegram.add_bot(TOKEN, "tezki_bot")
    facts = {"database_url": sqlite_url, "telegram": {"token": TOKEN, "api_url": telegram.url}}
    assert await examine(given(**facts, operator={"name": "Библиотека"}), printed) == 1
    assert "задайте TEZKI_OPERATOR__ADDRESS, TEZKI_OPERATOR__EMAIL. " in " ".join(printed.text.split())
    assert "152-ФЗ" in printed.text
    printed.clear()
    assert await examine(given(**facts), printed) == 0
    assert "[+] За личные данные отвечает Александровская сельская библиотека." in printed.text


async def test_the_first_time_the_database_is_made(tmp_path: Path, printed: Printed) -> None:
    assert await examine(given(database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"), printed) == 0
    assert "приведена к нынешнему виду" in printed.text
    assert "Ни одного бота нет" in printed.text
    assert "TEZKI_SECRET_KEY не задан" in printed.text
    assert "TEZKI_PUBLIC_URL не задан" in printed.text


async def test_a_bot_whose_messages_another_program_gets(
    telegram: TelegramServer, sqlite_url: str, printed: Printed
) -> None:
    bot = telegram.add_bot(TOKEN)
    telegram.set_webhook(bot, "https://somebody.else/")
    settings = given(database_url=sqlite_url, telegram={"token": TOKEN, "api_url": telegram.url})
    assert await examine(settings, printed) == 1
    assert "[-] Telegram шлёт сообщения этого бота другой программе" in printed.text


async def test_a_revoked_key(telegram: TelegramServer, vk: VkServer, sqlite_url: str, printed: Printed) -> None:
    community = vk.add_community()
    community.revokes_key()
    settings = given(
        database_url=sqlite_url,
        telegram={"token": TOKEN, "api_url": telegram.url},
        vk=of_vk(vk, community),
    )
    assert await examine(settings, printed) == 1
    assert "[-] Telegram, 123456: ключ не работает" in printed.text
    assert f"[-] ВКонтакте, {community.id}: ключ не работает" in printed.text
    assert printed[-1].startswith("Есть то, что мешает работать")


@pytest.mark.parametrize(("lost", "code", "said"), [("messages", 1, "«Сообщения сообщества»"), ("wall", 0, "«Стена»")])
async def test_missing_rights(vk: VkServer, sqlite_url: str, lost: str, code: int, said: str) -> None:
    printed = Printed()
    community = vk.add_community(rights=set(ALL_RIGHTS) - {lost})
    assert await examine(given(database_url=sqlite_url, vk=of_vk(vk, community)), printed) == code
    assert f"нет права {said}" in printed.text
    assert "«Ключи доступа»" in printed.text


async def test_what_is_switched_off_in_a_community_is_named_with_where_to_click(
    vk: VkServer, sqlite_url: str, printed: Printed
) -> None:
    community = vk.add_community()
    community.forbids_messages()
    assert await examine(given(database_url=sqlite_url, vk=of_vk(vk, community)), printed) == 1
    assert "[-] В сообществе ВКонтакте выключены сообщения" in printed.text
    assert "[!] В сообществе ВКонтакте выключен Long Poll" in printed.text
    assert printed.text.count("«Управление»") == 2


async def test_a_community_whose_key_may_not_manage_it_is_not_heard(
    vk: VkServer, sqlite_url: str, printed: Printed
) -> None:
    community = vk.add_community(rights=set(ALL_RIGHTS) - {"manage"})
    assert await examine(given(database_url=sqlite_url, vk=of_vk(vk, community)), printed) == 1
    assert "[-] Бот не слышит сообщество ВКонтакте" in printed.text


async def test_a_messenger_that_cannot_be_reached(sqlite_url: str, printed: Printed, free_port: int) -> None:
    settings = given(database_url=sqlite_url, telegram={"token": TOKEN, "api_url": f"http://127.0.0.1:{free_port}"})
    assert await examine(settings, printed) == 1
    assert "не отвечает" in printed.text
    assert "интернет или прокси" in printed.text


async def test_a_messenger_that_hangs_is_not_waited_for_for_ever(
    telegram: TelegramServer, sqlite_url: str, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.doctor.PATIENCE", 0.05)
    telegram.add_bot(TOKEN)
    telegram.faults.always("getMe", faults.hang())
    settings = given(database_url=sqlite_url, telegram={"token": TOKEN, "api_url": telegram.url})
    assert await examine(settings, printed) == 1
    assert "не отвечает" in printed.text


async def test_a_database_that_the_program_works_with(sqlite_url: str, printed: Printed) -> None:
    lock = sqlite.Lock(Path(sqlite_url.removeprefix("sqlite+aiosqlite:///")))
    code = await examine(given(database_url=sqlite_url), printed)
    lock.release()
    assert code == 0
    assert "[+] База данных: SQLite" in printed.text


async def test_an_old_database_that_somebody_works_with_is_left_alone(tmp_path: Path, printed: Printed) -> None:
    lock = sqlite.Lock(tmp_path / "new.db")
    code = await examine(given(database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"), printed)
    lock.release()
    assert "с ней сейчас работает программа" in printed.text
    assert code == 1, "it has no tables yet, so nothing can be read from it"


async def test_a_file_that_is_no_database(tmp_path: Path, printed: Printed) -> None:
    (tmp_path / "tezki.db").write_text("I am a text\n" * 100, "utf-8")
    assert await examine(given(database_url=f"sqlite+aiosqlite:///{tmp_path / 'tezki.db'}"), printed) == 1
    assert "Проверьте TEZKI_DATABASE_URL" in printed.text


async def test_a_newer_database(sqlite_url: str, printed: Printed) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert await examine(given(database_url=sqlite_url), printed) == 1
    assert "[-]" in printed.text


async def test_postgresql(postgresql_url: str, printed: Printed) -> None:
    assert await examine(given(database_url=postgresql_url), printed) == 0
    assert "[+] База данных: PostgreSQL" in printed.text


async def test_postgresql_that_is_not_there(free_port: int, printed: Printed) -> None:
    url = f"postgresql+asyncpg://tezki:secret-word@127.0.0.1:{free_port}/tezki"
    assert await examine(given(database_url=url), printed) == 1
    assert "[-] База данных недоступна" in printed.text
    assert "secret-word" not in printed.text


@pytest.mark.parametrize("secret", [None, "another word"])
async def test_sealed_keys_that_do_not_open(sqlite_url: str, printed: Printed, secret: str | None) -> None:
    database = await Database.open(sqlite_url)
    async with database.writing() as books:
        await books.accounts.add("telegram", 123456, "", encrypt(TOKEN, "a word"), {}, at=datetime.now(UTC))
    await database.close()
    assert await examine(given(database_url=sqlite_url, secret_key=secret), printed) == 1
    assert "TEZKI_SECRET_KEY не задан или не тот" in printed.text


async def test_a_misspelt_setting_and_a_full_disk_are_mentioned(
    sqlite_url: str, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEZKI_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setattr("bot.cli.doctor.LOW_SPACE", 10**18)
    assert await examine(given(database_url=sqlite_url, public_url="http://t.ru"), printed) == 0
    assert "TEZKI_TELEGRAM_TOKEN" in printed.text
    assert "На диске осталось" in printed.text
    assert "не с https://" in printed.text


def allow(url: str, rights: int) -> None:
    Path(url.removeprefix("sqlite+aiosqlite:///")).chmod(rights)


async def test_what_others_could_read_or_guess_is_named(sqlite_url: str, printed: Printed) -> None:
    settings = given(
        database_url=sqlite_url,
        secret_key="a word",
        http={"port": 0, "host": "0.0.0.0"},  # noqa: S104 - only a value
        telegram={"webhook_secret": "short"},
        vk={"callback_secret": "a secret that is long enough"},
    )
    allow(sqlite_url, 0o644)
    assert await examine(settings, printed) == 0
    assert "chmod 600 tezki.db" in printed.text
    assert "TEZKI_SECRET_KEY короче 16 знаков" in printed.text
    assert "TEZKI_TELEGRAM__WEBHOOK_SECRET короче" in printed.text
    assert "CALLBACK_SECRET короче" not in printed.text
    assert "сайт виден другим компьютерам" in printed.text


async def test_what_is_private_and_strong_is_not(sqlite_url: str, printed: Printed) -> None:
    allow(sqlite_url, 0o600)
    await examine(given(database_url=sqlite_url, secret_key="a word that is long enough"), printed)
    assert "chmod" not in printed.text
    assert "короче 16" not in printed.text
    assert "другим компьютерам" not in printed.text

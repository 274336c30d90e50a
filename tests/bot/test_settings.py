"""Settings: every one is read, a wrong one is named with the reason, an empty one is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.messengers.telegram.account import Account as Telegram
from bot.messengers.vk.account import Account as Vk
from bot.running import name_operator
from bot.settings import names, read_settings, unknown_settings
from domain.purposes import Operator
from domain.quotas import BUNDLED, Quota
from tests.bot.conftest import TOKEN

VK_KEY = "vk1.a.fakefakefakefake"

EVERY = {
    "TEZKI_DATABASE_URL": "postgresql+asyncpg://tezki:secret@database/tezki",
    "TEZKI_SECRET_KEY": "a long and random word",
    "TEZKI_SECRET_KEY_PREVIOUS": "the word before it",
    "TEZKI_PUBLIC_URL": "https://tezki.example.ru/",
    "TEZKI_ERASURES_FILE": "/data/erasures.jsonl",
    "TEZKI_HTTP__HOST": "0.0.0.0",  # noqa: S104 - only a value
    "TEZKI_HTTP__PORT": "80",
    "TEZKI_HTTP__CONNECTIONS": "300",
    "TEZKI_HTTP__TRUSTED_PROXIES": "10.0.0.7, 192.168.0.0/16, ::1",
    "TEZKI_HEALTH__HOST": "0.0.0.0",  # noqa: S104 - only a value
    "TEZKI_HEALTH__PORT": "81",
    "TEZKI_LOG__FORMAT": "json",
    "TEZKI_LOG__LEVEL": "DEBUG",
    **{f"TEZKI_QUOTAS__{quota.upper()}": "7" for quota in Quota if quota not in BUNDLED},
    "TEZKI_OPERATOR__NAME": "Александровская сельская библиотека",
    "TEZKI_OPERATOR__ADDRESS": "село Александровка, улица Мира, 1",
    "TEZKI_OPERATOR__EMAIL": "data@example.ru",
    "TEZKI_TELEGRAM__TOKEN": TOKEN,
    "TEZKI_TELEGRAM__API_URL": "http://127.0.0.1:8081",
    "TEZKI_TELEGRAM__PROXY": "socks5://127.0.0.1:1080",
    "TEZKI_TELEGRAM__MODE": "webhook",
    "TEZKI_TELEGRAM__RESIDENTS": "no",
    "TEZKI_TELEGRAM__WEBHOOK_SECRET": "telegram-knocks",
    "TEZKI_VK__TOKEN": VK_KEY,
    "TEZKI_VK__GROUP_ID": "231828790",
    "TEZKI_VK__USER_TOKEN": "vk1.a.administrator",
    "TEZKI_VK__API_URL": "http://127.0.0.1:8082",
    "TEZKI_VK__MODE": "callback",
    "TEZKI_VK__CALLBACK_SECRET": "vk-knocks",
    "TEZKI_VK__CONFIRMATION": "1a2b3c4d",
    "TEZKI_VK__RESIDENTS": "no",
}


@pytest.fixture
def every(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in EVERY.items():
        monkeypatch.setenv(name, value)


def wrong(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    """What is said about these settings."""
    for name, value in values.items():
        monkeypatch.setenv(f"TEZKI_{name}", value)
    with pytest.raises(ValueError, match="Настройки не подходят") as trouble:
        read_settings()
    return str(trouble.value)


def test_there_is_no_setting_that_this_file_does_not_know() -> None:
    assert sorted(names()) == sorted(EVERY)


@pytest.mark.usefixtures("every")
def test_every_setting_is_read() -> None:
    settings = read_settings()
    assert settings.database_url == EVERY["TEZKI_DATABASE_URL"]
    assert settings.public_url == "https://tezki.example.ru"
    assert settings.erasures_file == Path("/data/erasures.jsonl")
    assert (settings.http.host, settings.http.port) == (EVERY["TEZKI_HTTP__HOST"], 80)
    assert (settings.http.connections, settings.http.trusted_proxies) == (300, "10.0.0.7, 192.168.0.0/16, ::1")
    assert (settings.health.host, settings.health.port) == (EVERY["TEZKI_HEALTH__HOST"], 81)
    assert settings.keys() == ("a long and random word", "the word before it")
    assert (settings.log.format, settings.log.level) == ("json", "DEBUG")
    telegram, vk = settings.of("telegram"), settings.of("vk")
    assert isinstance(telegram, Telegram)
    assert isinstance(vk, Vk)
    ring = telegram.credentials()
    assert ring is not None
    assert (ring.external_id, ring.key) == (123456, TOKEN)
    assert (telegram.api_url, telegram.proxy, telegram.mode) == (
        "http://127.0.0.1:8081",
        "socks5://127.0.0.1:1080",
        "webhook",
    )
    assert settings.quotas.given() == {quota: 7 for quota in Quota if quota not in BUNDLED}
    ring = vk.credentials()
    assert ring is not None
    assert (ring.external_id, ring.key, ring.user_key) == (231828790, VK_KEY, "vk1.a.administrator")
    assert (vk.api_url, vk.mode, vk.confirmation) == ("http://127.0.0.1:8082", "callback", "1a2b3c4d")
    assert settings.secrets() == {
        "a long and random word", "the word before it", TOKEN, "telegram-knocks",
        VK_KEY, "vk1.a.administrator", "vk-knocks", "secret",
    }  # fmt: skip


@pytest.mark.usefixtures("every")
def test_no_secret_is_shown_when_settings_are() -> None:
    settings = read_settings()
    shown = repr(settings) + repr([settings.of(kind).credentials() for kind in settings.kinds()])
    assert not [secret for secret in settings.secrets() - {"secret"} if secret in shown]


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in EVERY:
        monkeypatch.setenv(name, "")
    assert read_settings() == read_settings().without_accounts()
    assert read_settings().http.port == 8080
    assert read_settings().health.port_beside(8080) == 9080
    assert read_settings().health.port_beside(65000) == 64000
    assert read_settings().health.port_beside(0) == 0
    assert read_settings().database_url == "sqlite+aiosqlite:///tezki.db"


def test_the_file_of_the_folder_is_read_and_the_environment_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TEZKI_HTTP__PORT=81\nTEZKI_LOG__LEVEL=ERROR\n", "utf-8")
    monkeypatch.setenv("TEZKI_HTTP__PORT", "82")
    assert (read_settings().http.port, read_settings().log.level) == (82, "ERROR")


def test_a_file_in_another_encoding_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_bytes("# ключ\nTEZKI_HTTP__PORT=81\n".encode("cp1251"))
    assert ".env" in wrong(monkeypatch)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DATABASE_URL", "mysql://here/tezki", "sqlite+aiosqlite"),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:", "sqlite+aiosqlite"),
        ("DATABASE_URL", "postgresql+asyncpg://tezki@database:port/tezki", "postgresql+asyncpg"),
        ("PUBLIC_URL", "tezki.example.ru", "https://"),
        ("HTTP__PORT", "eighty", "целое число"),
        ("HTTP__PORT", "-1", "не меньше 0"),
        ("HTTP__CONNECTIONS", "1", "не меньше 10"),
        ("HTTP__TRUSTED_PROXIES", "10.0.0.1/8", "через запятую"),
        ("HTTP__TRUSTED_PROXIES", "proxy.example", "через запятую"),
        ("HEALTH__PORT", "65536", "не больше 65535"),
        ("HTTP__PORT", "65536", "не больше 65535"),
        ("LOG__FORMAT", "xml", "'console', 'json'"),
        ("LOG__LEVEL", "LOUD", "'DEBUG'"),
        ("TELEGRAM__TOKEN", "AAE-secret", "@BotFather"),
        ("TELEGRAM__MODE", "pigeon", "'polling', 'webhook'"),
        ("TELEGRAM__WEBHOOK_SECRET", "с пробелом", "латинских"),
        ("VK__TOKEN", "ключ с пробелом", "vk1.a."),
        ("VK__GROUP_ID", "club1", "целое число"),
        ("VK__GROUP_ID", "-231828790", "не меньше 1"),
        ("VK__USER_TOKEN", "short", "vk1.a."),
        ("VK__MODE", "pigeon", "'longpoll', 'callback'"),
        ("VK__CALLBACK_SECRET", "x" * 51, "50"),
        ("HTTP", "8080", "TEZKI_HTTP__"),
        ("TELEGRAM", "123", "TEZKI_TELEGRAM__"),
        ("TELEGRAM", "{", "TEZKI_TELEGRAM__"),
    ],
)
def test_a_wrong_value_is_named_with_the_reason_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    said = wrong(monkeypatch, **{name: value})
    assert f"TEZKI_{name}" in said
    assert why in said
    assert "TOKEN" not in name or value not in said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"VK__TOKEN": VK_KEY}, "TEZKI_VK__GROUP_ID"),
        ({"VK__GROUP_ID": "1"}, "TEZKI_VK__TOKEN"),
        ({"TELEGRAM__MODE": "webhook", "PUBLIC_URL": "https://t.ru"}, "TEZKI_TELEGRAM__WEBHOOK_SECRET"),
        ({"TELEGRAM__MODE": "webhook", "TELEGRAM__WEBHOOK_SECRET": "s"}, "TEZKI_PUBLIC_URL"),
        (
            {"TELEGRAM__MODE": "webhook", "TELEGRAM__WEBHOOK_SECRET": "s", "PUBLIC_URL": "http://t.ru"},
            "https://",
        ),
        ({"VK__MODE": "callback"}, "TEZKI_VK__CALLBACK_SECRET"),
    ],
)
def test_settings_that_need_each_other_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], said: str
) -> None:
    assert said in wrong(monkeypatch, **values)


def test_a_misspelt_setting_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TEZKI_VK__TOKENN=1\nPOSTGRES_PASSWORD=2\n", "utf-8")
    monkeypatch.setenv("TEZKI_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("tezki_http__port", "81")
    assert unknown_settings() == ["TEZKI_TELEGRAM_TOKEN", "TEZKI_VK__TOKENN"]


def test_who_answers_for_the_data_is_said_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEZKI_OPERATOR__NAME", "Библиотека")
    settings = read_settings()
    assert settings.unnamed() == ["TEZKI_OPERATOR__ADDRESS", "TEZKI_OPERATOR__EMAIL"]
    assert settings.operator.given() is None
    name_operator(settings)
    assert "TEZKI_OPERATOR__ADDRESS, TEZKI_OPERATOR__EMAIL" in capsys.readouterr().err, "loud, and the bot works on"

    monkeypatch.setenv("TEZKI_OPERATOR__ADDRESS", "Мира, 1")
    monkeypatch.setenv("TEZKI_OPERATOR__EMAIL", "data@example.ru")
    settings = read_settings()
    assert settings.unnamed() == []
    assert settings.operator.given() == Operator(name="Библиотека", address="Мира, 1", email="data@example.ru")
    name_operator(settings)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("email", ["data", "data example.ru", "a@b c", "@"])
def test_an_address_of_mail_is_one(monkeypatch: pytest.MonkeyPatch, email: str) -> None:
    assert "TEZKI_OPERATOR__EMAIL" in wrong(monkeypatch, OPERATOR__EMAIL=email)

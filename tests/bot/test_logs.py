"""Logs: no token gets into a line, and nothing in a line can play with the console."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog
from pydantic import TypeAdapter

from bot import logs
from bot.settings import Log

TELEGRAM = "123456789:AAE-fake_fakefakefakefakefakefakefak"
VK = "vk1.a.fake-fake_fake.fakefakefakefakefake"
OLD_VK = "0123456789abcdef" * 5 + "01234"
POLL_KEY = "5f8e2a7c5f8e2a7c5f8e2a7c5f8e2a7c"
PLACES = [
    f"https://api.telegram.org/bot{TELEGRAM}/getMe",
    f"https://api.telegram.org/file/bot{TELEGRAM.replace(':', '%3A')}/photo.jpg",
    f"Authorization: Bearer {VK}",
    f"https://api.vk.ru/method/users.get?access_token={OLD_VK}&v=5.199",
    f"the key {OLD_VK} was refused",
    f"https://lp.vk.ru/whp/231828790?act=a_check&key={POLL_KEY}&ts=17",
    f"{{'server': 'lp.vk.ru', 'key': '{POLL_KEY}'}}",
    f'{{"type": "message_new", "secret": "{POLL_KEY}"}}',
    f"https://t.example.ru/hook?secret={POLL_KEY}",
    f"postgresql+asyncpg://tezki:{POLL_KEY}@database/tezki",
    f"socks5://user:{POLL_KEY}@proxy:1080",
]
SECRETS = (TELEGRAM, TELEGRAM.replace(":", "%3A"), VK, OLD_VK, POLL_KEY)
OF_PEOPLE = {
    "postgresql+asyncpg://tezki:half/other-half@database/tezki": "other-half",
    f"GET /c/{POLL_KEY}.ics": POLL_KEY,
    f"t.me/tezki_bot?start=co_{POLL_KEY}": POLL_KEY,
    "звонить +7 (900) 123-45-67": "123-45-67",
    "звонить 8 900 123 45 67 после обеда": "123 45 67",
    "тел. 89001234567": "9001234567",
    "тел.+79001234567": "9001234567",
    "пишите на maria.petrova+club@mail.example.ru": "petrova",
}
"""What may stand in an error of a library → what of it nobody is to read."""
FORMATS: tuple[Literal["console", "json"], ...] = ("console", "json")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


both = pytest.mark.parametrize("form", FORMATS)


def ready(form: Literal["console", "json"]) -> structlog.stdlib.BoundLogger:
    """A log that writes to the standard error of this very test."""
    logs.set_up(Log(format=form), hide=("my own word",))
    bound: structlog.stdlib.BoundLogger = structlog.get_logger()
    return bound


def fails(place: str) -> None:
    raise ConnectionError(place)


@both
@pytest.mark.parametrize("place", PLACES)
def test_no_token_is_written(form: Literal["console", "json"], capsys: pytest.CaptureFixture[str], place: str) -> None:
    log = ready(form)
    log.warning("trouble", why=place, within=[{"url": place}], error=ConnectionError(place))
    logging.getLogger("a.library").error("cannot reach %s", place)
    try:
        fails(place)
    except ConnectionError:
        log.exception("failed")
        logging.getLogger("a.library").exception("failed")
    written = capsys.readouterr().err
    assert written.count("failed") == 2
    assert written.count("ConnectionError") >= 3
    assert not [secret for secret in SECRETS if secret in written]
    assert "***" in written


@pytest.mark.parametrize("line", OF_PEOPLE)
def test_nothing_by_which_people_are_reached_is_written(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    ready("json").warning("trouble", why=line, error=ValueError(line))
    logging.getLogger("a.library").error(line)
    written = capsys.readouterr().err
    assert OF_PEOPLE[line] not in written
    assert "***" in written


@both
def test_the_secrets_of_the_settings_are_known_by_name(
    form: Literal["console", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    ready(form).warning("said", why="it is my own word, isn't it")
    assert "my own word" not in capsys.readouterr().err


NUMBERS = f"user 5012345678, chat -1001234567890, row 81234567, sha {'0f' * 32}, 2026-11-22 02:34:12.123456"


def test_what_is_no_token_stays_readable() -> None:
    for text in (
        "12:30:45 row=128 key=7",
        "2026-11-22T02:34:12Z",
        "https://vk.ru/wall-1_2?w=3",
        "monkey: banana",
        NUMBERS,
    ):
        assert logs.mask(text) == text


@both
def test_control_characters_cannot_play_with_the_console(
    form: Literal["console", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    nasty = "\x1b[2Jgone\r\x07\x9b31m\u202egnirts\nERROR forged line"
    ready(form).info(nasty, why=nasty)
    logging.getLogger("a.library").warning(nasty)
    written = capsys.readouterr().err
    assert not set(written) & set("\x1b\r\x07\x9b\u202e")
    assert written.count("\n") == 2, "a line of the log stays one line"
    assert "x1b[2Jgone" in written


def test_for_machines_every_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Log(format="json"))
    structlog.get_logger().info("listening", account=1, why="причина\n")
    try:
        fails("x")
    except ConnectionError:
        structlog.get_logger().exception("failed")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], first["level"], first["account"], first["why"]) == ("listening", "info", 1, "причина\\n")
    assert first["timestamp"].endswith("Z")
    assert "ConnectionError: x" in second["exception"]


WORDS = "Мой секрет: Мария, дом 5"


@both
@pytest.mark.parametrize("name", ["scheduler.inbox.reader", "handlers.dispatcher", "storage.database"])
@pytest.mark.parametrize("own", [True, False], ids=["ours", "of the standard library"])
def test_what_an_error_of_a_turn_says_is_not_written(
    form: Literal["console", "json"], capsys: pytest.CaptureFixture[str], name: str, *, own: bool
) -> None:
    """Where it broke and of which kind; a library's error quotes the value that it could not read."""
    ready(form)
    log = structlog.get_logger(name) if own else logging.getLogger(name)
    try:
        try:
            TypeAdapter(int).validate_python(WORDS)
        except ValueError as error:
            raise ExceptionGroup(WORDS, [RuntimeError(f"cannot read {WORDS}")]) from error
    except ExceptionGroup as group:
        log.exception("happening_failed")
        log.warning("delivery_broke_off", exc_info=group)
    written = capsys.readouterr().err
    assert "секрет" not in written
    for kind in ("ValidationError", "ExceptionGroup", "RuntimeError", "happening_failed", "delivery_broke_off"):
        assert kind in written
    assert written.count("test_logs.py") >= 2, "the places are told"
    assert "validate_python(WORDS)" in written


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Log(level="WARNING"))
    structlog.get_logger().info("listening")
    logging.getLogger("a.library").info("listening")
    logging.getLogger("aiogram").info("listening")
    assert capsys.readouterr().err == ""


def test_a_line_that_cannot_be_written_is_not_spilt(capsys: pytest.CaptureFixture[str]) -> None:
    """The standard library would print the whole record, unmasked."""
    logs.set_up(Log())
    logging.getLogger("a.library").warning("%d tokens", TELEGRAM)
    written = capsys.readouterr().err
    assert TELEGRAM not in written
    assert "TypeError" in written

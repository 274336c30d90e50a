"""Requests that the official schema of the Bot API does not allow are refused and remembered."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.servers.spec import missing
from tests.servers.spec import telegram as spec
from tests.servers.telegram import TelegramServer

needs_schema = pytest.mark.skipif(spec.load() is None, reason="the official schema is not at hand")


async def ask(method: str, **params: Any) -> tuple[int, dict[str, Any], list[str]]:
    """A call by hand: the status, the answer, and the violations."""
    async with TelegramServer() as server, aiohttp.ClientSession() as client:
        server.add_bot("1:a", "tezki_bot")
        maria = server.person("Мария", id=5)
        await maria.command("/start")
        async with client.post(f"{server.url}/bot1:a/{method}", json=params) as answer:
            return answer.status, await answer.json(), server.violations


@needs_schema
async def test_a_good_call_leaves_no_trace() -> None:
    status, answer, violations = await ask("sendMessage", chat_id=5, text="Здравствуйте")
    assert (status, answer["ok"], violations) == (200, True, [])


@needs_schema
@pytest.mark.parametrize(
    ("method", "params", "status", "violation"),
    [
        ("sendMassage", {}, 404, "sendMassage: no such method"),
        ("sendMessage", {"chat_id": 5, "text": "а", "txet": 1}, 400, "sendMessage: no such parameter: txet"),
        ("sendMessage", {"chat_id": 5}, 400, "sendMessage: required parameter is missing: text"),
        ("deleteMessage", {"chat_id": 5, "message_id": "два"}, 400, "deleteMessage: message_id: not of type Integer"),
        ("setMyCommands", {"commands": "]"}, 400, "setMyCommands: commands: not JSON"),
        (
            "sendMessage",
            {"chat_id": 5, "text": "а", "reply_markup": {"inline_keyboard": [[{"text": "а", "calback_data": "b"}]]}},
            400,
            "sendMessage: reply_markup.inline_keyboard[0][0]: no field calback_data in InlineKeyboardButton",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "b"}], "scope": {"type": "chat"}},
            400,
            "setMyCommands: scope.chat_id: required and missing",
        ),
        ("sendPhoto", {"chat_id": 5, "photo": "attach://p"}, 400, "sendPhoto: no file attached: p"),
    ],
)
async def test_a_bad_call_is_refused_and_remembered(
    method: str, params: dict[str, Any], status: int, violation: str
) -> None:
    code, answer, violations = await ask(method, **params)
    assert (code, answer["ok"]) == (status, False)
    assert violations == [violation]


@needs_schema
async def test_a_real_method_that_is_not_played_here_says_so() -> None:
    status, _, violations = await ask("getUserProfilePhotos", user_id=5)
    assert status == 400
    assert violations == ["getUserProfilePhotos: Bad Request: the test server does not play getUserProfilePhotos"]


async def test_without_the_schema_only_its_check_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spec, "load", lambda: None)
    assert (await ask("sendMessage", chat_id=5, text="а", txet=1))[0] == 200
    assert (await ask("sendMessage", chat_id=5, text=""))[0] == 400
    assert (await ask("sendMassage", chat_id=5))[2] == [
        "sendMassage: Bad Request: the test server does not play sendMassage"
    ]


def test_a_missing_schema_is_said_loudly_and_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(missing, "MISSING", set())
    with pytest.warns(missing.SchemaMissing, match="REQUESTS ARE NOT CHECKED") as warned:
        assert [missing.is_there(tmp_path / "none.json") for _ in range(2)] == [False, False]
    assert len(warned) == 1
    assert {tmp_path / "none.json"} == missing.MISSING

"""The program as a process: one for each SQLite file, and polite when it is asked to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.main import tezki
from tests.bot.conftest import TOKEN
from tests.servers.telegram import Person, TelegramServer
from tests.story.process import Nursery, RunningProgram


@pytest.fixture
async def process(
    nursery: Nursery, telegram: TelegramServer, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[RunningProgram]:
    telegram.add_bot(TOKEN)
    environment = {
        "TEZKI_DATABASE_URL": sqlite_url,
        "TEZKI_TELEGRAM__TOKEN": TOKEN,
        "TEZKI_TELEGRAM__API_URL": telegram.url,
    }
    process = RunningProgram(nursery, environment, tmp_path)
    process.start()
    yield process
    await asyncio.to_thread(process.stop)


def log_of(process: RunningProgram) -> str:
    return process.log.read_text("utf-8")


async def is_answered(telegram: TelegramServer, person: Person, command: str) -> None:
    seen = len(person.saw)
    await person.command(command)
    await telegram.wait_for(lambda: len(person.saw) > seen)


async def test_a_second_process_on_the_same_file_is_refused_in_words(
    process: RunningProgram, telegram: TelegramServer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await is_answered(telegram, telegram.person("Мария"), "/menu")
    monkeypatch.setenv("TEZKI_DATABASE_URL", sqlite_url)
    result = await asyncio.to_thread(CliRunner().invoke, tezki, ["migrate"])
    assert result.exit_code == 1
    assert "Программа с этой базой уже запущена" in result.output
    assert process.kills == 0
    await is_answered(telegram, telegram.person("Анна"), "/menu")


async def test_asked_to_stop_it_finishes_what_it_is_about_and_loses_nothing(
    process: RunningProgram, telegram: TelegramServer
) -> None:
    people = [telegram.person(name) for name in ("Мария", "Анна", "Ольга", "Вера")]
    await is_answered(telegram, people[0], "/menu")
    for person in people[1:]:
        await person.command("/menu")
    await asyncio.to_thread(process.stop)  # fails when the process has not ended after ten seconds
    assert "Traceback" not in log_of(process)
    process.start()
    await telegram.wait_for(lambda: all(person.saw for person in people))
    answers = [[message.text for message in person.saw] for person in people]
    assert answers[1] == answers[2] == answers[3], "nobody was answered twice or only in half"

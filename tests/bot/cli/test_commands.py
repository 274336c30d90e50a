"""The command line: what each command says, how it ends, and what it does not load."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.main import tezki
from domain.journal import Kind
from storage.books import Books
from storage.database import Database
from storage.sql import sqlite
from storage.sql.encryption import decrypt, encrypt
from talk.messenger import Tell
from talk.prompt import Prompt
from talk.rich import rich
from talk.updates import AccountId, IncomingMessage
from tests.storage.libraries import namesakes

ROOT = Path(__file__).parent.parent.parent
TOKEN = "123456:AAfakefakefakefakefakefakefakefake00"
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def path(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a fresh database that the settings point to."""
    monkeypatch.setenv("TEZKI_DATABASE_URL", sqlite_url)
    return Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))


def call(*words: str, said: str = "") -> Result:
    return CliRunner().invoke(tezki, words, input=said)


def written(work: Callable[[Books], Awaitable[None]]) -> None:
    """Work in one transaction."""

    async def write() -> None:
        database = await Database.open(os.environ["TEZKI_DATABASE_URL"])
        async with database.writing() as books:
            await work(books)
        await database.close()

    asyncio.run(write())


def commands(command: click.Command = tezki, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, (*words, name))


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_explains_itself_in_russian(words: tuple[str, ...]) -> None:
    result = call(*words, "--help")
    assert result.exit_code == 0
    assert result.output.startswith("Как вызвать: tezki")
    ours = {
        "tezki",
        "telegram",
        "Telegram",
        "vk",
        "list",
        "account",
        "alliance",  # of what is to be hidden: its name in a command
        "x",
        *(word for path in commands() for word in path),
    }
    plain = re.sub(r"-h\b|--[\w-]+", "", result.output)
    assert not set(re.findall(r"[A-Za-z]+", plain)) - ours


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("dance",), "Такой команды нет"),
        (("run", "--fast"), "Такой настройки нет"),
        (("role", "grant", "ivanovka"), "Не хватает"),
        (("role", "grant", "ivanovka", "one", "2"), "нужно число"),
        (("outbox", "--most", "0"), "не в пределах"),
        (("outbox", "retry"), "Назовите номера"),
        (("outbox", "retry", "5", "--all"), "Назовите номера"),
        (("account", "add", "pigeon"), "Есть: telegram, vk"),
        (("account", "add", "telegram"), "Ключ не пришёл"),
    ],
)
def test_a_wrong_call_is_explained_and_ends_with_2(words: tuple[str, ...], why: str) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert why in result.output


def test_wrong_settings_end_with_1_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEZKI_HTTP__PORT", "eighty")
    result = call("jobs")
    assert result.exit_code == 1
    assert "TEZKI_HTTP__PORT: нужно целое число" in result.output


def test_migrate_makes_a_database_and_may_be_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TEZKI_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'fresh.db'}")
    assert call("migrate").output == call("migrate").output == "База данных готова.\n"
    assert call("jobs").output == "По расписанию ещё ничего не делалось.\n"


def test_a_database_that_cannot_be_opened_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TEZKI_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'nowhere' / 'tezki.db'}")
    for words in (["migrate"], ["run"], ["jobs"]):
        result = call(*words)
        assert (result.exit_code, "База данных недоступна" in result.output) == (1, True)


@pytest.mark.parametrize(
    "words",
    [["run"], ["playground"], ["migrate"], ["role", "grant", "a", "1", "2"], ["outbox", "retry", "--all"]],
    ids=" ".join,
)
def test_what_writes_refuses_while_the_program_runs_on_the_same_file(path: Path, words: list[str]) -> None:
    lock = sqlite.Lock(path)
    result = call(*words)
    lock.release()
    assert result.exit_code == 1
    assert "уже запущена" in result.output


@pytest.mark.parametrize("words", [["account", "list"], ["outbox"], ["jobs"], ["verify"]], ids=" ".join)
def test_what_only_looks_works_while_the_program_runs(path: Path, words: list[str]) -> None:
    lock = sqlite.Lock(path)
    assert call(*words).exit_code == 0
    lock.release()


def test_a_key_is_added_sealed_and_never_shown(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    result = call("account", "add", "telegram", said=TOKEN)
    assert result.exit_code == 1
    assert "TEZKI_SECRET_KEY" in result.output
    monkeypatch.setenv("TEZKI_SECRET_KEY", "a word")
    outputs = [call("account", "add", "telegram", said=f"{TOKEN}\n").output]
    outputs += [call("account", "add", "vk", "--group-id", "77", said="vk1.a.fakefakefake").output]
    outputs += [call("account", "list").output]
    assert "telegram 123456, номер 1" in outputs[0]
    assert "vk 77, номер 2" in outputs[1]
    assert re.search(r"1  telegram +123456.*\n +2  vk +77", outputs[2])
    assert TOKEN not in "".join(outputs)
    assert TOKEN.encode() not in path.read_bytes()
    with closing(sqlite3.connect(path)) as database:
        (sealed,) = database.execute("SELECT sealed_key FROM accounts WHERE kind = 'telegram'").fetchone()
    assert decrypt(sealed, "a word") == TOKEN


@pytest.mark.parametrize(
    ("words", "key", "why"),
    [
        (("telegram",), "AAE", "@BotFather"),
        (("vk",), "vk1.a.fakefakefake", "--group-id"),
        (("vk", "--group-id", "7"), "short", "vk1.a."),
    ],
)
def test_what_is_no_key_is_not_added(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], key: str, why: str
) -> None:
    monkeypatch.setenv("TEZKI_SECRET_KEY", "a word")
    result = call("account", "add", *words, said=key)
    assert (result.exit_code, why in result.output) == (1, True)
    assert "Ни одного бота" in call("account", "list").output


@pytest.mark.parametrize("secret", ["", "another word"])
def test_with_a_wrong_secret_key_nothing_starts_and_it_is_said_why(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    async def add(books: Books) -> None:
        await books.accounts.add("telegram", 123456, "", encrypt(TOKEN, "a word"), {}, at=NOW)

    written(add)
    monkeypatch.setenv("TEZKI_SECRET_KEY", secret)
    result = call("run")
    assert result.exit_code == 1
    assert "TEZKI_SECRET_KEY не задан или не тот" in result.output


def test_a_coordinator_is_appointed_by_hand() -> None:
    async def found(books: Books) -> None:
        await namesakes.alliance(books)
        await books.people.meet(await namesakes.account(books), 42, 42, at=NOW)

    written(found)
    assert "Сотрудничества с адресом nowhere нет" in call("role", "grant", "nowhere", "1", "42").output
    result = call("role", "grant", "ivanovka", "1", "43")
    assert (result.exit_code, "Пусть сначала напишет боту" in result.output) == (1, True)
    result = call("role", "grant", "ivanovka", "1", "42")
    assert (result.exit_code, "«Ивановка»" in result.output) == (0, True)

    async def look(books: Books) -> None:
        assert await books.coordinators.is_coordinator(1, 1, NOW)

    written(look)


def test_the_outbox_shows_what_waits_and_what_was_given_up_but_no_words() -> None:
    assert call("outbox").output == "Отправлять нечего: всё дошло.\n"

    async def put(books: Books) -> None:
        account = await namesakes.account(books)
        for chat in (1, 2, 3):
            tell = Tell(chat=chat, prompt=Prompt(text=rich("тайные слова")))
            row = await books.outbox.put(account, chat, tell, lane=0, now=NOW)
            assert row is not None
            if chat < 3:
                await books.delivery_queue.claim([row])
                await books.delivery_queue.park(row, "Impossible: 400", at=NOW)

    written(put)
    output = call("outbox", "--most", "1").output
    assert "ждут отправки 1" in output
    assert "не удалось отправить 2" in output
    assert output.count("Impossible: 400") == 1
    assert "тайные" not in output


def test_what_was_given_up_can_be_tried_again() -> None:
    async def park(books: Books) -> None:
        account = await namesakes.account(books)
        for chat, trouble in enumerate(("Impossible: 400", "Uncertain: no answer", "Unreachable: blocked"), 1):
            tell = Tell(chat=chat, prompt=Prompt(text=rich("слова")))
            row = await books.outbox.put(account, chat, tell, lane=0, now=NOW, key=f"word:{chat}")
            assert row is not None
            await books.delivery_queue.park(row, trouble, at=NOW)

    written(park)
    result = call("outbox", "retry", "2", "7")
    assert (result.exit_code, result.output) == (1, "Снова ждут отправки: 1.\nСтроки 7 среди отложенных нет.\n")
    assert call("outbox", "retry", "--all").output == "Снова ждут отправки: 1.\n"
    output = call("outbox").output
    assert "ждут отправки 2" in output
    assert "Unreachable" in output, "whoever forbade it is not written to again"


def test_jobs_that_ran_and_jobs_that_vanished_are_shown() -> None:
    async def ran(books: Books) -> None:
        await books.runs.finish(await books.runs.begin("remind", at=NOW), at=NOW, facts={"reminded": 3})
        await books.runs.begin("digest", at=NOW - timedelta(hours=1))

    written(ran)
    output = call("jobs").output
    assert re.search("remind +reminded 3", output)
    assert re.search("digest +ПРОПАЛО", output)


def test_a_journal_that_somebody_rewrote_is_found(path: Path) -> None:
    assert call("verify").output == "Сотрудничеств ещё нет: проверять нечего.\n"

    async def found(books: Books) -> None:
        for name, slug in (("Ивановка", "ivanovka"), ("Берёзовка", "berezovka")):
            alliance = await namesakes.alliance(books, name, slug)
            for title in ("Первая", "Вторая"):
                await books.journal.write(alliance.id, Kind.JOINED, {"library": title}, at=NOW)

    written(found)
    result = call("verify")
    assert (result.exit_code, result.output.count("журнал цел")) == (0, 2)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE journal SET facts = ? WHERE alliance_id = 1 AND seq = 2", ['{"library": "Третья"}'])
    result = call("verify")
    assert result.exit_code == 1
    assert "Ивановка: журнал переписан, начиная с записи 2" in result.output
    assert "Берёзовка: журнал цел" in result.output


def loaded(*calls: list[str]) -> set[str]:
    """The libraries that a process has loaded after these commands."""
    code = (
        "import json, sys; from click.testing import CliRunner; from bot.main import tezki\n"
        "for words in json.loads(sys.argv[1]): CliRunner().invoke(tezki, words)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, json.dumps(calls)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return set(json.loads(run.stdout))


def test_commands_that_need_no_messenger_load_none() -> None:
    light = [["account", "list"], ["outbox"], ["jobs"], ["verify"], ["migrate"], ["backup", "copy.db"]]
    light += [["role", "grant", "a", "1", "2"], ["account", "add", "telegram"]]
    modules = loaded(*light)
    assert "sqlalchemy" in modules
    assert not modules & {"aiogram", "vk_api", "pymorphy3", "jinja2", "apscheduler", "PIL"}
    assert Path("copy.db").exists()


def test_help_loads_nearly_nothing() -> None:
    assert not loaded(["--help"], ["run", "--help"]) & {"aiogram", "vk_api", "sqlalchemy", "pydantic", "aiohttp"}


def test_what_came_in_and_was_given_up_is_shown_without_its_words() -> None:
    async def park(books: Books) -> None:
        account = AccountId(await namesakes.account(books))
        poison = IncomingMessage(account=account, event_id="1", chat=5, user=5, at=NOW, text="тайные слова")
        await books.inbox.store([poison], at=NOW)
        for _ in range(3):
            await books.inbox.start(poison)
        await books.inbox.park(poison)
        await books.inbox.store_stub(account, "2", at=NOW)

    written(park)
    output = call("outbox").output
    assert re.search(r"не разобрано: 1  бот 1  heard  начато раз: 3", output)
    assert re.search(r"не разобрано: 2  бот 1  unstorable  записать не удалось", output)
    assert "тайные" not in output

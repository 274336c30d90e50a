"""The whole program, wired as it ships, against messengers of our own."""

from __future__ import annotations

import asyncio
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli.operator import list_accounts
from bot.messengers.telegram.messenger import TelegramMessenger
from storage.database import Database
from storage.sql.encryption import encrypt
from storage.sql.errors import Unavailable
from tests.bot.conftest import TOKEN, given, running
from tests.patience import PATIENCE
from tests.servers import faults
from tests.servers.telegram import TelegramServer
from tests.servers.vk.server import VkServer

if TYPE_CHECKING:
    from collections.abc import Sequence

SECRET = "a-door-of-our-own"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def of_telegram(server: TelegramServer, **facts: Any) -> dict[str, Any]:
    return {"token": TOKEN, "api_url": server.url} | facts


async def test_a_bot_that_asks_for_updates_answers_menu(telegram: TelegramServer, sqlite_url: str) -> None:
    telegram.add_bot(TOKEN)
    maria = telegram.person("Мария")
    async with running(given(database_url=sqlite_url, telegram=of_telegram(telegram))) as bots:
        await bots.states.until("listening")
        await maria.command("/menu")
        await telegram.wait_for(lambda: maria.saw)
    assert telegram.called("setMyCommands"), "the commands are shown in the messenger's own menu"


async def test_a_bot_that_is_knocked_at_answers_menu(telegram: TelegramServer, sqlite_url: str, free_port: int) -> None:
    bot = telegram.add_bot(TOKEN)
    maria = telegram.person("Мария")
    settings = given(
        database_url=sqlite_url,
        http={"port": free_port},
        public_url=f"http://127.0.0.1:{free_port}",
        telegram=of_telegram(telegram, mode="webhook", webhook_secret=SECRET),
    )
    async with running(settings) as bots:
        await telegram.wait_for(lambda: bot.webhook)
        await maria.command("/menu")
        await telegram.wait_for(lambda: maria.saw)
        update = json.dumps(bot.history[-1].json() | {"update_id": 1}).encode()
        assert await bots.post("/telegram/1", update) == 401
        assert await bots.post("/telegram/1", update, **{SECRET_HEADER: "another"}) == 401
        assert await bots.post("/telegram/1", update, **{SECRET_HEADER: SECRET}) == 200
        assert await bots.post("/telegram/1", b"no JSON", **{SECRET_HEADER: SECRET}) == 400
        assert await bots.post("/telegram/2", update, **{SECRET_HEADER: SECRET}) == 404
        assert await bots.post("/vk/1", update, **{SECRET_HEADER: SECRET}) == 404
        assert await bots.post("/max/1", update) == 404
        assert await bots.post("/telegram/1", io.BytesIO(b" " * 2_000_000), **{SECRET_HEADER: SECRET}) == 413
        assert (await bots.get("/telegram/1"))[0] == 405


async def test_a_knock_that_cannot_be_stored_is_not_confirmed(
    telegram: TelegramServer, sqlite_url: str, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = telegram.add_bot(TOKEN)
    maria = telegram.person("Мария")
    settings = given(
        database_url=sqlite_url,
        http={"port": free_port},
        public_url=f"http://127.0.0.1:{free_port}",
        telegram=of_telegram(telegram, mode="webhook", webhook_secret=SECRET),
    )
    async with running(settings) as bots:
        hook = await telegram.wait_for(lambda: bot.webhook)
        assert hook is not None
        with monkeypatch.context() as away:
            away.setattr(bots.program.database, "writing", gone)
            await maria.command("/menu")
            assert "503" in str(await telegram.wait_for(lambda: hook.last_error))
        await telegram.wait_for(lambda: maria.saw)


async def test_a_community_that_asks_for_events_answers_menu(vk: VkServer, sqlite_url: str) -> None:
    community = vk.add_community()
    maria = vk.person("Мария")
    key = {"token": community.key, "group_id": community.id, "api_url": vk.url}
    async with running(given(database_url=sqlite_url, vk=key)):
        await vk.wait_for(lambda: community.longpoll.polls)
        maria.writes(community, "/menu")
        await vk.wait_for(lambda: maria.saw(community))


async def test_a_community_that_is_knocked_at_answers_menu(vk: VkServer, sqlite_url: str, free_port: int) -> None:
    community = vk.add_community()
    maria = vk.person("Мария")
    settings = given(
        database_url=sqlite_url,
        http={"port": free_port},
        public_url=f"http://127.0.0.1:{free_port}",
        vk={
            "token": community.key,
            "group_id": community.id,
            "api_url": vk.url,
            "mode": "callback",
            "callback_secret": SECRET,
        },
    )
    async with running(settings) as bots:
        # The address is confirmed first, then it is said which events are to be brought there.
        await vk.wait_for(lambda: any(one.status == "ok" and one.enabled for one in community.callbacks.values()))
        maria.writes(community, "/menu")
        await vk.wait_for(lambda: maria.saw(community))
        forged = {"type": "message_new", "group_id": community.id, "object": {}, "secret": "another"}
        assert await bots.post("/vk/1", json.dumps(forged).encode()) == 403
        assert await bots.post("/telegram/1") == 404


async def test_two_communities_and_a_bot_live_in_one_program(
    telegram: TelegramServer, vk: VkServer, sqlite_url: str
) -> None:
    """One key of each kind in the environment, one more community added by hand."""
    telegram.add_bot(TOKEN)
    first, second = vk.add_community("Александровки"), vk.add_community("Берёзовки")
    maria, anna = telegram.person("Мария"), vk.person("Анна")
    database = await Database.open(sqlite_url)
    async with database.writing() as books:
        sealed = encrypt(second.key, "a word")
        await books.accounts.add("vk", second.id, "", sealed, {}, at=datetime.now(UTC))
    await database.close()
    settings = given(
        database_url=sqlite_url,
        secret_key="a word",
        telegram=of_telegram(telegram),
        vk={"token": first.key, "group_id": first.id, "api_url": vk.url},
    )
    async with running(settings) as bots:
        await bots.states.until("listening", "listening", "listening")
        await vk.wait_for(lambda: first.longpoll.polls and second.longpoll.polls)
        await maria.command("/menu")
        anna.writes(first, "/menu")
        anna.writes(second, "/menu")
        await telegram.wait_for(lambda: maria.saw)
        await vk.wait_for(lambda: anna.saw(first) and anna.saw(second))


async def test_a_revoked_key_is_said_to_be_so_and_the_rest_works_on(
    telegram: TelegramServer, vk: VkServer, sqlite_url: str
) -> None:
    telegram.add_bot(TOKEN)
    community = vk.add_community()
    maria, anna = telegram.person("Мария"), vk.person("Анна")
    settings = given(
        database_url=sqlite_url,
        telegram=of_telegram(telegram),
        vk={"token": community.key, "group_id": community.id, "api_url": vk.url},
    )
    async with running(settings) as bots:
        await bots.states.until("listening", "listening")
        refusal = '{"ok":false,"error_code":401,"description":"Unauthorized"}'
        for method in ("getMe", "getUpdates"):
            telegram.faults.always(method, faults.reply(refusal, status=401))
        await maria.command("/menu")  # the poll that waits comes back with it
        await bots.states.until("broken", "listening")
        async with bots.program.database.reading() as books:
            account = await books.accounts.get(1)
        assert account is not None
        assert "@BotFather" in str(account.broken)
        status, said = await bots.get("/readyz")
        assert (status, json.loads(said)["accounts"]) == (503, {"1": "broken", "2": "listening"})
        assert "@BotFather" in json.loads(said)["troubles"]["1"]
        assert (await bots.get("/healthz"))[0] == 200, "a balancer keeps the other one on the air"
        await vk.wait_for(lambda: community.longpoll.polls)
        anna.writes(community, "/menu")
        await vk.wait_for(lambda: anna.saw(community))

        telegram.faults.clear()
        await bots.states.until("listening", "listening")
        await maria.command("/help")
        await telegram.wait_for(lambda: len(maria.saw) >= 2)
        async with bots.program.database.reading() as books:
            account = await books.accounts.get(1)
        assert account is not None
        assert account.broken is None


async def test_it_is_ready_when_it_listens_and_alive_before(telegram: TelegramServer, sqlite_url: str) -> None:
    telegram.faults.always("getMe", faults.hang())
    telegram.add_bot(TOKEN)
    async with running(given(database_url=sqlite_url, telegram=of_telegram(telegram))) as bots:
        assert (await bots.get("/healthz"))[0] == 200
        status, said = await bots.get("/readyz")
        assert (status, json.loads(said)) == (503, {"ready": False, "database": True, "accounts": {"1": "starting"}})
    telegram.faults.clear()
    async with running(given(database_url=sqlite_url, telegram=of_telegram(telegram))) as bots:
        await bots.states.until("listening")
        assert (await bots.get("/readyz"))[0] == 200


def gone(**_: object) -> Any:
    raise Unavailable("gone")


async def test_whoever_hears_nothing_is_not_ready(
    telegram: TelegramServer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.add_bot(TOKEN)
    async with running(given(database_url=sqlite_url, telegram=of_telegram(telegram))) as bots:
        await bots.states.until("listening")
        monkeypatch.setattr(TelegramMessenger, "deaf", "another program uses the same token")
        status, said = await bots.get("/readyz")
        assert (status, json.loads(said)["accounts"]) == (503, {"1": "deaf"})
        assert json.loads(said)["troubles"] == {"1": "another program uses the same token"}
        page = (await bots.get("/metrics"))[1]
        assert 'tezki_account_deaf{account="1"} 1' in page
        assert 'tezki_account_listening{account="1"} 0' in page


async def test_the_list_of_accounts_says_which_one_is_deaf_and_why(
    telegram: TelegramServer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.add_bot(TOKEN)
    settings = given(database_url=sqlite_url, telegram=of_telegram(telegram))

    async def listed(words: str, *, there: bool) -> None:
        """Until it does, or does not."""
        async with asyncio.timeout(PATIENCE):
            said: list[str] = []
            while not said or (words in said[0]) is not there:
                said = []
                await list_accounts(settings, said.append)
                await asyncio.sleep(0.05)

    async with running(settings) as bots:
        await bots.states.until("listening")
        await listed("НЕ СЛЫШИТ", there=False)
        with monkeypatch.context() as away:
            away.setattr(TelegramMessenger, "deaf", "another program uses the same token")
            await listed("НЕ СЛЫШИТ: another program uses the same token", there=True)
        await listed("НЕ СЛЫШИТ", there=False)


async def test_without_its_database_it_is_alive_and_not_ready_and_recovers(
    telegram: TelegramServer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.add_bot(TOKEN)
    maria = telegram.person("Мария")
    async with running(given(database_url=sqlite_url, telegram=of_telegram(telegram)), lease=0.3) as bots:
        await bots.states.until("listening")
        with monkeypatch.context() as away:
            away.setattr(bots.program.database, "writing", gone)
            away.setattr(bots.program.database, "reading", gone)
            await maria.command("/menu")
            await bots.states.until("standing by")  # the lease could not be renewed: somebody else may have it
            status, said = await bots.get("/readyz")
            assert (status, json.loads(said)["database"]) == (503, False)
            assert (await bots.get("/healthz"))[0] == 200
            assert (await bots.get("/metrics"))[0] == 503
        await bots.states.until("listening")
        await telegram.wait_for(lambda: maria.saw)


async def test_metrics_say_how_much_waits_and_no_words(telegram: TelegramServer, sqlite_url: str) -> None:
    telegram.add_bot(TOKEN)
    maria = telegram.person("Мария")
    async with running(given(database_url=sqlite_url, telegram=of_telegram(telegram))) as bots:
        await bots.states.until("listening")
        await maria.command("/menu")
        await telegram.wait_for(lambda: maria.saw)
        await bots.program.drain()
        status, page = await bots.get("/metrics")
    assert status == 200
    assert 'tezki_account_listening{account="1"} 1' in page
    assert 'tezki_outbox_rows{account="1",state="sent"}' in page
    assert 'tezki_outbox_oldest_seconds{account="1"} 0' in page
    assert "Мария" not in page


async def test_two_programs_share_one_database_and_take_over_from_each_other(
    telegram: TelegramServer, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.add_bot(TOKEN)
    maria = telegram.person("Мария")
    settings = given(database_url=postgresql_url, telegram=of_telegram(telegram))
    async with running(settings, name="first", lease=1) as first, running(settings, name="second", lease=1) as second:
        await first.states.until("listening")
        await second.states.until("standing by")
        assert (await second.get("/readyz"))[0] == 200, "whoever stands by can take webhooks"
        await maria.command("/menu")
        await telegram.wait_for(lambda: maria.saw)

        monkeypatch.setattr(first.program.database, "writing", gone)  # killed: not even the lease is given back
        first.task.cancel()
        await asyncio.wait([first.task])
        await second.states.until("listening")
        seen = len(maria.saw)
        await maria.command("/help")
        await telegram.wait_for(lambda: len(maria.saw) > seen)


async def test_who_stops_politely_hands_over_at_once(telegram: TelegramServer, postgresql_url: str) -> None:
    """With a lease of an hour nobody could wait for its end."""
    telegram.add_bot(TOKEN)
    settings = given(database_url=postgresql_url, telegram=of_telegram(telegram))
    async with running(settings, name="first", lease=3600) as first:
        await first.states.until("listening")
    async with running(settings, name="second", lease=3600) as second:
        await second.states.until("listening")


async def test_an_account_that_fails_begins_anew_and_ends_nobody(
    telegram: TelegramServer, vk: VkServer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C3: whatever goes wrong in one account, the others and the process live on."""
    telegram.add_bot(TOKEN)
    community = vk.add_community()
    maria, anna = telegram.person("Мария"), vk.person("Анна")
    settings = given(
        database_url=sqlite_url,
        telegram=of_telegram(telegram),
        vk={"token": community.key, "group_id": community.id, "api_url": vk.url},
    )
    failures = [RuntimeError("a bug"), ValueError("another")]
    set_commands = TelegramMessenger.set_commands

    async def fail(messenger: TelegramMessenger, commands: Sequence[tuple[str, str]]) -> None:
        if failures:
            raise failures.pop()
        await set_commands(messenger, commands)

    monkeypatch.setattr(TelegramMessenger, "set_commands", fail)
    async with running(settings) as bots:
        await vk.wait_for(lambda: community.longpoll.polls)
        anna.writes(community, "/menu")
        await vk.wait_for(lambda: anna.saw(community))
        await bots.states.until("listening", "listening")
        await maria.command("/menu")
        await telegram.wait_for(lambda: maria.saw)
        broken = [bots.program.messengers[account].kind for account, state in bots.states.history if state == "broken"]

    assert failures == []
    assert broken == ["telegram"] * 2, "the operator is told of it"

"""C3 played again: what no database keeps comes from both messengers; everybody is answered, also after a restart."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from storage.database import Database
from tests.bot.conftest import TOKEN, given, running
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from tests.servers.telegram import TelegramServer
    from tests.servers.telegram.accounts import Bot
    from tests.servers.telegram.people import Person as TelegramPerson
    from tests.servers.vk.community import Community
    from tests.servers.vk.person import Person as VkPerson
    from tests.servers.vk.server import VkServer

HALF = "\ud83d"
"""Of a character outside of the first plane."""
BEYOND = 2**63
"""The first number that 64 bits do not hold."""
KINDS = 6
"""Of one messenger."""


async def all_kinds_of_telegram(telegram: TelegramServer, bot: Bot, ivan: TelegramPerson) -> None:
    await ivan.sends("да\0нет")
    await ivan.sends_document(b"a;b", name="план\0.csv")
    await ivan.sends("/start co_\0")
    await ivan.presses_data("menu\0", on=ivan.saw[-1])
    usual = bot.history[0].body
    telegram.world.tell(bot, "message", usual | {"text": f"да{HALF}нет"}, ("chat", ivan.id))
    nobody = {"chat": usual["chat"] | {"id": BEYOND}, "from": usual["from"] | {"id": BEYOND}}
    telegram.world.tell(bot, "message", usual | nobody, ("chat", BEYOND))


def all_kinds_of_vk(community: Community, ivan: VkPerson) -> None:
    said: Any = ivan.writes(community, f"да{HALF}нет")
    ivan.writes(community, "да\0нет")
    ivan.sends_document(community, b"a;b", f"план{HALF}\0.csv")
    ivan.writes(community, "Здравствуйте", ref=f"co_\0{HALF}")
    ivan._calls_back(community, '{"p": "menu\\u0000"}', None)
    nobody = said.as_json | {"from_id": BEYOND, "peer_id": BEYOND}
    community.emits("message_new", {"message": nobody, "client_info": ivan.client_info})


async def test_no_update_ends_the_program_neither_now_nor_after_a_restart(
    telegram: TelegramServer, vk: VkServer, database_url: str
) -> None:
    bot, community = telegram.add_bot(TOKEN), vk.add_community()
    maria, ivan = telegram.person("Мария"), telegram.person("Иван")
    anna, oleg = vk.person("Анна"), vk.person("Олег")
    settings = given(
        database_url=database_url,
        telegram={"token": TOKEN, "api_url": telegram.url},
        vk={"token": community.key, "group_id": community.id, "api_url": vk.url},
    )
    for life in ("first", "second"):
        async with running(settings, name=life) as bots:
            await bots.states.until("listening", "listening")
            if life == "first":
                await ivan.command("/menu")
                await telegram.wait_for(lambda: ivan.saw)
                heard = len(bot.history)
                await all_kinds_of_telegram(telegram, bot, ivan)
                assert len(bot.history) == heard + KINDS
                all_kinds_of_vk(community, oleg)
            saw_maria, saw_anna = len(maria.saw), len(anna.saw(community))
            await maria.command("/menu")
            anna.writes(community, "/menu")
            await telegram.wait_for(lambda: len(maria.saw) > saw_maria)  # noqa: B023 - it is asked within the round
            await vk.wait_for(lambda: len(anna.saw(community)) > saw_anna)  # noqa: B023 - as above
            await telegram.wait_for(lambda: not bot.pending)
            async with asyncio.timeout(PATIENCE):
                while await waiting(bots.program.database):  # noqa: ASYNC110 - of this nothing rings
                    await asyncio.sleep(0.05)
            assert list(bots.states.values()) == ["listening", "listening"]
            assert not bots.task.done()

    database = await Database.open(database_url)
    async with database.reading() as books:
        parked = await books.inbox.parked(99)
    await database.close()
    assert parked == (), "clean at the edge, so nothing had to be given up"


async def waiting(database: Database) -> int:
    async with database.reading() as books:
        return sum((await books.inbox.counts()).values())

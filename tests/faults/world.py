"""A village of people in both messengers, the real program between them, and the count of what became of everything."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage.database import Database
from storage.messaging.outbox import Putting
from talk.messenger import BULK, URGENT, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.faults.ledger import Ledger
from tests.faults.watch import Watch, WatchedTelegram
from tests.patience import PATIENCE
from tests.servers.vk.server import VkServer
from tests.story.process import Nursery, RunningProgram

if TYPE_CHECKING:
    from tests.servers.telegram.people import Person as TelegramPerson
    from tests.servers.vk.community import Community
    from tests.servers.vk.person import Person as VkPerson

TOKEN: Final = "4242:village-of-namesakes-0123456789abcdef"
KEY: Final = "vk1.a.village-of-namesakes-0123456789"
CHUNK: Final = 500


@dataclass(slots=True)
class World:
    """Both messengers with their limits on, one database, one program."""

    telegram: WatchedTelegram
    vk: VkServer
    watch: Watch
    """Of VK."""
    community: Community
    database_url: str
    folder: Path
    nursery: Nursery
    environment: dict[str, str]
    program: RunningProgram
    crowd: list[TelegramPerson] = field(default_factory=list)
    members: list[VkPerson] = field(default_factory=list)
    wanted: Counter[tuple[int, str]] = field(default_factory=Counter)
    """By chat and words: what is in the outbox."""

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.database_url, self.folder)

    def another(self, name: str, *, lease: float | None = None) -> RunningProgram:
        """One more process of the program on the same database."""
        folder = self.folder / name
        folder.mkdir()
        return RunningProgram(self.nursery, self.environment, folder, lease=lease)

    def gathers(self, people: int) -> None:
        """So many people in each messenger who may be written to."""
        bot = self.telegram.world.bots[TOKEN]
        for number in range(people):
            reader = self.telegram.person(f"Читатель {number}")
            self.telegram.world.talk(bot, reader.user).started = True
            self.crowd.append(reader)
            member = self.vk.person(f"Участник {number}")
            member.allows(self.community)
            self.members.append(member)

    async def owes(self, *, each: int, shared: int = 0, within: float = 0) -> None:
        """To everybody in Telegram ``each`` words of their own, in VK ``shared`` more that are the same for all.

        Every tenth word is urgent and has its hour, evenly over ``within`` seconds. Only while the program is off.
        """
        database = await Database.open(self.database_url)
        now = datetime.now(UTC)
        async with database.writing() as books:
            telegram = await books.accounts.ensure("telegram", int(TOKEN.partition(":")[0]), at=now)
            vk = await books.accounts.ensure("vk", self.community.id, at=now)
        rows: list[tuple[int, int, str]] = []
        for round_ in range(each):
            rows += [(telegram.id, one.id, f"Весточка {round_} для {one.id}") for one in self.crowd]
            rows += [(vk.id, one.id, f"Весточка {round_} для {one.id}") for one in self.members]
        common = {round_: Prompt(text=rich(f"Письмо {round_}")) for round_ in range(shared)}
        puttings = [self._putting(n, row, now, within * n / max(1, len(rows))) for n, row in enumerate(rows)]
        for round_, prompt in common.items():
            for one in self.members:
                self.wanted[one.id, f"Письмо {round_}"] += 1
                puttings.append(
                    Putting(
                        account_id=vk.id,
                        chat=one.id,
                        action=Tell(chat=one.id, prompt=prompt),
                        lane=BULK,
                        key=f"letter:{round_}:{one.id}",
                    )
                )
        for start in range(0, len(puttings), CHUNK):
            async with database.writing() as books:
                await books.outbox.put_many(puttings[start : start + CHUNK], now=now)
        await database.close()

    def _putting(self, number: int, row: tuple[int, int, str], now: datetime, hour: float) -> Putting:
        account, chat, words = row
        self.wanted[chat, words] += 1
        urgent = number % 10 == 0
        return Putting(
            account_id=account,
            chat=chat,
            action=Tell(chat=chat, prompt=Prompt(text=rich(words))),
            lane=URGENT if urgent else BULK,
            key=f"word:{account}:{chat}:{words}",
            not_before=now + timedelta(seconds=hour) if urgent else None,
        )

    # What arrived.

    def arrived(self) -> Counter[tuple[int, str]]:
        """Of what was wanted, in both messengers."""
        came: Counter[tuple[int, str]] = Counter()
        for reader in self.crowd:
            came.update((reader.id, message.text) for message in reader.saw)
        for member in self.members:
            came.update((member.id, message.text) for message in member.saw(self.community))
        return came

    def lost(self) -> list[tuple[int, str]]:
        return list((self.wanted - self.arrived()).elements())

    def doubled(self) -> Counter[tuple[int, str]]:
        """By chat and words: what came to Telegram once more, and how often."""
        crowd = {reader.id for reader in self.crowd}
        return Counter({one: count for one, count in (self.arrived() - self.wanted).items() if one[0] in crowd})

    def doubled_in_telegram(self) -> int:
        return self.doubled().total()

    def doubled_in_vk(self) -> int:
        members = {member.id for member in self.members}
        return sum(count for (chat, _), count in (self.arrived() - self.wanted).items() if chat in members)

    async def unwritten(self, since: int = 0) -> Counter[tuple[int, str]]:
        """What has arrived in Telegram, by its calls from that one on, and is not written down: it may come once more.

        By chat and words; answers to who talks by their chat alone, since what they read has marks of style. Only
        while nobody sends.
        """
        await self.telegram.hears_out()
        calls = [call for call in self.telegram.calls[since:] if call.method == "sendMessage" and call.ok]
        came = {(call.integer("chat_id"), call.text("text")) for call in calls}
        talking = {chat for chat, _ in came} - {reader.id for reader in self.crowd}
        being_sent = await self.ledger.being_sent()
        crowd = Counter(one for one in being_sent if one in came)
        return crowd + Counter((chat, "") for chat, _ in being_sent if chat in talking)

    async def everything_arrives(self, patience: float = PATIENCE) -> None:
        """And it is written down that it did."""
        async with asyncio.timeout(patience):
            while self.lost():  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.25)
            while await self.ledger.unfinished():  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.25)

    def sends(self) -> list[float]:
        """When sends came to either messenger."""
        return sorted(self.telegram.faults.arrivals + self.watch.arrivals)

    async def sends_after(self, moment: float, patience: float = PATIENCE) -> float:
        """When the first send after that moment came."""
        async with asyncio.timeout(patience):
            while True:
                if later := [one for one in self.sends() if one > moment]:
                    return later[0]
                await asyncio.sleep(0.02)


@asynccontextmanager
async def world(
    nursery: Nursery, database_url: str, folder: Path, *, lease: float | None = None, limited: bool = True
) -> AsyncIterator[World]:
    """The program is not started yet; it is killed at the end. Nothing malformed may have been asked of a server."""
    server = VkServer()
    watch = server.faults = Watch()
    async with WatchedTelegram() as telegram, server as vk:
        community = vk.add_community("Тёзки", key=KEY)
        telegram.add_bot(token=TOKEN)
        environment = {
            "TEZKI_DATABASE_URL": database_url,
            "TEZKI_TELEGRAM__TOKEN": TOKEN,
            "TEZKI_TELEGRAM__API_URL": telegram.url,
            "TEZKI_VK__TOKEN": KEY,
            "TEZKI_VK__GROUP_ID": str(community.id),
            "TEZKI_VK__API_URL": vk.url,
        }
        if limited:
            telegram.limits.allow("second", times=30, seconds=1)
            vk.limits.allow("second", times=20, seconds=1)
        program = RunningProgram(nursery, environment, folder, lease=lease)
        made = World(
            telegram=telegram,
            vk=vk,
            watch=watch,
            community=community,
            database_url=database_url,
            folder=folder,
            nursery=nursery,
            environment=environment,
            program=program,
        )
        try:
            yield made
        finally:
            if program.alive:
                program.kill()
        assert telegram.violations == []
        assert vk.violations == []

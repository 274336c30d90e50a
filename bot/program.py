"""The one place that wires the program together."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from bot.accounts import Bookmark, Keeping, enlist, keyrings, messenger_of, salt_of
from bot.web.server import Mount, application, serving
from handlers.house import House
from handlers.texts.commands import COMMANDS
from scheduler.all_jobs import JOBS
from scheduler.clock import Clock
from scheduler.delivery import Delivery
from scheduler.inbox import Inbox
from scheduler.jobs import Jobs
from scheduler.wakeups import TICK, wake
from storage.database import Database
from storage.errors import StorageError
from talk.messenger import Broken, Messenger, Undelivered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.settings import Settings
    from talk.heard import PictureId

log = structlog.get_logger()

LEASE: Final = timedelta(seconds=15)
"""An account is spoken for by one process at a time; another one takes over when the lease runs out."""
ALONE: Final = "alone"
"""The holder of leases where no other process can be: a process that was killed need not be waited for."""
REST: Final = 60.0
"""Seconds before a broken account is tried again."""


@dataclass(slots=True, kw_only=True)
class Program:
    """Everything that runs, from the database up to the messengers."""

    settings: Settings
    database: Database
    clock: Clock
    messengers: dict[int, Messenger]
    house: House
    inbox: Inbox
    deliveries: dict[int, Delivery]
    jobs: Jobs
    mounts: list[Mount] = field(default_factory=list)
    tick: float = TICK
    """Seconds between two looks at what time has brought."""
    name: str
    """Of this process, as the holder of leases."""
    _listening: set[int] = field(default_factory=set)

    async def settle(self) -> None:
        """Deal with all that was heard and deliver all that is due, until nothing is left to do."""
        await self.inbox.settle()
        for delivery in self.deliveries.values():
            await delivery.settle()

    async def run(self, stop: asyncio.Event, *, started: Callable[[str], None] = lambda _: None) -> None:
        """Run until ``stop``; ``started`` is called with the address when the program listens."""
        app = application(
            database=self.database,
            messengers=self.messengers,
            hear=self.inbox.hear,
            listening=lambda: self._listening == set(self.messengers),
            mounts=tuple(self.mounts),
        )
        async with serving(app, host=self.settings.http.host, port=self.settings.http.port) as address:
            started(address)
            try:
                await self._work(stop)
            finally:
                for messenger in self.messengers.values():
                    await messenger.close()

    async def _work(self, stop: asyncio.Event) -> None:
        scheduler = wake(self.jobs, every=self.tick)
        tasks = [asyncio.create_task(self.inbox.run(), name="inbox")]
        tasks += [asyncio.create_task(self._serve(account), name=f"account {account}") for account in self.messengers]
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()  # a task that ended by itself has failed: say so
        finally:
            scheduler.shutdown(wait=False)
            for task in (*tasks, stopping):
                task.cancel()
            await asyncio.gather(*tasks, stopping, return_exceptions=True)

    async def _serve(self, account: int) -> None:
        """Hold the account's lease and listen and deliver meanwhile; stand by while another process holds it."""
        while True:
            fence = await self._acquire(account)
            if fence is None:
                await asyncio.sleep(LEASE.total_seconds() / 3)
                continue
            self.inbox.serve(account)
            work = [
                asyncio.create_task(self._listen(account)),
                asyncio.create_task(self.deliveries[account].run()),
                asyncio.create_task(self._renew(account, fence)),
            ]
            try:
                done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                self._listening.discard(account)
                self.inbox.leave(account)
                for task in work:
                    task.cancel()
                await asyncio.gather(*work, return_exceptions=True)
                await self._release(account, fence)

    async def _release(self, account: int, fence: int) -> None:
        """Another process need not wait for the lease to run out."""
        with suppress(StorageError):
            async with self.database.writing() as books:
                await books.leases.release(f"account:{account}", self.name, fence=fence, at=_wall())

    async def _acquire(self, account: int) -> int | None:
        async with self.database.writing() as books:
            return await books.leases.acquire(f"account:{account}", self.name, at=_wall(), ttl=LEASE)

    async def _renew(self, account: int, fence: int) -> None:
        """Returns when the lease is lost."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            async with self.database.writing() as books:
                if not await books.leases.renew(f"account:{account}", self.name, fence=fence, at=_wall(), ttl=LEASE):
                    log.warning("lease_lost", account=account)
                    return

    async def _listen(self, account: int) -> None:
        """Listen for ever; a broken account is said to be broken and tried again."""
        messenger = self.messengers[account]
        while True:
            try:
                introduction = await messenger.introduce()
                async with self.database.writing() as books:
                    await books.accounts.introduced(account, introduction.title, introduction.username)
                    await books.accounts.set_broken(account, None)
                await messenger.offer(COMMANDS)
                self._listening.add(account)
                log.info("listening", account=account, kind=messenger.kind)
                await messenger.listen(self.inbox.hear)
                await asyncio.Event().wait()  # a webhook is set: events come by themselves
            except Broken as broken:
                log.error("account_broken", account=account, kind=messenger.kind, why=str(broken))  # noqa: TRY400 - no traceback: it is the operator's affair
                async with self.database.writing() as books:
                    await books.accounts.set_broken(account, str(broken))
                self._listening.discard(account)
                await asyncio.sleep(REST)
            except StorageError as trouble:  # nothing was confirmed: the messenger will tell it again
                log.error("database_trouble", account=account, why=str(trouble))  # noqa: TRY400 - as above
                await asyncio.sleep(5)
            except Undelivered as trouble:
                log.warning("account_unreachable", account=account, kind=messenger.kind, why=str(trouble))
                self._listening.discard(account)
                await asyncio.sleep(5)


async def assemble(
    settings: Settings,
    database: Database,
    *,
    clock: Clock | None = None,
    tick: float = TICK,
    more: Sequence[Messenger] = (),
) -> Program:
    """Wire everything. ``more`` are messengers that need no key (the playground)."""
    clock = clock or Clock()

    async def picture(wanted: PictureId) -> bytes:
        async with database.reading() as books:
            return await books.pictures.bytes_of(wanted)

    async with database.writing() as books:
        await enlist(books, settings, _wall())
        rings = await keyrings(books, settings)
        salt = await salt_of(books)
    messengers: dict[int, Messenger] = {
        ring.id: messenger_of(
            ring, settings, Keeping(pictures=picture, bookmark=Bookmark(database, ring.id), salt=salt)
        )
        for ring in rings
    }
    messengers.update({messenger.account: messenger for messenger in more})
    house = House(doors=messengers, public_url=settings.public_url)
    deliveries = {account: Delivery(database, messenger, house, clock) for account, messenger in messengers.items()}

    def wake_all() -> None:
        for delivery in deliveries.values():
            delivery.wake()

    database.on_wake("outbox", wake_all)
    return Program(
        settings=settings,
        database=database,
        clock=clock,
        messengers=messengers,
        house=house,
        inbox=Inbox(database, messengers, house, clock),
        deliveries=deliveries,
        jobs=Jobs(database, house, clock, JOBS),
        tick=tick,
        name=ALONE if database.exclusive else f"{socket.gethostname()}:{os.getpid()}",
    )


def _wall() -> datetime:
    """Leases live by the wall's clock, also while the playground's clock is moved."""
    return datetime.now(UTC)

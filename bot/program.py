"""The one place that wires the program together."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

import structlog

from bot import waiting_accounts
from bot.account_states import deaf, introduce, note_deaf, seen
from bot.accounts import messengers_of
from bot.web.health import Health
from bot.web.http.clients import Clients
from bot.web.http.counts import Counts
from bot.web.http.networks import networks
from bot.web.server import CannotListen, Mount, State, application, health_application, serving
from handlers.texts.language import warm_up
from handlers.turn.accounts import AccountDirectory
from handlers.turn.errands import ERRANDS
from handlers.turn.intents import intents
from scheduler.all_jobs import JOBS
from scheduler.clock import Clock
from scheduler.delivery.cards import Cards
from scheduler.delivery.sender import REST_WHEN_BROKEN, Delivery
from scheduler.inbox.reader import Inbox
from scheduler.job_scheduler import JobScheduler
from scheduler.runner import JobRunner
from scheduler.watchdog import watching
from storage.database import Database
from storage.sql.errors import StorageError
from talk.backoff import backoff
from talk.messenger import Broken, Messenger, Undelivered, WatchesHearing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from bot.settings import Settings

log = structlog.get_logger()

LEASE: Final = timedelta(seconds=9)
"""An account is spoken for by one process at a time; another one takes over when the lease runs out.

So that it sends within 15 seconds after the other was killed (docs/reliability.md), but not because a disk was slow.
"""
RENEWALS: Final = 4.5
"""How often a lease is renewed within its length: two that fail in a row do not lose it."""
LOOKS: Final = 6
"""How often whoever stands by looks at it in the same time."""
SINGLE_PROCESS: Final = "alone"
"""The holder of leases where no other process can be: a process that was killed need not be waited for."""
GLANCE: Final = 2.0
"""Seconds between two looks for accounts that were added meanwhile."""
HEAD_START: Final = 2.0
"""Seconds at most by which listening comes before the pages: whoever has written is answered first."""
MONITORS: Final = 50
"""Connections at once at the port of health."""
LONGEST_PAUSE: Final = 60.0
"""Seconds between two lives of something that fails again and again."""
WORDS_AFTER: Final = 5.0
"""Seconds after the start when the dictionary is loaded, beside the loop: nobody who types first waits for it."""
BREATH: Final = 5.0
"""Seconds before the database or a messenger that cannot be reached is tried again."""


@dataclass(slots=True, kw_only=True)
class Program:
    """Everything that runs, from the database up to the messengers."""

    settings: Settings
    database: Database
    clock: Clock
    messengers: dict[int, Messenger]
    directory: AccountDirectory
    inbox: Inbox
    deliveries: dict[int, Delivery]
    jobs: JobRunner
    mounts: Callable[[], Sequence[Mount]] = tuple
    """What is on the HTTP server besides the program's own; called in another thread, for it loads slowly."""
    tick: float | None = None
    """See ``JobScheduler``: only where the program's clock is moved while it runs."""
    lease: timedelta = LEASE
    rest: float = REST_WHEN_BROKEN
    glance: float = GLANCE
    renewed: asyncio.Event = field(default_factory=asyncio.Event)
    """There are accounts that were added while it ran: it has ended so that whoever ran it assembles it anew."""
    breath: float = BREATH
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    """By which other processes know this one."""
    states: dict[int, State] = field(default_factory=dict)
    has_health_port: bool = True
    health_at: str | None = None
    """The address of ``/healthz``, ``/readyz`` and ``/metrics`` for the operator, once it is open."""
    _under_way: asyncio.Event = field(default_factory=asyncio.Event)
    """An account listens."""
    _http_open: asyncio.Event = field(default_factory=asyncio.Event)
    """The HTTP server listens: a messenger that is told its address calls it at once (VK's Callback API)."""

    async def drain(self) -> None:
        """Deal with all that was heard and deliver all that is due, until nothing is left to do."""
        await self.inbox.drain()
        for delivery in self.deliveries.values():
            await delivery.drain()

    async def run(self, stop: asyncio.Event, *, started: Callable[[str], None] = lambda _: None) -> None:
        """Run until ``stop``; ``started`` is called with the address when the program listens. Raises CannotListen."""
        self.states.update(dict.fromkeys(self.messengers, "starting"))
        work = asyncio.create_task(self._work(stop), name="work")
        loop = asyncio.get_running_loop()
        reading = loop.call_later(WORDS_AFTER, lambda: loop.run_in_executor(None, intents))
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEAD_START):
                    await self._under_way.wait()
            health, http = self._health(), self.settings.http
            app = application(
                database=self.database,
                messengers=self.messengers,
                hear=self.inbox.hear,
                states=self._states,
                mounts=tuple(await asyncio.to_thread(self._warm)),
                health=health,
                clients=Clients(networks(http.trusted_proxies)),
            )
            async with (
                self._telling_health(health),
                serving(app, host=http.host, port=http.port, most=http.connections) as address,
            ):
                self._http_open.set()
                started(address)
                await work
        finally:
            reading.cancel()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            for messenger in self.messengers.values():
                await messenger.close()

    def _warm(self) -> Sequence[Mount]:
        """In another thread. What the bot reads from the disk is open before strangers may take descriptors."""
        warm_up()
        return self.mounts()

    def _health(self) -> Health:
        return Health(
            database=self.database,
            states=self._states,
            counts=Counts(),
            outcomes=lambda: {account: delivery.outcomes for account, delivery in self.deliveries.items()},
            late=self.jobs.late,
            deaf=lambda: deaf(self.messengers),
        )

    @asynccontextmanager
    async def _telling_health(self, health: Health) -> AsyncIterator[None]:
        """At a port of its own. Raises CannotListen when the port was named and is taken."""
        if not self.has_health_port:
            yield
            return
        app, where = health_application(health), self.settings.health
        port = where.port_beside(self.settings.http.port)
        async with AsyncExitStack() as stack:
            try:
                self.health_at = await stack.enter_async_context(
                    serving(app, host=where.host, port=port, most=MONITORS)
                )
            except CannotListen as trouble:
                if where.port is not None:
                    raise
                log.warning("health_port_taken", port=trouble.port, setting="TEZKI_HEALTH__PORT")
            yield

    def _states(self) -> dict[int, State]:
        return seen(self.states, self.messengers, self.deliveries)

    async def _work(self, stop: asyncio.Event) -> None:
        for delivery in self.deliveries.values():
            delivery.rest = self.rest
        scheduler = JobScheduler(self.jobs, tick=self.tick)
        tasks = [asyncio.create_task(self._keep_up("inbox", self.inbox.run))]
        tasks += [
            asyncio.create_task(self._keep_up(f"account {account}", partial(self._serve, account), account))
            for account in self.messengers
        ]
        tasks.append(asyncio.create_task(self._keep_up("accounts", self._watch_accounts)))
        noting = partial(note_deaf, self.database, self.messengers, self._states, glance=self.glance)
        tasks.append(asyncio.create_task(self._keep_up("deaf", noting)))
        ends = [asyncio.create_task(one.wait()) for one in (stop, self.renewed)]
        try:
            with watching():
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await scheduler.stop()
            for task in (*tasks, *ends):
                task.cancel()
            await asyncio.gather(*tasks, *ends, return_exceptions=True)

    async def _watch_accounts(self) -> None:
        """Until some were added; then we are about to be stopped."""
        await waiting_accounts.watch(self.database, self.settings, self.messengers, self.glance)
        self.renewed.set()
        await asyncio.Event().wait()

    async def _keep_up(self, name: str, work: Callable[[], Awaitable[None]], account: int | None = None) -> None:
        """Work that never ends; when it fails it is begun anew, later each time, and nothing else ends with it.

        Of an account ``/readyz`` and ``/metrics`` say meanwhile that it is broken.
        """
        failures = 0
        while True:
            begun = monotonic()
            try:
                await work()
            except Exception:  # a bug, or what nobody thought of: the others go on
                log.exception("task_failed", task=name)
                if account is not None:
                    self.states[account] = "broken"
            failures = failures + 1 if monotonic() - begun < LONGEST_PAUSE else 1
            await asyncio.sleep(backoff(failures, first=self.breath / 5, longest=LONGEST_PAUSE))

    async def _serve(self, account: int) -> None:
        """Hold the account's lease and listen and deliver meanwhile; stand by while another process holds it."""
        while True:
            try:
                fence, careful = await self._acquire(account)
            except StorageError as trouble:
                log.error("lease_not_taken", account=account, why=str(trouble))  # noqa: TRY400 - not a bug
                await asyncio.sleep(self.breath)
                continue
            if fence is None:
                self.states[account] = "standing by"
                await asyncio.sleep(self.lease.total_seconds() / LOOKS)
                continue
            await self._serve_leased(account, fence, careful=careful)

    async def _serve_leased(self, account: int, fence: int, *, careful: bool) -> None:
        """Until the lease is lost or we are stopped; then whoever stands by may begin at once."""
        self.states[account] = "starting"
        self.inbox.serve(account, careful=careful)
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
            self.states[account] = "standing by"
            self.inbox.leave(account)
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            with suppress(StorageError):  # then it runs out by itself
                async with self.database.writing() as books:
                    await books.leases.release(f"account:{account}", self.name, fence=fence, at=_wall())

    async def _acquire(self, account: int) -> tuple[int | None, bool]:
        """The fence, and whether whoever had it before was killed."""
        name = f"account:{account}"
        async with self.database.writing() as books:
            killed = not await books.leases.let_go(name)
            return await books.leases.acquire(name, self.name, at=_wall(), ttl=self.lease), killed

    async def _renew(self, account: int, fence: int) -> None:
        """Returns when the lease is lost: another process has it, or may have it, for the database does not tell.

        The delivery knows until when it is ours: a process that was stopped for a while and wakes sends nothing more.
        """
        seconds = self.lease.total_seconds()
        self.deliveries[account].held_until = until = monotonic() + seconds
        while monotonic() < until:
            await asyncio.sleep(seconds / RENEWALS)
            asked = monotonic()
            try:
                async with self.database.writing() as books:
                    ours = await books.leases.renew(
                        f"account:{account}", self.name, fence=fence, at=_wall(), ttl=self.lease
                    )
            except StorageError as trouble:
                log.error("lease_not_renewed", account=account, why=str(trouble))  # noqa: TRY400 - not a bug
                continue
            if not ours:
                break
            self.deliveries[account].held_until = until = asked + seconds
        log.warning("lease_lost", account=account)

    async def _listen(self, account: int) -> None:
        """Listen for ever; a broken account is said to be broken and tried again."""
        messenger = self.messengers[account]
        while True:
            try:
                introduction = await messenger.identify()
                async with self.database.writing() as books:
                    await books.accounts.introduced(account, introduction.title, introduction.username)
                    await books.accounts.set_broken(account, None, at=self.clock.now())
                await messenger.set_commands(ERRANDS.offered)
                await introduce(messenger)
                self.deliveries[account].recovered()
                self.states[account] = "listening"
                log.info("listening", account=account, kind=messenger.kind)
                self._under_way.set()
                if self.settings.public_url is not None:
                    await self._http_open.wait()
                await messenger.listen(self.inbox.hear)
                if isinstance(messenger, WatchesHearing):  # a webhook is set: events come as long as it is ours
                    await messenger.keep_hearing()
                await asyncio.Event().wait()
            except Broken as broken:
                await self._broken(account, broken)
                await asyncio.sleep(self.rest)
            except StorageError as trouble:  # nothing was confirmed: the messenger will tell it again
                log.error("database_trouble", account=account, why=str(trouble))  # noqa: TRY400 - not a bug
                await asyncio.sleep(self.breath)
            except Undelivered as trouble:
                log.warning("account_unreachable", account=account, kind=messenger.kind, why=str(trouble))
                self.states[account] = "unreachable"
                await asyncio.sleep(self.breath)

    async def _broken(self, account: int, broken: Broken) -> None:
        """Say so in the log, in ``/readyz`` and in ``tezki account list``."""
        log.error("account_broken", account=account, kind=self.messengers[account].kind, why=str(broken))
        with suppress(StorageError):  # the log has it
            async with self.database.writing() as books:
                await books.accounts.set_broken(account, str(broken), at=self.clock.now())
        self.states[account] = "broken"


async def assemble(
    settings: Settings,
    database: Database,
    *,
    clock: Clock | None = None,
    tick: float | None = None,
    more: Sequence[Messenger] = (),
) -> Program:
    """Wire everything. ``more`` are messengers that need no key (the playground)."""
    clock = clock or Clock()

    messengers = await messengers_of(database, settings, _wall())
    messengers.update({messenger.account: messenger for messenger in more})
    directory = AccountDirectory(
        messengers=messengers,
        public_url=settings.public_url,
        quotas=settings.quotas.given(),
        operator=settings.operator.given(),
    )
    cards = Cards(database, clock)
    deliveries = {account: Delivery(database, messenger, clock, cards) for account, messenger in messengers.items()}

    def mounts() -> Sequence[Mount]:
        from bot.web import feeds, pages  # noqa: PLC0415 - they take half of the time until somebody is listened to

        return pages.mounting(database, directory, clock.now), feeds.mounting(database, directory, clock.now)

    def wake_all() -> None:
        for delivery in deliveries.values():
            delivery.wake()

    database.on_wake("outbox", wake_all)
    for account, delivery in deliveries.items():
        database.send_directly(account, delivery)
    return Program(
        settings=settings,
        database=database,
        clock=clock,
        messengers=messengers,
        directory=directory,
        inbox=Inbox(database, messengers, directory, clock),
        deliveries=deliveries,
        jobs=JobRunner(database, directory, clock, JOBS),
        mounts=mounts,
        tick=tick,
        name=SINGLE_PROCESS if database.exclusive else f"{socket.gethostname()}:{os.getpid()}",
    )


def _wall() -> datetime:
    """Leases live by the wall's clock, also while the playground's clock is moved."""
    return datetime.now(UTC)

"""``tezki run`` and ``tezki playground``."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from bot import logs
from bot.program import LEASE, assemble
from bot.settings import strangers
from bot.web.server import CannotListen
from handlers.texts import program as texts
from scheduler.wakeups import TICK
from storage.database import Database
from storage.migrations import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.program import Program
    from bot.settings import Settings
    from scheduler.clock import Clock


async def run_bots(
    settings: Settings,
    stop: asyncio.Event,
    *,
    clock: Clock | None = None,
    tick: float = TICK,
    lease: timedelta = LEASE,
) -> int | None:
    """Run on the messengers that have a key; with none, the playground with demo data."""
    _prepare(settings)
    await upgrade(settings.database_url)
    database = await Database.open(settings.database_url)
    try:
        program = await assemble(settings, database, clock=clock, tick=tick)
        program.lease = lease
        if not program.messengers:
            click.echo(texts.NO_ACCOUNTS)
            await _play(settings, database, stop, demo=True)
            return None
        await _serve(program, stop, texts.running_at)
    finally:
        await database.close()
    return None


async def run_playground(settings: Settings, stop: asyncio.Event, *, demo: bool) -> int | None:
    """Run the messenger in the browser, whatever keys there are."""
    _prepare(settings)
    await upgrade(settings.database_url)
    database = await Database.open(settings.database_url)
    try:
        await _play(settings, database, stop, demo=demo)
    finally:
        await database.close()
    return None


async def _play(settings: Settings, database: Database, stop: asyncio.Event, *, demo: bool) -> None:
    from bot.messengers.playground import open_playground  # noqa: PLC0415 - templates are read only when needed

    program = await open_playground(settings, database, demo=demo)
    await _serve(program, stop, texts.playground_at)


def _prepare(settings: Settings) -> None:
    logs.set_up(settings.log, settings.secrets())
    if unknown := strangers():
        click.echo(texts.unknown_settings(unknown), err=True)


async def _serve(program: Program, stop: asyncio.Event, greeting: Callable[[str], str]) -> None:
    try:
        await program.run(stop, started=lambda address: click.echo(greeting(address)))
    except CannotListen as trouble:
        raise click.ClickException(texts.cannot_listen(trouble.host, trouble.port, trouble.why)) from None

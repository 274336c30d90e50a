"""``tezki run`` and ``tezki playground``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot import logs
from bot.program import assemble
from handlers.texts import program as texts
from scheduler.wakeups import TICK
from storage.database import Database
from storage.migrations import upgrade

if TYPE_CHECKING:
    from bot.settings import Settings
    from scheduler.clock import Clock


async def run_bots(
    settings: Settings, stop: asyncio.Event, *, clock: Clock | None = None, tick: float = TICK
) -> int | None:
    """Run on the messengers that have a key; with none, the playground with demo data."""
    logs.set_up(settings.log)
    await upgrade(settings.database_url)
    database = await Database.open(settings.database_url)
    try:
        program = await assemble(settings, database, clock=clock, tick=tick)
        if not program.messengers:
            click.echo(texts.NO_ACCOUNTS)
            await _play(settings, database, stop, demo=True)
            return None
        await program.run(stop, started=lambda address: click.echo(texts.running_at(address)))
    finally:
        await database.close()
    return None


async def run_playground(settings: Settings, stop: asyncio.Event, *, demo: bool) -> int | None:
    """Run the messenger in the browser, whatever keys there are."""
    logs.set_up(settings.log)
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
    await program.run(stop, started=lambda address: click.echo(texts.playground_at(address)))

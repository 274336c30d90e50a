"""``tezki run`` and ``tezki playground``."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import click
import structlog

from bot import logs
from bot.erasures import erase_again
from bot.program import LEASE, assemble
from bot.settings import unknown_settings
from bot.web.http.descriptors import raise_descriptors
from bot.web.server import CannotListen
from handlers.texts.program import program as texts
from scheduler.delivery.sender import REST_WHEN_BROKEN
from storage.database import Database
from storage.migrations import upgrade

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.program import Program
    from bot.settings import Settings
    from scheduler.clock import Clock

log = structlog.get_logger()


async def run_bots(
    settings: Settings,
    stop: asyncio.Event,
    *,
    clock: Clock | None = None,
    tick: float | None = None,
    lease: timedelta = LEASE,
    rest: float = REST_WHEN_BROKEN,
) -> int | None:
    """Run on the messengers that have a key; with none, the playground with demo data.

    Accounts that are added meanwhile are served a moment later: then the program is assembled anew.
    """
    _prepare(settings)
    while True:
        async with _opened(settings.database_url, settings.erasures_file) as database:
            program = await assemble(settings, database, clock=clock, tick=tick)
            program.lease, program.rest = lease, rest
            if not program.messengers:
                break
            name_operator(settings)
            await _serve(program, stop, texts.running_at)
        if stop.is_set() or not program.renewed.is_set():
            return None
    click.echo(texts.NO_ACCOUNTS)
    return await _play(settings, stop, demo=True)


async def run_playground(
    settings: Settings, stop: asyncio.Event, *, demo: bool, lease: timedelta = LEASE
) -> int | None:
    """Run the messenger in the browser, whatever keys there are."""
    _prepare(settings)
    return await _play(settings, stop, demo=demo, lease=lease)


async def _play(settings: Settings, stop: asyncio.Event, *, demo: bool, lease: timedelta = LEASE) -> int | None:
    from bot.messengers.playground import open_playground  # noqa: PLC0415 - templates are read only when needed

    async with _opened(settings.playground_url, None) as database:
        program = await open_playground(settings, database, demo=demo)
        program.lease = lease
        await _serve(program, stop, texts.playground_at)
    return None


@asynccontextmanager
async def _opened(url: str, erasures: Path | None) -> AsyncIterator[Database]:
    await upgrade(url)
    database = await Database.open(url, erasures=erasures)
    try:
        await erase_again(database)
        yield database
    finally:
        await database.close()


def _prepare(settings: Settings) -> None:
    logs.set_up(settings.log, settings.secrets())
    os.umask(0o077)  # whatever this program writes may hold data of people
    raise_descriptors()
    if unknown := unknown_settings():
        click.echo(texts.unknown_settings(unknown), err=True)


def name_operator(settings: Settings) -> None:
    """Loud, and no more: an update must not silence a bot that works."""
    if unnamed := settings.unnamed():
        click.echo(texts.operator_unnamed(unnamed), err=True)
        log.warning("operator_unnamed", settings=unnamed)


async def _serve(program: Program, stop: asyncio.Event, greeting: Callable[[str], str]) -> None:
    try:
        await program.run(stop, started=lambda address: click.echo(greeting(address)))
    except CannotListen as trouble:
        raise click.ClickException(texts.cannot_listen(trouble.host, trouble.port, trouble.why)) from None

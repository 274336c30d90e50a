"""The playground: a messenger in the browser that needs no token, for trying the program on this computer only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from bot.messengers.playground.demo import introduce_people, load_demo
from bot.messengers.playground.messenger import PlaygroundMessenger
from bot.messengers.playground.moving import Mover, offset
from bot.messengers.playground.routes import mounting
from bot.program import assemble
from bot.web import feeds, pages
from handlers.texts.playground import playground as texts
from scheduler.clock import Clock
from talk.updates import AccountId

if TYPE_CHECKING:
    from bot.program import Program
    from bot.settings import Settings
    from storage.database import Database

HOST: Final = "127.0.0.1"
"""The playground listens here, whatever the settings say."""


async def open_playground(settings: Settings, database: Database, *, demo: bool) -> Program:
    """The whole program with the playground as its only messenger; ``demo`` fills an empty database with an example.

    Raises ClickException for a database of real bots: a moved clock would make their reminders early.
    """
    async with database.writing() as books:
        if any(account.kind != PlaygroundMessenger.kind for account in await books.accounts.all()):
            raise click.ClickException(texts.REAL_DATABASE)
        account = await books.accounts.ensure(PlaygroundMessenger.kind, 1, at=datetime.now(UTC))
        clock = Clock(offset=await offset(books))
        await introduce_people(books, demo=demo)
    http = settings.http.model_copy(update={"host": HOST})
    private = settings.without_accounts().model_copy(update={"http": http})
    base = f"http://{HOST}:{http.port}" if http.port else ""
    messenger = PlaygroundMessenger(account=AccountId(account.id), database=database, clock=clock, base=base)
    program = await assemble(private, database, clock=clock, more=(messenger,))
    program.has_health_port = False
    program.mounts = lambda: [
        mounting(database, messenger, Mover(database, clock, program), program.inbox.hear),
        pages.mounting(database, program.directory, clock.now, front="/a"),  # «/» leads to the playground
        feeds.mounting(database, program.directory, clock.now, front="/a"),
    ]
    if demo:
        await load_demo(program, messenger.account)
    return program

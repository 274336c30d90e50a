"""A person is erased, whoever wanted it: whoever they answered to hears of it, they get an act and a farewell."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from domain.quotas import DAY
from handlers.people.addresses import become_anew
from handlers.texts.people import acts
from handlers.turn.hooks import person_forgotten
from storage.tables.addresses import HELD, LIVE
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Prompt
from talk.rich import rich

log = structlog.get_logger()

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.people.erasures import Act, Why
    from talk.rich import Say


async def erase(context: Context, why: Why, farewell: Say) -> Act | None:
    """The context's person is no more: what is said to them now is the last, and it is not tied to them any more.

    None: they are gone already.
    """
    await _part_from_the_new(context)
    every = await context.books.addresses.of(context.person.id)
    own = [one for one in every if one.state in (LIVE, HELD)]
    spent = await context.books.spent.of(context.person.id, context.now - DAY)
    await person_forgotten(context)
    act = await context.books.erasures.erase(context.person.id, why, at=context.now)
    if act is None:
        return None
    context.directory.erased.remember([(one.account_id, one.external_id) for one in every], spent, context.now)
    log.info("erased", act=act.id, why=act.why)
    day = context.now.astimezone(ZoneInfo(context.zone)).date()
    for one in own:
        for text in (acts.act(act, day), rich(farewell)):
            tell = Tell(chat=one.chat, prompt=Prompt(text=text))
            await context.books.outbox.put(
                one.account_id, one.chat, tell, lane=INTERACTIVE, now=context.now, person_id=None
            )
    return act


async def _part_from_the_new(context: Context) -> None:
    """As long as a joining can be undone, one of the two cannot erase what is the other's."""
    joins = await context.books.address_joins.undoable(context.person.id, at=context.now)
    if joins:
        await context.books.address_joins.undo(joins[-1].id, at=context.now)
        await become_anew(context)

"""«Не использовать мои данные» (152-FZ, art. 21): nothing of a person is used or shown until they say so.

Nobody writes to them of their own accord (their addresses are held), nobody sees their contact, and whatever they ask
for that is not about their data itself leads to the page that says so (``handlers.turn.errands.go``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.people.privacy import last_ones
from handlers.texts.people import blocking as texts
from handlers.texts.people import privacy
from handlers.texts.turn import shared
from handlers.turn.errands import BLOCKED, errand
from storage.public.changes import PUBLIC
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.program.audit import Kind

MY_DATA: Rows = ((Button(label=privacy.MY_DATA, press="mydata"),),)


@errand("block-me", most_args=0, while_blocked=True)
async def ask(context: Context) -> None:
    """Says what it means."""
    if context.person.blocked_at is not None:
        await say_blocked(context)
        return
    yes = Button(label=texts.YES_BLOCK, press="block-me-yes")
    keep = Button(label=texts.KEEP, press="mydata", tone="main")
    await context.say(texts.sure(await last_ones(context)), rows=((yes,), (keep,)))


@errand("block-me-yes", most_args=0, deep_linkable=False, while_blocked=True)
async def block(context: Context) -> None:
    """What waits for them does not leave, the talk in progress is forgotten, nobody is joined to them meanwhile."""
    books, person = context.books, context.person
    if person.blocked_at is None:
        await books.outbox.withdraw(person_id=person.id, at=context.now)
        await books.address_joins.refuse_all(person.id)
        await books.dialogues.end(person.id)
        await books.people.block(person.id, at=context.now)
        await _changed(context, "data_blocked")
    await say_blocked(context)


@errand("unblock-me", most_args=0, deep_linkable=False, while_blocked=True)
async def unblock(context: Context) -> None:
    """All is as it was before."""
    if context.person.blocked_at is None:
        await context.say(texts.NOT_BLOCKED, rows=(*MY_DATA, (shared.BACK_TO_MENU,)))
        return
    await context.books.people.unblock(context.person.id)
    await _changed(context, "data_unblocked")
    await context.say(texts.UNBLOCKED, rows=(*MY_DATA, (shared.BACK_TO_MENU,)))


@errand(BLOCKED, most_args=0, while_blocked=True)
async def say_blocked(context: Context) -> None:
    """Instead of anything else."""
    since = context.person.blocked_at
    if since is None:
        await context.say(texts.NOT_BLOCKED, rows=shared.MENU_ROWS)
        return
    rows: Rows = (
        (Button(label=privacy.UNBLOCK, press="unblock-me", tone="main"),),
        *MY_DATA,
        (Button(label=privacy.ERASE, press="forget-me", tone="bad"),),
    )
    await context.say(texts.blocked(since.astimezone(ZoneInfo(context.zone)).date()), rows=rows)


async def _changed(context: Context, kind: Kind) -> None:
    """Pages show their contact, or do not any more; the operator sees that something is to be cleared up."""
    books, person = context.books, context.person
    books.wake(PUBLIC)
    await context.audit(kind, "by themselves", whom=person.id)
    now = await books.people.by_external(person.account_id, person.external_id)
    assert now is not None, "they have written just now"
    context.person, context.dialogue = now, None

"""«Мои адреса»: where a person is written to, and one address parted from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.notices.lost_address import ADDRESS
from handlers.notices.notices import tell
from handlers.texts.people import addresses as texts
from handlers.texts.people import places, privacy
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import number_of
from storage.messaging.outbox import Notice
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from datetime import date, datetime

    from handlers.turn.context import Context
    from storage.people.addresses import Address

BACK: Rows = ((Button(label=texts.MY_ADDRESSES, press="addresses"), shared.BACK_TO_MENU),)
MOST_SHOWN = 6
"""VK takes ten rows of buttons."""


@errand(
    "addresses",
    command="addresses",
    most_args=0,
    about=texts.ABOUT,
    order=145,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, wing=privacy.WING),
)
async def addresses(context: Context) -> None:
    """All of them, and what can be done about them."""
    own = await context.books.addresses.of(context.person.id)
    here = await here_of(context)
    lines = [
        texts.AddressLine(
            kind=kind_of(context, one), since=day(context, one.since), here=one.id == here.id, live=one.is_live
        )
        for one in own
    ]
    rows: Rows = (
        (
            Button(label=texts.ADD, press="address-add", tone="main"),
            Button(label=texts.ENTER_CODE, press="address-code"),
        ),
    )
    if len(own) > 1:
        rows += tuple(
            (
                Button(
                    label=texts.split(kind_of(context, one), day(context, one.since)), press=f"address-split:{one.id}"
                ),
            )
            for one in own[:MOST_SHOWN]
        )
        rows += ((Button(label=places.PLACES, press="places"),),)
    today = day(context, context.now)
    await context.say(texts.shown(lines, today), rows=(*rows, (shared.BACK_TO_MENU,)), in_place=True)


@errand("address-split", most_args=2, deep_linkable=False)
async def split(context: Context, named: str = "", sure: str = "") -> None:
    """What is the person's stays with the other addresses; this one begins anew.

    As long as a joining can be undone nobody is parted from what they had before: then it is undone.
    """
    own = await context.books.addresses.of(context.person.id)
    found = next((one for one in own if one.id == number_of(named)), None)
    if found is None or len(own) == 1:
        await context.say(texts.ONLY_ONE, rows=BACK)
        return
    lately = await context.books.address_joins.undoable(context.person.id, at=context.now)
    if lately:
        undo = Button(label=texts.NOT_ME, press=f"address-undo:{lately[0].id}", tone="bad")
        await context.say(texts.JOINED_LATELY, rows=((undo,), *BACK))
        return
    here = await here_of(context)
    if sure != "yes":
        yes = Button(label=texts.YES_SPLIT, press=f"address-split:{found.id}:yes", tone="bad")
        keep = Button(label=texts.KEEP, press="addresses", tone="main")
        text = texts.sure_to_split(kind_of(context, found), here=found.id == here.id)
        await context.say(text, rows=((yes,), (keep,)))
        return
    await _part(context, found)
    if found.id == here.id:
        await become_anew(context)
        await context.say(texts.SPLIT_HERE, rows=shared.MENU_ROWS)
        return
    await context.say(texts.SPLIT_THERE, rows=BACK)


async def _part(context: Context, found: Address) -> None:
    """What waits for the person there comes to where they are told from now on; the address hears of it."""
    books, old = context.books, context.person.id
    await books.addresses.split(found.id, at=context.now)
    left = await books.people.get(old)
    assert left is not None, "somebody with another address"
    await books.outbox.hand_over(old, found.account_id, found.chat, to_account=left.account_id, to_chat=left.chat)
    here = await here_of(context)
    parted = await books.addresses.get(found.id)
    if parted is not None and parted.is_live and parted.id != here.id:
        notice = Notice(kind=ADDRESS, subject=f"address:{parted.id}")
        await tell(books, [parted], texts.SPLIT_OTHER, now=context.now, key=None, notice=notice, rows=shared.MENU_ROWS)


async def here_of(context: Context) -> Address:
    """The address that this turn came from."""
    found = await context.books.addresses.at(context.person.account_id, context.person.external_id)
    assert found is not None, "whoever writes has one"
    return found


async def become_anew(context: Context) -> None:
    """Whoever writes from here is somebody else than when the turn began."""
    books, person = context.books, context.person
    now = await books.people.by_external(person.account_id, person.external_id)
    assert now is not None, "the address is still there"
    context.person, context.dialogue = now, None
    await context.refresh()


def kind_of(context: Context, one: Address) -> str:
    """Of the messenger; empty for an account that this program runs no more."""
    known = context.directory.messengers.get(one.account_id)
    return known.kind if known is not None else ""


def day(context: Context, at: datetime) -> date:
    """By the person's calendar."""
    return at.astimezone(ZoneInfo(context.zone)).date()

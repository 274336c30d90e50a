"""Coordinators: invited by a link that works once, listed, free to retire unless they are the last (row 9)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.journal import Json, Kind
from domain.rights import Action, Thing
from handlers.alliances.coordinated import coordinated
from handlers.notices.people import tell_coordinators
from handlers.texts.alliances import card as texts
from handlers.texts.turn import shared
from handlers.turn.context import TurnRefused
from handlers.turn.errands import errand
from handlers.turn.hooks import coordinator_left, person_forgotten
from handlers.turn.quotas import invitation
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from storage.books import Books

INVITATION: Final = "coordinator"
"""The purpose of an invitation's token."""
INVITATION_LASTS: Final = timedelta(days=7)


@errand("coordinators", most_args=1)
async def coordinators(context: Context, named: str = "") -> None:
    found = await coordinated(context, "coordinators", named)
    if found is None:
        return
    zone = ZoneInfo(found.zone)
    listed = [
        (one.person_id == context.person.id, one.founder, one.since.astimezone(zone).date())
        for one in await context.books.coordinators.of_alliance(found.id, context.now)
    ]
    revoke: Rows = ((Button(label=texts.REVOKE, press=f"co-revoke:{found.id}"),),) if len(listed) > 1 else ()
    rows = (
        (Button(label=texts.INVITE_COORDINATOR, press=f"co-invite:{found.id}", tone="main"),),
        (Button(label=texts.RETIRE, press=f"co-retire:{found.id}"),),
        *revoke,
        (Button(label=texts.DESK, press=f"alliance:{found.id}"), shared.BACK_TO_MENU),
    )
    await context.say(texts.coordinators(found.settlement, listed), rows=rows, in_place=True)


@errand("co-invite", most_args=1)
async def invite(context: Context, named: str = "") -> None:
    """A link for one person."""
    found = await coordinated(context, "co-invite", named)
    if found is None:
        return
    context.require(Action.APPOINT_COORDINATOR, Thing(alliance=found.id))
    facts = {"alliance": found.id, "person": context.person.id}
    token = await invitation(context, INVITATION, facts, INVITATION_LASTS)
    url = context.messenger.invitation(f"co_{token}")
    await context.say(texts.co_invitation(found.settlement, url), rows=_back(found.id))


@errand("co", most_args=8)
async def accept(context: Context, *args: str) -> None:
    """The link was followed. It works only while the one who issued it is still a coordinator."""
    books = context.books
    facts = await books.tokens.redeem("_".join(args), INVITATION, context.now)
    found = await books.alliances.get(int(facts["alliance"])) if facts is not None else None
    if facts is None or found is None:
        await context.say(texts.CO_OUTDATED, rows=shared.MENU_ROWS)
        return
    if found.id in context.roles.coordinates:  # the turn is undone, and with it the use of the link
        raise TurnRefused(texts.ALREADY_COORDINATOR, _back(found.id))
    if not await books.coordinators.is_coordinator(found.id, int(facts["person"]), context.now):
        await context.say(texts.CO_OUTDATED, rows=shared.MENU_ROWS)
        return
    await books.coordinators.appoint(found.id, context.person.id, at=context.now)
    by_whom = int(facts["person"])
    await books.audit.note("appointed", f"alliance:{found.id}", whom=context.person.id, by_whom=by_whom, at=context.now)
    count = len(await books.coordinators.of_alliance(found.id, context.now))
    journalled: dict[str, Json] = {"change": "appointed", "coordinators": count}
    await books.journal.write(found.id, Kind.COORDINATOR_CHANGED, journalled, at=context.now)
    await context.refresh()
    key = f"appointed:{found.id}:{context.now.isoformat()}"
    told = texts.told_of_new(found.settlement, count)
    await tell_coordinators(
        books, found.id, told, now=context.now, key=key, rows=_back(found.id), but=context.person.id
    )
    rows = ((Button(label=texts.DESK, press=f"alliance:{found.id}", tone="main"),), (shared.BACK_TO_MENU,))
    await context.say(texts.became_coordinator(found.settlement), rows=rows)


@errand("co-retire", most_args=2, deep_linkable=False)
async def retire(context: Context, named: str = "", sure: str = "") -> None:
    """Asks once more."""
    found = await coordinated(context, "co-retire", named)
    if found is None:
        return
    alone = len(await context.books.coordinators.of_alliance(found.id, context.now)) == 1
    if alone:
        await context.say(texts.LAST_ONE, rows=_invite_first(found.id))
        return
    if sure != "yes":
        rows = (
            (Button(label=texts.YES_RETIRE, press=f"co-retire:{found.id}:yes", tone="bad"),),
            (Button(label=texts.STAY, press=f"coordinators:{found.id}", tone="main"),),
        )
        await context.say(texts.sure_to_retire(found.settlement), rows=rows)
        return
    if await step_down(context, found) == 0:  # the turn is undone
        raise TurnRefused(texts.LAST_ONE, _invite_first(found.id))
    await context.refresh()
    await context.say(texts.retired(found.settlement), rows=shared.MENU_ROWS)


async def step_down(context: Context, found: Alliance) -> int:
    """They coordinate no more: the journal and whoever hears of it are told. How many are left, none perhaps."""
    await context.books.coordinators.retire(found.id, context.person.id, at=context.now)
    await context.audit("retired", f"alliance:{found.id}", whom=context.person.id)
    facts = {"change": "retired"}
    # Writing the journal waits for whoever else writes it: of the last two who retire at once, one sees the other.
    await context.books.journal.write(found.id, Kind.COORDINATOR_CHANGED, facts, at=context.now)
    count = len(await context.books.coordinators.of_alliance(found.id, context.now))
    await coordinator_left(context.books, found, count, context.now)
    return count


@coordinator_left.heard(10)
async def tell_those_who_stay(books: Books, alliance: Alliance, left: int, now: datetime) -> None:
    key = f"retired:{alliance.id}:{now.isoformat()}"
    await tell_coordinators(books, alliance.id, texts.told_of_retired(alliance.settlement, left), now=now, key=key)


@person_forgotten.heard(10)
async def step_down_everywhere(context: Context) -> None:
    for alliance_id in sorted(context.roles.coordinates):
        alliance = await context.books.alliances.get(alliance_id)
        if alliance is not None:
            await step_down(context, alliance)


def _back(alliance_id: int) -> Rows:
    return ((Button(label=texts.COORDINATORS, press=f"coordinators:{alliance_id}"), shared.BACK_TO_MENU),)


def _invite_first(alliance_id: int) -> Rows:
    return ((Button(label=texts.INVITE_COORDINATOR, press=f"co-invite:{alliance_id}"),), (shared.BACK_TO_MENU,))

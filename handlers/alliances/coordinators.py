"""Coordinators: invited and let in, listed, free to retire unless they are the last (row 9).

An invitation is a link, and whoever has it can follow it. So nobody is in office by that alone: who follows it agrees,
and who gave it looks whether that is the person they meant.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.journal import Json, Kind
from domain.rights import Action, Thing
from handlers.alliances.coordinated import coordinated
from handlers.notices.people import NEWS, tell_coordinators, tell_person
from handlers.texts.alliances import card as texts
from handlers.texts.turn import shared
from handlers.turn.context import TurnRefused
from handlers.turn.errands import errand
from handlers.turn.hooks import coordinator_left, person_forgotten
from storage.messaging.outbox import Notice
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from storage.books import Books

INVITATION: Final = "coordinator"
"""The purpose of an invitation's token."""
CANDIDATE: Final = "candidate"
"""Of the inviter's answer about somebody who came; it is the candidate's, and goes with them."""
INVITATION_LASTS: Final = timedelta(days=1)
"""And so long the answer is waited for."""


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


@errand("co-invite", most_args=1, deep_linkable=False)
async def invite(context: Context, named: str = "") -> None:
    """A link for one person: the alliance has one at a time, whoever of its coordinators made it."""
    found = await coordinated(context, "co-invite", named)
    if found is None:
        return
    context.require(Action.APPOINT_COORDINATOR, Thing(alliance=found.id))
    facts = {"alliance": found.id, "person": context.person.id}
    tokens = context.books.tokens
    await tokens.revoke_about(INVITATION, "alliance", found.id)
    token = await tokens.issue(INVITATION, facts, context.person.id, context.now + INVITATION_LASTS)
    await context.audit("invited", f"alliance:{found.id}", whom=context.person.id)
    url = context.messenger.invitation(f"co_{token}")
    await context.say(texts.co_invitation(found.settlement, url), rows=_back(found.id))


@errand("co", most_args=8)
async def offer(context: Context, *args: str) -> None:
    """The link was followed: it says what for, and asks."""
    token = "_".join(args)
    found = await _invited_to(context, token)
    if found is not None:
        rows = ((Button(label=texts.YES_COME, press=f"co-come:{token}", tone="main"),), (shared.BACK_TO_MENU,))
        await context.say(texts.offered(found.settlement), rows=rows)


@errand("co-come", most_args=1, deep_linkable=False)
async def come(context: Context, token: str = "") -> None:
    """They agree, and the link is used up; whoever gave it is asked whether it is them.

    Both see the same number: names are not kept.
    """
    found = await _invited_to(context, token)
    facts = await context.books.tokens.redeem(token, INVITATION, context.now) if found is not None else None
    if found is None or facts is None:
        return
    books, inviter = context.books, int(facts["person"])
    until = context.now + INVITATION_LASTS
    answer = await books.tokens.issue(CANDIDATE, {"alliance": found.id}, context.person.id, until)
    number = number_of_candidate(answer)
    rows: Rows = (
        (Button(label=texts.LET_IN, press=f"co-admit:{answer}", tone="good"),),
        (Button(label=texts.SEND_AWAY, press=f"co-decline:{answer}", tone="bad"),),
    )
    subject = f"candidate:{found.id}:{context.person.id}"
    await tell_person(
        books,
        inviter,
        texts.candidate(found.settlement, number),
        now=context.now,
        rows=rows,
        key=f"{subject}:{context.now.isoformat()}",
        about=Notice(kind="question", subject=subject),
    )
    await context.say(texts.wait_for_answer(found.settlement, number), rows=shared.MENU_ROWS)


def number_of_candidate(token: str) -> str:
    """Four digits by which one tells on the telephone that it is oneself."""
    return f"{int(token, 16) % 10_000:04}"


@errand("co-admit", most_args=1, deep_linkable=False)
async def admit(context: Context, token: str = "") -> None:
    """«Впустить»: from now on they coordinate."""
    candidate = await _candidate(context, token)
    if candidate is None:
        return
    found, person_id = candidate
    books, now = context.books, context.now
    if await books.coordinators.is_coordinator(found.id, person_id, now):  # another link was faster
        await context.say(texts.LET_IN_ALREADY, rows=_back(found.id))
        return
    await books.coordinators.appoint(found.id, person_id, at=now)
    await context.audit("appointed", f"alliance:{found.id}", whom=person_id)
    count = len(await books.coordinators.of_alliance(found.id, now))
    journalled: dict[str, Json] = {"change": "appointed", "coordinators": count}
    await books.journal.write(found.id, Kind.COORDINATOR_CHANGED, journalled, at=now)
    told, key = texts.told_of_new(found.settlement, count), f"appointed:{found.id}:{now.isoformat()}"
    await tell_coordinators(books, found.id, told, now=now, key=key, rows=_back(found.id), but=person_id)
    desk: Rows = ((Button(label=texts.DESK, press=f"alliance:{found.id}", tone="main"),), (shared.BACK_TO_MENU,))
    about = Notice(kind=NEWS, subject=f"alliance:{found.id}")
    await tell_person(books, person_id, texts.became_coordinator(found.settlement), now=now, rows=desk, about=about)


@errand("co-decline", most_args=1, deep_linkable=False)
async def decline(context: Context, token: str = "") -> None:
    """«Это не тот человек»."""
    candidate = await _candidate(context, token)
    if candidate is None:
        return
    found, person_id = candidate
    await context.audit("declined", f"alliance:{found.id}", whom=person_id)
    about = Notice(kind=NEWS, subject=f"alliance:{found.id}")
    told = texts.not_let_in(found.settlement)
    await tell_person(context.books, person_id, told, now=context.now, rows=shared.MENU_ROWS, about=about)
    await context.say(texts.SENT_AWAY, rows=_back(found.id))


async def _invited_to(context: Context, token: str) -> Alliance | None:
    """What the link is for, while the one who gave it is still a coordinator; None: they have been told why not."""
    facts = await context.books.tokens.look(token, INVITATION, context.now)
    found = await context.books.alliances.get(int(facts["alliance"])) if facts is not None else None
    if facts is None or found is None:
        await context.say(texts.CO_OUTDATED, rows=shared.MENU_ROWS)
        return None
    if found.id in context.roles.coordinates:
        await context.say(texts.ALREADY_COORDINATOR, rows=_back(found.id))
        return None
    if not await context.books.coordinators.is_coordinator(found.id, int(facts["person"]), context.now):
        await context.say(texts.CO_OUTDATED, rows=shared.MENU_ROWS)
        return None
    return found


async def _candidate(context: Context, token: str) -> tuple[Alliance, int] | None:
    """Who came, and to what; the question is answered by that. None: they have been told that it is over.

    Raises Forbidden for whoever may not appoint.
    """
    tokens = context.books.tokens
    facts = await tokens.look(token, CANDIDATE, context.now)
    found = await context.books.alliances.get(int(facts["alliance"])) if facts is not None else None
    if found is not None:
        context.require(Action.APPOINT_COORDINATOR, Thing(alliance=found.id))
    person_id = await tokens.made_by(token) if found is not None else None
    if found is None or person_id is None or await tokens.redeem(token, CANDIDATE, context.now) is None:
        await context.say(texts.CANDIDATE_GONE, rows=shared.MENU_ROWS)
        return None
    return found, person_id


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
    books, me = context.books, context.person.id
    for alliance_id in sorted(context.roles.coordinates | context.roles.hidden_alliances):
        alliance = await books.alliances.get(alliance_id, hidden=True)
        if alliance is not None and await books.coordinators.is_coordinator(alliance_id, me, context.now):
            await step_down(context, alliance)


def _back(alliance_id: int) -> Rows:
    return ((Button(label=texts.COORDINATORS, press=f"coordinators:{alliance_id}"), shared.BACK_TO_MENU),)


def _invite_first(alliance_id: int) -> Rows:
    return ((Button(label=texts.INVITE_COORDINATOR, press=f"co-invite:{alliance_id}"),), (shared.BACK_TO_MENU,))

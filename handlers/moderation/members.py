"""Whoever lost a coordinator's decision asks the members, once: each member library has one voice for a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.libraries.service import SERVING, Service
from domain.moderation import ASK_WITHIN, COMPLAINT, VOICES_FOR, Office, State, Subject, What, is_settled
from domain.rights import Action, Thing
from handlers.moderation.members_decided import ASKED, close, electorate_of, was_upheld
from handlers.moderation.settling import version_of
from handlers.moderation.things import PublicThing, public_thing
from handlers.notices.moves import subject_of
from handlers.notices.notices import tell
from handlers.texts.moderation import members as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context, Forbidden
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from handlers.turn.quotas import refuse_more_asking
from storage.libraries.librarians import Librarian
from storage.messaging.outbox import Notice
from storage.moderation.complaints import Complaint
from talk.errors import Refused
from talk.fields import Line
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

LONGEST: Final = 500
_WORDS: Final = {"right": False, "overturn": True}
"""What a button says: whether the decision should fall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A decision, as the one sees it whom it went against."""

    subject: Subject
    what: What
    title: str
    upheld: bool


@errand("ask-members", most_args=1)
async def ask_the_members(context: Context, complaint_id: str = "") -> None:
    number = number_of(complaint_id)
    await lost_case(context, number)
    await context.begin(ask_members, complaint=number)


@script("ask-members", version=1, called=texts.CALLED)
async def ask_members(talk: Talk, context: Context) -> None:
    number = int(str(talk.given["complaint"]))
    lost = await talk.look("lost", lost_case, context, number)
    words = await talk.ask("words", texts.WHY, Line(most=LONGEST, least=5))
    sure = texts.sure(lost.subject, lost.what, lost.title, words, upheld=lost.upheld)
    if not await talk.confirm("sure", sure, yes=texts.YES):
        await talk.say(texts.NOT_NOW, rows=shared.MENU_ROWS)
        return
    until = await talk.do("ask", ask, context, number, words)
    await talk.say(texts.asked(until), rows=shared.MENU_ROWS)


async def lost_case(context: Context, complaint_id: int) -> Lost:
    """Raises Forbidden for anybody whom it did not go against, Refused where the members cannot be asked."""
    found, thing = await _lost(context, complaint_id)
    return Lost(subject=found.subject, what=found.kind, title=thing.title, upheld=found.state is State.UPHELD)


async def ask(context: Context, complaint_id: int, words: str) -> date:
    """Until which day they answer; all who speak for a member are told. Raises as ``lost_case``, and TurnRefused."""
    found, thing = await _lost(context, complaint_id)
    books, now = context.books, context.now
    alliance = await books.alliances.lock(found.alliance_id)
    await refuse_more_asking(context, alliance.id)
    closes_at = now + VOICES_FOR
    asked = await books.complaints.ask_members(
        found.id, by=context.person.id, plea=words, decided_after=now - ASK_WITHIN, closes_at=closes_at
    )
    if asked is None:
        raise Refused(texts.NOT_ASKED)
    everybody: dict[int, Librarian] = {}
    for library in sorted(await electorate_of(books, asked)):
        speaking = await books.librarians.of_library(library, {Service.VOUCHED})
        everybody |= {one.person_id: one for one in speaking if one.reachable}
    until = closes_at.astimezone(ZoneInfo(alliance.zone)).date()
    await tell(
        books,
        [one for _, one in sorted(everybody.items())],
        texts.question(
            found.subject,
            found.kind,
            thing.title,
            reason=found.reason or "",
            plea=words,
            until=until,
            upheld=was_upheld(asked),
        ),
        now=now,
        key=f"members-asked:{found.id}",
        rows=(
            (Button(label=texts.RIGHT, press=f"voice:{found.id}:right"),),
            (Button(label=texts.OVERTURN, press=f"voice:{found.id}:overturn"),),
        ),
        notice=Notice(
            kind=ASKED,
            subject=subject_of(COMPLAINT, found.id),
            version=version_of(State.ASKED),
            may_wait=True,
            wait_until=closes_at,
        ),
        until=closes_at,
    )
    return until


async def _lost(context: Context, complaint_id: int) -> tuple[Complaint, PublicThing]:
    """As ``lost_case``."""
    books = context.books
    found = await books.complaints.get(complaint_id)
    if found is None or not await _went_against(context, found):
        raise Forbidden(Action.COMPLAIN)
    thing = await public_thing(books, found.kind.value, found.thing_id)
    in_time = found.decided_at is not None and context.now - found.decided_at <= ASK_WITHIN
    if thing is None or not in_time or not await _may_be_asked(context, found):
        raise Refused(texts.NOT_ASKED)
    if not await electorate_of(books, found):
        raise Refused(texts.NOBODY_TO_ASK)
    return found, thing


async def _went_against(context: Context, found: Complaint) -> bool:
    """Of what became of the thing itself its own people object: see ``handlers.moderation.complaints``."""
    if found.subject is Subject.REVOKE:
        return False
    if found.state is State.UPHELD and found.subject is Subject.NOT_STAFF:
        mine = await context.books.librarians.get(found.thing_id, context.person.id)
        if mine is None or mine.state not in {*SERVING, Service.DISMISSED}:
            return False
        return mine.state in SERVING or (_moment(mine.ended_at) >= _moment(found.decided_at))
    return found.person_id == context.person.id and found.state in (State.DECLINED, State.REFUSED, State.ASKED)


async def _may_be_asked(context: Context, found: Complaint) -> bool:
    """Once about one thing, and about no decision of the operator's."""
    books = context.books
    if found.state is State.ASKED or found.decided_by is None or found.kind in (What.ALLIANCE, What.LETTER):
        return False
    if await books.complaints.were_asked_about(found.subject, found.thing):
        return False
    hiding = await books.hidden.now(found.thing) if found.subject is Subject.HIDING else None
    return found.subject is not Subject.HIDING or (hiding is not None and hiding.office is Office.COORDINATOR)


def _moment(at: datetime | None) -> float:
    return at.timestamp() if at is not None else 0.0


@errand("voice", most_args=2, deep_linkable=False)
async def voice(context: Context, complaint_id: str = "", word: str = "") -> None:
    """That of every member library for which this person speaks; the last press before the end counts."""
    books = context.books
    found = await books.complaints.get(number_of(complaint_id))
    if found is None or found.closes_at is None:
        raise Forbidden(Action.GIVE_VOICE)
    alliance = await books.alliances.lock(found.alliance_id)
    await context.refresh()
    context.require(Action.GIVE_VOICE, Thing(alliance=alliance.id))
    found = await books.complaints.get(found.id)
    if found is None or found.closes_at is None or found.state is not State.ASKED or found.closes_at <= context.now:
        await context.say(texts.CLOSED, rows=shared.MENU_ROWS)
        return
    everybody = await electorate_of(books, found)
    mine = everybody & context.roles.vouched
    if not mine:
        await context.say(texts.NO_VOICE, rows=shared.MENU_ROWS)
        return
    if word not in _WORDS:
        raise Forbidden(Action.GIVE_VOICE)
    await books.member_voices.give(found.id, mine, overturn=_WORDS[word])
    until = found.closes_at.astimezone(ZoneInfo(alliance.zone)).date()
    rows: Rows = shared.MENU_ROWS
    await context.say(texts.voice_given(len(mine), until, overturn=_WORDS[word]), rows=rows)
    voices = await books.member_voices.of(found.id)
    if is_settled([said for library, said in voices.items() if library in everybody], len(everybody)):
        await close(books, found, context.now)

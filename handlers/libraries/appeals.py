"""A name that the rule refused goes to the coordinators, and one of them decides, with a reason (row 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from domain.libraries.appeals import APPEAL, State
from domain.rights import Action, Thing
from handlers.alliances.coordinated import coordinated
from handlers.libraries.membership import Application, Joined, admit, applications
from handlers.notices.moves import carry_out, subject_of
from handlers.notices.people import NEWS, tell_coordinators, tell_person
from handlers.texts.libraries import appeals as texts
from handlers.texts.libraries import joining, vouching
from handlers.texts.places import place
from handlers.texts.turn import shared
from handlers.turn import moves
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.moves import Face
from handlers.turn.paging import number_of, read_page
from handlers.turn.quotas import refuse_more_appeals
from storage.libraries.appeals import Appeal
from storage.messaging.outbox import Notice
from talk.errors import Refused
from talk.fields import Line
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.rich import paragraphs
from talk.script import script

DECIDED: Final = 1
"""The version of an appeal that is decided; while it waits it is 0."""
WAITS: Final = "appeal"
"""The kind of the notices that somebody is to decide: a decision withdraws them."""
FACES: Final = {
    "allow": Face(label=texts.ALLOW, tone="good"),
    "decline": Face(label=texts.DECLINE, tone="bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An appeal that waits, as its judge sees it."""

    id: int
    alliance_id: int
    alliance: str
    name: str
    title: str
    place: str
    made_at: datetime


async def appeal(context: Context, application: Application) -> int:
    """A deed: the application waits for a coordinator, and they are told."""
    context.require(Action.JOIN_ALLIANCE, Thing(alliance=application.alliance))
    await refuse_more_appeals(context, application.alliance)
    kept = await context.books.appeals.make(
        application.alliance, context.person.id, applications.dump_python(application, mode="json"), context.now
    )
    await tell_of_waiting(context, kept.id, key=f"appeal:{kept.id}")
    return kept.id


async def tell_of_waiting(context: Context, appeal_id: int, *, key: str) -> None:
    """Those who are to decide, of the application as it is now."""
    kept = await context.books.appeals.get(appeal_id)
    case = await _case(context, kept) if kept is not None else None
    if case is not None:
        await tell_coordinators(
            context.books,
            case.alliance_id,
            texts.told_coordinators(case.alliance, case.name, case.title, case.place),
            now=context.now,
            key=key,
            about=Notice(kind=WAITS, subject=subject_of(APPEAL, case.id)),
            rows=((Button(label=texts.OPEN, press=f"appeal:{case.id}", tone="main"),),),
        )


@errand("appeals", most_args=2)
async def appeals(context: Context, alliance_id: str = "", page: str = "0") -> None:
    """What waits for this coordinator's word."""
    alliance = await coordinated(context, "appeals", alliance_id)
    if alliance is None:
        return
    context.require(Action.OVERRIDE_VERDICT, Thing(alliance=alliance.id))
    shown = await read_page(partial(context.books.appeals.open_of, alliance.id), page)
    if not shown.total:
        await context.say(texts.NONE_WAIT, rows=shared.MENU_ROWS, in_place=True)
        return
    cases = [case for one in shown.items if (case := await _case(context, one)) is not None]
    rows: Rows = tuple(
        (Button(label=texts.numbered(number, case.title), press=f"appeal:{case.id}"),)
        for number, case in enumerate(cases, 1)
    )
    await context.say(
        texts.listed(
            alliance.settlement,
            [(case.title, case.place) for case in cases],
            total=shown.total,
            paged=shown.words,
        ),
        rows=(*rows, *shown.turn(f"appeals:{alliance.id}"), (shared.BACK_TO_MENU,)),
        in_place=True,
    )


@errand("appeal", most_args=1)
async def show_appeal(context: Context, appeal_id: str = "") -> None:
    """One application, with the two answers."""
    case = await waiting_case(context, number_of(appeal_id))
    if case is None:
        await context.say(texts.GONE, rows=((Button(label=texts.TO_LIST, press="appeals"), shared.BACK_TO_MENU),))
        return
    made = case.made_at.astimezone(ZoneInfo(context.zone)).date()
    await context.say(
        texts.appeal(case.alliance, case.name, case.title, case.place, made),
        rows=(
            moves.buttons(
                context,
                APPEAL,
                State.WAITING,
                Thing(alliance=case.alliance_id),
                faces=FACES,
                press=lambda move: f"decide:{case.id}:{move}",
            ),
            (Button(label=texts.TO_LIST, press=f"appeals:{case.alliance_id}"), shared.BACK_TO_MENU),
        ),
        in_place=True,
    )


@errand("decide", most_args=2)
async def decide(context: Context, appeal_id: str = "", word: str = "") -> None:
    case = await waiting_case(context, number_of(appeal_id))
    if case is None or APPEAL.move(State.WAITING, word) is None:
        await context.say(texts.GONE, rows=((Button(label=texts.TO_LIST, press="appeals"), shared.BACK_TO_MENU),))
        return
    await context.begin(decide_appeal, appeal=case.id, word=word)


@script("decide-appeal", version=1, called=texts.CALLED)
async def decide_appeal(talk: Talk, context: Context) -> None:
    """The reason first, then the deed: nothing is decided without a word of explanation."""
    appeal_id = int(str(talk.given["appeal"]))
    case = await talk.look("case", waiting_case, context, appeal_id)
    if case is None:
        talk.leave(texts.GONE)
    rows: Rows = ((Button(label=texts.TO_LIST, press=f"appeals:{case.alliance_id}"), shared.BACK_TO_MENU),)
    if talk.given["word"] == "allow":
        reason = await talk.ask("reason", texts.REASON_TO_ALLOW, Line(most=300, least=5))
        if not await talk.confirm("sure", texts.sure_to_allow(case.title, reason), yes=texts.ALLOW):
            await talk.say(texts.STILL_WAITS, rows=rows)
            return
        await talk.do("allow", allow, context, appeal_id, reason)
        await talk.say(texts.ALLOWED, rows=rows)
        return
    kindly = await talk.ask("kindly", texts.REASON_TO_DECLINE, Line(most=500, least=5))
    if not await talk.confirm("sure-not", texts.sure_to_decline(case.title, kindly), yes=texts.DECLINE):
        await talk.say(texts.STILL_WAITS, rows=rows)
        return
    await talk.do("decline", decline, context, appeal_id, kindly)
    await talk.say(texts.DECLINED, rows=rows)


async def waiting_case(context: Context, appeal_id: int) -> Case | None:
    """The appeal, if it still waits. Raises Forbidden for anybody but a coordinator of its alliance."""
    found = await context.books.appeals.get(appeal_id)
    if found is None or APPEAL.is_over(found.state):
        return None
    context.require(Action.OVERRIDE_VERDICT, Thing(alliance=found.alliance_id))
    return await _case(context, found)


async def allow(context: Context, appeal_id: int, reason: str) -> Joined:
    """The library joins, and the journal says on whose ground: the coordinators', for this reason."""
    decided = await _decide(context, appeal_id, "allow", reason=reason)
    application = applications.validate_python(decided.application)
    alliance = await context.books.alliances.lock(decided.alliance_id)
    joined = await admit(context.books, application, decided.person_id, "overridden", now=context.now)
    told = texts.told_allowed(alliance.settlement, application.title, reason)
    if joined.how == "dismissed":
        told = paragraphs(told, vouching.sent_away(joined.title))
    elif joined.code is not None:
        told = paragraphs(told, vouching.being_confirmed(joined.code))
    await tell_person(
        context.books,
        decided.person_id,
        told,
        now=context.now,
        key=f"appeal-decided:{decided.id}",
        about=Notice(kind=NEWS, subject=subject_of(APPEAL, decided.id), version=DECIDED),
        rows=(
            (Button(label=joining.ADD_EVENT, press=f"event:{joined.library}", tone="main"),),
            (Button(label=joining.MY_LIBRARY, press=f"library:{joined.library}"), shared.BACK_TO_MENU),
        ),
    )
    await context.refresh()
    return joined


async def decline(context: Context, appeal_id: int, reason: str) -> None:
    """Nothing public comes of it; the person is told why."""
    decided = await _decide(context, appeal_id, "decline", reason=reason)
    application = applications.validate_python(decided.application)
    alliance = await context.books.alliances.get(decided.alliance_id)
    await tell_person(
        context.books,
        decided.person_id,
        texts.told_declined(alliance.settlement if alliance else "", application.title, reason),
        now=context.now,
        key=f"appeal-decided:{decided.id}",
        about=Notice(kind=NEWS, subject=subject_of(APPEAL, decided.id), version=DECIDED),
        rows=(
            (Button(label=texts.TRY_AGAIN, press=f"join:{decided.alliance_id}"),),
            (Button(label=texts.FIND_OTHER, press="which:join:0"),),
            (Button(label=texts.FOUND_OWN, press="found"), shared.BACK_TO_MENU),
        ),
    )


async def _decide(context: Context, appeal_id: int, name: str, *, reason: str) -> Appeal:
    found = await context.books.appeals.get(appeal_id)
    if found is None:
        raise Refused(texts.GONE)
    move = moves.require(context, APPEAL, found.state, name, Thing(alliance=found.alliance_id), gone=texts.GONE)
    decided = await context.books.appeals.move(appeal_id, move.to, reason, at=context.now)
    if decided is None:
        raise Refused(texts.GONE)
    application = applications.validate_python(decided.application)
    await carry_out(
        context.books,
        APPEAL,
        move,
        decided.id,
        below=DECIDED,
        alliance_id=decided.alliance_id,
        facts={"title": application.title, "settlement": application.settlement, "reason": reason},
        now=context.now,
    )
    return decided


async def _case(context: Context, kept: Appeal) -> Case | None:
    alliance = await context.books.alliances.get(kept.alliance_id)
    if alliance is None:
        return None
    told = applications.validate_python(kept.application)
    return Case(
        id=kept.id,
        alliance_id=alliance.id,
        alliance=alliance.settlement,
        name=told.settlement,
        title=told.title,
        place=place(told.settlement_type, told.settlement, told.district, told.region),
        made_at=kept.made_at,
    )

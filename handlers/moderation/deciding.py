"""What people said against a public thing is decided, with a reason; once more by somebody else, where they ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from domain.moderation import COMPLAINT, Office, State, Subject, What
from domain.rights import Action, Thing
from handlers.alliances.coordinated import coordinated
from handlers.moderation.complaints import WAITS
from handlers.moderation.hiding import refuse_other_offices, refuse_the_members
from handlers.moderation.settling import settle, version_of
from handlers.moderation.things import public_thing
from handlers.notices.moves import subject_of
from handlers.notices.notices import tell
from handlers.texts.moderation import complaints as texts
from handlers.texts.moderation import hiding as hiding_texts
from handlers.texts.turn import shared
from handlers.turn import moves
from handlers.turn.context import Context, Forbidden
from handlers.turn.errands import errand
from handlers.turn.moves import Face
from handlers.turn.paging import number_of, read_page
from storage.messaging.outbox import Notice
from storage.moderation.complaints import Complaint
from talk.errors import Refused
from talk.fields import Line
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

_SHOWN: Final = {What.LIBRARY: "lib", What.EVENT: "e", What.ENTRY: "entry"}
"""Which errand shows the thing."""

_TO_LIST: Final[Rows] = ((Button(label=texts.TO_LIST, press="complaints"), shared.BACK_TO_MENU),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A complaint that waits, as its judge sees it."""

    id: int
    alliance: int
    subject: Subject
    what: What
    thing: int
    title: str
    words: str
    state: State
    made_at: datetime
    answer: str | None
    waited_for: datetime | None
    """The library has not answered, and has time until then."""
    others: int
    reason: str | None


@errand("complaints", most_args=2)
async def complaints(context: Context, alliance_id: str = "", page: str = "0") -> None:
    """What waits for a coordinator's word."""
    alliance = await coordinated(context, "complaints", alliance_id)
    if alliance is None:
        return
    context.require(Action.MODERATE, Thing(alliance=alliance.id))
    shown = await read_page(partial(context.books.complaints.open_of, alliance.id), page)
    back: Rows = (
        (Button(label=hiding_texts.ALL_HIDDEN, press=f"hidden:{alliance.id}"),),
        (Button(label=hiding_texts.TO_DESK, press=f"alliance:{alliance.id}"), shared.BACK_TO_MENU),
    )
    if not shown.total:
        await context.say(texts.NONE_WAIT, rows=back, in_place=True)
        return
    cases = [case for one in shown.items if (case := await _case(context, one)) is not None]
    rows: Rows = tuple(
        (Button(label=texts.numbered(number, case.title), press=f"complaint:{case.id}"),)
        for number, case in enumerate(cases, 1)
    )
    listed = [(case.subject, case.what, case.title) for case in cases]
    text = texts.listed(alliance.settlement, listed, total=shown.total, paged=shown.words)
    await context.say(text, rows=(*rows, *shown.turn(f"complaints:{alliance.id}"), *back), in_place=True)


@errand("complaint", most_args=1)
async def show_complaint(context: Context, complaint_id: str = "") -> None:
    """One complaint, with what can be decided."""
    case = await waiting_case(context, number_of(complaint_id))
    if case is None:
        await context.say(texts.DECIDED_BEFORE, rows=_TO_LIST)
        return
    zone = ZoneInfo(context.zone)
    faces = {
        "uphold": Face(label=texts.uphold(case.subject), tone="bad" if case.subject is not Subject.HIDING else "good"),
        "decline": Face(label=texts.decline(case.subject)),
        "refuse": Face(label=texts.decline(case.subject)),
    }
    buttons = moves.buttons(
        context,
        COMPLAINT,
        case.state,
        Thing(alliance=case.alliance),
        faces=faces,
        press=lambda move: f"judge:{case.id}:{move}",
    )
    shown = _SHOWN.get(case.what)
    look = (Button(label=texts.OPEN_THING, press=f"{shown}:{case.thing}"),) if shown else ()
    staff = (Button(label=texts.STAFF, press=f"colleagues:{case.thing}"),) if case.subject is Subject.NOT_STAFF else ()
    rows = (look, staff, *((one,) for one in buttons))
    await context.say(
        texts.complaint(
            case.subject,
            case.what,
            case.title,
            case.words,
            case.made_at.astimezone(zone).date(),
            state=case.state,
            answer=case.answer,
            until=case.waited_for.astimezone(zone).date() if case.waited_for else None,
            others=case.others,
            reason=case.reason,
        ),
        rows=(
            *(row for row in rows if row),
            (Button(label=texts.TO_LIST, press=f"complaints:{case.alliance}"), shared.BACK_TO_MENU),
        ),
        in_place=True,
    )


@errand("judge", most_args=2)
async def judge(context: Context, complaint_id: str = "", word: str = "") -> None:
    case = await waiting_case(context, number_of(complaint_id))
    if case is None or COMPLAINT.move(case.state, word) is None:
        await context.say(texts.DECIDED_BEFORE, rows=_TO_LIST)
        return
    await context.begin(judge_complaint, complaint=case.id, word=word)


@script("judge-complaint", version=1, called=texts.DECIDE_CALLED)
async def judge_complaint(talk: Talk, context: Context) -> None:
    """The reason first, then the deed."""
    complaint_id, word = int(str(talk.given["complaint"])), str(talk.given["word"])
    case = await talk.look("case", waiting_case, context, complaint_id)
    if case is None:
        talk.leave(texts.DECIDED_BEFORE)
    rows: Rows = ((Button(label=texts.TO_LIST, press=f"complaints:{case.alliance}"), shared.BACK_TO_MENU),)
    reason = await talk.ask("reason", texts.WHY, Line(most=300, least=5))
    upheld = word == "uphold"
    sure = texts.sure_to_decide(case.subject, case.what, case.title, reason, upheld=upheld)
    yes = texts.uphold(case.subject) if upheld else texts.decline(case.subject)
    if not await talk.confirm("sure", sure, yes=yes):
        await talk.say(texts.STILL_WAITS, rows=rows)
        return
    await talk.do("decide", decide, context, complaint_id, word, reason)
    if upheld and case.subject is Subject.NOT_STAFF:
        rows = ((Button(label=texts.STAFF, press=f"colleagues:{case.thing}", tone="main"),), *rows)
    await talk.say(texts.DONE, rows=rows)


async def waiting_case(context: Context, complaint_id: int) -> Case | None:
    """The complaint, if it still waits. Raises Forbidden for anybody but a coordinator of its alliance."""
    found = await context.books.complaints.get(complaint_id)
    if found is None or found.subject is Subject.REVOKE or found.state not in (State.OPEN, State.APPEALED):
        return None
    if found.kind is What.ALLIANCE:  # the operator decides
        raise Forbidden(Action.MODERATE, Thing(alliance=found.alliance_id))
    context.require(Action.MODERATE, Thing(alliance=found.alliance_id))
    return await _case(context, found)


async def decide(context: Context, complaint_id: int, word: str, reason: str) -> None:
    """Raises Refused where somebody was faster, the library is still waited for, or it is not theirs to decide."""
    found = await context.books.complaints.get(complaint_id)
    if found is None or found.subject is Subject.REVOKE or found.kind is What.ALLIANCE:
        raise Forbidden(Action.MODERATE)
    thing = Thing(alliance=found.alliance_id)
    move = moves.require(context, COMPLAINT, found.state, word, thing, gone=texts.DECIDED_BEFORE)
    await _refuse_the_partial(context, found)
    if move.to is State.UPHELD:
        await _refuse_what_others_decided(context, found)
    office, by_id = Office.COORDINATOR, context.person.id
    if not await settle(context.books, found, move, reason, office=office, by_id=by_id, now=context.now):
        raise Refused(texts.DECIDED_BEFORE)
    await context.refresh()


async def _refuse_what_others_decided(context: Context, found: Complaint) -> None:
    """Nor against a library that may still answer, the operator, or the members."""
    if _waited_for(found, context.now) is not None:
        raise Refused(texts.STILL_HEARD)
    if found.subject is Subject.HIDING:
        hiding = await context.books.hidden.now(found.thing)
        if hiding is not None:
            refuse_other_offices(hiding)
    elif found.subject in (Subject.REPORT, Subject.NOT_OURS):
        await refuse_the_members(context, found.thing)


async def _refuse_the_partial(context: Context, found: Complaint) -> None:
    """Nobody decides about what they did, said or are: another coordinator does, or the operator."""
    me = context.person.id
    hiding = await context.books.hidden.now(found.thing) if found.subject is Subject.HIDING else None
    if me in (found.person_id, found.decided_by, hiding.by_id if hiding is not None else None):
        raise Refused(texts.NOT_YOURS)
    thing = await public_thing(context.books, found.kind.value, found.thing_id)
    if thing is not None and thing.library in context.roles.librarian_of | context.roles.hidden_of:
        raise Refused(texts.OWN_LIBRARY)


@errand("complaint-again", most_args=1, deep_linkable=False)
async def look_again(context: Context, complaint_id: str = "") -> None:
    """Whoever complained asks once that somebody else looks."""
    found = await context.books.complaints.get(number_of(complaint_id))
    if found is None or found.person_id != context.person.id or found.subject is Subject.REVOKE:
        raise Forbidden(Action.COMPLAIN)
    appealed = await context.books.complaints.move(found.id, State.APPEALED)
    if appealed is None:
        await context.say(texts.NOT_APPEALED, rows=shared.MENU_ROWS)
        return
    if found.kind is What.ALLIANCE:
        await context.say(texts.APPEALED_TO_OPERATOR, rows=shared.MENU_ROWS)
        return
    thing = await public_thing(context.books, found.kind.value, found.thing_id)
    others = await context.books.coordinators.of_alliance(found.alliance_id, context.now)
    text = texts.told_appealed(found.subject, found.kind, thing.title if thing else "", found.reason or "")
    await tell(
        context.books,
        [one for one in others if one.reachable and one.person_id not in (found.decided_by, context.person.id)],
        text,
        now=context.now,
        key=f"appealed:{found.id}",
        rows=((Button(label=texts.OPEN, press=f"complaint:{found.id}", tone="main"),),),
        notice=Notice(kind=WAITS, subject=subject_of(COMPLAINT, found.id), version=version_of(State.APPEALED)),
    )
    await context.say(texts.APPEALED, rows=shared.MENU_ROWS)


async def _case(context: Context, found: Complaint) -> Case | None:
    thing = await public_thing(context.books, found.kind.value, found.thing_id)
    if thing is None:
        return None
    alike = await context.books.complaints.about(found.subject, found.thing)
    return Case(
        id=found.id,
        alliance=found.alliance_id,
        subject=found.subject,
        what=found.kind,
        thing=found.thing_id,
        title=thing.title,
        words=found.words,
        state=found.state,
        made_at=found.made_at,
        answer=found.answer,
        waited_for=_waited_for(found, context.now),
        others=sum(one.id != found.id for one in alike),
        reason=found.reason,
    )


def _waited_for(found: Complaint, now: datetime) -> datetime | None:
    """Until when the library may still answer."""
    waiting = found.answer is None and found.answer_until is not None and found.answer_until > now
    return found.answer_until if waiting and found.state is State.OPEN else None

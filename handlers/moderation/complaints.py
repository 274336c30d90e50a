"""Anybody may say that a public thing is not right: in a few taps, once a thing; its coordinators are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.moderation import COMPLAINT, HEARD, Subject, What
from domain.rights import Action, Thing
from handlers.moderation.things import PublicThing, public_thing
from handlers.notices.moves import subject_of
from handlers.notices.people import NEWS, tell_coordinators, tell_librarians
from handlers.texts.moderation import complaints as texts
from handlers.texts.moderation import hiding as hiding_texts
from handlers.texts.turn import shared
from handlers.turn.context import Context, Forbidden
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from handlers.turn.quotas import refuse_more_complaints
from storage.messaging.outbox import Notice
from storage.moderation.complaints import Complaint
from talk.errors import Refused
from talk.fields import Choice, Line, Option
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

WAITS: Final = "complaint"
"""The kind of the notices that somebody is to decide: a decision withdraws them."""
ANSWER_WITHIN: Final = timedelta(days=3)
"""So long a library is waited for whose right to speak is disputed."""
LONGEST: Final = 500


@errand("report", most_args=3)
async def report(context: Context, what: str = "", number: str = "", subject: str = "") -> None:
    """Under every public thing, and behind a link on its page; ``subject``: what is said of it, known already."""
    thing = await known_thing(context, what, number_of(number))
    if thing is None:
        await context.say(texts.NOTHING_THERE, rows=shared.MENU_ROWS)
        return
    if await context.books.hidden.now(thing.key):
        await context.say(texts.NOT_SEEN, rows=shared.MENU_ROWS)
        return
    named = subject.replace("-", "_")
    disputed = named if thing.what is What.LIBRARY and named in {one.value for one in texts.DISPUTES} else None
    await context.begin(report_thing, what=thing.what.value, thing=thing.id, subject=disputed)


@script("report-thing", version=1, called=texts.CALLED)
async def report_thing(talk: Talk, context: Context) -> None:
    what, number = str(talk.given["what"]), int(str(talk.given["thing"]))
    thing = await talk.look("thing", known_thing, context, what, number)
    if thing is None:
        talk.leave(texts.NOTHING_THERE)
    name = talk.given["subject"]
    if name is None:
        disputes = texts.DISPUTES if thing.what is What.LIBRARY else {}
        options = [Option(value=subject.value, label=label) for subject, label in disputes.items()]
        options += [Option(value=reason, label=label) for reason, label in texts.REASONS.items()]
        name = await talk.ask("what", texts.what_is_wrong(thing.what, thing.title), Choice(options))
    subject = Subject.REPORT
    if name == Subject.NOT_OURS.value:
        subject = Subject.NOT_OURS
        words = await talk.ask("not-ours", texts.WHY_NOT_OURS, Line(most=LONGEST, least=5))
    elif name == Subject.NOT_STAFF.value:
        subject = Subject.NOT_STAFF
        words = await talk.ask("not-staff", texts.WHY_NOT_STAFF, Line(most=LONGEST, least=5))
    elif name == texts.OTHER:
        words = await talk.ask("words", texts.OWN_WORDS, Line(most=LONGEST, least=5))
    else:
        words = texts.REASONS[str(name)]
    if not await talk.confirm("sure", texts.sure(thing.what, thing.title, words), yes=texts.SEND):
        await talk.say(texts.NOT_NOW, rows=shared.MENU_ROWS)
        return
    new = await talk.do("complain", complain, context, subject.value, what, number, words)
    await talk.say(texts.thanks(thing.what) if new else texts.BEFORE, rows=shared.MENU_ROWS)


async def known_thing(context: Context, what: str, number: int) -> PublicThing | None:
    """Letters are read by those alone to whom they went."""
    return None if what == What.LETTER.value else await public_thing(context.books, what, number)


async def complain(context: Context, subject: str, what: str, number: int, words: str) -> bool:
    """False when they have said that of it before. Raises TurnRefused where enough of theirs waits."""
    thing = await known_thing(context, what, number)
    said = Subject(subject)
    if thing is None or said not in (Subject.REPORT, *HEARD):
        raise Forbidden(Action.COMPLAIN)
    context.require(Action.COMPLAIN, Thing(alliance=thing.alliance))
    return await make(context, said, thing, words) is not None


async def make(context: Context, subject: Subject, thing: PublicThing, words: str) -> Complaint | None:
    """It waits for a decision, and whoever may decide is told; where the library is to be heard, it is asked."""
    await refuse_more_complaints(context)
    until = context.now + ANSWER_WITHIN if subject in HEARD else None
    complaint = await context.books.complaints.make(
        alliance_id=thing.alliance,
        subject=subject,
        thing=thing.key,
        person_id=context.person.id,
        words=words,
        at=context.now,
        answer_until=until,
    )
    if complaint is None:
        return None
    if thing.what is What.ALLIANCE or await context.books.alliances.get(thing.alliance) is None:
        return complaint  # the operator decides, and reads of it in ``tezki moderate list``
    rows: Rows = ((Button(label=texts.OPEN, press=f"complaint:{complaint.id}", tone="main"),),)
    await tell_coordinators(
        context.books,
        thing.alliance,
        texts.told_coordinators(subject, thing.what, thing.title, words),
        now=context.now,
        key=f"complaint:{subject.value}:{thing.named}",  # of many who say the same of it one is news
        about=Notice(kind=WAITS, subject=subject_of(COMPLAINT, complaint.id)),
        rows=rows,
        but=context.person.id,
    )
    if until is not None and thing.library is not None:
        await tell_librarians(
            context.books,
            thing.library,
            texts.asked_to_answer(subject, thing.title, until.astimezone(ZoneInfo(context.zone)).date()),
            but=context.person.id,
            occasion=f"asked:{subject.value}:{thing.named}",
            now=context.now,
            rows=((Button(label=texts.ANSWER, press=f"answer-complaint:{complaint.id}", tone="main"),),),
            about=Notice(kind=WAITS, subject=subject_of(COMPLAINT, complaint.id)),
        )
    return complaint


# The other side.


@errand("object", most_args=1)
async def object_to_hiding(context: Context, hiding_id: str = "") -> None:
    """Those whose thing was hidden say that it was wrong."""
    thing = await objected_thing(context, number_of(hiding_id))
    if thing is None:
        await context.say(hiding_texts.NOT_HIDDEN, rows=shared.MENU_ROWS)
        return
    whole = 1 if thing.what is What.ALLIANCE else None
    await context.begin(object_hiding, hiding=number_of(hiding_id), whole=whole)


@script("object-hiding", version=1, called=hiding_texts.OBJECT_CALLED)
async def object_hiding(talk: Talk, context: Context) -> None:
    hiding_id = int(str(talk.given["hiding"]))
    whole = bool(talk.given.get("whole"))
    asked = hiding_texts.WHY_OBJECT_TO_OPERATOR if whole else hiding_texts.WHY_OBJECT
    words = await talk.ask("words", asked, Line(most=LONGEST, least=5))
    new = await talk.do("object", object_to, context, hiding_id, words)
    done = hiding_texts.OBJECTED_TO_OPERATOR if whole else hiding_texts.OBJECTED
    await talk.say(done if new else hiding_texts.OBJECTED_BEFORE, rows=shared.MENU_ROWS)


async def object_to(context: Context, hiding_id: int, words: str) -> bool:
    """False when they did so before. Raises Refused where it is hidden no more."""
    thing = await objected_thing(context, hiding_id)
    if thing is None:
        raise Refused(hiding_texts.NOT_HIDDEN)
    return await make(context, Subject.HIDING, thing, words) is not None


async def objected_thing(context: Context, hiding_id: int) -> PublicThing | None:
    """None when it is hidden no more. Raises Forbidden for anybody but those whose it is."""
    hiding = await context.books.hidden.get(hiding_id)
    thing = await public_thing(context.books, hiding.kind.value, hiding.thing_id) if hiding is not None else None
    if hiding is None or thing is None:
        raise Forbidden(Action.OBJECT)
    context.require(Action.OBJECT, thing.owned)
    return thing if hiding.lifted_at is None else None


@errand("answer-complaint", most_args=1)
async def answer(context: Context, complaint_id: str = "") -> None:
    complaint = await _asked(context, number_of(complaint_id))
    if complaint.answer is not None or complaint.decided_at is not None:
        await context.say(texts.ANSWERED_BEFORE, rows=shared.MENU_ROWS)
        return
    await context.begin(answer_complaint, complaint=complaint.id)


@script("answer-complaint", version=1, called=texts.ANSWER_CALLED)
async def answer_complaint(talk: Talk, context: Context) -> None:
    complaint_id = int(str(talk.given["complaint"]))
    words = await talk.ask("words", texts.ANSWER_WORDS, Line(most=LONGEST, least=5))
    new = await talk.do("answer", give_answer, context, complaint_id, words)
    await talk.say(texts.ANSWERED if new else texts.ANSWERED_BEFORE, rows=shared.MENU_ROWS)


async def give_answer(context: Context, complaint_id: int, words: str) -> bool:
    """False when a colleague was faster, or it is decided."""
    complaint = await _asked(context, complaint_id)
    if not await context.books.complaints.answer(complaint.id, words):
        return False
    library = await context.books.libraries.get(complaint.thing_id, hidden=True)
    await tell_coordinators(
        context.books,
        complaint.alliance_id,
        texts.told_answered(library.title if library else "", words),
        now=context.now,
        key=f"answered:{complaint.id}",
        about=Notice(kind=NEWS, subject=subject_of(COMPLAINT, complaint.id)),
        rows=((Button(label=texts.OPEN, press=f"complaint:{complaint.id}", tone="main"),),),
        but=context.person.id,
    )
    return True


async def _asked(context: Context, complaint_id: int) -> Complaint:
    """Raises Forbidden for anybody but a librarian of the library that it is about."""
    complaint = await context.books.complaints.get(complaint_id)
    if complaint is None or complaint.subject not in HEARD:
        raise Forbidden(Action.OBJECT)
    context.require(Action.OBJECT, Thing(alliance=complaint.alliance_id, library=complaint.thing_id))
    return complaint

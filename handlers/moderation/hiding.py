"""Coordinators hide a public thing of their alliance from everybody, with a reason, and show it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.moderation import Office, What
from domain.rights import Action, Thing
from handlers.alliances.coordinated import coordinated
from handlers.moderation.taking_down import bring_back, take_down
from handlers.moderation.things import PublicThing, public_thing
from handlers.texts.moderation import hiding as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context, Forbidden
from handlers.turn.errands import errand
from handlers.turn.paging import number_of, read_page
from talk.errors import Refused
from talk.fields import Choice, Line, Option
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from storage.moderation.hidden import Hiding

LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A hidden thing, as those see it who decide about it."""

    id: int
    alliance: int
    what: What
    title: str
    reason: str
    office: Office
    since: date


@errand("hide", most_args=2)
async def hide(context: Context, what: str = "", number: str = "") -> None:
    thing = await public_thing(context.books, what, number)
    if thing is None:
        await context.say(texts.GONE, rows=shared.MENU_ROWS)
        return
    _require(context, thing)
    await context.begin(hide_public, what=thing.what.value, thing=thing.id)


@script("hide-public", version=1, called=texts.CALLED)
async def hide_public(talk: Talk, context: Context) -> None:
    """The reason first: nothing is hidden without a word of explanation."""
    what, number = str(talk.given["what"]), int(str(talk.given["thing"]))
    thing = await talk.look("thing", shown_thing, context, what, number)
    if thing is None:
        talk.leave(texts.ALREADY)
    options = [Option(value=name, label=label) for name, label in texts.REASONS.items()]
    name = await talk.ask("reason", texts.why(thing.what, thing.title), Choice(options))
    reason = texts.REASONS[name]
    if name == texts.OTHER:
        reason = await talk.ask("words", texts.OWN_REASON, Line(most=LONGEST_REASON, least=5))
    if not await talk.confirm("sure", texts.sure(thing.what, thing.title, reason), yes=texts.HIDE):
        await talk.say(texts.STAYS, rows=shared.MENU_ROWS)
        return
    hidden = await talk.do("hide", hide_thing, context, what, number, reason)
    back = ((Button(label=texts.RESTORE, press=f"unhide:{hidden}"),),) if thing.what is not What.LETTER else ()
    rows: Rows = (
        *back,
        (Button(label=texts.ALL_HIDDEN, press=f"hidden:{thing.alliance}"), shared.BACK_TO_MENU),
    )
    await talk.say(texts.hidden(thing.what, thing.title), rows=rows)


async def shown_thing(context: Context, what: str, number: int) -> PublicThing | None:
    """None when it is hidden already. Raises Forbidden for anybody but a coordinator of its alliance."""
    thing = await public_thing(context.books, what, number)
    if thing is None:
        raise Forbidden(Action.HIDE)
    _require(context, thing)
    return None if await context.books.hidden.now(thing.key) else thing


def _require(context: Context, thing: PublicThing) -> None:
    """Raises Forbidden: a whole alliance is hidden by the operator alone."""
    if thing.what is What.ALLIANCE:
        raise Forbidden(Action.HIDE, Thing(alliance=thing.alliance))
    context.require(Action.HIDE, Thing(alliance=thing.alliance))


async def hide_thing(context: Context, what: str, number: int, reason: str) -> int:
    """The number of the hiding. Raises Refused where somebody was faster."""
    thing = await public_thing(context.books, what, number)
    if thing is None:
        raise Forbidden(Action.HIDE)
    _require(context, thing)
    await refuse_the_members(context, thing.key)
    hiding = await take_down(
        context.books, thing, reason, office=Office.COORDINATOR, by_id=context.person.id, now=context.now
    )
    if hiding is None:
        raise Refused(texts.ALREADY)
    await context.refresh()  # it may have been a library of their own
    return hiding.id


@errand("hidden", most_args=2)
async def all_hidden(context: Context, alliance_id: str = "", page: str = "0") -> None:
    """What is hidden in an alliance, for its coordinators."""
    alliance = await coordinated(context, "hidden", alliance_id)
    if alliance is None:
        return
    context.require(Action.HIDE, Thing(alliance=alliance.id))
    shown = await read_page(partial(context.books.hidden.of_alliance, alliance.id), page)
    cases = [case for one in shown.items if (case := await _case(context, one)) is not None]
    back: Rows = ((Button(label=texts.TO_DESK, press=f"alliance:{alliance.id}"), shared.BACK_TO_MENU),)
    if not shown.total:
        await context.say(texts.NOTHING_HIDDEN, rows=back, in_place=True)
        return
    rows: Rows = tuple(
        (Button(label=texts.numbered(number, case.title), press=f"unhide:{case.id}"),)
        for number, case in enumerate(cases, 1)
    )
    listed = [(case.what, case.title, case.reason, case.since) for case in cases]
    text = texts.listed(alliance.settlement, listed, total=shown.total, paged=shown.words)
    await context.say(text, rows=(*rows, *shown.turn(f"hidden:{alliance.id}"), *back), in_place=True)


@errand("unhide", most_args=1)
async def unhide(context: Context, hiding_id: str = "") -> None:
    case = await hidden_case(context, number_of(hiding_id))
    if case is None:
        await context.say(texts.NOT_HIDDEN, rows=((Button(label=texts.ALL_HIDDEN, press="hidden"),), *shared.MENU_ROWS))
        return
    await context.begin(restore_public, hiding=case.id)


@script("restore-public", version=1, called=texts.RESTORE_CALLED)
async def restore_public(talk: Talk, context: Context) -> None:
    hiding_id = int(str(talk.given["hiding"]))
    case = await talk.look("case", hidden_case, context, hiding_id)
    if case is None:
        talk.leave(texts.NOT_HIDDEN)
    if case.what is What.LETTER:
        talk.leave(texts.STOPPED_FOR_GOOD)
    if case.office is Office.OPERATOR:
        talk.leave(texts.BY_OPERATOR)
    if case.office is Office.MEMBERS:
        talk.leave(texts.BY_MEMBERS)
    rows: Rows = ((Button(label=texts.ALL_HIDDEN, press=f"hidden:{case.alliance}"), shared.BACK_TO_MENU),)
    sure = texts.sure_to_restore(case.what, case.title, case.reason, case.office, case.since)
    if not await talk.confirm("sure", sure, yes=texts.RESTORE):
        await talk.say(texts.STAYS_HIDDEN, rows=rows)
        return
    reason = await talk.ask("reason", texts.WHY_RESTORE, Line(most=LONGEST_REASON), optional=True)
    await talk.do("restore", restore, context, hiding_id, reason)
    await talk.say(texts.restored(case.what, case.title), rows=rows)


async def hidden_case(context: Context, hiding_id: int) -> Case | None:
    """None when it is hidden no more. Raises Forbidden for anybody but a coordinator of its alliance."""
    hiding = await context.books.hidden.get(hiding_id)
    if hiding is None or hiding.lifted_at is not None or hiding.under_id is not None:
        return None
    context.require(Action.HIDE, Thing(alliance=hiding.alliance_id))
    return await _case(context, hiding)


async def restore(context: Context, hiding_id: int, reason: str | None) -> None:
    """Raises Refused where it is hidden no more, or was hidden by the operator."""
    hiding = await context.books.hidden.get(hiding_id)
    if hiding is None:
        raise Forbidden(Action.HIDE)
    context.require(Action.HIDE, Thing(alliance=hiding.alliance_id))
    if hiding.under_id is not None:
        raise Refused(texts.NOT_HIDDEN)
    refuse_other_offices(hiding)
    office, by_id = Office.COORDINATOR, context.person.id
    if not await bring_back(context.books, hiding, reason, office=office, by_id=by_id, now=context.now):
        raise Refused(texts.NOT_HIDDEN)
    await context.refresh()


async def refuse_the_members(context: Context, thing: tuple[What, int]) -> None:
    """Raises Refused where the members have said that it is to be seen."""
    if await context.books.hidden.was_restored(thing, Office.MEMBERS):
        raise Refused(texts.BY_MEMBERS)


def refuse_other_offices(hiding: Hiding) -> None:
    """Raises Refused where it is no coordinator's to bring it back."""
    if hiding.office is Office.OPERATOR:
        raise Refused(texts.BY_OPERATOR)
    if hiding.office is Office.MEMBERS:
        raise Refused(texts.BY_MEMBERS)


async def _case(context: Context, hiding: Hiding) -> Case | None:
    thing = await public_thing(context.books, hiding.kind.value, hiding.thing_id)
    if thing is None:
        return None
    return Case(
        id=hiding.id,
        alliance=hiding.alliance_id,
        what=hiding.kind,
        title=thing.title,
        reason=hiding.reason,
        office=hiding.office,
        since=hiding.hidden_at.astimezone(ZoneInfo(context.zone)).date(),
    )

"""The steps of the example: who does what and when, by the same functions as the chat's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.agreement import fill_template
from domain.libraries.membership import Ownership, Scope
from domain.moderation import What
from domain.plan.co_hosting import CoHosting
from domain.vocabulary.goals import GOALS
from handlers.alliances.found import Founding, found_it
from handlers.chronicle import actions
from handlers.groups.binding import CLAIM, Claim, claim_group
from handlers.libraries import membership
from handlers.moderation import complaints, hiding
from handlers.plan import actions as event_actions
from handlers.texts.playground import demo
from handlers.turn.errands import go
from storage.reminders.in_outbox import subject_of
from talk.asker import Known

if TYPE_CHECKING:
    from bot.messengers.playground.scene import Scene
    from handlers.texts.playground.demo import DemoEvent, DemoLibrary
    from storage.alliances.alliances import Alliance
    from storage.libraries.libraries import Library
    from storage.plan.events import Event, EventFacts

FOUNDED: Final = timedelta(days=170)
"""How long before today the alliance was founded."""
BEHIND: Final = timedelta(days=150)
"""How much of the year's plan lies before today."""
AHEAD_OF_TIME: Final = timedelta(days=20)
"""How long before its day an event is announced."""
COORDINATOR, LIBRARIAN, RESIDENT = 0, 1, 2
"""Their places in ``PEOPLE`` of the texts."""
CANCELLED: Final = timedelta(hours=2)
"""So long ago a librarian wanted to cancel an event that is so far ahead."""
FAR_AHEAD: Final = timedelta(days=10)
LEADS: Final = (24 * 60, 60)
"""Minutes before an event at which the resident is reminded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One action at one moment."""

    at: datetime
    deed: Callable[[Scene], Awaitable[None]]


def steps(origin: datetime) -> list[Step]:
    """The whole history up to ``origin``, when the playground is first opened; by time."""
    founded = _at(origin - FOUNDED, 10, demo.LIBRARIES[0].zone)
    found = [Step(at=founded + timedelta(minutes=n), deed=_meet(n)) for n in range(len(demo.PEOPLE))]
    found += [
        Step(at=founded + timedelta(hours=1), deed=_found),
        Step(at=founded + timedelta(hours=2), deed=_bind_group),
    ]
    for number, library in enumerate(demo.LIBRARIES):
        joined = founded + timedelta(days=1 + 2 * number)
        found.append(Step(at=joined, deed=_join(library)))
        if library.librarian != COORDINATOR:  # whose own library is theirs by founding
            found.append(Step(at=joined + timedelta(hours=2), deed=_vouch(library)))
    found.append(Step(at=_at(origin - timedelta(days=1), 11, demo.CLAIM.zone), deed=_join(demo.CLAIM)))
    found.append(Step(at=_at(origin - timedelta(days=30), 19, demo.LIBRARIES[0].zone), deed=_subscribe))
    found.append(Step(at=_at(origin - timedelta(days=5), 13, demo.LIBRARIES[0].zone), deed=_tell_too_much))
    found.append(Step(at=_at(origin - timedelta(days=4), 10, demo.LIBRARIES[0].zone), deed=_hide))
    found.append(Step(at=_at(origin - timedelta(days=3), 16, demo.LIBRARIES[0].zone), deed=_object))
    found.append(Step(at=origin - CANCELLED, deed=_cancel_later))
    for number, one in enumerate((*demo.PLAN, demo.YESTERDAY, *demo.SOON)):
        found += _of_event(one, number, origin)
    return sorted(found, key=lambda step: step.at)


def start_of(one: DemoEvent, origin: datetime) -> datetime:
    """Its beginning by its host's clock: in the year that began ``BEHIND`` ago; without a month, days from today."""
    zone = ZoneInfo(demo.LIBRARIES[one.host].zone)
    today = origin.astimezone(zone).date()
    if one.month == 0:
        day = today + timedelta(days=one.day)
    else:
        first = today - BEHIND
        day = next(
            day for year in range(first.year, first.year + 2) if (day := date(year, one.month, one.day)) >= first
        )
    return datetime(day.year, day.month, day.day, one.hour, tzinfo=zone)


def _of_event(one: DemoEvent, number: int, origin: datetime) -> list[Step]:
    start, zone = start_of(one, origin), demo.LIBRARIES[one.host].zone
    announced = _at(max(start - AHEAD_OF_TIME, origin - FOUNDED + timedelta(days=8)), 12, zone)
    if announced >= origin:
        announced = _at(origin - timedelta(days=2 + number % 17), 9 + number % 8, zone)
    found = [Step(at=announced, deed=_announce(one, start))]
    told = _at(start + timedelta(days=1), 11, zone)
    if one.story and told < origin:
        found.append(Step(at=told, deed=_tell(one, number, start)))
    return found


def _at(moment: datetime, hour: int, zone: str) -> datetime:
    """That day, at that hour by the clock of the zone: nobody announces events at night."""
    return moment.astimezone(ZoneInfo(zone)).replace(hour=hour, minute=5, second=0, microsecond=0)


def _meet(person: int) -> Callable[[Scene], Awaitable[None]]:
    async def meet(scene: Scene) -> None:
        context = await scene.context(person)
        await go(context, "welcome")
        await go(context, "agree", "start")

    return meet


async def _found(scene: Scene) -> None:
    founding = Founding(
        settlement=demo.SETTLEMENT,
        region=demo.LIBRARIES[0].region,
        zone=demo.LIBRARIES[0].zone,
        form="movement",
        form_own=None,
        wide=True,
        goals=tuple(goal.key for goal in GOALS),
        motto=demo.MOTTO,
        hashtag=demo.HASHTAG,
        emblem=None,
        sections=fill_template(demo.SETTLEMENT, Scope.INTER_REGIONAL),
    )
    await found_it(await scene.context(COORDINATOR), founding)


async def _bind_group(scene: Scene) -> None:
    context, alliance = await scene.context(COORDINATOR), await _alliance(scene)
    facts = {"alliance": alliance.id, "person": context.person.id}
    token = await scene.books.tokens.issue(CLAIM, facts, context.person.id, scene.now + timedelta(days=1))
    group = await scene.make_group(demo.GROUP_TITLE)
    user = context.person.external_id
    claim = Claim(account=scene.account, group=group, token=token, asker=Known(id=user), title=demo.GROUP_TITLE)
    await claim_group(scene.books, claim, scene.now)


def _join(one: DemoLibrary) -> Callable[[Scene], Awaitable[None]]:
    async def join(scene: Scene) -> None:
        context, alliance = await scene.context(one.librarian), await _alliance(scene)
        application = membership.Application(
            alliance=alliance.id,
            settlement=demo.SETTLEMENT,
            settlement_type=demo.SETTLEMENT_TYPE,
            district=one.district,
            region=one.region,
            zone=one.zone,
            title=one.title,
            parent=one.parent,
            ownership=Ownership.MUNICIPAL,
            contact=None,
            contact_public=False,
        )
        await membership.admit(scene.books, application, context.person.id, "same", now=scene.now)

    return join


def _vouch(one: DemoLibrary) -> Callable[[Scene], Awaitable[None]]:
    """The coordinator presses the button under the notice."""

    async def vouch(scene: Scene) -> None:
        library = next(known for known in await _members(scene) if known.region == one.region)
        person = (await scene.context(one.librarian)).person
        await go(await scene.context(COORDINATOR), "claim-yes", str(library.id), str(person.id))

    return vouch


async def _subscribe(scene: Scene) -> None:
    """The resident subscribes to the whole alliance."""
    context, alliance = await scene.context(RESIDENT), await _alliance(scene)
    await scene.books.people.set_zone(context.person.id, demo.LIBRARIES[0].zone)
    await scene.books.people.set_leads(context.person.id, LEADS)
    await scene.books.subscriptions.subscribe(context.person.id, alliance.id, "alliance", scene.now)


def _announce(one: DemoEvent, start: datetime) -> Callable[[Scene], Awaitable[None]]:
    async def announce(scene: Scene) -> None:
        host = demo.LIBRARIES[one.host]
        context = await scene.context(host.librarian)
        library = await _library(scene, one.host)
        facts: EventFacts = {
            "title": one.title,
            "kind": one.kind,
            "library_id": library.id,
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "zone": host.zone,
            "place": None if one.link else host.hall,
            "link": one.link or None,
            "audience": one.audience or None,
            "age": one.age,
            "description": one.description,
            "registration": one.registration,
            "co_hosts": tuple([(await _library(scene, other)).id for other in one.co_hosts]),
            "tags": one.tags,
        }
        event = await event_actions.plan(context, library.alliance_id, facts)
        for other in facts["co_hosts"]:
            await scene.books.co_hosts.move_state(event, other, CoHosting.AGREED)
        await event_actions.announce(context, event)

    return announce


def _tell(one: DemoEvent, number: int, start: datetime) -> Callable[[Scene], Awaitable[None]]:
    async def tell(scene: Scene) -> None:
        context = await scene.context(demo.LIBRARIES[one.host].librarian)
        event = await _event(scene, one, start)
        account = actions.Account(
            library=event.library_id,
            event=event.id,
            title=event.title,
            day=event.day,
            text=one.story,
            visitors=12 + number * 7 % 41,
            new_readers=number % 4,
            pictures=(),
        )
        await actions.write(context, account)

    return tell


async def _tell_too_much(scene: Scene) -> None:
    """What should not have been told in public."""
    library = await _library(scene, demo.HIDDEN.host)
    account = actions.Account(
        library=library.id,
        event=None,
        title=demo.HIDDEN.title,
        day=scene.now.date(),
        text=demo.HIDDEN.story,
        visitors=None,
        new_readers=None,
        pictures=(),
    )
    await actions.write(await scene.context(demo.LIBRARIES[demo.HIDDEN.host].librarian), account)


async def _hide(scene: Scene) -> None:
    """The coordinator takes it off the pages; the library is told why."""
    told = await scene.books.chronicle.page((await _alliance(scene)).id, limit=50)
    entry = next(one for one in told.items if one.title == demo.HIDDEN.title)
    await hiding.hide_thing(await scene.context(COORDINATOR), What.ENTRY.value, entry.id, demo.HIDDEN.why)


async def _object(scene: Scene) -> None:
    """Its librarian does not agree, and somebody else than who hid it is to decide."""
    hidden = await scene.books.hidden.of_alliance((await _alliance(scene)).id)
    context = await scene.context(demo.LIBRARIES[demo.HIDDEN.host].librarian)
    await complaints.object_to(context, hidden.items[0].id, demo.HIDDEN.objection)


async def _cancel_later(scene: Scene) -> None:
    """The resident means to come and one person alone cancels: it waits, and the coordinator may undo it."""
    library = await _library(scene, demo.CANCELLED_BY)
    since = (scene.now + FAR_AHEAD).date()
    found = await scene.books.events.plan((await _alliance(scene)).id, since, since + timedelta(days=365), limit=100)
    event = next(one for one in found.items if one.library_id == library.id and one.starts_at is not None)
    reader = (await scene.context(RESIDENT)).person.id
    await scene.books.subscriptions.subscribe(reader, event.alliance_id, subject_of(event.id), scene.now)
    librarian = demo.LIBRARIES[demo.CANCELLED_BY].librarian
    await event_actions.cancel(await scene.context(librarian), event.id, demo.WHY_CANCELLED)


async def _alliance(scene: Scene) -> Alliance:
    return (await scene.books.alliances.all(limit=1)).items[0]


async def _library(scene: Scene, number: int) -> Library:
    return next(one for one in await _members(scene) if one.region == demo.LIBRARIES[number].region)


async def _members(scene: Scene) -> tuple[Library, ...]:
    return (await scene.books.libraries.members((await _alliance(scene)).id)).items


async def _event(scene: Scene, one: DemoEvent, start: datetime) -> Event:
    day = start.date()
    found = await scene.books.events.plan((await _alliance(scene)).id, day, day + timedelta(days=1))
    return next(event for event in found.items if event.title == one.title)

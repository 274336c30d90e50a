"""The steps of the example: who does what and when, by the same deeds as in the chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.agreement import fill_template
from domain.libraries.membership import Ownership, Scope
from domain.vocabulary.goals import GOALS
from handlers.alliances.found import Founding, found_it
from handlers.chronicle import actions as chronicle_deeds
from handlers.groups.binding import CLAIM, Claim, claim_group
from handlers.libraries import membership
from handlers.plan import actions as event_deeds
from handlers.texts.playground import demo as data
from handlers.turn.errands import go

if TYPE_CHECKING:
    from bot.messengers.playground.scene import Scene
    from handlers.texts.playground.demo import DemoEvent, DemoLibrary
    from storage.alliances.alliances import Alliance
    from storage.libraries.libraries import Library
    from storage.plan.events import Event, EventFacts

FOUNDED: Final = timedelta(days=170)
"""Before today."""
BEHIND: Final = timedelta(days=150)
"""How much of the year is behind."""
AHEAD_OF_TIME: Final = timedelta(days=20)
"""So long before its day an event is announced."""
COORDINATOR, LIBRARIAN, RESIDENT = 0, 1, 2
"""People of ``PEOPLE`` by number."""
LEADS: Final = (24 * 60, 60)
"""Minutes before an event at which the resident wants to hear of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One deed at one moment."""

    at: datetime
    deed: Callable[[Scene], Awaitable[None]]


def steps(origin: datetime) -> list[Step]:
    """The whole history up to the moment at which the playground is opened, in order."""
    founded = _at(origin - FOUNDED, 10, data.LIBRARIES[0].zone)
    found = [Step(at=founded + timedelta(minutes=n), deed=_meet(n)) for n in range(len(data.PEOPLE))]
    found += [
        Step(at=founded + timedelta(hours=1), deed=_found),
        Step(at=founded + timedelta(hours=2), deed=_bind_group),
    ]
    found += [Step(at=founded + timedelta(days=1 + 2 * n), deed=_join(one)) for n, one in enumerate(data.LIBRARIES)]
    found.append(Step(at=_at(origin - timedelta(days=30), 19, data.LIBRARIES[0].zone), deed=_subscribe))
    for number, one in enumerate((*data.PLAN, data.YESTERDAY, *data.SOON)):
        found += _of_event(one, number, origin)
    return sorted(found, key=lambda step: step.at)


def start_of(one: DemoEvent, origin: datetime) -> datetime:
    """Its beginning: by the calendar within the year around the origin, or so many days from it."""
    zone = ZoneInfo(data.LIBRARIES[one.host].zone)
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
    start, zone = start_of(one, origin), data.LIBRARIES[one.host].zone
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
        desk = await scene.desk(person)
        await go(desk, "welcome")
        await go(desk, "start")

    return meet


async def _found(scene: Scene) -> None:
    founding = Founding(
        settlement=data.SETTLEMENT,
        region=data.LIBRARIES[0].region,
        zone=data.LIBRARIES[0].zone,
        form="movement",
        form_own=None,
        wide=True,
        goals=tuple(goal.key for goal in GOALS),
        motto=data.MOTTO,
        hashtag=data.HASHTAG,
        emblem=None,
        sections=fill_template(data.SETTLEMENT, Scope.INTER_REGIONAL),
    )
    await found_it(await scene.desk(COORDINATOR), founding)


async def _bind_group(scene: Scene) -> None:
    desk, alliance = await scene.desk(COORDINATOR), await _alliance(scene)
    facts = {"alliance": alliance.id, "person": desk.person.id}
    token = await scene.books.tokens.issue(CLAIM, facts, desk.person.id, scene.now + timedelta(days=1))
    group = await scene.make_group(data.GROUP_TITLE)
    user = desk.person.external_id
    claim = Claim(account=scene.account, group=group, token=token, user=user, title=data.GROUP_TITLE)
    await claim_group(scene.books, claim, scene.now)


def _join(one: DemoLibrary) -> Callable[[Scene], Awaitable[None]]:
    async def join(scene: Scene) -> None:
        desk, alliance = await scene.desk(one.librarian), await _alliance(scene)
        application = membership.Application(
            alliance=alliance.id,
            settlement=data.SETTLEMENT,
            settlement_type=data.SETTLEMENT_TYPE,
            district=one.district,
            region=one.region,
            zone=one.zone,
            title=one.title,
            parent=one.parent,
            ownership=Ownership.MUNICIPAL,
            contact=None,
            contact_public=False,
        )
        await membership.admit(scene.books, application, desk.person.id, "same", now=scene.now)

    return join


async def _subscribe(scene: Scene) -> None:
    """The resident wants to hear of everything."""
    desk, alliance = await scene.desk(RESIDENT), await _alliance(scene)
    await scene.books.people.set_zone(desk.person.id, data.LIBRARIES[0].zone)
    await scene.books.people.set_leads(desk.person.id, LEADS)
    await scene.books.subscriptions.subscribe(desk.person.id, alliance.id, "alliance", scene.now)


def _announce(one: DemoEvent, start: datetime) -> Callable[[Scene], Awaitable[None]]:
    async def announce(scene: Scene) -> None:
        host = data.LIBRARIES[one.host]
        desk = await scene.desk(host.librarian)
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
        event = await event_deeds.plan(desk, library.alliance_id, facts)
        await event_deeds.announce(desk, event)

    return announce


def _tell(one: DemoEvent, number: int, start: datetime) -> Callable[[Scene], Awaitable[None]]:
    async def tell(scene: Scene) -> None:
        desk = await scene.desk(data.LIBRARIES[one.host].librarian)
        event = await _event(scene, one, start)
        account = chronicle_deeds.Account(
            library=event.library_id,
            event=event.id,
            title=event.title,
            day=event.day,
            text=one.story,
            visitors=12 + number * 7 % 41,
            new_readers=number % 4,
            pictures=(),
        )
        await chronicle_deeds.write(desk, account)

    return tell


async def _alliance(scene: Scene) -> Alliance:
    return (await scene.books.alliances.all(limit=1)).items[0]


async def _library(scene: Scene, number: int) -> Library:
    members = await scene.books.libraries.members((await _alliance(scene)).id)
    return next(one for one in members.items if one.region == data.LIBRARIES[number].region)


async def _event(scene: Scene, one: DemoEvent, start: datetime) -> Event:
    day = start.date()
    found = await scene.books.events.plan((await _alliance(scene)).id, day, day + timedelta(days=1))
    return next(event for event in found.items if event.title == one.title)

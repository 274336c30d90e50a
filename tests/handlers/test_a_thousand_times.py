"""Everything that people can do, a thousand times over: what it writes and whom it tells stays below a budget.

Computed from what is declared: each errand is pressed with each thing of one's own, each deed of the talks is done with
something new, by somebody who may (a librarian who coordinates, too). Again and again, until it writes nothing more:
then the same moment, asked a thousand times, gives no more than that.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from domain.event import State
from domain.libraries.membership import Ownership
from domain.moderation import What
from domain.plan.rows import PlanRow
from domain.purposes import Purpose
from domain.quotas import LIMITS, Quota
from domain.vocabulary.goals import GOALS
from handlers.alliances import agreement, card
from handlers.alliances.found import Founding, found_it
from handlers.chronicle import actions as chronicle
from handlers.dispatcher import dispatch
from handlers.libraries import appeal_correcting, appeals, edit, joining
from handlers.libraries.membership import Application
from handlers.moderation import complaints
from handlers.people.joining import make_offer
from handlers.plan import actions
from handlers.turn.consent import give_here
from handlers.turn.context import Forbidden, PlanNotRead, PlanRead, TurnRefused
from handlers.turn.errands import ERRANDS
from storage.tables import metadata, outbox
from talk.errors import Refused
from talk.updates import IncomingMessage
from tests.handlers.meddling import all_deeds, everybodys
from tests.handlers.neighbours import id_of
from tests.handlers.test_rights_of_errands import _ids

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.turn.context import Context
    from storage.books import Books
    from storage.plan.events import EventFacts
    from tests.handlers.neighbours import Neighbours

    Deed = Callable[[Context, int], Awaitable[object]]

TIMES: Final = 1000
OWN: Final = frozenset({"inbox", "outbox", "talks"})
"""The turn, its answer, and the one talk that is in progress: bounded before the turn (``scheduler.inbox``)."""
ROWS: Final = 8
"""Rows, and messages to others, of one deed: itself, its parts, its line in the journal, its posts, those who hear."""
LARGEST: Final = max(LIMITS[quota].newcomers or LIMITS[quota].most for quota in (Quota.EVENTS, Quota.CHANGES))
ROWS_NOW: Final = " + ".join(
    f"(SELECT count(*) FROM {table.name})"  # noqa: S608 - our own names
    for table in metadata.sorted_tables
    if table.name not in OWN
)
TOLD_NOW: Final = "(SELECT count(*) FROM outbox WHERE person_id IS NULL OR person_id != :but)"
"""Messages to others, and into groups."""
COUNT: Final = sa.text(f"SELECT {ROWS_NOW}, {TOLD_NOW}")


async def _counted(books: Books, but: int) -> tuple[int, int]:
    """Rows, and messages to others than this person."""
    rows, told = (await books.connection.execute(COUNT, {"but": but})).one()
    return int(rows), int(told)


class Undone(Exception):
    """Ends a transaction whose deeds are counted and not kept."""


async def test_a_button_that_is_pressed_a_thousand_times_writes_little(neighbours: Neighbours) -> None:
    town, boris = neighbours.town, neighbours.boris
    town.sets_quotas({})
    async with town.database.reading() as books:
        me = await id_of(books, boris)
        begun = await _counted(books, me)  # so it is at the beginning of each: nothing of those before is kept

    async def written_by(press: str) -> int:
        """How often it writes rows, or tells somebody, before it writes nothing more or is refused."""
        heard = IncomingMessage(
            account=boris.messenger.account, event_id=press, chat=boris.id, user=boris.id, at=town.time, press=press
        )
        times = 0
        with suppress(Undone, TurnRefused):
            async with town.database.writing() as books:
                rows, told = begun
                while times <= TIMES:
                    before = rows, told
                    await dispatch(books, heard, directory=town.directory, now=town.time)
                    rows, told = await _counted(books, me)
                    if rows <= before[0] and told <= before[1]:
                        break
                    times += 1
                raise Undone
        return times

    pressed = 0
    for errand in ERRANDS:
        for words in [(), *_ids(errand, neighbours.theirs)]:
            press = ":".join((errand.name, *words))
            assert await written_by(press) <= LIMITS[Quota.DOCUMENTS].most, f"«{press}» goes on writing"
            pressed += 1
    assert pressed > TIMES, "so many different buttons"


def _varied(neighbours: Neighbours) -> dict[str, Deed]:
    """Deeds that would find everything done already if they were done with the same words again."""
    alliance, host, _, _, announced, _, _, _, appeal, *_ = neighbours.theirs.ids
    facts: EventFacts = {
        "title": "Ёлка",
        "kind": "other",
        "library_id": host,
        "zone": "Europe/Moscow",
        "month": date(2027, 5, 1),
    }

    async def announce(context: Context, n: int) -> object:
        drafted = await context.books.events.add(alliance_id=alliance, at=context.now, **facts)
        await context.books.events.change(drafted.id, title=f"Ёлка {n}")
        return await actions.announce(context, drafted.id)

    async def complain(context: Context, n: int) -> object:
        drafted = await context.books.events.add(alliance_id=alliance, at=context.now, **facts)
        await context.books.events.move_state(drafted.id, State.ANNOUNCED)
        return await complaints.complain(context, "report", What.EVENT.value, drafted.id, f"Не было {n}")

    async def write(context: Context, n: int) -> object:
        day = context.now.date()
        return await chronicle.write(
            context,
            chronicle.Account(
                library=host,
                event=None,
                title=f"Было {n}",
                day=day,
                text="Пели",
                visitors=1,
                new_readers=1,
                pictures=(),
            ),
        )

    def application(n: int, settlement: str) -> Application:
        return Application(
            alliance=alliance,
            settlement=settlement,
            settlement_type="село",
            district=f"Район {n}",
            region="Омская область",
            zone="Asia/Omsk",
            title=f"Выдуманная библиотека {n}",
            parent="",
            ownership=Ownership.MUNICIPAL,
            contact=None,
            contact_public=False,
        )

    def founding(n: int) -> Founding:
        return Founding(
            settlement=f"Александровка {n}",
            region="Омская область",
            zone="Asia/Omsk",
            form="movement",
            form_own=None,
            wide=True,
            goals=(GOALS[0].key,),
            motto=None,
            hashtag=None,
            emblem=None,
            sections=(),
        )

    return {
        "alliances.found.found_it": lambda context, n: found_it(context, founding(n)),
        "libraries.join.claim_known": lambda context, _: joining.claim_known(context, host),
        "libraries.join.join_it": lambda context, n: joining.join_it(context, application(n, "Ивановка")),
        "libraries.joining.appeal": lambda context, n: appeals.appeal(context, application(n, f"Степановка {n}")),
        "libraries.join_by_steps.claim_known": lambda context, _: joining.claim_known(context, host),
        "libraries.join_by_steps.join_it": lambda context, n: joining.join_it(
            context, application(TIMES + 1 + n, "Ивановка")
        ),
        "libraries.appeal_correcting.change": lambda context, n: appeal_correcting.change(
            context, appeal, {"title": f"Иначе {n}"}
        ),
        "plan.talks.add.plan": lambda context, n: actions.plan(context, alliance, {**facts, "title": f"Ёлка {n}"}),
        "moderation.complaints.complain": complain,
        "turn.consent.give_here": lambda context, _: give_here(context, Purpose.NAME, None),
        "people.joining.make_offer": lambda context, n: make_offer(context, f"Мария {n}"),
        "plan.talks.in_one_message.plan": lambda context, n: actions.plan(
            context, alliance, {**facts, "title": f"Вечер {n}"}
        ),
        "plan.talks.in_one_message.announce": announce,
        "plan.talks.edit.change": lambda context, n: actions.change(context, announced, title=f"Иначе {n}"),
        "chronicle.write.write": write,
        "libraries.edit.change": lambda context, n: edit.change(context, host, {"title": f"Имя {n}"}),
        "alliances.card.change": lambda context, n: card.change(context, alliance, {"motto": f"Девиз {n}"}),
        "alliances.agreement.adopt": lambda context, n: agreement.adopt(context, alliance, 1, {"aim": f"Цель {n}"}),
    }


async def test_a_deed_that_is_done_a_thousand_times_writes_little(neighbours: Neighbours) -> None:
    town, boris = neighbours.town, neighbours.boris
    town.sets_quotas({})
    async with town.database.reading() as books:
        me = await id_of(books, boris)
    varied = _varied(neighbours)
    deeds: dict[str, Deed] = {
        name: lambda context, _, deed=deed: deed(context)  # type: ignore[misc]  # bound at once
        for name, deed in all_deeds(neighbours).items()
        if name.partition(" ")[0] not in varied
    }
    deeds |= varied
    assert varied.keys() <= all_deeds(neighbours).keys() | everybodys(), "a deed went: strike it off"
    assert {name for name in everybodys() if not name.startswith("subscriptions.")} <= deeds.keys()

    for name, deed in deeds.items():
        done = rows = told = rings = 0
        with suppress(Undone, TurnRefused, Refused, Forbidden):
            async with town.database.writing() as books:
                context = await neighbours.context_of(boris, books)
                begun = await _counted(books, me)
                for n in range(TIMES + 1):
                    before = rows, told
                    await _do(deed, context, n)
                    rows, told = (now - then for now, then in zip(await _counted(books, me), begun, strict=True))
                    rings = await _rings(books, await id_of(books, neighbours.anna))
                    if rows <= before[0] and told <= before[1]:
                        raise Undone
                    done += 1
        assert done <= LARGEST, f"{name} was done {done} times"
        assert max(rows, told) <= ROWS * max(done, 1), f"{name}: {rows} rows, {told} messages"
        assert rings <= LIMITS[Quota.COORDINATOR_NOTICES].most + 1, f"{name} rang one coordinator {rings} times"


async def _do(deed: Deed, context: Context, n: int) -> None:
    """With the plan that the sandbox has read, where one is asked for."""
    try:
        await deed(context, n)
    except PlanNotRead as wanted:
        own = wanted.readers.own
        rows = (PlanRow(number=2, title="Ёлка", month=date(2027, 5, 1), library=None if own is None else own.id),)
        context.plan_read = PlanRead(readers=wanted.readers, rows=rows)
        await deed(context, n)


async def _rings(books: Books, person: int) -> int:
    """News to this person that come as messages of their own."""
    news = sa.and_(outbox.c.person_id == person, outbox.c.state != "withdrawn", outbox.c.key.is_not(None))
    return int(
        (await books.connection.execute(sa.select(sa.func.count()).select_from(outbox).where(news))).scalar_one()
    )

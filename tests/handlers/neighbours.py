"""Two alliances with everything in them, so that everybody can try to meddle with the other one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from domain.event import State
from domain.libraries.membership import Ownership
from domain.plan.rows import PlanRow
from handlers.dispatcher import open_context
from handlers.libraries.membership import Application, applications
from storage.alliances.agreements import AgreementSection
from storage.tables import metadata, people
from talk.prompt import Prompt
from talk.rich import rich
from talk.updates import IncomingMessage
from tests.handlers import meddling
from tests.handlers.meddling import Owner
from tests.registry_columns import columns_of
from tests.snapshots import snapshot
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.books import Books
    from tests.people import Person, Town

DRAFT: Final = "Секретный черновик"
CONTACT: Final = "+7 900 000-11-22"
WAITING: Final = "Непринятая библиотека"
LETTER: Final = "Ещё не разосланное письмо"
FILE: Final = "Строка чужого файла"
SECRETS: Final = (DRAFT, CONTACT, WAITING, LETTER, FILE, *meddling.secrets())
TEXT: Final = (AgreementSection(key="aim", title="Цель", text="Дружить"),)
NOISE: Final = frozenset({"inbox", "outbox", "talks", "runs", "settings", "leases", "audit"})
"""What every turn writes; a refusal leaves a line of who asked in the audit."""


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything that one alliance has; somebody else's for everybody but its own people."""

    ids: tuple[int, ...]
    """Of all that a button may name."""
    of: Mapping[str, tuple[int, ...]]
    """Those of them that a wing has put there (``tests/handlers/meddling.py``), by wing."""
    coordinator: int
    librarian: int


@dataclass(slots=True)
class Neighbours:
    """Two alliances, one of which is never anybody's business here but its own people's."""

    town: Town
    theirs: Estate
    anna: Person
    """Coordinates the alliance that everybody would like to meddle with."""
    boris: Person
    """Serves in its library."""
    meddlers: dict[str, Person]

    async def context_of(self, who: Person, books: Books) -> Context:
        """As if they had just written."""
        heard = IncomingMessage(
            account=who.messenger.account, event_id="context", chat=who.id, user=who.id, at=self.town.time
        )
        return await open_context(books, heard, directory=self.town.directory, now=self.town.time)


@snapshot
async def settle(town: Town) -> Neighbours:
    """Everybody has said hello, and everything stands that somebody could meddle with."""
    names = ("anna", "boris", "resident", "librarian", "coordinator")
    anna, boris, resident, librarian, coordinator = (town.person(name) for name in names)
    for one in (anna, boris, resident, librarian, coordinator):
        await one.says("/menu")
    async with town.database.writing() as books:
        known = {one.name: await id_of(books, one) for one in (anna, boris, resident, librarian, coordinator)}
        ours = await namesakes.alliance(books, "Никольское", slug="nikolskoe")
        await books.agreements.adopt(ours.id, TEXT, town.time)
        await books.coordinators.appoint(ours.id, known["coordinator"], founder=True, at=town.time)
        own = await namesakes.library(books, ours.id, "Своя библиотека")
        await books.librarians.add(own.id, known["librarian"], at=town.time)
        await namesakes.library(books, ours.id, "Ещё одна")
        await _number_apart(books)
        theirs = await _estate(books, known["anna"], known["boris"], town)
    await town.drain()
    meddlers = {
        "a resident": resident,
        "a librarian of another library": librarian,
        "a coordinator of another alliance": coordinator,
    }
    return Neighbours(town=town, theirs=theirs, anna=anna, boris=boris, meddlers=meddlers)


async def _number_apart(books: Books) -> None:
    """From here on no two rows have the same number, whichever table they are in: a forged id means one thing."""
    for place, table in enumerate(metadata.sorted_tables, 1):
        if "id" in table.columns:
            for query in (
                sa.text("DELETE FROM sqlite_sequence WHERE name = :name").bindparams(name=table.name),
                sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)").bindparams(
                    name=table.name, seq=place * 1000
                ),
            ):
                await books.connection.execute(query)


async def id_of(books: Books, one: Person) -> int:
    known = await books.people.by_external(one.messenger.account, one.id)
    assert known is not None
    return known.id


async def _estate(books: Books, coordinator: int, librarian: int, town: Town) -> Estate:
    alliance = await namesakes.alliance(books)
    await books.coordinators.appoint(alliance.id, coordinator, founder=True, at=town.time)
    await books.coordinators.appoint(alliance.id, librarian, at=town.time)
    await books.agreements.adopt(alliance.id, TEXT, town.time)
    host = await namesakes.library(books, alliance.id)
    left = await namesakes.library(books, alliance.id, "Ушедшая библиотека")
    await books.libraries.leave(left.id, town.time, None)
    for library in (host, left):
        await books.librarians.add(library.id, librarian, contact=CONTACT, contact_public=False, at=town.time)
        await books.librarians.add(library.id, coordinator, at=town.time)
    drafted = await namesakes.event(books, host, state=State.DRAFT, title=DRAFT)
    events = [
        await namesakes.event(books, host, state=state, title=f"Событие {state.value}")
        for state in (State.ANNOUNCED, State.HELD, State.CANCELLED)
    ]
    await books.schedule.set_ask(events[1].id, town.time, 0)
    entry = await books.chronicle.write(
        alliance_id=alliance.id,
        library_id=host.id,
        event_id=None,
        title="Было",
        happened_on=town.time.date(),
        text="Пели",
        visitors=None,
        new_readers=None,
        pictures=(),
        at=town.time,
    )
    application = applications.dump_python(_application(alliance.id), mode="json")
    appeal = await books.appeals.make(alliance.id, librarian, application, town.time)
    group = await namesakes.group(books, alliance.id)
    letter = await _letter(books, alliance.id, coordinator, town.time)
    namesake = await _namesake(books, alliance.id, coordinator, town.time)
    own = (alliance.id, host.id, left.id, drafted.id, *(one.id for one in events))
    rows = (PlanRow(number=2, title=FILE, month=town.time.date().replace(day=1)),)
    plan_file = await books.plan_imports.propose(
        alliance_id=alliance.id, library_id=host.id, made_by=librarian, rows=rows, at=town.time
    )
    owner = Owner(alliance=alliance.id, library=host.id, coordinator=coordinator, librarian=librarian, at=town.time)
    of = await meddling.settle_all(books, owner)
    ids = (*own, entry.id, appeal.id, group.id, letter, namesake, plan_file, *itertools.chain(*of.values()))
    return Estate(ids=tuple(dict.fromkeys(ids)), of=of, coordinator=coordinator, librarian=librarian)


async def _namesake(books: Books, alliance: int, coordinator: int, at: datetime) -> int:
    """A settlement of the registry that they have written to."""
    run = await books.imports.begin("oktmo", "0" * 64, at=at)
    row = dict.fromkeys(columns_of("oktmo")) | {"source": "oktmo", "code": "1", "region": "Омская область"}
    row |= {"district": "", "type": "село", "name": "Ивановка", "folded": "ивановка"}
    await books.imports.store(run, [row])
    await books.outreach.mark(alliance, "oktmo", "1", coordinator, at)
    (place,) = await books.places.called("Ивановка")
    return place.id


async def _letter(books: Books, alliance: int, author: int, at: datetime) -> int:
    """On its way to nobody yet."""
    prompt = Prompt(text=rich(LETTER))
    return await books.letters.write(alliance, author, audience="subscribers", prompt=prompt, totals={}, at=at)


def _application(alliance: int) -> Application:
    return Application(
        alliance=alliance,
        settlement="Степановка",
        settlement_type="село",
        district="",
        region="Омская область",
        zone="Asia/Omsk",
        title=WAITING,
        parent="",
        ownership=Ownership.MUNICIPAL,
        contact=CONTACT,
        contact_public=False,
    )


async def dump(town: Town, but: int | None = None) -> dict[str, list[Any]]:
    """Every row of every table, save what each turn writes and what is the person's own."""
    async with town.database.reading() as books:
        found = {}
        for table in metadata.sorted_tables:
            if table.name in NOISE:
                continue
            rows = (await books.connection.execute(sa.select(table))).mappings().all()
            own = "id" if table is people else "person_id"
            kept = [dict(row) for row in rows if but is None or row.get(own) != but]
            if table is people:
                kept = [{name: value for name, value in row.items() if name != "turn"} for row in kept]
            found[table.name] = sorted(map(repr, kept))
    return found

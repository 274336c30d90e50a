"""Whatever a button or a link says grants nothing: every errand is pressed with forged words, by everybody."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import sqlalchemy as sa

from alliance.event import State
from alliance.membership import Ownership
from alliance.spoken import Moment
from handlers import (
    agreement,
    appeals,
    cancel_event,
    chronicle_deeds,
    copy_event,
    edit_event,
    edit_library,
    event_deeds,
    leave_alliance,
    morning_after,
    reception,
)
from handlers import alliance as alliances
from handlers.chronicle_deeds import Account, Better
from handlers.desk import Forbidden
from handlers.errands import ERRANDS, Registered
from handlers.membership import Application, applications
from handlers.texts import base
from storage.agreements import AgreementSection
from storage.tables import metadata, outbox, people
from talk.heard import Heard
from tests.storage import namesakes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from handlers.desk import Desk
    from storage.books import Books
    from storage.events import EventFacts
    from tests.people import Person, Town

DRAFT: Final = "Секретный черновик"
CONTACT: Final = "+7 900 000-11-22"
WAITING: Final = "Непринятая библиотека"
SECRETS: Final = (DRAFT, CONTACT, WAITING)
TEXT: Final = (AgreementSection(key="aim", title="Цель", text="Дружить"),)
AT_ONCE: Final = 25
"""Presses of one batch: more would be taken for a flood."""

NOISE: Final = frozenset({"inbox", "outbox", "talks", "runs", "settings", "leases"})
"""What every turn writes."""
HUGE: Final = (str(2**31), str(2**62))
FORGED: Final = (*HUGE, str(10**30), "-1", "0", "", "слово", "٣", "2026-13", "t1-%00")


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything that one alliance has; somebody else's for everybody but its own people."""

    ids: tuple[int, ...]
    """Of all that a button may name."""
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


@pytest.fixture
async def neighbours(town: Town) -> Neighbours:
    names = ("anna", "boris", "resident", "librarian", "coordinator")
    anna, boris, resident, librarian, coordinator = (town.person(name) for name in names)
    for one in (anna, boris, resident, librarian, coordinator):
        await one.says("/menu")
    async with town.database.writing() as books:
        known = {one.name: await _id(books, one) for one in (anna, boris, resident, librarian, coordinator)}
        ours = await namesakes.alliance(books, "Никольское", slug="nikolskoe")
        await books.agreements.adopt(ours.id, TEXT, town.time)
        await books.coordinators.appoint(ours.id, known["coordinator"], founder=True, at=town.time)
        own = await namesakes.library(books, ours.id, "Своя библиотека")
        await books.librarians.add(own.id, known["librarian"], at=town.time)
        await namesakes.library(books, ours.id, "Ещё одна")
        await _number_apart(books)
        theirs = await _estate(books, known["anna"], known["boris"], town)
    await town.settle()
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


async def _id(books: Books, one: Person) -> int:
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
    ids = (alliance.id, host.id, left.id, drafted.id, *(one.id for one in events), entry.id, appeal.id, group.id)
    return Estate(ids=tuple(dict.fromkeys(ids)), coordinator=coordinator, librarian=librarian)


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


async def _dump(town: Town, but: int | None = None) -> dict[str, list[Any]]:
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


async def _said(town: Town, after: int, to: Person) -> str:
    """All that was said to them since."""
    async with town.database.reading() as books:
        query = sa.select(outbox.c.action).where(outbox.c.id > after, outbox.c.chat == to.id)
        return "\n".join(map(repr, (await books.connection.execute(query)).scalars()))


async def _last(town: Town) -> int:
    async with town.database.reading() as books:
        return int((await books.connection.execute(sa.select(sa.func.max(outbox.c.id)))).scalar_one() or 0)


async def _all_at_once(person: Person, facts: Sequence[dict[str, str]]) -> None:
    """Without the delivery: what is said is read from the outbox."""
    town = person.town
    for start in range(0, len(facts), AT_ONCE):
        heard = [
            Heard(
                account=person.messenger.account,
                event_id=f"forged-{next(town._events)}",
                chat=person.id,
                user=person.id,
                at=town.time,
                **fact,  # type: ignore[arg-type]  # start or press, both of them str
            )
            for fact in facts[start : start + AT_ONCE]
        ]
        await town.inbox.hear(heard)
        await town.inbox.settle()


def _ids(errand: Registered, estate: Estate) -> list[tuple[str, ...]]:
    """The ids of somebody else in the first place; and in the last the «yes» that a button adds after a question."""
    ids = [str(one) for one in estate.ids]
    words = list(inspect.signature(errand.run).parameters)[1:]
    middle = [str(estate.coordinator)] * (words.index("sure") - 1) if "sure" in words else []
    sure = [(one, *middle, "yes") for one in ids] if "sure" in words else []
    return [*((one,) for one in ids), *sure]


def _nonsense(errand: Registered) -> list[tuple[str, ...]]:
    """Too few, too many, and what is no number or too large a one, in every place."""
    first: list[tuple[str, ...]] = [(word, *("1",) * (errand.least_args - 1)) for word in FORGED]
    later = [("1",) * place + (word,) for place in range(1, min(errand.most_args, 3)) for word in (HUGE[-1], "-1")]
    pages = [(*tab[: errand.most_args - 1], HUGE[-1]) for tab in (("week", "all"), ("mine", "own"))]
    return [(), *first, *later, *pages, ("1",) * 9]


MEDDLERS: Final = (
    "a resident",
    "a librarian of another library",
    "a coordinator of another alliance",
)


@pytest.mark.parametrize("who", MEDDLERS)
async def test_a_forged_button_changes_and_shows_nothing_of_somebody_elses(neighbours: Neighbours, who: str) -> None:
    town, person = neighbours.town, neighbours.meddlers[who]
    await person.says("/menu")
    async with town.database.reading() as books:
        me = await _id(books, person)
    before = await _dump(town, but=me)
    for errand in ERRANDS:
        last = await _last(town)
        await _all_at_once(
            person, [{"press": ":".join((errand.name, *one))} for one in _ids(errand, neighbours.theirs)]
        )
        said = await _said(town, last, person)
        assert base.APOLOGY not in said, f"«{errand.name}» failed"
        for secret in SECRETS:
            assert secret not in said, f"«{errand.name}» showed what is not {who}'s to see"
        after = await _dump(town, but=me)
        changed = [name for name in before if before[name] != after[name]]
        assert not changed, f"«{errand.name}» let {who} change {changed}"


async def test_nonsense_on_a_button_is_answered_kindly(neighbours: Neighbours) -> None:
    town, person = neighbours.town, neighbours.boris
    for errand in ERRANDS:
        last = await _last(town)
        await _all_at_once(person, [{"press": ":".join((errand.name, *one))} for one in _nonsense(errand)])
        assert base.APOLOGY not in await _said(town, last, person), f"«{errand.name}» failed"


HARMLESS: Final = {
    "go": "«пойду» is what the buttons under the posts are for; it says what it did, and how to undo it",
    "sub": "the same for subscriptions",
    "subscribe": "leads to the same place with the same words",
    "bind": "a link is made, and shown to nobody else",
    "co-invite": "the same",
    "library-links": "the same",
}
"""What acts on a bare deep link, and why it may."""


async def test_a_link_laid_by_somebody_else_does_nothing_in_ones_own_name(neighbours: Neighbours) -> None:
    town, person = neighbours.town, neighbours.boris
    before = await _dump(town)
    for errand in ERRANDS:
        words = _ids(errand, neighbours.theirs)
        await _all_at_once(person, [{"start": "_".join((errand.name, *one))} for one in words])
        after = await _dump(town)
        changed = {name for name in before if before[name] != after[name]}
        if errand.name in HARMLESS:
            assert changed <= {"subscriptions", "people", "tokens"}
        else:
            assert not changed, f"a link to «{errand.name}» changed {changed}"
        before = after
        actions = await _groups_acted_on(town)
        assert not actions, f"a link to «{errand.name}» reached a group"


async def _groups_acted_on(town: Town) -> int:
    async with town.database.reading() as books:
        query = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.action["kind"].as_string() != "tell")
        return int((await books.connection.execute(query)).scalar_one())


async def test_every_reason_to_act_on_a_link_is_still_needed() -> None:
    assert {name for name in HARMLESS if (found := ERRANDS.named(name)) is None or not found.by_link} == set()


# Deeds: whatever a talk's journal says, they ask for themselves.


OWN_ONLY: Final = {
    "keep_zone",
    "keep_leads",
    "keep_quiet",  # one's own habits
    "found_it",
    "join_it",
    "appeal",  # founding, joining and asking to join are everybody's (Положение §1.8)
}
"""Deeds that nobody needs a role for."""


def _deeds() -> set[tuple[str, str]]:
    """Module and name of everything that is given to ``talk.do``."""
    found = set()
    for path in Path(agreement.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "talk.do":
                found.add((path.stem, ast.unparse(node.args[1])))
    return found


async def test_every_deed_asks_for_rights_itself(neighbours: Neighbours) -> None:
    town, resident = neighbours.town, neighbours.meddlers["a resident"]
    alliance, host, _, draft, announced, held, _, entry, appeal, _ = neighbours.theirs.ids
    facts: EventFacts = {"title": "Чужое", "kind": "other", "library_id": host, "zone": "Europe/Moscow"}
    month = Moment(month=date(2027, 5, 1))
    account = Account(
        library=host,
        event=None,
        title="Было",
        day=date(2026, 11, 1),
        text="Пели",
        visitors=1,
        new_readers=1,
        pictures=(),
    )
    async with town.database.reading() as books:
        before = await books.events.get(announced)
    assert before is not None
    after = replace(before, title="Другое")
    deeds: dict[str, Callable[[Desk], Awaitable[object]]] = {
        "leave_alliance.leave_it": lambda desk: leave_alliance.leave_it(desk, host, None, []),
        "agreement.adopt": lambda desk: agreement.adopt(desk, alliance, 1, {"aim": "Ссориться"}),
        "appeals.allow": lambda desk: appeals.allow(desk, appeal, "потому что"),
        "appeals.decline": lambda desk: appeals.decline(desk, appeal, "потому что"),
        "alliance.change": lambda desk: alliances.change(desk, alliance, {"motto": "Чужой"}),
        "correct_chronicle.correct": lambda desk: chronicle_deeds.correct(desk, entry, "не так", Better(text="Нет")),
        "write_chronicle.write": lambda desk: chronicle_deeds.write(desk, account),
        "write_chronicle.write of an event": lambda desk: chronicle_deeds.write(desk, replace(account, event=held)),
        "morning_after.note_not_held": lambda desk: morning_after.note_not_held(desk, held, "нет"),
        "copy_event.make_copy": lambda desk: copy_event.make_copy(desk, announced, month),
        "plan_event.event_deeds.plan": lambda desk: event_deeds.plan(desk, alliance, facts),
        "plan_event.event_deeds.announce": lambda desk: event_deeds.announce(desk, draft),
        "edit_event.change": lambda desk: edit_event.change(desk, before, after),
        "edit_library.change": lambda desk: edit_library.change(desk, host, {"title": "Чужая"}),
        "edit_library.change_contact": lambda desk: edit_library.change_contact(desk, host, "+7", public=True),
        "cancel_event.event_deeds.cancel": lambda desk: event_deeds.cancel(desk, announced, "назло"),
        "cancel_event.go_on": lambda desk: cancel_event.go_on(desk, announced),
    }
    wanted = {f"{module}.{name}" for module, name in _deeds() if name not in OWN_ONLY}
    assert {name.partition(" ")[0] for name in deeds} == wanted, "a deed came or went: say here how it refuses"
    await resident.says("/menu")
    untouched = await _dump(town)
    for name, deed in deeds.items():
        with pytest.raises(Forbidden):  # noqa: PT012 - the transaction is rolled back by what is raised in it
            async with town.database.writing() as books:
                heard = Heard(
                    account=resident.messenger.account, event_id=name, chat=resident.id, user=resident.id, at=town.time
                )
                await deed(await reception.sit_down(books, heard, house=town.house, now=town.time))
        assert await _dump(town) == untouched, name

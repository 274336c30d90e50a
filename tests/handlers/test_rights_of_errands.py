"""Whatever a button or a link says grants nothing: every errand is pressed with forged words, by everybody."""

from __future__ import annotations

import inspect
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
import sqlalchemy as sa

from domain.libraries.service import Service
from handlers.texts.turn import shared
from handlers.turn.errands import ERRANDS, Registered
from storage.plan.event_records import PUBLIC
from storage.tables import librarians, libraries, outbox
from talk.updates import IncomingMessage
from tests.handlers.neighbours import SECRETS, Estate, Neighbours, dump, id_of
from tests.snapshots import keep, restore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

    from storage.books import Books
    from tests.people import Person, Town

AT_ONCE: Final = 25
"""Presses of one batch: more would be taken for a flood."""

BATCH: Final = 20
"""Errands that are tried between two looks at the whole database, which cost more than all the presses."""
HUGE: Final = (str(2**31), str(2**62))
FORGED: Final = (*HUGE, str(10**30), "-1", "0", "", "слово", "٣", "2026-13", "t1-%00")


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
            IncomingMessage(
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
        await town.inbox.drain()


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


def batched(errands: Iterable[Registered]) -> Iterator[tuple[Registered, ...]]:
    left = iter(errands)
    while batch := tuple(itertools.islice(left, BATCH)):
        yield batch


async def _changed_by(
    errands: Sequence[Registered], try_: Callable[[Registered], Awaitable[None]], town: Town, *, but: int | None = None
) -> dict[str, set[str]]:
    """Names of errands → tables that they changed. One look at all the rows is enough where nothing did."""
    kept, before = await keep(town), await dump(town, but)
    for errand in errands:
        await try_(errand)
    changed = _different(before, await dump(town, but))
    if not changed or len(errands) == 1:
        return {errands[0].name: changed} if changed else {}
    found: dict[str, set[str]] = {}
    for half in (errands[: len(errands) // 2], errands[len(errands) // 2 :]):
        await restore(town, kept)
        found |= await _changed_by(half, try_, town, but=but)
    return found or {" and ".join(one.name for one in errands): changed}


def _different(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


async def test_the_errand_that_changes_something_is_found_among_many(neighbours: Neighbours) -> None:
    town, errands = neighbours.town, tuple(itertools.islice(ERRANDS, BATCH))
    guilty = {errands[4].name, errands[-1].name}

    async def try_(errand: Registered) -> None:
        if errand.name in guilty:
            async with town.database.writing() as books:
                await books.settings.set(errand.name, 1)
                await books.tokens.issue("bind", {}, None, town.time)

    assert await _changed_by(errands, try_, town) == {name: {"tokens"} for name in guilty}


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
        me = await id_of(books, person)

    async def press(errand: Registered) -> None:
        last = await _last(town)
        await _all_at_once(
            person, [{"press": ":".join((errand.name, *one))} for one in _ids(errand, neighbours.theirs)]
        )
        said = await _said(town, last, person)
        assert shared.APOLOGY not in said, f"«{errand.name}» failed"
        for secret in SECRETS:
            assert secret not in said, f"«{errand.name}» showed what is not {who}'s to see"

    for errands in batched(ERRANDS):
        changed = await _changed_by(errands, press, town, but=me)
        assert not changed, f"{who} may change: {changed}"


# Whoever only says that they work there.

LIBRARY, DRAFT, ANNOUNCED = 1, 3, 4
"""Places in ``Estate.ids``."""
IN_PUBLIC: Final = frozenset(
    {"journal", "posts", "letters", "delayed_deeds", "groups", "memberships", "libraries", "chronicle", "hidden"}
)


def _shares(estate: Estate, *places: int) -> dict[str, list[tuple[str, ...]]]:
    """Words for each errand: these ids, and one of all others, one errand after the other.

    A sample: all with all would take ten seconds for each who only claims.
    """
    always = [estate.ids[place] for place in places]
    others = itertools.cycle([one for one in estate.ids if one not in always])
    return {errand.name: _ids(errand, replace(estate, ids=(*always, next(others)))) for errand in ERRANDS}


async def test_whoever_says_that_they_work_there_has_no_more_than_a_stranger(neighbours: Neighbours) -> None:
    """Until somebody says yes. With everything in it that those have who do work there."""
    town, person = neighbours.town, neighbours.meddlers["a resident"]
    await person.says("/menu")
    async with town.database.writing() as books:
        me = await id_of(books, person)
        assert await books.librarians.claim(neighbours.theirs.ids[1], me, Service.ASKED, at=town.time)
    words = _shares(neighbours.theirs, LIBRARY, ANNOUNCED)

    async def press(errand: Registered) -> None:
        last = await _last(town)
        await _all_at_once(person, [{"press": ":".join((errand.name, *one))} for one in words[errand.name]])
        said = await _said(town, last, person)
        assert shared.APOLOGY not in said, f"«{errand.name}» failed"
        for secret in SECRETS:
            assert secret not in said, f"«{errand.name}» showed what is not theirs to see"

    changed = await _changed_by(tuple(ERRANDS), press, town, but=me)
    assert not changed, f"whoever only asked may change: {changed}"


async def test_whoever_brought_a_library_changes_nothing_that_is_public(neighbours: Neighbours) -> None:
    """They draft; with their own library's ids on every button, also those of questions that nobody has asked them."""
    town, person = neighbours.town, neighbours.boris
    async with town.database.writing() as books:
        me = await id_of(books, person)
        theirs = librarians.c.person_id == me
        await books.connection.execute(sa.update(librarians).where(theirs).values(state=Service.CLAIMED.value))
        for alliance in (await books.roles.of(me, town.time)).coordinates:
            await books.coordinators.retire(alliance, me, at=town.time)
        public = await _announced(books)
    words, before = _shares(neighbours.theirs, LIBRARY, DRAFT, ANNOUNCED), await dump(town)
    for errand in ERRANDS:
        await _all_at_once(person, [{"press": ":".join((errand.name, *one))} for one in words[errand.name]])
    after = await dump(town)
    changed = {name: set(before[name]) ^ set(after[name]) for name in _different(before, after) & IN_PUBLIC}
    assert not changed, f"whoever only claims may change: {changed}"
    async with town.database.reading() as books:
        assert await _announced(books) == public


async def _announced(books: Books) -> object:
    everywhere = tuple((await books.connection.execute(sa.select(libraries.c.id))).scalars())
    return await books.events.hosted(everywhere, states=PUBLIC, limit=1000)


async def test_nonsense_on_a_button_is_answered_kindly(neighbours: Neighbours) -> None:
    town, person = neighbours.town, neighbours.boris
    for errand in ERRANDS:
        last = await _last(town)
        await _all_at_once(person, [{"press": ":".join((errand.name, *one))} for one in _nonsense(errand)])
        assert shared.APOLOGY not in await _said(town, last, person), f"«{errand.name}» failed"


HARMLESS: Final = {
    "go": "«пойду» is what the buttons under the posts are for; it says what it did, and how to undo it",
    "sub": "the same for subscriptions",
    "subscribe": "leads to the same place with the same words",
    "bind": "a link is made, and shown to nobody else",
    "library-links": "the same",
}
"""What acts on a bare deep link, and why it may."""


async def test_a_link_laid_by_somebody_else_does_nothing_in_ones_own_name(neighbours: Neighbours) -> None:
    town, person = neighbours.town, neighbours.boris
    async with town.database.reading() as books:
        known = await books.people.get(await id_of(books, person))
    assert known is not None

    async def follow(errand: Registered) -> None:
        words = _ids(errand, neighbours.theirs)
        await _all_at_once(person, [{"start": "_".join((errand.name, *one))} for one in words])
        async with town.database.writing() as books:  # the page before them is another one, and nothing else is
            await books.people.set_shown(known.id, known.shown)
        assert not await _groups_acted_on(town), f"a link to «{errand.name}» reached a group"

    for errands in batched(one for one in ERRANDS if one.name not in HARMLESS):
        changed = await _changed_by(errands, follow, town)
        assert not changed, f"a link changes: {changed}"
    for name in HARMLESS:
        errand = ERRANDS.named(name)
        assert errand is not None
        changed = await _changed_by((errand,), follow, town)
        assert changed.get(name, set()) <= {"subscriptions", "people", "tokens"}


async def _groups_acted_on(town: Town) -> int:
    async with town.database.reading() as books:
        query = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.action["kind"].as_string() != "tell")
        return int((await books.connection.execute(query)).scalar_one())


async def test_every_reason_to_act_on_a_link_is_still_needed() -> None:
    assert {name for name in HARMLESS if (found := ERRANDS.named(name)) is None or not found.deep_linkable} == set()

"""Whatever a button or a link says grants nothing: every errand is pressed with forged words, by everybody."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Final

import pytest
import sqlalchemy as sa

from handlers.texts.turn import shared as base
from handlers.turn.errands import ERRANDS, Registered
from storage.tables import outbox
from talk.heard import Heard
from tests.handlers.neighbours import SECRETS, Estate, Neighbours, dump, id_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.people import Person, Town

AT_ONCE: Final = 25
"""Presses of one batch: more would be taken for a flood."""

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
        me = await id_of(books, person)
    before = await dump(town, but=me)
    for errand in ERRANDS:
        last = await _last(town)
        await _all_at_once(
            person, [{"press": ":".join((errand.name, *one))} for one in _ids(errand, neighbours.theirs)]
        )
        said = await _said(town, last, person)
        assert base.APOLOGY not in said, f"«{errand.name}» failed"
        for secret in SECRETS:
            assert secret not in said, f"«{errand.name}» showed what is not {who}'s to see"
        after = await dump(town, but=me)
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
    before = await dump(town)
    for errand in ERRANDS:
        words = _ids(errand, neighbours.theirs)
        await _all_at_once(person, [{"start": "_".join((errand.name, *one))} for one in words])
        after = await dump(town)
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

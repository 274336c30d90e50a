"""What cannot be taken back waits where one person alone does it: others see it, and may undo it (docs/security.md)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.event import State
from domain.libraries.delays import NEW, waits_until
from domain.libraries.service import Service
from domain.quotas import DAY, Quota
from handlers.texts.libraries import card as card_texts
from handlers.texts.libraries import joining
from handlers.texts.libraries import leaving as leaving_texts
from handlers.texts.plan import replanning
from handlers.texts.turn import delays, shared
from handlers.texts.turn import quotas as quota_texts
from handlers.texts.turn.dialogue import PHRASES
from tests.addresses import block
from tests.handlers.alliances.steps import journal_of
from tests.handlers.libraries.steps import AZOV, claims, founded, joins, libraries_of, settled
from tests.handlers.libraries.test_leave_alliance import plans, state_of
from tests.handlers.libraries.test_library import id_of
from tests.handlers.races import at_once, forging
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.plan.events import Event
    from talk.prompt import Button
    from tests.people import Person, Town

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("ahead", "waits"),
    [(None, 24), (240, 24), (96, 24), (48, 12), (24, 6), (4, 1), (-1, 24)],
)
def test_what_is_near_waits_for_a_part_of_the_time_that_is_left(ahead: int | None, waits: int) -> None:
    ends = None if ahead is None else NOON + ahead * HOUR
    assert waits_until(NOON, ends=ends) == NOON + waits * HOUR


async def alone(town: Town) -> tuple[Person, Alliance, Person, int]:
    """The coordinator, and the only librarian of a library, who is no stranger any more."""
    anna, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    town.time += NEW + HOUR
    (library,) = await libraries_of(town, alliance.id)
    return anna, alliance, maria, library.id


async def leaves(person: Person) -> None:
    await person.says("/leave")
    await person.answers(PHRASES.skip, leaving_texts.YES)


async def comes(town: Town, event: Event) -> Person:
    """A resident means to come."""
    reader = town.person("Читатель")
    await reader.says("/menu")
    async with town.database.writing() as books:
        await books.subscriptions.subscribe(
            await id_of(town, reader), event.alliance_id, f"event:{event.id}", town.time
        )
    return reader


async def test_the_only_one_leaves_a_day_later(any_town: Town) -> None:
    anna, alliance, maria, _ = await alone(any_town)
    await leaves(maria)
    assert "Принято, но не сразу" in maria.reads
    assert "Выход из Соглашения" in anna.reads
    assert len(await libraries_of(any_town, alliance.id)) == 1
    await any_town.passes(timedelta(hours=23), step=HOUR)
    assert len(await libraries_of(any_town, alliance.id)) == 1
    await any_town.passes(timedelta(hours=2), step=HOUR)
    assert await libraries_of(any_town, alliance.id) == ()
    assert maria.saw("Вступило в силу")
    assert (await journal_of(any_town, alliance.id))[-1][0] == "left"
    await anna.presses(delays.UNDO)
    assert delays.GONE in anna.reads


async def test_a_coordinator_undoes_it(any_town: Town) -> None:
    anna, alliance, maria, _ = await alone(any_town)
    await leaves(maria)
    await anna.presses(delays.UNDO)
    assert delays.UNDONE in anna.reads
    assert "Остаётся как было" in maria.reads
    await any_town.passes(timedelta(days=2), step=HOUR)
    assert len(await libraries_of(any_town, alliance.id)) == 1


async def test_a_coordinator_lets_it_happen_at_once(any_town: Town) -> None:
    anna, alliance, maria, _ = await alone(any_town)
    await leaves(maria)
    await anna.presses(delays.HURRY)
    assert delays.HURRIED in anna.reads
    assert await libraries_of(any_town, alliance.id) == ()
    await any_town.passes(timedelta(days=2), step=HOUR)
    assert [kind for kind, _ in await journal_of(any_town, alliance.id)].count("left") == 1


async def test_whoever_is_new_waits_and_an_old_colleague_undoes_it(town: Town) -> None:
    """C2 (a) once more, by somebody who was vouched for by mistake."""
    anna, alliance, maria, library = await alone(town)
    thief = town.person("Чужой")
    await joins(thief, alliance=alliance.id)
    (event,) = await plans(town, alliance.id, "Вечер памяти")
    reader = await comes(town, event)
    await thief.forges(f"e-cancel:{event.id}")
    await thief.answers("Библиотека сгорела, не приходите", replanning.CANCEL_YES)
    assert "Принято, но не сразу" in thief.reads
    assert await state_of(town, event) is State.ANNOUNCED
    assert not any("сгорела" in prompt.text.plain for prompt in (*reader.heard, *maria.heard, *anna.heard))
    await thief.says("/leave")
    await thief.answers(PHRASES.skip, leaving_texts.CANCEL_ALL, leaving_texts.YES)
    await thief.forges(f"edit-library:{library}")
    await thief.answers(joining.LABEL_TITLE, "Сгоревшая библиотека")
    assert "Новое название записал" in thief.reads
    number = max(int((button.press or "").rpartition(":")[2]) for button in _undoing(maria))
    for deed in range(number - 2, number + 1):
        await thief.forges(f"hurry-deed:{deed}")
        assert delays.NOT_ALONE in thief.reads
        await maria.forges(f"undo-deed:{deed}")
        assert delays.UNDONE in maria.reads
    await town.passes(timedelta(days=2), step=HOUR)
    (kept,) = await libraries_of(town, alliance.id)
    assert (kept.title, await state_of(town, event)) == (AZOV, State.ANNOUNCED)
    assert not any("сгорела" in prompt.text.plain for prompt in reader.heard)


def _undoing(person: Person) -> list[Button]:
    return [
        button
        for prompt in person.heard
        for row in prompt.rows
        for button in row
        if (button.press or "").startswith("undo-deed:")
    ]


async def test_an_event_without_listeners_is_cancelled_at_once(town: Town) -> None:
    _, alliance, maria, _ = await alone(town)
    (event,) = await plans(town, alliance.id, "Вечер памяти")
    await maria.forges(f"e-cancel:{event.id}")
    await maria.answers("Отключили отопление", replanning.CANCEL_YES)
    assert await state_of(town, event) is State.CANCELLED


async def test_whoever_meant_to_come_hears_of_it_with_most_of_the_time_left(town: Town) -> None:
    _, alliance, maria, _ = await alone(town)
    (event,) = await plans(town, alliance.id, "Вечер памяти")
    reader = await comes(town, event)
    assert event.starts_at is not None
    town.time = event.starts_at - timedelta(hours=8)
    await maria.forges(f"e-cancel:{event.id}")
    await maria.answers("Отключили отопление", replanning.CANCEL_YES)
    assert await state_of(town, event) is State.ANNOUNCED
    await town.passes(timedelta(hours=2, minutes=15))
    assert await state_of(town, event) is State.CANCELLED
    assert "Отключили отопление" in reader.reads


async def test_a_new_one_does_not_send_a_newer_one_away_alone(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria, olga = any_town.person("Мария"), any_town.person("Ольга")
    await joins(maria, alliance=alliance.id)
    any_town.time += HOUR
    await joins(olga, alliance=alliance.id)
    (library,) = await libraries_of(any_town, alliance.id)
    hers = await id_of(any_town, olga)
    await maria.forges(f"dismiss:{library.id}:{hers}:stranger")
    assert "Принято, но не сразу" in maria.reads
    (kept,) = await _waiting(any_town, library.id)
    assert not _undoing(olga), "whom it is about is not asked"
    await olga.forges(f"undo-deed:{kept}")
    assert delays.NOT_ALONE in olga.reads
    await any_town.passes(timedelta(hours=25), step=HOUR)
    async with any_town.database.reading() as books:
        assert await books.librarians.state_of(library.id, hers) is Service.DISMISSED
    assert olga.saw("Коллеги убрали вас")


async def _waiting(town: Town, library: int) -> list[int]:
    async with town.database.reading() as books:
        return [one.id for one in await books.delayed_deeds.waiting_of(library)]


async def test_what_waits_is_not_done_by_somebody_who_was_sent_away_meanwhile(any_town: Town) -> None:
    anna, alliance, maria, library = await alone(any_town)
    await leaves(maria)
    await anna.forges(f"dismiss:{library}:{await id_of(any_town, maria)}:yes")
    assert card_texts.DISMISSED in anna.reads
    await any_town.passes(timedelta(hours=25), step=HOUR)
    assert len(await libraries_of(any_town, alliance.id)) == 1
    assert await _waiting(any_town, library) == []


async def test_nobody_else_undoes_or_hurries_anything(any_town: Town) -> None:
    _, alliance, maria, library = await alone(any_town)
    await leaves(maria)
    (kept,) = await _waiting(any_town, library)
    stranger, asking = any_town.person("Чужой"), any_town.person("Ещё один")
    await claims(asking, alliance=alliance.id)
    for one in (stranger, asking):
        for press in (f"undo-deed:{kept}", f"hurry-deed:{kept}"):
            await one.forges(press)
            assert one.reads == shared.FORBIDDEN
    await maria.forges(f"hurry-deed:{kept}")
    assert delays.NOT_ALONE in maria.reads
    assert await _waiting(any_town, library) == [kept]
    await maria.forges(f"undo-deed:{kept}")
    assert await _waiting(any_town, library) == [], "whoever did it may think again"


async def test_who_works_here_for_long_and_not_alone_waits_for_nobody(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    await settled(town)
    await leaves(maria)
    assert await libraries_of(town, alliance.id) == ()


async def test_of_undoing_and_hurrying_at_once_one_counts(both_towns: Town) -> None:
    anna, alliance, maria, library = await alone(both_towns)
    boris = both_towns.person("Борис")
    await boris.says("/menu")
    async with both_towns.database.writing() as books:
        await books.coordinators.appoint(alliance.id, await id_of(both_towns, boris), at=both_towns.time)
    await leaves(maria)
    (kept,) = await _waiting(both_towns, library)
    await at_once(both_towns, alliance.id, forging(anna, f"undo-deed:{kept}"), forging(boris, f"hurry-deed:{kept}"))
    said = [one.saw(delays.GONE) for one in (anna, boris)]
    assert said.count(True) == 1
    left = await libraries_of(both_towns, alliance.id) == ()
    assert left is said[0]


async def test_a_colleague_out_of_reach_is_nobody_who_could_undo_it(town: Town) -> None:
    _, alliance, maria, library = await alone(town)
    async with town.database.writing() as books:
        other = await namesakes.settled(books, library, town.messenger().account, town.time)
        await block(books, other)
    await leaves(maria)
    assert len(await libraries_of(town, alliance.id)) == 1


async def changes_of(town: Town, person: Person) -> int:
    """How many times lately this person changed what everybody sees."""
    async with town.database.reading() as books:
        spent = await books.spent.since(await id_of(town, person), Quota.CHANGES, town.time - DAY)
    return spent.amount


@pytest.mark.parametrize("hurried", [False, True])
async def test_a_cancelling_that_waits_is_counted_when_it_is_asked_for(town: Town, *, hurried: bool) -> None:
    anna, alliance, maria, library = await alone(town)
    town.sets_quotas({Quota.CHANGES.value: 2})
    (event,) = await plans(town, alliance.id, "Вечер памяти")
    await comes(town, event)
    await maria.forges(f"e-cancel:{event.id}")
    await maria.answers("Отключили отопление", replanning.CANCEL_YES)
    assert (await changes_of(town, maria), await state_of(town, event)) == (1, State.ANNOUNCED)
    town.time += 23 * HOUR
    await maria.forges(f"edit-library:{library}")
    await maria.answers(joining.LABEL_TITLE, "Библиотека у моря")
    assert await changes_of(town, maria) == 2, "nothing is left of it"
    if hurried:
        await anna.forges(f"hurry-deed:{(await _waiting(town, library))[0]}")
    await town.passes(timedelta(hours=2), step=HOUR)
    assert await state_of(town, event) is State.CANCELLED
    assert not maria.saw("Это уже не понадобилось")
    assert await changes_of(town, maria) <= 2, "it is not counted a second time"


async def test_nothing_waits_that_is_over_the_quota(town: Town) -> None:
    _, alliance, maria, library = await alone(town)
    town.sets_quotas({Quota.CHANGES.value: 1})
    events = await plans(town, alliance.id, "Вечер памяти", "Мастер-класс")
    for event in events:
        await comes(town, event)
        await maria.forges(f"e-cancel:{event.id}")
        await maria.answers("Отключили отопление", replanning.CANCEL_YES)
    assert len(await _waiting(town, library)) == 1
    assert quota_texts.ASK in maria.reads


async def test_leaving_later_is_counted_by_what_it_cancels(town: Town) -> None:
    _, alliance, maria, library = await alone(town)
    town.sets_quotas({Quota.CHANGES.value: 2})
    events = await plans(town, alliance.id, "Вечер памяти", "Мастер-класс")
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, leaving_texts.CANCEL_ALL, leaving_texts.YES)
    assert (await changes_of(town, maria), len(await _waiting(town, library))) == (2, 1)
    await town.passes(timedelta(hours=25), step=HOUR)
    assert await libraries_of(town, alliance.id) == ()
    assert {await state_of(town, event) for event in events} == {State.CANCELLED}

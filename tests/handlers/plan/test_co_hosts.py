"""A library is asked whether it holds an event together with its host, and is named in public once it has agreed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from handlers.texts.chronicle import telling
from handlers.texts.plan import co_hosting as texts
from handlers.texts.plan import files, planning, replanning
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from storage.plan.events import PUBLIC
from tests.handlers.plan.steps import OMSK, VLADIVOSTOK, partners
from tests.handlers.races import at_once, pressing

if TYPE_CHECKING:
    from storage.plan.events import Event
    from tests.handlers.plan.steps import Partners
    from tests.people import Town

ROOT = Path(__file__).parents[3]
MANY = f"""Дата;Время;Название;Соорганизаторы
5 декабря 2026;15:00;Вечер памяти;{OMSK}
6 декабря 2026;12:00;Выставка;{OMSK}
7 декабря 2026;12:00;Чай;{VLADIVOSTOK}
"""


async def asks(village: Partners, **facts: Any) -> Event:
    """Мария's library has announced something and would like to hold it with that of Олег."""
    return await village.has(invited=(village.omsk.id,), **facts)


async def published(village: Partners, event: Event) -> str:
    """All that anybody can read of it."""
    async with village.town.database.reading() as books:
        posts = "\n".join(one.text for one in village.wall)
        journal = [str(dict(one.facts)) async for one in books.journal.all(event.alliance_id)]
        hosted = await books.events.hosted((village.omsk.id,), states=PUBLIC, limit=100)
    await village.ira.starts(f"e_{event.id}")
    return "\n".join((posts, *journal, village.ira.reads, *(f"{OMSK}: {one.title}" for one in hosted.items)))


async def test_nobody_is_named_before_they_have_agreed(any_town: Town) -> None:
    """Attack: whoever announced something could name any library of the alliance as holding it, too."""
    village = await partners(any_town)
    event = await asks(village)
    assert OMSK not in await published(village, event)
    assert village.oleg.saw("Вашу библиотеку зовут соорганизатором события. Согласны?")
    assert {texts.AGREE, texts.DECLINE} <= set(village.oleg.labels)

    await village.oleg.presses(texts.AGREE)
    known = await village.event()
    assert (known.co_hosts, known.invited, known.sequence) == ((village.omsk.id,), (), 1)
    assert f"Соорганизаторы: {OMSK}" in village.post("Проводит").text
    assert (await village.journal())[-1]["changed"] == ["co_hosts"]
    assert village.maria.saw(texts.answered("Вечер памяти", OMSK, agreed=True))


@pytest.mark.parametrize(("said", "agreed"), [("да", True), ("Конечно, спасибо!", True), ("Нет, спасибо", False)])
async def test_a_yes_and_a_no_in_words_are_answers(town: Town, said: str, *, agreed: bool) -> None:
    village = await partners(town)
    await asks(village)
    await village.oleg.says(said)
    assert (village.omsk.id in (await village.event()).co_hosts) is agreed
    assert village.maria.saw(texts.answered("Вечер памяти", OMSK, agreed=agreed))
    await village.oleg.says("да")
    assert (village.omsk.id in (await village.event()).co_hosts) is agreed, "it is not asked any more"


@pytest.mark.parametrize("press", ["e-edit", "e-move", "e-copy", "tell"])
async def test_whoever_is_only_asked_changes_nothing_of_the_event(town: Town, press: str) -> None:
    """Attack: a library that was named could rewrite the event, and tell of it."""
    village = await partners(town)
    event = await asks(village)
    await village.oleg.forges(f"{press}:{event.id}")
    assert village.oleg.reads == shared.FORBIDDEN
    await village.oleg.forges(f"together:{event.id}:{village.omsk.id}:decline")
    await village.oleg.forges(f"{press}:{event.id}")
    assert village.oleg.reads == shared.FORBIDDEN


async def test_nobody_answers_for_somebody_elses_library(town: Town) -> None:
    """Attack: the host would say yes itself."""
    village = await partners(town)
    event = await asks(village)
    for person in (village.maria, village.ira):
        await person.forges(f"together:{event.id}:{village.omsk.id}:agree")
        assert person.reads == shared.FORBIDDEN
    await village.oleg.forges(f"together:{event.id}:{village.far.id}:agree")
    assert village.oleg.reads == shared.FORBIDDEN
    assert (await village.event()).invited == (village.omsk.id,)


async def test_whoever_was_not_asked_does_not_agree(town: Town) -> None:
    """Attack: a library makes itself a co-host of somebody else's event."""
    village = await partners(town)
    event, draft = await village.has(), await village.has(announced=False, invited=(village.omsk.id,))
    for one in (event, draft):
        await village.oleg.forges(f"together:{one.id}:{village.omsk.id}:agree")
        assert village.oleg.reads == texts.NOT_ASKED
    assert [one.co_hosts for one in await village.events()] == [(), ()]


async def test_an_answer_can_be_given_anew_and_the_public_reads_the_difference(town: Town) -> None:
    village = await partners(town)
    event = await asks(village)
    await village.oleg.presses(texts.AGREE)
    await village.oleg.presses(texts.STEP_BACK)
    assert (await village.event()).declined == (village.omsk.id,)
    assert OMSK not in village.post("Проводит").text
    await village.oleg.starts(f"e_{event.id}")
    assert planning.CHANGE not in village.oleg.labels
    await village.oleg.presses(texts.AFTER_ALL)
    assert OMSK in village.post("Проводит").text


async def test_whoever_has_refused_is_not_asked_over_and_over(town: Town) -> None:
    village = await partners(town)
    event = await asks(village)
    await village.oleg.presses(texts.DECLINE)
    said = len(village.oleg.heard)
    await village.maria.forges(f"e-edit:{event.id}")
    await village.maria.answers(replanning.CHANGEABLE["co-hosts"], "шербакуль", f"1. {OMSK[:20]}", PHRASES.done)
    assert village.maria.saw(texts.REFUSED_BEFORE)
    assert len(village.oleg.heard) == said
    assert (await village.event()).declined == (village.omsk.id,)


async def test_the_host_sees_who_has_not_answered_and_nobody_else_does(town: Town) -> None:
    village = await partners(town)
    event = await asks(village)
    await village.maria.starts(f"e_{event.id}")
    assert f"Ждём ответа: {OMSK}" in village.maria.reads
    await village.ira.starts(f"e_{event.id}")
    assert "Ждём ответа" not in village.ira.reads


async def test_whoever_does_not_answer_is_reminded_once(town: Town) -> None:
    village = await partners(town)
    await asks(village, starts_at=town.time + timedelta(days=20))
    await town.passes(timedelta(days=8), step=timedelta(hours=6))
    assert sum(texts.STILL_WAITS in said.text.plain for said in village.oleg.heard) == 1
    await village.oleg.presses(texts.AGREE)
    assert (await village.event()).co_hosts == (village.omsk.id,)


async def test_what_is_cancelled_asks_nobody_any_more(town: Town) -> None:
    village = await partners(town)
    event = await asks(village, starts_at=town.time + timedelta(days=20))
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers("Отключили отопление", replanning.CANCEL_YES)
    await town.passes(timedelta(days=8), step=timedelta(hours=6))
    assert not any(texts.STILL_WAITS in said.text.plain for said in village.oleg.heard)
    await village.oleg.forges(f"together:{event.id}:{village.omsk.id}:agree")
    assert village.oleg.saw(texts.TOO_LATE)
    assert (await village.event()).co_hosts == ()


async def test_what_is_over_takes_no_answer(town: Town) -> None:
    village = await partners(town)
    event = await asks(village, starts_at=town.time + timedelta(hours=5))
    await town.passes(timedelta(hours=9))
    await village.oleg.forges(f"together:{event.id}:{village.omsk.id}:agree")
    assert village.oleg.saw(texts.TOO_LATE)
    assert (await village.event()).co_hosts == ()


async def test_of_a_moved_event_one_is_asked_and_told_anew(town: Town) -> None:
    village = await partners(town)
    event = await asks(village)
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("12 декабря в 15:00", replanning.MOVE_YES)
    assert "12 декабря" in village.oleg.reads
    await village.oleg.presses(texts.AGREE)
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("13 декабря в 15:00", replanning.MOVE_YES)
    assert "Вы соорганизатор этого события. Если так вам не подходит" in village.oleg.reads
    await village.oleg.presses(texts.STEP_BACK)
    assert (await village.event()).declined == (village.omsk.id,)


async def test_a_plan_from_a_file_asks_about_all_of_it_at_once(town: Town) -> None:
    village = await partners(town)
    await village.maria.says("/import")
    await village.maria.sends_file(MANY.encode("cp1251"))
    await village.maria.presses(files.ANNOUNCE)
    assert await village.events() == [], "asked once more before everybody sees it"
    await village.maria.presses(files.ANNOUNCE_YES)
    assert village.oleg.saw("Вашу библиотеку зовут соорганизатором: 2 события. Согласны?")
    assert [one.co_hosts for one in await village.events()] == [(), (), ()]
    posts = len(village.wall)
    await village.oleg.presses(texts.AGREE_TO_ALL)
    assert [one.co_hosts for one in await village.events()] == [(village.omsk.id,), (village.omsk.id,), ()]
    assert len(village.wall) == posts, "what came of a file has no posts of its own"
    await village.oleg.presses(planning.MINE)


async def test_what_waits_is_found_among_ones_own_events(town: Town) -> None:
    village = await partners(town)
    await asks(village)
    await village.oleg.says("/mine")
    await village.oleg.presses(texts.waiting_label(1))
    assert "Вечер памяти" in village.oleg.reads
    await village.oleg.presses("1")
    await village.oleg.presses(texts.AGREE)
    await village.oleg.forges("together-asked")
    assert texts.NOTHING_WAITS in village.oleg.reads


async def test_a_co_host_tells_of_it_in_its_own_name(town: Town) -> None:
    """Attack: a co-host wrote the chronicle in the name of the host, and corrected the host's entries."""
    village = await partners(town)
    event = await village.has(co_hosts=(village.omsk.id,), starts_at=town.time + timedelta(hours=5))
    await town.passes(timedelta(hours=9))
    await village.oleg.forges(f"tell:{event.id}")
    await village.oleg.answers(PHRASES.skip, PHRASES.skip, "Пели и пили чай", PHRASES.skip, PHRASES.all_right)
    assert village.oleg.saw(telling.THANK_YOU)
    async with town.database.reading() as books:
        (told,) = await books.chronicle.of_event(event.id)
    assert (told.library_id, told.library) == (village.omsk.id, OMSK)
    await village.maria.forges(f"correct:{told.id}")
    assert village.maria.reads == shared.FORBIDDEN


async def test_the_library_that_leaves_is_asked_no_more(town: Town) -> None:
    village = await partners(town)
    event = await asks(village)
    async with town.database.writing() as books:
        await books.co_hosts.forget_questions(village.omsk.id)
    await village.oleg.forges(f"together:{event.id}:{village.omsk.id}:agree")
    assert village.oleg.reads == texts.NOT_ASKED


async def test_an_answer_and_a_cancellation_at_once_leave_one_truth(both_towns: Town) -> None:
    village = await partners(both_towns)
    event = await asks(village)
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.says("Отключили отопление")
    presses = [pressing(village.oleg, texts.AGREE), pressing(village.maria, replanning.CANCEL_YES)]
    await at_once(both_towns, village.alliance, *presses)
    known = await village.event()
    assert known.state.value == "cancelled"
    assert f"Соорганизаторы: {OMSK}" not in village.wall[0].text or known.co_hosts == (village.omsk.id,)


def test_only_few_files_read_who_is_asked() -> None:
    """Whatever else reads ``event_hosts`` would have to tell those who have agreed from those who are asked."""
    reading = {
        path.relative_to(ROOT).as_posix()
        for floor in ("storage", "handlers", "scheduler", "bot")
        for path in (ROOT / floor).rglob("*.py")
        if "event_hosts" in path.read_text("utf-8") and "migrations" not in path.parts
    }
    assert reading == {
        "storage/libraries/merges.py",
        "storage/plan/audience.py",
        "storage/plan/co_hosts.py",
        "storage/plan/event_records.py",
        "storage/plan/events.py",
        "storage/tables/__init__.py",
        "storage/tables/plan.py",
    }

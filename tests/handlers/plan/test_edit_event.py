"""An announced event is changed, moved, cancelled and copied, and everybody whom it concerns reads of it (row 22)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from domain.event import State
from handlers.texts.plan import planning as texts
from handlers.texts.plan import replanning
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.plan.steps import OMSK, partners, plans

if TYPE_CHECKING:
    from tests.people import Town


async def test_several_things_change_in_one_go_and_the_post_says_the_new(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has()
    await village.comes(village.ira, event)
    await village.maria.forges(f"e-edit:{event.id}")
    await village.maria.answers(texts.LABEL_TITLE, "Вечер встречи", texts.LABEL_PLACE, "ДК, ул. Мира, 1")
    await village.maria.answers(replanning.THAT_IS_ALL)
    assert "Новое место: ДК, ул. Мира, 1." in village.maria.reads
    assert "Об этом узнает 1 человек" in village.maria.reads
    await village.maria.answers(replanning.SAVE)
    changed = await village.event()
    assert (changed.title, changed.place, changed.sequence) == ("Вечер встречи", "ДК, ул. Мира, 1", 1)
    post = village.post("Проводит")
    assert "Вечер встречи" in post.text
    assert "ДК, ул. Мира, 1" in post.text
    if not any_town.messenger().limits.edits_posts:
        comments = [comment for posted in village.wall for comment in posted.comments]
        assert any("Новое название: «Вечер встречи». Раньше: «Вечер памяти»." in comment for comment in comments)
    assert village.ira.saw("Новое место: ДК, ул. Мира, 1.")
    last = (await village.journal())[-1]
    assert (last["what"], last["changed"]) == ("changed", ["place", "renamed"])


async def test_moving_takes_the_event_into_the_other_months_plan(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has(ends_at=datetime(2026, 12, 5, 14, 0, tzinfo=UTC))
    await village.comes(village.ira, event)
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("16 января в 16:00")
    assert "Было: суббота, 5 декабря 2026, 15:00–17:00." in village.maria.reads
    await village.maria.answers(replanning.MOVE_YES)
    moved = await village.event()
    assert moved.starts_at == datetime(2027, 1, 16, 13, 0, tzinfo=UTC)
    assert moved.ends_at == datetime(2027, 1, 16, 15, 0, tzinfo=UTC)
    assert moved.ask_at == datetime(2027, 1, 17, 7, 0, tzinfo=UTC)
    assert "Вечер памяти" in village.post("январь 2027 года").text
    december = village.post("декабрь 2026 года")
    assert "Вечер памяти" not in december.text
    assert "ничего не запланировано" in december.text
    assert village.ira.saw("Новое время: суббота, 16 января 2027, 16:00")
    if not any_town.messenger().limits.edits_posts:
        comments = [comment for posted in village.wall for comment in posted.comments]
        said = [one for one in comments if one.startswith("Новое время: суббота, 16 января 2027, 16:00")]
        assert said, "what a new post on VK begins with"
        assert all("Было: суббота, 5 декабря 2026, 15:00–17:00 (часовой пояс: Москва)." in one for one in said)
    assert village.maria.saw("Предупрежу всех, кто ждал: 1 человека")
    assert [entry["what"] for entry in await village.journal()] == ["announced", "moved"]


async def test_an_event_that_loses_its_day_is_not_asked_about(both_towns: Town) -> None:
    village = await partners(both_towns)
    event = await village.has()
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("в феврале", replanning.MOVE_YES)
    moved = await village.event()
    assert (moved.month, moved.starts_at, moved.ask_at) == (date(2027, 2, 1), None, None)


async def test_a_correction_of_the_description_disturbs_nobody(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    await village.comes(village.ira, event)
    before = len(village.ira.heard)
    await village.maria.forges(f"e-edit:{event.id}")
    await village.maria.answers(texts.LABEL_DESCRIPTION, "Будет чай.", replanning.THAT_IS_ALL)
    assert "человек" not in village.maria.reads
    await village.maria.answers(replanning.SAVE)
    assert len(village.ira.heard) == before
    assert "Будет чай." in village.post("Проводит").text


async def test_what_is_skipped_while_editing_is_taken_away(town: Town) -> None:
    village = await partners(town)
    event = await village.has(audience="для детей", age=6)
    await village.maria.forges(f"e-edit:{event.id}")
    await village.maria.presses(PHRASES.later)
    await village.maria.answers(texts.LABEL_AUDIENCE, PHRASES.skip)
    await village.maria.answers(replanning.THAT_IS_ALL, replanning.SAVE)
    assert (await village.event()).audience is None


async def test_cancelling_says_why_and_tells_whoever_meant_to_come(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has()
    await village.comes(village.ira, event)
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers("Отключили отопление")
    assert "Об этом узнает 1 человек" in village.maria.reads
    await village.maria.answers(replanning.CANCEL_YES)
    cancelled = await village.event()
    assert (cancelled.state, cancelled.cancel_reason, cancelled.ask_at) == (
        State.CANCELLED,
        "Отключили отопление",
        None,
    )
    assert "Событие отменено. Причина: Отключили отопление" in village.post("Проводит").text
    assert "отменено" in village.post("декабрь 2026 года").text
    assert village.ira.saw("Событие отменено: Вечер памяти")
    assert village.ira.saw("Отключили отопление")
    journalled = (await village.journal())[-1]
    assert journalled["what"] == "cancelled"
    assert "Отключили отопление" not in str(journalled)  # it may name people, and the journal is for ever


async def test_second_thoughts_leave_the_event_as_it_is(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers("Передумали", replanning.CANCEL_NO)
    assert village.maria.saw(replanning.LEFT_AS_IS)
    assert (await village.event()).state is State.ANNOUNCED


async def test_a_cancelled_event_is_not_revived_but_copied(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has(tags=("leisure",), co_hosts=(village.omsk.id,), description="Будет чай.")
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers("Отключили отопление", replanning.CANCEL_YES)
    await village.maria.forges(f"e-edit:{event.id}")
    assert texts.CANNOT_CHANGE in village.maria.reads
    await village.maria.presses(texts.COPY)
    await village.maria.answers("12 декабря в 15:00")
    copy = await village.event()
    assert (copy.state, copy.title, copy.description) == (State.DRAFT, "Вечер памяти", "Будет чай.")
    assert (copy.co_hosts, copy.tags, copy.cancel_reason) == ((), ("leisure",), None)
    assert copy.invited == (village.omsk.id,), "it agreed to another day"
    assert copy.starts_at == datetime(2026, 12, 12, 12, 0, tzinfo=UTC)
    await village.maria.presses(texts.LOOK_HOW)
    await village.maria.presses(texts.ANNOUNCE)
    assert "Так событие увидят в группах" in village.maria.reads
    await village.maria.presses(texts.ANNOUNCE)
    assert (await village.event()).state is State.ANNOUNCED


async def test_last_years_item_is_offered_on_the_same_day_of_the_next_year(town: Town) -> None:
    village = await partners(town)
    event = await village.has(starts_at=datetime(2025, 12, 24, 12, 0, tzinfo=UTC))
    await village.maria.forges(f"e-copy:{event.id}")
    await village.maria.presses("Подходит: 24 декабря 2026, 15:00")
    assert (await village.event()).starts_at == datetime(2026, 12, 24, 12, 0, tzinfo=UTC)


async def test_a_co_host_edits_and_only_the_host_cancels(town: Town) -> None:
    village = await partners(town)
    event = await village.has(co_hosts=(village.omsk.id,))
    await village.oleg.starts(f"e_{event.id}")
    assert texts.CHANGE in village.oleg.labels
    assert texts.CANCEL not in village.oleg.labels
    await village.oleg.forges(f"e-cancel:{event.id}")
    assert village.oleg.reads == shared.FORBIDDEN


@pytest.mark.parametrize("name", ["e-edit", "e-move", "e-cancel", "e-announce", "e-drop", "e-copy"])
async def test_nobody_touches_what_is_not_theirs_whatever_a_button_says(town: Town, name: str) -> None:
    village = await partners(town)
    event, draft = await village.has(), await village.has(announced=False)
    for person in (village.oleg, village.ira):
        await person.forges(f"{name}:{event.id}")
        assert person.reads == shared.FORBIDDEN
        await person.forges(f"{name}:{draft.id}")
        assert person.reads == texts.NO_SUCH_EVENT
        for forged in ("0", "x", "-5", "9" * 30):
            await person.forges(f"{name}:{forged}")
            assert person.reads == texts.NO_SUCH_EVENT
    assert [one.state for one in await village.events()] == [State.ANNOUNCED, State.DRAFT]


async def test_rights_are_asked_again_at_the_moment_of_the_deed(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers("Отключили отопление")
    async with town.database.writing() as books:
        known = await books.people.by_external(village.maria.messenger.account, village.maria.id)
        assert known is not None
        assert await books.librarians.retire(village.moscow.id, known.id, at=town.time)
    await village.maria.answers(replanning.CANCEL_YES)
    assert village.maria.reads == shared.FORBIDDEN
    assert (await village.event()).state is State.ANNOUNCED


async def test_announcing_twice_publishes_once(town: Town) -> None:
    village = await partners(town)
    await plans(village.maria)
    event, posts = await village.event(), len(village.wall)
    await village.maria.forges(f"e-announce:{event.id}:yes")
    assert texts.ALREADY_PUBLIC in village.maria.reads
    assert len(village.wall) == posts
    assert len(await village.journal()) == 1


async def test_a_draft_is_deleted_after_one_question(town: Town) -> None:
    village = await partners(town)
    draft = await village.has(announced=False)
    await village.maria.forges(f"e-drop:{draft.id}")
    assert len(await village.events()) == 1
    await village.maria.answers(replanning.DROP_YES)
    assert village.maria.reads == replanning.DROPPED
    assert await village.events() == []


async def test_a_draft_whose_time_has_passed_is_to_be_moved_first(town: Town) -> None:
    village = await partners(town)
    draft = await village.has(announced=False, starts_at=datetime(2026, 11, 19, 9, 0, tzinfo=UTC))
    await village.maria.forges(f"e-announce:{draft.id}:yes")
    assert village.maria.reads == texts.DRAFT_IS_PAST
    assert (await village.event()).state is State.DRAFT


async def test_the_card_tells_the_time_of_whoever_reads(town: Town) -> None:
    village = await partners(town)
    event = await village.has(library_id=village.omsk.id, zone="Asia/Omsk")
    async with town.database.writing() as books:
        known = await books.people.by_external(village.ira.messenger.account, village.ira.id)
        assert known is not None
        await books.people.set_zone(known.id, "Asia/Vladivostok")
    await village.ira.starts(f"e_{event.id}")
    assert "суббота, 5 декабря, 18:00 по Омску (у вас будет 22:00)" in village.ira.reads
    assert OMSK in village.ira.reads
    assert texts.COME in village.ira.labels
    assert texts.CHANGE not in village.ira.labels


async def test_a_library_that_has_agreed_hears_from_the_bot_that_the_event_is_public(town: Town) -> None:
    village = await partners(town)
    draft = await village.has(announced=False, co_hosts=(village.omsk.id,))
    assert not village.oleg.saw("соорганизатором")
    await village.maria.forges(f"e-announce:{draft.id}:yes")
    assert village.oleg.saw("Вы соорганизатор события, его объявили")
    await village.oleg.presses(texts.OPEN)
    assert texts.CHANGE in village.oleg.labels


async def test_the_old_text_is_at_hand_when_a_new_one_is_sent_whole(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has(description="Ждём всех у ёлки: будут стихи и чай.")
    await village.maria.forges(f"e-edit:{event.id}")
    await village.maria.answers("Описание")
    assert "Ждём всех у ёлки: будут стихи и чай." in village.maria.reads
    await village.maria.answers("Ждём всех у ёлки: будут стихи, чай и пироги.", replanning.THAT_IS_ALL, replanning.SAVE)
    assert (await village.event()).description == "Ждём всех у ёлки: будут стихи, чай и пироги."


async def test_whatever_lasts_longer_is_not_moved(town: Town) -> None:
    village = await partners(town)
    event = await village.has(ends_at=datetime(2026, 12, 5, 13, 0, tzinfo=UTC))
    await village.maria.forges(f"e-edit:{event.id}")
    await village.maria.answers("Продолжительность", "2 часа", replanning.THAT_IS_ALL)
    assert "Изменилась продолжительность" in village.maria.reads
    assert "Новое время" not in village.maria.reads
    await village.maria.answers(replanning.SAVE)
    assert [entry["what"] for entry in await village.journal()] == ["announced", "changed"]


async def test_the_post_of_what_is_over_leads_nowhere_and_what_is_on_says_so(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has(starts_at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
    label = village.post("Проводит").post.rows[0][0].label
    assert label.startswith("Пойду")
    await any_town.until(datetime(2026, 11, 21, 12, 30, tzinfo=UTC))
    await village.ira.starts(f"e_{event.id}")
    assert "Идёт прямо сейчас." in village.ira.reads
    assert label not in village.ira.labels
    await any_town.until(datetime(2026, 11, 21, 15, 0, tzinfo=UTC))
    if any_town.messenger().limits.edits_posts:
        assert not village.post("Проводит").post.rows[0][0].label.startswith("Пойду")
    assert len([post for post in village.wall if "Проводит" in post.text]) == 1, "nothing new is posted for that"

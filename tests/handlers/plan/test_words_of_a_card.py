"""What is typed under an event's card is about that event: moving it, calling it off, changing it (rows 22, 26)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from domain.event import State
from handlers.texts.plan import planning as texts
from handlers.texts.plan import replanning
from tests.handlers.plan.steps import partners

if TYPE_CHECKING:
    from tests.people import Town

STARTS = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
"""Three in the afternoon, in Moscow."""


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        ("перенести на 12 декабря в 16", datetime(2026, 12, 12, 13, 0, tzinfo=UTC)),
        ("на час позже", datetime(2026, 12, 5, 13, 0, tzinfo=UTC)),
        ("на неделю позже", datetime(2026, 12, 12, 12, 0, tzinfo=UTC)),
        ("Перенеси на день раньше, пожалуйста", datetime(2026, 12, 4, 12, 0, tzinfo=UTC)),
        ("перенести на 16:00", datetime(2026, 12, 5, 13, 0, tzinfo=UTC)),
        ("сдвинуть на полчаса раньше", datetime(2026, 12, 5, 11, 30, tzinfo=UTC)),
    ],
)
async def test_an_event_is_moved_by_words_under_its_card(any_town: Town, words: str, starts: datetime) -> None:
    village = await partners(any_town)
    event = await village.has()
    await village.maria.starts(f"e_{event.id}")
    await village.maria.says(words)
    assert "Станет:" in village.maria.reads
    assert (await village.event()).starts_at == STARTS
    await village.maria.presses(replanning.MOVE_YES)
    assert (await village.event()).starts_at == starts


async def test_what_does_not_say_where_to_is_asked(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    await village.maria.starts(f"e_{event.id}")
    await village.maria.says("перенести")
    await village.maria.answers("12 декабря в 16", replanning.MOVE_YES)
    assert (await village.event()).starts_at == datetime(2026, 12, 12, 13, 0, tzinfo=UTC)


async def test_whoever_thinks_better_of_the_time_is_asked_for_another(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has()
    await village.maria.starts(f"e_{event.id}")
    await village.maria.answers("на час позже", replanning.MOVE_NO, "12 декабря в 16", replanning.MOVE_YES)
    assert (await village.event()).starts_at == datetime(2026, 12, 12, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize("words", ["отменить", "Отменить событие", "отменяется", "не состоится"])
async def test_an_event_is_called_off_by_a_word_under_its_card(any_town: Town, words: str) -> None:
    village = await partners(any_town)
    event = await village.has()
    await village.maria.starts(f"e_{event.id}")
    await village.maria.answers(words, "Метель", replanning.CANCEL_YES)
    assert (await village.event()).state is State.CANCELLED


async def test_a_draft_is_announced_and_thrown_away_by_words(town: Town) -> None:
    village = await partners(town)
    event = await village.has(announced=False)
    await village.maria.starts(f"e_{event.id}")
    await village.maria.says("объявить")
    assert texts.ANNOUNCE in village.maria.labels
    await village.maria.says("отменить")
    assert replanning.DROP_YES in village.maria.labels


async def test_the_words_are_nobody_s_who_may_not_change_it(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    for person in (village.ira, village.oleg):
        await person.starts(f"e_{event.id}")
        await person.says("на час позже")
        await person.says("отменить")
    assert ((await village.event()).state, (await village.event()).starts_at) == (State.ANNOUNCED, STARTS)


async def test_under_a_list_of_several_nobody_knows_which(town: Town) -> None:
    village = await partners(town)
    await village.has_all({"title": "Первое"}, {"title": "Второе"})
    await village.maria.says("/mine")
    await village.maria.says("на час позже")
    assert replanning.MOVE_YES not in village.maria.labels

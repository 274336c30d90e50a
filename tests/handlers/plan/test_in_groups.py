"""«/afisha» and «/plan» in a group are answered there, briefly, once a minute at most."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.texts.plan import month as texts
from tests.handlers.plan.steps import GROUP, partners

if TYPE_CHECKING:
    from tests.handlers.plan.steps import Partners
    from tests.people import Town


async def asks(village: Partners, command: str, *, thread: int | None = None, group: int = GROUP) -> None:
    messenger = village.maria.messenger
    await village.town.group_happens(messenger, group, "asked", command=command, thread=thread)


async def test_what_comes_next_is_said_in_the_topic_and_leads_to_the_events(both_towns: Town) -> None:
    village = await partners(both_towns)
    event = await village.has()
    before = len(village.wall)
    await asks(village, "afisha", thread=17)
    (answer,) = village.wall[before:]
    assert answer.thread == 17
    assert "5 декабря, 15:00: Вечер памяти" in answer.text
    assert [span.leads for span in answer.post.text.spans if span.leads] == [f"e_{event.id}"]
    assert [button.invite for row in answer.post.rows for button in row] == [f"afisha_{village.alliance}"]


async def test_a_group_is_answered_once_a_minute(town: Town) -> None:
    village = await partners(town)
    for command in ("plan", "afisha", "plan"):
        await asks(village, command)
    assert len(village.wall) == 1
    assert texts.NOTHING_COMING in village.wall[0].text
    await town.passes(timedelta(minutes=1))
    await asks(village, "plan")
    assert len(village.wall) == 2


async def test_other_commands_and_other_groups_are_not_answered(town: Town) -> None:
    village = await partners(town)
    await asks(village, "weather")
    await asks(village, "plan", group=-77)
    assert village.wall == []
    assert town.wall(-77) == []


async def test_a_long_plan_is_answered_in_a_few_lines(town: Town) -> None:
    village = await partners(town)
    await village.has_all(*[{"title": f"Встреча {number}"} for number in range(8)], announced=True)
    before = len(village.wall)
    await asks(village, "plan")
    (answer,) = village.wall[before:]
    assert answer.text.count("Встреча") == 5
    assert "И ещё 3 события." in answer.text

"""The plan of a year of thirty and more events, read by anyone and posted by months (rows 22 and 26)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from domain.event import State
from handlers.plan.month_post import publish_all
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import month as texts
from handlers.texts.plan import own_events, planning
from tests.handlers.plan.steps import GROUP, Partners, partners

if TYPE_CHECKING:
    from tests.people import Town

YEAR: Final = (
    "Час краеведения «Здесь Родины моей начало»",
    "Громкие чтения «Читаем Пришвина всем селом»",
    "Межрегиональный телемост «Никольское приветствует Никольское» с участием библиотек Белгородской, Омской областей",
    "Выставка «Книги-юбиляры»",
    "Вечер памяти «Афганистан болит в моей душе»",
    "Фестиваль «Никольские ярмарки»",
)


async def a_year(village: Partners) -> None:
    """Thirty-six events: three a month, in two zones, one of each month without a day."""
    every: list[dict[str, Any]] = []
    for month in range(1, 13):
        start = datetime(2027, month, 5, 12, 0, tzinfo=UTC)
        omsk = {"library_id": village.omsk.id, "zone": "Asia/Omsk"}
        every += [
            {"title": f"{YEAR[month % 6]}, {month}", "starts_at": start},
            {"title": f"Чтения {month}", "starts_at": start + timedelta(days=7), **omsk},
            {"title": f"Неделя книги {month}", "month": date(2027, month, 1)},
        ]
    await village.has_all(*every)


def meetings(count: int) -> list[dict[str, Any]]:
    """One a day from 1 December on."""
    return [
        {"title": f"Встреча {day}", "starts_at": datetime(2026, 12, day, 9, 0, tzinfo=UTC)}
        for day in range(1, count + 1)
    ]


async def test_anyone_reads_the_year_by_months_and_a_month_by_events(any_town: Town) -> None:
    village = await partners(any_town)
    await a_year(village)
    ira = village.ira
    await ira.says("/plan")
    assert "На 2026 год пока ничего не запланировано." in ira.reads
    await ira.presses("2027 год")
    assert "В плане 36 событий: проведено 0, впереди 36." in ira.reads
    assert "Март: 3 события" in ira.reads
    await ira.presses("Март")
    assert "5 марта 2027, 15:00" in ira.reads
    assert "12 марта 2027, 18:00 по Омску" in ira.reads
    assert "март 2027, в течение месяца" in ira.reads
    await ira.presses("3")
    assert "Чтения 3" in ira.reads
    assert all(len(label) <= any_town.messenger().limits.label for label in ira.labels)


async def test_the_month_of_the_groups_has_everything_with_what_has_no_day_last(town: Town) -> None:
    village = await partners(town)
    await a_year(village)
    post = village.post("План совместной работы на май 2027 года")
    lines = [line for line in post.text.split("\n") if line.startswith("–")]
    assert [line.split(":")[0] for line in lines][-1] == "– май 2027, в течение месяца"
    assert len(lines) == 3
    months = [one for one in village.wall if "План совместной работы" in one.text]
    assert len(months) == 12  # one post a month, edited as the plan grew
    assert post.thread == 11
    assert "май2027" in post.post.hashtags


async def test_a_long_month_is_read_page_by_page_on_every_messenger(wide_town: Town) -> None:
    village = await partners(wide_town)
    await village.has_all(*meetings(20))
    for kind in ("telegram", "vk", "playground"):
        reader = wide_town.person(messenger=kind)
        await reader.starts(f"plan_{village.alliance}_2026-12")
        assert "Страница 1 из 4." in reader.reads
        assert "Встреча 5" in reader.reads
        assert "Встреча 6" not in reader.reads
        messages = len(reader.heard)
        await reader.presses("Дальше")
        assert "6. 6 декабря, 12:00: Встреча 6" in reader.reads
        assert len(reader.heard) == messages, "the page turns in its place"


@pytest.mark.parametrize(
    "forged",
    ["plan:1:2026-13", "plan:1:٢٠٢٦", "plan:1:9999-99", "plan:1:2026-12:999", "plan:1:2026-12:x", "plan:1:;drop"],
)
async def test_a_forged_period_shows_a_plan_all_the_same(town: Town, forged: str) -> None:
    village = await partners(town)
    await village.has()
    await village.ira.forges(forged.replace("٢٠٢٦", "20x6"))
    assert "Никольское" in village.ira.reads


async def test_an_empty_plan_invites(town: Town) -> None:
    village = await partners(town)
    await village.maria.says("план")
    assert texts.EMPTY_PLAN in village.maria.reads
    assert texts.ADD in village.maria.labels
    await village.ira.says("план")
    assert texts.ADD not in village.ira.labels


async def test_plan_and_fact_are_told_in_numbers(town: Town) -> None:
    village = await partners(town)
    for day, path in ((1, (State.HELD, State.CHRONICLED)), (2, (State.HELD,)), (3, (State.CANCELLED,)), (4, ())):
        event = await village.has(title=f"Встреча {day}", starts_at=datetime(2026, 11, day, 9, 0, tzinfo=UTC))
        async with town.database.writing() as books:
            for state in path:
                assert await books.events.move_state(event.id, state)
    await village.ira.says("/plan")
    assert "В плане 4 события: проведено 2, впереди 1, отменено 1." in village.ira.reads
    assert "План выполнен на 50\u00a0%." in village.ira.reads
    assert "В хронике рассказано о 1 из 2." in village.ira.reads


async def test_a_group_that_was_bound_later_gets_the_plan_from_this_month_on(both_towns: Town) -> None:
    village = await partners(both_towns, group=False)
    await village.has(title="Давно", starts_at=datetime(2026, 9, 5, 9, 0, tzinfo=UTC))
    await village.has(title="Скоро")
    assert both_towns.wall(GROUP) == []
    async with both_towns.database.writing() as books:
        known = await books.people.by_external(village.maria.messenger.account, village.maria.id)
        assert known is not None
        group = await books.groups.bind(
            alliance_id=village.alliance,
            account_id=village.maria.messenger.account,
            external_id=GROUP,
            bound_by=known.id,
            at=both_towns.time,
        )
        await books.groups.report(
            group.id, title="Тёзки", link=None, threads={}, missing=(), title_fits=True, at=both_towns.time
        )
        await publish_all(books, village.alliance, both_towns.time)
    await both_towns.drain()
    assert len(village.wall) == 1
    assert "Скоро" in village.wall[0].text


async def test_a_posts_words_do_not_depend_on_the_day_it_is_made(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    posts, today = len(village.wall), event_texts.event_post(event)
    town.time += timedelta(days=40)
    async with town.database.writing() as books:
        await publish_all(books, village.alliance, datetime(2026, 12, 31, 20, 0, tzinfo=UTC))
    await town.drain()
    assert len(village.wall) == posts
    assert "2026" in today.text.plain, "the year is named even while it is this one"


async def test_my_events_are_sorted_into_four_lists(any_town: Town) -> None:
    village = await partners(any_town)
    await village.has(title="Впереди")
    await village.has(title="Черновик", announced=False)
    past = await village.has(title="Прошлое", starts_at=datetime(2026, 11, 5, 9, 0, tzinfo=UTC))
    gone = await village.has(title="Отменённое")
    await village.has(title="Чужое", library_id=village.omsk.id, zone="Asia/Omsk")
    async with any_town.database.writing() as books:
        assert await books.events.move_state(past.id, State.HELD)
        assert await books.events.move_state(gone.id, State.CANCELLED)
    maria = village.maria
    await maria.says("/mine")
    for tab, shown in (
        (None, {"Впереди"}),
        ("drafts", {"Черновик"}),
        ("past", {"Прошлое"}),
        ("archive", {"Прошлое", "Отменённое"}),
    ):
        if tab is not None:
            await maria.presses(own_events.TABS[tab])
        titles = ("Впереди", "Черновик", "Прошлое", "Отменённое", "Чужое")
        assert {title for title in titles if f": {title} (" in maria.reads} == shown
    await village.ira.says("/mine")
    assert village.ira.reads == planning.NO_LIBRARY


async def test_many_events_of_mine_turn_in_place(town: Town) -> None:
    village = await partners(town)
    await village.has_all(*meetings(14))
    await village.maria.says("/mine")
    messages = len(village.maria.heard)
    await village.maria.presses("Дальше")
    await village.maria.presses("Дальше")
    assert "Страница 3 из 4." in village.maria.reads
    assert len(village.maria.heard) == messages
    await village.maria.forges("mine:nonsense:-4")
    assert own_events.TABS["coming"] not in village.maria.labels


async def test_the_lines_of_a_month_lead_to_its_events_and_it_is_pinned_until_it_is_over(town: Town) -> None:
    village = await partners(town)
    event = await village.has(starts_at=datetime(2026, 12, 31, 15, 0, tzinfo=UTC))
    plan = village.post("План совместной работы на декабрь 2026").post
    assert [span.leads for span in plan.text.spans if span.leads] == [f"e_{event.id}"]
    assert plan.pinned is True
    town.time = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
    await town.passes(timedelta(days=2), step=timedelta(hours=12))
    assert village.post("План совместной работы на декабрь 2026").post.pinned is False


async def test_with_the_month_its_plan_is_taken_down_though_nothing_in_it_changes(town: Town) -> None:
    village = await partners(town)
    await village.has(starts_at=datetime(2026, 12, 10, 15, 0, tzinfo=UTC))
    await village.has(title="Ёлка", starts_at=datetime(2027, 1, 10, 15, 0, tzinfo=UTC))
    december, january = "План совместной работы на декабрь 2026", "План совместной работы на январь 2027"
    await town.passes(timedelta(days=1), step=timedelta(hours=12))
    town.time = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
    await town.passes(timedelta(hours=2))
    said = village.post(december).post
    assert (said.pinned, village.post(january).post.pinned) == (True, True)
    await town.passes(timedelta(days=2), step=timedelta(hours=12))
    over, posts = village.post(december).post, len(town.wall(GROUP))
    assert (over.pinned, over.text, village.post(january).post.pinned) == (False, said.text, True)
    await town.passes(timedelta(days=2), step=timedelta(hours=12))
    assert len(town.wall(GROUP)) == posts, "once"


async def test_an_announcement_in_a_group_can_be_sent_on_until_it_is_over(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    for state, shared in ((State.ANNOUNCED, [f"e_{event.id}"]), (State.CANCELLED, []), (State.HELD, [])):
        post = event_texts.event_post(replace(event, state=state))
        assert [button.share for row in post.rows for button in row if button.share] == shared


async def test_whoever_looks_at_an_event_can_send_it_on(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    await village.ira.starts(f"e_{event.id}")
    assert [button.share for row in village.ira.last.rows for button in row if button.share] == [f"e_{event.id}"]

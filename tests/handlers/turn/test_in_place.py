"""A talk under the thumb: questions change in place, answered ones lose their buttons, twice is once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from handlers.texts.plan import planning as texts
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from storage.tables import addresses
from talk.fields.calendar import BLANK
from talk.messenger import INTERACTIVE, Action, GroupReport, Later, SendTicket, Sent, Tell
from talk.prompt import Prompt
from talk.reply import pressed
from talk.rich import rich
from tests.handlers.plan.steps import partners
from tests.scheduler.conftest import heard

if TYPE_CHECKING:
    from tests.handlers.plan.steps import Partners
    from tests.people import Person, Town


def presses_of(person: Person) -> list[list[str]]:
    """The buttons of talks under each message."""
    return [
        [button.press for row in prompt.rows for button in row if button.press and pressed(button.press)]
        for prompt in person.heard
    ]


def dead(person: Person) -> int:
    """Messages with buttons of a talk that are not those of the question that is asked."""
    under = [n for n, presses in enumerate(presses_of(person)) if presses]
    return len(under) - 1 if under else 0


def button(person: Person, label: str) -> tuple[str, str]:
    """Where it hangs and what it says."""
    shown, found = person._button(label)
    assert found.press is not None
    return shown, found.press


async def asked_for_tags(village: Partners) -> Person:
    """Half way through an event: what it is about may be ticked."""
    maria = village.maria
    await maria.says("/event")
    await maria.answers("День села", "5 декабря в 15:00", "в библиотеке", texts.MORE_YES, "Встреча", "2 часа")
    await maria.answers(*[PHRASES.skip] * 4)
    assert PHRASES.done in maria.labels
    return maria


async def test_an_event_of_five_questions_leaves_a_message_for_each_and_no_dead_button(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    before = len(maria.heard)
    await maria.says("/event")
    await maria.answers("День села", "5 декабря", "15:00", "в библиотеке", texts.MORE_NO, PHRASES.all_right)
    await maria.answers(texts.ANNOUNCE)
    assert maria.saw("Объявлено: «День села»")
    said = [prompt.text.plain for prompt in maria.heard[before:]]
    assert dead(maria) == 0
    assert not any(map(any, presses_of(maria)))
    assert f"✓ {texts.LABEL_WHEN}: 5 декабря 2026, 15:00" in said
    assert said[-2].endswith(f"✓ {texts.ANNOUNCE}")
    assert len(said) == 8  # the day without its hour is asked twice


async def test_ticks_pages_and_the_way_back_change_one_message(any_town: Town) -> None:
    maria = await asked_for_tags(await partners(any_town))
    before = len(maria.heard)
    for label in [one for one in maria.labels if one not in (PHRASES.done, PHRASES.back, PHRASES.skip)][:3]:
        await maria.presses(label)
    assert len(maria.heard) == before
    assert sum(label.startswith("✓") for label in maria.labels) == 3
    await maria.presses(PHRASES.back)
    assert len(maria.heard) == before
    assert dead(maria) == 0


async def test_three_ticks_at_once_all_count(any_town: Town) -> None:
    maria = await asked_for_tags(await partners(any_town))
    before = len(maria.heard)
    labels = maria.labels[:3]
    for shown, press in [button(maria, label) for label in labels]:
        await maria.forges(press, shown=shown)
    assert len(maria.heard) == before
    assert [label for label in maria.labels if label.startswith("✓")] == [PHRASES.ticked(label) for label in labels]


async def test_a_tick_that_is_pressed_twice_is_one(any_town: Town) -> None:
    maria = await asked_for_tags(await partners(any_town))
    label = maria.labels[0]
    shown, press = button(maria, label)
    for _ in range(2):
        await maria.forges(press, shown=shown)
    assert maria.labels[0] == PHRASES.ticked(label)


async def test_an_older_version_ends_the_question_with_all_ticks(any_town: Town) -> None:
    maria = await asked_for_tags(await partners(any_town))
    ticked = maria.labels[:2]
    shown, done = button(maria, PHRASES.done)
    for label in ticked:
        await maria.presses(label)
    await maria.forges(done, shown=shown)
    assert any(prompt.text.plain.endswith(": " + ", ".join(ticked)) for prompt in maria.heard)
    assert dead(maria) == 0


async def test_news_between_make_a_new_message_and_the_old_one_loses_its_buttons(any_town: Town) -> None:
    maria = await asked_for_tags(await partners(any_town))
    async with any_town.database.writing() as books:
        person = await books.people.by_external(maria.messenger.account, maria.id)
        assert person is not None
        news = Tell(chat=maria.id, prompt=Prompt(text=rich("Новость")))
        await books.outbox.put(
            maria.messenger.account, maria.id, news, lane=INTERACTIVE, now=any_town.time, person_id=person.id
        )
    await any_town.drain()
    assert maria.reads == "Новость"
    before = len(maria.heard)
    await maria.presses(next(label for label in asked_labels(maria)))
    assert len(maria.heard) == before + 1
    assert any(label.startswith("✓") for label in maria.labels)
    assert dead(maria) == 0


def asked_labels(person: Person) -> list[str]:
    """The labels of the question that is asked, wherever it stands."""
    return next(
        [b.label for row in prompt.rows for b in row] for prompt in reversed(person.heard) if len(prompt.rows) > 1
    )


async def test_a_typed_answer_that_does_not_fit_brings_the_question_below_it(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says("/event")
    await maria.answers("День села")
    before = len(maria.heard)
    await maria.says("когда-нибудь")
    assert len(maria.heard) == before + 1
    assert dead(maria) == 0


async def test_what_was_told_with_a_question_stays_told(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says("/event")
    await maria.answers("День села", "5 декабря в 15:00", "в библиотеке")
    assert texts.SHORT_IS_ENOUGH in maria.reads
    await maria.presses(texts.MORE_NO)
    assert f"{texts.SHORT_IS_ENOUGH}\n\n✓ {texts.LABEL_MORE}: {texts.MORE_NO}" in [p.text.plain for p in maria.heard]


async def test_the_button_that_was_answered_by_says_nothing_the_second_time(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says("/event")
    await maria.answers("День села", "5 декабря в 15:00", "в библиотеке")
    shown, press = button(maria, texts.MORE_NO)
    await maria.forges(press, shown=shown)
    heard = list(maria.heard)
    await maria.forges(press, shown=shown)
    assert maria.heard == heard


async def test_the_button_that_ended_a_talk_is_answered_in_passing(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says("/event")
    await maria.answers("День села", "5 декабря в 15:00", "в библиотеке", texts.MORE_NO, PHRASES.all_right)
    shown, press = button(maria, texts.ANNOUNCE)
    await maria.forges(press, shown=shown)
    heard = list(maria.heard)
    await maria.forges(press, shown=shown)
    assert maria.heard == heard
    assert maria.messenger.notes == [shared.DONE_ALREADY]
    assert len(await village.events()) == 1


async def test_a_draft_is_announced_once_however_often_the_button_is_pressed(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has(announced=False)
    maria = village.maria
    for _ in range(2):
        await maria.forges(f"e-announce:{event.id}:yes")
    assert sum("Объявлено: «Вечер памяти»" in prompt.text.plain for prompt in maria.heard) == 1
    assert maria.messenger.notes == [texts.ANNOUNCED_ALREADY]


async def test_a_cancelled_talk_leaves_no_question(any_town: Town) -> None:
    maria = await asked_for_tags(await partners(any_town))
    before = len(maria.heard)
    await maria.presses(PHRASES.cancel)
    assert len(maria.heard) == before
    assert maria.labels == [shared.MENU]
    assert not any(map(any, presses_of(maria)))


async def test_a_question_that_cannot_be_changed_is_asked_anew(town: Town) -> None:
    maria = await asked_for_tags(await partners(town))
    chat = maria.messenger.chats[maria.id]
    shown, press = button(maria, maria.labels[0])
    chat.pop()
    await maria.forges(press, shown=shown)
    assert any(label.startswith("✓") for label in maria.labels)


async def test_a_question_answered_in_words_before_it_is_known_to_have_come_becomes_them(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    maria = town.person("Мария")
    perform = maria.messenger.perform

    async def answered_at_once(action: Action, key: int, ticket: SendTicket) -> Sent | GroupReport:
        monkeypatch.undo()
        sent = await perform(action, key, ticket)
        answer = heard(town, "at-once", chat=maria.id, text="село Александровка", account=maria.messenger.account)
        await town.inbox.hear([answer])
        await town.inbox.drain()
        return sent

    monkeypatch.setattr(maria.messenger, "perform", answered_at_once)
    await maria.says("/found")
    question, following = maria.heard[-2:]
    assert (question.text.plain, question.rows) == ("✓ Название: Александровка", ())
    assert following.text.plain.startswith("В каком регионе")


async def test_a_change_is_tried_again_like_any_message(town: Town) -> None:
    maria = await asked_for_tags(await partners(town))
    before, label = len(maria.heard), maria.labels[0]
    maria.messenger.failures.append(Later("an overload", after=1))
    await maria.presses(label)
    assert maria.labels[0] == label
    await town.passes(timedelta(minutes=1))
    assert len(maria.heard) == before
    assert maria.labels[0] == PHRASES.ticked(label)


async def test_while_a_change_waits_the_next_one_takes_its_place(town: Town) -> None:
    maria = await asked_for_tags(await partners(town))
    labels = maria.labels[:2]
    buttons = [button(maria, label) for label in labels]
    maria.messenger.failures.append(Later("an overload", after=30))
    for shown, press in buttons:
        await maria.forges(press, shown=shown)
    await town.passes(timedelta(minutes=1))
    assert maria.labels[:2] == [PHRASES.ticked(label) for label in labels]


async def test_a_month_has_weekdays_and_its_blanks_do_nothing(town: Town) -> None:
    village = await partners(town)
    maria = village.maria
    await maria.says("/event")
    await maria.answers("День села")
    rows = [[one.label for one in row] for row in maria.last.rows]
    assert rows[0] == list(PHRASES.weekdays)
    assert rows[1] == [BLANK, BLANK, BLANK, BLANK, "20", "21", "22"]  # a Friday
    assert rows[2] == ["23", "24", "25", "26", "27", "28", "29"]
    assert rows[3] == ["30", *[BLANK] * 6]
    heard = list(maria.heard)
    for label in (BLANK, "Пн"):
        await maria.presses(label)
    assert maria.heard == heard
    await maria.presses(PHRASES.later)
    await maria.presses("5")
    assert "5 декабря" in maria.reads
    assert len(maria.heard) == len(heard)


async def test_whoever_goes_on_from_another_address_finds_the_question_there(wide_town: Town) -> None:
    """The numbers of messages are a chat's own: nothing there is changed by those of here."""
    maria = wide_town.person("Мария", messenger="telegram")
    other = wide_town.person("Мария", messenger="playground", id=maria.id)
    await maria.starts()
    await maria.says("/found")
    await maria.says("Ивановка")
    async with wide_town.database.writing() as books:
        person = await books.people.by_external(maria.messenger.account, maria.id)
        assert person is not None
        at = {"person_id": person.id, "account_id": other.messenger.account, "external_id": other.id, "chat": other.id}
        moments = {"since": wide_town.time, "used_at": wide_town.time}
        await books.connection.execute(sa.insert(addresses).values(**at, **moments, preferred=False))
    asked = list(maria.heard)
    for _ in range(2):
        await other.says("Белгородская область")
    assert maria.heard == asked
    assert [prompt for prompt in other.heard if prompt.rows] != []

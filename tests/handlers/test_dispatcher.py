"""What an update leads to: buttons, links, commands, the talk, words, in this order; and nobody loses their talk."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from handlers.texts.alliances import choosing, founding
from handlers.texts.people import first_words, privacy
from handlers.texts.turn import consents, free_words, menu, shared
from handlers.texts.turn.dialogue import PHRASES
from handlers.turn.errands import ERRANDS
from storage.tables import inbox, talks
from talk.errors import Refused
from talk.updates import ReachabilityChanged
from tests.people import photo

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from tests.people import Person, Town

SCRIPT = "found-alliance"


async def half_way(town: Town) -> Person:
    """Somebody in the middle of a talk: the settlement is told, the region is asked."""
    maria = town.person()
    await maria.says("/found")
    await maria.says("Ивановка")
    return maria


async def talk_of(town: Town) -> dict[str, object] | None:
    """The only talk in progress."""
    async with town.database.reading() as books:
        found: dict[str, object] | None = (
            await books.connection.execute(sa.select(talks.c.dialogue))
        ).scalar_one_or_none()
    return found


async def told(town: Town) -> list[str]:
    """The keys of what was told in the talk so far."""
    talk = await talk_of(town)
    entries = talk["entries"] if talk else []
    assert isinstance(entries, list)
    return [entry["key"] for entry in entries if entry["kind"] == "ask"]


async def parked(town: Town) -> int:
    async with town.database.reading() as books:
        count = sa.select(sa.func.count()).select_from(inbox).where(inbox.c.state == "parked")
        return int((await books.connection.execute(count)).scalar_one())


# The first words.


@pytest.mark.usefixtures("strangers")
async def test_the_first_words_say_what_is_kept_and_come_once(any_town: Town) -> None:
    maria = any_town.person()
    await maria.starts()
    assert maria.heard[0].text == first_words.first_words(None)
    await maria.answers(consents.AGREE)
    assert maria.reads == menu.MENU
    await maria.starts()

    assert [prompt.text for prompt in maria.heard].count(first_words.first_words(None)) == 1


@pytest.mark.usefixtures("strangers")
async def test_after_the_first_words_comes_what_the_link_is_for(any_town: Town) -> None:
    maria = any_town.person()
    await maria.starts("found")

    assert maria.heard[0].text == first_words.first_words(None, yes=consents.AGREE)
    await maria.answers(consents.AGREE)
    assert await told(any_town) == []
    await maria.says("Ивановка")
    assert await told(any_town) == ["settlement"]


async def test_whoever_begins_with_a_question_is_shown_the_menu(town: Town) -> None:
    maria = town.person()
    await maria.says("Добрый день, а как к вам попасть?")
    assert maria.reads == menu.MENU
    await maria.says("Сиреневый туман")
    assert maria.reads == shared.NOT_UNDERSTOOD
    assert 4 <= len(maria.labels) <= 5, "three or four guesses, and the menu"
    await maria.says("Не понимаю")
    assert maria.reads == menu.help_for(serves=False, coordinates=False).plain


# Buttons.


@pytest.mark.parametrize("press", ["~1.0", "~ffffffffffff.c", "~", "~zz", "nothing", "", ":", "menu:1", "x" * 64, "🦉"])
async def test_a_stale_or_forged_button_says_so(town: Town, press: str) -> None:
    maria = town.person()
    await maria.forges(press)

    assert maria.reads == shared.STALE_BUTTON
    assert maria.labels == [shared.MENU]


@pytest.mark.parametrize("press", ["~1.0", "nothing", "~ffffffffffff.c"])
async def test_a_stale_button_loses_nothing_of_the_talk(any_town: Town, press: str) -> None:
    maria = await half_way(any_town)
    await maria.forges(press)

    assert await told(any_town) == ["settlement"]
    assert maria.saw(PHRASES.stale) or maria.labels == [shared.RESUME, shared.MENU]


async def test_a_button_of_an_errand_works_in_the_middle_of_a_talk(any_town: Town) -> None:
    maria = await half_way(any_town)
    question = maria.reads
    await maria.forges("menu")
    assert maria.reads == menu.MENU_HALF_TOLD
    await maria.presses(shared.RESUME)

    assert maria.reads == question
    assert await told(any_town) == ["settlement"]


async def test_whatever_a_forged_button_says_nothing_breaks(town: Town) -> None:
    """Every errand with every number of senseless words."""
    maria = town.person()
    words = itertools.cycle(("0", "-1", "9" * 30, "абв", "", "٣", "2026-13"))
    for errand in sorted(ERRANDS, key=lambda one: one.name):
        for count in range(min(errand.most_args, 3) + 1):
            args = list(itertools.islice(words, count))
            await maria.forges(":".join([errand.name, *args]))
            assert maria.reads != shared.APOLOGY, (errand.name, args)
    assert await parked(town) == 0


# Links.


@pytest.mark.parametrize("payload", ["nothing", "nothing_1", "", "menu_1_2", "_", "абв", "anew_found", "resume"])
async def test_a_link_to_nowhere_leads_to_the_menu(town: Town, payload: str) -> None:
    maria = town.person()
    await maria.starts(payload)

    assert maria.reads == menu.MENU


async def test_a_link_may_travel_in_the_text(town: Town) -> None:
    maria = town.person()
    await maria.says("/start found")
    await maria.says("Ивановка")

    assert await told(town) == ["settlement"]


async def test_a_strangers_link_does_nothing_in_my_name(town: Town) -> None:
    maria = town.person()
    await maria.says("/menu")
    async with town.database.reading() as books:
        known = await books.people.by_external(maria.messenger.account, maria.id)
    assert known is not None
    await maria.starts(f"erase-me_{known.id}")

    assert maria.reads == menu.MENU
    assert not maria.saw(privacy.ERASED)


# Commands.


async def test_commands_come_before_the_talk_and_leave_it_as_it_is(any_town: Town) -> None:
    maria = await half_way(any_town)
    question = maria.reads
    for said in ("/help", "/menu@tezki_bot", "/HELP", "/nonsense", "/mydata"):
        await maria.says(said)
        assert maria.reads != question, said
        assert await told(any_town) == ["settlement"], said
    await maria.forges("resume")
    assert maria.reads == question


@pytest.mark.parametrize(
    "said", ["меню", "Меню!", " МЕНЮ ", "помощь", "Справка", "удалить мои данные", "Удалить мои данные."]
)
async def test_words_that_always_are_commands_are_no_answers(town: Town, said: str) -> None:
    maria = town.person()
    await maria.says("/found")
    await maria.says(said)
    assert await told(town) == []
    await maria.says("Ивановка")
    assert await told(town) == ["settlement"]


@pytest.mark.parametrize("said", ["План", "Хроника", "Привет", "В меню пироги", "/ул. Ленина", "/Ивановка"])
async def test_other_words_are_answers(town: Town, said: str) -> None:
    maria = await half_way(town)
    await maria.says("/back")
    await maria.says(said)

    assert maria.saw(said) or await told(town) == ["settlement"]


async def test_cancel_drops_the_talk_and_back_goes_a_step_back(any_town: Town) -> None:
    maria = await half_way(any_town)
    await maria.says("/back")
    assert await told(any_town) == []
    await maria.says("/cancel")
    assert maria.reads == PHRASES.cancelled(deeds=0)
    assert await talk_of(any_town) is None


@pytest.mark.parametrize("said", ["меню", "Что ты умеешь?", "привет", "мои данные"])
async def test_words_outside_of_a_talk_may_be_commands(town: Town, said: str) -> None:
    maria = town.person()
    await maria.says("/menu")
    await maria.says(said)

    assert maria.reads != shared.NOT_UNDERSTOOD


# Another talk in the middle of one.


@pytest.mark.parametrize("way", ["command", "button", "link", "word"])
async def test_another_talk_asks_before_it_drops_the_first(any_town: Town, way: str) -> None:
    maria = await half_way(any_town)
    question = maria.reads
    await _begins_to_seek(maria, way)
    assert maria.reads == shared.half_told(founding.CALLED).plain
    assert maria.labels == [shared.RESUME, shared.BEGIN_ANEW]
    assert await told(any_town) == ["settlement"]

    await maria.presses(shared.RESUME)
    assert maria.reads == question

    await _begins_to_seek(maria, way)
    await maria.presses(shared.BEGIN_ANEW)
    assert await told(any_town) == []
    talk = await talk_of(any_town)
    assert talk is not None
    assert talk["script"] == ("seek-alliance" if way in ("button", "link") else SCRIPT)
    await maria.forges("resume")
    assert maria.reads != question


async def _begins_to_seek(maria: Person, way: str) -> None:
    match way:
        case "command":
            await maria.says("/found")
        case "button":
            await maria.forges("seek:roster")
        case "link":
            await maria.starts("seek_roster")
        case _:
            await maria.says("/start found")


async def test_a_talk_in_which_nothing_was_told_gives_way(town: Town) -> None:
    maria = town.person()
    await maria.says("/found")
    await maria.forges("seek:roster")

    assert maria.reads == choosing.SEEK_NAME


async def test_a_word_too_long_for_a_button_offers_to_cancel_instead(town: Town) -> None:
    maria = await half_way(town)
    await maria.starts("seek_" + "ж" * 60)
    assert maria.labels == [shared.RESUME, PHRASES.cancel]
    await maria.presses(PHRASES.cancel)

    assert await talk_of(town) is None


async def test_a_talk_that_is_too_old_can_be_begun_again(any_town: Town) -> None:
    maria = await half_way(any_town)
    any_town.time += timedelta(days=8)
    await maria.says("Ивановская область")
    assert maria.reads == PHRASES.expired
    assert maria.labels == [shared.BEGIN_AGAIN, shared.MENU]

    await maria.presses(shared.BEGIN_AGAIN)
    await maria.says("Ивановка")
    assert await told(any_town) == ["settlement"]


async def test_a_talk_too_old_does_not_stand_in_the_way(town: Town) -> None:
    maria = await half_way(town)
    town.time += timedelta(days=8)
    await maria.says("/found")

    assert maria.reads != shared.half_told(founding.CALLED).plain
    assert await told(town) == []


@pytest.mark.parametrize("damage", [{"version": 99}, {"script": "gone"}, {"entries": "of another age"}])
async def test_a_talk_of_another_version_is_closed_kindly(both_towns: Town, damage: dict[str, object]) -> None:
    maria = await half_way(both_towns)
    talk = await talk_of(both_towns)
    assert talk is not None
    async with both_towns.database.writing() as books:
        await books.connection.execute(sa.update(talks).values(dialogue={**talk, **damage}))
    await maria.says("Ивановская область")

    assert maria.saw(PHRASES.unknown)
    assert await talk_of(both_towns) is None
    await maria.says("/menu")
    assert maria.reads == menu.MENU


# Whatever may be sent.


@pytest.mark.parametrize("said", ["а" * 10_000, "№ ∞ ±", "<b>&lt;script&gt;", "", "  ", "\u200b", "%s {0} \\u0000"])
async def test_whatever_is_said_is_answered(any_town: Town, said: str) -> None:
    maria = any_town.person()
    await maria.says("/menu")
    await maria.says(said)
    assert maria.reads == shared.NOT_UNDERSTOOD

    ivan = await half_way(any_town)
    before = len(ivan.heard)
    await ivan.says(said)
    assert len(ivan.heard) == before + 1
    assert "settlement" in await told(any_town)
    assert await parked(any_town) == 0


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("sticker", free_words.STICKER),
        ("voice", free_words.VOICE),
        ("video", shared.NOT_UNDERSTOOD),
        ("something new", shared.NOT_UNDERSTOOD),
    ],
)
async def test_what_we_do_not_understand_is_answered(any_town: Town, kind: str, answer: str) -> None:
    maria = any_town.person()
    await maria.says("/menu")
    await maria.says("", other=kind)
    assert maria.reads == answer

    await maria.says("/found")
    await maria.says("", other=kind)
    assert maria.labels == [PHRASES.cancel]
    assert await told(any_town) == []


# Reach.


async def test_whoever_blocked_us_and_writes_again_can_be_written_to(both_towns: Town) -> None:
    town, maria = both_towns, both_towns.person()
    await maria.says("/menu")
    await _reach(town, maria, reachable=False)
    assert not await _reachable(town, maria)
    await _reach(town, maria, reachable=True)
    assert await _reachable(town, maria)

    town.messenger().unreachable.add(maria.id)
    await maria.says("/menu")
    assert not await _reachable(town, maria)
    town.messenger().unreachable.clear()
    await maria.says("/menu")
    assert await _reachable(town, maria)
    assert maria.reads == menu.MENU


async def test_a_stranger_who_blocks_us_stays_unknown(both_towns: Town) -> None:
    stranger = both_towns.person()
    await _reach(both_towns, stranger, reachable=False)

    async with both_towns.database.reading() as books:
        assert await books.people.by_external(stranger.messenger.account, stranger.id) is None


async def _reach(town: Town, person: Person, *, reachable: bool) -> None:
    event = f"r{next(town._events)}"
    account = person.messenger.account
    await town.hears(
        ReachabilityChanged(account=account, event_id=event, user=person.id, at=town.time, reachable=reachable)
    )


async def _reachable(town: Town, person: Person) -> bool:
    async with town.database.reading() as books:
        known = await books.people.by_external(person.messenger.account, person.id)
    assert known is not None
    return known.reachable


async def test_what_an_action_refuses_outside_of_a_talk_is_said(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is kept of what it had begun."""

    async def sends(context: Context) -> None:
        await context.books.settings.set("half done", 1)
        raise Refused("Книга уже отправлена")

    afisha = ERRANDS.named("afisha")
    assert afisha is not None
    monkeypatch.setitem(ERRANDS._by_name, "afisha", replace(afisha, run=sends))
    olga = town.person()
    await olga.forges("afisha")
    assert olga.reads == "Книга уже отправлена"
    assert olga.labels == [shared.MENU]
    async with town.database.reading() as books:
        assert await books.settings.get("half done") is None


# Words that are commands, edited words, albums.


@pytest.mark.parametrize("typed", ["/меню", " /menu", "/Меню@tezki_bot", "  /меню "])
async def test_the_menu_is_found_however_it_is_typed(town: Town, typed: str) -> None:
    maria = await half_way(town)
    await maria.says(typed)
    assert maria.reads == menu.MENU_HALF_TOLD


async def test_a_stroke_before_another_word_is_an_answer(town: Town) -> None:
    maria = town.person()
    await maria.says("/found")
    await maria.says("/Ивановка")
    assert await told(town) == ["settlement"]


async def test_an_edited_message_is_another_answer_while_its_question_is_the_newest(town: Town) -> None:
    maria = await half_way(town)
    await maria.says("Белгородская область", message="5")
    before = await told(town)
    await maria.says("Партия", message="7")
    assert await told(town) == before
    asked = maria.reads
    await maria.says("Общественно-коллективное движение", message="6", edited=True)
    assert (maria.reads, await told(town)) == (asked, before), "another message"
    await maria.says("Общественно-коллективное движение", message="7", edited=True)
    after = await told(town)
    assert len(after) == len(before) + 1
    asked = maria.reads
    await maria.says("Конвент-партнёрство", message="7", edited=True)
    assert (maria.reads, await told(town)) == (asked, after), "its question was answered"


async def test_an_edited_message_of_a_stranger_greets_nobody(town: Town) -> None:
    maria = town.person()
    await maria.says("меню", message="7", edited=True)
    assert maria.heard == []


async def test_an_album_where_words_are_asked_for_is_refused_once(town: Town) -> None:
    maria = await half_way(town)
    seen = len(maria.heard)
    await maria.shows(photo(), photo("navy"), photo("maroon"), album="a1")
    assert len(maria.heard) == seen + 1

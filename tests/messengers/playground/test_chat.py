"""The chat of a person in the playground, over HTTP."""

from __future__ import annotations

import pytest

from bot.messengers.playground.messenger import HEARD
from handlers.texts.alliances import founding
from handlers.texts.libraries import joining
from handlers.texts.people import first_words
from handlers.texts.turn import menu, shared
from handlers.texts.turn.dialogue import PHRASES
from tests.messengers.playground.conftest import ANNA, MARIA, Visitor
from tests.people import photo


async def test_three_people_wait_to_be_played(visitor: Visitor) -> None:
    people = (await visitor.hears())["people"]["people"]
    assert [person["part"] for person in people] == ["координатор", "библиотекарь", "житель"]
    assert {person["zone"] for person in people} == {"Europe/Moscow"}


@pytest.mark.usefixtures("strangers")
async def test_whoever_begins_is_greeted_and_asked_who_they_are(visitor: Visitor) -> None:
    await visitor.starts(ANNA)
    greeting = first_words.first_words(None).plain
    assert await visitor.reads(ANNA) == [greeting]
    await visitor.presses(ANNA, first_words.LIBRARIAN)
    assert await visitor.reads(ANNA) == [greeting, joining.WHERE]
    assert await visitor.reads(MARIA) == []


async def test_what_was_said_stands_before_its_answer(visitor: Visitor) -> None:
    await visitor.starts(ANNA)
    line = await visitor.says(ANNA, "мяу")
    *_, said, answer = await visitor.chat(ANNA)
    assert (said["id"], said["mine"], said["text"]) == (line, False, "мяу")
    assert answer["text"] == [{"text": shared.NOT_UNDERSTOOD}]


async def test_a_pressed_button_turns_the_page_in_place(visitor: Visitor) -> None:
    await visitor.starts(ANNA)
    before = await visitor.chat(ANNA)
    await visitor.presses(ANNA, menu.MORE)
    after = [line for line in await visitor.chat(ANNA) if line["mine"]]
    assert len(after) == len([line for line in before if line["mine"]])
    assert after[-1]["id"] == before[-1]["id"]
    assert after[-1]["text"] == [{"text": menu.MORE_TEXT}]
    assert after[-1]["revision"] > before[-1]["revision"]


async def test_an_old_button_is_still_a_button(visitor: Visitor) -> None:
    await visitor.starts(ANNA)
    old = (await visitor.chat(ANNA))[-1]
    await visitor.says(ANNA, "мяу")
    heard = await visitor.reads(ANNA)
    await visitor.posts("press", person=ANNA, line=old["id"], press="~1.0", key=visitor.key())
    await visitor.program.drain()
    assert await visitor.reads(ANNA) == [*heard, shared.STALE_BUTTON]


async def test_a_word_in_passing_is_a_small_line_and_no_message(visitor: Visitor) -> None:
    await visitor.starts(ANNA)
    menu_line = (await visitor.chat(ANNA))[-1]
    press = menu_line["rows"][0][0]["press"]
    pressed = (await visitor.posts("press", person=ANNA, line=menu_line["id"], press=press, key=visitor.key()))["line"]
    handle = f"line:{pressed}"
    for _ in range(2):  # once
        await visitor.messenger.answer_press(handle, "Уже объявлено.")
    for stale in (f"line:{menu_line['id']}", "line:99999", "line:" + "9" * 30, "nothing"):
        await visitor.messenger.answer_press(stale, "Уже объявлено.")
    await visitor.messenger.answer_press(handle)
    notes = [line for line in await visitor.lines() if line["kind"] == "note"]
    assert [(line["chat"], line["text"]) for line in notes] == [(ANNA, [{"text": "Уже объявлено."}])]


async def test_the_same_request_twice_is_one_message(visitor: Visitor) -> None:
    first = await visitor.says(ANNA, "мяу", key="same-key-1")
    heard = await visitor.reads(ANNA)
    assert await visitor.says(ANNA, "мяу", key="same-key-1") == first
    assert await visitor.reads(ANNA) == heard


async def test_a_message_is_in_the_inbox_before_the_page_is_answered(visitor: Visitor) -> None:
    await visitor.posts("say", person=ANNA, text="мяу", key=visitor.key())
    async with visitor.program.database.reading() as books:
        waiting = await books.inbox.waiting([int(visitor.messenger.account)], after_id=0, limit=10)
    assert [row.update.kind for row in waiting] == ["heard"]


async def test_what_was_written_down_before_a_crash_is_heard_after_it(visitor: Visitor) -> None:
    """The line is there, the process died before the inbox knew of it."""
    await visitor.starts(ANNA)
    async with visitor.program.database.writing() as books:
        body = {"kind": "said", "text": "мяу", "files": []}
        now = visitor.program.clock.now()
        await books.playground.append(ANNA, None, mine=False, body=body, key=None, at=now)
    await visitor.messenger.listen(visitor.program.inbox.hear)
    await visitor.program.drain()
    assert (await visitor.reads(ANNA))[-1] == shared.NOT_UNDERSTOOD


async def test_a_crash_before_the_place_was_remembered_does_not_repeat_anything(visitor: Visitor) -> None:
    await visitor.says(ANNA, "мяу")
    heard = await visitor.reads(ANNA)
    async with visitor.program.database.writing() as books:
        await books.settings.set(HEARD, 0)
    await visitor.messenger.listen(visitor.program.inbox.hear)
    await visitor.program.drain()
    assert await visitor.reads(ANNA) == heard


async def comes_to_the_emblem(visitor: Visitor) -> None:
    """Up to a question that takes a photo."""
    await visitor.says(ANNA, "/found")
    await visitor.answers(ANNA, "Ивановка", "Белгородская область", "Общественно-коллективное движение")
    await visitor.answers(ANNA, founding.SCOPE_WIDE, "Подходит", PHRASES.skip, PHRASES.skip)
    assert (await visitor.reads(ANNA))[-1].endswith(founding.EMBLEM)


async def test_photos_outlive_the_process_until_they_are_fetched(visitor: Visitor) -> None:
    await comes_to_the_emblem(visitor)
    await visitor.shows(ANNA, photo("red"), photo("blue"), text="вот")
    said = next(line for line in await visitor.chat(ANNA) if line.get("files"))
    assert (said["text"], len(said["files"])) == ("вот", 2)
    shown = await visitor.client.get(f"/playground/file/{said['files'][1]['ref']}")
    assert (shown.status, shown.content_type, await shown.read()) == (200, "image/jpeg", photo("blue"))
    async with visitor.program.database.reading() as books:
        kept = await books.pictures.bytes_of(1)
    picture = await visitor.client.get("/playground/picture/1")
    assert (picture.content_type, await picture.read()) == ("image/jpeg", kept)


async def test_what_is_no_picture_is_said_to_be_none_and_never_served_as_a_page(visitor: Visitor) -> None:
    await comes_to_the_emblem(visitor)
    await visitor.shows(ANNA, b"<script>alert(1)</script>")
    assert shared.PICTURE_FAILED in "".join(await visitor.reads(ANNA))
    said = next(line for line in await visitor.chat(ANNA) if line.get("files"))
    assert (await visitor.client.get(f"/playground/file/{said['files'][0]['ref']}")).status == 404


async def test_a_file_that_is_too_large_gets_a_kind_answer(visitor: Visitor) -> None:
    await comes_to_the_emblem(visitor)
    await visitor.shows(ANNA, b"\xff\xd8\xff" + bytes(20_000_001))
    assert shared.PICTURE_TOO_LARGE in "".join(await visitor.reads(ANNA))


async def test_somebody_new_can_be_added_and_named(visitor: Visitor) -> None:
    made = await visitor.posts("person", name="  Вера Ильинична ", part="библиотекарь")
    await visitor.starts(made["person"])
    people = (await visitor.hears())["people"]["people"]
    assert people[-1]["name"] == "Вера Ильинична"
    assert menu.MENU in await visitor.reads(made["person"])


async def test_whoever_blocks_the_bot_hears_nothing_until_they_write_again(visitor: Visitor) -> None:
    await visitor.starts(ANNA)
    await visitor.posts("person", person=ANNA, blocked=True, key=visitor.key())
    await visitor.program.drain()
    async with visitor.program.database.reading() as books:
        person = await books.people.by_external(visitor.messenger.account, ANNA)
    assert person is not None
    assert not person.reachable


async def test_the_page_is_told_only_what_it_missed(visitor: Visitor) -> None:
    await visitor.starts(ANNA)
    seen = (await visitor.hears())["id"]
    await visitor.says(ANNA, "мяу")
    missed = (await visitor.hears(after=seen))["lines"]["lines"]
    assert [line["mine"] for line in missed] == [False, True]


async def test_nonsense_is_refused(visitor: Visitor) -> None:
    await visitor.posts("say", expect=400, person=ANNA, text="   ", key=visitor.key())
    await visitor.posts("say", expect=400, person=ANNA, text="мяу", key="<b>")
    await visitor.posts("say", expect=404, person=77, text="мяу", key=visitor.key())
    await visitor.posts("press", expect=404, person=ANNA, line=12345, press="menu", key=visitor.key())
    await visitor.posts("press", expect=400, person=ANNA, line=1, press="меню", key=visitor.key())
    await visitor.posts("follow", expect=400, person=ANNA, payload="a b", key=visitor.key())
    await visitor.shows(ANNA, expect=400)

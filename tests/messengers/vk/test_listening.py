"""What people do in VK reaches us by Bots Long Poll, once it is stored it is not told again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.messengers.vk import longpoll
from bot.messengers.vk.hearing import EVENTS
from bot.messengers.vk.messenger import VkMessenger
from talk.messenger import Broken, Later, SendTicket, Tell, Uncertain
from talk.prompt import Button, Prompt
from talk.rich import rich
from talk.updates import GroupChanged, IncomingMessage, ReachabilityChanged
from tests.messengers.vk.conftest import Make
from tests.messengers.vk.ears import Ears, Happened, picture
from tests.servers import faults
from tests.servers.vk.community import Community
from tests.servers.vk.person import Person
from tests.servers.vk.server import VkServer

YES = Prompt(text=rich("Пойдёте?"), rows=((Button(label="Да", press="t1:0"),),))


async def ready(vk: VkServer, community: Community) -> None:
    await vk.wait_for(lambda: community.longpoll.waiting)


async def test_words_are_heard_with_who_said_them_and_when(vk: VkServer, community: Community, ears: Ears) -> None:
    maria = vk.person("Мария")
    await ready(vk, community)
    maria.writes(community, "Здравствуйте")
    allowed, heard = await ears.next(), await ears.next()
    assert isinstance(allowed, ReachabilityChanged)
    assert (allowed.user, allowed.reachable) == (maria.id, True)
    assert isinstance(heard, IncomingMessage)
    assert (heard.text, heard.chat, heard.user, heard.account) == ("Здравствуйте", maria.id, maria.id, 7)
    assert abs((heard.at - datetime.now(UTC)).total_seconds()) < 60
    assert (heard.press, heard.start, heard.files, heard.other) == (None, None, (), None)


async def test_the_start_button_is_a_start_without_words(
    vk: VkServer, community: Community, maria: Person, ears: Ears
) -> None:
    await ready(vk, community)
    maria.starts(community)
    heard = await ears.next_words()
    assert (heard.start, heard.text) == ("", "")


async def test_a_deep_link_brings_its_payload(vk: VkServer, community: Community, maria: Person, ears: Ears) -> None:
    await ready(vk, community)
    maria.starts(community, ref="event-12")
    maria.writes(community, "bind-3fc1", ref="token")
    first, second = await ears.next_words(), await ears.next_words()
    assert (first.start, first.text) == ("event-12", "")
    assert (second.start, second.text) == ("token", "bind-3fc1")


async def test_a_press_tells_which_message_carried_the_button(
    vk: VkServer, community: Community, maria: Person, messenger: VkMessenger, ears: Ears
) -> None:
    sent = await messenger.perform(Tell(chat=maria.id, prompt=YES), 1, SendTicket())
    await ready(vk, community)
    event_id = maria.presses(community, "Да")
    heard = await ears.next_words()
    assert (heard.press, heard.shown, heard.text) == ("t1:0", sent.refs[0], "")  # type: ignore[union-attr]  # Tell is Sent
    assert heard.press_id is not None
    assert json.loads(heard.press_id)[:3] == [event_id, maria.id, maria.id]
    await messenger.answer_press(heard.press_id, "Записали. " * 20)
    await vk.wait_for(lambda: maria.snackbars)
    assert maria.snackbars[0].startswith("Записали")
    assert len(maria.snackbars[0]) <= 90


async def test_acknowledging_never_fails_but_stops_the_spinner_when_it_can(
    vk: VkServer, community: Community, maria: Person, messenger: VkMessenger, ears: Ears
) -> None:
    await messenger.perform(Tell(chat=maria.id, prompt=YES), 1, SendTicket())
    await ready(vk, community)
    await messenger.answer_press("no JSON")
    vk.fails("messages.sendMessageEventAnswer", 15)
    await messenger.answer_press(json.dumps(["gone", maria.id, maria.id]))
    await vk.wait_for(lambda: vk.faults.waiting == 0)
    maria.presses(community, "Да")
    assert community.spinning
    heard = await ears.next_words()
    assert heard.press_id is not None
    await messenger.answer_press(heard.press_id)
    await vk.wait_for(lambda: not community.spinning)


async def test_pictures_places_and_stickers_are_told_apart(
    vk: VkServer, community: Community, maria: Person, messenger: VkMessenger, ears: Ears
) -> None:
    await ready(vk, community)
    maria.sends_photo(community, picture(100, 50), picture(), text="Афиша")
    maria.sends_document(community, picture(), "скан.jpg")
    maria.sends_document(community, b"text", "план.docx")
    maria.sends_sticker(community)
    maria.sends_location(community, 56.85, 35.92)
    photos, scan, plan, sticker, place = [await ears.next_words() for _ in range(5)]
    assert (photos.text, len(photos.files), photos.album, photos.other) == ("Афиша", 2, None, None)
    assert await messenger.fetch(photos.files[0], at_most=1_000_000) == picture(100, 50)
    assert [(file.name, file.kind, file.size) for file in scan.files] == [("скан.jpg", "document", len(picture()))]
    assert [(file.name, file.kind, file.size) for file in plan.files] == [("план.docx", "file", 4)]
    assert plan.other is None
    assert sticker.other == "sticker"
    assert place.place == (56.85, 35.92)


async def test_who_forbids_and_who_allows_messages_is_told(
    vk: VkServer, community: Community, maria: Person, ears: Ears
) -> None:
    await ready(vk, community)
    maria.forbids(community)
    maria.allows(community)
    told = [await ears.next(), await ears.next()]
    assert [(t.user, t.reachable) for t in told if isinstance(t, ReachabilityChanged)] == [
        (maria.id, False),
        (maria.id, True),
    ]


async def test_a_new_title_and_new_managers_are_told(vk: VkServer, community: Community, ears: Ears) -> None:
    await ready(vk, community)
    community.renames("Все Александровки")
    community.appoints(vk.person("Ольга"))
    renamed, rights = await ears.next(), await ears.next()
    assert isinstance(renamed, GroupChanged)
    assert (renamed.what, renamed.title, renamed.group) == ("renamed", "Все Александровки", community.id)
    assert isinstance(rights, GroupChanged)
    assert (rights.what, rights.group) == ("rights", community.id)


async def test_what_was_not_stored_comes_again(
    vk: VkServer, community: Community, maria: Person, messenger: VkMessenger
) -> None:
    refused: list[Happened] = []

    async def cannot_store(updates: Sequence[Happened]) -> None:
        refused.extend(updates)
        raise OSError("disk full")

    listening = asyncio.create_task(messenger.listen(cannot_store))
    await ready(vk, community)
    maria.writes(community, "важное")
    with pytest.raises(OSError, match="disk full"):
        await listening
    async with Ears(messenger) as ears:
        assert await ears.next_words() == refused[0]


async def test_nothing_more_is_asked_while_the_last_is_being_stored(
    vk: VkServer, community: Community, maria: Person, messenger: VkMessenger
) -> None:
    began, may_end = asyncio.Event(), asyncio.Event()

    async def store_slowly(_updates: Sequence[Happened]) -> None:
        began.set()
        await may_end.wait()

    listening = asyncio.create_task(messenger.listen(store_slowly))
    await ready(vk, community)
    maria.writes(community, "раз")
    await began.wait()
    polls = community.longpoll.polls
    maria.writes(community, "два")
    await messenger.identify()  # the loop and VK have had time enough
    assert community.longpoll.polls == polls
    may_end.set()
    await vk.wait_for(lambda: community.longpoll.polls > polls)
    listening.cancel()
    await asyncio.wait([listening])


@pytest.mark.parametrize("code", [1, 2, 3])
async def test_a_poll_that_failed_is_followed_by_a_good_one(
    vk: VkServer, community: Community, maria: Person, ears: Ears, code: int
) -> None:
    await ready(vk, community)
    polls = community.longpoll.polls
    community.longpoll.fails(code)
    await vk.wait_for(lambda: community.longpoll.polls > polls)
    maria.writes(community, "слышно?")
    assert (await ears.next_words()).text == "слышно?"


@pytest.mark.parametrize(
    "trouble",
    [
        faults.invalid_json(),
        faults.html_error(502),
        faults.reset(),
        faults.reply('{"failed": 4}'),
        faults.reply('{"failed": 1}'),
        faults.reply("[]"),
        faults.reply('{"updates": []}'),
        faults.reply('{"ts": "1", "updates": {}}'),
    ],
    ids=lambda trouble: trouble.body or trouble.effect.name,
)
async def test_trouble_at_the_poll_server_is_outlived(
    vk: VkServer, community: Community, maria: Person, make: Make, trouble: faults.Fault
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    vk.faults.next("longpoll", trouble, trouble)
    async with Ears(make(pause=pause)) as ears:
        await ready(vk, community)
        maria.writes(community, "слышно?")
        assert (await ears.next_words()).text == "слышно?"
    assert len(pauses) == 2
    assert all(0 < seconds < 5 for seconds in pauses)


async def test_a_dead_vk_is_asked_less_and_less_often_and_heard_when_it_is_back(
    vk: VkServer, community: Community, maria: Person, make: Make
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 12:
            vk.faults.clear()

    vk.faults.always("groups.setLongPollSettings", faults.html_error(503))
    async with Ears(make(pause=pause)) as ears:
        await ready(vk, community)
        maria.writes(community, "слышно?")
        assert (await ears.next_words()).text == "слышно?"
    assert pauses[-1] >= 30 > pauses[0]
    assert max(pauses) <= 60


async def test_a_revoked_key_ends_the_listening(
    vk: VkServer, community: Community, maria: Person, messenger: VkMessenger
) -> None:
    community.revokes_key()
    with pytest.raises(Broken, match="new community key"):
        await messenger.listen(Ears(messenger).hear)
    assert maria.saw(community) == []
    assert all(community.key not in str(call.params) for call in vk.calls)


async def test_a_key_that_may_not_manage_cannot_listen_and_says_so(vk: VkServer, make: Make) -> None:
    poor = vk.add_community("Бедная", rights=["messages"])
    messenger = make(token=poor.key, group_id=poor.id)
    with pytest.raises(Broken, match="may manage"):
        await messenger.listen(Ears(messenger).hear)


async def test_the_community_is_set_to_our_version_and_events(vk: VkServer, community: Community, ears: Ears) -> None:
    assert ears.listening is not None
    await ready(vk, community)
    assert community.longpoll_version == "5.199"
    assert {"message_new", "message_event", "message_allow", "message_deny"} <= community.longpoll_events
    assert "message_reply" not in community.longpoll_events


class Shelf:
    """A cursor that a test can read."""

    def __init__(self) -> None:
        self.ts: str | None = None

    async def read(self) -> str | None:
        return self.ts

    async def write(self, ts: str) -> None:
        self.ts = ts


async def test_with_a_cursor_a_new_program_hears_what_the_old_one_missed(
    vk: VkServer, community: Community, maria: Person, make: Make
) -> None:
    shelf = Shelf()
    async with Ears(make(cursor=shelf)) as ears:
        await ready(vk, community)
        maria.writes(community, "первое")
        await ears.next_words()
        await vk.wait_for(lambda: shelf.ts == str(community.longpoll.ts))
    maria.writes(community, "пока вас не было")
    async with Ears(make(cursor=shelf)) as ears:
        assert (await ears.next_words()).text == "пока вас не было"


async def test_closing_ends_a_wait_for_events(vk: VkServer, community: Community, messenger: VkMessenger) -> None:
    listening = asyncio.create_task(messenger.listen(Ears(messenger).hear))
    await ready(vk, community)
    await messenger.close()
    with pytest.raises(Later, match="closing"):
        await listening


async def test_closing_ends_calls_that_hang(vk: VkServer, messenger: VkMessenger) -> None:
    vk.faults.always("groups.getById", faults.hang())
    asking = asyncio.create_task(messenger.identify())
    await vk.wait_for(lambda: vk.calls)
    await messenger.close()
    with pytest.raises(Uncertain):
        await asking


async def test_long_poll_that_an_administrator_switched_off_is_switched_on_again(
    vk: VkServer, community: Community, maria: Person, ears: Ears
) -> None:
    await ready(vk, community)
    community.polls()
    await vk.wait_for(lambda: community.longpoll_on and community.longpoll.waiting)
    maria.writes(community, "Слышно?")
    assert (await ears.next_words()).text == "Слышно?"


async def test_events_that_an_administrator_unticked_are_ticked_again(
    vk: VkServer, community: Community, messenger: VkMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(longpoll, "ASK_AGAIN", 0)  # its ten minutes are over
    async with Ears(messenger):
        await ready(vk, community)
        community.longpoll_events.discard("message_event")
        community.renames("Все Александровки")
        await vk.wait_for(lambda: set(EVENTS) <= community.longpoll_events)


async def test_with_a_key_that_may_not_manage_a_long_poll_that_is_off_is_broken_until_it_is_on(
    vk: VkServer, make: Make, community: Community
) -> None:
    vk.add_key(community, "poor", rights=["messages"])
    with pytest.raises(Broken, match="Long Poll"):
        await make(token="poor").listen(_nobody)


async def _nobody(_updates: Sequence[Happened]) -> None:
    raise AssertionError("nothing was to be heard")


async def test_a_corrected_message_is_heard_as_the_same_one_said_otherwise(
    vk: VkServer, community: Community, maria: Person, messenger: VkMessenger, ears: Ears
) -> None:
    await ready(vk, community)
    said = maria.writes(community, "Ёлко")
    await messenger.perform(Tell(chat=maria.id, prompt=YES), 1, SendTicket())
    await messenger.perform(Tell(chat=maria.id, prompt=YES, replaces="2"), 2, SendTicket())  # what we edit is no answer
    maria.edits(community, said, "Ёлка")
    first, second = await ears.next_words(), await ears.next_words()
    assert (first.text, first.message, first.edited) == ("Ёлко", str(said.cmid), False)
    assert (second.text, second.message, second.edited) == ("Ёлка", str(said.cmid), True)
    assert first.event_id != second.event_id


async def test_a_button_of_words_is_not_pressed_again_when_its_message_is_edited(
    vk: VkServer, community: Community, maria: Person, ears: Ears
) -> None:
    await ready(vk, community)
    maria.edits(community, maria.starts(community), "Начинаем")
    maria.writes(community, "Здравствуйте")
    assert [(await ears.next_words()).start, (await ears.next_words()).text] == ["", "Здравствуйте"]


async def test_the_address_behind_a_word_is_kept_and_what_is_bold_is_words(
    vk: VkServer, community: Community, maria: Person, ears: Ears
) -> None:
    await ready(vk, community)
    maria.writes_formatted(
        community,
        "🎄 Ёлка: запись тут, vk.com/tezki",
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "url", "offset": 16, "length": 3, "url": "https://example.org/12"},
        {"type": "url", "offset": 21, "length": 12, "url": "vk.com/tezki"},
    )
    heard = await ears.next_words()
    assert heard.text == "🎄 Ёлка: запись тут (https://example.org/12), vk.com/tezki"


@pytest.mark.parametrize(
    ("place", "called"),
    [
        ({"title": "Дом культуры", "address": "ул. Ленина, 1", "city": "Тверь"}, "Дом культуры, ул. Ленина, 1"),
        ({"title": "Тверь, Россия", "city": "Тверь"}, "Тверь, Россия"),
        ({"title": "Тверь", "city": "Тверь", "country": "Россия"}, "Тверь"),
        (None, ""),
    ],
)
async def test_a_point_on_the_map_has_the_name_that_vk_gives_it(
    vk: VkServer, community: Community, maria: Person, ears: Ears, *, place: dict[str, str] | None, called: str
) -> None:
    await ready(vk, community)
    maria.sends_location(community, 56.85, 35.92, place=place)
    heard = await ears.next_words()
    assert (heard.text, heard.place, heard.other) == (called, (56.85, 35.92), None)

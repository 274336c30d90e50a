"""Whatever comes instead of an event, nothing breaks and nobody is impersonated."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messengers.vk.clients import REMEMBERED, Clients
from bot.messengers.vk.hearing import EVENTS, Hearing
from talk.updates import AccountId, IncomingMessage, updates

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "message",
    "from_id",
    "peer_id",
    "text",
    "payload",
    "attachments",
    "geo",
    "format_data",
    "conversation_message_id",
    "user_id",
    "event_id",
    "date",
    "ref",
)


def hearing() -> Hearing:
    return Hearing(AccountId(7), 5, Clients(), lambda: NOW)


def understand(kind: str, what: Any, **facts: Any) -> list[Any]:
    return hearing().understand([{"type": kind, "event_id": "e1", "group_id": 5, "object": what} | facts])


def message(**facts: Any) -> dict[str, Any]:
    return {"message": {"from_id": 9, "peer_id": 9, "date": 1795165200, "text": ""} | facts, "client_info": {}}


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("[club5|Тёзки Александровки] меню", "меню"),
        ("[club5|@tezki], Ещё…", "Ещё…"),
        ("@club5 афиша", "афиша"),
        ("[club6|Другие] меню", "[club6|Другие] меню"),
        ("[id5|Мария] придёт", "[id5|Мария] придёт"),
        ("меню [club5|Тёзки]", "меню [club5|Тёзки]"),
    ],
)
def test_the_mention_of_the_community_before_a_word_is_no_word(written: str, heard: str) -> None:
    (update,) = understand("message_new", message(text=written))
    assert update.text == heard


@settings(deadline=None)
@given(st.sampled_from(EVENTS), JSON | st.dictionaries(st.sampled_from(FIELDS), JSON | st.just(9)))
def test_no_event_breaks_the_ear(kind: str, what: Any) -> None:
    for update in understand(kind, what):
        assert updates.validate_json(updates.dump_json(update)) == update


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON), JSON)
def test_no_message_breaks_the_ear(facts: dict[str, Any], photo: Any) -> None:
    attachments = [{"type": "photo", "photo": photo}, {"type": "doc", "doc": photo}, photo]
    whole = message(attachments=attachments) | {"client_info": photo}
    whole["message"].update({name: value for name, value in facts.items() if name not in {"from_id", "peer_id"}})
    [heard] = understand("message_new", whole)
    assert updates.validate_json(updates.dump_json(heard)) == heard


@pytest.mark.parametrize(
    "what",
    [
        message(peer_id=2_000_000_001),
        message(from_id=-5, peer_id=-5),
        message(out=1),
        {"message": None},
    ],
)
def test_chats_communities_and_our_own_words_are_not_heard(what: dict[str, Any]) -> None:
    assert understand("message_new", what) == []


def test_other_communities_events_are_not_heard() -> None:
    assert understand("message_new", message(text="да"), group_id=6) == []


@pytest.mark.parametrize("payload", [{"p": "t1:0"}, '{"p":"t1:0"}', '{"p": "t1:0", "more": 1}'])
def test_a_payload_is_read_as_object_and_as_text(payload: Any) -> None:
    [heard] = understand("message_event", {"user_id": 9, "peer_id": 9, "event_id": "x", "payload": payload})
    assert isinstance(heard, IncomingMessage)
    assert (heard.press, heard.at) == ("t1:0", NOW)


@pytest.mark.parametrize("payload", [{}, None, "{", {"p": 5}, {"p": "ы"}, {"p": "x" * 65}])
def test_a_press_that_no_button_of_ours_makes_is_an_empty_one(payload: Any) -> None:
    [heard] = understand("message_event", {"user_id": 9, "peer_id": 9, "event_id": "x", "payload": payload})
    assert heard.press == ""


def test_a_press_in_a_group_chat_is_not_heard() -> None:
    assert understand("message_event", {"user_id": 9, "peer_id": 2_000_000_001, "event_id": "x", "payload": {}}) == []


def test_an_old_message_shape_is_understood() -> None:
    [heard] = understand("message_new", message(text="по-старому")["message"])
    assert heard.text == "по-старому"


def test_an_event_without_an_id_has_the_same_one_each_time() -> None:
    first, second = (understand("message_new", message(text="да"), event_id="")[0] for _ in range(2))
    other = understand("message_new", message(text="нет"), event_id="")[0]
    assert first.event_id == second.event_id != other.event_id


def test_a_voice_message_and_a_forward_are_named() -> None:
    [voice] = understand("message_new", message(attachments=[{"type": "audio_message", "audio_message": {}}]))
    [forward] = understand("message_new", message(fwd_messages=[{}]))
    [words] = understand("message_new", message(text="смотрите", attachments=[{"type": "video", "video": {}}]))
    assert (voice.other, forward.other, words.other) == ("voice", "forward", None)


def test_the_largest_size_of_a_photo_is_taken() -> None:
    sizes = [{"url": "s", "width": 5, "height": 5}, {"url": "w", "width": 50, "height": 50}, {"url": "m", "width": 9}]
    [heard] = understand("message_new", message(attachments=[{"type": "photo", "photo": {"sizes": sizes}}]))
    assert [file.ref for file in heard.files] == ["w"]


def test_only_so_many_chats_are_remembered() -> None:
    clients = Clients()
    for chat in range(REMEMBERED + 1):
        clients.dock(chat, up=True)
    assert not clients.is_docked(0)
    assert clients.is_docked(1)

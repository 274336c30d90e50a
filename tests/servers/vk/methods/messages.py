"""messages.*: what the community writes to people."""

import json
from typing import Any

from tests.servers.vk import formatting, keyboard
from tests.servers.vk.community import Community, Press
from tests.servers.vk.conversation import Conversation, Message
from tests.servers.vk.failures import Failure, Violated
from tests.servers.vk.registry import GROUP, Call, method

TEXT_LIMIT = 4096  # characters; the schema says 9000, real clients meet 914 earlier (VK.md §1)
ATTACHMENT_LIMIT = 10
SNACKBAR_LIMIT = 90
EDIT_WINDOW = 24 * 3600  # seconds; for people a day, for communities not verified
INT32 = range(-(2**31), 2**31)


@method("messages.send", right="messages")
def send(call: Call) -> object:
    """One message to one peer (answer: its id) or to up to 100 peers (answer: a list, errors inside)."""
    community = call.community
    if not community.messages_on:
        raise Failure(15, "group messages are disabled")
    if call.needs("random_id") not in INT32:
        raise Violated(100, "random_id should be int32")
    facts = _content(call)
    facts["random_id"] = call.needs("random_id")
    ways = [name for name in ("peer_id", "peer_ids", "user_id", "domain", "chat_id") if name in call.params]
    if len(ways) != 1:
        raise Violated(100, f"exactly one receiver parameter is needed, not {ways}")
    if facts["keyboard"] is not None and not community.bot_features:
        raise Failure(912)
    if ways == ["peer_ids"]:
        peers = call.numbers("peer_ids")
        return [_to_one_of_many(call, peer, peers, facts) for peer in peers]
    peer = _resolve(call, ways[0])
    return _deliver(call, peer, [peer], facts).id


def _to_one_of_many(call: Call, peer: int, peers: list[int], facts: dict[str, Any]) -> dict[str, Any]:
    try:
        message = _deliver(call, peer, peers, facts)
    except Failure as failure:
        return {"peer_id": peer, "error": {"code": failure.code, "description": failure.text}}
    return {"peer_id": peer, "message_id": message.id, "conversation_message_id": message.cmid}


def _deliver(call: Call, peer: int, peers: list[int], facts: dict[str, Any]) -> Message:
    """Into the conversation, unless the same random_id went to the same peers before."""
    community, person = call.community, call.world.people.get(peer)
    if scripted := community.world.peer_errors(peer):
        raise Failure(scripted)
    if person is None:
        raise Failure(917 if peer > 2_000_000_000 else 901)
    before = community.sent[facts["random_id"], tuple(sorted(peers))] if facts["random_id"] else {}
    if peer in before:
        return before[peer]
    conversation = community.conversation(person)
    if not conversation.allowed:
        raise Failure(conversation.refusal)
    message = conversation.add(from_id=community.owner_id, **facts)
    before[peer] = message
    community.emits("message_reply", message.as_json)
    return message


def _resolve(call: Call, way: str) -> int:
    if way == "domain":
        named = [p.id for p in call.world.people.values() if p.screen_name == call.text("domain")]
        return named[0] if named else 0
    return call.needs(way) + (2_000_000_000 if way == "chat_id" else 0)


def _content(call: Call) -> dict[str, Any]:
    """Text, spans, attachments and keyboard of a send or an edit, all checked."""
    text = call.text("message")
    attachments = call.world.media.resolve(call.text("attachment"))
    if not text.strip() and not attachments and not any(p in call.params for p in ("sticker_id", "forward", "lat")):
        raise Violated(100, "message is empty or invalid")
    if len(text) > TEXT_LIMIT:
        raise Violated(914, f"{len(text)} characters")
    if len(attachments) > ATTACHMENT_LIMIT:
        raise Violated(100, f"more than {ATTACHMENT_LIMIT} attachments")
    spans = formatting.parse(call.text("format_data"), text) if call.text("format_data") else ()
    board = keyboard.parse(call.text("keyboard")) if call.text("keyboard") else None
    return {"text": text, "attachments": attachments, "spans": spans, "keyboard": board}


@method("messages.edit", right="messages")
def edit(call: Call) -> int:
    """Replaces the whole content: a picture or a keyboard that is not sent again is gone."""
    _, conversation = _conversation(call)
    message = conversation.find(cmid=call.number("cmid"), message_id=call.number("message_id"))
    if message is None:
        raise Failure(100, "message_id is invalid: there is no such message")
    if not message.outgoing:
        raise Failure(920)
    if call.world.stamp - message.date > EDIT_WINDOW:
        raise Failure(909)
    facts = _content(call)
    if facts["keyboard"] is not None and not facts["keyboard"].inline:
        raise Violated(911, "an edited message can have an inline keyboard only")
    message.put = message.first_text
    message.text, message.spans = facts["text"], facts["spans"]
    message.attachments, message.keyboard = facts["attachments"], facts["keyboard"]
    message.edited = call.world.stamp
    conversation.community.emits("message_edit", message.as_json)
    return 1


@method("messages.delete", right="messages")
def delete(call: Call) -> object:
    community, peer = call.community, call.number("peer_id")
    found: list[tuple[int, Message | None]] = []
    if peer is not None:
        _, conversation = _conversation(call)
        found = [(cmid, conversation.find(cmid=cmid)) for cmid in call.numbers("cmids")]
    else:
        for number in call.numbers("message_ids"):
            talks = [community.conversation(person) for person in call.world.people.values()]
            hits = [m for talk in talks if (m := talk.find(message_id=number))]
            found.append((number, hits[0] if hits else None))
    if not found:
        raise Violated(100, "message_ids is undefined")
    for _, message in found:
        if message is not None and call.flag("delete_for_all"):
            message.deleted = True
    call.world.changed()
    if peer is None:
        return {str(number): int(message is not None) for number, message in found}
    return [{"peer_id": peer, "conversation_message_id": n, "response": int(m is not None)} for n, m in found]


@method("messages.sendMessageEventAnswer", kinds=GROUP, right="messages")
def send_message_event_answer(call: Call) -> int:
    """Stops the spinner of a pressed button: once, within a minute, by the one it was asked of."""
    press = call.community.presses.get(call.text("event_id"))
    if press is None or press.answered or press.person.id != call.needs("user_id"):
        raise Failure(100, "event_id is invalid")
    if call.world.stamp - press.pressed_at > Press.LIFETIME:
        raise Failure(100, "event_id is expired")
    if call.needs("peer_id") != press.person.id:
        raise Failure(100, "peer_id is invalid")
    _show(press, call.text("event_data"))
    press.answered = True
    call.world.changed()
    return 1


def _show(press: Press, event_data: str) -> None:
    if not event_data:
        return
    try:
        data = json.loads(event_data)
    except ValueError:
        raise Violated(100, "event_data is not JSON") from None
    match data:
        case {"type": "show_snackbar", "text": str(text)} if 0 < len(text) <= SNACKBAR_LIMIT:
            press.person.snackbars.append(text)
        case {"type": "open_link", "link": str(link)} if link.startswith("http"):
            press.person.opened.append(link)
        case {"type": "open_app", "app_id": int(app)}:
            press.person.opened.append(f"app{app}")
        case _:
            raise Violated(100, f"event_data is not understood: {event_data}")


@method("messages.isMessagesFromGroupAllowed", right="messages")
def is_messages_from_group_allowed(call: Call) -> dict[str, int]:
    person = call.world.people.get(call.needs("user_id"))
    if person is None:
        raise Failure(113)
    return {"is_allowed": int(call.group().conversation(person).allowed)}


@method("messages.getConversationsById", right="messages")
def get_conversations_by_id(call: Call) -> dict[str, Any]:
    people = [person for peer in call.numbers("peer_ids") if (person := call.world.people.get(peer))]
    items = [_conversation_json(call.community.conversation(person)) for person in people]
    return {"count": len(items), "items": items}


@method("messages.getByConversationMessageId", right="messages")
def get_by_conversation_message_id(call: Call) -> dict[str, Any]:
    _, conversation = _conversation(call)
    found = [m for cmid in call.numbers("conversation_message_ids") if (m := conversation.find(cmid=cmid))]
    return {"count": len(found), "items": [m.as_json for m in found]}


@method("messages.setActivity", right="messages")
def set_activity(call: Call) -> int:
    return int(bool(call.community))


@method("messages.markAsRead", right="messages")
def mark_as_read(call: Call) -> int:
    return int(bool(call.community))


def _conversation(call: Call) -> tuple[Community, Conversation]:
    person = call.world.people.get(call.needs("peer_id"))
    if person is None:
        raise Failure(917)
    return call.community, call.community.conversation(person)


def _conversation_json(conversation: Conversation) -> dict[str, Any]:
    person, messages = conversation.person, conversation.messages
    allowed: dict[str, Any] = {"allowed": conversation.allowed}
    if not conversation.allowed:
        allowed["reason"] = conversation.refusal
    return {
        "peer": {"id": person.id, "type": "user", "local_id": person.id},
        "last_message_id": messages[-1].id if messages else 0,
        "last_conversation_message_id": messages[-1].cmid if messages else 0,
        "in_read": 0,
        "out_read": 0,
        "version": 10_000_000,
        "can_write": allowed,
    }

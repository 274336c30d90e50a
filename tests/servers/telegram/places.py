"""Where a bot may write: the chat and the section a call names, and all the reasons why not."""

from tests.servers.telegram.accounts import Bot
from tests.servers.telegram.call import Call
from tests.servers.telegram.membership import Member
from tests.servers.telegram.messages import GENERAL, Chat, Message
from tests.servers.telegram.refusals import BadRequest, Forbidden
from tests.servers.telegram.world import World

_CALLED = {"group": "group", "supergroup": "supergroup", "channel": "channel"}


def chat_of(world: World, call: Call, *, write: bool = False) -> Chat:
    """The chat named by chat_id, if the bot is in it (and, for `write`, may write there)."""
    chat = world.chat(call.bot, call.text("chat_id") or "")
    if chat.migrated_to is not None:
        raise BadRequest("group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.migrated_to})
    if chat.private:
        if write:
            _check_person(chat)
        elif not chat.started:
            raise BadRequest("chat not found")
        return chat
    _check_group(chat, chat.standing(call.bot.id), write=write)
    return chat


def _check_person(chat: Chat) -> None:
    assert chat.person is not None
    if chat.person.deactivated:
        raise Forbidden("user is deactivated")
    if chat.blocked:
        raise Forbidden("bot was blocked by the user")
    if not chat.started:
        raise Forbidden("bot can't initiate conversation with a user")


def _check_group(chat: Chat, standing: Member, *, write: bool) -> None:
    called = _CALLED[chat.kind]
    if standing.status == "kicked":
        raise Forbidden(f"bot was kicked from the {called} chat")
    if standing.status == "left":
        raise Forbidden(f"bot is not a member of the {called} chat")
    if write:
        check_may(chat, standing, "can_send_messages", "text messages")


def check_may(chat: Chat, standing: Member, permission: str, what: str) -> None:
    """A muted bot may send nothing, a plain member what the group lets its members send."""
    if standing.status == "restricted" or (permission in chat.forbidden and not standing.rules):
        raise BadRequest(f"not enough rights to send {what} to the chat")


def thread_of(chat: Chat, call: Call) -> int | None:
    """The section a message is for. General has no thread id: naming it (1) is an error, as in life."""
    thread = call.integer("message_thread_id")
    if not thread:
        return None
    if thread == GENERAL or thread not in chat.topics or not chat.is_forum:
        raise BadRequest("message thread not found")
    if chat.topics[thread].closed and not chat.standing(call.bot.id).may("can_manage_topics"):
        raise BadRequest("TOPIC_CLOSED")
    return thread


def reply_of(chat: Chat, call: Call) -> Message | None:
    asked = call.json("reply_parameters")
    number = asked["message_id"] if asked else call.integer("reply_to_message_id")
    if not number:
        return None
    found = chat.messages.get(number)
    if found is None and not (asked or {}).get("allow_sending_without_reply"):
        raise BadRequest("message to be replied not found")
    return found


def message_of(world: World, call: Call, what: str) -> Message:
    """The message named by chat_id and message_id; `what` words the refusal («message to edit»)."""
    if call.text("inline_message_id"):
        raise BadRequest("MESSAGE_ID_INVALID")
    chat = chat_of(world, call)
    number = call.required_integer("message_id")
    found = chat.messages.get(number)
    if found is None:
        raise BadRequest(f"{what} not found")
    return found


def need(chat: Chat, bot: Bot, right: str, refusal: str) -> None:
    """In a group the bot must have this administrator's right; in a private talk it needs none."""
    if not chat.private and not chat.standing(bot.id).may(right):
        raise BadRequest(refusal)

"""getChat, getChatMember, getChatAdministrators, getChatMemberCount, leaveChat and the sections of forums."""

from tests.servers.telegram.call import Call
from tests.servers.telegram.membership import GONE, PERMISSIONS
from tests.servers.telegram.messages import Chat, Json, Topic
from tests.servers.telegram.places import chat_of, need
from tests.servers.telegram.refusals import BadRequest
from tests.servers.telegram.registry import plays
from tests.servers.telegram.world import World

_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
_ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


@plays("getChat")
def get_chat(world: World, call: Call) -> Json:
    chat = chat_of(world, call)
    full: Json = chat.json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    if not chat.private:
        full["permissions"] = {name: name not in chat.forbidden for name in PERMISSIONS if name != "can_edit_tag"}
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].json(nested=True)
    return full


@plays("getChatMember")
def get_member(world: World, call: Call) -> Json:
    chat = chat_of(world, call)
    user = world.user(call.required_integer("user_id"))
    if user is None:
        raise BadRequest("user not found")
    if chat.hidden_members and user is not call.bot.user and not chat.standing(call.bot.id).rules:
        raise BadRequest("CHAT_ADMIN_REQUIRED")
    return chat.standing(user.id).json(user.json())


@plays("getChatAdministrators")
def get_administrators(world: World, call: Call) -> list[Json]:
    chat = chat_of(world, call)
    if chat.private:
        raise BadRequest("there are no administrators in the private chat")
    rulers = [(world.user(user_id), member) for user_id, member in chat.members.items() if member.rules]
    # Other bots are left out, the asking one is not.
    shown = [(user, member) for user, member in rulers if user and (not user.is_bot or user is call.bot.user)]
    return [member.json(user.json()) for user, member in shown]


@plays("getChatMemberCount")
def count_members(world: World, call: Call) -> int:
    chat = chat_of(world, call)
    return 2 if chat.private else sum(member.present for member in chat.members.values())


@plays("leaveChat")
def leave(world: World, call: Call) -> bool:
    chat = chat_of(world, call)
    if chat.private:
        raise BadRequest("chat member status can't be changed in private chats")
    world.stand(chat, call.bot.user, GONE, by=call.bot.user)
    return True


def _forum(world: World, call: Call, refusal: str) -> Chat:
    chat = chat_of(world, call)
    if not chat.is_forum:
        raise BadRequest("the chat is not a forum")
    need(chat, call.bot, "can_manage_topics", refusal)
    return chat


def _topic(chat: Chat, call: Call) -> Topic:
    topic = chat.topics.get(call.required_integer("message_thread_id"))
    if topic is None:
        raise BadRequest("TOPIC_ID_INVALID")
    return topic


@plays("createForumTopic")
def create_topic(world: World, call: Call) -> Json:
    chat = _forum(world, call, "not enough rights to create a topic")
    name, color = (call.text("name") or "").strip(), call.integer("icon_color") or _ICON_COLORS[0]
    if not 1 <= len(name) <= 128:
        raise BadRequest("TOPIC_TITLE_INVALID" if name else "TOPIC_TITLE_EMPTY")
    if color not in _ICON_COLORS:
        raise BadRequest("invalid icon color specified")
    opening: Json = {"forum_topic_created": {"name": name, "icon_color": color}}
    message = world.post(chat, call.bot.user, opening)
    message.thread = message.id
    chat.topics[message.id] = Topic(id=message.id, name=name, icon_color=color)
    return {"message_thread_id": message.id, "name": name, "icon_color": color}


@plays("editForumTopic")
def edit_topic(world: World, call: Call) -> bool:
    chat = _forum(world, call, "not enough rights to edit the topic")
    topic = _topic(chat, call)
    name = call.text("name") or topic.name
    if len(name) > 128:
        raise BadRequest("TOPIC_TITLE_INVALID")
    if name == topic.name:
        raise BadRequest("TOPIC_NOT_MODIFIED")
    topic.name = name
    world.post(chat, call.bot.user, {"forum_topic_edited": {"name": name}}, thread=topic.id)
    return True


@plays("closeForumTopic")
def close_topic(world: World, call: Call) -> bool:
    return _set_closed(world, call, closed=True)


@plays("reopenForumTopic")
def reopen_topic(world: World, call: Call) -> bool:
    return _set_closed(world, call, closed=False)


def _set_closed(world: World, call: Call, *, closed: bool) -> bool:
    chat = _forum(world, call, "not enough rights to close or reopen the topic")
    topic = _topic(chat, call)
    if topic.closed == closed:
        raise BadRequest("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    service: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    world.post(chat, call.bot.user, service, thread=topic.id)
    return True


@plays("deleteForumTopic")
def delete_topic(world: World, call: Call) -> bool:
    chat = _forum(world, call, "not enough rights to delete the topic")
    need(chat, call.bot, "can_delete_messages", "not enough rights to delete the topic")
    topic = _topic(chat, call)
    for message in [message for message in chat.messages.values() if message.thread == topic.id]:
        world.delete(message)
    del chat.topics[topic.id]
    return True

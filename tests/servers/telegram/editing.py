"""editMessage…, deleteMessage, deleteMessages, pinChatMessage, unpinChatMessage."""

from datetime import timedelta

from tests.servers.telegram.call import Call
from tests.servers.telegram.markup import markup_of
from tests.servers.telegram.messages import Json, Message
from tests.servers.telegram.places import chat_of, message_of, need
from tests.servers.telegram.refusals import BadRequest
from tests.servers.telegram.registry import plays
from tests.servers.telegram.sending import check_photos, media_content
from tests.servers.telegram.wording import caption_content, text_content
from tests.servers.telegram.world import World

_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_DELETABLE = timedelta(hours=48)


def _own(world: World, call: Call) -> Message:
    message = message_of(world, call, "message to edit")
    if message.sender is not call.bot.user:
        raise BadRequest("message can't be edited")
    return message


def _edit(world: World, call: Call, message: Message, content: Json) -> Json:
    markup = markup_of(call, message.chat, inline_only=True)
    if content == message.content and markup == message.markup:
        raise BadRequest(_UNCHANGED)
    world.edit(message, content, markup)
    return message.json()


@plays("editMessageText")
def edit_text(world: World, call: Call) -> Json:
    message = _own(world, call)
    if "text" not in message.content:
        raise BadRequest("there is no text in the message to edit")
    content = text_content(call.text("text"), call.text("parse_mode"), call.json("entities"))
    return _edit(world, call, message, content)


@plays("editMessageCaption")
def edit_caption(world: World, call: Call) -> Json:
    message = _own(world, call)
    if "text" in message.content:
        raise BadRequest("there is no caption in the message to edit")
    caption = caption_content(call.text("caption"), call.text("parse_mode"), call.json("caption_entities"))
    kept = {name: value for name, value in message.content.items() if not name.startswith("caption")}
    return _edit(world, call, message, kept | caption)


@plays("editMessageMedia")
def edit_media(world: World, call: Call) -> Json:
    message = _own(world, call)
    check_photos(message.chat, call)
    content = media_content(world, call, call.json("media"))
    if message.album:
        content["media_group_id"] = message.album
    return _edit(world, call, message, content)


@plays("editMessageReplyMarkup")
def edit_markup(world: World, call: Call) -> Json:
    message = _own(world, call)
    return _edit(world, call, message, message.content)


@plays("deleteMessage")
def delete(world: World, call: Call) -> bool:
    _delete(world, call, message_of(world, call, "message to delete"))
    return True


@plays("deleteMessages")
def delete_many(world: World, call: Call) -> bool:
    chat = chat_of(world, call)
    for number in call.json("message_ids"):
        if number in chat.messages:
            _delete(world, call, chat.messages[number])
    return True


def _delete(world: World, call: Call, message: Message) -> None:
    rights = message.chat.standing(call.bot.id)
    own = message.sender is call.bot.user
    too_late = world.now() - message.at >= _DELETABLE
    if "forum_topic_created" in message.content:
        raise BadRequest("message can't be deleted")
    may = rights.may("can_delete_messages") and message.chat.kind == "supergroup"
    if not may and (too_late or not (own or message.chat.private)):
        raise BadRequest("message can't be deleted for everyone")
    world.delete(message)


@plays("pinChatMessage")
def pin(world: World, call: Call) -> bool:
    message = message_of(world, call, "message to pin")
    need(message.chat, call.bot, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    if message.id in message.chat.pinned:
        raise BadRequest("CHAT_NOT_MODIFIED")
    message.chat.pinned.append(message.id)
    pinned: Json = {"pinned_message": message.json(nested=True)}
    world.post(message.chat, call.bot.user, pinned, thread=message.thread)
    return True


@plays("unpinChatMessage")
def unpin(world: World, call: Call) -> bool:
    chat = chat_of(world, call)
    need(chat, call.bot, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    number = call.integer("message_id")
    if not chat.pinned or (number is not None and number not in chat.pinned):
        raise BadRequest("message to unpin not found")
    chat.pinned.remove(number if number is not None else chat.pinned[-1])
    return True

"""sendMessage, sendPhoto, sendDocument, sendMediaGroup, sendLocation, sendChatAction."""

from typing import Any

from tests.servers.telegram.call import Call
from tests.servers.telegram.files import Stored
from tests.servers.telegram.markup import markup_of
from tests.servers.telegram.messages import Chat, Json, Message
from tests.servers.telegram.places import chat_of, check_may, reply_of, thread_of
from tests.servers.telegram.refusals import BadRequest, NotPlayed
from tests.servers.telegram.registry import plays
from tests.servers.telegram.wording import caption_content, text_content
from tests.servers.telegram.world import World

_ASKED = ("link_preview_options", "disable_notification", "protect_content", "reply_markup")
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def _post(world: World, call: Call, content: Json) -> Message:
    chat = chat_of(world, call, write=True)
    return world.post(
        chat,
        call.bot.user,
        content,
        thread=thread_of(chat, call),
        markup=markup_of(call, chat),
        reply_to=reply_of(chat, call),
        asked={name: call.json(name) for name in _ASKED if name in call.params},
    )


@plays("sendMessage")
def send_message(world: World, call: Call) -> Json:
    chat_of(world, call, write=True)
    content = text_content(call.text("text"), call.text("parse_mode"), call.json("entities"))
    return _post(world, call, content).json()


@plays("sendPhoto")
def send_photo(world: World, call: Call) -> Json:
    check_photos(chat_of(world, call, write=True), call)
    return _post(world, call, _file(world, call, "photo", call.text("photo"), "photo") | _caption(call)).json()


@plays("sendDocument")
def send_document(world: World, call: Call) -> Json:
    chat_of(world, call, write=True)
    stored = _file(world, call, "document", call.text("document"), "document")
    return _post(world, call, stored | _caption(call)).json()


@plays("sendLocation")
def send_location(world: World, call: Call) -> Json:
    place = {name: float(call.params[name]) for name in ("latitude", "longitude")}
    return _post(world, call, {"location": place}).json()


@plays("sendMediaGroup")
def send_media_group(world: World, call: Call) -> list[Json]:
    chat = chat_of(world, call, write=True)
    thread, reply_to = thread_of(chat, call), reply_of(chat, call)
    media = call.json("media")
    if not isinstance(media, list) or not 2 <= len(media) <= 10:
        raise BadRequest("media group must include 2-10 items")
    if len({item["type"] == "document" for item in media}) > 1:
        raise BadRequest("document can't be mixed with other media types")
    if any(item["type"] == "photo" for item in media):
        check_photos(chat, call)
    contents = [_of_album(world, call, item, number) for number, item in enumerate(media, start=1)]
    album = str(13_000_000_000_000_000 + world.number())
    posted = [
        world.post(chat, call.bot.user, {**content, "media_group_id": album}, thread=thread, reply_to=reply_to)
        for content in contents
    ]
    return [message.json() for message in posted]


@plays("sendChatAction")
def send_chat_action(world: World, call: Call) -> bool:
    """A thread that was deleted is taken as if it were there (tdlib/telegram-bot-api#732)."""
    chat_of(world, call, write=True)
    if call.text("action") not in _ACTIONS:
        raise BadRequest("wrong parameter action in request")
    return True


def check_photos(chat: Chat, call: Call) -> None:
    if not chat.private:
        check_may(chat, chat.standing(call.bot.id), "can_send_photos", "photos")


def _of_album(world: World, call: Call, item: Json, number: int) -> Json:
    """The content of one of an album; a refusal names it by its place."""
    try:
        return media_content(world, call, item)
    except BadRequest as refusal:
        said = refusal.text.removeprefix("Bad Request: ")
        raise BadRequest(f'failed to send message #{number} with the error message "{said}"') from refusal


def media_content(world: World, call: Call, item: Json) -> Json:
    """The content of one InputMedia: a picture or a document with its caption."""
    if item["type"] not in ("photo", "document"):
        raise NotPlayed(f"media of type {item['type']}")
    caption = caption_content(item.get("caption"), item.get("parse_mode"), item.get("caption_entities"))
    return _file(world, call, item["type"], item["media"], "") | caption


def _caption(call: Call) -> Json:
    return caption_content(call.text("caption"), call.text("parse_mode"), call.json("caption_entities"))


def _file(world: World, call: Call, kind: str, value: Any, field: str) -> Json:
    """The content for a file: uploaded under its own field, attached by name, or known by its id."""
    name = str(value).removeprefix("attach://") if value and str(value).startswith("attach://") else field
    if name in call.files:
        upload = call.files[name]
        return world.files.keep(kind, upload.name, upload.data).content()
    if not value:
        raise BadRequest(f"there is no {kind} in the request")
    if str(value).startswith("attach://"):
        raise BadRequest(f'can\'t find attached file "{name}"')
    if str(value).startswith(("http://", "https://")):
        raise NotPlayed("files by URL")
    return _same_kind(world.files.find(str(value), call.bot.id), kind).content()


def _same_kind(stored: Stored, kind: str) -> Stored:
    if stored.kind != kind:
        raise BadRequest(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored

"""photos.* and docs.*: an address to upload to, then the saving of what was uploaded."""

from typing import Any

from tests.servers.vk.community import Community
from tests.servers.vk.failures import Failure
from tests.servers.vk.registry import USER, Call, method
from tests.servers.vk.tokens import Kind


@method("photos.getMessagesUploadServer", right="photos")
def photos_for_messages(call: Call) -> dict[str, Any]:
    community = call.community
    if not community.messages_on:
        raise Failure(901)
    url = call.world.media.ticket("photo", community.owner_id, "messages")
    return {"album_id": -64, "upload_url": url, "user_id": 0, "group_id": community.id}


@method("photos.saveMessagesPhoto", right="photos")
def save_messages_photo(call: Call) -> list[dict[str, Any]]:
    return [call.world.media.save_photo(call.text("hash"), call.text("photo"), "messages").body]


@method("photos.getWallUploadServer", kinds=USER, right="photos")
def photos_for_wall(call: Call) -> dict[str, Any]:
    community = call.group()
    url = call.world.media.ticket("photo", community.owner_id, "wall")
    return {"album_id": -14, "upload_url": url, "user_id": call.token.maker.id}


@method("photos.saveWallPhoto", kinds=USER, right="photos")
def save_wall_photo(call: Call) -> list[dict[str, Any]]:
    return [call.world.media.save_photo(call.text("hash"), call.text("photo"), "wall", call.text("caption")).body]


@method("docs.getMessagesUploadServer", right="docs")
def docs_for_messages(call: Call) -> dict[str, str]:
    return {"upload_url": call.world.media.ticket("doc", call.community.owner_id, "messages")}


@method("docs.getWallUploadServer", right="docs")
def docs_for_wall(call: Call) -> dict[str, str]:
    return {"upload_url": call.world.media.ticket("doc", _owner(call).owner_id, "wall")}


@method("docs.save", right="docs")
def save_document(call: Call) -> dict[str, Any]:
    document = call.world.media.save_document(call.text("file"), call.text("title"))
    return {"type": "doc", "doc": document.body}


def _owner(call: Call) -> Community:
    return call.group() if call.token.kind is Kind.USER or call.number("group_id") is not None else call.community

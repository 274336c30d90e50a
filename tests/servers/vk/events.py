"""Events as the bot receives them: names, defaults and shapes by version (specs callback/objects.json, VK.md §4)."""

from typing import Any

# Flags of setLongPollSettings and setCallbackSettings that are not events.
NOT_EVENTS = frozenset({"group_id", "server_id", "enabled", "api_version"})

# A community that nobody has set up yet speaks the old dialect: message_new is a bare message before 5.103.
DEFAULT_VERSION = "5.101"
MESSAGE_OBJECT_SINCE = (5, 103)

CLIENT_INFO: dict[str, Any] = {
    "button_actions": [
        "text",
        "vkpay",
        "open_app",
        "location",
        "open_link",
        "open_photo",
        "callback",
        "intent_subscribe",
        "intent_unsubscribe",
    ],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": True,
    "lang_id": 0,
}


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def envelope(kind: str, body: dict[str, Any], *, group_id: int, event_id: str, api_version: str) -> dict[str, Any]:
    """The event as it travels; message_new takes the shape of the chosen version."""
    if kind == "message_new" and version(api_version) < MESSAGE_OBJECT_SINCE:
        body = body["message"]
    return {"group_id": group_id, "type": kind, "event_id": event_id, "v": api_version, "object": body}

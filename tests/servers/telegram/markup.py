"""Keyboards as the Bot API admits them."""

from typing import Any
from urllib.parse import urlsplit

from tests.servers.telegram.call import Call
from tests.servers.telegram.messages import Chat, Json
from tests.servers.telegram.refusals import BadRequest

_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_LABELS = {"text", "icon_custom_emoji_id", "style"}
MOST_BUTTONS = 100
"""Buttons in one inline keyboard."""


def markup_of(call: Call, chat: Chat, *, inline_only: bool = False) -> Json | None:
    """The checked reply_markup of a call; an empty inline keyboard is none."""
    markup = call.json("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict) or not any(kind in markup for kind in _KINDS):
        raise BadRequest("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup)
    if inline_only:
        raise BadRequest("inline keyboard expected")
    if "keyboard" in markup:
        _reply(markup, chat)
    return markup


def _inline(markup: Json) -> Json | None:
    rows = [row for row in markup["inline_keyboard"] if row]
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise BadRequest("reply markup is too long")
    for button in buttons:
        _check_inline(button)
    return {"inline_keyboard": rows} if rows else None


def _check_inline(button: Json) -> None:
    if not str(button.get("text", "")).strip():
        raise BadRequest("can't parse inline keyboard button: Text must be non-empty")
    actions = set(button) - _LABELS
    if not actions:
        raise BadRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise BadRequest(f"inline keyboard button has several actions: {sorted(actions)}")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise BadRequest("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(button["url"])


def _check_url(url: Any) -> None:
    parts = urlsplit(str(url))
    wrong = f"inline keyboard button URL '{url}' is invalid: "
    if parts.scheme not in ("", "http", "https", "tg", "ton"):
        raise BadRequest(wrong + "Unsupported URL protocol")
    if parts.scheme in ("http", "https") and "." not in (parts.hostname or ""):
        raise BadRequest(wrong + "Wrong HTTP URL")


def _reply(markup: Json, chat: Chat) -> None:
    for row in markup["keyboard"]:
        for button in row:
            if isinstance(button, str):
                continue
            if not str(button.get("text", "")).strip():
                raise BadRequest("can't parse keyboard button: Text must be non-empty")
            if not chat.private and button.get("request_contact"):
                raise BadRequest("phone number can be requested in private chats only")
            if not chat.private and button.get("request_location"):
                raise BadRequest("location can be requested in private chats only")

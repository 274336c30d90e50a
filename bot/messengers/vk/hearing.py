"""Events of VK → what we heard. Reads leniently: what is missing or strange makes an event say less, not fail."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import structlog

from bot.messengers.vk.clients import Clients
from talk.prompt import PRESS_BYTES
from talk.updates import AccountId, GroupChanged, IncomingMessage, ReachabilityChanged, RemoteFile

log = structlog.get_logger()

EVENTS = (
    "message_new",
    "message_edit",
    "message_event",
    "message_allow",
    "message_deny",
    "group_change_settings",
    "group_officers_edit",
)
"""What we ask VK to tell us, by long poll and by callback alike."""

PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "tif", "tiff"})
"""Extensions of documents that are pictures."""
_ADDRESS = re.compile(
    r"\s*(?:\[(?:club|public|event)(\d{1,20})\|[^\[\]]*\]|[@*](?:club|public|event)(\d{1,20})\b)[\s,:;.!]*"
)
"""«[club1|Тёзки], меню», «@club1 меню»."""
LAST = 2**33
"""Unix seconds; a later date is a mistake."""
SPOKEN = {"audio_message": "voice", "wall": "post", "wall_reply": "post"}
"""Kinds of attachments whose name elsewhere is another one."""


class Hearing:
    """One community's ears."""

    def __init__(self, account: AccountId, group_id: int, clients: Clients, now: Callable[[], datetime]) -> None:
        self._account = account
        self._group_id = group_id
        self._clients = clients
        self._now = now

    def understand(self, updates: Iterable[Any]) -> list[IncomingMessage | GroupChanged | ReachabilityChanged]:
        """The updates among the envelopes, in order. Foreign, malformed and unasked ones are left out."""
        found = (self._understood(update) for update in updates if isinstance(update, Mapping))
        return [one_update for one_update in found if one_update is not None]

    def _understood(self, update: Mapping[str, Any]) -> IncomingMessage | GroupChanged | ReachabilityChanged | None:
        try:
            return self._happening(update)
        except (ValueError, OverflowError, TypeError, RecursionError) as trouble:
            log.warning("vk.update_skipped", group_id=self._group_id, why=type(trouble).__name__)
            return None

    def _happening(self, update: Mapping[str, Any]) -> IncomingMessage | GroupChanged | ReachabilityChanged | None:
        what = update.get("object")
        if update.get("group_id") != self._group_id or not isinstance(what, Mapping):
            return None
        event_id = _event_id(update)
        match update.get("type"):
            case "message_new":
                return self._message(event_id, what)
            case "message_edit":
                return self._edited(event_id, what)
            case "message_event":
                return self._press(event_id, what)
            case "message_allow":
                return self._reach(event_id, what, reachable=True)
            case "message_deny":
                return self._reach(event_id, what, reachable=False)
            case "group_change_settings" | "group_officers_edit" as kind:
                return self._group(event_id, kind, what)
        return None

    def _message(self, event_id: str, what: Mapping[str, Any]) -> IncomingMessage | None:
        message = _mapping(what.get("message", what))
        user = message.get("from_id")
        if not isinstance(user, int) or user <= 0 or message.get("peer_id") != user or message.get("out"):
            return None  # a group chat, another community, ourselves
        self._clients.learn(user, _mapping(what.get("client_info")))
        payload = _payload(message.get("payload"))
        press = payload.get("p")
        start = payload.get("command") == "start"
        ref = message.get("ref")
        files, place, other = _attached(message)
        text = self._unaddressed(_words(message))
        return IncomingMessage(
            account=self._account,
            event_id=event_id,
            chat=user,
            user=user,
            at=self._moment(message.get("date")),
            text="" if start or press is not None else text,
            press=None if press is None else _safe(press),
            start=str(ref) if ref else ("" if start else None),
            files=files,
            place=place,
            message=_number(message),
            other=None if text or files or place else other,
        )

    def _edited(self, event_id: str, what: Mapping[str, Any]) -> IncomingMessage | None:
        """What was said before, otherwise; a button and a link are pressed once."""
        said = self._message(event_id, what)
        if said is None or said.press is not None or said.start is not None:
            return None
        return replace(said, edited=True)

    def _unaddressed(self, text: str) -> str:
        """The words without the mention of the community before them: VK's apps put one there."""
        found = _ADDRESS.match(text)
        return text[found.end() :] if found and str(self._group_id) in found.groups() else text

    def _press(self, event_id: str, what: Mapping[str, Any]) -> IncomingMessage | None:
        user, peer, handle = what.get("user_id"), what.get("peer_id"), what.get("event_id")
        if not isinstance(user, int) or peer != user:
            return None
        cmid = what.get("conversation_message_id")
        if cmid is None:
            self._clients.dock(user, up=True)  # only buttons of a regular keyboard come without a message
        return IncomingMessage(
            account=self._account,
            event_id=event_id,
            chat=user,
            user=user,
            at=self._now(),
            press=_safe(_payload(what.get("payload")).get("p")),
            press_id=json.dumps([handle, user, peer, int(self._now().timestamp())]),
            shown=None if cmid is None else str(cmid),
        )

    def _reach(self, event_id: str, what: Mapping[str, Any], *, reachable: bool) -> ReachabilityChanged | None:
        user = what.get("user_id")
        if not isinstance(user, int):
            return None
        return ReachabilityChanged(
            account=self._account, event_id=event_id, user=user, at=self._now(), reachable=reachable
        )

    def _group(self, event_id: str, kind: str, what: Mapping[str, Any]) -> GroupChanged | None:
        title = _mapping(_mapping(what.get("changes")).get("title")).get("new_value")
        renamed = kind == "group_change_settings"
        if renamed and not title:
            return None
        who = what.get("user_id" if renamed else "admin_id")
        return GroupChanged(
            account=self._account,
            event_id=event_id,
            group=self._group_id,
            at=self._now(),
            what="renamed" if renamed else "rights",
            title=str(title) if renamed else None,
            user=who if isinstance(who, int) else None,
        )

    def _moment(self, date: Any) -> datetime:
        return datetime.fromtimestamp(date, UTC) if isinstance(date, int) and 0 < date < LAST else self._now()


def _event_id(update: Mapping[str, Any]) -> str:
    given = update.get("event_id")
    if given:
        return str(given)
    return sha256(json.dumps(update, sort_keys=True).encode()).hexdigest()  # the same event twice has one id still


def _payload(raw: Any) -> Mapping[str, Any]:
    """A payload is a JSON text in messages, an object or a text in presses."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            return {}
    return _mapping(raw)


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []


def _safe(press: Any) -> str:
    """A payload that no button of ours can carry is an empty one: it fits nothing and so does nothing."""
    return press if isinstance(press, str) and press.isascii() and len(press) <= PRESS_BYTES else ""


def _number(message: Mapping[str, Any]) -> str | None:
    number = message.get("conversation_message_id")
    return str(number) if isinstance(number, int) else None


def _words(message: Mapping[str, Any]) -> str:
    """What is written, with the addresses behind its words; of a place that is all that was sent its name and address.

    What is bold is words as any other: pages, calendars and letters hold plain text.
    """
    text = str(message.get("text") or "")
    if not text:
        return _name_of_place(message)
    raw = text.encode("utf-16-le", "surrogatepass")  # offsets count its units
    for offset, length, url in sorted(_links(message), reverse=True):
        end = 2 * (offset + length)
        if end > len(raw) or url.rstrip("/") in raw[2 * offset : end].decode("utf-16-le", "replace"):
            continue
        raw = raw[:end] + f" ({url})".encode("utf-16-le", "surrogatepass") + raw[end:]
    return raw.decode("utf-16-le", "replace")


def _links(message: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Offset, length and address of each, in UTF-16 units; ``format_data`` is as we send it ourselves."""
    for item in _list(_payload(message.get("format_data")).get("items")):
        match item:
            case {"type": "url", "offset": int(offset), "length": int(length), "url": str(url)}:
                if offset >= 0 and length > 0 and url:
                    yield offset, length, url


def _name_of_place(message: Mapping[str, Any]) -> str:
    place = _mapping(_mapping(message.get("geo")).get("place"))
    title, where = (part if isinstance(part, str) else "" for part in (place.get("title"), place.get("address")))
    where = where or str(place.get("city") or "")
    return title if where in title else ", ".join(part for part in (title, where) if part)


def _attached(message: Mapping[str, Any]) -> tuple[tuple[RemoteFile, ...], tuple[float, float] | None, str | None]:
    """Files, place, and the kind of the first thing that is neither."""
    files: list[RemoteFile] = []
    other = "forward" if message.get("fwd_messages") else None
    for attachment in _list(message.get("attachments")):
        kind = str(_mapping(attachment).get("type", ""))
        thing = _mapping(_mapping(attachment).get(kind))
        file = _photo(thing) if kind == "photo" else _document(thing) if kind == "doc" else None
        if file is not None:
            files.append(file)
        elif kind != "link":  # VK adds it to any text with an address
            other = other or {"doc": "document"}.get(kind) or SPOKEN.get(kind, kind)
    return tuple(files), _place(message), other


def _photo(photo: Mapping[str, Any]) -> RemoteFile | None:
    sizes = [*_list(photo.get("sizes")), photo.get("orig_photo")]
    known = [size for size in map(_mapping, sizes) if size.get("url")]
    return RemoteFile(ref=str(max(known, key=_area)["url"])) if known else None


def _area(size: Mapping[str, Any]) -> int:
    width, height = size.get("width"), size.get("height")
    return width * height if isinstance(width, int) and isinstance(height, int) else 0


def _document(doc: Mapping[str, Any]) -> RemoteFile | None:
    if not doc.get("url"):
        return None
    size = doc.get("size")
    return RemoteFile(
        ref=str(doc["url"]),
        name=str(doc.get("title") or ""),
        size=size if isinstance(size, int) else None,
        kind="document" if str(doc.get("ext", "")).lower() in PICTURES else "file",
    )


def _place(message: Mapping[str, Any]) -> tuple[float, float] | None:
    at = _mapping(_mapping(message.get("geo")).get("coordinates"))
    latitude, longitude = at.get("latitude"), at.get("longitude")
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        return float(latitude), float(longitude)
    return None

"""Pictures on their way to VK: vk_api's VkUpload asks where, sends the bytes and saves; we attach.

What was uploaded once is attached again, for as long as VK is sure to have it: the same poster goes to very many.

An upload is not yet the deed, so it may be tried again: trouble on the way is ``Later``. A picture that VK does
not take, or a key that may not upload, costs the picture only: its words (alt) are in the text,
and ``Attached`` says so.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any, Literal
from weakref import WeakValueDictionary

import requests
import structlog
from vk_api.exceptions import ApiError
from vk_api.upload import VkUpload
from vk_api.vk_api import VkApiMethod

from bot.messengers.catalogue import FetchDocument, no_documents
from bot.messengers.vk.api import Calls, Garbled, Key
from bot.messengers.vk.failures import NO_RIGHT, undelivered
from scheduler.drawing.collage import collage
from talk.messenger import Later, Uncertain
from talk.prompt import ShownPicture
from talk.updates import DocumentId, PictureId

MOST = 10
"""Attachments of one message or post."""
KEPT_FOR = 12 * 3600.0
"""Seconds for which an upload is attached again. VK keeps it for good as far as is known; nobody promises."""
FRESH = 60.0
"""Seconds for which nobody doubts that VK has it."""
KEPT = 500
"""Uploads of which it is known how to attach them again."""
LONGEST_NAME = 60
WRONG_ATTACHMENT = frozenset({15, 100, 104, 114, 129, 200})
"""Codes by which VK may say that there is no such attachment."""
COSTS_THE_PICTURE = NO_RIGHT | {22, 100, 105, 114, 118, 121, 129, 901}
_TYPES = ((b"\xff\xd8", "jpg", "image/jpeg"), (b"\x89PNG", "png", "image/png"), (b"GIF8", "gif", "image/gif"))

log = structlog.get_logger()


class NotTaken(Exception):
    """VK's upload server did not take the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """In order, without those that could not be taken."""

    names: list[str] = field(default_factory=list)
    refused: bool = False
    """Whether VK did not take one; what is gone was taken back by its people."""
    right_missing: bool = False
    """For want of a right of the key."""


class Uploads:
    """Uploads stored pictures."""

    def __init__(
        self,
        pictures: Callable[[PictureId], Awaitable[bytes]],
        group_id: int,
        documents: FetchDocument = no_documents,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._documents = documents
        self._pictures = pictures
        self._group_id = group_id
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, str]] = OrderedDict()
        """Digest → when it was uploaded, and as what."""
        self._busy: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def forget(self, attached: Sequence[str]) -> bool:
        """VK refused them: those that were not just uploaded are uploaded anew the next time. Whether there are any."""
        old = self._clock() - FRESH
        gone = [digest for digest, (at, name) in self._known.items() if name in attached and at <= old]
        for digest in gone:
            del self._known[digest]
        return bool(gone)

    async def _once(self, where: str, data: bytes, upload: Callable[[], Awaitable[str]]) -> str:
        """The attachment of these bytes there; whoever wants the same at the same time waits for the one upload."""
        digest = sha256(where.encode() + b"\0" + data).hexdigest()
        lock = self._busy.setdefault(digest, asyncio.Lock())
        async with lock:
            at, name = self._known.get(digest, (-KEPT_FOR, ""))
            if name and self._clock() - at < KEPT_FOR:
                return name
            name = await upload()
            self._known[digest] = self._clock(), name
            self._known.move_to_end(digest)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
            return name

    async def for_message(self, calls: Calls, shown: Sequence[ShownPicture]) -> list[str]:
        """Photos of private messages. One upload serves any number of people."""

        async def place(data: bytes, _alt: str) -> str:
            async def upload() -> str:
                saved = await _upload(calls, "photo", lambda upload: upload.photo_messages(_file(data)))
                return _attachment("photo", saved)

            return await self._once("message", data, upload)

        return (await self._each(shown[:MOST], place)).names

    async def document(self, calls: Calls, chat: int, paper: DocumentId) -> list[str]:
        """A document for one person. Without the right to send any the words go alone; of a repeat, too."""

        async def place() -> str:
            name, raw = await self._documents(paper)
            file = _file(raw, name)
            saved = await _upload(
                calls, "file", lambda upload: upload.document(file, name, message_peer_id=chat, doc_type="doc")
            )
            return _attachment("doc", saved)

        return (await _taken("paper", paper, place)).names

    async def for_wall(self, calls: Calls, shown: Sequence[ShownPicture]) -> Attached:
        """Photos of a post. Only an administrator's key may."""

        async def place(data: bytes, alt: str) -> str:
            def whole(upload: VkUpload) -> Any:
                return upload.photo_wall(_file(data), group_id=self._group_id, caption=alt)

            async def upload() -> str:
                return _attachment("photo", await _upload(calls, "photo", whole))

            return await self._once(f"wall:{alt}", data, upload)

        return await self._each(shown[:MOST], place)

    async def for_wall_as_file(self, calls: Calls, shown: Sequence[ShownPicture], about: str) -> Attached:
        """The pictures as a document, which a community key may; a post takes one file, so several become one picture.

        Its name says what it is ``about``.
        """

        async def place() -> str:
            found = [raw async for raw in self._there(shown[:MOST])]
            if not found:
                raise LookupError("every picture is gone")
            data = found[0] if len(found) == 1 else await calls.key.run(lambda: collage(found))
            file = _file(data, stem=_stem(about))

            def whole(upload: VkUpload) -> Any:
                return upload.document_wall(file, file.name, group_id=self._group_id)

            async def upload() -> str:
                return _attachment("doc", await _upload(calls, "file", whole))

            return await self._once(f"wall file:{file.name}", data, upload)

        return await _taken("picture", shown[0].id, place) if shown else Attached()

    async def _there(self, shown: Sequence[ShownPicture]) -> AsyncIterator[bytes]:
        """The bytes of those that are not gone."""
        for picture in shown:
            with suppress(LookupError):
                yield await self._pictures(picture.id)

    async def _each(self, shown: Sequence[ShownPicture], place: Callable[[bytes, str], Awaitable[str]]) -> Attached:
        taken: list[Attached] = []
        for picture in shown:

            async def place_it(picture: ShownPicture = picture) -> str:
                return await place(await self._pictures(picture.id), picture.alt)

            taken.append(await _taken("picture", picture.id, place_it))
        return Attached(
            names=[name for one in taken for name in one.names],
            refused=any(one.refused for one in taken),
            right_missing=any(one.right_missing for one in taken),
        )


async def _taken(kind: Literal["picture", "paper"], number: int, place: Callable[[], Awaitable[str]]) -> Attached:
    """The attachment; none where the thing is gone or VK does not take it: the log says why.

    Raises ApiError, Undelivered.
    """
    try:
        return Attached(names=[await place()])
    except LookupError:
        log.warning("vk.not_attached", kind=kind, number=number, why="gone")
        return Attached()
    except NotTaken:
        log.warning("vk.not_attached", kind=kind, number=number, why="not taken")
        return Attached(refused=True)
    except ApiError as refusal:
        if refusal.code not in COSTS_THE_PICTURE:
            raise
        log.warning("vk.not_attached", kind=kind, number=number, why=f"refused: {refusal.code}")
        return Attached(refused=True, right_missing=refusal.code in NO_RIGHT)
    except (requests.RequestException, Garbled) as trouble:
        raise _not_yet(trouble) from None


def _not_yet(trouble: requests.RequestException | Garbled) -> Exception:
    failure = undelivered(trouble)
    return Later(f"upload: {failure}", after=10) if isinstance(failure, Uncertain) else failure


class _File(BytesIO):
    """What VkUpload sends: bytes with a name."""

    def __init__(self, data: bytes, name: str, kind: str) -> None:
        super().__init__(data)
        self.name = name
        self.kind = kind


def _stem(about: str) -> str:
    """A name for a file, of what stands in the first line; every system takes it."""
    line = next((line.strip() for line in about.splitlines() if line.strip()), "")
    plain = " ".join(re.sub(r"[^\w\s.,()-]", " ", line).split()).strip(" .,-")
    return plain[:LONGEST_NAME].rstrip(" .,-") or "picture"


def _file(data: bytes, name: str = "", *, stem: str = "picture") -> _File:
    """A picture is known by its first bytes."""
    if name:
        return _File(data, name, "application/octet-stream")
    for start, extension, kind in _TYPES:
        if data.startswith(start):
            return _File(data, f"{stem}.{extension}", kind)
    return _File(data, f"{stem}.webp", "image/webp")


async def _upload(calls: Calls, field: Literal["photo", "file"], work: Callable[[VkUpload], Any]) -> Any:
    """What VK saved. ``work`` asks where, sends and saves, in a thread of the key.

    Raises what ``Key.method`` raises, RequestException, Garbled, NotTaken.
    """

    def whole() -> Any:
        upload = VkUpload(VkApiMethod(_Asking(calls)))
        upload.http = _Sending(calls.key, field)
        try:
            return work(upload)
        except (KeyError, TypeError):
            raise Garbled("no upload server") from None

    return await calls.key.run(whole)


class _Asking:
    """VkUpload says a picture's words already where it asks for a server; VK takes them with the picture itself."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def method(self, name: str, values: dict[str, Any]) -> Any:
        """As ``Calls.method``."""
        if name.endswith("UploadServer"):
            values = {what: value for what, value in values.items() if what != "caption"}
        return self._calls.method(name, values)


class _Sending:
    """In the place of VkUpload's own session, which waits for ever, cannot be cut, and looks at no answer."""

    def __init__(self, key: Key, field: str) -> None:
        self._key = key
        self._field = field

    def post(self, url: str, *, files: Sequence[tuple[str, tuple[str, _File]]]) -> requests.Response:
        """Of one file, under VK's name for it and its own."""
        ((_, (_, file)),) = files
        response = self._key.sessions.mine().post(
            url, files={self._field: (file.name, file, file.kind)}, timeout=self._key.timeouts
        )
        if response.status_code != requests.codes.ok:
            raise Garbled("the upload server is in trouble")
        answer = response.json()
        if not isinstance(answer, dict) or answer.get("error") or answer.get(self._field) in {None, "", "[]"}:
            raise NotTaken  # it was no picture, or too large
        return response


def _attachment(kind: str, saved: Any) -> str:
    """``photo-1_2_key``: the name by which a message or post carries it."""
    thing = saved[0] if isinstance(saved, list) and saved else saved
    if isinstance(thing, dict):
        thing = thing.get(kind, thing)
    if not isinstance(thing, dict) or "id" not in thing or "owner_id" not in thing:
        raise Garbled("nothing was saved")
    name = f"{kind}{thing['owner_id']}_{thing['id']}"
    return f"{name}_{thing['access_key']}" if thing.get("access_key") else name

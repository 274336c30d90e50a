"""Pictures on their way to VK: ask where, send the bytes, save, attach.

An upload is not yet the deed, so it may be tried again: trouble on the way is ``Later``. A picture that VK does
not take, or a key that may not upload, costs the picture only: its words (alt) are in the text.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import requests
import structlog
from vk_api.exceptions import ApiError

from bot.messengers.catalogue import FetchPaper, no_papers
from bot.messengers.vk.api import Garbled, Key
from bot.messengers.vk.failures import NO_RIGHT, undelivered
from talk.heard import PaperId, PictureId
from talk.messenger import Later, Uncertain
from talk.prompt import ShownPicture

MOST = 10
"""Attachments of one message or post."""
COSTS_THE_PICTURE = NO_RIGHT | {22, 100, 105, 114, 118, 121, 129, 901}
_TYPES = ((b"\xff\xd8", "jpg", "image/jpeg"), (b"\x89PNG", "png", "image/png"), (b"GIF8", "gif", "image/gif"))

log = structlog.get_logger()


class NotTaken(Exception):
    """VK's upload server did not take the file."""


class Uploads:
    """Uploads stored pictures. The attachments come back in order, without those that could not be taken."""

    def __init__(
        self,
        pictures: Callable[[PictureId], Awaitable[bytes]],
        group_id: int,
        papers: FetchPaper = no_papers,
    ) -> None:
        self._papers = papers
        self._pictures = pictures
        self._group_id = group_id

    async def for_message(self, key: Key, shown: Sequence[ShownPicture]) -> list[str]:
        """Photos of private messages. One upload serves any number of people."""

        async def place(data: bytes, _alt: str) -> str:
            server = await key.call("photos.getMessagesUploadServer")
            sent = await _post(key, server, "photo", data)
            return _attachment("photo", await key.call("photos.saveMessagesPhoto", **_photo(sent)))

        return await self._each(shown[:MOST], place)

    async def paper(self, key: Key, chat: int, paper: PaperId) -> list[str]:
        """A document for one person. Without the right to send any the words go alone; of a repeat, too."""
        try:
            name, raw = await self._papers(paper)
            server = await key.call("docs.getMessagesUploadServer", peer_id=chat, type="doc")
            sent = await _post(key, server, "file", raw, name=name)
            if sent.get("file"):
                return [_attachment("doc", await key.call("docs.save", file=sent["file"], title=name))]
            log.warning("vk.paper_refused", paper=paper)
        except LookupError:
            log.warning("vk.paper_gone", paper=paper)
        except NotTaken:
            log.warning("vk.paper_not_taken", paper=paper)
        except ApiError as refusal:
            if refusal.code not in COSTS_THE_PICTURE:
                raise
            log.warning("vk.paper_refused", paper=paper, code=refusal.code)
        except (requests.RequestException, Garbled) as trouble:
            raise _not_yet(trouble) from None
        return []

    async def for_wall(self, key: Key, shown: Sequence[ShownPicture]) -> list[str]:
        """Photos of a post. Only an administrator's key may."""

        async def place(data: bytes, alt: str) -> str:
            server = await key.call("photos.getWallUploadServer", group_id=self._group_id)
            sent = await _post(key, server, "photo", data)
            saved = await key.call("photos.saveWallPhoto", group_id=self._group_id, caption=alt or None, **_photo(sent))
            return _attachment("photo", saved)

        return await self._each(shown[:MOST], place)

    async def for_wall_as_file(self, key: Key, shown: Sequence[ShownPicture]) -> list[str]:
        """The first picture as a document, which a community key may; a post takes one file."""

        async def place(data: bytes, _alt: str) -> str:
            server = await key.call("docs.getWallUploadServer", group_id=self._group_id)
            sent = await _post(key, server, "file", data)
            if not sent.get("file"):
                raise NotTaken
            return _attachment("doc", await key.call("docs.save", file=sent["file"], title=_named(data)[0]))

        return await self._each(shown[:1], place)

    async def _each(self, shown: Sequence[ShownPicture], place: Callable[[bytes, str], Awaitable[str]]) -> list[str]:
        attached = []
        for picture in shown:
            try:
                attached.append(await place(await self._pictures(picture.id), picture.alt))
            except LookupError:
                log.warning("vk.picture_gone", picture=picture.id)
            except NotTaken:
                log.warning("vk.picture_not_taken", picture=picture.id)
            except ApiError as refusal:
                if refusal.code not in COSTS_THE_PICTURE:
                    raise
                log.warning("vk.picture_refused", picture=picture.id, code=refusal.code)
            except (requests.RequestException, Garbled) as trouble:
                raise _not_yet(trouble) from None
        return attached


def _not_yet(trouble: requests.RequestException | Garbled) -> Exception:
    failure = undelivered(trouble)
    return Later(f"upload: {failure}", after=10) if isinstance(failure, Uncertain) else failure


async def _post(key: Key, server: Any, field: str, data: bytes, *, name: str = "") -> dict[str, Any]:
    """Send the bytes to the server that VK named."""
    if not isinstance(server, dict) or not isinstance(server.get("upload_url"), str):
        raise Garbled("no upload server")
    url: str = server["upload_url"]

    def post() -> Any:
        named, kind = (name, "application/octet-stream") if name else _named(data)
        response = key.sessions.mine().post(url, files={field: (named, data, kind)}, timeout=key.timeouts)
        if response.status_code != requests.codes.ok:
            raise Garbled("the upload server is in trouble")
        return response.json()

    answer = await key.run(post)
    if not isinstance(answer, dict) or answer.get("error"):
        raise NotTaken
    return answer


def _named(data: bytes) -> tuple[str, str]:
    for start, extension, kind in _TYPES:
        if data.startswith(start):
            return f"picture.{extension}", kind
    return "picture.webp", "image/webp"


def _photo(sent: dict[str, Any]) -> dict[str, Any]:
    """What ``save…Photo`` wants of the upload server's answer."""
    if sent.get("photo") in {None, "", "[]"}:
        raise NotTaken  # it was no picture
    return {name: sent.get(name) for name in ("photo", "server", "hash")}


def _attachment(kind: str, saved: Any) -> str:
    """``photo-1_2_key``: the name by which a message or post carries it."""
    thing = saved[0] if isinstance(saved, list) and saved else saved
    if isinstance(thing, dict):
        thing = thing.get(kind, thing)
    if not isinstance(thing, dict) or "id" not in thing or "owner_id" not in thing:
        raise Garbled("nothing was saved")
    name = f"{kind}{thing['owner_id']}_{thing['id']}"
    return f"{name}_{thing['access_key']}" if thing.get("access_key") else name

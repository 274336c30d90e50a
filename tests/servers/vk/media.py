"""Pictures and documents: upload addresses, stored files and the objects that VK makes of them."""

from __future__ import annotations

import io
import json
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image, UnidentifiedImageError

from tests.servers.vk.failures import Violated

if TYPE_CHECKING:
    from tests.servers.vk.world import World

_REFERENCE = re.compile(r"(photo|doc|wall|poll|video)(-?\d+)_(\d+)(?:_(\w+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A thing in a message or a post. `body` is its object in the API, `content` its bytes when it has any."""

    kind: str
    body: dict[str, Any]
    content: bytes = b""
    title: str = ""

    @property
    def as_json(self) -> dict[str, Any]:
        return {"type": self.kind, self.kind: self.body}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An upload address that was given out: what may be uploaded there and for whom."""

    kind: str
    owner_id: int
    place: str


class Media:
    """The file store of the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.files: dict[str, bytes] = {}
        self.attachments: dict[str, Attachment] = {}
        self.tickets: dict[str, Ticket] = {}
        self._uploaded: dict[str, tuple[Ticket, bytes, str]] = {}

    def ticket(self, kind: str, owner_id: int, place: str) -> str:
        """A fresh upload address for a `photo` or a `doc`."""
        key = secrets.token_hex(8)
        self.tickets[key] = Ticket(kind=kind, owner_id=owner_id, place=place)
        return f"{self._world.url}/upload/{key}"

    def receive(self, key: str, content: bytes, filename: str) -> dict[str, Any]:
        """What the upload server answers to a file: to be handed on to the saving method as it is."""
        ticket = self.tickets[key]
        proof = secrets.token_hex(8)
        if ticket.kind == "photo" and not is_picture(content):
            return {"server": 1, "photo": "[]", "hash": proof}
        self._uploaded[proof] = (ticket, content, filename)
        if ticket.kind == "photo":
            return {"server": 1, "photo": json.dumps([{"photo": proof, "sizes": []}]), "hash": proof}
        return {"file": f"{ticket.owner_id}|0|{proof}"}

    def save_photo(self, proof: str, photo: str, place: str, caption: str = "") -> Attachment:
        """The uploaded picture as an attachment; Violated(100) if nothing was uploaded under this hash."""
        if photo in {"", "[]"} or proof not in self._uploaded or proof not in photo:
            raise Violated(100, "photos_list is invalid")
        ticket, content, _ = self._uploaded.pop(proof)
        if ticket.place != place:
            raise Violated(100, f"the picture was uploaded for {ticket.place}, not for {place}")
        return self.photo(ticket.owner_id, content, text=caption)

    def save_document(self, file: str, title: str) -> Attachment:
        """The uploaded document as an attachment; Violated(100) if nothing was uploaded under this name."""
        if (proof := file.rpartition("|")[2]) not in self._uploaded:
            raise Violated(100, "file is undefined")
        ticket, content, filename = self._uploaded.pop(proof)
        return self.document(ticket.owner_id, content, title or filename)

    def photo(self, owner_id: int, content: bytes, *, text: str = "") -> Attachment:
        """A picture that exists in VK, with addresses of its sizes served by this server."""
        number = self._world.next_number("photo", 457239017)
        access_key = secrets.token_hex(9)
        url = self._store(content, "jpg")
        width, height = _size(content)
        sizes = [
            {"type": letter, "width": max(1, width // part), "height": max(1, height // part), "url": url}
            for letter, part in (("s", 8), ("m", 4), ("x", 2), ("w", 1))
        ]
        body: dict[str, Any] = {
            "album_id": -3,
            "date": self._world.stamp,
            "id": number,
            "owner_id": owner_id,
            "access_key": access_key,
            "sizes": sizes,
            "orig_photo": {"type": "base", "width": width, "height": height, "url": url},
            "text": text,
            "web_view_token": access_key,
            "has_tags": False,
        }
        return self._keep(Attachment(kind="photo", body=body, content=content, title=text))

    def document(self, owner_id: int, content: bytes, title: str) -> Attachment:
        """A document that exists in VK."""
        extension = title.rpartition(".")[2] if "." in title else "bin"
        body: dict[str, Any] = {
            "id": self._world.next_number("doc", 650000001),
            "owner_id": owner_id,
            "title": title,
            "size": len(content),
            "ext": extension,
            "date": self._world.stamp,
            "type": 1,
            "url": self._store(content, extension),
            "access_key": secrets.token_hex(9),
        }
        return self._keep(Attachment(kind="doc", body=body, content=content, title=title))

    def resolve(self, references: str) -> tuple[Attachment, ...]:
        """The attachments named in a request, comma separated; Violated(100) for one that does not exist."""
        return tuple(self._one(item.strip()) for item in references.split(",") if item.strip())

    def _one(self, reference: str) -> Attachment:
        if reference.startswith(("http://", "https://")):
            return Attachment(kind="link", body={"url": reference, "title": "", "caption": ""}, title=reference)
        if not (match := _REFERENCE.fullmatch(reference)):
            raise Violated(100, f"attachment {reference!r} is not understood")
        kind, owner, number, _ = match.groups()
        if kind == "wall":
            community = self._world.communities.get(-int(owner))
            post = community.post(int(number)) if community else None
            if post is None:
                raise Violated(100, f"attachment {reference!r} does not exist")
            return Attachment(kind="wall", body=post.as_json, title=post.text)
        found = self.attachments.get(f"{kind}{owner}_{number}")
        if found is None:
            raise Violated(100, f"attachment {reference!r} does not exist")
        return found

    def _keep(self, attachment: Attachment) -> Attachment:
        body = attachment.body
        self.attachments[f"{attachment.kind}{body['owner_id']}_{body['id']}"] = attachment
        return attachment

    def _store(self, content: bytes, extension: str) -> str:
        name = f"{secrets.token_hex(8)}.{extension}"
        self.files[name] = content
        return f"{self._world.url}/files/{name}"


def is_picture(content: bytes) -> bool:
    try:
        Image.open(io.BytesIO(content)).verify()
    except (UnidentifiedImageError, OSError, SyntaxError):
        return False
    return True


def _size(content: bytes) -> tuple[int, int]:
    if not is_picture(content):
        return (604, 403)
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size

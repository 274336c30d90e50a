"""The files of the test server: what people and bots sent, by file id."""

import hashlib
import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.servers.telegram.refusals import BadRequest

Json = dict[str, Any]
DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""Bytes a bot may download with getFile; it may upload 50 MB (10 MB as a picture)."""
UPLOAD_LIMIT = 50 * 1024 * 1024
PICTURE_LIMIT = 10 * 1024 * 1024


@dataclass(slots=True, kw_only=True, eq=False)
class Stored:
    """A file and the bots that have seen it: a file id of one bot is worth nothing to another."""

    id: str
    kind: str
    name: str
    data: bytes
    width: int = 0
    height: int = 0
    known_to: set[int] = field(default_factory=set)

    @property
    def unique_id(self) -> str:
        return "AQAD" + hashlib.sha256(self.data).hexdigest()[:12]

    @property
    def path(self) -> str:
        return f"{'photos' if self.kind == 'photo' else 'documents'}/{self.id}_{self.name}"

    def json(self) -> Json:
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
            "file_path": self.path,
        }

    def content(self) -> Json:
        """The field of a Message that shows this file."""
        facts = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.data)}
        if self.kind == "document":
            return {"document": {**facts, "file_name": self.name}}
        large = {**facts, "width": self.width, "height": self.height}
        small = {
            **facts,
            "file_id": f"{self.id}-small",
            "file_unique_id": f"{self.unique_id}s",
            "width": 90,
            "height": max(1, 90 * self.height // self.width),
        }
        return {"photo": [small, large]}


class Files:
    """All files of one server."""

    def __init__(self) -> None:
        self._stored: dict[str, Stored] = {}

    def keep(self, kind: str, name: str, data: bytes, *, strict: bool = True) -> Stored:
        """Store a file; a picture that is none is refused to bots (strict), people may pretend."""
        if len(data) > (PICTURE_LIMIT if kind == "photo" else UPLOAD_LIMIT):
            raise BadRequest("file is too big")
        if not data:
            raise BadRequest("file must be non-empty")
        width, height = _measure(data, strict=strict) if kind == "photo" else (0, 0)
        file_id = f"{'AgAC' if kind == 'photo' else 'BQAC'}{len(self._stored) + 1:08d}"
        stored = Stored(id=file_id, kind=kind, name=name, data=data, width=width, height=height)
        self._stored[file_id] = stored
        return stored

    def find(self, file_id: str, bot_id: int) -> Stored:
        stored = self._stored.get(file_id.removesuffix("-small"))
        if stored is None or bot_id not in stored.known_to:
            raise BadRequest("wrong file identifier/HTTP URL specified")
        return stored

    def at(self, path: str, bot_id: int) -> Stored | None:
        return next((one for one in self._stored.values() if one.path == path and bot_id in one.known_to), None)

    def show(self, content: Json, bot_id: int) -> None:
        """From now on the bot may use the file ids in this content."""
        shown = [*content.get("photo", ()), *([content["document"]] if "document" in content else ())]
        for one in shown:
            self._stored[one["file_id"].removesuffix("-small")].known_to.add(bot_id)

    def data(self, file_id: str) -> bytes:
        return self._stored[file_id.removesuffix("-small")].data


def _measure(data: bytes, *, strict: bool) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
    except UnidentifiedImageError as error:
        if not strict:
            return 1280, 960
        raise BadRequest("IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or not 1 / 20 <= width / height <= 20:
        raise BadRequest("PHOTO_INVALID_DIMENSIONS")
    return width, height


def picture(colour: str = "navy", size: tuple[int, int] = (320, 240)) -> bytes:
    """A real JPEG of one colour, for tests that send pictures."""
    body = io.BytesIO()
    Image.new("RGB", size, colour).save(body, "JPEG")
    return body.getvalue()

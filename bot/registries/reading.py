"""A file that somebody gave us, read as a stream and believed in nothing: not its name, its size nor its lines.

NotThatFile   nothing of it was taken; ``why`` is a key of ``handlers.texts.program.registries.TROUBLES``
"""

from __future__ import annotations

import codecs
import hashlib
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD: Final = 65_536
"""Bytes by which a format is recognised."""
LARGEST: Final = 1_000_000_000
"""Bytes of a file, unpacked: five times the greatest of the three registries."""
LARGEST_PACKED: Final = 200_000_000
MOST_PACKED: Final = 40
"""How many times its size a file may be when it is unpacked; text shrinks four to eight times."""
MOST_MEMBERS: Final = 20
LONGEST_LINE: Final = 200_000
"""Bytes; the longest line of GeoNames has some 20 000."""
_READ: Final = 262_144
_ZIP: Final = b"PK\x03\x04"
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
"""How archives fail: damaged, cut, locked by a password, packed in a way that nobody knows."""


class NotThatFile(Exception):
    """``why``: missing, empty, archive, bomb, large, binary, long_line, foreign, damaged; ``found``: what it seems."""

    def __init__(self, why: str, found: str | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.found = found


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except _DAMAGE:
        raise NotThatFile("damaged") from None


@dataclass(slots=True)
class Stream:
    """The bytes of a file, unpacked and counted."""

    raw: IO[bytes]
    size: int
    """How many there are, as the file system or the archive says."""
    done: int = 0

    def read(self, size: int = _READ) -> bytes:
        with _damage_told():
            block = self.raw.read(size)
        return self._counted(block)

    def lines(self) -> Iterator[list[bytes]]:
        """Whole lines without their ends, some thousand at a time. Raises NotThatFile for an endless one."""
        rest = b""
        while block := self.read():
            *lines, rest = (rest + block).split(b"\n")
            if len(rest) > LONGEST_LINE or any(len(line) > LONGEST_LINE for line in lines):
                raise NotThatFile("long_line")
            if lines:
                yield lines
        if rest:
            yield [rest]

    def _counted(self, block: bytes) -> bytes:
        self.done += len(block)
        if self.done > min(self.size, LARGEST):  # an archive that says less than it holds, a file that grows
            raise NotThatFile("large")
        return block


@contextmanager
def opened(path: Path, *, archive: bool = False) -> Iterator[Stream]:
    """The file; with ``archive`` also the one text in a .zip. Raises NotThatFile."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            size = path.stat().st_size
            head = file.read(len(_ZIP))
            file.seek(0)
        except OSError:
            raise NotThatFile("missing") from None
        if not head:
            raise NotThatFile("empty")
        if head == _ZIP:
            stream = _unpacked(file, size, stack) if archive else None
            if stream is None:
                raise NotThatFile("archive")
        else:
            stream = Stream(file, size)
        if stream.size > LARGEST:
            raise NotThatFile("large")
        yield stream


def _unpacked(file: IO[bytes], size: int, stack: ExitStack) -> Stream:
    if size > LARGEST_PACKED:
        raise NotThatFile("large")
    try:
        packed = stack.enter_context(zipfile.ZipFile(file))
        member = _member(packed)
        return Stream(stack.enter_context(packed.open(member)), member.file_size)
    except _DAMAGE:
        raise NotThatFile("damaged") from None


def _member(packed: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The greatest text of an archive: GeoNames puts a readme beside the data."""
    members = packed.infolist()
    texts = [one for one in members if not one.is_dir() and one.filename.lower().endswith((".txt", ".csv", ".tsv"))]
    if len(members) > MOST_MEMBERS or not texts:
        raise NotThatFile("archive")
    found = max(texts, key=lambda one: one.file_size)
    if found.file_size > LARGEST or found.file_size > max(1, found.compress_size) * MOST_PACKED:
        raise NotThatFile("bomb")
    return found


def digest(path: Path) -> str:
    """SHA-256 of the file as it lies there."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def encoding_of(head: bytes) -> str:
    """UTF-8 if it can be, else cp1251: Rosstat has published in both. Raises NotThatFile for what is no text."""
    if b"\0" in head:
        raise NotThatFile("binary")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


def lines_of(stream: Stream, encoding: str) -> Iterator[str]:
    """Line by line, without ends; signs that are broken become «\N{REPLACEMENT CHARACTER}»."""
    for block in stream.lines():
        # Together: a line end is one byte in every encoding that we take, and never a part of a letter.
        for line in b"\n".join(block).decode(encoding, "replace").split("\n"):
            yield line.rstrip("\r")
        encoding = encoding.removesuffix("-sig")


def head_of(path: Path, *, archive: bool = False) -> bytes:
    with opened(path, archive=archive) as stream:
        return stream.read(HEAD)

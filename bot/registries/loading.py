"""A registry goes from its file into the database, a thousand records a transaction (``tezki import``).

Killed anywhere, it goes on behind the last transaction; the same file again changes nothing. Records that the newest
file no longer has are forgotten, unless so many are gone that the file seems to be a part of one.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.registries import geonames, libraries, oktmo
from bot.registries.reading import NotThatFile, digest, encoding_of, head_of, opened
from bot.registries.rows import Row, Skipped

if TYPE_CHECKING:
    from pathlib import Path

    from bot.registries.reading import Stream
    from storage.books import Books
    from storage.database import Database
    from storage.registries.imports import Import, Kind

CHUNK: Final = 1000
MOST_GONE: Final = 0.2
"""The share of the known records that a new file may lack and still be taken for a whole one."""

LOOKS: Final[dict[Kind, Callable[[str], bool]]] = {
    "oktmo": oktmo.looks_so,
    "geonames": geonames.looks_so,
    "libraries": libraries.looks_so,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a file."""

    counts: dict[str, int]
    """read, new, changed, same, gone, kept (gone from the file, and not forgotten), and skipped records by why."""
    resumed: int
    """Records that an earlier run had done."""
    already: bool = False
    """The very file was taken before, and nothing newer since."""
    confirmed: int = 0
    """Libraries of alliances whose settlement the registry has confirmed now."""


Progress = Callable[[int, int], None]
"""Bytes done, bytes in all."""


def recognise(path: Path, kind: Kind) -> str:
    """The encoding of a file that is what the command expects. Raises NotThatFile."""
    head = head_of(path, archive=kind == "geonames")
    encoding = encoding_of(head)
    text = head.decode(encoding, "replace")
    if not LOOKS[kind](text):
        raise NotThatFile("foreign", next((other for other, looks in LOOKS.items() if looks(text)), None))
    return encoding


@contextmanager
def records(path: Path, kind: Kind, encoding: str) -> Iterator[tuple[Iterator[Row | Skipped], Stream]]:
    """The records of a file and the stream that they come from."""
    archive = kind == "geonames"
    if kind == "oktmo":
        with opened(path) as stream:
            districts = oktmo.read_districts(stream, encoding)
        with opened(path) as stream:
            yield oktmo.read(stream, encoding, districts), stream
    elif kind == "geonames":
        with opened(path, archive=archive) as stream:
            areas = geonames.read_areas(stream, encoding)
        with opened(path, archive=archive) as stream:
            yield geonames.read(stream, encoding, areas), stream
    else:
        with opened(path) as stream:
            yield libraries.read(stream, codecs.getincrementaldecoder(encoding)("replace")), stream


async def load(database: Database, kind: Kind, path: Path, *, anew: bool = False, progress: Progress) -> Report:
    """The whole file. Raises NotThatFile; what was taken before it was noticed stays."""
    encoding = recognise(path, kind)
    sha256 = digest(path)
    async with database.writing() as books:
        latest = await books.imports.latest(kind)
        if latest is not None and latest.sha256 == sha256 and not anew:
            return Report(counts=dict(latest.counts), resumed=latest.position, already=True)
        run = await books.imports.begin(kind, sha256, at=datetime.now(UTC))
    begun = run.position
    with records(path, kind, encoding) as (found, stream):
        for _ in islice(found, begun):
            pass
        while chunk := list(islice(found, CHUNK)):
            run = await _chunk(database, run, chunk)
            progress(stream.done, stream.size)
    if not any(run.counts.get(name) for name in ("new", "changed", "same")):
        raise NotThatFile("empty")
    counts = dict(run.counts) | await _delete_unseen(database, run)
    async with database.writing() as books:
        await books.imports.finish(run.id, counts, at=datetime.now(UTC))
        confirmed = await _confirm_libraries(books)
    return Report(counts=counts, resumed=begun, confirmed=confirmed)


async def _chunk(database: Database, run: Import, chunk: list[Row | Skipped]) -> Import:
    """One transaction: the records and the position behind them."""
    counts = Counter(run.counts)
    rows: dict[str, Row] = {}
    for one in chunk:
        counts["read"] += 1
        if isinstance(one, Skipped):
            counts[one.why] += 1
        elif one["code"] in rows:
            counts["twice"] += 1
        else:
            rows[one["code"]] = one
    async with database.writing() as books:
        if rows:
            taken = await books.imports.store(run, list(rows.values()))
            counts.update(new=taken.new, changed=taken.changed, same=taken.same)
        run = replace(run, position=run.position + len(chunk), counts=dict(counts))
        await books.imports.advance(run.id, run.position, run.counts)
    return run


async def _confirm_libraries(books: Books) -> int:
    """Libraries that joined before the registry was loaded."""
    confirmed = 0
    for one in await books.libraries.all_unchecked():
        if await books.places.confirm(one.settlement, region=one.region, district=one.district):
            await books.libraries.change(one.id, checked="registry")
            confirmed += 1
    return confirmed


async def _delete_unseen(database: Database, run: Import) -> dict[str, int]:
    async with database.reading() as books:
        gone, total = await books.imports.unseen(run)
    if gone > total * MOST_GONE:
        return {"kept": gone}
    forgotten = 0
    while forgotten < gone:
        async with database.writing() as books:
            some = await books.imports.delete_unseen(run, CHUNK)
        forgotten += some
        if not some:
            break
    return {"gone": forgotten}

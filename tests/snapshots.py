"""What many tests begin with is done once: the next test that stands where that one stood gets its end from a snapshot.

    @snapshot
    async def founds(person: Person, settlement: str = "Александровка") -> None:
        ...

A snapshot belongs to everything that the step could see: every byte of the SQLite file, the town with its messengers,
clock and life, and the arguments. So a step is taken again wherever anything differs, and a test cannot tell whether
it was, except by the time. Afterwards the program in the town begins anew, as it does between any two turns of the
restarting life. No snapshots on PostgreSQL, in a test that patches something (the step might see it), in one marked
``unabridged``, and while golden journals are recorded.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import pickle
import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    import pytest

    from storage.database import Database
    from tests.people import Town

P = ParamSpec("P")
T = TypeVar("T")

MOST: Final = 200
"""Snapshots of a process; each is an SQLite file in memory, about 0.7 MB. The one that was not used longest goes."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    file: sqlite3.Connection
    state: bytes
    """Of the town, and what the step returned."""


_kept: OrderedDict[bytes, Snapshot] = OrderedDict()
_allowed = True


def pytest_runtest_setup(item: pytest.Function) -> None:
    global _allowed  # noqa: PLW0603 - one test runs at a time
    whole = item.get_closest_marker("unabridged") or os.environ.get("TEZKI_RECORD")
    _allowed = not whole and "monkeypatch" not in item.fixturenames


def snapshot(step: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """For a step whose first argument is a town, or has one."""

    @functools.wraps(step)
    async def taken(*args: P.args, **kwargs: P.kwargs) -> T:
        first: Any = args[0]
        town: Town = getattr(first, "town", first)
        path = _file_of(town.database)
        if not _allowed or path is None:
            return await step(*args, **kwargs)
        with _opened(path) as file:
            before = _packed(town, (town.life, args, kwargs))
            key = hashlib.sha256(b"\0".join((step.__qualname__.encode(), before, file.serialize()))).digest()
        kept = _kept.get(key)
        if kept is None:
            result = await step(*args, **kwargs)
            _kept[key] = keep(town, result)
            if len(_kept) > MOST:
                _kept.popitem(last=False)[1].file.close()
            return result
        _kept.move_to_end(key)
        return restore(town, kept)  # type: ignore[no-any-return]  # what the step returned

    return taken


def keep(town: Town, more: object = None) -> Snapshot:
    """The town as it is, and something that may know it. Only on SQLite; nothing may be under way."""
    path = _file_of(town.database)
    assert path is not None
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with _opened(path) as file:
        file.backup(copy)
    return Snapshot(copy, _packed(town, more))


def restore(town: Town, kept: Snapshot) -> Any:
    """The town is again as it was; returns what was kept with it."""
    path = _file_of(town.database)
    assert path is not None
    with _opened(path) as file:
        kept.file.backup(file)
    return _restored(town, kept.state)


def _file_of(database: Database) -> str | None:
    url = database._readers.url
    return url.database if url.get_backend_name() == "sqlite" else None


@contextmanager
def _opened(path: str) -> Iterator[sqlite3.Connection]:
    """Besides the program's own connections, which have nothing under way; checkpoints are its writer's affair."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_autocheckpoint = 0")
        yield file


def _packed(town: Town, more: object) -> bytes:
    """Whatever the town keeps outside its database, and something that may know the town."""
    out = io.BytesIO()
    _Pickler(out, town).dump((town.keeps(), [one.keeps() for one in town.messengers.values()], more))
    return out.getvalue()


def _restored(town: Town, state: bytes) -> Any:
    own, messengers, result = _Unpickler(io.BytesIO(state), town).load()
    vars(town).update(own)
    for messenger, kept in zip(town.messengers.values(), messengers, strict=True):
        vars(messenger).update(kept)
    town._start()
    return result


class _Pickler(pickle.Pickler):
    """The town and its messengers stay who they are."""

    def __init__(self, out: io.BytesIO, town: Town) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self._names = {id(town): "town"} | {id(one): account for account, one in town.messengers.items()}

    def persistent_id(self, thing: object) -> str | int | None:
        return self._names.get(id(thing))


class _Unpickler(pickle.Unpickler):
    def __init__(self, state: io.BytesIO, town: Town) -> None:
        super().__init__(state)
        self._town = town

    def persistent_load(self, name: str | int) -> object:
        return self._town if name == "town" else self._town.messengers[name]  # type: ignore[index]  # the others are int

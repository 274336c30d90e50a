"""What many tests begin with is done once: the next test that stands where that one stood gets its end from a snapshot.

    @snapshot
    async def founds(person: Person, settlement: str = "Александровка") -> None:
        ...

A snapshot belongs to everything that the step could see: all that the database holds (``tests.contents``), the town
with its messengers, clock and life, the arguments. So a step is taken again wherever anything differs, and a test
cannot tell whether it was, except by the time. Afterwards the program in the town begins anew, as it does between any
two turns of the restarting life. No snapshots in a test that patches something (the step might see it), in one marked
``unabridged``, and while golden journals are recorded.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import pickle
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from storage.database import Database
from tests.contents import contents_of

if TYPE_CHECKING:
    import pytest

    from tests.people import Town

P = ParamSpec("P")
T = TypeVar("T")

MOST: Final = 200
"""Snapshots of a process, 0.7 MB each of SQLite. The one that was not used longest goes."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    contents: Any
    """Of the database."""
    state: bytes
    """Of the town, and what the step returned."""


_kept: OrderedDict[bytes, Snapshot] = OrderedDict()
_allowed = True


def pytest_runtest_setup(item: pytest.Function) -> None:
    global _allowed  # noqa: PLW0603 - one test runs at a time
    whole = item.get_closest_marker("unabridged") or os.environ.get("TEZKI_RECORD")
    _allowed = not whole and "monkeypatch" not in item.fixturenames


def snapshot(step: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """For a step whose first argument is a town, has one, or is a database."""

    @functools.wraps(step)
    async def taken(*args: P.args, **kwargs: P.kwargs) -> T:
        first: Any = args[0]
        place = getattr(first, "town", first)
        if not _allowed:
            return await step(*args, **kwargs)
        contents = contents_of(_database(place))
        before = _packed(place, (getattr(place, "life", None), args, kwargs))
        key = hashlib.sha256(b"\0".join((step.__qualname__.encode(), before, await contents.key()))).digest()
        kept = _kept.get(key)
        if kept is None:
            result = await step(*args, **kwargs)
            _kept[key] = await keep(place, result)
            if len(_kept) > MOST:
                _kept.popitem(last=False)
            return result
        _kept.move_to_end(key)
        await contents.put(kept.contents)
        return _restored(place, kept.state)  # type: ignore[no-any-return]  # what the step returned

    return taken


async def keep(place: Town | Database, more: object = None) -> Snapshot:
    """The town, or only its database, as it is, and something that may know it. Nothing may be under way in it."""
    return Snapshot(await contents_of(_database(place)).copy(), _packed(place, more))


async def restore(place: Town | Database, kept: Snapshot) -> Any:
    """All is again as it was; returns what was kept with it."""
    await contents_of(_database(place)).put(kept.contents)
    return _restored(place, kept.state)


def _database(place: Town | Database) -> Database:
    return place if isinstance(place, Database) else place.database


def _packed(place: Town | Database, more: object) -> bytes:
    """Whatever a town keeps outside its database, and something that may know the town."""
    kept = None if isinstance(place, Database) else (place.keeps(), [m.keeps() for m in place.messengers.values()])
    out = io.BytesIO()
    _Pickler(out, place).dump((kept, more))
    return out.getvalue()


def _restored(place: Town | Database, state: bytes) -> Any:
    kept, more = _Unpickler(io.BytesIO(state), place).load()
    if not isinstance(place, Database):
        own, messengers = kept
        vars(place).update(own)
        for messenger, known in zip(place.messengers.values(), messengers, strict=True):
            vars(messenger).update(known)
        place._start()
    return more


def _names(place: Town | Database) -> dict[str, object]:
    """Who stays who they are."""
    names: dict[str, object] = {"database": _database(place)}
    if not isinstance(place, Database):
        names |= {"town": place} | {f"messenger {account}": one for account, one in place.messengers.items()}
    return names


class _Pickler(pickle.Pickler):
    def __init__(self, out: io.BytesIO, place: Town | Database) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self._known = {id(one): name for name, one in _names(place).items()}

    def persistent_id(self, thing: object) -> str | None:
        return self._known.get(id(thing))


class _Unpickler(pickle.Unpickler):
    def __init__(self, state: io.BytesIO, place: Town | Database) -> None:
        super().__init__(state)
        self._known = _names(place)

    def persistent_load(self, name: str) -> object:
        return self._known[name]

"""The public journal of an alliance: an append-only chain of entries, each sealed over the one before (row 9).

Facts are public and free of personal data: libraries, settlements, events, reasons given in public; never a person's
name, id or contact. That is why the chain still verifies after a person is erased. Keep floats and instants out of them
too: JSON columns of databases may rewrite a float; write numbers as integers and instants as ISO text.
A chain proves what it holds; that nothing was cut off its end is proved by comparing its length with another copy.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar, Final, Self, TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


class Kind(StrEnum):
    """What happened to the alliance, as the Положение makes it public (1.8). A wing may add its own: ``WingKind``."""

    FOUNDED = "founded"
    JOINED = "joined"
    LEFT = "left"
    REJOINED = "rejoined"
    VERDICT_OVERRIDDEN = "verdict_overridden"
    SETTLEMENT_CONFIRMED = "settlement_confirmed"
    PLAN_CHANGED = "plan_changed"
    """An event was announced, moved or cancelled: the facts say which."""
    CHRONICLE_WRITTEN = "chronicle_written"
    CORRECTION_MADE = "correction_made"
    AGREEMENT_ADOPTED = "agreement_adopted"
    """A later version; the facts name its number and the titles of the sections that differ."""
    RULES_CHANGED = "rules_changed"
    """The alliance's form, goals, signs or matching of names: the facts say how they are from now on."""
    GROUP_BOUND = "group_bound"
    GROUP_UNBOUND = "group_unbound"
    COORDINATOR_CHANGED = "coordinator_changed"
    """That it happened and since when; never who."""
    VOTE_CLOSED = "vote_closed"


class WingKind(str):
    """A kind that a wing declares in a file of its own: ``LENT: Final = WingKind.declared("book_lent")``.

    Its words stand in the texts of the wing, like those of every kind (``handlers.texts.journal_kinds``).
    """

    __slots__ = ()
    every: ClassVar[dict[str, Self]] = {}

    @classmethod
    def declared(cls, name: str) -> Self:
        """Raises ValueError for a name that is taken, or is not what a column of 30 holds for ever."""
        if not re.fullmatch("[a-z][a-z_]{1,29}", name):
            raise ValueError(f"a kind of the journal is up to 30 small letters and underscores: {name!r}")
        if name in cls.every or name in frozenset(Kind):
            raise ValueError(f"two kinds of the journal are called {name!r}")
        return cls.every.setdefault(name, cls(name))

    @property
    def value(self) -> str:
        """As it is stored and sealed."""
        return str(self)


AnyKind: TypeAlias = Kind | WingKind


def kind_of(stored: str) -> AnyKind:
    """Raises ValueError for a kind that nobody has declared: a newer program wrote it."""
    return WingKind.every.get(stored) or Kind(stored)


class Unsealable(ValueError):
    """Facts that would not survive a database unchanged: a float, a lone surrogate, a NUL. Write them as text."""


class Fault(StrEnum):
    """Why a chain does not hold."""

    NUMBER = "number"
    """An entry is missing, doubled or out of order."""
    LINK = "link"
    """It was not sealed over the entry before it: that one was replaced, or this one comes from another chain."""
    HASH = "hash"
    """Its own content was changed after it was sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sealed line of the journal; `seq` counts from 1, hashes are SHA-256 in hex."""

    seq: int
    at: datetime
    kind: AnyKind
    facts: Mapping[str, Json]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first place where a chain does not hold."""

    seq: int
    why: Fault


FIRST: Final = 1
"""The number of the first entry."""


def origin(alliance_key: str) -> str:
    """What the first entry of this alliance is sealed over, so that chains cannot be swapped between alliances."""
    return hashlib.sha256(b"tezki journal\0" + alliance_key.encode()).hexdigest()


def seal(previous: Entry | None, at: datetime, kind: AnyKind, facts: Mapping[str, Json], alliance_key: str) -> Entry:
    """The next entry of the chain. Raises Unsealable; ValueError for an instant without a time zone."""
    if at.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    seq = FIRST if previous is None else previous.seq + 1
    link = origin(alliance_key) if previous is None else previous.hash
    at = at.astimezone(UTC)
    kept: Mapping[str, Json] = json.loads(_canonical(facts))  # a copy: nobody can change it afterwards by accident
    return Entry(seq=seq, at=at, kind=kind, facts=kept, previous=link, hash=_hash(seq, at, kind, kept, link))


def verify(entries: Iterable[Entry], alliance_key: str | None = None, *, after: Entry | None = None) -> Broken | None:
    """The first broken entry of a whole chain in its order, or None. With the key, the origin is checked as well.

    With ``after``, the rest of a chain that was verified up to that entry.
    """
    expected, link = FIRST, None if alliance_key is None else origin(alliance_key)
    if after is not None:
        expected, link = after.seq + 1, after.hash
    for entry in entries:
        if entry.seq != expected:
            return Broken(seq=expected, why=Fault.NUMBER)
        if link is not None and entry.previous != link:
            return Broken(seq=entry.seq, why=Fault.LINK)
        if not _holds(entry):
            return Broken(seq=entry.seq, why=Fault.HASH)
        expected, link = expected + 1, entry.hash
    return None


def _holds(entry: Entry) -> bool:
    try:
        return entry.hash == _hash(entry.seq, entry.at, entry.kind, entry.facts, entry.previous)
    except (Unsealable, ValueError):  # somebody wrote into the facts what could never have been sealed
        return False


def _hash(seq: int, at: datetime, kind: str, facts: Mapping[str, Json], link: str) -> str:
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    sealed: Mapping[str, Json] = {"seq": seq, "at": instant, "kind": str(kind), "facts": facts, "previous": link}
    return hashlib.sha256(_canonical(sealed)).hexdigest()


def _canonical(value: Mapping[str, Json]) -> bytes:
    """One spelling of one value: sorted keys, no spaces, UTF-8."""
    _check(value)
    return json.dumps(_listed(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _check(value: object) -> None:
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Unsealable("text with a NUL or half a character")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise Unsealable(f"a key that is not text but {type(key).__name__}")
            _check(key)
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        raise Unsealable(f"{type(value).__name__} is neither text, whole number, yes/no, nothing, list nor map")


def _listed(value: Json) -> Json:
    """The same value in plain dicts and lists, whatever mapping it came in."""
    if isinstance(value, Mapping):
        return {key: _listed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(inner) for inner in value]
    return value

"""The public journal of an alliance: an append-only chain of entries, each sealed over the one before (row 9).

Facts are public and free of personal data: libraries, settlements, events, reasons given in public; never a person's
name, id or contact. Keep floats and instants out of them too: JSON columns of databases may rewrite a float; write
numbers as integers and instants as ISO text.
The seal is over a salted hash of the facts, not over them: facts and salt can be removed, and the chain still verifies
(docs/decisions/sealed-words.md). That they were removed is an entry of its own; without it their absence is a fault.
Entries of before are sealed over the facts themselves; of these, the entry of the removal seals what is left.
A chain proves what it holds; that nothing was cut off its end is proved by comparing its length with another copy.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    WORDS_REMOVED = "words_removed"
    """The facts of an entry are gone: ``line`` is its number, ``kept`` seals what is left of it."""


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
    WORDS = "words"
    """Its facts are gone, and no entry says that they were removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sealed line of the journal; `seq` counts from 1, hashes are SHA-256 in hex."""

    seq: int
    at: datetime
    kind: AnyKind
    facts: Mapping[str, Json]
    previous: str
    hash: str
    words: str | None = None
    """The salted hash of the facts, which the seal is over; None: it is over the facts themselves, as it once was."""
    salt: str | None = None
    """Goes with the facts: without it nobody can guess them from their hash."""
    removed: bool = False
    """The facts are gone, or not for everybody: there are none here."""


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


def seal(
    previous: Entry | None,
    at: datetime,
    kind: AnyKind,
    facts: Mapping[str, Json],
    alliance_key: str,
    *,
    salt: str | None = None,
) -> Entry:
    """The next entry of the chain. Raises Unsealable; ValueError for an instant without a time zone.

    ``salt``: random text, for this entry alone; None seals the facts themselves, as it once was.
    """
    if at.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    kept: Mapping[str, Json] = json.loads(_canonical(facts))  # a copy: nobody can change it afterwards by accident
    entry = Entry(
        seq=FIRST if previous is None else previous.seq + 1,
        at=at.astimezone(UTC),
        kind=kind,
        facts=kept,
        previous=origin(alliance_key) if previous is None else previous.hash,
        hash="",
        words=None if salt is None else _words(kept, salt),
        salt=salt,
    )
    return replace(entry, hash=_hash(entry))


def left_of(entry: Entry) -> str:
    """What the entry of its removal seals of an entry: all but the facts and their salt."""
    instant = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    left: Mapping[str, Json] = {"seq": entry.seq, "at": instant, "kind": str(entry.kind), "words": entry.words}
    return hashlib.sha256(_canonical({**left, "previous": entry.previous, "hash": entry.hash})).hexdigest()


def removal_of(entry: Entry) -> dict[str, Json]:
    """The facts of the entry that says that the words of this one were removed."""
    return {"line": entry.seq, "kept": left_of(entry)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How far a chain was walked, piece by piece, and what its rest still has to explain."""

    head: Entry | None = None
    """The last entry that was checked."""
    owed: Mapping[int, str] = field(default_factory=dict)
    """Entries without facts, whose removal no entry has told so far: their number and ``left_of`` them."""

    def further(self, entries: Iterable[Entry], alliance_key: str | None) -> "Verified | Broken":
        """After the next piece. Without the key the origin is not checked."""
        link = None if alliance_key is None else origin(alliance_key)
        expected, head, owed = FIRST, self.head, dict(self.owed)
        if head is not None:
            expected, link = head.seq + 1, head.hash
        for entry in entries:
            if entry.seq != expected:
                return Broken(seq=expected, why=Fault.NUMBER)
            if link is not None and entry.previous != link:
                return Broken(seq=entry.seq, why=Fault.LINK)
            if not _holds(entry):
                return Broken(seq=entry.seq, why=Fault.HASH)
            if entry.removed:
                owed[entry.seq] = left_of(entry)
            elif entry.kind is Kind.WORDS_REMOVED:
                line = entry.facts.get("line")
                if isinstance(line, int) and owed.get(line) == entry.facts.get("kept"):
                    owed.pop(line, None)
            expected, link, head = expected + 1, entry.hash, entry
        return Verified(head=head, owed=owed)

    @property
    def fault(self) -> Broken | None:
        """What the end of the chain leaves unexplained."""
        return Broken(seq=min(self.owed), why=Fault.WORDS) if self.owed else None


def verify(entries: Iterable[Entry], alliance_key: str | None = None, *, after: Entry | None = None) -> Broken | None:
    """The first broken entry of a whole chain in its order, or None. With the key, the origin is checked as well.

    With ``after``, the rest of a chain that was verified up to that entry.
    """
    found = Verified(head=after).further(entries, alliance_key)
    return found if isinstance(found, Broken) else found.fault


def _holds(entry: Entry) -> bool:
    if entry.removed and entry.kind is Kind.WORDS_REMOVED:
        return False  # what a removal says is never removed
    if entry.removed and entry.words is None:
        return True  # sealed over the facts that are gone: the entry of the removal seals what is left
    try:
        if not entry.removed and entry.words is not None and entry.words != _words(entry.facts, entry.salt or ""):
            return False
        return entry.hash == _hash(entry)
    except (Unsealable, ValueError):  # somebody wrote into the facts what could never have been sealed
        return False


def _words(facts: Mapping[str, Json], salt: str) -> str:
    return hashlib.sha256(f"tezki words\0{salt}\0".encode() + _canonical(facts)).hexdigest()


def _hash(entry: Entry) -> str:
    instant = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said: Mapping[str, Json] = {"facts": entry.facts} if entry.words is None else {"words": entry.words}
    sealed: Mapping[str, Json] = {"seq": entry.seq, "at": instant, "kind": str(entry.kind), **said}
    return hashlib.sha256(_canonical({**sealed, "previous": entry.previous})).hexdigest()


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

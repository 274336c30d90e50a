"""An event of the joint plan: its states, its public facts, and what differs between two versions (rows 22, 26, 39).

Instants are UTC; a wall clock is shown through an IANA zone, the host's unless the reader has their own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final, TypedDict, cast

from domain import journal
from domain.machine import Machine, Move, Told
from domain.rights import Action


class State(StrEnum):
    """Where an event is on its way from the draft to the chronicle (row 26)."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    HELD = "held"
    CANCELLED = "cancelled"
    CHRONICLED = "chronicled"


EVENT: Final = Machine(
    name="event",
    states=State,
    first=State.DRAFT,
    moves=(
        Move(
            name="announce",
            sources=frozenset({State.DRAFT}),
            to=State.ANNOUNCED,
            who=Action.ANNOUNCE_EVENT,
            journal=journal.Kind.PLAN_CHANGED,
            tells=frozenset({Told.LIBRARIANS}),  # those of the co-hosts
        ),
        # Its time makes it held; next morning the host may answer that it did not take place.
        Move(name="take-place", sources=frozenset({State.ANNOUNCED}), to=State.HELD, who=None),
        Move(
            name="cancel",
            sources=frozenset({State.DRAFT, State.ANNOUNCED, State.HELD}),
            to=State.CANCELLED,
            who=Action.CANCEL_EVENT,
            journal=journal.Kind.PLAN_CHANGED,
            tells=frozenset({Told.SUBSCRIBERS}),
            withdraws=frozenset({"reminder", "change"}),
        ),
        # The chronicle is append-only: a correction is an entry of its own, never a way back.
        Move(
            name="tell",
            sources=frozenset({State.HELD}),
            to=State.CHRONICLED,
            who=Action.WRITE_CHRONICLE,
            journal=journal.Kind.CHRONICLE_WRITTEN,
        ),
    ),
    public=(State.ANNOUNCED, State.HELD, State.CANCELLED, State.CHRONICLED),
)
"""The way of an event (row 26)."""


def can_move(from_: State, to: State) -> bool:
    """Whether the rules let an event pass from one state to the other."""
    return from_ in EVENT.sources(to)


class Kind(StrEnum):
    """What sort of event it is."""

    FESTIVAL = "festival"
    MEETING = "meeting"
    EXHIBITION = "exhibition"
    CLUB = "club"
    CONTEST = "contest"
    LECTURE = "lecture"
    ONLINE = "online"
    PROFESSIONAL = "professional"
    OTHER = "other"


AGES: Final = (0, 6, 12, 16, 18)
"""The age marks of federal law 436-ФЗ: 0+ … 18+."""


USUAL_LENGTH: Final = timedelta(hours=2)
"""How long an event is taken to last when its end was not said."""


class Impossible(ValueError):
    """Facts of an event that cannot be true together, such as an end before the start. Check before you build."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Either a month (its first day) while the date is not known, or a start in UTC with the host's zone."""

    month: date | None = None
    start: datetime | None = None
    zone: str | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        if (self.month is None) == (self.start is None):
            raise Impossible("an event has either a month or a start")
        if self.month is not None and (self.month.day != 1 or self.zone is not None or self.end is not None):
            raise Impossible("a month is written as its first day, without a zone and an end")
        if self.start is not None:
            if self.start.utcoffset() is None or self.zone is None:
                raise Impossible("a start is aware of its time zone and names the host's")
            object.__setattr__(self, "start", self.start.astimezone(UTC))
        if self.end is not None and self.start is not None:
            if self.end.utcoffset() is None or self.end < self.start:
                raise Impossible("an end is aware of its time zone and not before the start")
            object.__setattr__(self, "end", self.end.astimezone(UTC))

    @classmethod
    def in_month(cls, day: date) -> "When":
        """The month of that day."""
        return cls(month=day.replace(day=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of an event besides when, where from and by whom: its table of facts.

    A new fact is a field here and in ``SaidFacts``, a ``Change`` and its place in ``CHANGE_OF``; a column
    (``storage/tables/plan.py``, with its migration); its words (``handlers/texts/plan/facts.py``); its question
    (``handlers/plan/talks/facts.py``). Records, copies, series, files, feeds and pages follow.
    """

    title: str
    kind: Kind = Kind.OTHER
    place: str | None = None
    link: str | None = None
    """An address to take part online."""
    audience: str | None = None
    age: int | None = None
    """One of AGES; None while it is not chosen."""
    tags: tuple[str, ...] = ()
    """Keys of goals and tasks (vocabulary/goals.py), ascending."""
    description: str | None = None
    poster_id: int | None = None
    poster_alt: str | None = None
    registration: bool = False
    """Whether one has to put one's name down before."""
    repeats: str | None = None
    """An RFC 5545 rule (recurrence.py)."""


class SaidFacts(TypedDict, total=False):
    """The same as it is written: any part of it, as plain values."""

    title: str
    kind: str
    place: str | None
    link: str | None
    audience: str | None
    age: int | None
    tags: Collection[str]
    description: str | None
    poster_id: int | None
    poster_alt: str | None
    registration: bool
    repeats: str | None


SAID: Final = tuple(one.name for one in fields(Said))
"""The names of all facts, in the order of the table."""


def said_of(one: Said) -> SaidFacts:
    """What is said of that event, to be written for another one."""
    facts: dict[str, object] = {name: getattr(one, name) for name in SAID}
    return cast("SaidFacts", {**facts, "kind": one.kind.value})  # the names are those of its fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Said):
    """All that the public is told of an event, for comparing two versions; no personal data."""

    when: When
    host: int
    """Library id."""
    co_hosts: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.age is not None and self.age not in AGES:
            raise Impossible(f"an age mark is one of {AGES}")
        if self.host in self.co_hosts:
            raise Impossible("the host is not its own co-host")


class Change(StrEnum):
    """Which fact differs; each has its own words in the notice."""

    RENAMED = "renamed"
    KIND = "kind"
    MOVED = "moved"
    PLACE = "place"
    LINK = "link"
    HOST = "host"
    CO_HOSTS = "co_hosts"
    AUDIENCE = "audience"
    AGE = "age"
    TAGS = "tags"
    DESCRIPTION = "description"
    REGISTRATION = "registration"
    REPEATS = "repeats"


CHANGE_OF: Final[Mapping[str, Change]] = {
    "when": Change.MOVED,
    "place": Change.PLACE,
    "link": Change.LINK,
    "title": Change.RENAMED,
    "host": Change.HOST,
    "co_hosts": Change.CO_HOSTS,
    "kind": Change.KIND,
    "audience": Change.AUDIENCE,
    "age": Change.AGE,
    "registration": Change.REGISTRATION,
    "repeats": Change.REPEATS,
    "description": Change.DESCRIPTION,
    "tags": Change.TAGS,
}
"""What matters most to somebody who is on the way comes first."""

PICTURED: Final = frozenset({"poster_id", "poster_alt"})
"""Facts that only a picture shows: no line of text says that they differ."""

NOT_WORTH_A_NOTICE: Final = frozenset({Change.TAGS, Change.DESCRIPTION, Change.KIND, Change.AUDIENCE, Change.CO_HOSTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One differing fact with both its values, as they stand in `Facts`."""

    what: Change
    before: object
    after: object

    @property
    def worth_telling(self) -> bool:
        """Whether people who were already told must be told again; the others only mend the post."""
        return self.what not in NOT_WORTH_A_NOTICE


def changes(old: Facts, new: Facts) -> tuple[Changed, ...]:
    """What differs, the most important first; empty when nothing does."""
    pairs = ((what, getattr(old, name), getattr(new, name)) for name, what in CHANGE_OF.items())
    return tuple(Changed(what=what, before=before, after=after) for what, before, after in pairs if before != after)

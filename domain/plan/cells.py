"""The cells of a row under their headings, and what each of them means; what is not understood is noted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.cleaning import address_of, clean
from domain.event import AGES, Kind
from domain.plan.dates import When
from domain.plan.hosts import Host, Roster
from domain.plan.rows import Note, Remark, plain_title
from domain.spelling import plain
from domain.vocabulary import plan_file as words

LONGEST_LINE: Final = 300
"""Characters of a place that are kept."""
QUOTED: Final = 60
"""Characters of a cell that are repeated to the person."""
LONGEST_CELL: Final = 300
"""Characters of a cell that are read at all."""
LONGEST_CELLS: Final[Mapping[str, int]] = {
    "title": 1000,
    "description": 5000,
    "co_hosts": 2000,
    "link": 1000,
    "place": 1000,
}
"""The same where more may be told."""
MOST_NAMES: Final = 10
"""Co-hosts that a cell names."""
MOST_PIECES: Final = 100
"""Commas among them, with nothing between some."""
_LINK: Final = re.compile(r"https?://[^\s<>\"]{3,500}", re.IGNORECASE)
_DAYS: Final = re.compile(rf"(?<![\d.])\d{{1,2}}(?:\s*,\s*|\s+{words.AND}\s+)\d{{1,2}}(?!\d)")
_AGE: Final = re.compile(r"(?<!\d)(\d{1,2})\s*\+")
_TIME_IN_PLACE: Final = re.compile(r"(?<![\d.])\d{1,2}[-:.]\d{2}(?![\d.])")
_OURS: Final = re.compile(r"'(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""The apostrophe that our own tables put before what looks like a formula."""
_BETWEEN_NAMES: Final = re.compile(r"[;,\n]")
SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who reads it: the library whose plan it is, if it is one library's; and all partners, themselves included."""

    own: Host | None
    partners: Sequence[Host]
    roster: Roster = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roster", Roster(self.partners))


@dataclass(frozen=True, slots=True)
class Cells:
    """A row under its headings: as much of each cell as is read, through the filter of all words."""

    cells: Sequence[str]
    columns: Mapping[str, int]
    instead: Mapping[str, str] = field(default_factory=dict)
    """What holds where a cell is empty: of a line above."""

    def __getitem__(self, column: str) -> str:
        return self._own(column) or self.instead.get(column, "")

    def _own(self, column: str) -> str:
        place = self.columns.get(column)
        if place is None or place >= len(self.cells):
            return ""
        most = LONGEST_CELLS.get(column, LONGEST_CELL)
        return _OURS.sub("", clean(self.cells[place][:most]).strip(), 1)


@dataclass(slots=True)
class Notes:
    """What there is to say of a row."""

    notes: list[Note] = field(default_factory=list)

    def add(self, what: Remark, said: str = "") -> None:
        quoted = SPACES.sub(" ", said).strip()
        self.notes.append(Note(what=what, said=quoted[:QUOTED] + ("…" if len(quoted) > QUOTED else "")))


def note_when(when: When, cells: Cells, notes: Notes) -> None:
    """Note what is wrong with the day or the time that was read, in the words of the cell."""
    if when.trouble is not None:
        said = cells["date"] or cells["month"]
        many = when.trouble is Remark.DATE_UNCLEAR and _names_many_days(said)
        notes.add(Remark.MANY_DAYS if many else when.trouble, said)
    elif when.day is not None and when.at is None:
        notes.add(Remark.TIME_UNCLEAR if when.unclear_time else Remark.NO_TIME, when.unclear_time)
    for note in when.notes:
        notes.add(note.what, note.said)
    if when.once:
        notes.add(Remark.ONCE)


def _names_many_days(said: str) -> bool:
    text = plain(said)
    return bool(_DAYS.search(text)) or any(word in text for word in words.MANY_DAYS)


def cut(text: str, most: int, remark: Remark, notes: Notes) -> str:
    """The text, at most ``most`` characters; if something was cut off, the remark says so."""
    if len(text) <= most:
        return text
    notes.add(remark, text)
    return text[: most - 1].rstrip() + "…"


def place_of(cells: Cells) -> tuple[str | None, str | None]:
    """The place and the link; a link in the place's column is a link."""
    said = cells["place"] or cells["venue"]
    found = _LINK.search(cells["link"]) or _LINK.search(said)
    place = SPACES.sub(" ", _LINK.sub("", said)).strip(" ,;")
    return place[:LONGEST_LINE] or None, address_of(found[0].rstrip(".,;)")) if found else None


def time_in(place: str, timed: bool) -> str:  # noqa: FBT001 - what its heading says
    """«ЦБ, 13-30» under «Место и время проведения»."""
    found = _TIME_IN_PLACE.search(place) if timed else None
    return found[0] if found else ""


def age_of(said: str, notes: Notes, *, audience: bool) -> int | None:
    """One of ``AGES``; None where nothing is said, or nothing is understood.

    That is noted, unless it is said of an ``audience``, which need not tell an age.
    """
    if not said:
        return None
    marks = {int(one) for one in _AGE.findall(said)}
    if len(marks) == 1 and (age := marks.pop()) in AGES:
        return age
    found = re.fullmatch(rf"\s*(?:{words.FROM_AGE}\s+)?(\d{{1,2}})(?:\.0)?\s*(?:{words.YEARS_OLD})?\s*", plain(said))
    if found and int(found[1]) in AGES:
        return int(found[1])
    if not marks and plain(said).startswith(words.ANYBODY):
        return 0
    if not audience or _AGE.search(said):
        notes.add(Remark.AGE_UNKNOWN, said)
    return None


def audience_of(said: str) -> str:
    """What a column of ages or categories says of people: «дети 6+»."""
    bare = SPACES.sub(" ", _AGE.sub("", said)).strip(" ,;()")
    letters = re.sub(rf"(?:{words.FROM_AGE}|{words.YEARS_OLD})", "", plain(bare))
    return bare if re.search(r"[^\W\d_]{2,}", letters) else ""


def kind_of(said: str, title: str) -> Kind:
    """By its own column, else by the words of the title."""
    for text in (plain(said), plain(title)):
        for kind, starts in words.KINDS:
            if any(start in text for start in starts):
                return kind
    return Kind.OTHER


def host_of(cells: Cells, readers: Readers, notes: Notes) -> Host | None:
    """Whose the row is; None where that is the library whose plan this is, or nobody that is known."""
    said = cells["host"] or (cells["venue"] if readers.own is None else "")
    if not said:
        if readers.own is None:
            notes.add(Remark.NO_HOST)
        return readers.own
    beside = " ".join(cells[column] for column in ("place", "venue"))
    own = readers.own
    if own is not None and words.PERSON.search(said) and not words.HOUSE.search(plain(said)):
        return own  # «Кто проводит: Фамилия И.О.»
    if words.ALL_HOSTS.search(plain(said)):
        notes.add(Remark.ALL_HOSTS if own is None else Remark.HOST_ASSUMED, said)
        return own
    found = readers.roster.named(said, beside=beside)
    if own is not None:
        if any(one.id == own.id for one in found):
            return own
        notes.add(Remark.OTHER_HOST if len(found) == 1 else Remark.HOST_ASSUMED, said)
        return own
    if len(found) != 1:
        short = words.SHORT_HOST.fullmatch(plain(said))
        notes.add(Remark.WHICH_HOST if found else Remark.SHORT_HOST if short else Remark.STRANGE_HOST, said)
        return None
    return found[0]


def co_hosts_of(said: str, host: Host | None, readers: Readers, notes: Notes) -> tuple[int, ...]:
    """Partners by their titles, or by such a part of a title as only one of them has."""
    found: dict[int, None] = {}
    pieces = _BETWEEN_NAMES.split(said, MOST_PIECES)
    names = list(dict.fromkeys(name.strip() for name in pieces[:MOST_PIECES] if plain_title(name)))
    if len(names) > MOST_NAMES or len(pieces) > MOST_PIECES:
        notes.add(Remark.MANY_HOSTS)
    for name in names[:MOST_NAMES]:
        fitting = readers.roster.named(name, but=host.id if host is not None else None)
        if len(fitting) == 1:
            found[fitting[0].id] = None
        else:
            notes.add(Remark.HOST_UNKNOWN, name)
    return tuple(found)

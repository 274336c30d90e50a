"""The answers that an event is made of: the same questions when it is planned and when it is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final, cast
from zoneinfo import ZoneInfo

from pydantic import JsonValue, TypeAdapter

from domain.event import AGES, Kind
from domain.plan.place import with_map
from domain.plan.told import Told, read
from domain.time import spoken
from domain.time.recurrence import parse_rule
from domain.vocabulary.goals import GOALS, TASKS
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning as texts
from handlers.texts.repeats import repeats_words
from talk.errors import Refused
from talk.fields import (
    Answer,
    Choice,
    Field,
    Half,
    Line,
    Link,
    Many,
    Moment,
    Option,
    Photos,
    Place,
    Reading,
    Shown,
    Spot,
    Taken,
    Tap,
    Text,
)
from talk.fields.text import fold

LONGEST_TITLE: Final = 150
LONGEST_DESCRIPTION: Final = 2500
"""Characters: with its other facts an event still is one message on every messenger."""
OTHER_END: Final = 0
"""Instead of minutes: the end is asked for."""
ONCE: Final = ""
"""Instead of a rule: it does not come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A library that may host the event together with the host."""

    id: int
    title: str
    where: str


@dataclass(frozen=True, slots=True)
class CoHosts(Many[int]):
    """Member libraries. There may be hundreds: a part of a title or a district narrows the list."""

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[tuple[int, ...]] | Half:
        if answer.code is not None or answer.done or answer.came != "text":
            heard = Many.hear(self, answer, draft, reading)
            if isinstance(heard, Half) and answer.code in ("<", ">"):
                return Half(draft={**_facts(heard.draft), "found": _found(draft)})
            return heard
        ticked = _ticked(draft)
        try:
            named = self._typed(answer.text, reading)
        except Refused:
            named = self._called(answer.text)
        if not named:
            raise Refused(texts.NOT_FOUND_AMONG_MEMBERS)
        if len(named) > 1 and "," not in answer.text and ";" not in answer.text:
            found: list[JsonValue] = [*named]
            return Half(draft={"page": 0, "ticked": ticked, "found": found})
        kept = [*ticked, *(self.options[place].value for place in named if self.options[place].value not in ticked)]
        return Half(draft={"page": 0, "ticked": kept})

    def _called(self, typed: str) -> list[int]:
        """The places of the options whose title or place has every word that was typed."""
        words = fold(typed).split()
        return [
            place
            for place, option in enumerate(self.options)
            if words and all(word in fold(f"{option.label} {option.hint or ''}") for word in words)
        ]

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        found = _found(draft)
        if not found:
            return Many.show(self, draft, reading)
        places = [place for place in found if isinstance(place, int) and place < len(self.options)]
        narrowed = Many.show(CoHosts([self.options[place] for place in places]), draft, reading)
        rows = tuple(
            tuple(tap if not tap.code.isdecimal() else _at(tap, places[int(tap.code)]) for tap in row)
            for row in narrowed.rows
        )
        return Shown(hint=narrowed.hint, rows=rows)


def _facts(draft: JsonValue) -> dict[str, JsonValue]:
    return draft if isinstance(draft, dict) else {}


def _ticked(draft: JsonValue) -> list[JsonValue]:
    ticked = _facts(draft).get("ticked")
    return ticked if isinstance(ticked, list) else []


def _found(draft: JsonValue) -> list[JsonValue]:
    found = _facts(draft).get("found")
    return found if isinstance(found, list) else []


def _at(tap: Tap, place: int) -> Tap:
    """The same button, meaning the option at its place in the whole list."""
    return replace(tap, code=str(place))


@dataclass(frozen=True, slots=True)
class Ending(Moment):
    """A moment after the start."""

    _: KW_ONLY
    after: str = ""
    """The start, ISO, UTC."""

    def check(self, value: spoken.Moment, reading: Reading) -> None:
        Moment.check(self, value, reading)
        end = instant_of(value, self.zone or reading.zone.key)
        if end is None or end <= datetime.fromisoformat(self.after):
            raise Refused(texts.END_BEFORE_START)

    def shape(self) -> JsonValue:
        return [self.zone, self.after]


def instant_of(moment: spoken.Moment, zone: str) -> datetime | None:
    """The moment in UTC; None while only a month is known."""
    if moment.day is None or moment.time is None:
        return None
    return datetime.combine(moment.day, moment.time, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def end_of(moment: spoken.Moment, zone: str) -> datetime | None:
    """The end in UTC, where it was said beside the start."""
    ends = moment.ends
    return ends.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if ends is not None else None


def moment_of(start: datetime, zone: str) -> spoken.Moment:
    """What the clock of that zone shows at that instant."""
    local = start.astimezone(ZoneInfo(zone))
    return spoken.Moment(day=local.date(), time=local.time().replace(second=0, microsecond=0))


def title() -> Line:
    return Line(most=LONGEST_TITLE, least=2)


_tolds: Final[TypeAdapter[Told]] = TypeAdapter(Told)


@dataclass(frozen=True, slots=True)
class TitleOrAll(Field[str | Told]):
    """What the event is called; or all of it in one message (``domain.plan.told``), by the clock of that zone."""

    zone: str

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str | Told] | Half:
        told = read(answer.text, reading.now.astimezone(ZoneInfo(self.zone))) if answer.came == "text" else None
        if told is not None and len(told.title) <= LONGEST_TITLE:
            return Taken(told)
        return cast("Taken[str | Told] | Half", title().hear(answer, draft, reading))

    def check(self, value: str | Told, reading: Reading) -> None:
        if isinstance(value, str):
            title().check(value, reading)

    def freeze(self, value: str | Told) -> JsonValue:
        frozen: JsonValue = value if isinstance(value, str) else _tolds.dump_python(value, mode="json")
        return frozen

    def thaw(self, frozen: JsonValue) -> str | Told:
        return frozen if isinstance(frozen, str) else _tolds.validate_python(frozen)

    def words(self, value: str | Told, reading: Reading) -> str:
        del reading
        return value if isinstance(value, str) else value.title


@dataclass(frozen=True, slots=True)
class Ways(Choice[str]):
    """What to do with an event that is all told: the first way alone, the others in pairs."""

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        taps = [tap for row in Choice.show(self, draft, reading).rows for tap in row]
        first, rest = replace(taps[0], tone="main"), taps[1:]
        return Shown(rows=((first,), *(tuple(rest[at : at + 2]) for at in range(0, len(rest), 2))))

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        """«афиша» is the button «+ афиша», too."""
        named = [one for one in self.options if fold(one.label).lstrip("+ ") == fold(answer.text)]
        if answer.code is None and answer.came == "text" and named:
            return Taken(named[0].value)
        return Choice.hear(self, answer, draft, reading)


def when(zone: str) -> Moment:
    return Moment(zone=zone, month_too=True)


def ending(zone: str, start: datetime) -> Ending:
    return Ending(zone=zone, after=start.isoformat())


def place() -> Place:
    return Place(most=300)


def online() -> Link:
    return Link()


def kind() -> Choice[str]:
    return Choice([Option(value=one.value, label=event_texts.KINDS[one]) for one in Kind], columns=2)


@dataclass(frozen=True, slots=True)
class Lasting(Choice[int]):
    """How long it lasts, in minutes: pressed, or in words: «2», «полтора часа», «до 17:00»."""

    _: KW_ONLY
    starts: str = ""
    """The start by the clock of the host, HH:MM."""

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[int] | Half:
        if answer.code is None and answer.came == "text":
            length = spoken.parse_length(answer.text, time.fromisoformat(self.starts))
            if isinstance(length, timedelta):
                return Taken(int(length / timedelta(minutes=1)))
        return Choice.hear(self, answer, draft, reading)

    def freeze(self, value: int) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> int:
        if not isinstance(frozen, int) or frozen < 0:
            raise TypeError("not minutes")
        return frozen

    def words(self, value: int, reading: Reading) -> str:
        known = [one.value for one in self.options]
        return Choice.words(self, value, reading) if value in known else texts.minutes_words(value)


def lasts(start: datetime, zone: str) -> Lasting:
    known = [Option(value=minutes, label=label) for minutes, label in texts.DURATIONS.items()]
    starts = start.astimezone(ZoneInfo(zone))
    return Lasting([*known, Option(value=OTHER_END, label=texts.OTHER_END)], columns=2, starts=f"{starts:%H:%M}")


def co_hosts(partners: Sequence[Partner]) -> CoHosts:
    return CoHosts([Option(value=one.id, label=one.title, hint=one.where) for one in partners])


def audience() -> Line:
    return Line(most=200)


def age() -> Choice[int]:
    return Choice([Option(value=one, label=event_texts.age_words(one)) for one in AGES], columns=5)


def tags() -> Many[str]:
    return Many([Option(value=one.key, label=one.label) for one in (*GOALS, *TASKS)])


def description() -> Text:
    return Text(most=LONGEST_DESCRIPTION)


def poster() -> Photos:
    return Photos(most=1)


def poster_alt() -> Line:
    return Line(most=300)


@dataclass(frozen=True, slots=True)
class Repetition(Choice[str]):
    """A rule: pressed, or in words: «каждый второй четверг месяца», «по вторникам и четвергам»."""

    _: KW_ONLY
    in_words: bool = True

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        if self.in_words and answer.code is None and answer.came == "text" and not self.names(answer.text, reading):
            said = spoken.parse_moment(answer.text, reading.now.astimezone(reading.zone))
            rule = said.repeats if isinstance(said, spoken.Moment) else said.facts.get("repeats")
            if rule:
                return Taken(str(rule))
        return Choice.hear(self, answer, draft, reading)

    def freeze(self, value: str) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> str:
        if not isinstance(frozen, str):
            raise TypeError("not a rule")
        if frozen:
            parse_rule(frozen)
        return frozen

    def words(self, value: str, reading: Reading) -> str:
        known = [one.value for one in self.options]
        return Choice.words(self, value, reading) if value in known else repeats_words(value)


def repeats(*, month_only: bool) -> Repetition:
    """How often it comes again; what has no day yet can only come every year."""
    offered = {ONCE, "FREQ=YEARLY"} if month_only else set(texts.REPETITIONS)
    options = [Option(value=rule, label=label) for rule, label in texts.REPETITIONS.items() if rule in offered]
    return Repetition(options, in_words=not month_only)


def place_of(spot: Spot | None) -> tuple[str | None, str | None]:
    """The place and the link for taking part online: an address of a map is a place."""
    if spot is None:
        return None, None
    if spot.link and not spot.text:
        return (spot.link, None) if is_map(spot.link) else (None, spot.link)
    return (with_map(spot.text, spot.link) if spot.text else None), None


MAPS: Final = (
    "yandex.ru/maps",
    "maps.yandex",
    "ya.ru/maps",
    "2gis.",
    "google.com/maps",
    "goo.gl/maps",
    "maps.app.goo.gl",
    "openstreetmap.org",
)


def is_map(link: str) -> bool:
    return any(site in link.lower() for site in MAPS)

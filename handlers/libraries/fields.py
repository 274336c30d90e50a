"""Answers that only libraries are asked for: the settlement with its type, the region, another try at a name."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Final, Literal

from pydantic import JsonValue, TypeAdapter

from domain.cleaning import clean
from domain.libraries.addresses import Address, read_address, written_out
from domain.libraries.membership import Ownership
from domain.libraries.near_names import nearness
from domain.libraries.one_script import mended
from domain.spelling import fold, split_type
from domain.time.zones import region_named
from handlers.texts.language import zone_city
from handlers.texts.libraries import joining as texts
from handlers.texts.libraries import twins
from talk.errors import Refused
from talk.fields import Answer, Choice, Field, Half, Line, Option, Reading, Shown, Taken, Tap
from talk.fields.choice import at_code, find, label_of, show_options
from talk.fields.field import text_of

LONGEST_NAME = 120
LONGEST_TITLE = 300
LONGEST_DISTRICT = 120
LONGEST_STORY = 1500


ANY_NAME: Final = "Q"
"""Stands for the name behind a type; it must not look like a type itself in any alphabet."""


@dataclass(frozen=True, slots=True)
class Name(Line):
    """A line in which every word is in one alphabet; a letter of another that looks like it is mended."""

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        heard = Line.hear(self, answer, draft, reading)
        if isinstance(heard, Half):
            return heard
        better = mended(heard.value)
        if better is None:
            raise Refused(twins.TWO_ALPHABETS)
        return Taken(better)


@dataclass(frozen=True, slots=True)
class Settlement(Name):
    """A settlement as people name it, with or without its type: «село Александровка», «х. Александровка»."""

    def check(self, value: str, reading: Reading) -> None:
        Line.check(self, value, reading)
        name = split_type(value)[1]
        if any(sign in name for sign in ",;()/"):
            raise Refused(texts.ONLY_THE_NAME)
        if not any(sign.isalpha() for sign in fold(name)) or _is_only_a_type(name):
            raise Refused(texts.NOT_A_NAME)


def _is_only_a_type(name: str) -> bool:
    """«Село» alone: put before a name it is taken for its type."""
    return split_type(f"{name} {name}x")[0] is not None


@dataclass(frozen=True, slots=True)
class SettlementType(Choice[str]):
    """One of the types; «с.» and «пгт» may be typed as well."""

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        if answer.code is None:
            named = split_type(f"{answer.text.strip()} {ANY_NAME}")[0]
            if named is not None:
                return Taken(named)
        return Choice.hear(self, answer, draft, reading)


def settlement_types() -> SettlementType:
    return SettlementType([Option(value=kind, label=kind) for kind in texts.TYPES_IN_ORDER], columns=2)


def ownerships() -> Choice[Ownership]:
    return Choice([Option(value=form, label=label) for form, label in texts.OWNERSHIPS.items()], columns=2)


def zones_to_choose(zones: tuple[str, ...]) -> Choice[str]:
    return Choice([Option(value=zone, label=zone_city(zone)) for zone in zones])


@dataclass(frozen=True, slots=True)
class Region(Field[str]):
    """A region of Russia by its official name, or, on second thoughts, what was written."""

    _: KW_ONLY
    most: int = 120

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        if answer.code is not None:
            if isinstance(draft, str):
                return Taken(draft)
            raise Refused(reading.phrases.no_such_option())
        typed = " ".join(clean(text_of(answer, reading)).split())
        known = region_named(typed)
        if known is not None:
            return Taken(known)
        if not any(sign.isalpha() for sign in typed):
            raise Refused(reading.phrases.empty())
        if len(typed) > self.most:
            raise Refused(reading.phrases.too_long(self.most, len(typed)))
        return Half(draft=typed, note=texts.REGION_UNKNOWN)

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        del reading
        return Shown(rows=((Tap(label=texts.KEEP_AS_WRITTEN, code="1"),),) if isinstance(draft, str) else ())

    def back(self, draft: JsonValue) -> Half | None:
        return None if draft is None else Half(draft=None)

    def freeze(self, value: str) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> str:
        if not isinstance(frozen, str):
            raise TypeError("not a region")
        return frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What somebody does whose settlement is no namesake."""

    way: Literal["name", "appeal", "other"]
    name: str = ""
    """The settlement, written again."""


_again: TypeAdapter[Again] = TypeAdapter(Again)
_WAYS: dict[str, Literal["appeal", "other"]] = {"1": "appeal", "2": "other"}


@dataclass(frozen=True, slots=True)
class NameAgain(Field[Again]):
    """Another name, or one of two buttons: ask the coordinator, look for another alliance."""

    settlement: Settlement

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[Again] | Half:
        if answer.code is not None:
            if answer.code not in _WAYS:
                raise Refused(reading.phrases.no_such_option())
            return Taken(Again(way=_WAYS[answer.code]))
        typed = " ".join(answer.text.split()).casefold()
        if typed == texts.ASK_COORDINATOR.casefold():
            return Taken(Again(way="appeal"))
        if typed == texts.FIND_OTHER.casefold():
            return Taken(Again(way="other"))
        named = self.settlement.hear(answer, draft, reading)
        return named if isinstance(named, Half) else Taken(Again(way="name", name=named.value))

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        del draft, reading
        return Shown(
            rows=(
                (Tap(label=texts.ASK_COORDINATOR, code="1", tone="main"),),
                (Tap(label=texts.FIND_OTHER, code="2"),),
            )
        )

    def freeze(self, value: Again) -> JsonValue:
        frozen: JsonValue = _again.dump_python(value, mode="json")
        return frozen

    def thaw(self, frozen: JsonValue) -> Again:
        return _again.validate_python(frozen)

    def words(self, value: Again, reading: Reading) -> str:
        del reading
        return value.name


@dataclass(frozen=True, slots=True)
class District(Name):
    """A district with its word written out: «Аннинский р-н» is «Аннинский район»."""

    _: KW_ONLY
    most: int = LONGEST_DISTRICT

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        heard = Name.hear(self, answer, draft, reading)
        return heard if isinstance(heard, Half) else Taken(written_out(heard.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Where a library is, as somebody has told it in one line, or the button that they pressed instead."""

    at: Address = field(default_factory=Address)
    way: str = ""
    """The value of the button."""


_told: TypeAdapter[Told] = TypeAdapter(Told)
_address: TypeAdapter[Address] = TypeAdapter(Address)


@dataclass(frozen=True, slots=True)
class Where(Field[Told]):
    """A place in one line, with or without its district and region; ``ways``: buttons that say something else."""

    _: KW_ONLY
    ways: tuple[Option[str], ...] = ()

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[Told] | Half:
        del draft
        if answer.code is not None:
            return Taken(Told(way=at_code(self.ways, answer.code, reading).value))
        typed = " ".join(clean(text_of(answer, reading)).split())
        if (place := find(self.ways, typed, reading)) is not None:
            return Taken(Told(way=self.ways[place].value))
        at = read_address(typed)
        if len(at.name) > LONGEST_NAME:
            raise Refused(reading.phrases.too_long(LONGEST_NAME, len(at.name)))
        if any(sign in at.name for sign in "()/"):
            raise Refused(texts.ONLY_THE_NAME)
        if not any(sign.isalpha() for sign in fold(at.name)) or _is_only_a_type(at.name):
            raise Refused(texts.NOT_A_NAME)
        name, district = mended(at.name), mended(at.district)
        if name is None or district is None:
            raise Refused(twins.TWO_ALPHABETS)
        return Taken(Told(at=replace(at, name=name, district=district)))

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        if not self.ways:
            return Shown()
        page = draft if isinstance(draft, int) else 0
        return show_options(self.ways, page, 1, reading, lambda _place, label: label)

    def freeze(self, value: Told) -> JsonValue:
        frozen: JsonValue = _told.dump_python(value, mode="json")
        return frozen

    def thaw(self, frozen: JsonValue) -> Told:
        return _told.validate_python(frozen)

    def words(self, value: Told, reading: Reading) -> str:
        del reading
        if value.way:
            return label_of(self.ways, value.way)
        name = " ".join(part for part in (value.at.type, value.at.name) if part)
        return ", ".join(part for part in (name, value.at.district, value.at.region) if part)

    def shape(self) -> JsonValue:
        return [one.value for one in self.ways]


@dataclass(frozen=True, slots=True)
class Area(Field[Address]):
    """A region, with its district if that is told along with it."""

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[Address] | Half:
        if answer.code is None:
            told = read_address(clean(text_of(answer, reading)))
            district = mended(told.district)
            if told.region and district is not None:
                return Taken(Address(district=district, region=told.region))
        heard = Region().hear(answer, draft, reading)
        return heard if isinstance(heard, Half) else Taken(Address(region=heard.value))

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        return Region().show(draft, reading)

    def back(self, draft: JsonValue) -> Half | None:
        return Region().back(draft)

    def freeze(self, value: Address) -> JsonValue:
        frozen: JsonValue = _address.dump_python(value, mode="json")
        return frozen

    def thaw(self, frozen: JsonValue) -> Address:
        return _address.validate_python(frozen)

    def words(self, value: Address, reading: Reading) -> str:
        del reading
        return ", ".join(part for part in (value.district, value.region) if part)


def joined_addresses(before: Address, now: Address) -> Address:
    """What was told anew, and of the rest what was told before."""
    return Address(
        type=now.type or before.type,
        name=now.name,
        district=now.district or before.district,
        region=now.region or before.region,
    )


def ways_of_another_name(alliance: str, typed: str) -> tuple[Option[str], ...]:
    """What somebody can press whose settlement is called otherwise than the alliance."""
    slip = nearness(alliance, typed) == "slip"
    return (
        *((Option(value="slip", label=texts.meant(split_type(alliance)[1])),) if slip else ()),
        Option(value="appeal", label=texts.ASK_COORDINATOR),
        Option(value="other", label=texts.FIND_OTHER),
    )

"""One of several options, pressed or typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Final, Generic, TypeVar

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from domain.near import likeness
from talk.errors import Misplayed, Refused
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Tap, text_of
from talk.fields.text import fold
from talk.keyboard import shorten
from talk.rich import Say, lines, paragraphs

V = TypeVar("V")

PAGE: Final = 8
"""Options on one page: more would push the question off a telephone's screen; just one more needs no second page."""
PAGE_DIGITS: Final = 4
BEGINNING: Final = 3
"""Letters of a beginning that is not a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Generic[V]):
    """Something to choose. The value is what the script branches on; the label may change freely."""

    value: V
    """Anything that pydantic turns to JSON; two options never share it."""
    label: str
    hint: Say | None = None
    """A line of explanation under the question."""


@dataclass(frozen=True, slots=True)
class Choice(Field[V]):
    """Exactly one option. Typing its label, its number or a beginning that no other has counts as pressing it."""

    options: Sequence[Option[V]]
    _: KW_ONLY
    columns: int = 1

    def __post_init__(self) -> None:
        check_options(self.options)

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[V] | Half:
        page = draft if isinstance(draft, int) else 0
        if answer.code is not None:
            if (turned := page_of(answer.code, page)) is not None:
                return Half(draft=turned)
            return Taken(at_code(self.options, answer.code, reading).value)
        typed = text_of(answer, reading, "option")
        place = find(self.options, typed, reading)
        if place is not None:
            return Taken(self.options[place].value)
        if near := near_options(self.options, typed):
            return Half(draft={"near": [*near]}, note=reading.phrases.near_options())
        raise Refused(reading.phrases.no_such_option())

    def names(self, typed: str, reading: Reading) -> bool:
        return find(self.options, typed, reading) is not None

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        page = draft if isinstance(draft, int) else 0
        if near := _near_of(draft, len(self.options)):
            return show_near(self.options, near, reading)
        return show_options(self.options, page, self.columns, reading, lambda _place, label: label)

    def freeze(self, value: V) -> JsonValue:
        return frozen_of(value)

    def thaw(self, frozen: JsonValue) -> V:
        return thawed_from(self.options, frozen)

    def words(self, value: V, reading: Reading) -> str:
        del reading
        return label_of(self.options, frozen_of(value))

    def shape(self) -> JsonValue:
        return [frozen_of(option.value) for option in self.options]


# What Choice shares with Many.


def check_options(options: Sequence[Option[V]]) -> None:
    """Raise Misplayed when there is nothing to choose from, or the same thing twice."""
    if not options:
        raise Misplayed("a choice without options: ask only when there is something to choose from")
    seen: list[JsonValue] = []
    for option in options:
        frozen = frozen_of(option.value)
        if frozen is None or frozen in seen:
            raise Misplayed(f"an option's value must be there and be its own: {frozen!r}")
        seen.append(frozen)


def find(options: Sequence[Option[V]], typed: str, reading: Reading) -> int | None:
    """The place of the option that was typed: its label (whole, as the button shows it, a beginning) or its number."""
    wanted = fold(typed)
    if not wanted:
        return None
    for place, option in enumerate(options):
        labels = (option.label, shorten(option.label, reading.limits.label), f"{place + 1}. {option.label}")
        if wanted in map(fold, labels):
            return place
    if wanted.isdecimal() and len(wanted) <= len(str(len(options))) and 1 <= int(wanted) <= len(options):
        return int(wanted) - 1
    begin = [place for place, option in enumerate(options) if fold(option.label).startswith(wanted)]
    if len(begin) == 1 and len(wanted) >= BEGINNING:
        return begin[0]
    first = [place for place, option in enumerate(options) if re.split(r"[\s,]+", fold(option.label))[0] == wanted]
    return first[0] if len(first) == 1 else None


def near_options(options: Sequence[Option[V]], typed: str) -> tuple[int, ...]:
    """Places of the options whose labels are like what was typed, best first."""
    return tuple(place for place, _ in likeness(typed, [option.label for option in options]))


def _near_of(draft: JsonValue, count: int) -> tuple[int, ...]:
    places = draft.get("near") if isinstance(draft, dict) else None
    return tuple(one for one in places if isinstance(one, int) and one < count) if isinstance(places, list) else ()


def show_near(options: Sequence[Option[V]], near: Sequence[int], reading: Reading) -> Shown:
    """These options alone, and the way to all."""
    most = min(len(near), reading.rows - 1, reading.buttons - 1)
    taps = [Tap(label=options[place].label, code=str(place)) for place in near[:most]]
    return Shown(rows=(*((tap,) for tap in taps), (Tap(label=reading.phrases.all_options, code="<0"),)))


def page_of(code: str, page: int) -> int | None:
    """The page that a button turns to; None when it turns none. Of an older version it names none: the next one."""
    if code[0] not in "<>":
        return None
    named = code[1:]
    if not named:
        return max(page + (1 if code == ">" else -1), 0)
    return int(named) if named.isdecimal() and len(named) <= PAGE_DIGITS else page


def at_code(options: Sequence[Option[V]], code: str, reading: Reading) -> Option[V]:
    """The option of a button. Raises Refused for a forged code."""
    if code.isdecimal() and len(code) <= len(str(len(options))) and int(code) < len(options):
        return options[int(code)]
    raise Refused(reading.phrases.no_such_option())


def show_options(
    options: Sequence[Option[V]],
    page: int,
    columns: int,
    reading: Reading,
    mark: Callable[[int, str], str],
    *,
    code: Callable[[int], str] = str,
) -> Shown:
    """The options of one page, with their hints where they have any or where a label does not fit its button."""
    columns = max(1, min(columns, reading.limits.columns))
    whole = min(PAGE + 1, reading.rows * columns, reading.buttons)
    size = whole if len(options) <= whole else max(1, min(PAGE, (reading.rows - 1) * columns, reading.buttons - 2))
    pages = -(-len(options) // size)
    page = max(0, min(page, pages - 1))
    here = range(page * size, min((page + 1) * size, len(options)))
    listed = any(options[place].hint or len(options[place].label) + 2 > reading.limits.label for place in here)
    taps = [
        Tap(
            label=mark(place, f"{place + 1}. {options[place].label}" if listed else options[place].label),
            code=code(place),
        )
        for place in here
    ]
    rows = [tuple(taps[at : at + columns]) for at in range(0, len(taps), columns)]
    turn = []
    if page > 0:
        turn.append(Tap(label=reading.phrases.earlier, code=f"<{page - 1}"))
    if page < pages - 1:
        turn.append(Tap(label=reading.phrases.later, code=f">{page + 1}"))
    if turn:
        rows.append(tuple(turn))
    explained = (
        lines(*(reading.phrases.option(place + 1, options[place].label, options[place].hint) for place in here))
        if listed
        else None
    )
    paged = reading.phrases.page(page + 1, pages) if pages > 1 else None
    return Shown(hint=paragraphs(explained, paged) if explained or paged else None, rows=tuple(rows))


def frozen_of(value: object) -> JsonValue:
    """As it stands in the journal of the talk."""
    frozen: JsonValue = to_jsonable_python(value)
    return frozen


def thawed_from(options: Sequence[Option[V]], frozen: JsonValue) -> V:
    """The value of the option that was frozen so. Raises LookupError when it is offered no more."""
    for option in options:
        if frozen_of(option.value) == frozen:
            return option.value
    raise LookupError("no such option now")


def label_of(options: Sequence[Option[V]], frozen: JsonValue) -> str:
    """As the option is called now; the frozen value where it is offered no more."""
    return next((option.label for option in options if frozen_of(option.value) == frozen), str(frozen))

"""Several of the options, ticked one by one or typed at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass

from pydantic import JsonValue

from talk.errors import Refused
from talk.fields.choice import (
    Option,
    V,
    at_code,
    check_options,
    find,
    frozen_of,
    label_of,
    page_of,
    show_options,
    thawed_from,
)
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, text_of
from talk.rich import paragraphs

TICK, UNTICK = "+", "-"
"""How the code of a button ends: what becomes of the option, however often it is pressed."""


@dataclass(frozen=True, slots=True)
class Many(Field[tuple[V, ...]]):
    """From ``least`` to ``most`` options, in the order of the options.

    Buttons toggle and «Готово» ends; «1, 3» or labels with commas between tick what is named and the answer is whole.
    """

    options: Sequence[Option[V]]
    _: KW_ONLY
    least: int = 1
    most: int | None = None
    columns: int = 1
    at_first: tuple[V, ...] = ()
    """Ticked already when the question is asked: what was chosen before."""

    def __post_init__(self) -> None:
        check_options(self.options)

    @property
    def gathers(self) -> bool:
        return True

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[tuple[V, ...]] | Half:
        page, ticked = self._read(draft)
        if answer.done:
            return self._end(ticked, reading)
        if answer.code is not None:
            if (turned := page_of(answer.code, page)) is not None:
                return Half(draft=_draft(turned, ticked))
            code, wanted = answer.code.rstrip(TICK + UNTICK), answer.code[-1]
            chosen = frozen_of(at_code(self.options, code, reading).value)
            is_ticked = chosen in ticked
            if wanted == (TICK if is_ticked else UNTICK):  # pressed twice, or under an older version
                return Half(draft=_draft(page, ticked))
            if is_ticked:
                return Half(draft=_draft(page, [old for old in ticked if old != chosen]))
            if self.most is not None and len(ticked) >= self.most:
                raise Refused(reading.phrases.choose_at_most(self.most))
            return Half(draft=_draft(page, [*ticked, chosen]))
        named = self._typed(text_of(answer, reading, "option"), reading)
        return self._end([frozen_of(self.options[place].value) for place in named], reading)

    def names(self, typed: str, reading: Reading) -> bool:
        return find(self.options, typed, reading) is not None

    def _read(self, draft: JsonValue) -> tuple[int, list[JsonValue]]:
        return _read(draft) if draft is not None else (0, [frozen_of(one) for one in self.at_first])

    def _typed(self, text: str, reading: Reading) -> list[int]:
        whole = find(self.options, text, reading)
        if whole is not None:
            return [whole]
        parts = [part for part in re.split(r"[,;\n]", text) if part.strip()]
        if all(part.strip().replace(" ", "").isdecimal() for part in parts):
            parts = [number for part in parts for number in part.split()]
        places = [find(self.options, part, reading) for part in parts]
        if not places or None in places:
            raise Refused(reading.phrases.no_such_option())
        return [place for place in places if place is not None]

    def _end(self, ticked: list[JsonValue], reading: Reading) -> Taken[tuple[V, ...]]:
        value = tuple(option.value for option in self.options if frozen_of(option.value) in ticked)
        self.check(value, reading)
        return Taken(value)

    def check(self, value: tuple[V, ...], reading: Reading) -> None:
        if len(value) < self.least:
            raise Refused(reading.phrases.choose_at_least(self.least))
        if self.most is not None and len(value) > self.most:
            raise Refused(reading.phrases.choose_at_most(self.most))

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        page, ticked = self._read(draft)
        marked = {place for place, option in enumerate(self.options) if frozen_of(option.value) in ticked}
        shown = show_options(
            self.options,
            page,
            self.columns,
            reading,
            lambda place, label: reading.phrases.ticked(label) if place in marked else label,
            code=lambda place: f"{place}{UNTICK if place in marked else TICK}",
        )
        chosen = reading.phrases.chosen([self.options[place].label for place in sorted(marked)])
        return Shown(hint=paragraphs(shown.hint, chosen), rows=shown.rows)

    def freeze(self, value: tuple[V, ...]) -> JsonValue:
        return [frozen_of(one) for one in value]

    def thaw(self, frozen: JsonValue) -> tuple[V, ...]:
        if not isinstance(frozen, list):
            raise TypeError("not a list")
        return tuple(thawed_from(self.options, one) for one in frozen)

    def words(self, value: tuple[V, ...], reading: Reading) -> str:
        del reading
        return ", ".join(label_of(self.options, frozen_of(one)) for one in value)

    def shape(self) -> JsonValue:
        return [frozen_of(option.value) for option in self.options]


def _read(draft: JsonValue) -> tuple[int, list[JsonValue]]:
    if not isinstance(draft, dict):
        return 0, []
    page, ticked = draft.get("page"), draft.get("ticked")
    return (page if isinstance(page, int) else 0), (ticked if isinstance(ticked, list) else [])


def _draft(page: int, ticked: list[JsonValue]) -> JsonValue:
    return {"page": page, "ticked": ticked}
